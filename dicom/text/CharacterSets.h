// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

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

} // namespace vigil::dicom
