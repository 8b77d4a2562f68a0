// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/Unpack.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vigil::dicom {

namespace {

template <class Word>
std::uint32_t wordAt(const std::vector<std::uint8_t>& bytes, std::size_t index) {
    Word word{};
    std::memcpy(&word, bytes.data() + index * sizeof(Word), sizeof(Word));
    return word;
}

template <class Word>
std::vector<std::int32_t> unpackWords(const RawFrame& raw) {
    std::vector<std::int32_t> samples(std::min(raw.layout.pixels(), raw.bytes.size() / sizeof(Word)));
    for (std::size_t index = 0; index < samples.size(); ++index)
        samples[index] = storedValue(wordAt<Word>(raw.bytes, index), raw.layout);
    samples.resize(raw.layout.pixels());
    return samples;
}

std::vector<std::int32_t> unpackBits(const RawFrame& raw) {
    std::vector<std::int32_t> samples(raw.layout.pixels());
    // PS3.5 8.1.1: the first pixel is the lowest bit of the first byte.
    for (std::size_t index = 0; index < samples.size() && index / 8 < raw.bytes.size(); ++index)
        samples[index] = raw.bytes[index / 8] >> (index % 8) & 1;
    return samples;
}

/// One colour sample as 8 bits, whatever was stored.
class ColourSamples {
public:
    explicit ColourSamples(const RawFrame& raw)
        : m_bytes(raw.bytes), m_size(static_cast<std::size_t>(raw.layout.bitsAllocated) / 8),
          m_shift(raw.layout.highBit + 1 - 8) {}

    [[nodiscard]] std::size_t count() const { return m_bytes.size() / m_size; }
    [[nodiscard]] std::uint8_t at(std::size_t index) const {
        std::uint32_t value = 0;
        for (std::size_t byte = 0; byte < m_size; ++byte)
            value |= std::uint32_t{m_bytes[index * m_size + byte]} << (8 * byte);
        return static_cast<std::uint8_t>(m_shift >= 0 ? value >> m_shift : value << -m_shift);
    }

private:
    const std::vector<std::uint8_t>& m_bytes;
    std::size_t m_size;
    int m_shift;
};

std::uint8_t clamped(double value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

/// PS3.3 C.7.6.3.1.2. `partial` is the video range of YBR_PARTIAL: Y 16…235, chrominance 16…240.
void toRgb(std::uint8_t* pixel, bool partial) {
    constexpr double middle = 128;
    const double y = partial ? (pixel[0] - 16) * 255.0 / 219 : pixel[0];
    const double scale = partial ? 255.0 / 224 : 1;
    const double cb = (pixel[1] - middle) * scale;
    const double cr = (pixel[2] - middle) * scale;
    pixel[0] = clamped(y + 1.402 * cr);
    pixel[1] = clamped(y - 0.344136 * cb - 0.714136 * cr);
    pixel[2] = clamped(y + 1.772 * cb);
}

Error tooShort() {
    return {Error::Code::Corrupt,
            QStringLiteral("The image cannot be shown: its pixel data are shorter than its size says."),
            QString()};
}

/// Y1 Y2 Cb Cr for each pair of pixels.
Result<std::vector<std::uint8_t>> unpack422(const ColourSamples& samples, const ImageModule& layout) {
    if (layout.columns % 2 != 0 || samples.count() < layout.pixels() * 2) return tooShort();
    std::vector<std::uint8_t> rgb(layout.pixels() * 3);
    for (std::size_t pixel = 0; pixel < layout.pixels(); ++pixel) {
        const auto group = pixel / 2 * 4;
        rgb[pixel * 3] = samples.at(group + pixel % 2);
        rgb[pixel * 3 + 1] = samples.at(group + 2);
        rgb[pixel * 3 + 2] = samples.at(group + 3);
    }
    return rgb;
}

Result<std::vector<std::uint8_t>> unpack444(const ColourSamples& samples, const ImageModule& layout) {
    const auto pixels = layout.pixels();
    if (samples.count() < pixels * 3) return tooShort();
    std::vector<std::uint8_t> rgb(pixels * 3);
    for (std::size_t index = 0; index < rgb.size(); ++index)
        rgb[index] = samples.at(layout.isPlanar ? index % 3 * pixels + index / 3 : index);
    return rgb;
}

} // namespace

std::int32_t storedValue(std::uint32_t bits, const ImageModule& layout) {
    const auto unused = static_cast<unsigned>(32 - layout.bitsStored);
    const auto low = static_cast<unsigned>(layout.highBit + 1 - layout.bitsStored);
    const std::uint32_t upper = bits >> low << unused;
    if (layout.isSigned) return static_cast<std::int32_t>(upper) >> unused;
    // Unsigned values of 32 bits do not fit; they end at the largest one that does.
    return static_cast<std::int32_t>(std::min<std::uint32_t>(upper >> unused, INT32_MAX));
}

std::vector<std::int32_t> unpackSamples(const RawFrame& raw) {
    switch (raw.layout.bitsAllocated) {
    case 1:
        return unpackBits(raw);
    case 8:
        return unpackWords<std::uint8_t>(raw);
    case 16:
        return unpackWords<std::uint16_t>(raw);
    default:
        return unpackWords<std::uint32_t>(raw);
    }
}

Result<std::vector<std::uint8_t>> unpackColour(const RawFrame& raw) {
    const auto& layout = raw.layout;
    if (layout.bitsAllocated < 8)
        return Error{Error::Code::Unsupported,
                     QStringLiteral("The image cannot be shown: colour of one bit a sample."), QString()};
    static const QStringList known{QStringLiteral("RGB"), QStringLiteral("YBR_FULL"),
                                   QStringLiteral("YBR_FULL_422"), QStringLiteral("YBR_PARTIAL_422")};
    if (!known.contains(layout.photometric))
        return Error{Error::Code::Unsupported,
                     QStringLiteral("The image cannot be shown: its colour model is not supported."),
                     layout.photometric};
    const ColourSamples samples(raw);
    const bool isSubsampled = layout.photometric.endsWith(QLatin1String("_422"));
    VIGIL_TRY(auto rgb, isSubsampled ? unpack422(samples, layout) : unpack444(samples, layout));
    if (layout.photometric.startsWith(QLatin1String("YBR")))
        for (std::size_t pixel = 0; pixel < layout.pixels(); ++pixel)
            toRgb(rgb.data() + pixel * 3, layout.photometric.contains(QLatin1String("PARTIAL")));
    return rgb;
}

FloatSamples unpackFloat(const RawFrame& raw) {
    constexpr double steps = 65535;
    std::vector<double> values(raw.layout.pixels());
    for (std::size_t index = 0; index < values.size(); ++index) {
        if (raw.layout.bitsAllocated == 64) {
            std::memcpy(&values[index], raw.bytes.data() + index * sizeof(double), sizeof(double));
        } else {
            float value = 0;
            std::memcpy(&value, raw.bytes.data() + index * sizeof(float), sizeof(float));
            values[index] = static_cast<double>(value);
        }
        if (!std::isfinite(values[index])) values[index] = 0;
    }
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    FloatSamples result;
    result.intercept = *lowest;
    result.slope = *highest > *lowest ? (*highest - *lowest) / steps : 1;
    result.samples.resize(values.size());
    std::transform(values.begin(), values.end(), result.samples.begin(), [&result](double value) {
        return static_cast<std::int32_t>(std::lround((value - result.intercept) / result.slope));
    });
    return result;
}

} // namespace vigil::dicom
