// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/text/CharacterSets.h"

#include "dicom/text/CodeExtensions.h"

#include <QStringDecoder>

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

} // namespace vigil::dicom
