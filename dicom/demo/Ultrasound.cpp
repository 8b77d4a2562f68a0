// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Ultrasound.h"

#include "dicom/demo/Dice.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace vigil::dicom::demo {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double apexX = 320;
constexpr double apexY = 34;
constexpr double depth = 420;
constexpr double halfAngle = 0.66;

struct Chamber {
    double x, y, rx, ry, turn;
    /// 0 in the middle, 1 at the inner edge of the wall.
    [[nodiscard]] double at(double px, double py) const {
        const double c = std::cos(turn);
        const double s = std::sin(turn);
        const double u = ((px - x) * c + (py - y) * s) / rx;
        const double v = ((py - y) * c - (px - x) * s) / ry;
        return std::sqrt(u * u + v * v);
    }
};

/// Brightness of the tissue at a point, 0 … 1, for a contraction of 0 … 1.
double echo(double x, double y, double squeeze) {
    const Chamber chambers[] = {
        {350, 190, 52 - 15 * squeeze, 100 - 16 * squeeze, -0.10}, // left ventricle
        {262, 205, 34 - 9 * squeeze, 84 - 14 * squeeze, 0.16},    // right ventricle
        {356, 352, 48 + 8 * squeeze, 46 + 7 * squeeze, 0},        // left atrium
        {258, 350, 42 + 6 * squeeze, 44 + 6 * squeeze, 0},        // right atrium
    };
    double bright = 0.30 + 0.10 * std::sin(x * 0.02) * std::sin(y * 0.017);
    for (const Chamber& chamber : chambers) {
        const double r = chamber.at(x, y);
        if (r < 1)
            bright = 0.04;
        else if (r < 1.08)
            bright = std::max(bright, 0.85);
        else if (r < 1.45 + 0.25 * squeeze)
            bright = std::max(bright, 0.52);
    }
    // Leaflets of the mitral and tricuspid valves swing with the beat.
    const double open = 1 - squeeze;
    for (const auto& [cx, half] : {std::pair{352.0, 46.0}, std::pair{262.0, 36.0}}) {
        const double off = std::abs(x - cx);
        const double leaf = 296 - open * 26 * (1 - off / half);
        if (off < half && std::abs(y - leaf) < 2.4) bright = 0.95;
    }
    return bright;
}

/// Grain that follows the beam: fine in depth, coarse across, coarser with depth.
class Speckle {
public:
    Speckle(int seed) : m_grain(static_cast<std::size_t>(beams) * samples) {
        Dice dice(static_cast<std::uint64_t>(seed) + 31);
        for (float& value : m_grain)
            value = static_cast<float>(std::hypot(dice.between(-1, 1), dice.between(-1, 1)));
    }
    [[nodiscard]] double at(double angle, double range) const {
        const double beam = (angle / halfAngle + 1) / 2 * (beams - 2);
        const double sample = range / depth * (samples - 2);
        const auto b = static_cast<std::size_t>(std::clamp(beam, 0.0, beams - 2.0));
        const auto s = static_cast<std::size_t>(std::clamp(sample, 0.0, samples - 2.0));
        const double f = std::clamp(beam - static_cast<double>(b), 0.0, 1.0);
        const double g = std::clamp(sample - static_cast<double>(s), 0.0, 1.0);
        const auto value = [&](std::size_t i, std::size_t j) {
            return static_cast<double>(m_grain[i * samples + j]);
        };
        return (value(b, s) * (1 - f) + value(b + 1, s) * f) * (1 - g) +
               (value(b, s + 1) * (1 - f) + value(b + 1, s + 1) * f) * g;
    }

private:
    static constexpr int beams = 150;
    static constexpr int samples = 210;
    std::vector<float> m_grain;
};

void colour(std::uint8_t* pixel, double red, double green, double blue) {
    const double values[] = {red, green, blue};
    for (int i = 0; i < 3; ++i)
        pixel[i] = static_cast<std::uint8_t>(std::clamp(values[i] * 255, 0.0, 255.0));
}

void furniture(std::vector<std::uint8_t>& rgb) {
    const auto at = [&](int x, int y) {
        return rgb.data() + (static_cast<std::ptrdiff_t>(y) * UltrasoundCine::columns + x) * 3;
    };
    for (int y = 60; y < 420; ++y) { // grey bar and colour bar
        const double t = (420.0 - y) / 360;
        for (int x = 20; x < 32; ++x)
            colour(at(x, y), t, t, t);
        for (int x = 40; x < 52; ++x)
            colour(at(x, y), t > 0.5 ? 2 * t - 1 : 0, std::abs(2 * t - 1) * 0.45, t < 0.5 ? 1 - 2 * t : 0);
    }
    for (int cm = 0; cm <= 11; ++cm) { // depth marks
        const int y = static_cast<int>(apexY + cm / UltrasoundCine::centimetresPerPixel);
        for (int x = 604; x < (cm % 5 == 0 ? 618 : 611) && y < UltrasoundCine::rows; ++x)
            colour(at(x, y), 0.8, 0.8, 0.8);
    }
}

} // namespace

std::vector<std::uint8_t> UltrasoundCine::frame(int number, int count) {
    std::vector<std::uint8_t> rgb(static_cast<std::size_t>(columns) * rows * 3, 0);
    const double phase = static_cast<double>(number) / count;
    const double squeeze = phase < 0.4 ? std::sin(pi * phase / 0.4) : 0.0;
    const double inflow = phase > 0.45 ? std::sin(pi * (phase - 0.45) / 0.55) : 0.0;
    const Speckle still(0);
    const Speckle moving(number + 1);
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            const double range = std::hypot(x - apexX, y - apexY);
            const double angle = std::atan2(x - apexX, y - apexY);
            if (range > depth || range < 8 || std::abs(angle) > halfAngle) continue;
            const double grain = 0.7 * still.at(angle, range) + 0.3 * moving.at(angle, range);
            double bright = echo(x, y, squeeze) * (0.35 + 1.1 * grain) * (1.1 - 0.35 * range / depth);
            if (range < 30) bright = 0.8 * grain + 0.2;
            std::uint8_t* pixel = rgb.data() + (static_cast<std::ptrdiff_t>(y) * columns + x) * 3;
            colour(pixel, bright, bright, bright);
            // Doppler: filling towards the probe is red, ejection away from it blue.
            const double jet =
                std::exp(-std::pow((x - 352) / 20.0, 2)) * std::exp(-std::pow((y - 250) / 70.0, 2));
            const double flow = jet * (inflow - squeeze) * (0.6 + 0.6 * grain);
            if (std::abs(flow) > 0.22 && bright < 0.35)
                colour(pixel, flow > 0 ? 0.35 + flow * 0.7 : 0, std::abs(flow) * 0.45,
                       flow < 0 ? 0.35 - flow * 0.7 : 0);
        }
    }
    furniture(rgb);
    return rgb;
}

} // namespace vigil::dicom::demo
