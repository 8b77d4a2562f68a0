// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <vector>

/// The character sets of PS3.3 C.12.1.1.2 and how ISO 2022 switches between them. Used by decodeText() alone.
namespace vigil::dicom {

enum class CharacterSet {
    Unknown, ///< a term that nobody can make sense of
    Ascii,
    Latin1,
    Latin2,
    Latin3,
    Latin4,
    Latin5,
    Latin9,
    Cyrillic,
    Arabic,
    Greek,
    Hebrew,
    Thai,
    Katakana, ///< JIS X 0201
    Kanji,    ///< JIS X 0208
    Kanji2,   ///< JIS X 0212
    Korean,   ///< KS X 1001
    Chinese,  ///< GB 2312
    Gb18030,
    Utf8
};

/// The sets that the values of (0008,0005) name; an empty value is ASCII. Misspellings ("ISO-IR 100",
/// "ISO_IR_100", "latin1", "UTF-8") are understood.
[[nodiscard]] std::vector<CharacterSet> characterSets(const QString& specificCharacterSet);

/// True for sets that give bytes from 0x80 on a meaning without an escape sequence.
[[nodiscard]] bool hasHighHalf(CharacterSet set);

/// Decodes by the first set, and by the escape sequences of PS3.5 6.1.2.5.3 when they occur (whether or not
/// they were declared). Runs that no set covers go to `repair`, or become U+FFFD when there is none.
[[nodiscard]] QString decodeWith(const QByteArray& bytes, const std::vector<CharacterSet>& sets,
                                 const std::function<QString(const QByteArray&)>& repair);

} // namespace vigil::dicom
