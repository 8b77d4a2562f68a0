// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Department.h"

namespace vigil::sync {

/// What an audit of the whole log came to.
struct LogAudit {
    qint64 events = 0;
    journal::Position head;
    QString fault;                 ///< plain English, no patient data; empty: everything fits
    bool examinedByItself = false; ///< the department looked at the parts that only it can see
    QString notExamined;           ///< else why not

    [[nodiscard]] bool isGood() const { return fault.isEmpty(); }
};

/// Follows a department's log link by link from its beginning, holds it against points that were witnessed (a
/// chain alone cannot show a cut tail, or one that was made anew), looks for the redaction behind each
/// emptied part, and asks the department to examine what it never hands out. Blocking; the thread of
/// `department`.
Result<LogAudit> auditLog(Department& department, const QUuid& logId,
                          const QList<journal::Position>& witnessed, std::stop_token stop);

/// A witnessed point as a line of the system's log, and back: the points of this log that a text names.
[[nodiscard]] QString headLine(const QUuid& logId, const journal::Position& head);
[[nodiscard]] QList<journal::Position> headsIn(const QString& text, const QUuid& logId);

} // namespace vigil::sync
