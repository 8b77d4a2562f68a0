// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUpService.h"
#include "ui/alerts/FactsForm.h"

/// The acts that a person may do about a follow-up: which key starts them, what they need to know, and the
/// call of FollowUpService that records them.
namespace vigil::ui {

enum class FollowUpAct { Book, Answers, NotThisOne, EndOtherwise, HandOn, Look, Note, TakeBack };

struct FollowUpActWords {
    FollowUpAct act;
    QString id; ///< what FactsForm hands back
    QString name;
    QString key;
    QString icon;
};

[[nodiscard]] const QList<FollowUpActWords>& allFollowUpActs();

/// Why the row says already that the service would refuse the act; empty when it may be done.
[[nodiscard]] QString whyNot(FollowUpAct act, const followup::FollowUpRow& row);

/// Opens the form with what the act needs. Look needs nothing and opens none. `toTakeBack`: what TakeBack
/// takes back, in words.
void askFor(FollowUpAct act, const followup::FollowUpRow& row, const QDate& today, FactsForm& form,
            const QString& toTakeBack = {});

/// Records it; `facts` as the form gave them, and for TakeBack the event that was shown (takenBackEvent).
[[nodiscard]] QFuture<Result<void>> perform(FollowUpAct act, const followup::FollowUpRow& row,
                                            const QHash<QString, QString>& facts,
                                            followup::FollowUpService& service);

} // namespace vigil::ui
