// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"
#include "core/study/Study.h"

#include <QDate>

/// The reverse safety net: what should have been told or read and was not. Plain values.
namespace vigil::safetynet {

enum class NetList {
    Unalerted, ///< a final report asserts a must-alert finding, and there is no alert of it
    Twice,     ///< different final reports of one study stand beside each other
    Unreported ///< a study is past its limit without a verified report
};
[[nodiscard]] QString toText(NetList list); ///< "report without alert", "study reported twice" …

/// What people decided about a row; the fold of its events.
struct Resolution {
    bool resolved = false;
    QString reason;
    alert::Party by;
    UtcTime at;
    QList<alert::AttentionItem> attention; ///< acts that changed nothing

    bool operator==(const Resolution&) const = default;
};
/// Pure; the order in which the events of one row come does not matter.
[[nodiscard]] Resolution resolutionOf(const QList<journal::LoggedEvent>& events);

/// One row. It stays until somebody says why it may go, or what was missing is there.
struct NetRow {
    QString rowId; ///< says list and what it is about; the same on every computer
    NetList list = NetList::Unalerted;
    QString studyUid;
    QString accessionNumber;
    study::Patient patient; ///< as far as it is known here
    QString description;
    QString what;         ///< the finding and the words of the text, or the limit that passed
    UtcTime since;        ///< the signature, or the limit
    UtcTime nextAt;       ///< by when somebody resolves it: a working day after `since`
    bool overdue = false; ///< that has passed at the moment of looking
    alert::Party owner;   ///< who looks at it: the fail-safe officer; of a report of one's own, oneself
    /// One of the reports of a Twice row was signed on this computer by whoever works here. Authors are
    /// sealed: each computer knows its own reports only, and tells its own reader.
    bool mine = false;
    Resolution resolution;

    bool operator==(const NetRow&) const = default;
};

[[nodiscard]] QString unalertedId(const QString& reportId, const QString& findingCode);
[[nodiscard]] QString unreportedId(const QString& studyUid);
/// Of the study and these very reports: when a further one comes, what was settled is open again.
[[nodiscard]] QString twiceId(const QString& studyUid, QStringList reportIds);

struct NetFilter {
    enum class Which { Open, All };
    Which which = Which::Open;
    /// Examinations and signatures from this day on; invalid = all. What is older is counted, never
    /// forgotten.
    QDate since = {}; ///< not of Twice: few, and none goes by age
    int limit = 500;  ///< of each list
};

struct NetRows {
    QList<NetRow> rows; ///< in the order of the lists, in each the oldest first
    int older = 0;      ///< studies without a report from before `since`
    bool more = false;  ///< the limit was reached

    bool operator==(const NetRows&) const = default;
};

} // namespace vigil::safetynet
