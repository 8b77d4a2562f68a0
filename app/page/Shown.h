// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertJson.h"

namespace vigil::page {

/// An alert as one recipient sees it, who is signed in. A value.
struct Shown {
    /// What that person did by the page, as the log has it.
    struct Deed {
        QString kind; ///< of the event
        UtcTime at;
        QString remark; ///< why it changed nothing; empty when it counts
        QString reason; ///< of passing on
        alert::Party passedTo;
        alert::Act act;
        bool pending = false; ///< the department does not have it yet
    };

    alert::AlertView view;
    alert::Party responsible; ///< who is asked, whoever telephones meanwhile
    alert::Rules rules;
    alert::AlertDraft draft;
    QString findingLabel;
    QUuid raisedEvent;
    std::optional<UtcTime> acceptedAt;
    std::optional<UtcTime> actedAt;
    QString withdrawnBecause;
    QList<Deed> deeds;
    QList<QPair<UtcTime, QString>> ahead; ///< to which role it goes when, if nobody does anything
    bool isMine = false;                  ///< this person has accepted it
    bool onlyCopied = false;              ///< others are asked to act

    bool restricted = false;
    QStringList team; ///< the roles that the alert names; only they see a restricted text
    bool inTeam = true;

    bool mayAccept = false;
    bool mayPassOn = false;
    bool mayAct = false;

    [[nodiscard]] bool hidesText() const { return restricted && !inTeam; }
    [[nodiscard]] bool isSettled() const; ///< acted on, closed, withdrawn: nothing is asked of anybody
};

/// Pure.
[[nodiscard]] Shown shownTo(const journal::OnBehalfOf& who, const alert::Alert& alert, UtcTime now);

} // namespace vigil::page
