// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/StudyStore.h"
#include "core/store/DataFolder.h"
#include "tests/support/Futures.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::study;
using vigil::store::Lane;
using vigil::store::StudyStore;
using vigil::test::waitFor;

class StudyStoreTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<store::DataFolder> m_data;

    static Study aStudy(const QString& uid, const QString& name, const QString& description = "CT chest") {
        Study study;
        study.sourceId = "main";
        study.studyUid = uid;
        study.patient = {{"NHS", "999" + uid}, name, QDate(1950, 1, 2), "F"};
        study.studyTime = QDateTime(QDate(2026, 11, 20), QTime(9, 30));
        study.description = description;
        study.modalities = QStringList{"CT"};
        study.accessionNumber = "ACC" + uid;
        study.instanceCount = 3;
        RequestedProcedure procedure;
        procedure.studyUid = uid;
        procedure.accessionNumber = study.accessionNumber;
        study.procedures << procedure;
        return study;
    }
    void put(const Study& study,
             const QDateTime& dueAt = QDateTime(QDate(2026, 11, 21), QTime(0, 0), Qt::UTC)) {
        VIGIL_VERIFY(waitFor(m_data->cache().run(Lane::Person, [&](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(StudyStore::upsert(cache, study, dueAt, UtcTime{}));
            return 0;
        })));
    }
    QStringList found(const QString& search) {
        const auto rows = waitFor(m_data->cacheReader().run(
            [&](const store::Database& cache) { return StudyStore::rows(cache, {search}); }));
        QStringList uids;
        if (rows)
            for (const auto& row : rows->rows)
                uids << row.study.studyUid;
        uids.sort();
        return uids;
    }
    QList<Study> ofPatient(const Study& of) {
        return waitFor(m_data->cacheReader().run([&](const store::Database& cache) {
                   return StudyStore::ofPatient(cache, of.patient.key);
               }))
            .value_or(QList<Study>{});
    }
    WorklistRow row(const QString& uid) {
        const auto rows = waitFor(m_data->cacheReader().run(
            [&](const store::Database& cache) { return StudyStore::rows(cache, {}); }));
        for (const auto& candidate : rows.value_or(Worklist{}).rows)
            if (candidate.study.studyUid == uid) return candidate;
        return {};
    }
    static ObjectHeader document(const QString& studyUid, const QString& uid, const QString& sopClass) {
        ObjectHeader header;
        header.key = {studyUid, "9.1", sopClass, uid};
        header.documentTitle = {"18747-6", "LN", "CT Report"};
        header.completionFlag = "COMPLETE";
        header.verificationFlag = "VERIFIED";
        return header;
    }
    void setDocuments(const QString& studyUid, const QList<ObjectHeader>& documents) {
        VIGIL_VERIFY(waitFor(m_data->cache().run(Lane::Person, [&](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(StudyStore::setOutsideDocuments(cache, "main", studyUid, documents));
            return 0;
        })));
    }

private Q_SLOTS:
    void init() {
        m_data.reset();
        QDir(m_folder.filePath("data")).removeRecursively();
        auto opened = store::DataFolder::open(m_folder.filePath("data"));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
    }
    void cleanupTestCase() { m_data.reset(); }

    void aStudyComesBackAsItWasStored() {
        auto study = aStudy("1.2", "Ångström^Zoë");
        study.urgency = Urgency::Emergency;
        study.sopClasses = QStringList{"1.2.840.10008.5.1.4.1.1.2"};
        put(study);
        const auto read = waitFor(m_data->cacheReader().run(
            [](const store::Database& cache) { return StudyStore::study(cache, "1.2"); }));
        VIGIL_VERIFY(read);
        QVERIFY(read->has_value());
        QVERIFY(**read == study);
    }
    void refreshingChangesTheRowAndItsSearchWords() {
        put(aStudy("1.2", "Smith^Anna"));
        put(aStudy("1.2", "Jones^Anna"));
        QCOMPARE(found("smith"), QStringList());
        QCOMPARE(found("jones"), QStringList{"1.2"});
        QCOMPARE(found(""), QStringList{"1.2"});
    }
    void searchFindsPartsOfWordsFoldedAndShortPrefixes() {
        put(aStudy("1.1", "Ångström^Zoë"));
        put(aStudy("1.2", "Smithson^Li"));
        put(aStudy("1.3", "O'Brien^Pat", "XR \"left\" hand 100%"));
        QCOMPARE(found("angst"), QStringList{"1.1"});
        QCOMPARE(found("thso"), QStringList{"1.2"});
        QCOMPARE(found("li"), QStringList{"1.2"});
        QCOMPARE(found("zo ang"), QStringList{"1.1"});
        QCOMPARE(found("ACC1.2"), QStringList{"1.2"});
        QCOMPARE(found("\"left\""), QStringList{"1.3"});
        QCOMPARE(found("o'brien 100%"), QStringList{"1.3"});
        QCOMPARE(found("nobody"), QStringList());
        QCOMPARE(found("'; DROP TABLE study; --"), QStringList());
        QCOMPARE(found("").size(), 3);
    }
    void urgencyGoesBeforeTheLimit() {
        auto routine = aStudy("1.1", "A^A");
        put(routine, QDateTime(QDate(2026, 11, 1), QTime(0, 0), Qt::UTC));
        auto urgent = aStudy("1.2", "B^B");
        routine.urgency = Urgency::Routine;
        urgent.urgency = Urgency::Emergency;
        put(urgent, QDateTime(QDate(2026, 12, 1), QTime(0, 0), Qt::UTC));
        const auto rows = waitFor(m_data->cacheReader().run(
            [](const store::Database& cache) { return StudyStore::rows(cache, {}); }));
        QCOMPARE(rows->rows.first().study.studyUid, "1.2");
    }
    void aVerifiedReportInThePacsMakesTheStudyFinal() {
        put(aStudy("1.2", "A^A"));
        QCOMPARE(row("1.2").status, ReadingStatus::Unread);
        setDocuments("1.2", {document("1.2", "5.1", "1.2.840.10008.5.1.4.1.1.88.22")});
        QCOMPARE(row("1.2").status, ReadingStatus::Final);
    }
    void aDoseReportLeavesTheStudyUnread() {
        put(aStudy("1.2", "A^A"));
        setDocuments("1.2", {document("1.2", "5.1", "1.2.840.10008.5.1.4.1.1.88.67")});
        QCOMPARE(row("1.2").status, ReadingStatus::Unread);
    }
    void otherReportTitlesAreShownAsOutsideUnverified() {
        put(aStudy("1.2", "A^A"));
        auto other = document("1.2", "5.1", "1.2.840.10008.5.1.4.1.1.88.33");
        other.documentTitle = {"126000", "DCM", "Imaging Measurement Report"};
        setDocuments("1.2", {other});
        QCOMPARE(row("1.2").status, ReadingStatus::OutsideUnverified);
        auto unverified = document("1.2", "5.2", "1.2.840.10008.5.1.4.1.1.88.11");
        unverified.verificationFlag = "UNVERIFIED";
        setDocuments("1.2", {unverified});
        QCOMPARE(row("1.2").status, ReadingStatus::OutsideUnverified);
    }
    void aSignedEventDecidesThePreliminaryAndFinalState() {
        put(aStudy("1.2", "A^A"));
        const auto setReport = [this](const QString& state) {
            VIGIL_VERIFY(
                waitFor(m_data->cache().run(Lane::Person, [&](store::Transaction& cache) -> Result<int> {
                    VIGIL_CHECK(StudyStore::setReport(cache, "1.2", {"r", state, UtcTime{}}));
                    return 0;
                })));
        };
        setReport("preliminary");
        QCOMPARE(row("1.2").status, ReadingStatus::Preliminary);
        for (const auto* reported : {"final", "amended", "addended"}) {
            setReport(reported);
            QCOMPARE(row("1.2").status, ReadingStatus::Final);
        }
    }
    void onlyOldReportedStudiesAreLeftOutAndTheirNumberIsSaid() {
        for (int i = 0; i < 6; ++i) {
            auto study = aStudy(QStringLiteral("1.%1").arg(i), "A^A");
            study.urgency = i % 2 == 0 ? Urgency::Emergency : Urgency::Routine;
            study.studyTime = study.studyTime.addDays(i);
            put(study);
            if (i > 1)
                setDocuments(study.studyUid, {document(study.studyUid, "5." + study.studyUid,
                                                       "1.2.840.10008.5.1.4.1.1.88.22")});
        }
        const auto shown = [this](int limit, const QString& anyDate = {}) {
            StudyStore::Filter filter;
            filter.reportedLimit = limit;
            filter.since = QDate(2026, 11, 1);
            filter.anyDate = anyDate;
            const auto worklist = waitFor(m_data->cacheReader().run(
                [&](const store::Database& cache) { return StudyStore::rows(cache, filter); }));
            QStringList uids;
            for (const auto& each : worklist->rows)
                uids << each.study.studyUid;
            uids.sort();
            return uids.join(' ') + QStringLiteral(" and %1").arg(worklist->notShown);
        };
        QCOMPARE(shown(4), "1.0 1.1 1.2 1.3 1.4 1.5 and 0");
        QCOMPARE(shown(2), "1.0 1.1 1.4 1.5 and 2"); // the newest reported ones stay, and all unreported
        QCOMPARE(shown(0), "1.0 1.1 and 4");
        QCOMPARE(shown(0, "a"), "1.0 1.1 1.2 1.3 1.4 1.5 and 0"); // looked for: nothing is left out
    }
    void aStudyThatIsNamedAgainAsItWasIsNoNews() {
        const auto isNews = [this](const Study& study) {
            return m_data->cache()
                .runAndWait(Lane::Person,
                            [&](store::Transaction& cache) {
                                return StudyStore::upsert(
                                    cache, study, QDateTime(QDate(2026, 11, 21), QTime(0, 0), Qt::UTC),
                                    UtcTime{});
                            })
                .value_or(false);
        };
        auto study = aStudy("1.2", "Müller^Änne");
        QVERIFY(isNews(study));
        QVERIFY(!isNews(study));
        study.instanceCount = 4;
        QVERIFY(isNews(study));
        QVERIFY(!isNews(study));
        QCOMPARE(found("muller").size(), 1);
        VIGIL_VERIFY(m_data->cache().runAndWait(Lane::Person, [&](store::Transaction& cache) {
            return StudyStore::markVanished(cache, "main", QDate(2026, 1, 1),
                                            UtcTime{} + std::chrono::hours(1));
        }));
        QVERIFY(row("1.2").vanished);
        QVERIFY(isNews(study)); // it is back
        QVERIFY(!row("1.2").vanished);
    }
    void priorsAreOlderStudiesOfTheSamePatientAndIssuer() {
        auto current = aStudy("1.2", "A^A");
        auto prior = aStudy("1.1", "A^A");
        prior.patient.key = current.patient.key;
        prior.studyTime = current.studyTime.addYears(-1);
        auto stranger = aStudy("1.3", "A^A");
        stranger.patient.key = {"OTHER", current.patient.key.id};
        stranger.studyTime = prior.studyTime;
        for (const auto& study : {current, prior, stranger})
            put(study);
        QCOMPARE(row("1.2").priors, 1);
        QCOMPARE(row("1.1").priors, 0);
        QCOMPARE(row("1.3").priors, 0);
    }
    void aPriorWithoutIssuerCountsUnlessTwoIssuersShareItsNumber() {
        auto current = aStudy("1.2", "A^A");
        auto prior = aStudy("1.1", "A^A");
        prior.patient.key = {{}, current.patient.key.id};
        prior.studyTime = current.studyTime.addYears(-1);
        put(current);
        put(prior);
        QCOMPARE(row("1.2").priors, 1);
        QCOMPARE(ofPatient(current).size(), 2);
        QCOMPARE(ofPatient(prior).size(), 2);
        auto stranger = aStudy("1.3", "B^B");
        stranger.patient.key = {"OTHER", current.patient.key.id};
        put(stranger);
        QCOMPARE(ofPatient(current).size(), 2);
        QCOMPARE(ofPatient(prior).size(), 1); // either could be meant
    }
    void oldStudiesStayOffUnlessTheyAreUnfinishedOrLookedFor() {
        auto old = aStudy("1.1", "Adams^Anne");
        old.studyTime = old.studyTime.addYears(-1);
        put(old);
        put(aStudy("1.2", "Baker^Ben"));
        const auto since = [this](const QStringList& alwaysIn, const QString& anyDate = {}) {
            StudyStore::Filter filter;
            filter.since = QDate(2026, 11, 18);
            filter.alwaysIn = alwaysIn;
            filter.anyDate = anyDate;
            const auto rows = waitFor(m_data->cacheReader().run(
                [&](const store::Database& cache) { return StudyStore::rows(cache, filter); }));
            return rows ? rows->rows.size() : -1;
        };
        QCOMPARE(since({}), 1);
        QCOMPARE(since({}, "adams"), 2);
        QCOMPARE(since({}, "an"), 2);
        QCOMPARE(since({}, "nobody"), 1);
        QCOMPARE(since({"1.1"}), 2);
        VIGIL_VERIFY(waitFor(m_data->cache().run(Lane::Person, [&](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(StudyStore::setReport(cache, "1.1", {"r", "preliminary", UtcTime{}}));
            return 0;
        })));
        QCOMPARE(since({}), 2);
    }
    void whatARetrieveMissedIsRemembered() {
        put(aStudy("1.2", "A^A"));
        const StudyStore::Retrieval retrieval{5,
                                              {{"1.2", "7", "class", "7.3"}},
                                              "The PACS stopped answering.",
                                              false,
                                              0,
                                              -1,
                                              {{"7.3", "it ends early"}},
                                              8,
                                              3,
                                              true};
        VIGIL_VERIFY(waitFor(m_data->cache().run(Lane::Person, [&](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(StudyStore::setRetrieval(cache, "1.2", "main", retrieval, UtcTime{}));
            return 0;
        })));
        const auto read = waitFor(m_data->cacheReader().run(
            [](const store::Database& cache) { return StudyStore::retrieval(cache, "1.2"); }));
        QVERIFY(read->has_value());
        QCOMPARE((*read)->missing.first().sopInstanceUid, "7.3");
        QCOMPARE((*read)->message, retrieval.message);
        QCOMPARE((*read)->damaged, retrieval.damaged);
        QCOMPARE(**read, retrieval);
        QCOMPARE(row("1.2").imagesExpected, 5);
    }
};

QTEST_GUILESS_MAIN(StudyStoreTest)
#include "StudyStoreTest.moc"
