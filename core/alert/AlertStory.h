// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertChange.h"
#include "core/alert/AlertContacts.h"
#include "core/alert/AlertJson.h"

#include <QHash>
#include <QMap>
#include <QSet>

namespace vigil::alert {

/// Reads the facts of an alert once, in order, and answers what is shown. Nothing in here looks at a clock:
/// what depends on the time of looking is left to stateAt(). Used for one call.
class AlertStory {
public:
    explicit AlertStory(const Alert& alert);
    [[nodiscard]] AlertView view() const;
    /// Of the category as it stands.
    [[nodiscard]] const Rules& rules() const { return m_ladders.last().rules; }

    // For whoever carries the ladder out.

    /// Who was asked to act when it was raised, and who is now, whoever telephones meanwhile.
    [[nodiscard]] Party raisedFor() const;
    /// What was entered; where the patient is and whose it is as they are now.
    [[nodiscard]] const AlertDraft& draft() const { return m_draft; }
    [[nodiscard]] const Party& responsible() const { return m_owner; }
    /// True while somebody has to be found who takes responsibility or, being late, is reminded of it.
    [[nodiscard]] bool looksForSomebody() const;
    /// The last rung that was brought in; 0 = none.
    [[nodiscard]] int rung() const { return m_step; }
    /// The event that began the ladder that runs: raising, declining or recategorising.
    [[nodiscard]] const QUuid& ladder() const { return m_ladder; }
    struct Rung {
        int step = 0;
        UtcTime at;
        QString role;
    };
    /// What is still to come while nothing else happens, in order; past the last one the same again and
    /// again, of which only the next is named. Empty when nobody has to be brought in any more.
    [[nodiscard]] QList<Rung> rungsAhead() const;
    /// Who is still there to be brought in when nobody holds the rungs ahead, in order: the ends of the
    /// ladder that were not, and at last the officer. Empty when somebody acted or it is over.
    [[nodiscard]] QStringList endsAhead() const;
    /// Somebody who has to hear of it, and from which event on: who heard of it before that hears of it anew.
    struct Asked {
        enum class What {
            Act,
            Tell,        ///< those who were told do not know that it was withdrawn
            Close,       ///< what was done about it, nobody has closed it
            TellPatient, ///< something was done about it, and the patient does not know
            Correct      ///< what they were told has changed: in writing only, asked() never names it
        };
        Party who;
        int rung = 0;
        QUuid since;
        UtcTime at{};
        What what = What::Act;
        bool beside = false; ///< a copy, beside whoever is asked
    };
    [[nodiscard]] QList<Asked> asked() const;
    /// What has changed for those who had heard of it, in order. An act that was taken back stands in here
    /// only as the change that took it back.
    [[nodiscard]] const QList<AlertChange>& changes() const { return m_changes; }

    /// When what stands came to be. Nothing: it does not stand.
    struct Moments {
        std::optional<UtcTime> acknowledged;
        std::optional<UtcTime> acted;
        std::optional<UtcTime> ended; ///< closed, withdrawn or replaced
    };
    [[nodiscard]] Moments moments() const;

    /// What of other studies was joined to it.
    [[nodiscard]] const QList<study::RequestedProcedure>& joinedProcedures() const { return m_joined; }

private:
    /// The limits in force: each ladder runs from its own beginning, and the earliest time counts.
    struct Ladder {
        Rules rules;
        UtcTime from;
    };
    void findRetracted(const Alert& alert);
    void findCalls(const Alert& alert);
    void tell(const Fact& fact);
    void raised(const Fact& fact);
    [[nodiscard]] bool isDocumentedOnly(const Fact& raised, const CategoryRule& category) const;
    void telephoned(const Fact& fact);
    void handedOver(const Fact& fact);
    void acknowledged(const Fact& fact);
    void declined(const Fact& fact);
    void escalated(const Fact& fact);
    void actedOn(const Fact& fact);
    void closed(const Fact& fact);
    void recategorised(const Fact& fact);
    void madeMoreUrgent(const Rules& changed, const Fact& fact);
    void rerouted(const Fact& fact);
    void withdrawn(const Fact& fact);
    void superseded(const Fact& fact);
    void joined(const Fact& fact);
    void endsUntold(const Fact& fact);
    void changes(AlertChange::What what, const Fact& fact, qint64 undoneSeq = 0);
    void noticed(const Fact& fact);
    void signInLocked(const Fact& fact);

    void attention(const Fact& fact, const QString& reason);
    /// True, and noted, when nothing can follow any more.
    bool tooLate(const Fact& fact);
    [[nodiscard]] bool isOver() const;
    void heard(const Party& who);
    void changedBy(const Party& who);
    /// The author, or one of these roles.
    [[nodiscard]] bool isEntitled(const Fact& fact, const QStringList& roles) const;
    /// Over the ladders from this one on.
    [[nodiscard]] std::optional<UtcTime> earliest(std::optional<Limit> Limits::*limit,
                                                  qsizetype ladder = 0) const;
    /// The first ladder that whoever has to acknowledge is measured by: who had taken it in time hears anew
    /// when it becomes more urgent.
    [[nodiscard]] qsizetype ladderToAcknowledge() const;
    /// Nobody has taken responsibility for it as it stands.
    [[nodiscard]] bool isToAcknowledge() const;
    /// What was done is not enough while the patient does not know.
    [[nodiscard]] bool isPatientToBeTold() const;
    [[nodiscard]] bool hasOnlyACopy(const Party& who) const;
    [[nodiscard]] UtcTime renewedFrom(UtcTime from) const;
    void contactMade(const Party& with);
    /// Whether a voice that reaches this role is spoken contact; a clerk passes on, and the call stays open.
    [[nodiscard]] bool canTakeIt(const QString& role) const;
    /// A step that the dispatcher records after an end or an act, for the officer; false: it is none.
    bool broughtToTheOfficer(const QString& role);
    void startsAnew(const Fact& fact);
    /// True when the directory knew a way.
    bool takeRoute(const Fact& fact);
    void readRoute(const QJsonObject& route);
    [[nodiscard]] bool isCopy(const Fact& notice) const;
    [[nodiscard]] QString officer() const;
    /// The roles at the end of the ladder, in order; never empty.
    [[nodiscard]] QStringList ends() const;
    [[nodiscard]] QString nextEnd(qsizetype after = 0) const;
    [[nodiscard]] QList<Rung> rungsUnacknowledged() const;
    [[nodiscard]] QList<Asked> askedToAct() const;

    [[nodiscard]] State shownState() const;
    void whatIsNext(AlertView& view) const;
    void whatIsNextUnacknowledged(AlertView& view) const;
    void callWhoWasBroughtIn(AlertView& view) const;

    QString m_alertId;
    QList<Party> m_insteadOfPractice; ///< told at once while the practice is closed
    QStringList m_callSteps;
    QSet<QUuid> m_retracted;
    QSet<QUuid> m_calls;             ///< that were not taken back
    QHash<QUuid, qint64> m_restores; ///< event that took a change back -> where that change stands
    QList<AlertChange> m_changes;
    QUuid m_ladder;
    QList<Ladder> m_ladders; ///< never empty; the last is the category as it stands
    UtcTime m_firstFactAt;
    const Fact* m_raised = nullptr;
    AlertDraft m_draft;
    Party m_raisedBy;
    Party m_owner;
    Party m_coordinator;
    CallTask m_callTask = CallTask::NotNeeded;
    bool m_documentedOnly = false;
    bool m_delivered = false;
    bool m_noRoute = false;
    bool m_viewed = false;
    bool m_spokenTo = false;
    AlertContacts m_contacts;
    bool m_needsNewer = false;
    bool m_lowered = false; ///< and those who were told do not know yet
    std::optional<Party> m_acknowledgedBy;
    QString m_acknowledgedByUser;
    UtcTime m_acknowledgedAt;
    bool m_raisedAfterAcknowledging = false; ///< to a more urgent category, and not known to have heard
    qsizetype m_upgraded = 0;                ///< the ladder of the last time it became more urgent
    int m_declines = 0;
    bool m_declinedLast = false;
    UtcTime m_declinedAt;
    int m_step = 0;    ///< how often somebody was brought in: the numbers of the rungs only grow
    int m_reached = 0; ///< of the ladder that runs: 1 = its back-up, 2 = its end
    UtcTime m_steppedAt;
    qsizetype m_ended = 0;      ///< how many of the roles at the end were brought in
    bool m_actWasLate = false;  ///< nobody acted by the limit: it was escalated after an acknowledgement
    bool m_withOfficer = false; ///< to be told of or to be closed, because nobody did
    struct Moment {
        QUuid event;
        UtcTime at;
    };
    Moment m_raisedSince; ///< raised, or made more urgent
    Moment m_routedSince; ///< raised, made more urgent, or the patient has moved
    Moment m_ownedSince;  ///< from then on it is the owner's
    bool m_steppedAfterAcknowledging = false;
    std::optional<Act> m_act;
    UtcTime m_actedAt;
    bool m_closed = false;
    bool m_withdrawn = false;
    bool m_superseded = false;
    Party m_withdrawnBy;
    UtcTime m_endedAt;
    QList<study::RequestedProcedure> m_joined;
    QList<report::Communication> m_communications;
    QList<AttentionItem> m_attention;
    std::optional<UtcTime> m_callBackAt;
    QSet<QUuid> m_seen;                           ///< attention items that a person ticked off
    QMap<QString, AttentionItem> m_failedNotices; ///< by notice, until one is sent after all
};

} // namespace vigil::alert
