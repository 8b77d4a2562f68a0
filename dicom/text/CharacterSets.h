// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <string>

namespace vigil::dicom {

/// The text of one element, decoded by the rules of PS3.5 6.1 (single byte, ISO 2022 code extensions, UTF-8,
/// GB18030, GBK). Never fails: what the declared set cannot say is read with `fallback` (a DICOM defined term
/// or an IANA name, per PACS), then as UTF-8 when the bytes are valid UTF-8, and otherwise comes out visibly
/// as U+FFFD. Pure, any thread.
///
/// `specificCharacterSet` is (0008,0005) with all its values ("\ISO 2022 IR 87"); misspelt terms are
/// understood where their meaning is clear. Values stay joined by backslashes, padding stays.
[[nodiscard]] QString decodeText(const std::string& bytes, const QString& specificCharacterSet,
                                 const QString& fallback);

/// The other way round, for the keys of a query: the bytes of `text` in the first of the sets that can say
/// all of it (DICOM defined terms, with or without code extensions: single-byte sets, UTF-8, GB18030, GBK,
/// and the Japanese, Korean and Chinese ones of ISO 2022). Nothing when none can. Pure, any thread.
[[nodiscard]] std::optional<std::string> encodeText(const QString& text, const QString& characterSet);

} // namespace vigil::dicom
