// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Study.h"

#include <QDateTime>
#include <QList>
#include <QString>

namespace vigil::study {

/// How far the reporting of a study has come.
enum class ReadingStatus {
    Unread,
    Claimed,          ///< somebody has it open (presence); see WorklistRow::claimedBy
    Draft,            ///< a draft exists on this computer
    Preliminary,      ///< signed as preliminary, waits for verification
    Final,            ///< reported (design: "Reported or not")
    OutsideUnverified ///< an outside report of another title is there; the study stays to be read
};

/// One row of the worklist as it is shown: the study and what is known about it from the local databases.
struct WorklistRow {
    Study study;
    ReadingStatus status = ReadingStatus::Unread;
    QString claimedBy; ///< display name of the holder; empty when nobody has it
    bool claimedByMe = false;
    int imagesHere = 0;
    int imagesExpected = -1; ///< -1 when the PACS does not say
    int grownBy = 0;         ///< of imagesExpected: came into the PACS after the study was retrieved
    bool vanished = false;   ///< the PACS did not name it at the last refresh
    int priors = 0;
    int openAlerts = 0;
    int criticalAlerts = 0; ///< of openAlerts: those of the highest category
    int finalReports = 0;   ///< of the department, by different people: more than one has to be settled
    QDateTime dueAt;        ///< when the turnaround limit of the urgency is reached; invalid when it has none

    bool operator==(const WorklistRow&) const = default;
};

/// The rows of the worklist, and how many more there are: never one that waits for its report.
struct Worklist {
    QList<WorklistRow> rows;
    int notShown = 0; ///< reported ones, the oldest; said wherever the list is shown
};

} // namespace vigil::study
