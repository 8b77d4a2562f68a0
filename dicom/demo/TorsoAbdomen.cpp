// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Dice.h"
#include "dicom/demo/Torso.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vigil::dicom::demo {
namespace {

constexpr float fat = -105;

} // namespace

void Torso::abdomen(Slice& slice) const {
    const auto liver = static_cast<float>(m_case.liver);
    const auto vein = static_cast<float>(m_case.veins);
    // The domes rise into the lungs; below them the organs lie in fat.
    slice.ellipsoid({-72, 0, -165}, {74, 92, 78}, Slice::Look{liver, 0, 0, 2.2});
    slice.ellipsoid({-58, -6, -190}, {72, 82, 84}, Slice::Look{liver, -12, 0, 2.2});
    slice.ellipsoid({10, -40, -172}, {60, 34, 44}, Slice::Look{liver, 8, 0, 2});
    slice.ellipsoid({74, 4, -178}, {70, 90, 78}, fat);
    slice.ellipsoid({92, 42, -165}, {32, 42, 52}, Slice::Look{liver + 6, 30, 0, 2}); // spleen
    // Vessels of the liver, gall bladder.
    slice.path({{-8, 30, -110}, {-34, 14, -128}, {-76, -6, -140}, {-110, -18, -150}}, 3.4, vein + 18);
    slice.path({{-8, 30, -110}, {-30, -10, -126}, {-44, -44, -140}}, 3, vein + 18);
    slice.path({{-12, 8, -190}, {-44, 4, -176}, {-84, 14, -172}, {-112, 8, -182}}, 5, vein + 25);
    slice.ellipsoid({-46, -62, -222}, {15, 19, 26}, Slice::Look{8, 20, 0, 2});
    // Stomach with its level, pancreas, adrenal region, inferior vena cava.
    slice.ellipsoid({58, -34, -182}, {40, 34, 42}, Slice::Look{46, 15, 0, 2.3});
    slice.ellipsoid({58, -36, -182}, {35, 29, 38}, Slice::Look{18, 15, 0, 2.3});
    slice.ellipsoid({56, -52, -180}, {26, 12, 30}, Slice::Look{-990, 0, 0, 2.3});
    slice.path({{-14, -14, -238}, {14, -24, -226}, {44, -8, -214}, {76, 14, -202}}, 10, 60);
    slice.path({{-20, 26, -100}, {-24, 20, -200}, {-20, 18, -330}}, 10.5, vein + 10);
    if (m_case.metastases) {
        for (const Point& lesion :
             {Point{-92, 10, -150}, Point{-50, -40, -176}, Point{-104, -22, -205}, Point{-70, 38, -196}}) {
            slice.ellipsoid(lesion, {13, 12, 13}, Slice::Look{liver - 22, 0, 0.05, 2});
            slice.ellipsoid(lesion, {8, 7, 8}, Slice::Look{liver - 52, 0, 0.08, 2});
        }
    }
    if (slice.z() < -190) {
        kidneys(slice);
        bowel(slice);
    }
}

void Torso::kidneys(Slice& slice) const {
    const auto enhanced = static_cast<float>(m_case.vessels > 120 ? 165 : 34);
    for (const auto side : {-1.0, 1.0}) {
        const bool obstructed = m_case.stone && side > 0;
        const Point centre{side * 62, 46, side < 0 ? -252.0 : -240.0};
        slice.ellipsoid(centre, {46, 44, 72}, Slice::Look{fat, side * 35, 0, 2.2});
        slice.ellipsoid(centre, {obstructed ? 32.0 : 28.0, obstructed ? 29.0 : 25.0, 56},
                        Slice::Look{enhanced, side * -30, 0.02, 2});
        const Point pelvis{centre.x - side * 11, centre.y - 4, centre.z};
        slice.ellipsoid(pelvis, {15, 11, 30}, Slice::Look{fat, side * -30, 0.1, 2});
        slice.ellipsoid(pelvis, {obstructed ? 16.0 : 6.0, obstructed ? 12.0 : 4.0, obstructed ? 30.0 : 16.0},
                        Slice::Look{6, side * -30, 0, 2});
        slice.tube({side * 14, 40, centre.z + 6}, {side * 46, 42, centre.z + 2}, 4, 3.5,
                   static_cast<float>(m_case.veins));
        slice.path({{side * 50, 40, centre.z - 12},
                    {side * 36, 34, -300},
                    {side * 34, 30, -350},
                    {side * 38, 44, -400}},
                   obstructed ? 4.2 : 2.2, 12);
        slice.ellipsoid({side * 44, 60, -320}, {22, 19, 120}, Slice::Look{58, side * 30, 0, 2.2}); // psoas
    }
    if (m_case.stone) {
        slice.ellipsoid({35, 32, -330}, {4.6, 4.2, 5.5}, 1150);
        slice.ellipsoid({68, 52, -262}, {3, 2.6, 3}, 900);
        for (int i = 0; i < 7; ++i) // strands in the fat around the obstructed kidney
            slice.tube({88.0 - 4 * i, 86.0 - 3 * i, -270}, {100.0 - 6 * i, 70.0 + 3 * i, -225}, 0.8, 0.8,
                       -25);
    }
}

void Torso::bowel(Slice& slice) const {
    const double wide = m_case.width;
    Dice dice(m_case.seed + 90);
    // Small bowel: loops that wind through the middle, some with gas.
    for (int loop = 0; loop < 44; ++loop) {
        std::vector<Point> way;
        Point at{dice.between(-72, 76), dice.between(-58, 4), dice.between(-455, -215)};
        for (int step = 0; step < 5; ++step) {
            way.push_back(at);
            at = {std::clamp(at.x + dice.between(-26, 26), -84.0, 84.0),
                  std::clamp(at.y + dice.between(-16, 16), -62.0, 12.0), at.z + dice.between(-14, 14)};
        }
        slice.path(way, 12 * wide, fat);
        slice.path(way, 10.5, 62);
        slice.path(way, 8, 22);
        if (loop % 4 == 0)
            slice.path({{way[0].x, way[0].y - 3, way[0].z}, {way[1].x, way[1].y - 3, way[1].z}}, 4, -960);
    }
    // Colon: ascending, transverse, descending, sigmoid, with haustra and mottled content.
    const std::vector<Point> colon{{-96, 6, -390}, {-102, 10, -320}, {-98, 0, -250},  {-60, -62, -258},
                                   {0, -78, -275}, {62, -66, -246},  {106, 14, -220}, {108, 26, -300},
                                   {98, 22, -390}, {60, 16, -430},   {24, -6, -425},  {6, 40, -450}};
    for (std::size_t i = 1; i < colon.size(); ++i) {
        for (int step = 0; step < 6; ++step) {
            const double t = step / 6.0;
            const Point p{colon[i - 1].x + (colon[i].x - colon[i - 1].x) * t,
                          colon[i - 1].y + (colon[i].y - colon[i - 1].y) * t,
                          colon[i - 1].z + (colon[i].z - colon[i - 1].z) * t};
            const double bulge = step % 2 == 0 ? 19 : 16;
            slice.ellipsoid(p, {bulge, bulge, bulge}, 48);
            slice.ellipsoid(p, {bulge - 2.2, bulge - 2.2, bulge - 2.2},
                            static_cast<float>(dice.between(-40, 45)));
            slice.ellipsoid({p.x + dice.between(-4, 4), p.y - 6, p.z}, {9, 6.5, 9}, -950);
        }
    }
    if (m_case.metastases) slice.ellipsoid({-96, 4, -378}, {24, 22, 24}, Slice::Look{74, 0, 0.08, 2});
}

void Torso::pelvis(Slice& slice) const {
    const double z = slice.z();
    for (const auto side : {-1.0, 1.0}) {
        // Iliac wing from the crest to the socket, head and shaft of the femur, gluteal muscles.
        slice.ellipsoid({side * 78, 62, -440}, {50, 34, 120}, Slice::Look{56, side * 25, 0, 2.3});
        const double open = std::clamp((z + 480) / 130, 0.0, 1.0);
        if (z > -470)
            slice.path({{side * (52 - 6 * open), 84, z},
                        {side * (84 + 12 * open), 44, z},
                        {side * (98 + 14 * open), 6 - 22 * open, z}},
                       6.5, 640);
        if (z > -470)
            slice.path({{side * (52 - 6 * open), 84, z},
                        {side * (84 + 12 * open), 44, z},
                        {side * (98 + 14 * open), 6 - 22 * open, z}},
                       4, 190);
        slice.ellipsoid({side * 92, 14, -482}, {33, 34, 34}, 620);
        slice.ellipsoid({side * 92, 14, -482}, {27, 28, 28}, 90);
        slice.ellipsoid({side * 94, 14, -484}, {24, 24, 24}, 600);
        slice.ellipsoid({side * 94, 14, -484}, {21.5, 21.5, 21.5}, 280);
        slice.path({{side * 112, 18, -490}, {side * 138, 26, -515}}, 14, 560);
        slice.path({{side * 14, 16, -335}, {side * 52, -12, -420}, {side * 58, -42, -500}}, 5.5,
                   static_cast<float>(m_case.vessels));
    }
    slice.ellipsoid({0, 72, -425}, {46, 20, 52}, Slice::Look{560, 0, 0.05, 2.4});
    slice.ellipsoid({0, 72, -425}, {41, 15, 48}, Slice::Look{180, 0, 0, 2.4});
    slice.ellipsoid({0, -20, -475}, {44, 36, 42}, Slice::Look{48, 0, 0, 2.3});
    slice.ellipsoid({0, -20, -475}, {40, 32, 38}, Slice::Look{4, 0, 0, 2.3}); // bladder
    slice.ellipsoid({0, 46, -480}, {19, 17, 60}, 46);
    slice.ellipsoid({0, 44, -478}, {10, 7, 30}, -900);
}

} // namespace vigil::dicom::demo
