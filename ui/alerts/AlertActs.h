// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertRights.h"
#include "core/alert/AlertService.h"
#include "ui/alerts/FactsForm.h"

#include <QHash>

/// The acts that a person may do about an alert: which key starts them, what they need to know, and the call
/// of AlertService that records them.
namespace vigil::ui {

enum class AlertAct {
    Acknowledge,
    RecordCall,
    HandOverCall,
    Decline,
    Escalate,
    ActOn,
    Close,
    Recategorise,
    Moved,
    Withdraw,
    Note,
    TickOff,
    Retract
};

struct ActWords {
    AlertAct act;
    QString id;   ///< what FactsForm hands back
    QString name; ///< the accessible name
    QString key;
    QString icon;
};

[[nodiscard]] const QList<ActWords>& allActs();
[[nodiscard]] const ActWords& wordsOf(AlertAct act);
[[nodiscard]] std::optional<AlertAct> actOfKey(int qtKey);

/// Other open alerts that wait for the same person or role: one call may be about them as well. The most
/// urgent first, a handful at most.
[[nodiscard]] alert::BoardRows sameOwner(const alert::AlertRow& row, const alert::BoardRows& all);

/// Why the row, or the right of whoever looks at it, says already that the service would refuse the act;
/// empty when it may be done. What depends on more (who may accept, who typed it) is left to the service.
[[nodiscard]] QString whyNot(AlertAct act, const alert::AlertRow& row, const alert::AlertRights& rights = {});

/// What an act is about beside the row.
struct ActContext {
    alert::BoardRows others{}; ///< of sameOwner(), offered while a call is recorded
    UtcTime now{};
    QString toTakeBack{}; ///< the act that Retract takes back, in words
    alert::AlertRights rights{};
};

/// The key in the facts of Retract under which perform() finds the event that was shown to the user.
inline const QString takenBackEvent = QStringLiteral("event");

/// Opens the form with what the act needs, preset from the alert.
void askFor(AlertAct act, const alert::AlertRow& row, const alert::AlertPolicy& policy, FactsForm& form,
            const ActContext& context = {});

/// Records it; `facts` as the form gave them.
[[nodiscard]] QFuture<Result<void>> perform(AlertAct act, const alert::AlertRow& row,
                                            const QHash<QString, QString>& facts,
                                            alert::AlertService& service);

} // namespace vigil::ui
