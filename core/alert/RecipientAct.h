// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertJson.h"

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
    QUuid form{}; ///< by which it came: sent twice, it is one act. Null: by none
};

/// What became of it. It is a fact in any case.
struct Recorded {
    QUuid eventId;
    QString remark; ///< why it changed nothing, in the words of the fold; empty when it counts
    /// Nothing was added: this person had recorded it before, and nobody has done anything since.
    bool already = false;
};

/// Whether a notice goes to somebody beside those who are asked to act. The officer's deputy is asked in the
/// officer's place. Pure.
[[nodiscard]] bool isCopy(const Rules& rules, const Fact& notice);
/// Whether this recipient was sent a copy, and neither asked to act nor is responsible. Pure.
[[nodiscard]] bool isOnlyCopied(const Alert& alert, const Party& recipient);

} // namespace vigil::alert
