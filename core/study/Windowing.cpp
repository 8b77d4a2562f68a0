// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Windowing.h"

#include <algorithm>
#include <cmath>

namespace vigil::study {

namespace {

constexpr std::uint8_t black = 0;
constexpr double white = 255;
constexpr std::int64_t largestTable = std::int64_t{1} << 20;

/// The function of PS3.3 C.11.2.1.2.1 for one frame: stored value to grey.
class LinearFunction {
public:
    LinearFunction(const PixelFrame& frame, const Window& window)
        : m_slope(frame.slope), m_intercept(frame.intercept), m_centre(window.center - 0.5),
          m_span(std::max(window.width, 1.0) - 1), m_inverted(frame.inverted) {}

    [[nodiscard]] std::uint8_t operator()(std::int32_t stored) const {
        const double x = stored * m_slope + m_intercept;
        double y = 0;
        if (x <= m_centre - m_span / 2)
            y = 0;
        else if (x > m_centre + m_span / 2)
            y = white;
        else
            y = ((x - m_centre) / m_span + 0.5) * white;
        return static_cast<std::uint8_t>(std::lround(m_inverted ? white - y : y));
    }

private:
    double m_slope;
    double m_intercept;
    double m_centre;
    double m_span;
    bool m_inverted;
};

struct Range {
    std::int32_t lowest = 0;
    std::int32_t highest = 0;
};

Range rangeOf(const PixelFrame& frame) {
    if (frame.minimum != frame.maximum || frame.samples.empty()) return {frame.minimum, frame.maximum};
    const auto [lowest, highest] = std::minmax_element(frame.samples.begin(), frame.samples.end());
    return {*lowest, *highest};
}

std::vector<std::uint8_t> tableOver(const Range& range, const LinearFunction& grey) {
    std::vector<std::uint8_t> table(static_cast<std::size_t>(std::int64_t{range.highest} - range.lowest + 1));
    for (std::size_t index = 0; index < table.size(); ++index)
        table[index] = grey(static_cast<std::int32_t>(range.lowest + static_cast<std::int64_t>(index)));
    return table;
}

} // namespace

GreyImage applyWindow(const PixelFrame& frame, const Window& window) {
    GreyImage image{frame.columns, frame.rows, {}};
    image.pixels.resize(frame.samples.size());
    const LinearFunction grey(frame, window);
    const auto range = rangeOf(frame);
    if (std::int64_t{range.highest} - range.lowest >= largestTable) {
        std::transform(frame.samples.begin(), frame.samples.end(), image.pixels.begin(), grey);
    } else {
        const auto table = tableOver(range, grey);
        // Only padding may lie outside the range; it is painted over below.
        std::transform(frame.samples.begin(), frame.samples.end(), image.pixels.begin(),
                       [&table, &range](std::int32_t stored) {
                           return table[static_cast<std::size_t>(
                               std::clamp(stored, range.lowest, range.highest) - std::int64_t{range.lowest})];
                       });
    }
    // PS3.3 C.7.5.1.1.2: padding is no measured value; it is background, whatever the window.
    if (frame.paddingValue)
        for (std::size_t index = 0; index < image.pixels.size(); ++index)
            if (frame.samples[index] == *frame.paddingValue) image.pixels[index] = black;
    return image;
}

Window defaultWindow(const PixelFrame& frame) {
    for (const auto& window : frame.windows)
        if (window.width >= 1) return window;
    const auto range = rangeOf(frame);
    const double first = range.lowest * frame.slope + frame.intercept;
    const double last = range.highest * frame.slope + frame.intercept;
    const double width = std::abs(last - first) + 1;
    return {(first + last) / 2 + 0.5, width, QString()};
}

const std::vector<Window>& windowPresets(const QString& modality) {
    static const std::vector<Window> none;
    static const std::vector<Window> ct{
        {40, 80, QStringLiteral("Brain")},        {75, 215, QStringLiteral("Subdural")},
        {40, 40, QStringLiteral("Stroke")},       {-600, 1500, QStringLiteral("Lung")},
        {50, 350, QStringLiteral("Mediastinum")}, {50, 400, QStringLiteral("Abdomen")},
        {30, 150, QStringLiteral("Liver")},       {400, 1800, QStringLiteral("Bone")},
        {300, 600, QStringLiteral("Angiography")}};
    return modality == QLatin1String("CT") ? ct : none;
}

} // namespace vigil::study
