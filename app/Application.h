// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Settings.h"
#include "core/alert/AlertService.h"
#include "core/alert/PolicyService.h"
#include "core/base/Clock.h"
#include "core/base/Events.h"
#include "core/base/Ids.h"
#include "core/directory/DirectoryService.h"
#include "core/dispatch/Heartbeat.h"
#include "core/followup/FollowUpService.h"
#include "core/journal/Journal.h"
#include "core/report/ReportService.h"
#include "core/safetynet/SafetyNetService.h"
#include "core/setup/SetupDoctor.h"
#include "core/store/DataFolder.h"
#include "core/study/ObjectStore.h"
#include "core/study/ReportedStudies.h"
#include "core/study/StudyService.h"
#include "core/sync/Claims.h"
#include "core/sync/Department.h"
#include "core/sync/Questions.h"
#include "core/sync/QueuedFacts.h"
#include "core/sync/SyncWorker.h"

#include <memory>
#include <vector>

namespace vigil::app {

/// Wires everything and owns it: the only place that knows every concrete class. Without a window; the window
/// and vigilctl are built on it. Made and destroyed on the main thread.
class Application {
public:
    /// Whether the program stays (listener and sync workers run) or does one thing and ends (they do not).
    enum class Running { Window, Command };

    /// Takes the lock on the data folder. Errors say what to do in plain words; nothing is left half-open.
    static Result<std::unique_ptr<Application>> open(const Settings& settings, const QString& dataFolder,
                                                     Running running);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    [[nodiscard]] const Settings& settings() const { return m_settings; }
    [[nodiscard]] const Clock& clock() const { return m_clock; }
    [[nodiscard]] Events& events() { return m_events; }
    [[nodiscard]] store::DataFolder& data() { return *m_data; }
    [[nodiscard]] study::StudyService& studies() { return *m_studies; }
    [[nodiscard]] study::ObjectStore& objects() { return *m_objects; }
    [[nodiscard]] setup::SetupDoctor& doctor() { return *m_doctor; }
    [[nodiscard]] study::FrameReader& frames() { return *m_frames; }
    [[nodiscard]] report::SrCodec& codec() { return *m_codec; }
    [[nodiscard]] report::ReportService& reports() { return *m_reports; }
    [[nodiscard]] alert::AlertService& alerts() { return *m_alerts; }
    [[nodiscard]] const alert::AlertPolicy& policy() const { return m_policyInForce->current(); }
    /// Why the department's policy is not the one in force here; empty when all is well.
    [[nodiscard]] QString policyFault() const { return m_policyInForce->fault(); }
    [[nodiscard]] alert::PolicyService& policies() { return *m_policies; }
    [[nodiscard]] directory::DirectoryService& directory() { return *m_directory; }
    [[nodiscard]] safetynet::SafetyNetService& safetyNet() { return *m_safetyNet; }
    [[nodiscard]] followup::FollowUpService& followUps() { return *m_followUps; }
    [[nodiscard]] const store::JournalStore& journalStore() const { return m_journalStore; }
    /// A connection of its own to the department; belongs to the calling thread.
    [[nodiscard]] std::unique_ptr<sync::Department> department();

    /// For a program that follows the department on a thread of its own: the engine of its log, and the
    /// alerts as that mirrors them.
    [[nodiscard]] std::unique_ptr<sync::SyncEngine> departmentEngine() { return makeDepartmentSync(); }
    [[nodiscard]] const store::AlertStore& alertStore() const { return *m_alertStore; }
    [[nodiscard]] const store::FollowUpStore& followUpStore() const { return *m_followUpStore; }
    [[nodiscard]] const store::DirectoryStore& directoryStore() const { return m_directoryStore; }

    /// How the destinations stand, department first.
    [[nodiscard]] QList<sync::DestinationStatus> destinations() const;
    void tryNow(const QString& destination);
    /// A refused message goes again.
    void sendAgain(const QString& destination, const QString& messageId);
    /// One round for every destination on the calling thread (vigilctl sync --once): name and what came of
    /// it.
    QList<std::pair<QString, sync::Round>> syncOnce(std::stop_token stop);

    /// Takes hold of a study for this reader, seen by all; renewed until it is let go.
    void claim(const QString& studyUid);
    void letGo(const QString& studyUid);
    /// Who has a study open at another computer, e.g. "okafor at VG-DESK1".
    QFuture<Result<QStringList>> readersElsewhere(const QString& studyUid);

    /// Whether the department's alerts escalate by themselves, as its presence says.
    QFuture<Result<dispatch::EscalationStatus>> escalation();

    /// What surrounds a signature of these studies: patients, evidence. Asks the PACS.
    QFuture<Result<report::SignContext>> signContext(const QStringList& studyUids);

private:
    Application(Settings settings, Running running);
    Result<void> openStores(const QString& dataFolder);
    Result<void> openPolicy();
    Result<void> openServices();
    Result<void> openFollowUps();
    Result<void> startDestinations();
    Result<alert::AlertsInLog> alertsInLog(const study::PatientKey& patient, std::stop_token stop);
    [[nodiscard]] std::unique_ptr<setup::SetupDoctor> makeDoctor();
    [[nodiscard]] std::unique_ptr<sync::SyncEngine> makeDepartmentSync();
    [[nodiscard]] std::unique_ptr<sync::SyncEngine> makeArchiveSync(const study::PacsPeer& peer);
    void startWorker(const QString& name, sync::SyncWorker::MakeEngine make);
    void count(const QString& destination, sync::DestinationStatus& status);
    void announce(const QSet<journal::AggregateKey>& changed);
    void wakeWorkers();
    void checkSeen(const study::Study& study, const QList<study::InstanceKey>& named,
                   const QList<study::StoredObject>& here, report::SignContext& context);

    Settings m_settings;
    Running m_running;
    SystemClock m_clock;
    RandomIds m_ids;
    Events m_events;
    std::unique_ptr<store::DataFolder> m_data;
    store::JournalStore m_journalStore;
    std::unique_ptr<study::ReportedStudies> m_reportedStudies;
    std::unique_ptr<store::AlertStore> m_alertStore;
    std::unique_ptr<store::FollowUpStore> m_followUpStore;
    store::PolicyStore m_policyStore;
    store::DirectoryStore m_directoryStore;
    std::unique_ptr<alert::PolicyInForce> m_policyInForce; ///< before the journal, which tells it of news
    std::unique_ptr<journal::Journal> m_journal;
    std::unique_ptr<sync::QueuedFacts> m_facts;
    std::unique_ptr<report::SrCodec> m_codec;
    std::unique_ptr<study::FrameReader> m_frames;
    std::shared_ptr<const report::TemplateLibrary> m_templates;
    std::unique_ptr<report::ReportService> m_reports;
    std::unique_ptr<alert::AlertService> m_alerts;
    std::unique_ptr<alert::PolicyService> m_policies;
    std::unique_ptr<directory::DirectoryService> m_directory;
    std::unique_ptr<followup::FollowUpService> m_followUps;
    store::SafetyNetStore m_safetyNetStore;
    std::unique_ptr<safetynet::SafetyNetService> m_safetyNet;
    std::unique_ptr<study::ObjectStore> m_objects;
    std::unique_ptr<study::StudyService> m_studies;
    std::unique_ptr<setup::TestArrivals> m_testArrivals; ///< between listener and store
    study::CallLog m_calls;
    std::unique_ptr<study::StorageListener> m_listener;
    Result<void> m_listening; ///< why the listener could not be opened
    std::unique_ptr<setup::SetupDoctor> m_doctor;
    sync::Claims m_claims;
    sync::Questions m_questions;
    QThreadPool m_pool; ///< joins of answers of several services
    mutable std::mutex m_workersMutex;
    std::vector<std::unique_ptr<sync::SyncWorker>> m_workers;
};

} // namespace vigil::app
