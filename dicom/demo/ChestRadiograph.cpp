// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Dice.h"
#include "dicom/demo/Radiographs.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vigil::dicom::demo {
namespace {

constexpr double pi = std::numbers::pi;

class ChestPainter {
public:
    ChestPainter(const Raster& raster, const ChestRadiograph& what)
        : m_scaled{raster.columns, raster.rows, raster.spacing / what.scale}, m_film(m_scaled), m_what(what),
          m_collapsed(what.finding == ChestFinding::TensionPneumothorax), m_shift(m_collapsed ? 24 : 0) {}

    Canvas draw() {
        trunk();
        lungs();
        mediastinum();
        vessels();
        bones();
        Canvas result(Raster{m_scaled.columns, m_scaled.rows, m_scaled.spacing * m_what.scale});
        result.values() = std::move(m_film.canvas().values());
        return result;
    }

private:
    void trunk() {
        const double wide = m_what.infant ? 1.02 : 1;
        m_film.ball({0, 90, 0}, {166 * wide, 280, 105}, {0.62, 0, 4});
        m_film.ball({0, -185, 0}, {58, 85, 55}, {0.55, 0, 3});
        for (const auto side : {-1.0, 1.0}) {
            m_film.ball({side * 120, -92, 0}, {100, 66, 46}, {0.34, side * 22, 2});
            m_film.ball({side * 168, 20, 0}, {40, 190, 45}, {0.35, side * -6, 2.4});
            if (m_what.breasts) m_film.ball({side * 76, 84, 0}, {62, 56, 22}, {0.5, side * 10, 2.2});
        }
    }

    void lungs() {
        const double low = m_what.infant ? 104 : 122;
        // Right lung; under tension it is black, without vessels, too large, with the dome pushed down.
        m_film.ball({-72.0 - (m_collapsed ? 4 : 0), -8, 0},
                    {m_collapsed ? 66.0 : 60.0, low + (m_collapsed ? 14 : 4), 80},
                    {m_collapsed ? -0.74 : -0.60, 5, 2.8});
        m_film.ball({72 + m_shift * 0.5, -10, 0}, {58 - m_shift * 0.5, low, 78}, {-0.60, -5, 2.8});
        if (m_collapsed) {
            m_film.ball({-38, 4, 0}, {21, 62, 36}, {0.62, 8, 2.6}); // the lung lies at its root
            m_film.ball({-40, -2, 0}, {14, 50, 20}, {0.2, 8, 2});
        }
        const double right = m_collapsed ? 160 : 126;
        m_film.ball({-76, right, 0}, {84, 66, 78}, {0.62, 0, 2.2});
        m_film.ball({78, 138, 0}, {80, 62, 76}, {0.58, 0, 2.2});
        m_film.ball({0, 190, 0}, {170, 95, 60}, {0.30, 0, 4});
        m_film.ball({76, 106, 0}, {26, 11, 18}, {-0.5, -6, 2.2}); // gas in the stomach
    }

    void mediastinum() {
        const double s = m_shift;
        m_film.ball({s, 0, 0}, {27, 190, 52}, {0.30, 0, 3});
        m_film.ball({20 + s, 62, 0}, {60, 50, 52}, {0.52, 32, 2.3});
        m_film.ball({-18 + s, 58, 0}, {32, 44, 40}, {0.34, 0, 2.3});
        if (m_what.infant) {
            m_film.ball({-14, -52, 0}, {44, 46, 34}, {0.44, -18, 2.6}); // thymus
            m_film.ball({20, -56, 0}, {34, 40, 30}, {0.36, 14, 2.6});
        } else {
            m_film.ball({25 + s, -52, 0}, {17, 17, 17}, {0.5, 0, 2});
            m_film.ball({27 + s, -14, 0}, {13, 20, 16}, {0.4, 0, 2});
        }
        m_film.path({{s * 0.6, -190}, {s * 0.8, -120}, {2 + s, -44}}, {9, 9, 8}, -0.75);
        m_film.path({{2 + s, -44}, {-24 + s, -18}}, {6.5, 5.5}, -0.5);
        m_film.path({{2 + s, -44}, {32 + s, -14}}, {6.2, 5}, -0.5);
    }

    void vessels() {
        for (const auto side : {-1.0, 1.0}) {
            const Point root{side * 26 + m_shift, -6, 0};
            m_film.ball({root.x + side * 8, root.y, 0}, {16, 24, 16}, {0.36, side * -18, 2});
            if (m_collapsed && side < 0) continue;
            const auto inside = [&](const Point& p) {
                const double x = (p.x - side * 72) / 56;
                const double y = (p.y + 8) / 116;
                return x * x + y * y < 0.95 && std::abs(p.z) < 70;
            };
            const auto draw = [&](const Point& from, const Point& to, double first, double last) {
                m_film.path({from, to}, {first, last}, 0.55);
            };
            Dice dice(m_what.seed * 10 + (side > 0 ? 1 : 0));
            for (int i = 0; i < 11; ++i) {
                const double angle = -0.5 * pi + pi * i / 10;
                growTree({root.x + side * 8, root.y + 14 * std::sin(angle), 0},
                         {side * (0.25 + std::cos(angle)), 1.2 * std::sin(angle), dice.between(-0.4, 0.4)},
                         dice.between(2.8, 4.2), dice.next(), inside, draw);
            }
        }
    }

    void rib(int i, double side) {
        const double width = std::min(142.0, 62.0 + 15.5 * i) * (m_what.infant ? 0.97 : 1);
        const double slope = m_what.infant ? 26 : 74;
        const double top = -128 + (m_what.infant ? 21.5 : 23.0) * i;
        std::vector<Point> points;
        std::vector<double> radii;
        const double end = i < 10 ? 0.86 : 0.58;
        for (int step = 0; step <= 26; ++step) {
            const double t = end * step / 26;
            points.push_back({side * (14 + (width - 14) * std::pow(std::sin(pi * std::max(t, 0.001)), 0.8)),
                              top - 10 * std::sin(pi * std::min(1.0, t * 3)) + slope * std::pow(t, 1.35), 0});
            radii.push_back(4.6 + 1.6 * t);
        }
        m_film.path(points, radii, 1.0, 1.6);
    }

    void bones() {
        for (int i = 0; i < 17; ++i) {
            const double y = -190 + 23.0 * i;
            m_film.ball({0, y, 0}, {15.5, 10, 15}, {0.55, 0, 5});
            for (const auto side : {-1.0, 1.0}) {
                m_film.ball({side * 9, y - 2, 0}, {3.4, 4.4, 7}, {0.5, 0, 2});
                m_film.path({{side * 12, y}, {side * 25, y - 4}}, {4, 3}, 0.5, 1.2);
            }
            m_film.ball({0, y + 7, 0}, {2.4, 6, 8}, {0.4, 0, 2});
        }
        for (const auto side : {-1.0, 1.0}) {
            for (int i = 0; i < 12; ++i)
                rib(i, side);
            m_film.path({{side * 14, -112}, {side * 46, -122}, {side * 84, -140}, {side * 128, -142}},
                        {7.5, 5.5, 5.5, 7}, 0.8, 1.6);
            // Shoulder blade and head of the humerus.
            m_film.path({{side * 142, -128}, {side * 116, -70}, {side * 106, 14}}, {7, 5, 3}, 0.45, 1.2);
            m_film.path({{side * 112, -126}, {side * 150, -138}}, {5, 7}, 0.5, 1.3);
            m_film.ball({side * 160, -122, 0}, {21, 22, 20}, {0.42, 0, 2.1});
            m_film.path({{side * 164, -108}, {side * 176, 60}}, {14, 12}, 0.75, 4);
        }
    }

    Raster m_scaled;
    Projection m_film;
    ChestRadiograph m_what;
    bool m_collapsed;
    double m_shift; ///< mm of the mediastinum to the patient's left
};

} // namespace

Canvas chestRadiograph(const Raster& raster, const ChestRadiograph& what) {
    return ChestPainter(raster, what).draw();
}

} // namespace vigil::dicom::demo
