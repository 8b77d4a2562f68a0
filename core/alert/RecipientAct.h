// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"

#include <QUuid>

namespace vigil::alert {

/// What somebody without Vigil did about an alert that was sent to them. A value.
struct RecipientAct {
    enum class Kind {
        Viewed,
        Accepted,
        NotMine,     ///< with reason, and perhaps to whom
        ActedOn,     ///< with act
        SignInLocked ///< not theirs: the pass-code was wrong too often
    };
    Kind kind = Kind::Viewed;
    QString reason;
    Party passedTo;
    Act act;
};

/// What became of it. It is a fact in any case.
struct Recorded {
    QUuid eventId;
    QString remark; ///< why it changed nothing, in the words of the fold; empty when it counts
};

} // namespace vigil::alert
