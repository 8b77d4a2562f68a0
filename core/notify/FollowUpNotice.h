// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUpDraft.h"

#include <QUuid>

namespace vigil::notify {

/// What one recipient is told about one recommended follow-up. Follows from the log alone, so that two
/// dispatchers write the same message, byte for byte.
struct FollowUpNotice {
    enum class Stage {
        Reminder, ///< part of the interval has passed and it is not booked
        DueNow,   ///< the due date has come and it is not booked
        Overdue   ///< to the officer: neither booked nor seen, or booked and not seen
    };
    QUuid noticeId; ///< MSH-10 and Message-ID derive from it
    QString followUpId;
    UtcTime at;     ///< when it was queued, as the log has it
    QTimeZone zone; ///< in which people are told times
    alert::Party to;
    Stage stage = Stage::Reminder;
    followup::FollowUpDraft followUp;
    alert::Party recommendedBy;
    UtcTime recommendedAt;
};
/// "reminder", "due", "overdue".
[[nodiscard]] QString toText(FollowUpNotice::Stage stage);

} // namespace vigil::notify
