// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/demo/Canvas.h"

#include <cstdint>
#include <vector>

namespace vigil::dicom::demo {

/// A trunk for CT in Hounsfield units: chest from z = 150 (apices) to -150, abdomen and pelvis below to about
/// -500. Immutable after construction, so that several threads may draw slices of it.
class Torso {
public:
    struct Case {
        double width = 1;    ///< of the body against a middling one
        double vessels = 60; ///< HU of arteries; above 150 with contrast
        double veins = 60;
        double liver = 62;
        double noduleRadius = 0; ///< mm, spiculated nodule of the right upper lobe
        bool emboli = false;     ///< massive pulmonary emboli with strain of the right heart
        bool stone = false;      ///< obstructing stone of the left ureter
        bool metastases = false; ///< of the liver, with a tumour of the caecum
        std::uint64_t seed = 1;
    };

    explicit Torso(const Case& what);

    [[nodiscard]] Slice slice(const Raster& raster, double z) const;

private:
    struct Tube {
        Point from;
        Point to;
        double radiusFrom;
        double radiusTo;
    };

    void growLungVessels();
    void growRibs();
    void wall(Slice& slice) const;
    void lungs(Slice& slice) const;
    void mediastinum(Slice& slice) const;
    void emboli(Slice& slice) const;
    void nodule(Slice& slice) const;
    void abdomen(Slice& slice) const;
    void kidneys(Slice& slice) const;
    void bowel(Slice& slice) const;
    void bones(Slice& slice) const;
    void pelvis(Slice& slice) const;

    Case m_case;
    std::vector<Tube> m_lungVessels;
    std::vector<std::vector<Point>> m_ribs;
};

} // namespace vigil::dicom::demo
