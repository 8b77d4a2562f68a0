// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/UserEvent.h"

#include <QJsonDocument>

namespace vigil::report {

journal::Event userEvent(const User& user, const journal::AggregateKey& aggregate, const QString& kind,
                         QJsonObject data, const Clock& clock, IdSource& ids, const QString& policySha256) {
    data.insert(QStringLiteral("by"),
                QJsonObject{{QStringLiteral("name"), user.name}, {QStringLiteral("role"), user.role}});
    journal::Event event;
    event.eventId = ids.uuid();
    event.aggregateKind = aggregate.kind;
    event.aggregateId = aggregate.id;
    event.kind = kind;
    event.author = user.id;
    event.occurredAt = clock.now();
    event.policySha256 = policySha256;
    event.clientVersion = QStringLiteral(VIGIL_VERSION);
    event.open = QJsonDocument(data).toJson(QJsonDocument::Compact);
    return event;
}

} // namespace vigil::report
