// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertJson.h"

#include <QTimeZone>

/// Words of the recipient's page. Pure.
namespace vigil::page {

/// "14:30 today", "09:00 tomorrow", "17:00 on Friday 27 November".
[[nodiscard]] QString timeWords(UtcTime at, UtcTime now, const QTimeZone& zone);
/// "25 minutes left", "1 hour 5 minutes left", "3 days left", "12 minutes late".
[[nodiscard]] QString leftWords(UtcTime until, UtcTime now);
/// What the category asks for, by its code of CID 7035; empty when that says nothing.
[[nodiscard]] QString urgencyWords(const alert::CategoryRule& category);
/// "Robin Fox, Consultant"; the role alone when nobody is named.
[[nodiscard]] QString partyWords(const alert::Party& party);
/// "Robin Fox" of "Fox^Robin"; what was written in another form stays.
[[nodiscard]] QString personWords(const QString& name);
[[nodiscard]] QString toldWords(alert::Act::PatientTold told);

} // namespace vigil::page
