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

std::optional<std::string> encodeText(const QString& text, const QString& characterSet) {
    // PS3.3 C.12.1.1.2, defined terms without code extensions, and what ICU calls them.
    static const QHash<QString, const char*> encodings{
        {QStringLiteral("ISO_IR 100"), "ISO-8859-1"}, {QStringLiteral("ISO_IR 101"), "ISO-8859-2"},
        {QStringLiteral("ISO_IR 109"), "ISO-8859-3"}, {QStringLiteral("ISO_IR 110"), "ISO-8859-4"},
        {QStringLiteral("ISO_IR 144"), "ISO-8859-5"}, {QStringLiteral("ISO_IR 127"), "ISO-8859-6"},
        {QStringLiteral("ISO_IR 126"), "ISO-8859-7"}, {QStringLiteral("ISO_IR 138"), "ISO-8859-8"},
        {QStringLiteral("ISO_IR 148"), "ISO-8859-9"}, {QStringLiteral("ISO_IR 203"), "ISO-8859-15"},
        {QStringLiteral("ISO_IR 166"), "TIS-620"},    {QStringLiteral("ISO_IR 192"), "UTF-8"},
        {QStringLiteral("GB18030"), "GB18030"},       {QStringLiteral("GBK"), "GBK"}};
    const auto set = characterSet.trimmed();
    const auto* name = encodings.value(set, nullptr);
    if (!name) return std::nullopt;
    QStringEncoder encoder(name, QStringEncoder::Flag::Stateless);
    if (!encoder.isValid()) return std::nullopt;
    const QByteArray bytes = encoder.encode(text);
    // A letter that the set does not have comes out as another one.
    if (decodeText(bytes.toStdString(), set, {}) != text) return std::nullopt;
    return bytes.toStdString();
}

} // namespace vigil::dicom
