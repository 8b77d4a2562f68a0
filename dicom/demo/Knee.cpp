// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Head.h"

#include <cmath>

namespace vigil::dicom::demo {
namespace {

struct Tissues {
    float fat, muscle, cortex, marrow, cartilage, fluid, tendon, oedema;
};

Tissues tissues(Contrast contrast) {
    if (contrast == Contrast::T1) return {880, 330, 30, 780, 420, 190, 45, 420};
    return {170, 260, 25, 150, 520, 980, 40, 620};
}

/// Bone: cortex around marrow, as one rounded tube.
void bone(Slice& slice, const Tissues& t, const std::vector<Point>& points, double radius) {
    slice.path(points, radius, t.cortex);
    slice.path(points, radius - 2, t.marrow);
}

void joint(Slice& slice, const Tissues& t, double offset) {
    const double z = slice.z();
    const bool middle = std::abs(offset) < 9;
    const double condyle = middle ? 22 : 30 - std::abs(std::abs(offset) - 22) * 0.25;
    bone(slice, t, {{2, -110, z}, {2, -44, z}}, 15);
    slice.ellipsoid({6, -16, z}, {condyle + 3.5, condyle + 1, 60}, t.cartilage);
    slice.ellipsoid({6, -17, z}, {condyle + 1, condyle - 1, 60}, t.cortex);
    slice.ellipsoid({6, -17.5, z}, {condyle - 0.8, condyle - 2.8, 60}, t.marrow);
    slice.path({{2, -50, z}, {4, -28, z}}, 13, t.marrow);
    slice.ellipsoid({4, 32, z}, {35, 13, 60}, Slice::Look{t.cartilage, 3, 0, 3});
    slice.ellipsoid({4, 35, z}, {34, 13.5, 60}, Slice::Look{t.cortex, 3, 0, 3});
    slice.ellipsoid({4, 36, z}, {32.2, 12, 60}, Slice::Look{t.marrow, 3, 0, 3});
    bone(slice, t, {{4, 52, z}, {2, 110, z}}, 17);
    slice.path({{4, 40, z}, {3, 66, z}}, 15, t.marrow);
    if (offset < -26) bone(slice, t, {{38, 46, z}, {30, 110, z}}, 7); // fibula
}

void softParts(Slice& slice, const Tissues& t, double offset) {
    const double z = slice.z();
    const bool middle = std::abs(offset) < 9;
    if (std::abs(offset) < 22) {
        slice.ellipsoid({-43, -24, z}, {10.5, 20, 60}, t.cartilage);
        slice.ellipsoid({-45, -24, z}, {10, 19, 60}, t.cortex);
        slice.ellipsoid({-45, -24, z}, {8.4, 17, 60}, t.marrow);
        slice.path({{-48, -110, z}, {-44, -42, z}}, 3.4, t.tendon);
        slice.path({{-45, -6, z}, {-32, 48, z}}, 2.8, t.tendon);
        slice.ellipsoid({-26, 4, z}, {11, 15, 60}, Slice::Look{t.fat, 25, 0.06, 2});
        slice.path({{-30, -78, z}, {-32, -52, z}, {-28, -34, z}}, 4, t.fluid); // effusion above the patella
    }
    if (middle) {
        slice.path({{16, -16, z}, {-4, 12, z}, {-12, 25, z}}, 3.2, t.tendon); // anterior cruciate
        slice.path({{-2, -10, z}, {20, -4, z}, {32, 14, z}, {34, 32, z}}, 4, t.tendon);
        return;
    }
    // Menisci: wedges in front and behind; the medial posterior horn is torn.
    for (const auto end : {-1.0, 1.0})
        for (int i = 0; i < 8; ++i)
            slice.path(
                {{6 + end * (30 - i * 1.7), 18 - (7 - i) * 0.55, z}, {6 + end * (30 - i * 1.7), 20.5, z}},
                1.5, t.tendon);
    slice.path({{-26, 20, z}, {36, 20, z}}, 0.6, t.fluid);
    if (offset > 9 && offset < 28) {
        slice.path({{26, 14, z}, {33, 20, z}}, 0.8, t.fluid);
        slice.ellipsoid({22, 36, z}, {11, 8, 60}, Slice::Look{t.oedema, 0, 0.12, 2});
    }
}

} // namespace

Slice kneeSlice(const Raster& raster, double offset, Contrast contrast) {
    const Tissues t = tissues(contrast);
    Slice slice(raster, offset, 8);
    const double narrow = 1 - std::pow(std::abs(offset) / 75, 2);
    const Point centre{4, 0, offset};
    const auto limb = [&](double inset, float value) {
        slice.canvas().visit(centre, 80, 130, [&](float& pixel, double x, double y) {
            const double half = (68 * narrow - 6 * std::exp(-std::pow((y - 30) / 40, 2))) - inset;
            if (std::abs(x - 6) < half) pixel = value;
        });
    };
    limb(0, t.muscle * 0.8F);
    limb(1.8, t.fat);
    for (int i = 0; i < 3; ++i) {
        slice.path({{40.0 - 6 * i, -110, offset}, {46.0 - 5 * i, -50, offset}, {44, -12.0 + 6 * i, offset}},
                   9 - i, t.muscle);
        slice.path(
            {{44.0 - 4 * i, 16.0 + 5 * i, offset}, {50.0 - 7 * i, 60, offset}, {44.0 - 6 * i, 110, offset}},
            11 - i, t.muscle);
    }
    slice.path({{-34, -110, offset}, {-30, -58, offset}}, 10, t.muscle);
    slice.path({{46, -110, offset}, {47, 0, offset}, {44, 110, offset}}, 3.2, t.cortex + 60); // vessels
    joint(slice, t, offset);
    softParts(slice, t, offset);
    return slice;
}

} // namespace vigil::dicom::demo
