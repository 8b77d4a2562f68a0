// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Radiographs.h"

#include <array>
#include <cmath>

namespace vigil::dicom::demo {
namespace {

/// A long bone: flared ends, narrow shaft, cortex thickest in the middle.
void longBone(Projection& film, const Point& from, const Point& to, double radius, double density = 1.25) {
    const auto at = [&](double t) {
        return Point{from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t, 0};
    };
    film.path({at(0), at(0.14), at(0.35), at(0.5), at(0.65), at(0.86), at(1)},
              {radius * 1.16, radius * 1.1, radius * 0.78, radius * 0.72, radius * 0.76, radius * 1.02,
               radius * 1.08},
              density, radius * 0.26);
}

/// A short bone of the wrist.
void carpal(Projection& film, const Point& centre, double rx, double ry, double turn) {
    film.ball(centre, {rx, ry, 7}, {0.85, turn, 3});
    film.ball(centre, {rx - 1.1, ry - 1.1, 6}, {-0.35, turn, 3});
}

void softHand(Projection& film, const std::vector<std::vector<Point>>& fingers) {
    for (const auto& finger : fingers)
        film.path({finger.front(), finger[1], finger.back()}, {13, 10.5, 7.5}, 0.42);
    film.ball({2, 22, 0}, {44, 52, 13}, {0.36, 0, 2.4});
    film.ball({0, 96, 0}, {29, 64, 15}, {0.36, 0, 3});
}

/// Carpus in two rows; `x` and `y` shift all of it.
void carpus(Projection& film, double x, double y) {
    carpal(film, {x - 19, y + 6, 0}, 7.5, 11, 35);   // scaphoid
    carpal(film, {x - 4, y + 10, 0}, 8, 7.5, 0);     // lunate
    carpal(film, {x + 10, y + 8, 0}, 7.5, 6.5, -20); // triquetrum
    carpal(film, {x + 15, y + 7, 0}, 4.5, 5, 0);     // pisiform
    carpal(film, {x - 24, y - 9, 0}, 7, 6.5, 10);    // trapezium
    carpal(film, {x - 13, y - 9, 0}, 5.5, 6, 0);     // trapezoid
    carpal(film, {x, y - 8, 0}, 7.5, 11, 0);         // capitate
    carpal(film, {x + 13, y - 7, 0}, 7.5, 9, 15);    // hamate
}

void forearm(Projection& film, WristFinding finding, bool child, double y) {
    const double thick = child ? 0.78 : 1;
    const Point radius{-9, y, 0};
    const Point ulna{17 * thick, y + 6, 0};
    const double bend = finding == WristFinding::DistalRadiusFracture ? 4 : 0;
    const double gap = child ? 7 : 0;
    film.path({{radius.x - 1 - bend, radius.y + gap},
               {radius.x - bend * 0.6, radius.y + gap + 14},
               {radius.x + 1, radius.y + 38},
               {radius.x + 3, radius.y + 130}},
              {14 * thick, 12 * thick, 8.5 * thick, 8 * thick}, 1.1, 2.2);
    film.path({{ulna.x, ulna.y + gap}, {ulna.x + 1, ulna.y + 22}, {ulna.x + 2, ulna.y + 128}},
              {8 * thick, 6 * thick, 6.5 * thick}, 1.1, 2);
    if (child) {
        film.ball({radius.x - 1, radius.y - 2, 0}, {12.5, 4.4, 8}, {1.1, 4, 3});
        film.ball({ulna.x, ulna.y + 1, 0}, {5, 3, 5}, {1.0, 0, 2.4});
    } else {
        film.path({{radius.x - 17, radius.y + 2}, {radius.x - 15, radius.y - 9}}, {6, 3}, 0.9,
                  1.4); // styloid process
        film.path({{ulna.x + 5, ulna.y}, {ulna.x + 6, ulna.y - 9}}, {2.6, 1.6}, 0.9, 0.8);
    }
    if (finding == WristFinding::DistalRadiusFracture) {
        film.path({{-26, y + 17}, {-15, y + 20}, {-6, y + 17}, {6, y + 21}}, {1.1, 0.9, 1.2, 0.9}, -4.5);
        film.path({{-25, y + 21}, {-4, y + 22}, {5, y + 24}}, {1.6, 1.2, 1.4}, 2.4);
        film.path({{18, y - 4}, {24, y - 2}}, {0.7, 0.7}, -4); // tip of the ulna
    } else if (finding == WristFinding::BuckleFracture) {
        film.ball({-20, y + 25, 0}, {3.6, 5, 5}, {1.5, 12, 2});
        film.ball({2, y + 26, 0}, {2.6, 4, 5}, {1.3, -12, 2});
        film.path({{-18, y + 25}, {1, y + 27}}, {1.4, 1.2}, 1.6);
    }
}

} // namespace

Canvas handRadiograph(const Raster& raster) {
    Projection film(raster);
    // Base, end of the metacarpal, ends of the phalanges; thumb first.
    const std::vector<std::vector<Point>> fingers{
        {{-26, 44}, {-50, 12}, {-64, -16}, {-74, -38}},
        {{-17, 38}, {-25, -26}, {-31, -66}, {-34, -90}, {-35, -106}},
        {{-3, 38}, {-4, -28}, {-4, -74}, {-4, -102}, {-4, -120}},
        {{10, 40}, {17, -22}, {21, -64}, {24, -91}, {26, -108}},
        {{21, 44}, {36, -12}, {44, -44}, {49, -62}, {53, -78}},
    };
    softHand(film, fingers);
    for (const auto& finger : fingers) {
        for (std::size_t i = 1; i < finger.size(); ++i) {
            const Point& from = finger[i - 1];
            const Point& to = finger[i];
            const double dx = to.x - from.x;
            const double dy = to.y - from.y;
            const double length = std::hypot(dx, dy);
            const double inset = i == 1 ? 5.5 : 4.5; // joint space between two round ends
            const double r = i == 1 ? 5.6 : 5.4 - 0.75 * static_cast<double>(i);
            longBone(film, {from.x + dx / length * (inset + 1), from.y + dy / length * (inset + 1), 0},
                     {to.x - dx / length * inset, to.y - dy / length * inset, 0}, r);
        }
    }
    // Oblique fracture of the fifth metacarpal's neck.
    film.path({{29, 4}, {36, -1}}, {0.8, 0.8}, -6);
    film.path({{28, 6}, {36, 2}}, {0.9, 0.9}, 2.2);
    carpus(film, 0, 58);
    forearm(film, WristFinding::None, false, 76);
    return std::move(film.canvas());
}

Canvas wristRadiograph(const Raster& raster, WristFinding finding, bool child) {
    Projection film(raster);
    film.ball({0, -50, 0}, {child ? 32.0 : 42.0, 70, 15}, {0.42, 0, 3});
    film.ball({0, 60, 0}, {child ? 25.0 : 32.0, 130, 20}, {0.40, 0, 4});
    const double part = child ? 0.74 : 1;
    const std::array<Point, 5> bases{Point{-28, -22, 0}, Point{-17, -27, 0}, Point{-3, -28, 0},
                                     Point{10, -26, 0}, Point{20, -22, 0}};
    const std::array<Point, 5> ends{Point{-56, -62, 0}, Point{-28, -112, 0}, Point{-4, -116, 0},
                                    Point{20, -110, 0}, Point{40, -100, 0}};
    for (std::size_t i = 0; i < bases.size(); ++i)
        longBone(film, {bases[i].x * part, bases[i].y, 0}, {ends[i].x * part, ends[i].y, 0}, 5.8 * part);
    if (child) {
        film.ball({0, -14, 0}, {5.5, 7, 6}, {1.1, 0, 2.4});
        film.ball({9.5, -12, 0}, {5, 5.6, 6}, {1.1, 0, 2.4});
        film.ball({8, 1, 0}, {3.4, 3.2, 4}, {1.0, 0, 2.4});
        film.ball({-3, 2, 0}, {2.8, 2.6, 4}, {0.9, 0, 2.4});
    } else {
        carpus(film, 0, -5);
    }
    forearm(film, finding, child, 15);
    return std::move(film.canvas());
}

} // namespace vigil::dicom::demo
