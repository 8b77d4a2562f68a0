// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "core/base/Async.h"
#include "core/directory/DirectoryService.h"
#include "core/followup/FollowUpService.h"
#include "core/journal/Journal.h"
#include "core/report/ReportService.h"
#include "core/safetynet/SafetyNetService.h"
#include "core/store/StudyStore.h"
#include "core/study/ReportedStudies.h"
#include "core/sync/QueuedFacts.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/Futures.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace vigil::test {

/// A codec that writes the report's id instead of DICOM: the window does not look into documents.
class PlainCodec final : public report::SrCodec {
public:
    std::function<void()> beforeEncoding; ///< on the signing thread

    Result<QList<report::EncodedDocument>> encode(const report::ReportContent& content,
                                                  const report::SigningContext&) override {
        if (beforeEncoding) beforeEncoding();
        QList<report::EncodedDocument> documents;
        for (const auto& uid : content.studyUids()) {
            const auto bytes = (content.reportId + uid).toUtf8();
            const auto hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
            documents << report::EncodedDocument{uid,
                                                 uid + QStringLiteral(".9"),
                                                 QStringLiteral("1.2.840.10008.5.1.4.1.1.88.33"),
                                                 uid + QStringLiteral(".9.1"),
                                                 bytes,
                                                 hash};
        }
        return documents;
    }
    Result<report::ReportContent> decode(const QByteArray&) override {
        return Error{Error::Code::Unsupported, QStringLiteral("not read here"), {}};
    }
    Result<report::RenderedDocument> render(const QByteArray&) override {
        return Error{Error::Code::Unsupported, QStringLiteral("not shown here"), {}};
    }
};

/// A reading room: the real services over a data folder of their own, without a department.
class ReadingRoom {
public:
    /// `folder` empty: one of its own.
    explicit ReadingRoom(const QString& folder = {}, const QString& userId = QStringLiteral("psharma"))
        : user{userId, QStringLiteral("Sharma^Priya"), QStringLiteral("RXX"),
               QStringLiteral("Consultant radiologist"), QStringLiteral("GMC 7012345")},
          data(openFolder(folder.isEmpty() ? dir.path() : folder)), alertStore(journalStore),
          followUpStore(journalStore),
          journal(*data, journalStore, {&alertStore, &followUpStore, &reportedStudies}),
          facts(journalStore, journal, {}) {
        if (!journal.open()) qFatal("the journal does not open");
        policy = std::make_shared<alert::AlertPolicy>(
            alert::AlertPolicy::load(QStringLiteral(":/vigil/policies/default.yaml")).value());
        templates = std::make_shared<report::TemplateLibrary>(report::TemplateLibrary::load().value());
        alerts =
            std::make_unique<alert::AlertService>(policy, *data, facts, alertStore, clock, ids, user, events);
        alerts->setReach(alert::AlertService::Reach::ThisComputer);
        policies = std::make_unique<alert::PolicyInForce>(policy, *data, policyStore);
        directory = std::make_unique<directory::DirectoryService>(*policies, *data, facts, directoryStore,
                                                                  clock, ids, user);
        alerts->follow(*policies, directoryStore);
        QFile rules(QStringLiteral(":/vigil/policies/followup.yaml"));
        if (!rules.open(QIODevice::ReadOnly)) qFatal("no follow-up policy");
        const auto ask = [this](const study::PatientKey&, std::stop_token) -> Result<QStringList> {
            keepInCache(inThePacs);
            return QStringList{};
        };
        followUps = std::make_unique<followup::FollowUpService>(
            followup::FollowUpPolicy::read(rules.readAll()).value(),
            followup::FollowUpService::Parts{*policies, *data, facts, followUpStore, clock, ids, events, ask},
            user);
        safetyNet = std::make_unique<safetynet::SafetyNetService>(*policies, *data, facts, safetyNetStore,
                                                                  clock, ids, user, events);
        reports = std::make_unique<report::ReportService>(policy, templates, *data, facts, alertStore, codec,
                                                          clock, ids, user, events);
    }

    static std::unique_ptr<store::DataFolder> openFolder(const QString& path) {
        auto opened = store::DataFolder::open(path);
        if (!opened) qFatal("the data folder does not open");
        return std::move(opened).value();
    }

    static study::Patient harold() {
        return {{QStringLiteral("RXX"), QStringLiteral("440012")},
                QStringLiteral("Whitfield^Harold"),
                QDate(1953, 3, 9),
                QStringLiteral("M")};
    }
    static study::Patient amina() {
        return {{QStringLiteral("RXX"), QStringLiteral("551830")},
                QStringLiteral("Rahman^Amina"),
                QDate(1981, 7, 22),
                QStringLiteral("F")};
    }
    static study::Study aStudy(const study::Patient& patient, const QString& uid,
                               const QString& description) {
        study::Study study;
        study.sourceId = QStringLiteral("main");
        study.studyUid = uid;
        study.patient = patient;
        study.description = description;
        study.modalities = {QStringLiteral("CT")};
        study.bodyPart = QStringLiteral("CHEST");
        study.studyTime = QDateTime(QDate(2026, 11, 24), QTime(8, 12));
        study.accessionNumber = QStringLiteral("ACC-%1").arg(uid.right(4));
        study::RequestedProcedure asked;
        asked.studyUid = uid;
        asked.accessionNumber = study.accessionNumber;
        asked.description = description;
        study.procedures = {asked};
        return study;
    }
    static report::ImageReference anImage(const QString& studyUid, const QString& instance) {
        report::ImageReference image;
        image.instance = {studyUid, studyUid + QStringLiteral(".3"),
                          QStringLiteral("1.2.840.10008.5.1.4.1.1.2"),
                          studyUid + QStringLiteral(".3.") + instance};
        return image;
    }

    void keepInCache(const QList<study::Study>& studies, const QDateTime& dueAt = {}) {
        const auto kept =
            data->cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) -> Result<void> {
                for (const auto& study : studies)
                    VIGIL_CHECK(store::StudyStore::upsert(cache, study, dueAt, clock.now()));
                return {};
            });
        if (!kept) qFatal("not kept: %s", qPrintable(kept.error().detail));
    }

    /// Imports these lines: id, kind, name, roles, telephone, mail, cover.
    void keepInDirectory(const QByteArray& lines) {
        const auto kept = waitFor(directory->import("id,kind,name,roles,telephone,mail,cover\n" + lines,
                                                    vigil::directory::Extent::Part));
        if (!kept) qFatal("not imported: %s", qPrintable(kept.error().message));
    }

    /// What a viewer that shows the studies of this patient would say.
    [[nodiscard]] report::SignContext contextOf(const QList<study::Study>& studies) const {
        report::SignContext context;
        context.imagesPatients << studies.first().patient.key;
        for (const auto& study : studies) {
            context.studies.insert(study.studyUid, study);
            for (const auto* instance : {"42", "43"})
                context.evidence << anImage(study.studyUid, QLatin1String(instance)).instance;
        }
        return context;
    }

    /// Raises an alert without the window.
    QString raise(const study::Study& study, const QString& findingCode, const QString& side = {}) {
        alert::AlertDraft draft;
        draft.patient = study.patient;
        draft.procedures = study.procedures;
        draft.findingCode = findingCode;
        draft.laterality = side.isEmpty() ? alert::Laterality::NotApplicable : alert::Laterality::Left;
        draft.reportPatient = study.patient.key;
        draft.imagesPatient = study.patient.key;
        const auto raised = waitFor(alerts->raise(draft));
        if (!raised) qFatal("not raised: %s", qPrintable(raised.error().message));
        return *raised;
    }
    /// The first finding of the policy in a category for which no side must be named.
    [[nodiscard]] const alert::FindingRule& findingOf(const QString& category) const {
        for (const auto& rule : policy->findings())
            if (rule.category == category &&
                (rule.laterality == alert::FindingRule::Ask::No || rule.site == alert::FindingRule::Ask::Yes))
                return rule;
        qFatal("no such finding");
    }

    QTemporaryDir dir;
    FixedClock clock;
    RandomIds ids;
    Events events;
    report::User user;
    PlainCodec codec;
    std::unique_ptr<store::DataFolder> data;
    store::JournalStore journalStore{clock, ids};
    store::AlertStore alertStore;
    store::FollowUpStore followUpStore;
    study::ReportedStudies reportedStudies{journalStore};
    store::PolicyStore policyStore{journalStore};
    store::DirectoryStore directoryStore{journalStore};
    store::SafetyNetStore safetyNetStore{journalStore};
    QList<study::Study> inThePacs; ///< what the PACS answers when a follow-up is looked for
    journal::Journal journal;
    sync::QueuedFacts facts;
    std::shared_ptr<const alert::AlertPolicy> policy;
    std::shared_ptr<const report::TemplateLibrary> templates;
    std::unique_ptr<alert::AlertService> alerts;
    std::unique_ptr<alert::PolicyInForce> policies;
    std::unique_ptr<directory::DirectoryService> directory;
    std::unique_ptr<followup::FollowUpService> followUps;
    std::unique_ptr<safetynet::SafetyNetService> safetyNet;
    std::unique_ptr<report::ReportService> reports;
};

} // namespace vigil::test
