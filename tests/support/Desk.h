// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "core/followup/FollowUpService.h"
#include "core/report/ReportService.h"
#include "core/safetynet/SafetyNetService.h"
#include "core/study/ReportedStudies.h"
#include "core/sync/QueuedFacts.h"
#include "tests/fakes/FakeSrCodec.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/ReportBuilder.h"

#include <atomic>
#include <memory>

namespace vigil::test {

/// A radiologist's desk without a network: one data folder with the real stores, journal and services on it;
/// nothing is ever delivered. What it does not write to the files dies with it.
class Desk {
public:
    static constexpr auto pin = "2468";

    /// The folder is made when it is not there. Ends the program when it cannot be opened.
    explicit Desk(const QString& folder, const report::User& user = aRadiologist());
    ~Desk();

    FixedClock clock;
    RandomIds ids;
    Events events;
    FakeSrCodec codec;
    /// What the PACS would say of a patient, when a follow-up is looked for.
    followup::FollowUpService::AskPacs askPacs;
    std::atomic<int> wakes{0};

    [[nodiscard]] store::DataFolder& data() { return *m_data; }
    [[nodiscard]] alert::AlertService& alerts() { return *m_alerts; }
    [[nodiscard]] report::ReportService& reports() { return *m_reports; }
    [[nodiscard]] safetynet::SafetyNetService& safetyNet() { return *m_safetyNet; }
    [[nodiscard]] followup::FollowUpService& followUps() { return *m_followUps; }
    [[nodiscard]] store::AlertStore& alertStore() { return *m_alertStore; }
    [[nodiscard]] const store::JournalStore& journalStore() const { return m_journalStore; }
    [[nodiscard]] journal::Journal& journal() { return *m_journal; }
    [[nodiscard]] store::OwnFacts& facts() { return *m_facts; }

    void setPin();
    /// A saved draft of these studies that may be signed; answers its id.
    QString draft(const QList<study::Study>& studies = {aStudy()});
    Result<report::SignOutcome> sign(const QString& reportId,
                                     const QList<study::Study>& studies = {aStudy()});
    Result<QString> raise(const alert::AlertDraft& draft);
    /// What came from elsewhere about an alert, e.g. from the dispatcher.
    void record(const QString& alertId, const QString& kind, const QJsonObject& data);

    /// Why facts and messages on this desk do not belong together; empty when all is well: every final report
    /// has its documents, events and outbox rows, every event its outbox row, and nothing of it is left over.
    [[nodiscard]] QString contradiction();

private:
    store::JournalStore m_journalStore;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<store::AlertStore> m_alertStore;
    std::unique_ptr<store::FollowUpStore> m_followUpStore;
    std::unique_ptr<study::ReportedStudies> m_reportedStudies;
    store::PolicyStore m_policyStore;
    std::unique_ptr<alert::PolicyInForce> m_policies;
    std::unique_ptr<journal::Journal> m_journal;
    std::unique_ptr<sync::QueuedFacts> m_facts;
    std::unique_ptr<alert::AlertService> m_alerts;
    std::unique_ptr<report::ReportService> m_reports;
    std::unique_ptr<followup::FollowUpService> m_followUps;
    store::SafetyNetStore m_safetyNetStore;
    std::unique_ptr<safetynet::SafetyNetService> m_safetyNet;
};

} // namespace vigil::test
