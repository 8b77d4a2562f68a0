// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/journal/Chain.h"
#include "core/store/JournalStore.h"

namespace vigil::app {

namespace {

constexpr int eventsAtOnce = 500;

struct Verified {
    qint64 events = 0;
    journal::Position head;
    QString fault;
};

/// Follows the department's whole log link by link, and holds it against the heads that this computer
/// witnessed: a chain alone cannot show a cut tail.
Result<Verified> verifyLog(sync::Department& department, const QList<journal::Position>& witnessed,
                           const QUuid& logId) {
    Verified verified;
    QHash<qint64, QByteArray> expected;
    for (const auto& head : witnessed)
        expected.insert(head.seq, head.hash);
    for (;;) {
        VIGIL_TRY(const auto since, department.since(logId, verified.head, eventsAtOnce, {}));
        if (std::holds_alternative<sync::Fork>(since)) {
            verified.fault =
                QStringLiteral("the log changed while it was read, after seq %1").arg(verified.head.seq);
            return verified;
        }
        const auto& batch = std::get<sync::Batch>(since);
        if (batch.events.isEmpty()) break;
        const auto verdict = journal::chain::verify(batch.events, verified.head);
        if (!verdict.isGood()) {
            verified.fault = QStringLiteral("seq %1: %2").arg(verdict.firstBadSeq).arg(verdict.what);
            return verified;
        }
        for (const auto& logged : batch.events)
            if (expected.contains(logged.receipt.seq) &&
                expected.take(logged.receipt.seq) != logged.receipt.hash) {
                verified.fault = QStringLiteral("seq %1 is not the event that this computer has seen there")
                                     .arg(logged.receipt.seq);
                return verified;
            }
        verified.events += batch.events.size();
        verified.head = {batch.events.last().receipt.seq, batch.events.last().receipt.hash};
    }
    expected.remove(0);
    if (!expected.isEmpty()) {
        const auto keys = expected.keys();
        verified.fault = QStringLiteral("the log ends at seq %1, but this computer has seen seq %2")
                             .arg(verified.head.seq)
                             .arg(*std::max_element(keys.begin(), keys.end()));
    }
    return verified;
}

} // namespace

int journalVerifyVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto department = (*application)->department();
    const auto hello = department->hello({});
    if (!hello) return call.fail(hello.error());
    const auto witnessed = Call::waitFor(
        (*application)
            ->data()
            .recordsReader()
            .run([application = *application, logId = hello->logId](const store::Database& records) {
                return application->journalStore().witnessed(records, logId);
            }));
    if (!witnessed) return call.fail(witnessed.error());
    const auto verified = verifyLog(*department, *witnessed, hello->logId);
    if (!verified) return call.fail(verified.error());
    const bool good = verified->fault.isEmpty();
    static_cast<void>(call.done({{"logId", toText(hello->logId)},
                                 {"events", verified->events},
                                 {"head", verified->head.seq},
                                 {"witnessed", witnessed->size()},
                                 {"ok", good},
                                 {"fault", verified->fault}},
                                good
                                    ? QStringLiteral("%1 events, every link holds, %2 witnessed heads agree.")
                                          .arg(verified->events)
                                          .arg(witnessed->size())
                                    : QStringLiteral("FAULT: ") + verified->fault));
    return good ? Call::Done : Call::Failed;
}

} // namespace vigil::app
