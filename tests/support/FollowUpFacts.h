// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUp.h"
#include "tests/fakes/FixedClock.h"

#include <QJsonObject>

namespace vigil::test {

/// A recommendation that may be recorded: CT of the chest because of a nodule, due 100 days after it.
[[nodiscard]] followup::FollowUpDraft aFollowUpDraft();

/// Makes the events of one follow-up, accepted one after the other. Days count from the recommendation, which
/// is of 24 November 2026; the due date is day 100, 4 March 2027.
class FollowUpFacts {
public:
    explicit FollowUpFacts(QString id = QStringLiteral("the-follow-up")) : m_id(std::move(id)) {}

    [[nodiscard]] UtcTime day(double days) const;

    FollowUpFacts& recommended(const followup::FollowUpDraft& draft = aFollowUpDraft());
    FollowUpFacts& add(const QString& kind, double day, const QJsonObject& data = {},
                       const QString& author = "kim", const QString& role = "Consultant radiologist");
    FollowUpFacts& reminded(double day, int share);
    /// By the clock that runs: `of` null = the recommendation.
    FollowUpFacts& escalated(double day, int number, const QUuid& of = {});
    FollowUpFacts& booked(double day, const QDate& on);
    FollowUpFacts& reassigned(double day, const alert::Party& to);
    FollowUpFacts& proposed(double day, const QString& studyUid);
    FollowUpFacts& rejected(double day, const QString& studyUid);
    FollowUpFacts& closed(double day, const followup::Closing& closing, const QString& author = "kim",
                          const QString& role = "Consultant radiologist");
    FollowUpFacts& retracted(double day, const QUuid& event, const QString& author = "kim");
    /// The last event has no receipt yet.
    FollowUpFacts& pending();

    [[nodiscard]] const QList<journal::LoggedEvent>& events() const { return m_events; }
    [[nodiscard]] QUuid firstId() const { return m_events.first().event.eventId; }
    [[nodiscard]] QUuid lastId() const { return m_events.last().event.eventId; }
    [[nodiscard]] followup::FollowUp followUp() const { return followup::followUpOf(m_id, m_events); }
    [[nodiscard]] followup::FollowUpView at(double day) const { return stateAt(followUp(), this->day(day)); }

private:
    QString m_id;
    UtcTime m_start = FixedClock().now();
    QList<journal::LoggedEvent> m_events;
};

} // namespace vigil::test
