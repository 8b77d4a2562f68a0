// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Desk.h"

#include "core/journal/EventCodec.h"
#include "core/report/UserEvent.h"
#include "tests/support/Futures.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace vigil::test {

namespace {

std::shared_ptr<const report::TemplateLibrary> templates() {
    static const auto library = [] {
        auto read = report::TemplateLibrary::load(QStringLiteral(VIGIL_SOURCE_DIR "/resources/templates"));
        if (!read) qFatal("%s", qPrintable(read.error().message));
        return std::make_shared<const report::TemplateLibrary>(std::move(*read));
    }();
    return library;
}

followup::FollowUpPolicy followUpPolicy() {
    QFile file(QStringLiteral(VIGIL_SOURCE_DIR "/resources/policies/followup.yaml"));
    if (!file.open(QIODevice::ReadOnly)) qFatal("no follow-up policy");
    auto read = followup::FollowUpPolicy::read(file.readAll());
    if (!read) qFatal("%s", qPrintable(read.error().message));
    return *read;
}

template <class T>
T must(Result<T> result) {
    if (!result) qFatal("%s", qPrintable(result.error().message + result.error().detail));
    return std::move(*result);
}

void must(Result<void> result) {
    if (!result) qFatal("%s", qPrintable(result.error().message + result.error().detail));
}

/// Everything that has to belong together, as sorted ids.
struct Kept {
    QStringList events;   ///< own ones, with their aggregate
    QStringList messages; ///< to the department, the same
    QStringList signedByEvents;
    QStringList documents;
    QStringList toArchive;
    QStringList finalStudies;
    QStringList raisedInReports;
    QStringList carried;
};

QString line(const journal::Event& event) {
    return toText(event.eventId) + QLatin1Char(' ') + event.kind + QLatin1Char(' ') + event.aggregateId;
}

Result<Kept> readKept(const store::Database& records, const store::JournalStore& journal) {
    Kept kept;
    VIGIL_TRY(const auto own, journal.ownUnaccepted(records));
    for (const auto& entry : own) {
        kept.events << line(entry.event);
        const auto open = QJsonDocument::fromJson(entry.event.open).object();
        if (entry.event.kind == journal::kind::reportSigned)
            kept.signedByEvents << open.value(QLatin1String("sopInstanceUid")).toString() + QLatin1Char(' ') +
                                       open.value(QLatin1String("sha256")).toString();
        if (entry.event.kind == journal::kind::alertRaised &&
            !open.value(QLatin1String("report")).toString().isEmpty())
            kept.raisedInReports << entry.event.aggregateId;
    }
    VIGIL_TRY(const auto toDepartment,
              store::OutboxStore().undelivered(records, store::departmentDestination));
    for (const auto& message : toDepartment) {
        VIGIL_TRY(const auto event, journal::decode(message.payload));
        kept.messages << line(event);
    }
    VIGIL_TRY(const auto documents, store::ReportStore::documents(records));
    for (const auto& document : documents) {
        VIGIL_TRY(const auto bytes, store::ReportStore::documentBytes(records, document.sopInstanceUid));
        kept.documents << document.sopInstanceUid + QLatin1Char(' ') +
                              QString::fromLatin1(document.sha256.toHex());
    }
    VIGIL_TRY(const auto toArchive,
              store::OutboxStore().undelivered(records, report::ReportService::archive));
    for (const auto& message : toArchive)
        kept.toArchive
            << message.messageId + QLatin1Char(' ') +
                   QString::fromLatin1(
                       QCryptographicHash::hash(message.payload, QCryptographicHash::Sha256).toHex());
    VIGIL_CHECK(
        records.rows(QStringLiteral("SELECT study_uid FROM report JOIN report_study USING(report_id) WHERE "
                                    "state='final'"),
                     {}, [&](const store::Row& row) { kept.finalStudies << row.text(0); }));
    VIGIL_CHECK(records.rows(QStringLiteral("SELECT alert_id FROM report_alert"), {},
                             [&](const store::Row& row) { kept.carried << row.text(0); }));
    for (auto* list : {&kept.events, &kept.messages, &kept.signedByEvents, &kept.documents, &kept.toArchive,
                       &kept.finalStudies, &kept.raisedInReports, &kept.carried})
        list->sort();
    return kept;
}

} // namespace

Desk::Desk(const QString& folder, const report::User& user)
    : m_journalStore(clock, ids), m_policyStore(m_journalStore), m_safetyNetStore(m_journalStore) {
    m_data = must(store::DataFolder::open(folder));
    m_alertStore = std::make_unique<store::AlertStore>(m_journalStore);
    m_followUpStore = std::make_unique<store::FollowUpStore>(m_journalStore);
    m_reportedStudies = std::make_unique<study::ReportedStudies>(m_journalStore);
    m_policies = std::make_unique<alert::PolicyInForce>(starterPolicy(), *m_data, m_policyStore);
    m_journal = std::make_unique<journal::Journal>(
        *m_data, m_journalStore,
        QList<journal::Projection*>{m_alertStore.get(), m_followUpStore.get(), m_reportedStudies.get()});
    must(m_journal->open());
    m_facts = std::make_unique<sync::QueuedFacts>(m_journalStore, *m_journal, [this] { ++wakes; });
    m_alerts = std::make_unique<alert::AlertService>(starterPolicy(), *m_data, *m_facts, *m_alertStore, clock,
                                                     ids, user, events);
    m_reports = std::make_unique<report::ReportService>(starterPolicy(), templates(), *m_data, *m_facts,
                                                        *m_alertStore, codec, clock, ids, user, events);
    const auto ask = [this](const study::PatientKey& patient, std::stop_token stop) -> Result<QStringList> {
        return askPacs ? askPacs(patient, std::move(stop)) : QStringList{};
    };
    m_followUps = std::make_unique<followup::FollowUpService>(
        followUpPolicy(),
        followup::FollowUpService::Parts{*m_policies, *m_data, *m_facts, *m_followUpStore, clock, ids, events,
                                         ask},
        user);
    m_safetyNet = std::make_unique<safetynet::SafetyNetService>(*m_policies, *m_data, *m_facts,
                                                                m_safetyNetStore, clock, ids, user, events);
}

Desk::~Desk() = default;

void Desk::setPin() {
    must(waitFor(m_reports->setPin(report::Pin(QLatin1String(pin)), std::nullopt)));
}

QString Desk::draft(const QList<study::Study>& studies) {
    const auto opened = must(waitFor(m_reports->openDraft(aPatient(), studies)));
    auto content = opened.content;
    const auto text = aReport().of(studies).build();
    content.sections = text.sections;
    static_cast<void>(must(waitFor(m_reports->saveDraft(content, opened.revision))));
    return content.reportId;
}

Result<report::SignOutcome> Desk::sign(const QString& reportId, const QList<study::Study>& studies) {
    VIGIL_TRY(const auto loaded, waitFor(m_reports->load(reportId)));
    return waitFor(
        m_reports->sign(reportId, loaded.revision, report::Pin(QLatin1String(pin)), aSignContext(studies)));
}

Result<QString> Desk::raise(const alert::AlertDraft& draft) {
    return waitFor(m_alerts->raise(draft));
}

void Desk::record(const QString& alertId, const QString& kind, const QJsonObject& data) {
    const report::User elsewhere{QStringLiteral("dispatcher"), {}, {}, QStringLiteral("Dispatcher"), {}};
    const auto event =
        report::userEvent(elsewhere, {journal::aggregate::alert, alertId}, kind, data, clock, ids, {});
    must(waitFor(m_data->records().run(
        store::Lane::Person, [&](store::Transaction& records) { return m_facts->append(records, event); })));
    must(waitFor(m_data->cache().run(
        store::Lane::Person, [&](store::Transaction& cache) { return m_facts->mirror(cache, {event}); })));
}

QString Desk::contradiction() {
    const auto read = waitFor(m_data->recordsReader().run(
        [this](const store::Database& records) { return readKept(records, m_journalStore); }));
    if (!read) return read.error().message + read.error().detail;
    if (read->events != read->messages)
        return QStringLiteral("own events and messages to the department differ");
    if (read->documents != read->signedByEvents)
        return QStringLiteral("documents and events of signing differ");
    if (read->documents != read->toArchive)
        return QStringLiteral("documents and messages to the archive differ");
    if (read->documents.size() != read->finalStudies.size())
        return QStringLiteral("%1 final studies have %2 documents")
            .arg(read->finalStudies.size())
            .arg(read->documents.size());
    if (read->raisedInReports != read->carried)
        return QStringLiteral("raised alerts and those of reports differ");
    return {};
}

} // namespace vigil::test
