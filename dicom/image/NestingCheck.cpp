// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/NestingCheck.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace vigil::dicom {

namespace {

constexpr std::uint32_t undefinedLength = 0xffffffff;
constexpr std::uint32_t item = 0xfffee000;
constexpr std::uint32_t itemEnd = 0xfffee00d;
constexpr std::uint32_t sequenceEnd = 0xfffee0dd;
constexpr std::uint32_t pixelData = 0x7fe00010;
constexpr std::size_t preamble = 128;

struct Encoding {
    bool isExplicit = true;
    bool isBigEndian = false;
};

/// A sequence or item that is open.
struct Scope {
    std::size_t end; ///< the file's end for undefined length
    bool isItem;
    bool isUndefined;
    Encoding encoding;
};

class Walker {
public:
    Walker(std::span<const unsigned char> file, std::size_t start, Encoding encoding)
        : m_file(file), m_at(start), m_outer(encoding) {}

    bool isTooDeep() {
        while (m_at + 8 <= m_file.size()) {
            while (!m_scopes.empty() && m_at >= m_scopes.back().end)
                close();
            if (m_items > deepestNesting) return true;
            step();
        }
        return m_items > deepestNesting;
    }

    std::optional<std::size_t> pixelDataOffset() {
        while (m_at + 8 <= m_file.size()) {
            while (!m_scopes.empty() && m_at >= m_scopes.back().end)
                close();
            if (m_scopes.empty() && tag(m_at) == pixelData) return m_at;
            if (m_items > deepestNesting) break;
            step();
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] Encoding encoding() const { return m_scopes.empty() ? m_outer : m_scopes.back().encoding; }
    [[nodiscard]] std::size_t end() const { return m_scopes.empty() ? m_file.size() : m_scopes.back().end; }

    [[nodiscard]] std::uint32_t number(std::size_t at, int bytes) const {
        std::uint32_t value = 0;
        for (int index = 0; index < bytes; ++index) {
            const auto place = encoding().isBigEndian ? index : bytes - 1 - index;
            const auto position = at + static_cast<std::size_t>(place);
            value = value << 8 | (position < m_file.size() ? m_file[position] : 0u);
        }
        return value;
    }
    [[nodiscard]] std::uint32_t tag(std::size_t at) const { return number(at, 2) << 16 | number(at + 2, 2); }

    void step() {
        const auto what = tag(m_at);
        const auto length = number(m_at + 4, 4);
        if (what == item)
            open(m_at + 8, length, true, encoding());
        else if (what == itemEnd || what == sequenceEnd)
            closeUndefined(what == itemEnd);
        else
            element(what);
    }

    void element(std::uint32_t what) {
        std::size_t header = 8;
        std::uint32_t length = number(m_at + 4, 4);
        Encoding inner = encoding();
        bool isSequence = false;
        if (encoding().isExplicit) {
            const std::string_view vr(reinterpret_cast<const char*>(m_file.data()) + m_at + 4, 2);
            static constexpr std::string_view longForms = "OB OW OF OD OL OV SQ UC UR UT UN SV UV";
            if (longForms.find(vr) != std::string_view::npos) {
                header = 12;
                length = number(m_at + 8, 4);
            } else {
                length = number(m_at + 6, 2);
            }
            isSequence = vr == "SQ";
            // PS3.5 6.2.2: UN of undefined length holds implicit VR little endian.
            if (vr == "UN") inner = {false, false};
        }
        if (what == pixelData && length == undefinedLength) {
            skipFragments(header);
            return;
        }
        const auto value = m_at + header;
        isSequence = isSequence || length == undefinedLength || (length >= 8 && tag(value) == item);
        if (isSequence)
            open(value, length, false, inner);
        else
            m_at = std::min(value + length, std::max(end(), value));
    }

    void open(std::size_t value, std::uint32_t length, bool isItem, Encoding inner) {
        const bool isUndefined = length == undefinedLength;
        const auto limit = std::max(end(), value);
        m_scopes.push_back(
            {isUndefined ? limit : std::min(value + length, limit), isItem, isUndefined, inner});
        m_items += isItem ? 1 : 0;
        m_at = value;
    }

    void close() {
        m_items -= m_scopes.back().isItem ? 1 : 0;
        m_scopes.pop_back();
    }

    void closeUndefined(bool isItem) {
        m_at += 8;
        const auto found = std::find_if(m_scopes.rbegin(), m_scopes.rend(), [isItem](const Scope& scope) {
            return scope.isUndefined && scope.isItem == isItem;
        });
        if (found == m_scopes.rend()) return;
        const auto keep = static_cast<std::size_t>(std::distance(found, m_scopes.rend())) - 1;
        while (m_scopes.size() > keep)
            close();
    }

    void skipFragments(std::size_t header) {
        m_at += header;
        while (m_at + 8 <= m_file.size() && tag(m_at) == item)
            m_at += 8 + std::size_t{number(m_at + 4, 4)};
        if (m_at + 8 <= m_file.size() && tag(m_at) == sequenceEnd) m_at += 8;
    }

    std::span<const unsigned char> m_file;
    std::size_t m_at;
    Encoding m_outer;
    std::vector<Scope> m_scopes;
    int m_items = 0;
};

bool hasPreamble(std::span<const unsigned char> file) {
    return file.size() >= preamble + 4 && std::memcmp(file.data() + preamble, "DICM", 4) == 0;
}

/// Walks group 0002, which is explicit little endian; returns where it ends and, in passing, its transfer
/// syntax.
std::size_t walkMeta(std::span<const unsigned char> file, QString& transferSyntax) {
    std::size_t at = hasPreamble(file) ? preamble + 4 : 0;
    while (at + 12 <= file.size() && file[at] == 2 && file[at + 1] == 0) {
        const bool isLong =
            file[at + 4] == 'O' || (file[at + 4] == 'U' && (file[at + 5] == 'N' || file[at + 5] == 'T'));
        std::size_t length =
            isLong ? static_cast<std::size_t>(file[at + 8] | file[at + 9] << 8 | file[at + 10] << 16) |
                         std::size_t{file[at + 11]} << 24
                   : static_cast<std::size_t>(file[at + 6] | file[at + 7] << 8);
        const auto value = at + (isLong ? 12 : 8);
        if (value > file.size()) return file.size();
        length = std::min(length, file.size() - value);
        if (file[at + 2] == 0x10 && file[at + 3] == 0) {
            transferSyntax = QString::fromLatin1(reinterpret_cast<const char*>(file.data()) + value,
                                                 static_cast<qsizetype>(length));
            transferSyntax.remove(QChar::Null);
            transferSyntax = transferSyntax.trimmed();
        }
        at = value + length;
    }
    return at;
}

/// By the transfer syntax, or without one by the look of the first element, as DCMTK guesses too.
Encoding encodingOf(const QString& transferSyntax, std::span<const unsigned char> dataset) {
    if (transferSyntax == QLatin1String("1.2.840.10008.1.2")) return {false, false};
    if (transferSyntax == QLatin1String("1.2.840.10008.1.2.2")) return {true, true};
    if (!transferSyntax.isEmpty() || dataset.size() < 6) return {};
    const auto isCapital = [](unsigned char c) { return c >= 'A' && c <= 'Z'; };
    return {isCapital(dataset[4]) && isCapital(dataset[5]), dataset[0] == 0 && dataset[1] != 0};
}

} // namespace

QString transferSyntaxOf(std::span<const unsigned char> file) {
    QString transferSyntax;
    walkMeta(file, transferSyntax);
    return transferSyntax;
}

std::size_t datasetOffset(std::span<const unsigned char> file) {
    QString transferSyntax;
    return walkMeta(file, transferSyntax);
}

std::optional<std::size_t> pixelDataOffset(std::span<const unsigned char> beginning) {
    QString transferSyntax;
    const auto start = walkMeta(beginning, transferSyntax);
    return Walker(beginning, start, encodingOf(transferSyntax, beginning.subspan(start))).pixelDataOffset();
}

Result<void> checkNesting(std::span<const unsigned char> file) {
    QString transferSyntax;
    const auto start = walkMeta(file, transferSyntax);
    if (Walker(file, start, encodingOf(transferSyntax, file.subspan(start))).isTooDeep())
        return Error{Error::Code::Corrupt,
                     QStringLiteral("The file is nested more than %1 levels deep and was not opened.")
                         .arg(deepestNesting),
                     QString()};
    return {};
}

} // namespace vigil::dicom
