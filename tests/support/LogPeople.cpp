// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/LogPeople.h"

#include "tests/fakes/FixedClock.h"

#include <QJsonDocument>

namespace vigil::test {

journal::LoggedEvent aFact(const QString& aggregateKind, const QString& aggregateId, const QString& kind,
                           QJsonObject data, const QString& user, const QString& role, qint64 seq) {
    data.insert(QStringLiteral("by"),
                QJsonObject{{QStringLiteral("name"), user}, {QStringLiteral("role"), role}});
    journal::LoggedEvent logged;
    auto& event = logged.event;
    event.eventId = QUuid::createUuid();
    event.aggregateKind = aggregateKind;
    event.aggregateId = aggregateId;
    event.kind = kind;
    event.author = user;
    event.device = QStringLiteral("d1");
    event.deviceSeq = seq == 0 ? 1'000'000 : seq;
    event.occurredAt = FixedClock().now() + std::chrono::minutes(seq);
    event.open = QJsonDocument(data).toJson(QJsonDocument::Compact);
    logged.receipt.seq = seq;
    if (seq > 0) {
        logged.receipt.submitter = user;
        logged.receipt.receivedAt = event.occurredAt;
    }
    return logged;
}

int acceptAll(journal::Journal& journal, const store::JournalStore& store, store::DataFolder& data,
              const QString& aggregateKind) {
    const auto pending = data.cacheReader().runAndWait(
        [&](const store::Database& cache) -> Result<QList<journal::LoggedEvent>> {
            QList<journal::LoggedEvent> found;
            VIGIL_TRY(const auto keys, store.aggregates(cache));
            qint64 seq = 1;
            for (const auto& key : keys) {
                VIGIL_TRY(const auto events, store.eventsOf(cache, key.kind, key.id));
                for (const auto& event : events)
                    seq = std::max(seq, event.receipt.seq + 1);
            }
            for (const auto& key : keys) {
                if (key.kind != aggregateKind) continue;
                VIGIL_TRY(const auto events, store.eventsOf(cache, key.kind, key.id));
                for (auto event : events) {
                    if (event.isAccepted()) continue;
                    event.receipt.seq = seq++;
                    event.receipt.submitter = event.event.author;
                    event.receipt.receivedAt = event.event.occurredAt;
                    found << event;
                }
            }
            return found;
        });
    if (!pending) qFatal("%s", qPrintable(pending.error().message));
    const auto taken = journal.take(*pending, store::departmentDestination, std::nullopt);
    if (!taken) qFatal("%s", qPrintable(taken.error().message));
    return static_cast<int>(pending->size());
}

} // namespace vigil::test
