// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/text/CharacterSets.h"

#include "dicom/text/CodeExtensions.h"

#include <QHash>
#include <QStringDecoder>
#include <QStringEncoder>

#include <algorithm>

namespace vigil::dicom {

namespace {

bool hasHighByte(const std::string& bytes) {
    return std::any_of(bytes.begin(), bytes.end(),
                       [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// A set that is not declared: an IANA name such as "windows-1251" or "Shift_JIS", known to ICU.
std::optional<QString> decodeByName(const QByteArray& bytes, const QString& name) {
    QStringDecoder decoder(name.trimmed().toLatin1().constData(), QStringDecoder::Flag::Stateless);
    if (!decoder.isValid()) return std::nullopt;
    const QString text = decoder.decode(bytes);
    if (decoder.hasError()) return std::nullopt;
    return text;
}

} // namespace

QString decodeText(const std::string& bytes, const QString& specificCharacterSet, const QString& fallback) {
    const auto declared = characterSets(specificCharacterSet);
    const bool plain = !hasHighByte(bytes) && bytes.find('\x1b') == std::string::npos;
    if (plain) return QString::fromLatin1(bytes.data(), static_cast<qsizetype>(bytes.size()));

    const auto repair = [&fallback](const QByteArray& run) {
        const auto sets = characterSets(fallback);
        if (!sets.empty() && sets.front() != CharacterSet::Ascii && sets.front() != CharacterSet::Unknown)
            return decodeWith(run, sets, nullptr);
        if (!fallback.trimmed().isEmpty())
            if (const auto text = decodeByName(run, fallback)) return *text;
        if (const auto text = decodeByName(run, QStringLiteral("UTF-8"))) return *text;
        return decodeWith(run, {CharacterSet::Ascii}, nullptr);
    };
    // Sets such as Shift_JIS use low bytes too, so the whole value goes to the fallback when nothing declared
    // can mean it.
    const auto whole = QByteArray::fromStdString(bytes);
    const bool covered = std::any_of(declared.begin(), declared.end(), hasHighHalf);
    return covered || whole.contains('\x1b') ? decodeWith(whole, declared, repair) : repair(whole);
}

namespace {

/// How a character set is written when somebody is asked for a name: what ICU calls it, and for a set of more
/// than one byte that is switched on by code extensions, how (PS3.3 C.12.1.1.2, PS3.5 6.1.2.5).
struct Encoding {
    const char* name;
    const char* designation = ""; ///< before the first character of each component that needs it
    const char* end = nullptr;    ///< of a set that takes the place of ASCII, whose bytes lose their high bit
};

/// Terms with and without code extensions: a single-byte set as first value needs no escape.
std::optional<Encoding> encodingOf(QString term) {
    static const QHash<QString, Encoding> encodings{
        {QStringLiteral("ISO_IR 100"), {"ISO-8859-1"}},
        {QStringLiteral("ISO_IR 101"), {"ISO-8859-2"}},
        {QStringLiteral("ISO_IR 109"), {"ISO-8859-3"}},
        {QStringLiteral("ISO_IR 110"), {"ISO-8859-4"}},
        {QStringLiteral("ISO_IR 144"), {"ISO-8859-5"}},
        {QStringLiteral("ISO_IR 127"), {"ISO-8859-6"}},
        {QStringLiteral("ISO_IR 126"), {"ISO-8859-7"}},
        {QStringLiteral("ISO_IR 138"), {"ISO-8859-8"}},
        {QStringLiteral("ISO_IR 148"), {"ISO-8859-9"}},
        {QStringLiteral("ISO_IR 203"), {"ISO-8859-15"}},
        {QStringLiteral("ISO_IR 166"), {"TIS-620"}},
        {QStringLiteral("ISO_IR 192"), {"UTF-8"}},
        {QStringLiteral("GB18030"), {"GB18030"}},
        {QStringLiteral("GBK"), {"GBK"}},
        {QStringLiteral("ISO_IR 87"), {"EUC-JP", "\x1b$B", "\x1b(B"}},
        {QStringLiteral("ISO_IR 149"), {"EUC-KR", "\x1b$)C"}},
        {QStringLiteral("ISO_IR 58"), {"GB2312", "\x1b$)A"}}};
    const auto found =
        encodings.constFind(term.replace(QLatin1String("ISO 2022 IR"), QLatin1String("ISO_IR")));
    return found == encodings.cend() ? std::nullopt : std::optional(*found);
}

/// Each run of two-byte characters between its escapes.
QByteArray inPlaceOfAscii(const QByteArray& bytes, const Encoding& encoding) {
    constexpr char highBit = '\x80';
    QByteArray result;
    bool inside = false;
    for (const char byte : bytes) {
        const bool high = (byte & highBit) != 0;
        if (high != inside) result += high ? encoding.designation : encoding.end;
        inside = high;
        result += static_cast<char>(byte & ~highBit);
    }
    return inside ? result + encoding.end : result;
}

/// Between delimiters; at each of them the escapes begin anew (PS3.5 6.1.2.5.3).
std::optional<QByteArray> encodeComponent(const QString& text, const Encoding& encoding) {
    QStringEncoder encoder(encoding.name, QStringEncoder::Flag::Stateless);
    if (!encoder.isValid()) return std::nullopt;
    const QByteArray bytes = encoder.encode(text);
    if (encoding.end != nullptr) return inPlaceOfAscii(bytes, encoding);
    return hasHighByte(bytes.toStdString()) ? encoding.designation + bytes : bytes;
}

std::optional<QByteArray> encodeName(const QString& text, const Encoding& encoding) {
    QByteArray bytes;
    QString component;
    for (const QChar c : text) {
        if (c != QLatin1Char('^') && c != QLatin1Char('=')) {
            component += c;
            continue;
        }
        const auto encoded = encodeComponent(component, encoding);
        if (!encoded) return std::nullopt;
        bytes += *encoded + c.toLatin1();
        component.clear();
    }
    const auto encoded = encodeComponent(component, encoding);
    return encoded ? std::optional(bytes + *encoded) : std::nullopt;
}

} // namespace

std::optional<std::string> encodeText(const QString& text, const QString& characterSet) {
    const auto set = characterSet.trimmed();
    // The first of the declared sets that has all the letters: a query need not mix them.
    for (const auto& term : set.split(QLatin1Char('\\'), Qt::SkipEmptyParts)) {
        const auto encoding = encodingOf(term.trimmed());
        if (!encoding) continue;
        const auto bytes = encodeName(text, *encoding);
        // A letter that the set does not have comes out as another one.
        if (bytes && decodeText(bytes->toStdString(), set, {}) == text) return bytes->toStdString();
    }
    return std::nullopt;
}

} // namespace vigil::dicom
