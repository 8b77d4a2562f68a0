// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"
#include "core/base/Ids.h"
#include "core/journal/Event.h"

#include <QJsonObject>
#include <QList>

#include <random>

namespace vigil::app {

/// Makes what a department's log holds: alerts as AlertService raises them, with the rules of a policy and
/// what people did about them, and signed reports. All of it invented, in the name of one login; repeatable
/// but for the ids. One thread.
class MadeEvents {
public:
    using History = QList<journal::Event>; ///< in the order in which it happened

    MadeEvents(const alert::AlertPolicy& policy, QString login, quint32 seed);

    /// An alert that waits: raised, some seen, some taken.
    History openAlert(UtcTime raisedAt);
    /// An alert to its end: raised, seen, taken, acted on, closed.
    History closedAlert(UtcTime raisedAt);
    History signedReport(UtcTime signedAt);

    /// What a reader would enter for it.
    [[nodiscard]] static alert::AlertDraft draft(const alert::FindingRule& finding, int patient);

    static constexpr int eventsOfClosedAlert = 5;

private:
    journal::Event event(const QString& aggregateId, const QString& kind, UtcTime at, QJsonObject open);
    journal::Event raised(UtcTime at);
    journal::Event acknowledged(const QString& alertId, UtcTime at);
    int below(int limit);

    const alert::AlertPolicy& m_policy;
    QString m_login;
    std::mt19937 m_random;
    RandomIds m_ids;
    qint64 m_deviceSeq = 0;
    qint64 m_sealedSeq = 0;
};

} // namespace vigil::app
