// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/LogAudit.h"

#include "core/base/Ids.h"
#include "core/journal/Chain.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vigil::sync {

namespace {

constexpr int eventsAtOnce = 500;
/// Of its own log, in one call: well within the deadline.
constexpr qint64 examinedAtOnce = 20'000;

class Reader {
public:
    explicit Reader(const QList<journal::Position>& witnessed) {
        for (const auto& point : witnessed)
            if (point.seq > 0) m_witnessed.insert(point.seq, point.hash);
    }

    /// What is wrong with the next events, empty when nothing.
    QString read(const QList<journal::LoggedEvent>& events, const journal::Position& from) {
        const auto verdict = journal::chain::verify(events, from);
        if (!verdict.isGood()) return QStringLiteral("seq %1: %2").arg(verdict.firstBadSeq).arg(verdict.what);
        for (const auto& logged : events) {
            const auto seq = logged.receipt.seq;
            // The same point may have been witnessed with two hashes: one of them is wrong.
            for (const auto& hash : m_witnessed.values(seq))
                if (hash != logged.receipt.hash)
                    return QStringLiteral("seq %1 is not the event that was witnessed there").arg(seq);
            m_witnessed.remove(seq);
            if (journal::chain::isEmptied(logged)) m_emptied.insert(logged.event.eventId, seq);
            noteRedaction(logged.event);
        }
        return {};
    }

    /// What is missing at the end of the log.
    [[nodiscard]] QString finish(qint64 lastSeq) const {
        if (!m_witnessed.isEmpty()) {
            const auto points = m_witnessed.keys();
            return QStringLiteral("the log ends at seq %1, but seq %2 was witnessed")
                .arg(lastSeq)
                .arg(*std::max_element(points.begin(), points.end()));
        }
        qint64 first = 0;
        for (auto each = m_emptied.cbegin(); each != m_emptied.cend(); ++each)
            if (!m_redacted.contains(each.key()) && (first == 0 || each.value() < first))
                first = each.value();
        if (first == 0) return {};
        return QStringLiteral("seq %1: the open part was emptied, and no redaction in the log says so")
            .arg(first);
    }

private:
    void noteRedaction(const journal::Event& event) {
        if (event.kind != QLatin1String("part.redacted")) return;
        const auto what = QJsonDocument::fromJson(event.open).object();
        if (what.value(QLatin1String("part")).toString() == QLatin1String("open"))
            m_redacted.insert(QUuid::fromString(what.value(QLatin1String("event_id")).toString()));
    }

    QMultiHash<qint64, QByteArray> m_witnessed;
    QHash<QUuid, qint64> m_emptied;
    QSet<QUuid> m_redacted;
};

Result<void> examine(Department& department, LogAudit& audit, std::stop_token stop) {
    for (qint64 from = 1; from <= audit.head.seq; from += examinedAtOnce) {
        const auto bad = department.firstBad(from, std::min(from + examinedAtOnce - 1, audit.head.seq), stop);
        if (!bad &&
            (bad.error().code == Error::Code::Denied || bad.error().code == Error::Code::Unsupported)) {
            audit.notExamined = bad.error().code == Error::Code::Denied
                                    ? QStringLiteral("only an auditor's or an administrator's login may ask")
                                    : QStringLiteral("this department does not examine itself");
            return {};
        }
        if (!bad) return bad.error();
        if (*bad == 0) continue;
        audit.fault =
            QStringLiteral("seq %1: the department finds it damaged (its sealed part, or its row)").arg(*bad);
        return {};
    }
    audit.examinedByItself = true;
    return {};
}

} // namespace

Result<LogAudit> auditLog(Department& department, const QUuid& logId,
                          const QList<journal::Position>& witnessed, std::stop_token stop) {
    LogAudit audit;
    Reader reader(witnessed);
    for (;;) {
        const auto since = department.since(logId, audit.head, eventsAtOnce, stop);
        if (!since && since.error().code == Error::Code::Corrupt) {
            audit.fault = since.error().message;
            return audit;
        }
        if (!since) return since.error();
        const auto* batch = std::get_if<Batch>(&*since);
        if (batch == nullptr) {
            audit.fault =
                QStringLiteral("the log does not go on after seq %1: its head is not its last event, or "
                               "it changed while it was read")
                    .arg(audit.head.seq);
            return audit;
        }
        if (batch->events.isEmpty()) {
            if (batch->head != audit.head)
                audit.fault =
                    QStringLiteral("the head of the log is not its last event, seq %1").arg(audit.head.seq);
            break;
        }
        audit.fault = reader.read(batch->events, audit.head);
        if (!audit.isGood()) return audit;
        audit.events += batch->events.size();
        audit.head = {batch->events.last().receipt.seq, batch->events.last().receipt.hash};
    }
    if (audit.isGood()) audit.fault = reader.finish(audit.head.seq);
    if (audit.isGood()) VIGIL_CHECK(examine(department, audit, stop));
    return audit;
}

QString headLine(const QUuid& logId, const journal::Position& head) {
    return QStringLiteral("department head log=%1 seq=%2 hash=%3")
        .arg(toText(logId))
        .arg(head.seq)
        .arg(QString::fromLatin1(head.hash.toHex()));
}

QList<journal::Position> headsIn(const QString& text, const QUuid& logId) {
    static const QRegularExpression line(
        QStringLiteral("department head log=([0-9a-f-]{36}) seq=([0-9]+) hash=([0-9a-f]{64})"));
    QList<journal::Position> heads;
    for (auto found = line.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        if (match.captured(1) == toText(logId))
            heads << journal::Position{match.captured(2).toLongLong(),
                                       QByteArray::fromHex(match.captured(3).toLatin1())};
    }
    return heads;
}

} // namespace vigil::sync
