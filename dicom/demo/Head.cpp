// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Head.h"

#include <cmath>

namespace vigil::dicom::demo {
namespace {

struct Tissues {
    float air, fat, muscle, cortex, marrow, csf, grey, white, blood, oedema, infarct, lens;
};

Tissues tissues(Contrast contrast) {
    switch (contrast) {
    case Contrast::Ct:
        return {-1000, -90, 55, 1150, 600, 6, 39, 29, 70, 20, 22, 75};
    case Contrast::T1:
        return {8, 900, 380, 30, 620, 150, 420, 560, 480, 330, 340, 300};
    case Contrast::T2:
        return {8, 620, 250, 25, 420, 1000, 520, 400, 260, 760, 690, 200};
    case Contrast::Flair:
        return {8, 560, 260, 25, 380, 60, 500, 420, 300, 820, 880, 180};
    case Contrast::Diffusion:
        return {6, 60, 90, 20, 50, 130, 300, 270, 200, 340, 950, 100};
    }
    return {};
}

/// Draws one head; keeps what all the parts need.
class HeadPainter {
public:
    HeadPainter(const Raster& raster, double z, Contrast contrast, HeadFinding finding)
        : m_slice(raster, z, tissues(contrast).air), m_t(tissues(contrast)), m_ct(contrast == Contrast::Ct),
          m_finding(finding),
          m_shift(finding == HeadFinding::Bleed ? 7 * std::exp(-std::pow((z - 12) / 30, 2)) : 0) {}

    Slice draw() {
        m_slice.ellipsoid({0, 0, -12}, {67.5, 86, 85}, m_t.csf);
        brain();
        deepParts();
        posteriorFossa();
        finding();
        skull();
        face();
        return std::move(m_slice);
    }

private:
    void skull() {
        // Last, so that nothing of the brain stands out of it.
        const Point centre{0, 0, -12};
        m_slice.shell(centre, {79, 98, 97}, {77.5, 96.5, 95.5}, m_t.muscle);
        m_slice.shell(centre, {77.5, 96.5, 95.5}, {74, 93, 92}, m_t.fat);
        m_slice.shell(centre, {74, 93, 92}, {66.5, 85.5, 84.5}, m_t.cortex);
        m_slice.shell(centre, {72, 91, 90}, {69, 88, 87}, m_t.marrow);
        m_slice.shell(centre, {200, 200, 200}, {79, 98, 97}, m_t.air);
    }

    void face() {
        if (m_slice.z() > -28) return;
        m_slice.ellipsoid({0, -62, -72}, {48, 34, 36}, Slice::Look{m_t.muscle, 0, 0, 2.6});
        for (const auto side : {-1.0, 1.0}) {
            m_slice.ellipsoid({side * 31, -70, -48}, {19, 24, 18}, Slice::Look{m_t.cortex, side * -18, 0, 2});
            m_slice.ellipsoid({side * 31, -71, -48}, {17, 23, 16}, Slice::Look{m_t.fat, side * -18, 0, 2});
            m_slice.ellipsoid({side * 32, -78, -47}, {12, 12, 12}, m_ct ? 12 : m_t.csf);
            m_slice.ellipsoid({side * 32, -87, -47}, {4.5, 2.5, 4.5}, m_t.lens);
            m_slice.tube({side * 30, -66, -48}, {side * 16, -44, -48}, 2.2, 2.2, m_t.muscle);
            m_slice.ellipsoid({side * 10, -66, -58}, {8, 22, 24}, m_t.cortex);
            m_slice.ellipsoid({side * 10, -66, -58}, {7, 21, 23}, m_t.air);
            m_slice.tube({side * 26, 20, -58}, {side * 62, 4, -58}, 9, 13, m_t.cortex);
            m_slice.ellipsoid({side * 60, 18, -62}, {9, 12, 14}, m_ct ? -500 : m_t.air);
            m_slice.ellipsoid({side * 42, -18, -62}, {22, 24, 18}, Slice::Look{m_t.grey, 0, 0.03, 2});
        }
    }

    void brain() {
        // Grey matter with folds, white matter inside it, a hemisphere at a time.
        m_slice.ellipsoid({0, 0, -8}, {65.5, 84, 81}, Slice::Look{m_t.grey, 0, 0.025, 2.05});
        for (const auto side : {-1.0, 1.0}) {
            const double x = side * 33 + m_shift * 0.6;
            m_slice.ellipsoid({x - side * 4, -1, -2}, {25, 72, 66},
                              Slice::Look{m_t.white, side * -4, 0.10, 2.3});
            m_slice.ellipsoid({x + side * 18, -6, 4}, {9, 20, 16},
                              Slice::Look{m_t.grey, side * 12, 0.12, 2}); // insula
            m_slice.ellipsoid({x + side * 21, -8, 2}, {2.2, 22, 14},
                              Slice::Look{m_t.csf, side * 12, 0.1, 2}); // Sylvian fissure
        }
        const double bow = m_shift;
        m_slice.path({{0, -84, m_slice.z()},
                      {bow * 0.7, -40, m_slice.z()},
                      {bow * 0.6, 45, m_slice.z()},
                      {0, 86, m_slice.z()}},
                     1.6, m_t.csf);
        if (m_slice.z() > 5)
            m_slice.path({{0, -84, m_slice.z()},
                          {bow * 0.5, -40, m_slice.z()},
                          {bow * 0.4, 45, m_slice.z()},
                          {0, 86, m_slice.z()}},
                         0.7, m_ct ? 52 : m_t.muscle);
    }

    void deepParts() {
        const double s = m_shift;
        m_slice.ellipsoid({s, 4, 14}, {22, 40, 24}, Slice::Look{m_t.white, 0, 0, 2.4});
        for (const auto side : {-1.0, 1.0}) {
            const double squeeze = m_finding == HeadFinding::Bleed && side < 0 ? 0.55 : 1;
            m_slice.ellipsoid({side * 12 + s, 14, 4}, {9, 15, 13},
                              Slice::Look{m_t.grey, side * -15, 0, 2}); // thalamus
            m_slice.ellipsoid({side * 25 + s, 0, 4}, {7, 17, 13},
                              Slice::Look{m_t.grey, side * 14, 0, 2}); // lentiform
            m_slice.ellipsoid({side * 12 + s, -18, 12}, {5, 10, 12},
                              Slice::Look{m_t.grey, side * 20, 0, 2}); // caudate
            m_slice.ellipsoid({side * 7 + s, -24, 14}, {5 * squeeze, 14, 12},
                              Slice::Look{m_t.csf, side * 24, 0, 2});
            m_slice.ellipsoid({side * 12 + s, 8, 26}, {6 * squeeze, 34, 9},
                              Slice::Look{m_t.csf, side * -8, 0, 2});
            m_slice.ellipsoid({side * 22 + s, 44, 10}, {6 * squeeze, 15, 12},
                              Slice::Look{m_t.csf, side * -14, 0, 2});
            m_slice.ellipsoid({side * 19 + s, 40, 14}, {2.6, 3.4, 4}, m_ct ? 90 : m_t.grey); // choroid plexus
        }
        m_slice.ellipsoid({s, 8, 2}, {2.2, 14, 10}, m_t.csf);
        m_slice.ellipsoid({s * 0.8, 26, 2}, {2.4, 2.4, 3}, m_ct ? 130 : m_t.grey); // pineal gland
    }

    void posteriorFossa() {
        if (m_slice.z() > -14) return;
        m_slice.ellipsoid({0, 38, -48}, {54, 44, 34}, m_t.csf);
        m_slice.ellipsoid({0, 44, -48}, {50, 34, 31}, Slice::Look{m_t.grey, 0, 0.05, 2.3});
        m_slice.ellipsoid({0, 44, -48}, {42, 27, 25}, Slice::Look{m_t.white, 0, 0.14, 2.3});
        m_slice.ellipsoid({0, 12, -44}, {15, 14, 40}, m_t.white);
        m_slice.ellipsoid({0, 27, -46}, {7, 5, 12}, m_t.csf);
        m_slice.ellipsoid({0, -10, -32}, {14, 10, 7}, m_t.csf);
    }

    void finding() {
        if (m_finding == HeadFinding::Bleed) {
            m_slice.ellipsoid({-32, 2, 8}, {25, 32, 26}, Slice::Look{m_t.oedema, 12, 0.04, 2});
            m_slice.ellipsoid({-31, 2, 8}, {18, 24, 19}, Slice::Look{m_t.blood, 14, 0.02, 2});
            m_slice.ellipsoid({-28, 18, 12}, {9, 11, 11}, Slice::Look{m_t.blood - 4, 0, 0.03, 2});
            m_slice.ellipsoid({24, 52, 10}, {5, 7, 7}, m_t.blood - 8);
        } else if (m_finding == HeadFinding::Infarct) {
            m_slice.ellipsoid({46, 10, 20}, {16, 26, 18}, Slice::Look{m_t.infarct, -14, 0.05, 2});
            m_slice.ellipsoid({28, 2, 6}, {6, 13, 10}, Slice::Look{m_t.infarct, 14, 0.05, 2});
        }
    }

    Slice m_slice;
    Tissues m_t;
    bool m_ct;
    HeadFinding m_finding;
    double m_shift; ///< mm of the midline to the patient's left
};

} // namespace

Slice headSlice(const Raster& raster, double z, Contrast contrast, HeadFinding finding) {
    return HeadPainter(raster, z, contrast, finding).draw();
}

} // namespace vigil::dicom::demo
