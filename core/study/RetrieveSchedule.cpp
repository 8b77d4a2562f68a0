// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/RetrieveSchedule.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace vigil::study {

namespace {

using Cause = sync::RetryLater::Cause;

/// The second try of what came in part waits some seconds: what the PACS could not send now it often can
/// soon.
constexpr int incompleteHeadStart = 2;

/// Causes that are the PACS's and not the study's: everything else at it rests as well.
std::optional<Cause> linkCause(Error::Code code) {
    switch (code) {
    case Error::Code::Unreachable:
        return Cause::Unreachable;
    case Error::Code::Timeout:
        return Cause::Silent;
    case Error::Code::Busy:
        return Cause::Busy;
    default:
        return std::nullopt;
    }
}

/// What no further try mends: a wrong AE title or destination, a study that is gone, a damaged request.
bool needsAPerson(Error::Code code) {
    switch (code) {
    case Error::Code::Refused:
    case Error::Code::Rejected:
    case Error::Code::Denied:
    case Error::Code::NotFound:
    case Error::Code::Unsupported:
    case Error::Code::Invalid:
        return true;
    default:
        return false;
    }
}

QString incompleteText(const RetrieveOutcome& outcome) {
    if (outcome.expected == 0) return QStringLiteral("The PACS names no images for this study.");
    const auto text = QStringLiteral("%1 of %2 images did not come.")
                          .arg(outcome.missing.size() + outcome.shortBy)
                          .arg(outcome.expected);
    return outcome.problem.isEmpty() ? text : text + QLatin1Char(' ') + outcome.problem;
}

bool isOpened(const WantedStudy& wanted) {
    return wanted.priority == RetrievePriority::Opened;
}

auto orderOf(const WantedStudy& wanted) {
    return std::tuple(wanted.priority, wanted.position);
}

/// Whether a running retrieve leaves its place to a waiting one. Of the same priority it is let go on,
/// because to begin anew costs more than it gains; but what a person has ordered is done.
bool givesWay(const WantedStudy& running, const WantedStudy& waiting) {
    if (running.priority > waiting.priority) return true;
    return (running.byHand || waiting.byHand) && orderOf(running) > orderOf(waiting);
}

} // namespace

qint64 RetrieveSchedule::nextPosition(RetrievePriority priority) {
    ++m_position;
    // What was opened last is what the reader looks at; everything else waits its turn.
    return priority == RetrievePriority::Opened ? -m_position : m_position;
}

void RetrieveSchedule::keep(const Item& item) {
    if (item.intent == Intent::Cancel) return; // its end is all that is waited for
    m_changes[item.entry.wanted.studyUid] = item.entry.wanted;
}

void RetrieveSchedule::remove(Items::iterator item) {
    m_changes[item->first] = std::nullopt;
    m_items.erase(item);
}

void RetrieveSchedule::toWaiting(Item& item) {
    item.entry.state = State::Waiting;
    item.entry.wanted.notBefore = {};
    item.entry.wanted.held = false;
    item.restsForPeer = false;
}

void RetrieveSchedule::want(const QString& studyUid, const QString& sourceId, RetrievePriority priority) {
    auto& item = m_items[studyUid];
    auto& wanted = item.entry.wanted;
    const bool isNew = wanted.studyUid.isEmpty();
    const bool rises = priority < wanted.priority && !wanted.byHand;
    if (isNew || rises || priority == RetrievePriority::Opened) {
        wanted.priority = priority;
        wanted.position = nextPosition(priority);
        wanted.byHand = false;
    }
    // Moved in: the copying assignment is in Qt's library, which a thread sanitizer does not see into.
    if (isNew) wanted.studyUid = QString(studyUid);
    if (!sourceId.isEmpty()) wanted.sourceId = QString(sourceId);
    if (item.intent == Intent::Cancel) item.intent = Intent::Pause; // it comes back when the running one ends
    if (priority == RetrievePriority::Opened) {
        m_pausedUntil = {};
        wanted.attempts = 0;
        if (!item.entry.isUnderWay()) toWaiting(item);
    }
    keep(item);
}

void RetrieveSchedule::cancel(const QString& studyUid) {
    const auto found = m_items.find(studyUid);
    if (found == m_items.end()) return;
    if (!found->second.entry.isUnderWay()) return remove(found);
    found->second.intent = Intent::Cancel;
    // Cancelled is cancelled, also when Vigil is killed before the running one has ended.
    m_changes[studyUid] = std::nullopt;
}

void RetrieveSchedule::tryNow() {
    m_pausedUntil = {};
    m_peers.clear();
    for (auto& [uid, item] : m_items) {
        if (item.entry.state != State::Resting && item.entry.state != State::Held) continue;
        item.entry.wanted.attempts = 0;
        toWaiting(item);
        keep(item);
    }
}

void RetrieveSchedule::restore(const QList<WantedStudy>& wanted, UtcTime now) {
    auto sorted = wanted;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return orderOf(a) < orderOf(b); });
    for (const auto& each : sorted) {
        if (m_items.contains(each.studyUid)) continue;
        Item item;
        item.entry.wanted = each;
        if (isOpened(each)) item.entry.wanted.priority = RetrievePriority::Next;
        item.entry.wanted.position = nextPosition(item.entry.wanted.priority);
        toWaiting(item);
        // A clock that was put back must not make it wait for ever.
        const auto latest = now + sync::Backoff::cap(Cause::Unconfirmed);
        if (!each.held && each.notBefore > now && each.notBefore <= latest) {
            item.entry.state = State::Resting;
            item.entry.wanted.notBefore = each.notBefore;
        }
        keep(m_items[each.studyUid] = std::move(item));
    }
}

bool RetrieveSchedule::isDue(const Item& item, UtcTime now) const {
    const auto& entry = item.entry;
    if (entry.state != State::Waiting && entry.state != State::Resting) return false;
    if (entry.wanted.notBefore > now) return false;
    const auto peer = m_peers.find(entry.wanted.sourceId);
    return isOpened(entry.wanted) || peer == m_peers.end() || peer->second.notBefore <= now;
}

std::optional<UtcTime> RetrieveSchedule::nextDue(UtcTime now) const {
    std::optional<UtcTime> next;
    for (const auto& [uid, item] : m_items) {
        if (item.entry.isUnderWay() || item.entry.state == State::Held) continue;
        auto due = std::max(item.entry.wanted.notBefore, m_pausedUntil);
        const auto peer = m_peers.find(item.entry.wanted.sourceId);
        if (peer != m_peers.end() && !isOpened(item.entry.wanted))
            due = std::max(due, peer->second.notBefore);
        if (due > now && (!next || due < *next)) next = due;
    }
    return next;
}

void RetrieveSchedule::start(Item& item, Moves& moves) {
    item.entry.state = State::Running;
    item.entry.progress = {};
    item.intent = Intent::None;
    moves.start << item.entry.wanted.studyUid;
}

void RetrieveSchedule::pauseRun(Item& item, Moves& moves) {
    item.entry.state = State::Stopping;
    if (item.intent == Intent::None) item.intent = Intent::Pause;
    moves.stop << item.entry.wanted.studyUid;
}

RetrieveSchedule::Moves RetrieveSchedule::decide(UtcTime now) {
    Moves moves;
    std::set<QString> sources;
    for (auto& [uid, item] : m_items) {
        if (item.intent == Intent::Cancel && item.entry.state == State::Running) pauseRun(item, moves);
        sources.insert(item.entry.wanted.sourceId);
    }
    if (m_pausedUntil <= now)
        for (const auto& source : sources)
            decideFor(source, now, moves);
    moves.lookAgain = nextDue(now);
    return moves;
}

RetrieveSchedule::Places RetrieveSchedule::placesAt(const QString& sourceId) const {
    const auto limit = m_rules.limits.find(sourceId);
    const bool exact = limit != m_rules.limits.end();
    const int all = exact ? limit->second : m_rules.perPeer;
    return {all, std::max(1, all - m_rules.keptForOpened), exact};
}

void RetrieveSchedule::decideFor(const QString& sourceId, UtcTime now, Moves& moves) {
    std::vector<Item*> ready;
    std::vector<Item*> running;
    for (auto& [uid, item] : m_items) {
        if (item.entry.wanted.sourceId != sourceId) continue;
        if (item.entry.isUnderWay()) running.push_back(&item);
        if (isDue(item, now)) ready.push_back(&item);
    }
    const auto byOrder = [](const Item* a, const Item* b) {
        return orderOf(a->entry.wanted) < orderOf(b->entry.wanted);
    };
    std::sort(ready.begin(), ready.end(), byOrder);
    std::sort(running.begin(), running.end(), byOrder);
    const auto places = placesAt(sourceId);
    startOpened(places, ready, running, moves);
    startLower(places, ready, running, moves);
}

void RetrieveSchedule::startOpened(const Places& places, std::vector<Item*>& ready,
                                   std::vector<Item*>& running, Moves& moves) {
    const auto isRunning = [](const Item* item) { return item->entry.state == State::Running; };
    while (!ready.empty() && isOpened(ready.front()->entry.wanted)) {
        if (std::count_if(running.begin(), running.end(), isRunning) >= places.all) {
            const auto last = std::find_if(running.rbegin(), running.rend(), isRunning);
            if (isOpened((*last)->entry.wanted)) return;
            pauseRun(**last, moves);
        }
        // One that is stopping leaves within half a second. It is waited for only where a PACS with all its
        // places taken would say no.
        if (places.exact && static_cast<int>(running.size()) >= places.all) return;
        start(*ready.front(), moves);
        running.insert(running.begin(), ready.front());
        ready.erase(ready.begin());
    }
}

void RetrieveSchedule::startLower(const Places& places, std::vector<Item*>& ready,
                                  std::vector<Item*>& running, Moves& moves) {
    const bool readerWaits = std::any_of(running.begin(), running.end(), [](const Item* item) {
        return item->entry.state == State::Running && isOpened(item->entry.wanted);
    });
    const auto isPrefetch = [](const Item* item) {
        return item->entry.wanted.priority == RetrievePriority::Prefetch;
    };
    if (readerWaits) {
        for (auto* item : running)
            if (item->entry.state == State::Running && isPrefetch(item)) pauseRun(*item, moves);
        std::erase_if(ready, isPrefetch);
    }
    std::erase_if(ready, [](const Item* item) { return isOpened(item->entry.wanted); });
    for (auto* item : ready) {
        const auto lower = std::count_if(running.begin(), running.end(),
                                         [](const Item* each) { return !isOpened(each->entry.wanted); });
        if (lower < places.lower && static_cast<int>(running.size()) < places.all) {
            start(*item, moves);
            running.push_back(item);
            continue;
        }
        // The place of something less urgent, unless one is being left already.
        const bool leaving = std::any_of(running.begin(), running.end(), [](const Item* each) {
            return each->entry.state == State::Stopping;
        });
        auto* worst = running.empty() ? nullptr : running.back();
        if (!leaving && worst && worst->entry.state == State::Running &&
            givesWay(worst->entry.wanted, item->entry.wanted))
            pauseRun(*worst, moves);
        return;
    }
}

void RetrieveSchedule::setProgress(const QString& studyUid, const RetrieveProgress& progress) {
    const auto found = m_items.find(studyUid);
    if (found != m_items.end() && found->second.entry.isUnderWay()) found->second.entry.progress = progress;
}

void RetrieveSchedule::ended(const QString& studyUid, const Result<RetrieveOutcome>& result, UtcTime now) {
    const auto found = m_items.find(studyUid);
    if (found == m_items.end()) return;
    auto& item = found->second;
    const auto intent = std::exchange(item.intent, Intent::None);
    if (result || (result.error().code != Error::Code::Cancelled && !linkCause(result.error().code)))
        peerAnswered(item.entry.wanted.sourceId);
    if (result) {
        m_pause.clear();
        m_pausedUntil = {};
    }
    if (intent == Intent::Cancel || (result && result->isComplete())) return remove(found);
    if (intent == Intent::Pause)
        toWaiting(item);
    else if (result)
        takeIncomplete(item, *result, now);
    else
        takeError(item, result.error(), now);
    keep(item);
}

void RetrieveSchedule::peerAnswered(const QString& sourceId) {
    m_peers.erase(sourceId);
    for (auto& [uid, item] : m_items)
        if (item.restsForPeer && item.entry.wanted.sourceId == sourceId &&
            item.entry.state == State::Resting) {
            toWaiting(item);
            keep(item);
        }
}

void RetrieveSchedule::rest(Item& item, Cause cause, int attempts, UtcTime now) {
    auto& wanted = item.entry.wanted;
    item.entry.state = State::Resting;
    wanted.notBefore = now + m_backoff.delay(cause, attempts, isOpened(wanted) ? 0 : 1);
}

void RetrieveSchedule::takeIncomplete(Item& item, const RetrieveOutcome& outcome, UtcTime now) {
    auto& wanted = item.entry.wanted;
    wanted.problem = incompleteText(outcome);
    ++wanted.attempts;
    if (outcome.expected > 0 && wanted.attempts < m_rules.triesOfIncomplete)
        return rest(item, Cause::Unconfirmed, wanted.attempts + incompleteHeadStart, now);
    item.entry.state = State::Held;
    wanted.held = true;
}

void RetrieveSchedule::takeError(Item& item, const Error& error, UtcTime now) {
    auto& wanted = item.entry.wanted;
    wanted.problem = error.message;
    if (error.code == Error::Code::DiskFull) {
        m_pause = error.message;
        m_pausedUntil = now + m_rules.diskPause;
        return toWaiting(item);
    }
    ++wanted.attempts;
    if (needsAPerson(error.code)) {
        item.entry.state = State::Held;
        wanted.held = true;
        return;
    }
    const auto cause = linkCause(error.code);
    rest(item, cause.value_or(Cause::Unconfirmed), wanted.attempts, now);
    if (!cause) return;
    item.restsForPeer = true;
    auto& peer = m_peers[wanted.sourceId];
    ++peer.attempts;
    peer.notBefore = now + m_backoff.delay(*cause, peer.attempts, 1);
}

QList<RetrieveSchedule::Entry> RetrieveSchedule::entries() const {
    QList<Entry> entries;
    for (const auto& [uid, item] : m_items)
        entries << item.entry;
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return orderOf(a.wanted) < orderOf(b.wanted); });
    return entries;
}

RetrieveSchedule::Changes RetrieveSchedule::takeChanges() {
    Changes changes;
    for (const auto& [uid, wanted] : std::exchange(m_changes, {})) {
        if (wanted)
            changes.keep << *wanted;
        else
            changes.forget << uid;
    }
    return changes;
}

} // namespace vigil::study
