// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Torso.h"

#include "dicom/demo/Dice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vigil::dicom::demo {
namespace {

constexpr float air = -1000;
constexpr float lung = -860;
constexpr float fat = -105;
constexpr float muscle = 52;
constexpr float marrow = 210;
constexpr float cortex = 720;
constexpr double pi = std::numbers::pi;

struct Ellipsoid {
    Point centre;
    Point radius;
    [[nodiscard]] bool holds(const Point& p, double part) const {
        return std::hypot((p.x - centre.x) / radius.x, (p.y - centre.y) / radius.y,
                          (p.z - centre.z) / radius.z) < part;
    }
};
constexpr Ellipsoid rightLung{{-73, 2, -5}, {58, 86, 150}};
constexpr Ellipsoid leftLung{{73, 2, -5}, {56, 84, 146}};
constexpr Ellipsoid rightDome{{-72, 0, -165}, {74, 92, 78}};
constexpr Ellipsoid leftDome{{74, 4, -178}, {70, 90, 78}};

} // namespace

Torso::Torso(const Case& what) : m_case(what) {
    growLungVessels();
    growRibs();
}

void Torso::growLungVessels() {
    for (const auto side : {-1.0, 1.0}) {
        const Ellipsoid& space = side < 0 ? rightLung : leftLung;
        const Ellipsoid& dome = side < 0 ? rightDome : leftDome;
        const auto inside = [&](const Point& p) { return space.holds(p, 0.97) && !dome.holds(p, 1.02); };
        const auto keep = [this](const Point& from, const Point& to, double first, double last) {
            m_lungVessels.push_back({from, to, first, last});
        };
        Dice dice(m_case.seed * 2 + (side < 0 ? 0 : 1));
        for (int i = 0; i < 9; ++i) {
            const double angle = 2 * pi * i / 9;
            const Point direction{side * (0.9 + dice.between(-0.3, 0.3)), 0.9 * std::sin(angle),
                                  1.25 * std::cos(angle)};
            growTree({side * 38, 4, -8 + 10 * std::cos(angle)}, direction, dice.between(4.2, 5.6),
                     dice.next(), inside, keep);
        }
    }
}

void Torso::growRibs() {
    for (const auto side : {-1.0, 1.0}) {
        for (int i = 0; i < 12; ++i) {
            const double atSpine = 138 - 24.0 * i;
            const double reach = std::min(1.0, 0.52 + 0.14 * i);
            const double end = i < 10 ? 0.93 : 0.6;
            std::vector<Point> rib;
            for (int step = 0; step <= 22; ++step) {
                const double t = end * step / 22;
                const double angle = pi * t;
                rib.push_back({side * (18 + (128 * reach - 18) * std::pow(std::sin(angle), 0.9) + 8 * t),
                               5 + 88 * std::cos(angle) * (0.7 + 0.3 * reach),
                               atSpine - 12 * t - 68 * t * t * reach});
            }
            m_ribs.push_back(std::move(rib));
        }
    }
}

void Torso::wall(Slice& slice) const {
    const double z = slice.z();
    const double w = m_case.width;
    const double waist = z < -180 ? 1 - 0.10 * std::exp(-std::pow((z + 270) / 70, 2)) : 1;
    const double shoulder = z > 90 ? 1 + 0.05 * (z - 90) / 60 : 1;
    const double x = 158 * w * waist * shoulder;
    const double y = 112 * w * (z > 90 ? 1 - 0.10 * (z - 90) / 60 : 1);
    const auto layer = [&](double inset, float value) {
        slice.ellipsoid({0, 4, z}, {x - inset, y - inset, 1000}, Slice::Look{value, 0, 0, 2.5});
    };
    layer(0, 10); // skin
    layer(1.8, fat);
    layer(14 * w * w, muscle);
    if (z < -130) layer(14 * w * w + 14, fat);
    // Folds of fat between the muscles of the back and of the shoulder girdle.
    for (const auto side : {-1.0, 1.0}) {
        slice.ellipsoid({side * 34, 88, z}, {25, 17, 1000}, 56);
        if (z > -20) {
            slice.path({{side * 60, 84, z}, {side * 112, 62, z}}, 1.4, fat);
            slice.path({{side * 55, -88, z}, {side * 118, -52, z}}, 1.2, fat);
        }
    }
    if (z < -130) slice.path({{0, -y + 20, z}, {0, -y + 30, z}}, 1.0, muscle);
}

void Torso::lungs(Slice& slice) const {
    for (const auto& space : {rightLung, leftLung})
        slice.ellipsoid(space.centre, space.radius, Slice::Look{lung, 0, 0, 2.3});
    for (const Tube& vessel : m_lungVessels)
        slice.tube(vessel.from, vessel.to, vessel.radiusFrom, vessel.radiusTo,
                   static_cast<float>(vessel.radiusFrom > 1.2 ? m_case.vessels * 0.9 : -100));
    // Fissures show as fine lines.
    const double z = slice.z();
    if (z < 60 && z > -120) {
        const double y = 30 - (z + 30) * 0.45;
        slice.path({{-126, y - 8, z}, {-90, y, z}, {-52, y + 6, z}}, 0.35, -700);
        slice.path({{126, y - 4, z}, {90, y + 4, z}, {52, y + 8, z}}, 0.35, -700);
    }
    nodule(slice);
}

void Torso::nodule(Slice& slice) const {
    const double radius = m_case.noduleRadius;
    if (radius <= 0) return;
    const Point centre{-84, -30, 58};
    Dice dice(77);
    for (int i = 0; i < 14; ++i) {
        const double turn = dice.between(0, 2 * pi);
        const double lift = dice.between(-0.7, 0.7);
        const double reach = radius * dice.between(1.35, 1.9);
        slice.tube(
            centre,
            {centre.x + reach * std::cos(turn), centre.y + reach * std::sin(turn), centre.z + reach * lift},
            radius * 0.45, 0.3, -80);
    }
    slice.ellipsoid(centre, {radius, radius * 0.9, radius}, Slice::Look{38, 20, 0.06, 2});
}

void Torso::mediastinum(Slice& slice) const {
    const auto artery = static_cast<float>(m_case.vessels);
    const auto vein = static_cast<float>(m_case.veins);
    const double strain = m_case.emboli ? 1.18 : 1;
    slice.ellipsoid({0, 10, 20}, {34, 62, 190}, Slice::Look{fat, 0, 0, 2.6});
    slice.ellipsoid({14, -28, -78}, {62, 54, 62}, Slice::Look{-60, 25, 0, 2.2});
    // Heart: wall, right and left chambers.
    slice.ellipsoid({14, -28, -78}, {58, 50, 57}, Slice::Look{70, 25, 0, 2.2});
    slice.ellipsoid({-12, -40, -76}, {25 * strain, 24 * strain, 38}, Slice::Look{vein, 20, 0, 2});
    slice.ellipsoid({34, -34, -88}, {25 / strain, 18 / strain, 34}, Slice::Look{artery, 35, 0, 2});
    slice.ellipsoid({8, 8, -58}, {32, 16, 26}, Slice::Look{artery, 5, 0, 2});
    // Aorta: root, ascending, arch, descending; pulmonary trunk and its branches; superior vena cava.
    slice.path({{6, -22, -60},
                {-16, -36, -20},
                {-20, -34, 20},
                {-14, -24, 42},
                {4, -4, 56},
                {20, 24, 52},
                {27, 42, 34}},
               15, artery);
    slice.path({{27, 42, 34}, {27, 42, -60}, {18, 34, -150}, {6, 22, -230}, {2, 20, -330}}, 11.5, artery);
    slice.path({{16, -44, -44}, {20, -30, -8}, {12, -14, 4}}, 15, artery * 1.05F);
    slice.path({{12, -14, 4}, {-14, -4, 2}, {-42, 8, -4}}, 11.5, artery * 1.05F);
    slice.path({{14, -12, 6}, {34, 4, 8}, {44, 14, 0}}, 11, artery * 1.05F);
    slice.path({{-26, -22, 90}, {-27, -18, 0}, {-24, -14, -40}}, 8.5, vein);
    for (const auto side : {-1.0, 1.0}) {
        slice.path({{side * 8, -16, 62}, {side * 20, -18, 105}, {side * 26, -12, 150}}, 4.8, artery);
        slice.path({{side * 22, -26, 88}, {side * 36, -28, 150}}, 5.5, vein);
    }
    // Airways with their walls, gullet.
    const Point carina{2, 12, 16};
    for (const auto& [radius, value] : {std::pair{10.5, 40.0F}, std::pair{9.0, air}}) {
        slice.path({{0, 8, 160}, carina}, radius, value);
        slice.path({carina, {-30, 14, -4}, {-44, 16, -26}}, radius * 0.72, value);
        slice.path({carina, {34, 16, -8}, {48, 20, -30}}, radius * 0.68, value);
    }
    slice.path({{6, 32, 160}, {8, 34, 0}, {4, 34, -160}}, 6, 45);
    slice.path({{7, 31, 70}, {7, 33, 20}}, 1.6, -500);
    emboli(slice);
}

void Torso::emboli(Slice& slice) const {
    if (!m_case.emboli) return;
    // A saddle across the bifurcation and casts that run into both lower lobes.
    slice.path({{-36, 5, -2}, {-14, -4, 3}, {10, -12, 6}, {30, 1, 8}, {42, 12, 2}}, 5, 45);
    slice.path({{-38, 6, -4}, {-50, 16, -28}, {-58, 26, -52}}, 4.6, 42);
    slice.path({{42, 12, 0}, {54, 22, -26}, {60, 30, -50}}, 4.4, 42);
    slice.ellipsoid({-108, 52, -66}, {15, 17, 16}, Slice::Look{20, 30, 0.1, 3}); // infarct at the pleura
}

void Torso::bones(Slice& slice) const {
    const double z = slice.z();
    const double level = std::fmod(z + 2400, 27) / 27; // 0 … 1 within a vertebra and its disc
    const double curve =
        52 + 6 * std::sin((z + 40) / 120) - (z < -150 ? 10 * std::min(1.0, (-150 - z) / 150) : 0);
    const double size = z < -150 ? 23 : 17;
    if (z > -415) {
        const bool disc = level > 0.8;
        slice.ellipsoid({0, curve, z}, {size + 1, size * 0.8 + 1, 1000},
                        Slice::Look{disc ? 95.0F : 620.0F, 0, 0, 2.4});
        if (!disc)
            slice.ellipsoid({0, curve, z}, {size - 1.2, size * 0.8 - 1.2, 1000},
                            Slice::Look{marrow, 0, 0, 2.4});
        const double behind = curve + size * 0.8;
        slice.path({{-11, behind, z},
                    {-13, behind + 14, z},
                    {0, behind + 22, z},
                    {13, behind + 14, z},
                    {11, behind, z}},
                   level > 0.65 ? 2.2 : 4, level > 0.65 ? 250 : 560);
        if (level < 0.5) {
            slice.path({{0, behind + 20, z}, {0, behind + 36, z}}, 3.4, 520);
            for (const auto side : {-1.0, 1.0})
                slice.path({{side * 14, behind + 10, z}, {side * 38, behind + 14, z}}, 3.6, 500);
        }
        slice.ellipsoid({0, behind + 8, z}, {9, 7.5, 1000}, 18);
        slice.ellipsoid({0, behind + 8, z}, {5.5, 4.5, 1000}, 42);
    }
    for (const auto& rib : m_ribs) {
        slice.path(rib, 5.4, cortex);
        slice.path(rib, 3.4, marrow);
    }
    if (z < 110 && z > -85) {
        slice.ellipsoid({0, -93, 10}, {17, 6.5, 100}, Slice::Look{420, 0, 0, 3});
        slice.ellipsoid({0, -93, 10}, {14, 4, 98}, Slice::Look{160, 0, 0, 3});
    }
    if (z > 20) {
        for (const auto side : {-1.0, 1.0}) {
            slice.path({{side * 72, 86, z}, {side * 100, 76, z}, {side * 124, 54, z}}, 3.2, 560);
            if (z > 118) slice.path({{side * 14, -74, 132}, {side * 60, -72, 150}}, 6, 600);
        }
    }
}

Slice Torso::slice(const Raster& raster, double z) const {
    Slice result(raster, z, air);
    wall(result);
    if (z > -170) lungs(result);
    if (z < -60) abdomen(result);
    if (z > -170) mediastinum(result);
    if (z < -120)
        result.path({{27, 42, -100}, {18, 34, -150}, {6, 20, -230}, {3, 16, -330}}, 10.5,
                    static_cast<float>(m_case.vessels));
    bones(result);
    if (z < -330) pelvis(result);
    // The table under the patient.
    result.canvas().visit({0, 132, 0}, 190, 2,
                          [](float& value, double, double) { value = std::max(value, -180.0F); });
    return result;
}

} // namespace vigil::dicom::demo
