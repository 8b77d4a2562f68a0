// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/PolicyInForce.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/followup/FollowUpPolicy.h"
#include "core/report/ReportContent.h"
#include "core/store/FollowUpStore.h"
#include "core/store/OwnFacts.h"

#include <QFuture>
#include <QThreadPool>

#include <functional>
#include <stop_token>

namespace vigil::followup {

/// Everything a person does about recommended follow-ups. Each act is one event and its outbox row in one
/// transaction. A refusal says why in plain words and has written nothing. Owned by Application, callable
/// from any thread, works on its own pool.
class FollowUpService {
public:
    /// Asks every PACS for the studies of a patient, so that they are in cache.db; answers one sentence a
    /// PACS that did not answer, and an error when none did. Blocks.
    using AskPacs =
        std::function<Result<QStringList>(const study::PatientKey& patient, std::stop_token stop)>;
    struct Parts {
        const alert::PolicyInForce& policies; ///< officer and time zone
        store::DataFolder& data;
        store::OwnFacts& facts;
        const store::FollowUpStore& followUps;
        const Clock& clock;
        IdSource& ids;
        Events& events;
        AskPacs askPacs;
    };

    FollowUpService(FollowUpPolicy policy, Parts parts, report::User user);
    ~FollowUpService();

    [[nodiscard]] const report::User& user() const { return m_user; }
    [[nodiscard]] const FollowUpPolicy& policy() const { return m_policy; }

    /// Answers the id. Invalid names what is missing or does not match.
    QFuture<Result<QString>> recommend(const FollowUpDraft& draft);
    QFuture<Result<void>> book(const QString& followUpId, const QDate& day, const QString& where);
    QFuture<Result<void>> reassign(const QString& followUpId, const alert::Party& to, const QString& reason);
    QFuture<Result<void>> note(const QString& followUpId, const QString& text);
    /// "This examination is not the one."
    QFuture<Result<void>> reject(const QString& followUpId, const QString& studyUid, const QString& reason);
    /// An answered one needs a verified report of `studyUid`; which one is found here, in the PACS if need
    /// be.
    QFuture<Result<void>> close(const QString& followUpId, const Closing& closing);
    /// Takes back an act of the user, up to ten minutes later. `eventId` null = the last one.
    QFuture<Result<void>> retract(const QString& followUpId, const QUuid& eventId = {});

    struct Looked {
        int asked = 0;           ///< patients
        int silent = 0;          ///< of them: no PACS answered
        int failed = 0;          ///< of them: it could not be done, and that says nothing about the others
        int proposed = 0;        ///< examinations that are new
        QStringList unreachable; ///< one plain sentence a PACS that did not answer or could not

        bool operator==(const Looked&) const = default;
    };
    /// Looks in every PACS for examinations that open follow-ups may be answered by, and proposes them.
    /// `followUpId` empty = all that are open.
    QFuture<Result<Looked>> look(const QString& followUpId, std::stop_token stop);
    QFuture<Result<Looked>> lookFor(const QStringList& followUpIds, std::stop_token stop);

    QFuture<Result<QList<FollowUpRow>>> rows(const store::FollowUpStore::Filter& filter = {});
    QFuture<Result<FollowUp>> followUp(const QString& followUpId);

private:
    struct Deed {
        QString kind;
        QJsonObject data;
        journal::OnBehalfOf onBehalfOf;
    };
    QFuture<Result<void>> act(const QString& followUpId, Deed deed);
    Result<void> actNow(const QString& followUpId, const Deed& deed);
    Result<QString> recommendNow(FollowUpDraft draft);
    Result<void> closeNow(const QString& followUpId, Closing closing);
    Result<void> retractNow(const QString& followUpId, QUuid eventId);
    Result<Looked> lookNow(const QStringList& followUpIds, const std::stop_token& stop);
    /// Asks for a patient; what did not answer goes into `looked`.
    Result<void> ask(const study::PatientKey& patient, Looked& looked, const std::stop_token& stop) const;
    [[nodiscard]] Result<QStringList> openOnes() const;
    Result<int> propose(const FollowUp& followUp);
    Result<void> record(const QList<journal::Event>& events);
    [[nodiscard]] Result<FollowUp> load(const QString& followUpId) const;
    [[nodiscard]] journal::Event eventOf(const QString& followUpId, const Deed& deed) const;
    [[nodiscard]] FollowUpRules rules() const;

    FollowUpPolicy m_policy;
    Parts m_parts;
    report::User m_user;
    QThreadPool m_pool;
};

} // namespace vigil::followup
