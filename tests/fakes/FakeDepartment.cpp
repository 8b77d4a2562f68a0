// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/FakeDepartment.h"

#include "core/journal/Chain.h"
#include "core/study/SamePatient.h"
#include "core/sync/WorkingSet.h"

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace vigil::test {

using journal::Event;
using journal::LoggedEvent;
using journal::Position;
using sync::Appended;

namespace {

LoggedEvent withoutSealed(LoggedEvent logged) {
    logged.event.sealed.clear();
    return logged;
}

bool isAbout(const Event& event, const study::PatientKey& patient) {
    const auto named =
        QJsonDocument::fromJson(event.open).object().value(QLatin1String("patient")).toObject();
    const study::PatientKey about{named.value(QLatin1String("issuer")).toString(),
                                  named.value(QLatin1String("id")).toString()};
    return study::isSamePatient(about, patient);
}

QString described(const Event& event) {
    return event.kind.section(QLatin1Char('.'), 1) + QLatin1Char('(') + event.aggregateId + QLatin1Char(')');
}

QString described(const Appended& answer) {
    switch (answer.outcome) {
    case Appended::Outcome::Accepted:
        return QStringLiteral("accepted %1").arg(answer.seq);
    case Appended::Outcome::Duplicate:
        return QStringLiteral("duplicate %1").arg(answer.seq);
    case Appended::Outcome::Conflict:
        return QStringLiteral("conflict");
    case Appended::Outcome::Refused:
        break;
    }
    return QStringLiteral("refused");
}

} // namespace

Position FakeLog::head() const {
    return at(events.size());
}

Position FakeLog::at(qint64 seq) const {
    if (seq == 0) return {};
    return {seq, events.at(seq - 1).receipt.hash};
}

QStringList FakeDepartment::takeTranscript() {
    return std::exchange(m_transcript, {});
}

template <class T>
Result<T> FakeDepartment::answer(const QString& call, const std::function<Result<T>()>& act) {
    const auto fault = m_faults ? m_faults(call) : Fault{};
    if (fault.when == Fault::When::Before) {
        says(QStringLiteral("S: "), QStringLiteral("(silence)"));
        return fault.error;
    }
    auto result = act();
    if (fault.when == Fault::When::After) {
        says(QStringLiteral("S: "), QStringLiteral("(lost)"));
        return fault.error;
    }
    return result;
}

Result<sync::Hello> FakeDepartment::hello(std::stop_token) {
    says(QStringLiteral("C: "), QStringLiteral("hello"));
    return answer<sync::Hello>(QStringLiteral("hello"), [this]() -> Result<sync::Hello> {
        return sync::Hello{m_log.logId, 1, m_log.minimumClient, m_clock.now(), m_log.workRoles};
    });
}

Result<QList<Appended>> FakeDepartment::append(const QList<Event>& events, std::stop_token) {
    QStringList names;
    for (const auto& event : events)
        names << described(event);
    says(QStringLiteral("C: append "), names.join(QLatin1Char(' ')));
    return answer<QList<Appended>>(QStringLiteral("append"), [&]() -> Result<QList<Appended>> {
        QList<Appended> answers;
        QStringList words;
        for (const auto& event : events) {
            answers << appendOne(event);
            words << described(answers.last());
        }
        says(QStringLiteral("S: "), words.join(QLatin1Char(' ')));
        return answers;
    });
}

Appended FakeDepartment::appendOne(const Event& event) {
    for (const auto& known : m_log.events)
        if (known.event.eventId == event.eventId)
            return known.event == event
                       ? Appended{Appended::Outcome::Duplicate, known.receipt.seq, {}}
                       : Appended{Appended::Outcome::Conflict, known.receipt.seq,
                                  QStringLiteral("an event with the same id but other content is there")};
    if (m_refuses) {
        const auto reason = m_refuses(event);
        if (!reason.isEmpty()) return {Appended::Outcome::Refused, 0, reason};
    }
    const auto head = m_log.head();
    LoggedEvent logged{event, {}};
    auto& receipt = logged.receipt;
    receipt.logId = m_log.logId;
    receipt.seq = head.seq + 1;
    receipt.receivedAt = m_clock.now();
    receipt.submitter = journal::hasSealedAuthor(event.kind) ? QString() : event.author;
    receipt.openSha256 = journal::chain::openDigest(event.open);
    receipt.sealedSha256 = journal::chain::sealedDigest("salt", event.sealed, {});
    receipt.previousHash = head.seq == 0 ? journal::chain::genesis() : head.hash;
    receipt.hash = journal::chain::link(event, receipt);
    m_log.events << logged;
    return {Appended::Outcome::Accepted, receipt.seq, {}};
}

Result<sync::Since> FakeDepartment::since(const QUuid& logId, const Position& from, int limit,
                                          std::stop_token) {
    says(QStringLiteral("C: since "), QString::number(from.seq));
    return answer<sync::Since>(QStringLiteral("since"), [&]() -> Result<sync::Since> {
        const auto head = m_log.head();
        if (logId != m_log.logId || from.seq > head.seq || m_log.at(from.seq) != from) {
            says(QStringLiteral("S: "), QStringLiteral("fork, head %1").arg(head.seq));
            return sync::Since(sync::Fork{head});
        }
        sync::Batch batch{{}, head};
        for (const auto& logged : m_log.events.mid(from.seq, limit))
            batch.events << withoutSealed(logged);
        says(QStringLiteral("S: "),
             QStringLiteral("%1 events, head %2").arg(batch.events.size()).arg(head.seq));
        return sync::Since(batch);
    });
}

Result<sync::Bootstrap> FakeDepartment::bootstrap(std::stop_token) {
    says(QStringLiteral("C: "), QStringLiteral("bootstrap"));
    return answer<sync::Bootstrap>(QStringLiteral("bootstrap"), [this]() -> Result<sync::Bootstrap> {
        QHash<QString, LoggedEvent> lasts;
        for (const auto& logged : m_log.events)
            lasts[logged.event.aggregateId] = logged;
        sync::Bootstrap set{{}, m_log.head()};
        for (const auto& logged : m_log.events) {
            const auto& last = lasts[logged.event.aggregateId];
            if (!sync::closesAggregate(last.event) ||
                last.receipt.receivedAt > m_clock.now() - sync::closedStayFor)
                set.events << withoutSealed(logged);
        }
        return set;
    });
}

Result<QList<LoggedEvent>> FakeDepartment::history(const QString& aggregateKind, const QString& aggregateId,
                                                   std::stop_token) {
    says(QStringLiteral("C: history "), aggregateId);
    return answer<QList<LoggedEvent>>(QStringLiteral("history"), [&]() -> Result<QList<LoggedEvent>> {
        QList<LoggedEvent> found;
        for (const auto& logged : m_log.events)
            if (logged.event.aggregateKind == aggregateKind && logged.event.aggregateId == aggregateId)
                found << withoutSealed(logged);
        return found;
    });
}

Result<sync::AlertsAbout> FakeDepartment::alertsAbout(const study::PatientKey& patient, std::stop_token) {
    says(QStringLiteral("C: "), QStringLiteral("alerts about a patient"));
    return answer<sync::AlertsAbout>(QStringLiteral("alertsAbout"), [&]() -> Result<sync::AlertsAbout> {
        QStringList ids;
        for (const auto& logged : m_log.events)
            if (logged.event.kind == journal::kind::alertRaised && isAbout(logged.event, patient)) {
                ids.removeAll(logged.event.aggregateId);
                ids.prepend(logged.event.aggregateId);
            }
        sync::AlertsAbout about;
        about.more = static_cast<int>(std::max<qsizetype>(0, ids.size() - sync::alertsAboutAtMost));
        for (const auto& id : ids.mid(0, sync::alertsAboutAtMost))
            for (const auto& logged : m_log.events)
                if (logged.event.aggregateId == id) about.events << withoutSealed(logged);
        return about;
    });
}

Result<QByteArray> FakeDepartment::hashAt(qint64 seq, std::stop_token) {
    says(QStringLiteral("C: hash at "), QString::number(seq));
    return answer<QByteArray>(QStringLiteral("hashAt"), [&]() -> Result<QByteArray> {
        if (seq < 1 || seq > m_log.events.size()) return Error{Error::Code::NotFound, {}, {}};
        return m_log.at(seq).hash;
    });
}

QStringList FakeDepartment::takeSettled() {
    m_settled.sort();
    return std::exchange(m_settled, {});
}

Result<void> FakeDepartment::settle(const journal::AggregateKey& aggregate, qint64, std::stop_token) {
    m_settled << aggregate.id;
    return {};
}

Result<void> FakeDepartment::setPresence(const QString& topic, const QString& key, std::chrono::seconds lease,
                                         std::stop_token) {
    m_log.presence.removeIf([&](const auto& each) { return each.topic == topic && each.key == key; });
    if (lease.count() > 0) m_log.presence << sync::Presence{topic, key, {}, {}, m_clock.now() + lease};
    return {};
}

Result<QList<sync::Presence>> FakeDepartment::presence(const QString& topic, std::stop_token) {
    return answer<QList<sync::Presence>>(QStringLiteral("presence"), [&]() -> Result<QList<sync::Presence>> {
        QList<sync::Presence> found;
        for (const auto& each : m_log.presence)
            if (each.topic == topic) found << each;
        return found;
    });
}

Result<sync::News> FakeDepartment::waitForNews(std::chrono::milliseconds atMost, std::stop_token stop) {
    std::unique_lock lock(m_mutex);
    m_news.wait_for(lock, stop, atMost, [this] { return m_hasNews; });
    m_hasNews = false;
    return std::exchange(m_waiting, {});
}

void FakeDepartment::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_hasNews = true;
    }
    m_news.notify_all();
}

void FakeDepartment::announce(sync::News news) {
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = news;
        m_hasNews = true;
    }
    m_news.notify_all();
}

} // namespace vigil::test
