// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/FrameImage.h"

#include "core/study/Windowing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

namespace vigil::ui {

namespace {

QString letters(const std::array<double, 3>& direction) {
    // DICOM's patient axes grow towards left, posterior and head.
    static const char* const names[3][2] = {{"L", "R"}, {"P", "A"}, {"H", "F"}};
    constexpr double noticeable = 0.3; // about 17 degrees
    constexpr double clearly = 0.1;
    QString text;
    std::array<double, 3> rest = direction;
    for (int n = 0; n < 2; ++n) {
        std::size_t axis = 0;
        for (std::size_t i = 1; i < rest.size(); ++i)
            if (std::abs(rest[i]) > std::abs(rest[axis])) axis = i;
        if (std::abs(rest[axis]) < (n == 0 ? clearly : noticeable)) break;
        text += QLatin1String(names[axis][rest[axis] > 0 ? 0 : 1]);
        rest[axis] = 0;
    }
    return text;
}

/// Every step × step pixels as their mean; a rest at the right and lower edge, smaller than a step, is spread
/// by scaling.
QImage boxAveraged(const QImage& image, int step) {
    const int channels = image.format() == QImage::Format_RGB888 ? 3 : 1;
    const int columns = image.width() / step;
    const int rows = image.height() / step;
    QImage small(columns, rows, image.format());
    const auto width = static_cast<std::size_t>(columns * channels);
    std::vector<std::uint32_t> sums(width);
    const auto area = static_cast<std::uint32_t>(step * step);
    for (int row = 0; row < rows; ++row) {
        std::fill(sums.begin(), sums.end(), 0U);
        for (int line = 0; line < step; ++line) {
            const uchar* from = image.constScanLine(row * step + line);
            for (int column = 0; column < columns; ++column)
                for (int n = 0; n < step; ++n)
                    for (int channel = 0; channel < channels; ++channel)
                        sums[static_cast<std::size_t>(column * channels + channel)] += *from++;
        }
        uchar* to = small.scanLine(row);
        for (std::size_t i = 0; i < width; ++i)
            to[i] = static_cast<uchar>((sums[i] + area / 2) / area);
    }
    return small;
}

std::array<double, 3> negated(const std::array<double, 3>& v) {
    return {-v[0], -v[1], -v[2]};
}

std::array<double, 3> normalOf(const study::SliceGeometry& g) {
    const auto& r = g.rowDirection;
    const auto& c = g.columnDirection;
    return {r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2], r[0] * c[1] - r[1] * c[0]};
}

} // namespace

QImage renderFrame(const study::PixelFrame& frame, const study::Window& window, Polarity polarity) {
    if (frame.columns <= 0 || frame.rows <= 0) return {};
    QImage image;
    if (frame.isColour()) {
        image = QImage(frame.columns, frame.rows, QImage::Format_RGB888);
        const auto line = static_cast<std::size_t>(frame.columns) * 3;
        for (int row = 0; row < frame.rows; ++row)
            std::memcpy(image.scanLine(row), frame.rgb.data() + line * static_cast<std::size_t>(row), line);
    } else {
        const auto grey = study::applyWindow(frame, window);
        image = QImage(frame.columns, frame.rows, QImage::Format_Grayscale8);
        const auto line = static_cast<std::size_t>(frame.columns);
        for (int row = 0; row < frame.rows; ++row)
            std::memcpy(image.scanLine(row), grey.pixels.data() + line * static_cast<std::size_t>(row), line);
    }
    if (polarity == Polarity::Inverted) image.invertPixels();
    return image;
}

QImage reduced(const QImage& image, QSize pixels) {
    // Qt's smooth scaling takes half a second for 16 megapixels: whole steps are averaged here first.
    const int step =
        std::min(image.width() / std::max(1, pixels.width()), image.height() / std::max(1, pixels.height()));
    const auto start = step > 1 ? boxAveraged(image, step) : image;
    return start.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

study::PixelFrame thinned(const study::PixelFrame& frame, int most) {
    const int step = std::max(1, (std::max(frame.columns, frame.rows) + most - 1) / std::max(1, most));
    if (step == 1) return frame;
    study::PixelFrame small;
    small.columns = (frame.columns + step - 1) / step;
    small.rows = (frame.rows + step - 1) / step;
    small.inverted = frame.inverted;
    small.slope = frame.slope;
    small.intercept = frame.intercept;
    small.paddingValue = frame.paddingValue;
    small.windows = frame.windows;
    small.minimum = frame.minimum;
    small.maximum = frame.maximum;
    for (int row = 0; row < frame.rows; row += step)
        for (int column = 0; column < frame.columns; column += step) {
            const auto at = static_cast<std::size_t>(row) * static_cast<std::size_t>(frame.columns) +
                            static_cast<std::size_t>(column);
            if (frame.isColour())
                small.rgb.insert(small.rgb.end(), &frame.rgb[3 * at], &frame.rgb[3 * at] + 3);
            else
                small.samples.push_back(frame.samples[at]);
        }
    return small;
}

double pixelAspect(const study::PixelFrame& frame) {
    return frame.rowSpacing > 0 && frame.columnSpacing > 0 ? frame.rowSpacing / frame.columnSpacing : 1;
}

EdgeLetters edgeLetters(const study::SliceGeometry& geometry) {
    return {letters(negated(geometry.rowDirection)), letters(geometry.rowDirection),
            letters(negated(geometry.columnDirection)), letters(geometry.columnDirection)};
}

bool areParallel(const study::SliceGeometry& a, const study::SliceGeometry& b) {
    const auto p = normalOf(a);
    const auto q = normalOf(b);
    constexpr double cosOf10Degrees = 0.985;
    return std::abs(p[0] * q[0] + p[1] * q[1] + p[2] * q[2]) > cosOf10Degrees;
}

QString calibrationText(study::Calibration calibration) {
    switch (calibration) {
    case study::Calibration::None:
        return QStringLiteral("not calibrated: pixels only");
    case study::Calibration::Patient:
        return QStringLiteral("mm in the patient");
    case study::Calibration::Detector:
        return QStringLiteral("mm at the detector: magnified");
    case study::Calibration::Corrected:
        return QStringLiteral("mm corrected by the maker");
    case study::Calibration::Region:
        return QStringLiteral("mm of the ultrasound region");
    }
    return {};
}

} // namespace vigil::ui
