// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/Alert.h"
#include "tests/fakes/FixedClock.h"

#include <QJsonObject>

namespace vigil::test {

/// Makes the events of one alert for tests of the fold, accepted one after the other. Minutes count from the
/// raising.
class AlertFacts {
public:
    explicit AlertFacts(const QString& category = QStringLiteral("critical"));

    /// Of the raising.
    [[nodiscard]] UtcTime start() const { return m_start; }
    [[nodiscard]] UtcTime minute(int minutes) const { return m_start + std::chrono::minutes(minutes); }

    AlertFacts& raised(bool documentedOnly = false);
    AlertFacts& add(const QString& kind, int minute, const QJsonObject& data = {},
                    const QString& author = "kim", const journal::OnBehalfOf& onBehalfOf = {});
    AlertFacts& called(int minute);
    AlertFacts& acknowledged(int minute, const QString& role = "Consultant", const QString& author = "robin");
    AlertFacts& acted(int minute, const QString& role = "Consultant");
    /// A message that was delivered.
    AlertFacts& sent(int minute, const alert::Party& to);
    /// The same by its way, queued and sent; `asks` as in the event.
    AlertFacts& written(int minute, const alert::Party& to, const QString& destination = "mail",
                        const QString& asks = {});
    AlertFacts& declined(int minute, const QString& author, const alert::Party& rerouteTo = {});
    /// Somebody was reached.
    AlertFacts& told(int minute, const alert::Party& who);
    AlertFacts& escalated(int minute, int step, const QString& role);
    AlertFacts& recategorised(int minute, const QString& category, const QString& author = "kim");
    /// The patient is at a location of the starter policy by now; it names owner and back-up.
    AlertFacts& moved(int minute, const QString& location);
    AlertFacts& retracted(int minute, const QUuid& event, const QString& author);
    /// The last event has no receipt yet.
    AlertFacts& pending();

    [[nodiscard]] const QList<journal::LoggedEvent>& events() const { return m_events; }
    [[nodiscard]] QUuid lastId() const { return m_events.last().event.eventId; }
    [[nodiscard]] alert::Alert alert() const;
    [[nodiscard]] alert::AlertView at(int minute) const { return stateAt(alert(), this->minute(minute)); }

private:
    QString m_category;
    UtcTime m_start = FixedClock().now();
    QList<journal::LoggedEvent> m_events;
};

} // namespace vigil::test
