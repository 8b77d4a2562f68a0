// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"

#include <QString>
#include <QStringList>

/// What whoever telephones has before the eyes: whom to reach under which number, and the words to read out.
namespace vigil::ui {

class FactsForm;

/// "Okafor, Ben (Consultant), instead of Patel, Asha · tel. 0161 496 0001", or that there is no address.
[[nodiscard]] QString stopText(const directory::Stop& stop);
/// Owner, back-up and end of the ladder, a line each; then what stood in the way.
[[nodiscard]] QStringList reachLines(const alert::AlertWay& way);
/// Why nobody can be reached, or empty.
[[nodiscard]] QString noRouteText(const alert::AlertWay& way);

/// The script: who calls, the patient by name, birth and number, the finding, what to do, the read-back.
/// `recommendedAction` may be empty.
[[nodiscard]] QString callScript(const alert::AlertRow& row, const QString& recommendedAction,
                                 const report::User& caller);

/// Shows numbers and script in a form that records a call about this alert, as soon as the directory has
/// answered; a form that asks for something else meanwhile is left alone. UI thread.
void fillCallSheet(alert::AlertService& service, const alert::AlertRow& row, FactsForm& form);

} // namespace vigil::ui
