// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/PduGuard.h"

#include <algorithm>

namespace vigil::dicom {

namespace {

/// A request for 128 contexts of 40 transfer syntaxes each has less than half of this. Data PDUs are held to
/// what was announced by DCMTK itself.
constexpr std::size_t longestPdu = 1024 * 1024;
constexpr std::uint8_t tlsAlert = 0x15;
constexpr std::uint8_t tlsHandshake = 0x16;
constexpr std::uint8_t tlsMajor = 0x03;

} // namespace

PduGuard::Verdict PduGuard::judge() {
    const bool tls = (m_header[0] == tlsAlert || m_header[0] == tlsHandshake) && m_header[1] == tlsMajor;
    if (m_first && tls) return Verdict::Tls;
    m_first = false;
    m_rest = 0;
    for (std::size_t i = 2; i < headerSize; ++i)
        m_rest = m_rest << 8U | m_header[i];
    return m_rest > longestPdu ? Verdict::TooLong : Verdict::Fine;
}

PduGuard::Verdict PduGuard::pass(const void* bytes, std::size_t size) {
    const auto* next = static_cast<const std::uint8_t*>(bytes);
    while (size > 0) {
        if (m_known == 0) m_begun = std::chrono::steady_clock::now();
        if (m_known < headerSize) {
            m_header[m_known++] = *next++;
            --size;
            if (m_known < headerSize) continue;
            if (const auto verdict = judge(); verdict != Verdict::Fine) return verdict;
        } else {
            const auto part = std::min(size, m_rest);
            next += part;
            size -= part;
            m_rest -= part;
        }
        if (m_rest == 0) m_known = 0;
    }
    return Verdict::Fine;
}

std::chrono::milliseconds PduGuard::age() const {
    if (m_known == 0) return std::chrono::milliseconds(0);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_begun);
}

} // namespace vigil::dicom
