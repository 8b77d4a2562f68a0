// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Application.h"

#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/base/platform/Platform.h"
#include "core/store/OutboxStore.h"
#include "core/sync/DepartmentSync.h"
#include "core/sync/EmbeddedDepartment.h"
#include "core/sync/LogAudit.h"
#include "core/sync/OutboxSync.h"
#include "core/sync/PostgresDepartment.h"
#include "dicom/Dicom.h"

#include <QDir>
#include <QFile>

namespace vigil::app {

namespace {

const QString shippedWorklistPolicy = QStringLiteral(":/vigil/policies/worklist.yaml");
const QString shippedAlertPolicy = QStringLiteral(":/vigil/policies/default.yaml");
const QString shippedFollowUpPolicy = QStringLiteral(":/vigil/policies/followup.yaml");
const QString archiveDestination = QStringLiteral("archive");

Result<QByteArray> readFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound, QStringLiteral("This file cannot be read: %1").arg(path), {}};
    return file.readAll();
}

} // namespace

Application::Application(Settings settings, Running running)
    : m_settings(std::move(settings)), m_running(running), m_journalStore(m_clock, m_ids),
      m_policyStore(m_journalStore), m_directoryStore(m_journalStore), m_safetyNetStore(m_journalStore) {}

Application::~Application() {
    m_pool.waitForDone();
    m_doctor.reset();
    {
        // The workers first: they call back into what follows.
        std::vector<std::unique_ptr<sync::SyncWorker>> workers;
        {
            const std::scoped_lock lock(m_workersMutex);
            workers.swap(m_workers);
        }
    }
    m_safetyNet.reset();
    m_followUps.reset(); // it asks the PACS through the studies
    m_studies.reset();
    if (m_listener) m_listener->stop();
    m_reports.reset();
    m_alerts.reset();
    m_policies.reset();
    m_directory.reset();
}

Result<std::unique_ptr<Application>> Application::open(const Settings& settings, const QString& dataFolder,
                                                       Running running) {
    VIGIL_CHECK(dicom::initialise());
    std::unique_ptr<Application> application(new Application(settings, running));
    VIGIL_CHECK(application->openStores(dataFolder));
    VIGIL_CHECK(application->openServices());
    if (running == Running::Window) VIGIL_CHECK(application->startDestinations());
    return application;
}

Result<void> Application::openStores(const QString& dataFolder) {
    VIGIL_TRY(m_data, store::DataFolder::open(dataFolder));
    m_frames = dicom::frameReader();
    m_codec = dicom::srCodec(m_ids);
    m_reportedStudies = std::make_unique<study::ReportedStudies>(m_journalStore);
    m_alertStore = std::make_unique<store::AlertStore>(m_journalStore);
    m_followUpStore = std::make_unique<store::FollowUpStore>(m_journalStore);
    VIGIL_CHECK(openPolicy());
    m_journal = std::make_unique<journal::Journal>(
        *m_data, m_journalStore,
        QList<journal::Projection*>{m_reportedStudies.get(), m_alertStore.get(), m_followUpStore.get()},
        [this](const QSet<journal::AggregateKey>& changed) { announce(changed); });
    VIGIL_CHECK(m_journal->open());
    VIGIL_CHECK(m_policyInForce->refresh());
    if (const auto fault = m_policyInForce->fault(); !fault.isEmpty()) spdlog::error("policy: {}", fault);
    m_facts = std::make_unique<sync::QueuedFacts>(m_journalStore, *m_journal, [this] {
        wakeWorkers();
        const std::scoped_lock lock(m_workersMutex);
        for (const auto& worker : m_workers)
            worker->recount();
    });
    m_objects = std::make_unique<study::ObjectStore>(*m_data, m_clock, m_ids, m_events);
    return m_objects->recover(*m_frames);
}

/// What counts until the department has published a policy.
Result<void> Application::openPolicy() {
    const auto& policyFile =
        m_settings.alertPolicyFile.isEmpty() ? shippedAlertPolicy : m_settings.alertPolicyFile;
    VIGIL_TRY(auto policy, alert::AlertPolicy::load(policyFile));
    m_policyInForce = std::make_unique<alert::PolicyInForce>(
        std::make_shared<const alert::AlertPolicy>(std::move(policy)), *m_data, m_policyStore);
    return {};
}

Result<void> Application::openServices() {
    // Signing needs the names of categories and findings only; a newer policy reaches it at the next start.
    const auto policy = std::make_shared<const alert::AlertPolicy>(m_policyInForce->current());
    VIGIL_TRY(auto templates, report::TemplateLibrary::load());
    m_templates = std::make_shared<const report::TemplateLibrary>(std::move(templates));
    VIGIL_TRY(const auto yaml,
              readFile(m_settings.worklistPolicyFile.isEmpty() ? shippedWorklistPolicy
                                                               : m_settings.worklistPolicyFile));
    VIGIL_TRY(auto worklistPolicy, study::WorklistPolicy::read(yaml));

    m_reports = std::make_unique<report::ReportService>(policy, m_templates, *m_data, *m_facts, *m_alertStore,
                                                        *m_codec, m_clock, m_ids, m_settings.user, m_events);
    m_alerts = std::make_unique<alert::AlertService>(policy, *m_data, *m_facts, *m_alertStore, m_clock, m_ids,
                                                     m_settings.user, m_events);
    m_alerts->follow(*m_policyInForce, m_directoryStore);
    m_alerts->setAskLog([this](const study::PatientKey& patient, std::stop_token stop) {
        return alertsInLog(patient, std::move(stop));
    });
    m_policies = std::make_unique<alert::PolicyService>(*m_policyInForce, *m_data, *m_facts, m_policyStore,
                                                        *m_alertStore, m_clock, m_ids, m_settings.user);
    m_directory = std::make_unique<directory::DirectoryService>(
        *m_policyInForce, *m_data, *m_facts, m_directoryStore, m_clock, m_ids, m_settings.user);
    m_alerts->setReach(m_settings.department.isEmbedded() ? alert::AlertService::Reach::ThisComputer
                                                          : alert::AlertService::Reach::Department);
    m_testArrivals = std::make_unique<setup::TestArrivals>(*m_objects);
    m_listener = dicom::storageListener(m_settings.local, m_settings.pacs, *m_testArrivals, &m_calls);
    // A command needs the listener for C-MOVE; when the port is taken (a window runs) C-GET still works.
    if (m_settings.listen) {
        m_listening = m_listener->start();
        if (!m_listening) {
            if (m_running == Running::Window) return m_listening;
            spdlog::warn("listener: {}", m_listening.error().message);
        }
    }
    std::vector<study::StudySource> sources;
    for (const auto& peer : m_settings.pacs)
        sources.push_back({peer, dicom::worklistSource(peer, m_settings.local),
                           dicom::studyRetriever(peer, m_settings.local, *m_objects)});
    m_studies = std::make_unique<study::StudyService>(*m_data, *m_objects, std::move(sources),
                                                      std::move(worklistPolicy), m_clock, m_events);
    m_studies->setUser(m_settings.user.id);
    m_doctor = makeDoctor();
    m_studies->setPrefetch(m_settings.prefetch);
    VIGIL_CHECK(openFollowUps());
    if (m_running == Running::Window) {
        m_studies->queue().resume();
        m_studies->setCacheLimit(qint64(m_settings.cacheLimitGiB) << 30);
    }
    return {};
}

Result<void> Application::openFollowUps() {
    VIGIL_TRY(const auto yaml,
              readFile(m_settings.followUpPolicyFile.isEmpty() ? shippedFollowUpPolicy
                                                               : m_settings.followUpPolicyFile));
    VIGIL_TRY(auto policy, followup::FollowUpPolicy::read(yaml));
    const auto askPacs = [this](const study::PatientKey& patient,
                                std::stop_token stop) -> Result<QStringList> {
        study::WorklistQuery query;
        query.patientId = patient.id;
        const auto answered = awaited(m_studies->refresh(query, stop));
        if (!answered) return answered.error();
        return answered->unreachable;
    };
    m_followUps = std::make_unique<followup::FollowUpService>(
        std::move(policy),
        followup::FollowUpService::Parts{*m_policyInForce, *m_data, *m_facts, *m_followUpStore, m_clock,
                                         m_ids, m_events, askPacs},
        m_settings.user);
    m_safetyNet = std::make_unique<safetynet::SafetyNetService>(
        *m_policyInForce, *m_data, *m_facts, m_safetyNetStore, m_clock, m_ids, m_settings.user, m_events);
    return {};
}

std::unique_ptr<setup::SetupDoctor> Application::makeDoctor() {
    setup::Installation installation;
    installation.local = m_settings.local;
    if (!m_settings.aeTitleChosen) installation.title = setup::Installation::Title::Default;
    if (!m_settings.listen) installation.listener = setup::Installation::Listener::SwitchedOff;
    installation.pacs = m_settings.pacs;
    installation.orders = m_settings.orders;
    // Whoever waits in front of the screen gets an answer sooner than a retrieve gives up.
    constexpr std::chrono::seconds patience{20};
    for (auto* peers : {&installation.pacs, &installation.orders})
        for (auto& peer : *peers)
            peer.silenceTimeout = std::min(peer.silenceTimeout, patience);
    installation.departmentName = m_settings.department.name;
    installation.departmentIsServer = !m_settings.department.isEmbedded();
    installation.dataFolder = m_data->path();
    installation.configFile = m_settings.file;
    const auto probe = [this](const study::PacsPeer& peer) {
        return dicom::peerProbe(peer, m_settings.local);
    };
    const auto orders = [this](const study::PacsPeer& peer) {
        return dicom::orderSource(peer, m_settings.local);
    };
    const auto listeningPort = [this]() -> Result<quint16> {
        VIGIL_CHECK(m_listening);
        if (m_listener->port() != 0) return m_listener->port();
        return Error{Error::Code::NotFound, QStringLiteral("The listener is not open."), {}};
    };
    return std::make_unique<setup::SetupDoctor>(
        std::move(installation), setup::Instruments{probe, orders, [this] { return department(); },
                                                    listeningPort, m_calls, *m_testArrivals, m_clock});
}

std::unique_ptr<sync::Department> Application::department() {
    if (m_settings.department.isEmbedded())
        return std::make_unique<sync::EmbeddedDepartment>(
            sync::EmbeddedDepartment::Options{m_data->path() + QStringLiteral("/department.db"),
                                              m_settings.user.id, m_settings.local.aeTitle},
            m_clock, m_ids);
    sync::PostgresDepartment::Options options;
    options.url = m_settings.department.url;
    options.user = m_settings.user.id;
    options.device = m_settings.local.aeTitle;
    return std::make_unique<sync::PostgresDepartment>(std::move(options));
}

Result<alert::AlertsInLog> Application::alertsInLog(const study::PatientKey& patient, std::stop_token stop) {
    // The file of an embedded department is the worker's as long as there is one.
    const bool workerHasIt = m_settings.department.isEmbedded() && m_running == Running::Window;
    auto about = workerHasIt ? m_questions.alertsAbout(
                                   patient, [this] { wakeWorkers(); }, stop)
                             : department()->alertsAbout(patient, stop);
    if (!about) return about.error();
    return alert::AlertsInLog{std::move(about->events), about->more};
}

std::unique_ptr<sync::SyncEngine> Application::makeDepartmentSync() {
    sync::DepartmentSync::Options options;
    options.questions = &m_questions;
    options.clientVersion = QStringLiteral(VIGIL_VERSION);
    options.role = m_settings.user.role;
    options.claims = &m_claims;
    options.presenceChanged = [this] { Q_EMIT m_events.presenceChanged(); };
    options.isOver = alert::isOver;
    if (!m_settings.department.isEmbedded())
        options.headOfTheDay = [](const QUuid& logId, const journal::Position& head) {
            platform::writeSystemLog(sync::headLine(logId, head));
        };
    return std::make_unique<sync::DepartmentSync>(std::move(options), department(), *m_data, m_journalStore,
                                                  *m_journal, m_clock, sync::Backoff(sync::systemRandom()));
}

std::unique_ptr<sync::SyncEngine> Application::makeArchiveSync(const study::PacsPeer& peer) {
    constexpr int documentsAtOnce = 8;
    return std::make_unique<sync::OutboxSync>(sync::OutboxPump::Options{archiveDestination, documentsAtOnce},
                                              dicom::archive(peer, m_settings.local), *m_data, m_clock,
                                              sync::Backoff(sync::systemRandom()));
}

void Application::startWorker(const QString& name, sync::SyncWorker::MakeEngine make) {
    sync::SyncWorker::Options options;
    options.name = name;
    auto worker = std::make_unique<sync::SyncWorker>(
        options, m_clock, std::move(make),
        [this, name](sync::DestinationStatus& status) { count(name, status); },
        [this, name](const sync::DestinationStatus& status) {
            using State = sync::DestinationStatus::State;
            if (name == store::departmentDestination)
                m_alerts->setOnline(status.state == State::Online || status.state == State::Starting);
            Q_EMIT m_events.destinationChanged(name);
            Q_EMIT m_events.outboxChanged();
        });
    worker->recount(); // what an earlier run left behind is told before the first round is over
    const std::scoped_lock lock(m_workersMutex);
    m_workers.push_back(std::move(worker));
}

Result<void> Application::startDestinations() {
    // While this window is open the department knows of it; without a word it would be looked for.
    m_claims.hold(sync::windowTopic, m_settings.local.aeTitle);
    startWorker(store::departmentDestination, [this] { return makeDepartmentSync(); });
    // Signed reports go to the first PACS of the configuration.
    if (!m_settings.pacs.isEmpty())
        startWorker(archiveDestination,
                    [this, peer = m_settings.pacs.first()] { return makeArchiveSync(peer); });
    return {};
}

QList<std::pair<QString, sync::Round>> Application::syncOnce(std::stop_token stop) {
    QList<std::pair<QString, sync::Round>> rounds;
    rounds.append({store::departmentDestination, makeDepartmentSync()->syncOnce(stop)});
    if (!m_settings.pacs.isEmpty())
        rounds.append({archiveDestination, makeArchiveSync(m_settings.pacs.first())->syncOnce(stop)});
    return rounds;
}

void Application::count(const QString& destination, sync::DestinationStatus& status) {
    const auto summary = awaited(m_data->recordsReader().run(
        [](const store::Database& records) { return store::OutboxStore().summary(records); }));
    if (!summary) return;
    const auto counts = summary->perDestination.value(destination);
    status.waiting = counts.waiting;
    status.parked = counts.parked;
    status.oldestCritical = counts.oldestCritical;
}

QList<sync::DestinationStatus> Application::destinations() const {
    const std::scoped_lock lock(m_workersMutex);
    QList<sync::DestinationStatus> statuses;
    for (const auto& worker : m_workers)
        statuses << worker->status();
    return statuses;
}

void Application::tryNow(const QString& destination) {
    static_cast<void>(
        m_data->records().run(store::Lane::Person, [destination](store::Transaction& records) -> Result<int> {
            VIGIL_CHECK(store::OutboxStore().requeueNow(records, destination));
            return 0;
        }));
    const std::scoped_lock lock(m_workersMutex);
    for (const auto& worker : m_workers)
        if (worker->status().name == destination) worker->tryNow();
}

void Application::sendAgain(const QString& destination, const QString& messageId) {
    static_cast<void>(m_data->records().run(
        store::Lane::Person, [destination, messageId](store::Transaction& records) -> Result<int> {
            VIGIL_CHECK(store::OutboxStore().sendAgain(records, destination, messageId));
            return 0;
        }));
    tryNow(destination);
}

void Application::wakeWorkers() {
    const std::scoped_lock lock(m_workersMutex);
    for (const auto& worker : m_workers)
        worker->wake();
}

void Application::announce(const QSet<journal::AggregateKey>& changed) {
    bool alerts = false;
    bool studies = false;
    bool policies = false;
    bool followUps = false;
    bool safetyNet = false;
    for (const auto& key : changed) {
        alerts = alerts || key.kind == journal::aggregate::alert;
        studies = studies || key.kind == journal::aggregate::study;
        policies = policies || key.kind == journal::aggregate::policy;
        followUps = followUps || key.kind == journal::aggregate::followUp;
        safetyNet = safetyNet || key.kind == journal::aggregate::safetyNet;
    }
    if (policies) {
        if (const auto read = m_policyInForce->refresh(); !read)
            spdlog::error("policy: {}", read.error().message);
        if (const auto fault = m_policyInForce->fault(); !fault.isEmpty()) spdlog::error("policy: {}", fault);
    }
    if (alerts) Q_EMIT m_events.alertsChanged();
    if (followUps) Q_EMIT m_events.followUpsChanged();
    if (safetyNet) Q_EMIT m_events.safetyNetChanged();
    if (alerts || studies) Q_EMIT m_events.worklistChanged();
}

/// Images that the PACS names and that are not here have not been read: the reader is told, and they come.
void Application::checkSeen(const study::Study& study, const QList<study::InstanceKey>& named,
                            const QList<study::StoredObject>& here, report::SignContext& context) {
    QSet<QString> uids;
    for (const auto& object : here)
        uids.insert(object.header.key.sopInstanceUid);
    auto unseen = named;
    unseen.removeIf([&uids](const study::InstanceKey& key) {
        return uids.contains(key.sopInstanceUid) || study::isReportDocument(key);
    });
    if (unseen.isEmpty()) return;
    context.unseen << QStringLiteral("%1: %2 of %3 images in the PACS are not on this computer (%4).")
                          .arg(study.description.isEmpty() ? QStringLiteral("Study") : study.description)
                          .arg(unseen.size())
                          .arg(named.size())
                          .arg(study::missingText(study::missingBySeries(unseen, here)));
    if (m_running == Running::Window)
        m_studies->queue().want(study.studyUid, study.sourceId, study::RetrievePriority::Opened);
}

QFuture<Result<report::SignContext>> Application::signContext(const QStringList& studyUids) {
    return runOn(m_pool, [this, studyUids]() -> Result<report::SignContext> {
        report::SignContext context;
        context.utcOffsetMinutes = QDateTime::currentDateTime().offsetFromUtc() / 60;
        for (const auto& uid : studyUids) {
            VIGIL_TRY(const auto study, awaited(m_studies->study(uid)));
            if (!study)
                return Error{Error::Code::NotFound,
                             QStringLiteral("A study of this report is not on the worklist any more. Refresh "
                                            "it and sign again; the draft is kept."),
                             {}};
            context.studies.insert(uid, *study);
            // What the order says comes with the study until an order source is configured.
            context.orderPatient = study->patient.key;
            const auto evidence = awaited(m_studies->evidence(uid, {}));
            if (evidence)
                context.evidence << *evidence;
            else
                context.incompleteEvidence << evidence.error().message;
            VIGIL_TRY(const auto objects, awaited(m_studies->objects(uid)));
            if (evidence) checkSeen(*study, *evidence, objects, context);
            for (const auto& object : objects) {
                // One object of another patient is enough to stop the signature.
                const auto& patient = object.header.patient.key;
                if (!context.imagesPatients.contains(patient)) context.imagesPatients << patient;
            }
        }
        return context;
    });
}

} // namespace vigil::app
