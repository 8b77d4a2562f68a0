// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace vigil::study {

/// A pair of Window Center and Window Width (PS3.3 C.11.2.1.2), in the units of the modality LUT (HU for CT).
struct Window {
    double center = 0;
    double width = 0;
    QString name; ///< (0028,1055) or the preset's name

    bool operator==(const Window&) const = default;
};

/// Where millimetres come from; shown beside every measurement.
enum class Calibration {
    None,      ///< pixels only
    Patient,   ///< Pixel Spacing of a cross-sectional image
    Detector,  ///< Imager Pixel Spacing: at the detector plane, magnified
    Corrected, ///< Pixel Spacing of a projection, calibrated (0028,0A02)
    Region     ///< ultrasound region (0018,6011)
};

/// Where a slice lies in the patient (PS3.3 C.7.6.2), mm.
struct SliceGeometry {
    std::array<double, 3> position{};
    std::array<double, 3> rowDirection{1, 0, 0};
    std::array<double, 3> columnDirection{0, 1, 0};
    QString frameOfReferenceUid;

    bool operator==(const SliceGeometry&) const = default;
};

/// One decoded frame. Grey: `samples` holds stored values as signed 32 bit, row by row, sign and high bit
/// resolved; colour: `rgb` holds 3 bytes a pixel and `samples` is empty. Plain data; may be handed between
/// threads.
struct PixelFrame {
    int columns = 0;
    int rows = 0;
    std::vector<std::int32_t> samples;
    std::vector<std::uint8_t> rgb;
    bool inverted = false; ///< MONOCHROME1: the lowest value is white
    double slope = 1;      ///< modality LUT: value = stored * slope + intercept
    double intercept = 0;
    QString unit; ///< "HU" for CT, (0028,1054) otherwise, empty when unspecified
    std::optional<std::int32_t> paddingValue;
    std::vector<Window> windows; ///< from the object, in its order; may be empty
    std::int32_t minimum = 0;    ///< of `samples`, padding left out
    std::int32_t maximum = 0;
    double rowSpacing = 0; ///< mm between rows, 0 when unknown
    double columnSpacing = 0;
    Calibration calibration = Calibration::None;
    std::optional<SliceGeometry> geometry;
    double frameTime = 0; ///< ms to the next frame of a cine, 0 when none
    QString lossyNote;    ///< "Lossy 10:1" when Lossy Image Compression says so; shown on the image

    [[nodiscard]] bool isColour() const { return !rgb.empty(); }
    bool operator==(const PixelFrame&) const = default;
};

} // namespace vigil::study
