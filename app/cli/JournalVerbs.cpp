// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/store/JournalStore.h"
#include "core/sync/LogAudit.h"

#include <QFile>
#include <QJsonArray>

namespace vigil::app {

namespace {

/// What this computer has seen of the log at any time.
struct Witness {
    QList<journal::Position> heads;  ///< kept for good, but for what a set-back took off the log
    QList<journal::Position> mirror; ///< of the working set
    QList<store::JournalStore::SetBack> setBacks;
};

Result<Witness> witnessOf(Application& application, const QUuid& logId, bool restored) {
    Witness witness;
    const auto& store = application.journalStore();
    const auto kept = Call::waitFor(
        application.data().recordsReader().run([&](const store::Database& records) -> Result<int> {
            VIGIL_TRY(witness.setBacks, store.setBacks(records, logId));
            VIGIL_TRY(witness.heads, restored ? store.witnessedSinceSetBacks(records, logId)
                                              : store.witnessed(records, logId));
            return 0;
        }));
    if (!kept) return kept.error();
    const auto mirrored =
        Call::waitFor(application.data().cacheReader().run([&](const store::Database& cache) -> Result<int> {
            VIGIL_TRY(witness.mirror, store.positions(cache, logId));
            return 0;
        }));
    if (!mirrored) return mirrored.error();
    return witness;
}

Result<QList<journal::Position>> headsOfFile(const QString& path, const QUuid& logId) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound, QStringLiteral("This file cannot be read: %1").arg(path), {}};
    const auto heads = sync::headsIn(QString::fromUtf8(file.readAll()), logId);
    if (heads.isEmpty())
        return Error{Error::Code::Invalid,
                     QStringLiteral("This file names no head of this department's log: %1").arg(path),
                     {}};
    return heads;
}

QString setBackText(const store::JournalStore::SetBack& setBack) {
    return QStringLiteral("set back to seq %1, seen %2").arg(setBack.commonSeq).arg(toIso(setBack.seenAt));
}

QStringList linesOf(const sync::LogAudit& audit, const Witness& witness, qsizetype points, bool restored) {
    QStringList lines;
    if (audit.isGood())
        lines << QStringLiteral("%1 events, every link holds, %2 witnessed points agree.")
                     .arg(audit.events)
                     .arg(points);
    else
        lines << QStringLiteral("FAULT: ") + audit.fault;
    if (audit.isGood() && !audit.examinedByItself)
        lines << QStringLiteral("Not checked: the sealed parts, which the department never hands out (%1).")
                     .arg(audit.notExamined);
    for (const auto& setBack : witness.setBacks)
        lines << QStringLiteral("The log was %1: a backup was restored, or its end was cut off.%2")
                     .arg(setBackText(setBack),
                          restored
                              ? QString()
                              : QStringLiteral(" When you know of the restore, verify with --restored."));
    return lines;
}

} // namespace

int journalVerifyVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto department = (*application)->department();
    const auto hello = department->hello({});
    if (!hello) return call.fail(hello.error());
    const bool restored = call.flag(QStringLiteral("restored"));
    auto witness = witnessOf(**application, hello->logId, restored);
    if (!witness) return call.fail(witness.error());
    auto points = witness->heads + witness->mirror;
    if (const auto path = call.option(QStringLiteral("against"))) {
        const auto heads = headsOfFile(call.absolute(*path), hello->logId);
        if (!heads) return call.fail(heads.error());
        points += *heads;
    }
    const auto audit = sync::auditLog(*department, hello->logId, points, {});
    if (!audit) return call.fail(audit.error());
    QJsonArray setBacks;
    for (const auto& setBack : witness->setBacks)
        setBacks << QJsonObject{{"commonSeq", setBack.commonSeq}, {"seenAt", toIso(setBack.seenAt)}};
    static_cast<void>(call.done({{"logId", toText(hello->logId)},
                                 {"events", audit->events},
                                 {"head", audit->head.seq},
                                 {"witnessed", points.size()},
                                 {"examinedByItself", audit->examinedByItself},
                                 {"setBacks", setBacks},
                                 {"ok", audit->isGood()},
                                 {"fault", audit->fault}},
                                linesOf(*audit, *witness, points.size(), restored).join(QLatin1Char('\n'))));
    return audit->isGood() ? Call::Done : Call::Failed;
}

} // namespace vigil::app
