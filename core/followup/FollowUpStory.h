// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUp.h"

#include <QMap>
#include <QSet>

namespace vigil::followup {

/// A step of a follow-up's clock: a reminder at a share of the interval, or the officer brought in.
struct Step {
    enum class Kind { Reminder, Escalation };
    Kind kind = Kind::Reminder;
    int number = 0; ///< per cent, or which time the officer is brought in
    UtcTime at;
    QUuid began; ///< the event whose clock this is: the recommendation or the booking

    bool operator==(const Step&) const = default;
};

/// Reads the facts of a follow-up once, in log order. A value made on the stack; what depends on the time of
/// looking is stateAt()'s.
class FollowUpStory {
public:
    explicit FollowUpStory(const FollowUp& followUp);

    [[nodiscard]] FollowUpView view() const;
    [[nodiscard]] const FollowUpRules& rules() const { return m_rules; }
    [[nodiscard]] const FollowUpDraft& draft() const { return m_draft; }
    /// The step that is next, whether or not its time has come; nothing when it is closed or not known yet.
    [[nodiscard]] std::optional<Step> nextStep() const;
    /// The step that is due at `now`: the last one whose time has passed. Earlier ones are not made up for.
    [[nodiscard]] std::optional<Step> stepDue(UtcTime now) const;
    /// The step that was reached last; number 0 when none was.
    [[nodiscard]] Step reached() const;
    /// When the due or the booked day is over.
    [[nodiscard]] std::optional<UtcTime> overdueFrom() const;

private:
    void tell(const Fact& fact);
    void tellRecommended(const Fact& fact);
    void tellBooked(const Fact& fact);
    void tellReassigned(const Fact& fact);
    void tellReminded(const Fact& fact);
    void tellEscalated(const Fact& fact);
    void tellProposed(const Fact& fact);
    void tellRejected(const Fact& fact);
    void tellClosed(const Fact& fact);
    void tellNotice(const Fact& fact);
    [[nodiscard]] QString whyNotClosed(const Closing& closing, const Fact& fact) const;
    void readRetractions(const FollowUp& followUp);
    void remark(const Fact& fact, const QString& reason);
    [[nodiscard]] UtcTime startOf(const QDate& day) const;
    [[nodiscard]] UtcTime reminderAt(int share) const;
    [[nodiscard]] UtcTime escalationAt() const;
    [[nodiscard]] alert::Party officer() const;

    QString m_followUpId;
    UtcTime m_firstFactAt;
    FollowUpDraft m_draft;
    FollowUpRules m_rules;
    std::optional<Fact> m_recommended;
    std::optional<Fact> m_booked; ///< the last booking
    std::optional<Fact> m_closed;
    bool m_needsNewer = false;
    alert::Party m_owner;
    alert::Party m_recommendedBy;
    int m_reminded = 0;
    int m_escalations = 0;
    UtcTime m_escalatedAt;
    QDate m_bookedFor;
    QString m_bookedWhere;
    QList<ProposedExamination> m_proposals;
    Closing m_closing;
    QStringList m_notes;
    QList<AttentionItem> m_attention;
    QMap<QString, AttentionItem> m_failedNotices;
    QSet<QUuid> m_retracted;
};

} // namespace vigil::followup
