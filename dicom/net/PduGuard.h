// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vigil::dicom {

/// Looks at the bytes that a peer sends before DCMTK does, which makes room for whatever length a PDU claims
/// to have (PS3.8 9.3). Knows how long the PDU under way has taken. Owned by one connection.
class PduGuard {
public:
    enum class Verdict { Fine, TooLong, Tls };

    Verdict pass(const void* bytes, std::size_t size);
    /// Since the first byte of the PDU under way; zero between two.
    [[nodiscard]] std::chrono::milliseconds age() const;

private:
    [[nodiscard]] Verdict judge();

    static constexpr std::size_t headerSize = 6;
    std::array<std::uint8_t, headerSize> m_header{};
    std::size_t m_known = 0;
    std::size_t m_rest = 0;
    bool m_first = true;
    std::chrono::steady_clock::time_point m_begun{};
};

} // namespace vigil::dicom
