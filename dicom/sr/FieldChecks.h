// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Patient.h"

#include <QString>

/// The limits of value representations (PS3.5 6.2), checked before anything is written, because DCMTK checks
/// no lengths in UTF-8. Messages name the field, never its value.
namespace vigil::dicom {

enum class Vr { Sh, Lo, Pn, Ui, Ut };
enum class Presence { Optional, Required };

[[nodiscard]] Result<void> checkField(const QString& field, const QString& value, Vr vr,
                                      Presence presence = Presence::Optional);
[[nodiscard]] Result<void> checkCode(const QString& field, const study::Code& code,
                                     Presence presence = Presence::Optional);

/// Text as it goes into a document: line feeds only, tabs as spaces, no white space at the ends.
[[nodiscard]] QString normalisedText(const QString& text);

/// Cut to what the representation takes: for descriptions copied from a PACS that does not keep the limits
/// itself.
[[nodiscard]] QString fitting(QString value, int length);

} // namespace vigil::dicom
