// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/ReportService.h"

#include "core/base/Async.h"
#include "core/store/StudyStore.h"
#include "core/study/SamePatient.h"

#include <algorithm>

namespace vigil::report {

namespace {

Error notHere() {
    return {Error::Code::NotFound, QStringLiteral("This report is not on this computer."), {}};
}

/// The procedures of studies, each once; a study without any stands for itself.
QList<study::RequestedProcedure> proceduresOf(const QList<study::Study>& studies) {
    QList<study::RequestedProcedure> procedures;
    for (const auto& study : studies) {
        auto own = study.procedures;
        if (own.isEmpty()) {
            study::RequestedProcedure procedure;
            procedure.studyUid = study.studyUid;
            procedure.accessionNumber = study.accessionNumber;
            procedure.description = study.description;
            own << procedure;
        }
        for (auto& procedure : own) {
            if (procedure.studyUid.isEmpty()) procedure.studyUid = study.studyUid;
            if (!procedures.contains(procedure)) procedures << procedure;
        }
    }
    return procedures;
}

Result<void> ofPatient(const study::Patient& patient, const QList<study::Study>& studies) {
    QList<study::PatientKey> named{patient.key};
    for (const auto& study : studies)
        named << study.patient.key;
    if (study::areOnePatient(named)) return {};
    return Error{Error::Code::Invalid,
                 QStringLiteral("These examinations are of different patients. A report is of one patient."),
                 {}};
}

OpenedDraft openedOf(const Report& report) {
    return {report.content(), report.revision(), report.state(), {}, true, {}};
}

/// The one unfinished report that covers all of these studies, whatever else it covers and whichever of their
/// requests were known when it was begun. Of several none is taken: a person has to choose.
Result<std::optional<Report>> draftCovering(const store::Database& records, const QStringList& studyUids) {
    VIGIL_TRY(const auto candidates, store::ReportStore::unfinishedOfStudy(records, studyUids.first()));
    if (candidates.size() != 1) return std::optional<Report>();
    VIGIL_TRY(auto report, store::ReportStore::find(records, candidates.first()));
    if (!report) return std::optional<Report>();
    const auto covered = report->content().studyUids();
    const bool all = std::all_of(studyUids.begin(), studyUids.end(),
                                 [&covered](const QString& uid) { return covered.contains(uid); });
    return all ? std::move(report) : std::optional<Report>();
}

/// Whether the department, as it is known here, has a final report of one of the studies.
Result<bool> anySigned(const store::Database& cache, const QStringList& studyUids) {
    for (const auto& uid : studyUids) {
        VIGIL_TRY(const auto state, store::StudyStore::reportState(cache, uid));
        if (!state.isEmpty() && state != toText(ReportState::Preliminary)) return true;
    }
    return false;
}

Result<Report> find(const store::Database& records, const QString& reportId) {
    VIGIL_TRY(auto found, store::ReportStore::find(records, reportId));
    if (!found) return notHere();
    return std::move(*found);
}

} // namespace

ReportService::ReportService(std::shared_ptr<const alert::AlertPolicy> policy,
                             std::shared_ptr<const TemplateLibrary> templates, store::DataFolder& data,
                             store::OwnFacts& facts, const store::AlertStore& alerts, SrCodec& codec,
                             const Clock& clock, IdSource& ids, User user, Events& events)
    : m_policy(std::move(policy)), m_templates(std::move(templates)), m_data(data), m_facts(facts),
      m_alerts(alerts), m_codec(codec), m_clock(clock), m_ids(ids), m_user(std::move(user)),
      m_events(events) {
    m_pool.setMaxThreadCount(2);
}

ReportService::~ReportService() {
    m_pool.waitForDone();
}

QFuture<Result<OpenedDraft>> ReportService::openDraft(const study::Patient& patient,
                                                      const QList<study::Study>& studies) {
    return runOn(m_pool, [this, patient, studies] { return openNow(patient, studies); });
}

Result<OpenedDraft> ReportService::openNow(const study::Patient& patient,
                                           const QList<study::Study>& studies) {
    VIGIL_CHECK(ofPatient(patient, studies));
    if (studies.isEmpty())
        return Error{Error::Code::Invalid, QStringLiteral("A report needs at least one examination."), {}};
    const auto& form = m_templates->bestFor(studies.first());
    ReportContent content;
    content.reportId = vigil::toText(m_ids.uuid());
    content.patient = patient;
    content.procedures = proceduresOf(studies);
    content.title = form.title;
    content.sections = form.sections();
    VIGIL_TRY(const auto fresh, Report::open(content, m_user, m_clock.now()));
    const auto openOrInsert = [&](store::Transaction& records) -> Result<OpenedDraft> {
        const auto& database = records.database();
        VIGIL_TRY(const auto existing,
                  store::ReportStore::draftOf(database, procedureKey(content.procedures)));
        if (existing) return openedOf(*existing);
        VIGIL_TRY(const auto covering, draftCovering(database, content.studyUids()));
        if (covering) return openedOf(*covering);
        OpenedDraft draft{content, 1, ReportState::Draft, form.id, false, {}};
        for (const auto& uid : content.studyUids()) {
            VIGIL_TRY(const auto others, store::ReportStore::unfinishedOfStudy(database, uid));
            if (!others.isEmpty())
                draft.warning =
                    QStringLiteral("Another draft on this computer covers a study of this report. Sign or "
                                   "discard one of them.");
        }
        VIGIL_CHECK(store::ReportStore::insert(records, fresh));
        return draft;
    };
    VIGIL_TRY(auto opened, awaited(m_data.records().run(store::Lane::Person, openOrInsert)));
    VIGIL_TRY(const bool isSigned, awaited(m_data.cacheReader().run([&](const store::Database& cache) {
                  return anySigned(cache, opened.content.studyUids());
              })));
    if (isSigned)
        opened.warning =
            QStringLiteral("This examination has a signed report already. What is written here becomes a "
                           "second report, not a change of the first.");
    if (!opened.reopened) Q_EMIT m_events.draftChanged(opened.content.reportId);
    return opened;
}

QFuture<Result<OpenedDraft>> ReportService::load(const QString& reportId) {
    return m_data.recordsReader().run([reportId](const store::Database& records) -> Result<OpenedDraft> {
        VIGIL_TRY(const auto report, find(records, reportId));
        return openedOf(report);
    });
}

QFuture<Result<int>> ReportService::saveDraft(const ReportContent& content, int expectedRevision) {
    return runOn(m_pool, [this, content, expectedRevision]() -> Result<int> {
        const auto save = [&, at = m_clock.now()](store::Transaction& records) -> Result<int> {
            VIGIL_TRY(auto report, find(records.database(), content.reportId));
            VIGIL_CHECK(report.save(content, expectedRevision, at));
            VIGIL_CHECK(store::ReportStore::update(records, report, expectedRevision));
            return report.revision();
        };
        VIGIL_TRY(const int revision, awaited(m_data.records().run(store::Lane::Person, save)));
        Q_EMIT m_events.draftChanged(content.reportId);
        return revision;
    });
}

QFuture<Result<QList<store::DraftRow>>> ReportService::drafts() {
    return m_data.recordsReader().run(
        [](const store::Database& records) { return store::ReportStore::drafts(records); });
}

QFuture<Result<void>> ReportService::discardDraft(const QString& reportId, int expectedRevision) {
    return runOn(m_pool, [this, reportId, expectedRevision]() -> Result<void> {
        const auto discard = [&](store::Transaction& records) -> Result<void> {
            VIGIL_TRY(const auto alerts, store::AlertStore::alertsOfReport(records.database(), reportId));
            if (!alerts.isEmpty())
                return Error{Error::Code::Denied,
                             QStringLiteral(
                                 "An alert was raised from this draft, and its report has to carry it. Sign "
                                 "the report, or withdraw the alert first."),
                             {}};
            return store::ReportStore::remove(records, reportId, expectedRevision);
        };
        VIGIL_CHECK(awaited(m_data.records().run(store::Lane::Person, discard)));
        Q_EMIT m_events.draftChanged(reportId);
        return {};
    });
}

QFuture<Result<OpenedDraft>> ReportService::addProcedures(const QString& reportId, int expectedRevision,
                                                          const QList<study::Study>& studies) {
    return runOn(m_pool, [this, reportId, expectedRevision, studies]() -> Result<OpenedDraft> {
        const auto add = [&, at = m_clock.now()](store::Transaction& records) -> Result<OpenedDraft> {
            VIGIL_TRY(auto report, find(records.database(), reportId));
            VIGIL_CHECK(ofPatient(report.content().patient, studies));
            auto content = report.content();
            for (const auto& procedure : proceduresOf(studies))
                study::enterRequest(content.procedures, procedure);
            VIGIL_TRY(const auto other,
                      store::ReportStore::draftOf(records.database(), procedureKey(content.procedures)));
            if (other && other->content().reportId != reportId)
                return Error{Error::Code::Conflict,
                             QStringLiteral("There is a draft for exactly these examinations already."),
                             {}};
            VIGIL_CHECK(report.save(content, expectedRevision, at));
            VIGIL_CHECK(store::ReportStore::update(records, report, expectedRevision));
            return openedOf(report);
        };
        VIGIL_TRY(const auto opened, awaited(m_data.records().run(store::Lane::Person, add)));
        Q_EMIT m_events.draftChanged(reportId);
        return opened;
    });
}

QFuture<Result<bool>> ReportService::hasPin() {
    return runOn(m_pool, [this] { return PinCheck(m_data, m_clock).isSet(m_user.id); });
}

QFuture<Result<void>> ReportService::setPin(const Pin& pin, const std::optional<Pin>& old) {
    return runOn(m_pool, [this, pin, old]() -> Result<void> {
        const PinCheck check(m_data, m_clock);
        VIGIL_TRY(const bool isSet, check.isSet(m_user.id));
        if (isSet && !old)
            return Error{Error::Code::Denied, QStringLiteral("Enter the old PIN as well."), {}};
        if (isSet) VIGIL_CHECK(check.verify(m_user.id, *old));
        return check.set(m_user.id, pin);
    });
}

QFuture<Result<QList<store::SignedDocument>>> ReportService::signedDocuments() {
    return m_data.recordsReader().run(
        [](const store::Database& records) { return store::ReportStore::documents(records); });
}

QFuture<Result<QByteArray>> ReportService::documentBytes(const QString& sopInstanceUid) {
    return m_data.recordsReader().run([sopInstanceUid](const store::Database& records) {
        return store::ReportStore::documentBytes(records, sopInstanceUid);
    });
}

} // namespace vigil::report
