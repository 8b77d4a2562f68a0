// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/EmbeddedDepartment.h"

#include "core/journal/Chain.h"
#include "core/journal/EventCodec.h"
#include "core/sync/WorkingSet.h"

#include <algorithm>

namespace vigil::sync {

namespace {

using journal::Event;
using journal::LoggedEvent;
using journal::Position;
using store::DepartmentFile;

Appended refused(const QString& reason) {
    return {Appended::Outcome::Refused, 0, reason};
}

} // namespace

EmbeddedDepartment::EmbeddedDepartment(Options options, const Clock& clock, IdSource& ids)
    : m_options(std::move(options)), m_clock(clock), m_ids(ids) {}

Result<void> EmbeddedDepartment::open() {
    if (m_file) return {};
    VIGIL_TRY(m_file, DepartmentFile::open(m_options.file, m_ids.uuid()));
    return {};
}

Result<Hello> EmbeddedDepartment::hello(std::stop_token) {
    VIGIL_CHECK(open());
    return Hello{m_file->logId(), 1, QString(), m_clock.now()};
}

Result<QList<Appended>> EmbeddedDepartment::append(const QList<Event>& events, std::stop_token) {
    VIGIL_CHECK(open());
    VIGIL_TRY(auto transaction, m_file->begin());
    VIGIL_TRY(auto head, m_file->head());
    QList<Appended> answers;
    for (const auto& event : events) {
        VIGIL_TRY(auto answer, appendOne(*transaction, event, head));
        answers.append(std::move(answer));
    }
    VIGIL_CHECK(transaction->commit());
    const auto isNew = [](const Appended& answer) { return answer.outcome == Appended::Outcome::Accepted; };
    if (std::any_of(answers.cbegin(), answers.cend(), isNew)) wake();
    return answers;
}

Result<Appended> EmbeddedDepartment::appendOne(store::Transaction& transaction, const Event& event,
                                               Position& head) {
    if (const auto found = journal::flaw(event)) return refused(*found);
    VIGIL_TRY(const auto stored, m_file->find(event.eventId));
    if (stored) return known(event, *stored);

    QString flag;
    if (!isRelayable(event)) {
        flag = QStringLiteral("the author is neither the user who sends it nor known on this device");
        if (event.kind != journal::kind::alertRaised) return refused(flag);
    }
    const bool sealed = journal::hasSealedAuthor(event.kind);
    const DepartmentFile::Secret secret{m_ids.randomBytes(16), sealed ? m_options.user : QString()};
    LoggedEvent logged{event, {}};
    auto& receipt = logged.receipt;
    receipt.logId = m_file->logId();
    receipt.seq = head.seq + 1;
    receipt.receivedAt = m_clock.now();
    receipt.submitter = sealed ? QString() : m_options.user;
    receipt.openSha256 = journal::chain::openDigest(event.open);
    receipt.sealedSha256 = journal::chain::sealedDigest(secret.salt, event.sealed, secret.sealedSubmitter);
    receipt.previousHash = head.seq == 0 ? journal::chain::genesis() : head.hash;
    receipt.hash = journal::chain::link(event, receipt);
    const auto effect =
        closesAggregate(event) ? DepartmentFile::Effect::Closes : DepartmentFile::Effect::Continues;
    VIGIL_CHECK(m_file->insert(transaction, logged, secret, effect));
    head = {receipt.seq, receipt.hash};
    return Appended{Appended::Outcome::Accepted, receipt.seq, flag};
}

Result<Appended> EmbeddedDepartment::known(const Event& event, const DepartmentFile::Stored& stored) const {
    // The stored parts may have been redacted: their digests have not.
    const auto& receipt = stored.logged.receipt;
    Event envelope = event;
    Event storedEnvelope = stored.logged.event;
    for (auto* each : {&envelope, &storedEnvelope}) {
        each->open.clear();
        each->sealed.clear();
    }
    const bool same =
        envelope == storedEnvelope && journal::chain::openDigest(event.open) == receipt.openSha256 &&
        journal::chain::sealedDigest(stored.secret.salt, event.sealed, stored.secret.sealedSubmitter) ==
            receipt.sealedSha256;
    if (same) return Appended{Appended::Outcome::Duplicate, receipt.seq, {}};
    return Appended{Appended::Outcome::Conflict, receipt.seq,
                    QStringLiteral("an event with the same id but other content is in the log")};
}

bool EmbeddedDepartment::isRelayable(const Event& event) const {
    if (journal::hasSealedAuthor(event.kind)) return true;
    return event.author == m_options.user || event.device == m_options.device;
}

Result<Since> EmbeddedDepartment::since(const QUuid& logId, const Position& position, int limit,
                                        std::stop_token) {
    VIGIL_CHECK(open());
    VIGIL_TRY(auto head, m_file->head());
    if (!logId.isNull() && logId != m_file->logId()) return Since(Fork{head});
    if (position.seq > head.seq) return Since(Fork{head});
    if (position.seq > 0) {
        VIGIL_TRY(const auto hash, m_file->hashAt(position.seq));
        if (hash != position.hash) return Since(Fork{head});
    }
    VIGIL_TRY(auto events, m_file->after(position.seq, limit));
    return Since(Batch{std::move(events), std::move(head)});
}

Result<Bootstrap> EmbeddedDepartment::bootstrap(std::stop_token) {
    VIGIL_CHECK(open());
    VIGIL_TRY(auto events, m_file->workingSet(m_clock.now() - closedStayFor));
    VIGIL_TRY(auto head, m_file->head());
    return Bootstrap{std::move(events), std::move(head)};
}

Result<QList<LoggedEvent>> EmbeddedDepartment::history(const QString& aggregateKind,
                                                       const QString& aggregateId, std::stop_token) {
    VIGIL_CHECK(open());
    return m_file->ofAggregate(aggregateKind, aggregateId);
}

Result<AlertsAbout> EmbeddedDepartment::alertsAbout(const study::PatientKey& patient, std::stop_token) {
    VIGIL_CHECK(open());
    VIGIL_TRY(const auto alerts, m_file->alertsAbout(patient));
    AlertsAbout about;
    about.more = static_cast<int>(std::max<qsizetype>(0, alerts.size() - alertsAboutAtMost));
    for (const auto& alertId : alerts.mid(0, alertsAboutAtMost)) {
        VIGIL_TRY(const auto events, m_file->ofAggregate(journal::aggregate::alert, alertId));
        about.events += events;
    }
    return about;
}

Result<QByteArray> EmbeddedDepartment::hashAt(qint64 seq, std::stop_token) {
    VIGIL_CHECK(open());
    return m_file->hashAt(seq);
}

Result<QByteArray> EmbeddedDepartment::reveal(const QUuid& eventId, std::stop_token) {
    VIGIL_CHECK(open());
    return m_file->sealedPart(eventId);
}

Result<void> EmbeddedDepartment::setPresence(const QString& topic, const QString& key,
                                             std::chrono::seconds lease, std::stop_token) {
    VIGIL_CHECK(open());
    const auto now = m_clock.now();
    VIGIL_TRY(const auto leases, m_file->leases(topic, now));
    const auto held =
        std::find_if(leases.cbegin(), leases.cend(), [&key](const auto& each) { return each.key == key; });
    const bool taken = held != leases.cend();
    if (taken && held->holder != m_options.user) {
        if (lease <= std::chrono::seconds::zero()) return {};
        return Error{Error::Code::Conflict, QStringLiteral("%1 has it.").arg(held->holder), held->holder};
    }
    if (lease <= std::chrono::seconds::zero())
        VIGIL_CHECK(m_file->dropLease(topic, key));
    else
        VIGIL_CHECK(m_file->putLease(
            {topic, key, m_options.user, m_options.device, now + std::min(lease, longestLease)}));
    if (!taken || lease <= std::chrono::seconds::zero()) wake();
    return {};
}

Result<QList<Presence>> EmbeddedDepartment::presence(const QString& topic, std::stop_token) {
    VIGIL_CHECK(open());
    constexpr std::chrono::days lostStayFor{7};
    const auto now = m_clock.now();
    VIGIL_TRY(const auto leases, m_file->leases(topic, topic == windowTopic ? now - lostStayFor : now));
    QList<Presence> found;
    for (const auto& lease : leases)
        found.append({lease.topic, lease.key, lease.holder, lease.device, lease.until});
    return found;
}

Result<News> EmbeddedDepartment::waitForNews(std::chrono::milliseconds atMost, std::stop_token stop) {
    std::unique_lock lock(m_mutex);
    m_news.wait_for(lock, stop, atMost, [this] { return m_hasNews; });
    m_hasNews = false;
    return News{};
}

void EmbeddedDepartment::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_hasNews = true;
    }
    m_news.notify_all();
}

} // namespace vigil::sync
