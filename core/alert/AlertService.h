// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"
#include "core/alert/AlertWay.h"
#include "core/alert/BegunWork.h"
#include "core/alert/EarlierAlerts.h"
#include "core/alert/PolicyInForce.h"
#include "core/alert/RecipientAct.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/store/AlertStore.h"
#include "core/store/DataFolder.h"
#include "core/store/DirectoryStore.h"
#include "core/store/OwnFacts.h"

#include <QFuture>
#include <QHash>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace vigil::alert {

/// Everything a person does about alerts. Each act is one event and its outbox row in one transaction; the
/// future is ready after COMMIT, when the board shows it as well. Owned by Application, callable from any
/// thread, works on its own pool. A refusal says why in plain words and has written nothing.
class AlertService {
public:
    /// Whether the department is a server or only a file here: then nothing gets further than "this computer
    /// only".
    enum class Reach { ThisComputer, Department };

    AlertService(std::shared_ptr<const AlertPolicy> policy, store::DataFolder& data, store::OwnFacts& facts,
                 const store::AlertStore& alerts, const Clock& clock, IdSource& ids, report::User user,
                 Events& events);
    ~AlertService();

    /// From now on what the department published counts; both must outlive it. With an empty directory owner
    /// and back-up stay the roles of the policy.
    void follow(const PolicyInForce& policies, const store::DirectoryStore& directory) {
        m_directory = &directory;
        m_inForce = &policies;
    }

    /// Stays good as long as this lives, also when another one comes into force.
    [[nodiscard]] const AlertPolicy& policy() const {
        const auto* published = m_inForce.load();
        return published ? published->current() : *m_policy;
    }
    [[nodiscard]] const report::User& user() const { return m_user; }
    void setReach(Reach reach) { m_reach = reach; }
    /// Whether the department answered last: what is raised while it did not says so.
    void setOnline(bool online) { m_online = online; }
    /// How the department's whole log is asked; before anybody calls earlierInLog().
    void setAskLog(AskLog ask) { m_askLog = std::move(ask); }
    [[nodiscard]] bool asksLog() const { return static_cast<bool>(m_askLog); }

    /// What this user has begun and not recorded.
    [[nodiscard]] BegunWork& begunWork() { return m_begunWork; }

    /// Before and independent of signing. Answers the alert's id. Invalid names what is missing or does not
    /// match. Whom the draft says to have been told already is recorded with it as a call; both or neither.
    /// `begun`: under which id it was kept while it was entered; that goes in the same transaction, here and
    /// below.
    QFuture<Result<QString>> raise(const AlertDraft& draft, const QString& begun = {});
    /// Raises one in the place of an earlier one, as an addendum does; both or neither. Only by the author of
    /// the earlier one or by whoever may withdraw.
    QFuture<Result<QString>> supersede(const QString& alertId, const AlertDraft& draft,
                                       const QString& begun = {});
    /// The same finding in other studies of the same patient. Conflict unless somebody has taken the alert
    /// and not acted yet: otherwise a new one must find somebody. `seen`: procedures, images, report.
    QFuture<Result<void>> join(const QString& alertId, const AlertDraft& seen, const QString& begun = {});
    /// What was raised about a patient before, open and closed, as far as the mirror reaches; the open ones
    /// first.
    QFuture<Result<BoardRows>> earlier(const study::PatientKey& patient);
    /// The same with what the department has besides, however long ago it ended. Takes as long as the
    /// department does; in words why not: whyOnlyRecent().
    QFuture<Result<EarlierAlerts>> earlierInLog(const study::PatientKey& patient, std::stop_token stop);
    /// The half-filled forms about the alert go in the same transaction, here and below.
    QFuture<Result<void>> recordCall(const QString& alertId, const CallRecord& call);
    /// One conversation about several alerts: an event each, all or none. The first is the one that it was
    /// made for.
    QFuture<Result<void>> recordCalls(const QList<CallOf>& calls);
    QFuture<Result<void>> handOverCall(const QString& alertId, const Party& coordinator);
    QFuture<Result<void>> markViewed(const QString& alertId);
    /// Taking responsibility. `onBehalfOf` empty = the user; Denied when the role may only pass on.
    QFuture<Result<void>> acknowledge(const QString& alertId, const journal::OnBehalfOf& onBehalfOf);
    /// `onBehalfOf` empty = the user.
    QFuture<Result<void>> decline(const QString& alertId, const QString& reason, const Party& rerouteTo,
                                  const journal::OnBehalfOf& onBehalfOf = {});
    /// Brings somebody in before the ladder does; `role` empty = whom the ladder would bring in next. Limits
    /// stay as they are.
    QFuture<Result<void>> escalate(const QString& alertId, const QString& role, const QString& reason);
    QFuture<Result<void>> actOn(const QString& alertId, const Act& act,
                                const journal::OnBehalfOf& onBehalfOf = {});
    QFuture<Result<void>> close(const QString& alertId, const QString& note);
    /// `reason` is needed when it is lowered.
    QFuture<Result<void>> recategorise(const QString& alertId, const QString& category,
                                       const QString& reason);
    /// The patient has moved: `location` as the ward or the order writes it, or its code. Owner, back-up and
    /// end of the ladder are resolved anew by policy and directory of this moment; limits never become
    /// longer.
    QFuture<Result<void>> reroute(const QString& alertId, const QString& location);
    /// Something that whoever looks at the alert should read; changes nothing.
    QFuture<Result<void>> note(const QString& alertId, const QString& text);
    /// A person has looked at an attention item and says why it needs nothing more. It stays in the history.
    QFuture<Result<void>> tickOff(const QString& alertId, const QUuid& item, const QString& reason);
    QFuture<Result<void>> withdraw(const QString& alertId, const QString& reason);
    /// Takes back an act of the same person, up to ten minutes later. `eventId` null = the person's last act.
    QFuture<Result<void>> retract(const QString& alertId, const QUuid& eventId = {});
    /// What a recipient without Vigil did. A fact whatever it changes: what comes too late is kept, and the
    /// fold's remark on it answered. Denied when the role may only pass on.
    QFuture<Result<Recorded>> recordFor(const journal::OnBehalfOf& recipient, const QString& alertId,
                                        const RecipientAct& act);

    /// Who would get an alert that is being entered, as raising it now would resolve it. What the draft
    /// leaves empty is the policy's.
    QFuture<Result<AlertWay>> wayOf(const AlertDraft& draft);
    /// Whom to reach about a raised alert now: whoever is asked to act, the back-up, the end of the ladder.
    QFuture<Result<AlertWay>> wayNow(const QString& alertId);

    QFuture<Result<BoardRows>> board(const BoardFilter& filter = BoardFilter::openAlone());
    /// With all facts, for the time line.
    QFuture<Result<Alert>> alert(const QString& alertId);
    /// Open alerts by Study Instance UID, for the worklist.
    QFuture<Result<QHash<QString, AlertCount>>> counts();

private:
    /// Says why an act is not possible now.
    using Check = std::function<Result<void>(const Alert&, const AlertView&)>;
    struct Deed {
        QString kind;
        QJsonObject data;
        journal::OnBehalfOf onBehalfOf;
        QString begun{}; ///< kept while it was entered, and done by it
    };
    using Make = std::function<Deed(const Alert&, const AlertView&)>;
    static Deed deedOf(const journal::OnBehalfOf& recipient, const RecipientAct& act);

    /// With a department that is only a file here nothing is further than this computer.
    [[nodiscard]] static BoardRows asFarAs(Reach reach, BoardRows rows);
    /// Loads the alert, checks, and writes the event that `make` describes; on the pool.
    QFuture<Result<void>> act(const QString& alertId, Check check, Make make);
    QFuture<Result<void>> act(const QString& alertId, Check check, Deed deed);
    Result<void> actNow(const QString& alertId, const Check& check, const Make& make);
    Result<QString> raiseNow(AlertDraft draft, const QString& begun, const QString& superseded = {});
    /// An alert that is being raised.
    struct Raising {
        QString alertId;
        QString superseded; ///< empty = it takes the place of none
        AlertDraft draft;
        FindingRule finding;
        CategoryRule category;
        QJsonObject route;
    };
    [[nodiscard]] journal::Event raisedEvent(const Raising& raising, const QUuid& toldBy,
                                             const AlertPolicy& rules) const;
    [[nodiscard]] report::ActionableFinding carriedBy(const Raising& raising,
                                                      const QList<journal::Event>& events) const;
    /// Which revision of the report it was raised from; nothing when there is none.
    [[nodiscard]] std::optional<int> revisionOf(const QString& reportId) const;
    /// The time of the call by which somebody was told, when none was entered; or why it cannot have been.
    Result<void> completeTold(AlertDraft& draft) const;
    /// When the first of its studies began, as far as the worklist knows.
    [[nodiscard]] std::optional<UtcTime> examinedAt(const AlertDraft& draft) const;
    /// What ends an alert that another one takes the place of, and how it stands then.
    struct End {
        journal::Event event;
        Alert after;
    };
    Result<End> endOf(const QString& superseded, const QString& by, const AlertDraft& draft) const;
    /// How an alert stands after one more act of this computer.
    [[nodiscard]] static Alert after(const Alert& before, const journal::Event& event);
    Result<void> updateReports(store::Transaction& records, const Alert& after) const;
    /// What the worklist knows of where the patient is, when the draft does not say it.
    void findLocation(AlertDraft& draft, const AlertPolicy& rules) const;
    /// What the worklist says of the study, where nothing was entered.
    void readLocation(AlertDraft& draft, const AlertPolicy& rules) const;
    /// A place that no word of the policy knows, and that the directory knows as a practice.
    void findPractice(AlertDraft& draft, const AlertPolicy& rules) const;
    /// The directory, or nothing where it is not followed, empty or unreadable.
    [[nodiscard]] std::optional<directory::Directory> people() const;
    /// The day where the department is.
    [[nodiscard]] QDate today(const AlertPolicy& rules) const;
    Result<AlertWay> findWay(AlertDraft draft) const;
    Result<AlertWay> findWayNow(const QString& alertId) const;
    /// Fills owner and back-up from the directory; answers what the event says of it, empty without one.
    [[nodiscard]] QJsonObject findRoute(AlertDraft& draft, const AlertPolicy& rules) const;
    [[nodiscard]] Result<Alert> load(const QString& alertId) const;
    [[nodiscard]] journal::Event eventOf(const QString& alertId, const Deed& deed) const;
    /// Words about a restricted alert go into the sealed part.
    enum class Words { Open, KeptApart };
    [[nodiscard]] journal::Event eventOf(const QString& alertId, Deed deed, Words words) const;
    [[nodiscard]] journal::Event eventAbout(const Alert& alert, const Deed& deed) const;
    /// One transaction: the events, their outbox rows, and what `more` adds.
    Result<void> commit(QList<journal::Event> events,
                        const std::function<Result<void>(store::Transaction&)>& more);

    std::shared_ptr<const AlertPolicy> m_policy; ///< while nothing is followed
    std::atomic<const PolicyInForce*> m_inForce{nullptr};
    std::atomic<const store::DirectoryStore*> m_directory{nullptr};
    store::DataFolder& m_data;
    store::OwnFacts& m_facts;
    const store::AlertStore& m_alerts;
    const Clock& m_clock;
    IdSource& m_ids;
    report::User m_user;
    BegunWork m_begunWork;
    Events& m_events;
    std::atomic<Reach> m_reach{Reach::Department};
    std::atomic<bool> m_online{true};
    std::shared_ptr<KnownRows> m_knownRows = std::make_shared<KnownRows>(); ///< shared with reads under way
    AskLog m_askLog;
    std::stop_source m_stop; ///< of what the department is asked
    QThreadPool m_pool;
    QThreadPool m_asking; ///< a department that is silent never holds up an act
};

} // namespace vigil::alert
