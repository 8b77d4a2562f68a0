// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpWatch.h"

#include "core/base/Async.h"
#include "core/base/Log.h"

#include <algorithm>
#include <tuple>

namespace vigil::followup {

namespace {

using namespace std::chrono_literals;

constexpr auto looksForNew = 5min; ///< what was recommended or booked meanwhile
constexpr auto firstBackoff = 10min;
constexpr auto longestBackoff = 4h;
constexpr auto faultAfter = 24h;
constexpr int hundred = 100;

UtcTime::duration backoffAfter(int failures) {
    UtcTime::duration wait = firstBackoff;
    for (int i = 1; i < failures && wait < longestBackoff; ++i)
        wait *= 2;
    return std::min<UtcTime::duration>(wait, longestBackoff);
}

/// From then on an examination may be the one that was recommended.
UtcTime lookedForFrom(const FollowUpRow& row, int percent) {
    const auto from = row.view.recommendedAt;
    if (row.view.state == State::Booked || !row.draft.dueDate.isValid()) return from;
    const auto until = std::max(from, fromDateTime(row.draft.dueDate.startOfDay(Qt::UTC)));
    return from + (until - from) * percent / hundred;
}

QString faultOf(const store::FollowUpLookStore::Line& line, UtcTime now) {
    if (!line.silentSince || now - *line.silentSince < faultAfter) return {};
    return QStringLiteral(
               "A PACS has not answered since %1: what was recommended is not looked for there. Look in "
               "it by hand, and see to the line.")
        .arg(toIso(*line.silentSince));
}

} // namespace

FollowUpWatch::Round FollowUpWatch::lookOnce(std::stop_token stop) {
    Round round;
    round.next = m_clock.now() + looksForNew;
    if (const auto looked = look(round, stop); !looked && looked.error().code != Error::Code::Cancelled)
        round.fault = looked.error().message;
    return round;
}

Result<void> FollowUpWatch::look(Round& round, std::stop_token stop) {
    const auto now = m_clock.now();
    VIGIL_TRY(auto line, m_data.cacheReader().runAndWait([](const store::Database& cache) {
        return store::FollowUpLookStore::line(cache);
    }));
    VIGIL_TRY(const auto turn, nextTurn());
    const bool nobody = !turn || turn->due > now + m_service.policy().looking().every;
    if (nobody) VIGIL_CHECK(forgetSilence(line));
    round.fault = faultOf(line, now);
    if (!turn) return {};
    const auto again = line.triedAt + backoffAfter(line.failures);
    if (line.failures > 0 && now < again && line.triedAt <= now) {
        round.next = again;
        return {};
    }
    if (turn->due > now) {
        round.next = std::min(round.next, turn->due);
        return {};
    }
    const auto looked = awaited(m_service.lookFor(turn->followUpIds, stop));
    if (!looked && looked.error().code == Error::Code::Cancelled) return looked.error();
    VIGIL_CHECK(keep(*turn, looked, line));
    round.fault = faultOf(line, m_clock.now());
    round.next = m_clock.now() + m_options.pause;
    if (!looked) return looked.error();
    round.asked = looked->asked;
    round.proposed = looked->proposed;
    round.unreachable = looked->unreachable;
    return {};
}

/// The patient who has waited longest; whoever got no answer the last time comes after the others, so that
/// one for whom there never is one does not hold them up.
Result<std::optional<FollowUpWatch::Turn>> FollowUpWatch::nextTurn() {
    VIGIL_TRY(const auto rows, awaited(m_service.rows()));
    VIGIL_TRY(const auto looks, m_data.cacheReader().runAndWait([](const store::Database& cache) {
        return store::FollowUpLookStore::looks(cache);
    }));
    const auto now = m_clock.now();
    QHash<QString, Turn> patients;
    for (const auto& row : rows) {
        const auto& key = row.draft.patient.key;
        if (!row.view.open || key.id.isEmpty()) continue;
        const auto due = dueAt(row, looks);
        const QString patient = key.issuer + QLatin1Char('\n') + key.id;
        auto& turn = patients[patient];
        turn.patient = patient;
        if (turn.due == UtcTime{} || due < turn.due) turn.due = due;
        if (due <= now) turn.followUpIds << row.view.followUpId;
    }
    m_unanswered.removeIf([&](const QString& patient) { return !patients.contains(patient); });
    const auto rank = [&](const Turn& turn) {
        const bool later = turn.due > now;
        const auto tried = later ? qsizetype(-1) : m_unanswered.indexOf(turn.patient); // -1: not
        return std::make_tuple(later, tried, turn.due);
    };
    std::optional<Turn> next;
    for (const auto& turn : std::as_const(patients))
        if (!next || rank(turn) < rank(*next)) next = turn;
    return next;
}

UtcTime FollowUpWatch::dueAt(const FollowUpRow& row, const QHash<QString, UtcTime>& looks) const {
    const auto& looking = m_service.policy().looking();
    const auto from = lookedForFrom(row, looking.fromPercent);
    const auto looked = looks.constFind(row.view.followUpId);
    if (looked == looks.constEnd()) return from;
    // A clock that was set back makes nobody wait longer.
    return std::max(from, std::min(*looked, m_clock.now()) + looking.every);
}

/// Where nobody answered the follow-up stays due; what cannot be looked for is tried again at its next turn,
/// and says nothing about the line.
Result<void> FollowUpWatch::keep(const Turn& turn, const Result<FollowUpService::Looked>& looked,
                                 Line& line) {
    const auto now = m_clock.now();
    const bool silent = looked && looked->silent > 0;
    const bool failed = looked && looked->failed > 0;
    m_unanswered.removeAll(turn.patient);
    if (silent) m_unanswered << turn.patient;
    if (failed) spdlog::warn("follow-ups: one patient could not be looked for; tried again at the next turn");
    if (looked && !failed) {
        const bool all = looked->unreachable.isEmpty();
        line.triedAt = now;
        line.failures = silent ? line.failures + 1 : 0;
        line.silentSince = all ? std::nullopt : std::optional(line.silentSince.value_or(now));
    }
    return m_data.cache().runAndWait(store::Lane::Bulk, [&](store::Transaction& cache) -> Result<void> {
        VIGIL_CHECK(store::FollowUpLookStore::setLine(cache, line));
        if (silent) return {};
        return store::FollowUpLookStore::setLooked(cache, turn.followUpIds, now);
    });
}

/// A PACS that nobody needs now is not asked, so that its silence would never end.
Result<void> FollowUpWatch::forgetSilence(Line& line) {
    if (!line.silentSince && line.failures == 0) return {};
    line.silentSince.reset();
    line.failures = 0;
    return m_data.cache().runAndWait(store::Lane::Bulk, [&](store::Transaction& cache) {
        return store::FollowUpLookStore::setLine(cache, line);
    });
}

} // namespace vigil::followup
