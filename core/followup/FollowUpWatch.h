// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUpService.h"
#include "core/store/FollowUpLookStore.h"

#include <chrono>

namespace vigil::followup {

/// Has the PACS asked for the examinations of open follow-ups without anybody asking: from a share of the
/// interval on, or once something is booked, each once a day, one patient at a time. When the PACS was asked
/// stands in cache.db, so that a restart asks for nothing again. Without thread and timer; one instance
/// belongs to one thread.
class FollowUpWatch {
public:
    struct Options {
        std::chrono::seconds pause{5}; ///< between two patients
    };
    struct Round {
        int asked = 0; ///< patients
        int proposed = 0;
        /// Of what was asked now: one plain sentence a PACS that did not answer or could not.
        QStringList unreachable;
        UtcTime next{}; ///< when there is something to do again
        /// A PACS has not answered for a day, or this computer cannot do it; without patient data.
        QString fault;

        bool operator==(const Round&) const = default;
    };

    /// All must outlive it.
    FollowUpWatch(Options options, FollowUpService& service, store::DataFolder& data, const Clock& clock)
        : m_options(options), m_service(service), m_data(data), m_clock(clock) {}

    /// Asks for the patient whose turn it is, when there is one; blocks as long as the PACS does.
    Round lookOnce(std::stop_token stop);

private:
    using Line = store::FollowUpLookStore::Line;
    /// One patient, and which follow-ups an answer is for.
    struct Turn {
        QString patient;
        UtcTime due{};
        QStringList followUpIds; ///< those that are due
    };
    Result<void> look(Round& round, std::stop_token stop);
    Result<std::optional<Turn>> nextTurn();
    /// Makes `line` what it is after the answer.
    Result<void> keep(const Turn& turn, const Result<FollowUpService::Looked>& looked, Line& line);
    Result<void> forgetSilence(Line& line);
    [[nodiscard]] UtcTime dueAt(const FollowUpRow& row, const QHash<QString, UtcTime>& looks) const;

    Options m_options;
    FollowUpService& m_service;
    store::DataFolder& m_data;
    const Clock& m_clock;
    QStringList m_unanswered; ///< patients for whom no PACS answered the last time, the first tried first
};

} // namespace vigil::followup
