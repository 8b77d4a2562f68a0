// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/AlertPage.h"

/// The three things that may be done about an alert, as forms; nothing where one may not be done. Pure.
namespace vigil::page {

[[nodiscard]] Html acceptForm(const AlertPageContent& content);
[[nodiscard]] Html passOnForm(const AlertPageContent& content);
[[nodiscard]] Html actForm(const AlertPageContent& content);

/// The radio buttons' values.
inline const QString toldYes = QStringLiteral("yes");
inline const QString toldNo = QStringLiteral("no");
inline const QString toldUnknown = QStringLiteral("unknown");

} // namespace vigil::page
