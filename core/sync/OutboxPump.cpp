// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/OutboxPump.h"

#include <algorithm>

namespace vigil::sync {

using store::Lane;
using store::Transaction;

namespace {

bool isAnswer(const Delivery& delivery) {
    const auto* later = std::get_if<RetryLater>(&delivery);
    return later == nullptr || !OutboxPump::concernsAll(later->cause);
}

/// Not there at all. One that is there but has too much to do must not be asked for everything at once.
bool saysNothing(RetryLater::Cause cause) {
    return cause == RetryLater::Cause::Unreachable || cause == RetryLater::Cause::Silent ||
           cause == RetryLater::Cause::LoginFailed;
}

} // namespace

OutboxPump::OutboxPump(Options options, store::DataFolder& folder, const Clock& clock, Backoff backoff)
    : m_options(std::move(options)), m_folder(folder), m_clock(clock), m_backoff(std::move(backoff)) {}

bool OutboxPump::concernsAll(RetryLater::Cause cause) {
    return cause != RetryLater::Cause::Unconfirmed;
}

void OutboxPump::describe(const RetryLater& why, Round& round) {
    round.state = why.cause == RetryLater::Cause::LoginFailed ? Round::State::Paused : Round::State::Offline;
    round.message = why.message;
}

Result<QList<OutboxMessage>> OutboxPump::due() const {
    return m_folder.recordsReader().runAndWait([this](const store::Database& records) {
        return m_store.due(records, m_options.destination, m_clock.now(), m_options.batch);
    });
}

Result<void> OutboxPump::pump(Destination& destination, const AlsoKeep& alsoKeep, Round& round,
                              std::stop_token stop) {
    while (!stop.stop_requested()) {
        VIGIL_TRY(const auto messages, due());
        if (messages.isEmpty()) return {};
        const auto deliveries = destination.deliver(messages, stop);
        // Stopped halfway: without an answer nothing is known, so nothing is kept.
        if (deliveries.isEmpty()) return {};
        if (std::any_of(deliveries.begin(), deliveries.end(), isAnswer)) {
            round.state = Round::State::Online;
            round.message.clear();
            VIGIL_CHECK(answers()); // first, so that what is kept now keeps its own time
        }
        VIGIL_CHECK(keep(messages, deliveries, alsoKeep));
        for (const auto& delivery : deliveries) {
            if (std::holds_alternative<Delivered>(delivery)) ++round.delivered;
            if (std::holds_alternative<Rejected>(delivery)) ++round.parked;
            const auto* later = std::get_if<RetryLater>(&delivery);
            if (!later || !concernsAll(later->cause)) continue;
            describe(*later, round);
            m_mayHaveBeenAway = m_mayHaveBeenAway || saysNothing(later->cause);
            return {};
        }
    }
    return {};
}

Result<void> OutboxPump::answers() {
    if (!m_mayHaveBeenAway) return {};
    VIGIL_CHECK(m_folder.records().runAndWait(
        Lane::Bulk, [this](Transaction& records) { return m_store.dueNow(records, m_options.destination); }));
    m_mayHaveBeenAway = false;
    return {};
}

Result<void> OutboxPump::keep(const QList<OutboxMessage>& messages, const QList<Delivery>& deliveries,
                              const AlsoKeep& alsoKeep) {
    const auto now = m_clock.now();
    return m_folder.records().runAndWait(Lane::Bulk, [&](Transaction& records) -> Result<void> {
        const RetryLater* away = nullptr;
        for (qsizetype i = 0; i < std::min(messages.size(), deliveries.size()); ++i) {
            const auto& message = messages.at(i);
            const auto& delivery = deliveries.at(i);
            auto retryAt = now;
            if (const auto* later = std::get_if<RetryLater>(&delivery)) {
                retryAt += m_backoff.delay(later->cause, message.attempts + 1, message.priority);
                if (concernsAll(later->cause)) away = later;
            }
            VIGIL_CHECK(
                m_store.record(records, m_options.destination, message.messageId, delivery, now, retryAt));
            if (alsoKeep) VIGIL_CHECK(alsoKeep(records, message, delivery, i));
        }
        if (away) VIGIL_CHECK(postponeOthers(records, *away, messages));
        return {};
    });
}

Result<void> OutboxPump::postponeOthers(Transaction& records, const RetryLater& why,
                                        const QList<OutboxMessage>& tried) {
    // What did not fit into the batch waits as long as the freshest of the tried, or the rest would be tried
    // without a pause.
    int fewest = tried.isEmpty() ? 1 : tried.first().attempts + 1;
    for (const auto& message : tried)
        fewest = std::min(fewest, message.attempts + 1);
    for (const int priority : {0, 1})
        VIGIL_CHECK(m_store.postpone(records, m_options.destination, priority,
                                     m_clock.now() + m_backoff.delay(why.cause, fewest, priority)));
    return {};
}

Result<void> OutboxPump::failAll(const RetryLater& why, Round& round) {
    describe(why, round);
    m_mayHaveBeenAway = true;
    VIGIL_TRY(const auto messages, due());
    if (messages.isEmpty()) return {};
    return keep(messages, QList<Delivery>(messages.size(), why), {});
}

Result<void> OutboxPump::lookAhead(Round& round) const {
    VIGIL_TRY(round.nextDue, m_folder.recordsReader().runAndWait([this](const store::Database& records) {
        return m_store.nextDue(records, m_options.destination);
    }));
    return {};
}

} // namespace vigil::sync
