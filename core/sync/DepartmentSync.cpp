// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/DepartmentSync.h"

#include "core/base/Log.h"
#include "core/sync/WorkingSet.h"

#include <QRandomGenerator>
#include <QVersionNumber>

#include <thread>

namespace vigil::sync {

using store::Cursor;
using store::Database;
using store::Lane;
using store::OwnEvent;
using store::Transaction;

namespace {

using Steady = std::chrono::steady_clock;

constexpr int anyNumber = std::numeric_limits<int>::max();
/// Before own events go up the log is read at least so far, so that a restored log is noticed and lost events
/// go again in their old order; a long backlog must not hold up an alert.
constexpr int slicesBeforePush = 5;
/// How far back a restored department can be helped.
constexpr std::chrono::days ownStayFor{90};
constexpr qint64 offsetWorthKeeping = 250;
/// A whole round comes at least every 30 s and renews what is held.
constexpr std::chrono::seconds claimLease{120};
constexpr std::chrono::milliseconds leavesWithin{500};

} // namespace

DepartmentSync::DepartmentSync(Options options, std::unique_ptr<Department> department,
                               store::DataFolder& folder, const store::JournalStore& store,
                               journal::Journal& journal, const Clock& clock, Backoff backoff)
    : m_options(std::move(options)), m_department(std::move(department)), m_folder(folder), m_store(store),
      m_journal(journal), m_clock(clock),
      m_pump({m_options.destination, m_options.push}, folder, clock, std::move(backoff)),
      m_outbox(*m_department) {}

Round DepartmentSync::syncOnce(std::stop_token stop) {
    Round round;
    if (m_options.questions) m_options.questions->answer(*m_department, stop);
    m_duplicates.clear();
    const bool whole = m_wholeRounds.isDue(Steady::now());
    auto result = [&]() -> Result<void> {
        VIGIL_CHECK(m_journal.catchUpAndWait());
        if (whole) {
            auto hello = greet(stop);
            if (!hello && hello.error().code == Error::Code::Cancelled) return {};
            if (!hello) return m_pump.failAll(DepartmentOutbox::toRetry(hello.error()), round);
            m_hello = *hello;
        }
        VIGIL_CHECK(m_pump.answers());
        VIGIL_CHECK(exchange(round, stop));
        if (round.state != Round::State::Online) return {};
        return whole ? lookAround(stop) : tellAndMirror(stop);
    }();
    if (result) result = m_pump.lookAhead(round);
    if (!result && result.error().code != Error::Code::Cancelled && round.state == Round::State::Online)
        OutboxPump::describe(DepartmentOutbox::toRetry(result.error()), round);
    if (round.state == Round::State::Online && round.message.isEmpty()) round.message = roleTrouble();
    m_wholeRounds.ended();
    if (!result || round.state != Round::State::Online)
        m_wholeRounds.failed();
    else if (whole)
        m_wholeRounds.wholeEnded(Steady::now(), std::chrono::milliseconds(QRandomGenerator::global()->bounded(
                                                    static_cast<int>(WholeRounds::spread.count()))));
    return round;
}

Result<Hello> DepartmentSync::greet(std::stop_token stop) {
    const auto before = m_clock.now();
    VIGIL_TRY(const auto hello, m_department->hello(stop));
    const auto after = m_clock.now();
    const auto offset = hello.serverTime - (before + (after - before) / 2);
    const auto measured = std::chrono::duration_cast<std::chrono::milliseconds>(offset).count();
    if (!m_clockOffsetMs || std::abs(measured - *m_clockOffsetMs) >= offsetWorthKeeping) {
        m_clockOffsetMs = measured;
        VIGIL_CHECK(m_folder.records().runAndWait(
            Lane::Bulk, [&](Transaction& records) { return m_store.setClockOffset(records, measured); }));
        VIGIL_CHECK(m_folder.cache().runAndWait(Lane::Bulk, [&](Transaction& cache) {
            return m_cursors.setClockOffset(cache, m_options.destination, measured);
        }));
    }
    return hello;
}

QString DepartmentSync::roleTrouble() const {
    const auto& known = m_hello.workRoles;
    if (m_options.role.isEmpty() || known.isEmpty() || known.contains(m_options.role, Qt::CaseInsensitive))
        return {};
    return QStringLiteral(
               "The department knows you as %1, not as %2: it takes your alerts and refuses what else "
               "you record in that role. Correct the role in the settings.")
        .arg(known.join(QStringLiteral(", ")), m_options.role);
}

bool DepartmentSync::isTooOld(const Hello& hello) const {
    const auto needed = QVersionNumber::fromString(hello.minimumClient);
    return !needed.isNull() && QVersionNumber::fromString(m_options.clientVersion) < needed;
}

Result<void> DepartmentSync::exchange(Round& round, std::stop_token stop) {
    if (isTooOld(m_hello)) {
        VIGIL_CHECK(push(round, stop));
        round.state = Round::State::Paused;
        round.message =
            QStringLiteral("The department needs Vigil %1 or newer. What you do is still sent, but "
                           "what others do is not shown until you update.")
                .arg(m_hello.minimumClient);
        return {};
    }
    // Whatever is wrong with reading, writing is tried: an alert must get out.
    auto read = pull(slicesBeforePush, round, stop);
    if (read && *read == Reached::Head) VIGIL_CHECK(sendLostAgain());
    VIGIL_CHECK(push(round, stop));
    // Own events come back with their numbers.
    const bool moreToRead =
        read && (*read == Reached::SliceLimit || round.delivered > 0 || !m_duplicates.isEmpty());
    if (moreToRead && round.state == Round::State::Online) {
        read = pull(anyNumber, round, stop);
        if (read) {
            VIGIL_CHECK(fetchDuplicates(stop));
            VIGIL_TRY(const auto lost, sendLostAgain());
            if (lost > 0) VIGIL_CHECK(push(round, stop));
        }
    }
    if (round.parked > 0) VIGIL_CHECK(m_journal.catchUpAndWait());
    if (!read) return read.error();
    return {};
}

Result<void> DepartmentSync::lookAround(std::stop_token stop) {
    VIGIL_CHECK(m_folder.records().runAndWait(Lane::Bulk, [this](Transaction& records) {
        return m_store.witness(records, m_hello.logId, m_head);
    }));
    VIGIL_CHECK(tidy(stop));
    m_told.clear(); // all of them are renewed
    VIGIL_CHECK(tellClaims(stop));
    return mirrorPresence(stop);
}

Result<void> DepartmentSync::tellAndMirror(std::stop_token stop) {
    VIGIL_TRY(const bool told, tellClaims(stop));
    if (!told && !m_wholeRounds.hasPresenceNews()) return {};
    return mirrorPresence(stop);
}

Result<void> DepartmentSync::tidy(std::stop_token stop) {
    const auto now = m_clock.now();
    if (m_tidiedAt && now - *m_tidiedAt < std::chrono::hours(24)) return {};
    const auto serverNow = now + std::chrono::milliseconds(m_clockOffsetMs.value_or(0));
    // Before they leave this mirror: afterwards nobody here knows of them.
    VIGIL_CHECK(settle(serverNow - closedStayFor, stop));
    VIGIL_CHECK(m_journal.dropEnded(serverNow - closedStayFor, m_options.isOver));
    if (m_options.headOfTheDay && m_head.seq > 0) m_options.headOfTheDay(m_hello.logId, m_head);
    m_tidiedAt = now;
    return m_folder.records().runAndWait(Lane::Bulk, [&](Transaction& records) -> Result<void> {
        VIGIL_CHECK(m_store.pruneOwn(records, now - ownStayFor));
        VIGIL_CHECK(store::OutboxStore().prune(records, now - ownStayFor));
        return {};
    });
}

Result<void> DepartmentSync::settle(UtcTime before, std::stop_token stop) {
    VIGIL_TRY(const auto ended, m_folder.cacheReader().runAndWait([&](const Database& cache) {
        return m_store.ended(cache, before, m_options.isOver);
    }));
    for (const auto& each : ended) {
        if (each.aggregate.kind != journal::aggregate::alert || each.logId != m_hello.logId) continue;
        const auto settled = m_department->settle(each.aggregate, each.lastSeq, stop);
        if (settled) continue;
        const auto code = settled.error().code;
        // Most logins may not; the dispatcher's does it for all.
        if (code == Error::Code::Denied || code == Error::Code::Unsupported) return {};
        return settled;
    }
    return {};
}

Result<bool> DepartmentSync::tellClaims(std::stop_token stop) {
    if (!m_options.claims) return false;
    const auto tell = [&](const Claims::Key& key, std::chrono::seconds lease) -> Result<void> {
        const auto told = m_department->setPresence(key.first, key.second, lease, stop);
        // Somebody else holds it: the mirror will show who, and the window warns.
        if (!told && told.error().code != Error::Code::Conflict) return told;
        return {};
    };
    const auto released = m_options.claims->takeReleased();
    for (const auto& key : released) {
        VIGIL_CHECK(tell(key, std::chrono::seconds(0)));
        m_told.remove(key);
    }
    const auto untold = m_options.claims->held() - m_told;
    for (const auto& key : untold) {
        VIGIL_CHECK(tell(key, claimLease));
        m_told.insert(key);
    }
    return !released.isEmpty() || !untold.isEmpty();
}

Result<void> DepartmentSync::push(Round& round, std::stop_token stop) {
    return m_pump.pump(
        m_outbox,
        [this](Transaction& records, const OutboxMessage& message, const Delivery& delivery,
               qsizetype index) { return keepAnswer(records, message, delivery, index); },
        round, stop);
}

Result<void> DepartmentSync::keepAnswer(Transaction& records, const OutboxMessage& message,
                                        const Delivery& delivery, qsizetype index) {
    const auto id = QUuid::fromString(message.messageId);
    const auto& answer = m_outbox.answers().at(index);
    if (std::holds_alternative<Delivered>(delivery)) {
        if (answer.outcome == Appended::Outcome::Duplicate)
            m_duplicates << id;
        else if (m_taken)
            *m_taken << id;
        return m_store.markAccepted(records, id, m_hello.logId, answer.seq, answer.reason);
    }
    if (const auto* rejected = std::get_if<Rejected>(&delivery))
        return m_store.markRejected(records, id,
                                    rejected->conflict ? OwnEvent::State::Conflict : OwnEvent::State::Refused,
                                    rejected->reason);
    return {};
}

Result<qsizetype> DepartmentSync::sendLostAgain() {
    // The log was read to its end: what the department took must have come along.
    VIGIL_TRY(const auto pending, m_folder.cacheReader().runAndWait(
                                      [this](const Database& cache) { return m_store.pendingIds(cache); }));
    if (pending.isEmpty() && m_taken && m_taken->isEmpty()) return qsizetype(0);
    VIGIL_TRY(const auto from, cursor());
    if (!from) return qsizetype(0);
    VIGIL_TRY(auto taken, m_folder.recordsReader().runAndWait([&](const Database& records) {
        return m_store.acceptedAmong(records, m_options.destination,
                                     pending + m_taken.value_or(QList<QUuid>()));
    }));
    // What stands in the mirror in no form: it began with a working set, and own events were offered again.
    if (!m_taken) {
        VIGIL_TRY(const auto all, m_folder.recordsReader().runAndWait([&](const Database& records) {
            return m_store.ownAcceptedAfter(records, m_options.destination, from->logId, from->completeFrom);
        }));
        taken += all;
    }
    VIGIL_TRY(const auto lost, notShown(taken, *from));
    if (lost.isEmpty()) {
        m_taken = QList<QUuid>();
        return qsizetype(0);
    }
    spdlog::warn("department: {} events it had taken are not in its log; sent again", lost.size());
    VIGIL_CHECK(m_folder.records().runAndWait(Lane::Bulk, [&](Transaction& records) {
        return m_store.sendOwnAgain(records, lost, m_options.destination);
    }));
    m_taken = QList<QUuid>();
    VIGIL_CHECK(m_journal.catchUpAndWait()); // shown as on their way, and so missed again if need be
    return lost.size();
}

Result<void> DepartmentSync::mirrorPresence(std::stop_token stop) {
    bool changed = false;
    for (const auto& topic :
         {QStringLiteral("claim"), QStringLiteral("open"), windowTopic, QStringLiteral("dispatcher")}) {
        VIGIL_TRY(const auto entries, m_department->presence(topic, stop));
        VIGIL_TRY(const bool moved, m_folder.cache().runAndWait(Lane::Bulk, [&](Transaction& cache) {
            return m_presence.replace(cache, m_hello.logId, topic, entries);
        }));
        changed = changed || moved;
    }
    if (changed && m_options.presenceChanged) m_options.presenceChanged();
    return {};
}

void DepartmentSync::wait(std::chrono::milliseconds atMost, std::stop_token stop) {
    const auto begun = Steady::now();
    atMost = m_wholeRounds.until(begun, atMost);
    if (const auto news = m_department->waitForNews(atMost, stop))
        return m_wholeRounds.waited(*news, Steady::now() - begun >= atMost);
    // The connection is gone; the next round will say so. Not at once, or a department that cannot notify
    // would be asked without a pause.
    std::unique_lock lock(m_mutex);
    m_woken.wait_for(lock, stop, std::min<std::chrono::milliseconds>(atMost, std::chrono::seconds(1)),
                     [this] { return m_wake; });
    m_wake = false;
}

void DepartmentSync::leave() {
    Round left;
    if (!m_options.claims || !m_pump.lookAhead(left) || left.nextDue) return;
    // Nobody waits for a server that has gone meanwhile: its leases run out by themselves.
    std::stop_source enough;
    const std::jthread timer([&enough](std::stop_token done) {
        std::mutex mutex;
        std::condition_variable_any over;
        std::unique_lock lock(mutex);
        over.wait_for(lock, done, leavesWithin, [] { return false; });
        enough.request_stop();
    });
    for (const auto& key : m_options.claims->held() + m_options.claims->takeReleased())
        if (!m_department->setPresence(key.first, key.second, std::chrono::seconds(0), enough.get_token()))
            return;
}

void DepartmentSync::wake() {
    {
        const std::lock_guard lock(m_mutex);
        m_wake = true;
    }
    m_woken.notify_all();
    m_department->wake();
}

} // namespace vigil::sync
