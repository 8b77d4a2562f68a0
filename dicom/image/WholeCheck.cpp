// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/WholeCheck.h"

#include "dicom/image/NestingCheck.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace vigil::dicom {

namespace {

constexpr std::uint32_t undefinedLength = 0xffffffff;
constexpr std::uint32_t item = 0xfffee000;
constexpr std::uint32_t itemEnd = 0xfffee00d;
constexpr std::uint32_t sequenceEnd = 0xfffee0dd;
constexpr std::uint32_t sopClass = 0x00080016;
constexpr std::uint32_t samplesPerPixel = 0x00280002;
constexpr std::uint32_t photometric = 0x00280004;
constexpr std::uint32_t numberOfFrames = 0x00280008;
constexpr std::uint32_t rows = 0x00280010;
constexpr std::uint32_t columns = 0x00280011;
constexpr std::uint32_t bitsAllocated = 0x00280100;
constexpr std::uint32_t contentSequence = 0x0040a730;
constexpr std::uint32_t floatPixels = 0x7fe00008;
constexpr std::uint32_t doublePixels = 0x7fe00009;
constexpr std::uint32_t pixelData = 0x7fe00010;

/// Nobody nests so deep; the readers refuse it much earlier.
constexpr std::size_t deepest = 10'000;

struct Encoding {
    bool isExplicit = true;
    bool isBigEndian = false;
};

/// The bytes of a file, the first of which are in memory; a window of the others is read where it is looked
/// at.
class Bytes {
public:
    Bytes(const QByteArray& beginning, const QString& path, qint64 size)
        : m_beginning(beginning), m_file(path), m_size(size) {}

    [[nodiscard]] qint64 size() const { return m_size; }

    /// Nothing when they are beyond the end, or cannot be read.
    std::span<const unsigned char> at(qint64 offset, qint64 count) {
        if (offset < 0 || count > m_size - offset) return {};
        if (offset + count <= m_beginning.size()) return view(m_beginning, offset, count);
        if (offset < m_windowAt || offset + count > m_windowAt + m_window.size()) load(offset, count);
        if (offset + count > m_windowAt + m_window.size()) return {};
        return view(m_window, offset - m_windowAt, count);
    }

private:
    static std::span<const unsigned char> view(const QByteArray& bytes, qint64 offset, qint64 count) {
        return {reinterpret_cast<const unsigned char*>(bytes.constData()) + offset,
                static_cast<std::size_t>(count)};
    }
    void load(qint64 offset, qint64 count) {
        constexpr qint64 atOnce = 4096;
        m_window.clear();
        m_windowAt = offset;
        const bool open = m_file.isOpen() || m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
        if (open && m_file.seek(offset)) m_window = m_file.read(std::max(atOnce, count));
    }

    const QByteArray& m_beginning;
    QFile m_file;
    qint64 m_size;
    QByteArray m_window;
    qint64 m_windowAt = 0;
};

bool usesLongForm(std::string_view vr) {
    static constexpr std::array<std::string_view, 21> shortForms{"AE", "AS", "AT", "CS", "DA", "DS", "DT",
                                                                 "FD", "FL", "IS", "LO", "LT", "PN", "SH",
                                                                 "SL", "SS", "ST", "TM", "UI", "UL", "US"};
    const auto isCapital = [](char letter) { return letter >= 'A' && letter <= 'Z'; };
    // PS3.5 6.2: VRs of later editions have 32-bit lengths; what is no VR at all is read as DCMTK does.
    return isCapital(vr[0]) && isCapital(vr[1]) &&
           std::find(shortForms.begin(), shortForms.end(), vr) == shortForms.end();
}

/// What the data set says of its pixels, and what of them is there.
struct Account {
    QString sopClassUid;
    QString photometric;
    double rows = 0;
    double columns = 0;
    double samples = 1;
    double bits = 0;
    double frames = 1;
    bool hasContent = false;
    std::uint32_t pixels = 0; ///< the tag of what there is
    bool isEncapsulated = false;
    double fragments = 0; ///< the offset table not counted
    double bytes = 0;
};

class EndSearch {
public:
    EndSearch(Bytes& bytes, qint64 start, Encoding encoding, Account& account)
        : m_bytes(bytes), m_at(start), m_outer(encoding), m_account(account) {}

    /// Goes on to the end; the damage on the way.
    std::optional<Damage> run() {
        while (!m_damage && m_at < m_bytes.size()) {
            const auto head = m_bytes.at(m_at, 8);
            if (isPadding()) return std::nullopt;
            if (head.empty())
                cut(Damage::EndsEarly);
            else
                step(head);
            if (m_scopes.size() > deepest) cut(Damage::EndsEarly);
        }
        if (!m_damage && !m_scopes.empty()) cut(Damage::EndsEarly);
        return m_damage;
    }

private:
    /// A sequence or item of undefined length that is open.
    struct Scope {
        bool isItem;
        Encoding encoding;
    };

    [[nodiscard]] Encoding encoding() const { return m_scopes.empty() ? m_outer : m_scopes.back().encoding; }
    [[nodiscard]] std::uint32_t number(std::span<const unsigned char> bytes) const {
        std::uint32_t value = 0;
        for (std::size_t index = 0; index < bytes.size(); ++index)
            value = value << 8 | bytes[encoding().isBigEndian ? index : bytes.size() - 1 - index];
        return value;
    }
    [[nodiscard]] std::uint32_t tag(std::span<const unsigned char> head) const {
        return number(head.subspan(0, 2)) << 16 | number(head.subspan(2, 2));
    }
    void cut(Damage damage) { m_damage = damage; }

    /// Some writers fill up the last block of a file with zeros.
    [[nodiscard]] bool isPadding() {
        if (m_account.pixels == 0 || !m_scopes.empty()) return false;
        const auto rest = m_bytes.at(m_at, std::min<qint64>(8, m_bytes.size() - m_at));
        return !rest.empty() && std::all_of(rest.begin(), rest.end(), [](auto byte) { return byte == 0; });
    }

    void step(std::span<const unsigned char> head) {
        const auto what = tag(head);
        const auto length = number(head.subspan(4, 4));
        if (what == item) {
            m_at += 8;
            if (length == undefinedLength)
                m_scopes.push_back({true, encoding()});
            else
                skip(length, Damage::EndsEarly);
        } else if (what == itemEnd || what == sequenceEnd) {
            m_at += 8;
            close(what == itemEnd);
        } else {
            element(what, head);
        }
    }

    void close(bool isItem) {
        const auto found = std::find_if(m_scopes.rbegin(), m_scopes.rend(),
                                        [isItem](const Scope& scope) { return scope.isItem == isItem; });
        if (found != m_scopes.rend()) m_scopes.erase(std::prev(found.base()), m_scopes.end());
    }

    void skip(std::uint32_t length, Damage otherwise) {
        if (length > m_bytes.size() - m_at) return cut(otherwise);
        m_at += length;
    }

    void element(std::uint32_t what, std::span<const unsigned char> head) {
        auto length = number(head.subspan(4, 4));
        qint64 headBytes = 8;
        Encoding inner = encoding();
        if (encoding().isExplicit) {
            const std::string_view vr(reinterpret_cast<const char*>(head.data()) + 4, 2);
            // PS3.5 6.2.2: UN of undefined length holds implicit VR little endian.
            if (vr == "UN") inner = {false, false};
            length = number(head.subspan(6, 2));
            if (usesLongForm(vr)) {
                headBytes = 12;
                const auto longer = m_bytes.at(m_at + 8, 4);
                if (longer.empty()) return cut(Damage::EndsEarly);
                length = number(longer);
            }
        }
        m_at += headBytes;
        const bool isTop = m_scopes.empty();
        const bool isPixels = isTop && (what == pixelData || what == floatPixels || what == doublePixels);
        if (isPixels) m_account.pixels = what;
        if (isPixels && length == undefinedLength) return fragments();
        if (isTop) note(what, length);
        if (length == undefinedLength)
            m_scopes.push_back({false, inner});
        else
            skip(length, isPixels ? Damage::PixelDataEndsEarly : Damage::EndsEarly);
    }

    /// PS3.5 A.4: items, of which the first is the offset table, then the Sequence Delimitation Item.
    void fragments() {
        m_account.isEncapsulated = true;
        m_account.fragments = -1;
        for (;;) {
            const auto head = m_bytes.at(m_at, 8);
            if (head.empty()) return cut(Damage::PixelDataEndsEarly);
            const auto what = tag(head);
            const auto length = number(head.subspan(4, 4));
            m_at += 8;
            if (what == sequenceEnd) return;
            if (what != item) return cut(Damage::PixelDataEndsEarly);
            ++m_account.fragments;
            skip(length, Damage::PixelDataEndsEarly);
            if (m_damage) return;
        }
    }

    void note(std::uint32_t what, std::uint32_t length) {
        constexpr std::uint32_t longest = 128;
        const auto value = m_bytes.at(m_at, std::min(length, longest));
        const auto text = [&value] {
            auto written =
                QString::fromLatin1(reinterpret_cast<const char*>(value.data()), qsizetype(value.size()));
            return written.remove(QChar::Null).trimmed();
        };
        const auto unsignedShort = [&] {
            return value.size() < 2 ? 0. : double(number(value.subspan(0, 2)));
        };
        switch (what) {
        case sopClass:
            m_account.sopClassUid = text();
            break;
        case photometric:
            m_account.photometric = text();
            break;
        case rows:
            m_account.rows = unsignedShort();
            break;
        case columns:
            m_account.columns = unsignedShort();
            break;
        case samplesPerPixel:
            m_account.samples = unsignedShort();
            break;
        case bitsAllocated:
            m_account.bits = unsignedShort();
            break;
        case numberOfFrames:
            m_account.frames = std::max(1, text().section(QLatin1Char('\\'), 0, 0).toInt());
            break;
        case contentSequence:
            m_account.hasContent = true;
            break;
        case pixelData:
        case floatPixels:
        case doublePixels:
            m_account.bytes = length;
            break;
        default:
            break;
        }
    }

    Bytes& m_bytes;
    qint64 m_at;
    Encoding m_outer;
    Account& m_account;
    std::vector<Scope> m_scopes;
    std::optional<Damage> m_damage;
};

/// Native pixel data of the whole object in bytes; 0 when it does not say.
double bytesNeeded(const Account& account) {
    auto bits = account.bits;
    if (account.pixels == floatPixels) bits = 32;
    if (account.pixels == doublePixels) bits = 64;
    auto samples = account.samples;
    // PS3.3 C.7.6.3.1.2: two luminance samples share a pair of chrominance samples.
    if (samples == 3 && account.photometric.endsWith(QLatin1String("_422"))) samples = 2;
    if (samples == 3 && account.photometric.endsWith(QLatin1String("_420"))) samples = 1.5;
    return std::ceil(account.rows * account.columns * samples * bits * account.frames / 8);
}

/// Whether one fragment may hold several frames: MPEG-2, MPEG-4 and HEVC streams (PS3.5 8.2.5 to 8.2.9), and
/// the multi-component transforms of JPEG 2000 part 2.
bool mayShareFragments(const QString& transferSyntax) {
    static constexpr auto jpegFamily = "1.2.840.10008.1.2.4.";
    if (!transferSyntax.startsWith(QLatin1String(jpegFamily))) return false;
    const auto kind = transferSyntax.section(QLatin1Char('.'), 7, 7).toInt();
    return kind == 92 || kind == 93 || (kind >= 100 && kind < 110);
}

std::optional<Damage> compare(const Account& account, const QString& transferSyntax) {
    const auto uid = account.sopClassUid.toLatin1();
    // Among the first elements of all objects (PS3.3 C.12.1).
    if (uid.isEmpty()) return Damage::EndsEarly;
    if (account.pixels == 0) {
        // PS3.3 C.17.3: Content Sequence is the last of a report, and none is without.
        if (uid.startsWith("1.2.840.10008.5.1.4.1.1.88.") && !account.hasContent)
            return Damage::ContentMissing;
        return std::nullopt;
    }
    if (account.isEncapsulated) {
        const auto needed = mayShareFragments(transferSyntax) ? 1. : account.frames;
        return account.fragments < needed ? std::optional(Damage::PixelDataEndsEarly) : std::nullopt;
    }
    // A stream of defined length is wrong (PS3.5 A.4), but its size says nothing.
    const auto isNative = transferSyntax.isEmpty() || transferSyntax == QLatin1String("1.2.840.10008.1.2") ||
                          transferSyntax == QLatin1String("1.2.840.10008.1.2.1") ||
                          transferSyntax == QLatin1String("1.2.840.10008.1.2.2");
    if (isNative && account.bytes < bytesNeeded(account)) return Damage::PixelDataEndsEarly;
    return std::nullopt;
}

Encoding encodingOf(const QString& transferSyntax, std::span<const unsigned char> head) {
    if (transferSyntax == QLatin1String("1.2.840.10008.1.2")) return {false, false};
    if (transferSyntax == QLatin1String("1.2.840.10008.1.2.2")) return {true, true};
    if (!transferSyntax.isEmpty() || head.size() < 6) return {};
    const auto isCapital = [](unsigned char byte) { return byte >= 'A' && byte <= 'Z'; };
    return {isCapital(head[4]) && isCapital(head[5]), head[0] == 0 && head[1] != 0};
}

} // namespace

QString reasonOf(Damage damage) {
    switch (damage) {
    case Damage::EndsEarly:
        return QStringLiteral("it ends early");
    case Damage::PixelDataEndsEarly:
        return QStringLiteral("the pixel data ends early");
    case Damage::ContentMissing:
        return QStringLiteral("the document has no content");
    }
    return {};
}

std::optional<Damage> damageOf(const QByteArray& beginning, const QString& path, qint64 bytes) {
    const auto head = std::span(reinterpret_cast<const unsigned char*>(beginning.constData()),
                                static_cast<std::size_t>(beginning.size()));
    const auto transferSyntax = transferSyntaxOf(head);
    if (transferSyntax == QLatin1String("1.2.840.10008.1.2.1.99")) return std::nullopt;
    const auto start = datasetOffset(head);
    Bytes file(beginning, path, bytes);
    Account account;
    const auto first = start < head.size() ? head.subspan(start) : std::span<const unsigned char>();
    const auto damage =
        EndSearch(file, static_cast<qint64>(start), encodingOf(transferSyntax, first), account).run();
    return damage ? damage : compare(account, transferSyntax);
}

} // namespace vigil::dicom
