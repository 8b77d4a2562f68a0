// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace vigil::dicom::demo {

/// Repeatable random numbers (SplitMix64): the same seed draws the same picture on every machine and with
/// every standard library.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed * 0x9E3779B97F4A7C15ULL + 1) {}

    std::uint64_t next() {
        m_state += 0x9E3779B97F4A7C15ULL;
        std::uint64_t mixed = m_state;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
        return mixed ^ (mixed >> 31U);
    }
    /// From `low` to `high`, evenly.
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(next() >> 11U) * 0x1.0p-53;
    }

private:
    std::uint64_t m_state;
};

/// A seed from a text (FNV-1a): the same on every machine, which qHash does not promise.
inline std::uint64_t seedOf(const char* text, int index = 0) {
    std::uint64_t hash = 0xCBF29CE484222325ULL;
    for (; *text != 0; ++text)
        hash = (hash ^ static_cast<unsigned char>(*text)) * 0x100000001B3ULL;
    return hash + static_cast<std::uint64_t>(index);
}

} // namespace vigil::dicom::demo
