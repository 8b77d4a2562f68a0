// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyService.h"
#include "core/store/CursorStore.h"
#include "core/store/JournalStore.h"
#include "core/store/PresenceStore.h"
#include "tests/fakes/FakePacs.h"
#include "tests/support/Futures.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <future>
#include <mutex>

using namespace vigil;
using namespace vigil::study;
using vigil::test::FakePacs;
using vigil::test::waitFor;

class StudyServiceTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    RandomIds m_ids;
    Events m_events;
    std::unique_ptr<FakePacs> m_pacs;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<ObjectStore> m_objects;
    std::unique_ptr<StudyService> m_service;

    static Study aStudy(const QString& uid, const QString& location = {}) {
        Study study;
        study.studyUid = uid;
        study.patient = {{"NHS", "9990000018"}, "Example^Ellen", QDate(1950, 1, 2), "F"};
        study.studyTime = QDateTime(QDate(2026, 11, 20), QTime(9, 30));
        study.description = "CT chest";
        study.modalities = QStringList{"CT"};
        study.patientLocation = location;
        study.instanceCount = 3;
        return study;
    }
    static QList<InstanceKey> threeInstances(const QString& uid) {
        QList<InstanceKey> keys;
        for (int i = 1; i <= 3; ++i)
            keys << InstanceKey{uid, uid + ".1", "1.2.840.10008.5.1.4.1.1.2",
                                uid + ".1." + QString::number(i)};
        return keys;
    }
    WorklistRow only() {
        const auto rows = waitFor(m_service->rows());
        return rows && rows->rows.size() == 1 ? rows->rows.first() : WorklistRow{};
    }
    void offer(const Study& study) {
        m_pacs->studies << study;
        m_pacs->instancesOf.insert(study.studyUid, threeInstances(study.studyUid));
    }
    static Error unreachable() { return {Error::Code::Unreachable, "The PACS does not answer.", {}}; }

    /// The study that is read next, "2", with a prior of its patient that no list has named yet.
    void offerNextWithPrior() {
        offer(aStudy("1"));
        for (const auto* uid : {"2", "2.1"}) {
            auto study = aStudy(uid);
            study.patient.key.id = "9990000026";
            if (study.studyUid == "2.1") study.studyTime = study.studyTime.addYears(-1);
            offer(study);
        }
        WorklistQuery week;
        week.from = QDate(2026, 11, 18);
        VIGIL_VERIFY(waitFor(m_service->refresh(week, {})));
    }
    [[nodiscard]] std::optional<RetrievePriority> queuedAs(const QString& uid) const {
        const auto queue = m_service->queue().snapshot();
        const auto* entry = queue.find(uid);
        return entry ? std::optional(entry->wanted.priority) : std::nullopt;
    }

private Q_SLOTS:
    void init() {
        cleanup();
        QDir(m_folder.filePath("data")).removeRecursively();
        m_pacs = std::make_unique<FakePacs>();
        auto opened = store::DataFolder::open(m_folder.filePath("data"));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_objects = std::make_unique<ObjectStore>(*m_data, m_clock, m_ids, m_events);
        QFile policyFile(":/vigil/policies/worklist.yaml");
        QVERIFY(policyFile.open(QIODevice::ReadOnly));
        auto policy = WorklistPolicy::read(policyFile.readAll());
        VIGIL_VERIFY(policy);
        std::vector<StudySource> sources;
        PacsPeer peer;
        peer.name = "main";
        sources.push_back({peer, m_pacs->worklistSource(), m_pacs->retriever(*m_objects)});
        m_service = std::make_unique<StudyService>(*m_data, *m_objects, std::move(sources),
                                                   std::move(*policy), m_clock, m_events);
    }
    void cleanup() {
        m_service.reset();
        m_objects.reset();
        m_data.reset();
    }

    void refreshBringsStudiesWithUrgencyAndLimit() {
        offer(aStudy("1.2", "ED resus 2"));
        const auto refreshed = waitFor(m_service->refresh({}, {}));
        VIGIL_VERIFY(refreshed);
        QCOMPARE(refreshed->studies, 1);
        const auto row = only();
        QCOMPARE(row.study.sourceId, "main");
        QCOMPARE(row.study.urgency, Urgency::Emergency);
        QCOMPARE(row.dueAt, row.study.studyTime.toUTC().addSecs(3600));
    }
    void anUnreachablePacsIsNamedAndWhatWasKnownStays() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_pacs->fault = unreachable();
        const auto refreshed = waitFor(m_service->refresh({}, {}));
        QVERIFY(!refreshed);
        QCOMPARE(refreshed.error().message, unreachable().message);
        QCOMPARE(only().study.studyUid, "1.2");
    }
    void aRetrieveIsCountedAndComplete() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        const auto outcome = waitFor(m_service->retrieve("1.2", {}));
        VIGIL_VERIFY(outcome);
        QVERIFY(outcome->isComplete());
        QCOMPARE(only().imagesHere, 3);
        QCOMPARE(only().imagesExpected, 3);
    }
    void theImagesNameTheRequestsThatTheStudyAnswers() {
        auto study = aStudy("1.2");
        study.accessionNumber = "A1";
        study.procedures = {RequestedProcedure{"1.2", {}, "A1", {}, {}, {}, "CT chest", {}}};
        offer(study);
        const RequestedProcedure chest{"1.2", "RXV", "A1", {}, {}, "R1", "CT chest", {}};
        const RequestedProcedure abdomen{"1.2", "RXV", "A2", {}, {}, "R2", "CT abdomen", {}};
        for (const auto& key : threeInstances("1.2")) {
            ObjectHeader header;
            header.key = key;
            header.requests = {chest, abdomen};
            m_pacs->headers.insert(key.sopInstanceUid, header);
        }
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        QCOMPARE((*waitFor(m_service->study("1.2")))->procedures, study.procedures);
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        QCOMPARE((*waitFor(m_service->study("1.2")))->procedures,
                 QList<RequestedProcedure>({chest, abdomen}));
    }
    void missingInstancesAreNamedAndASecondTryAsksForThemOnly() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_pacs->loseLast = 1;
        const auto first = waitFor(m_service->retrieve("1.2", {}));
        VIGIL_VERIFY(first);
        QVERIFY(!first->isComplete());
        QCOMPARE(first->missing.first().sopInstanceUid, "1.2.1.3");
        QCOMPARE(only().imagesHere, 2);
        QCOMPARE(only().imagesExpected, 3);
        m_pacs->loseLast = 0;
        const auto second = waitFor(m_service->retrieve("1.2", {}));
        QVERIFY(second->isComplete());
        QCOMPARE(m_pacs->lastAlready.size(), 2);
    }
    void aBrokenRetrieveIsRememberedInPlainWords() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_pacs->fault = unreachable();
        QVERIFY(!waitFor(m_service->retrieve("1.2", {})));
        const auto retrieval = waitFor(m_service->retrieval("1.2"));
        QVERIFY(retrieval->has_value());
        QCOMPARE((*retrieval)->message, unreachable().message);
        QCOMPARE(only().imagesHere, 0);
        QCOMPARE(only().imagesExpected, 3);
    }
    void aRetrieveThatBreaksOffKeepsWhatWasKnownToBeMissing() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_pacs->loseLast = 1;
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        m_pacs->fault = unreachable();
        QVERIFY(!waitFor(m_service->retrieve("1.2", {})));
        const auto state = waitFor(m_service->completeness("1.2"));
        VIGIL_VERIFY(state);
        QCOMPARE(state->missing.size(), 1);
        QCOMPARE(state->here, 2);
        QCOMPARE(state->problem, unreachable().message);
        // Nor does one that never got the list prove that all is here.
        QVERIFY(!waitFor(m_service->evidence("1.2", {})));
    }
    void whatComesDamagedIsMissingWithItsReasonUntilItComesWhole() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        const auto second = threeInstances("1.2").at(1);
        m_pacs->damaged.insert(second.sopInstanceUid, "the pixel data ends early");
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        auto state = waitFor(m_service->completeness("1.2"));
        VIGIL_VERIFY(state);
        QVERIFY(!state->isComplete());
        QCOMPARE(state->missing, QList<InstanceKey>{second});
        QCOMPARE(state->damaged.value(second.sopInstanceUid), "the pixel data ends early");
        QVERIFY(state->problem.contains("arrived damaged"));
        QVERIFY(missingText(state->series).startsWith("1 (damaged) of series"));
        QVERIFY(!waitFor(m_service->evidence("1.2", {}))->isEmpty()); // the PACS answers
        // Meanwhile the archive was repaired.
        m_pacs->damaged.clear();
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        QCOMPARE(m_pacs->lastAlready.size(), 2);
        state = waitFor(m_service->completeness("1.2"));
        QVERIFY(state->isComplete());
        QVERIFY(state->damaged.isEmpty());
    }
    void aFirstRetrieveThatBreaksOffIsNoProofOfCompleteness() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_pacs->fault = unreachable();
        QVERIFY(!waitFor(m_service->retrieve("1.2", {})));
        QVERIFY(!waitFor(m_service->evidence("1.2", {})));
        QVERIFY(!waitFor(m_service->completeness("1.2"))->isComplete());
    }
    void aStudyThatGrowsIsNotCompleteAnyMore() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        m_pacs->instancesOf["1.2"] << InstanceKey{"1.2", "1.2.9", "1.2.840.10008.5.1.4.1.1.2", "1.2.9.1"};
        m_pacs->studies[0].instanceCount = 4;
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        QCOMPARE(only().imagesHere, 3);
        QCOMPARE(only().imagesExpected, 4);
        QCOMPARE(only().grownBy, 1);
        QCOMPARE(waitFor(m_service->completeness("1.2"))->grownBy, 1);
        m_service->queue().want("1.2", "main", RetrievePriority::Next);
        QTRY_VERIFY(m_service->queue().snapshot().entries.isEmpty());
        QCOMPARE(only().grownBy, 0);
        QVERIFY(waitFor(m_service->completeness("1.2"))->isComplete());
    }
    void aStudyThatThePacsNoLongerNamesIsMarked() {
        offer(aStudy("1.2"));
        auto old = aStudy("1.1");
        old.studyTime = old.studyTime.addYears(-1);
        offer(old);
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_pacs->studies.clear();
        VIGIL_VERIFY(waitFor(m_service->learnPriors("1.2", {}))); // asks for one patient only
        const auto vanished = [this](const QString& uid) {
            return waitFor(m_service->completeness(uid))->vanished;
        };
        QVERIFY(!vanished("1.2"));
        WorklistQuery week;
        week.from = QDate(2026, 11, 18);
        VIGIL_VERIFY(waitFor(m_service->refresh(week, {})));
        QVERIFY(vanished("1.2"));
        QVERIFY(!vanished("1.1")); // was not asked for
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh(week, {})));
        QVERIFY(!vanished("1.2"));
    }
    void anUnknownStudyIsNotRetrieved() {
        const auto outcome = waitFor(m_service->retrieve("9.9", {}));
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Error::Code::NotFound);
        QCOMPARE(m_pacs->retrieves.load(), 0);
    }
    void cancellingEndsWithCancelled() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        std::stop_source stop;
        stop.request_stop();
        const auto outcome = waitFor(m_service->retrieve("1.2", stop.get_token()));
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, Error::Code::Cancelled);
    }
    void whatIsCancelledIsStoppedUntilItIsWantedAgain() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        std::stop_source stop;
        m_pacs->delivered = [&stop] { stop.request_stop(); };
        QVERIFY(!waitFor(m_service->retrieve("1.2", stop.get_token())));
        QCOMPARE(m_objects->abandoned(), QSet<QString>{"1.2"});
        m_pacs->delivered = {};
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        QVERIFY(m_objects->abandoned().isEmpty());
    }
    void whatThePacsCountsBeyondItsNamesIsNotProved() {
        auto study = aStudy("1.2");
        study.instanceCount = 5;
        offer(study);
        m_pacs->uncertain = 2;
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        const auto outcome = waitFor(m_service->retrieve("1.2", {}));
        VIGIL_VERIFY(outcome);
        QVERIFY(outcome->isComplete()); // not to be tried again and again
        QCOMPARE(m_pacs->lastSettledCount, -1);
        const auto state = waitFor(m_service->completeness("1.2"));
        QCOMPARE(state->unproved, 2);
        QVERIFY(!state->isComplete());
        QCOMPARE(only().imagesExpected, 5);
        // Nothing more is to be had, and that is known the next time; it stays unproved.
        m_pacs->uncertain = 0;
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        QCOMPARE(m_pacs->lastSettledCount, 5);
        QVERIFY(!waitFor(m_service->completeness("1.2"))->isComplete());
    }
    void onlyTheReportTravelsWhenThePacsHidesItsTitle() {
        auto study = aStudy("1.2");
        study.modalities = QStringList{"CT", "SR"};
        offer(study);
        ObjectHeader bare;
        bare.key = {"1.2", "1.2.2", "1.2.840.10008.5.1.4.1.1.88.22", "1.2.2.1"};
        m_pacs->documentsOf["1.2"] = {bare};
        m_pacs->instancesOf["1.2"] << bare.key;
        auto full = bare;
        full.documentTitle = {"18747-6", "LN", "CT Report"};
        full.completionFlag = "COMPLETE";
        full.verificationFlag = "VERIFIED";
        m_pacs->headers["1.2.2.1"] = full;
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        QVERIFY(waitFor(m_service->documentsLearned()));
        QCOMPARE(m_pacs->lastAlready.size(), 3);
        QCOMPARE(only().status, ReadingStatus::Final);
        QCOMPARE(only().imagesHere, 1);
    }
    void documentsAreAskedForOnceAndAgainWhenTheStudyHasChanged() {
        for (const auto* uid : {"1.1", "1.2", "1.3"}) {
            auto study = aStudy(uid);
            study.modalities = QStringList{"CT", "SR"};
            if (QLatin1String(uid) == QLatin1String("1.3")) study.modalities = QStringList{"CT"};
            offer(study);
        }
        const auto refreshed = [this] {
            const bool good = waitFor(m_service->refresh({}, {})).has_value();
            return good && waitFor(m_service->documentsLearned());
        };
        QVERIFY(refreshed());
        QCOMPARE(m_pacs->documentQuestions.load(), 2);
        QVERIFY(refreshed());
        QCOMPARE(m_pacs->documentQuestions.load(), 2);
        ++m_pacs->studies[1].instanceCount; // a report has come
        QVERIFY(refreshed());
        QCOMPARE(m_pacs->documentQuestions.load(), 3);
    }
    void theListIsThereBeforeTheDocumentsAndOneRoundHasItsEnd() {
        constexpr int many = DocumentLearner::studiesARound + 30;
        for (int i = 0; i < many; ++i) {
            auto study = aStudy(QStringLiteral("1.%1").arg(i));
            study.modalities = QStringList{"CT", "SR"};
            m_pacs->studies << study;
        }
        std::promise<void> goOn;
        auto held = goOn.get_future().share();
        m_pacs->documentsAsked = [held](const std::stop_token&) { held.wait(); };
        const auto refreshed = waitFor(m_service->refresh({}, {}));
        const auto listed = waitFor(m_service->rows());
        goOn.set_value();
        VIGIL_VERIFY(refreshed);
        QCOMPARE(listed->rows.size(), many);
        QVERIFY(waitFor(m_service->documentsLearned()));
        QCOMPARE(m_pacs->documentQuestions.load(), DocumentLearner::studiesARound);
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        QVERIFY(waitFor(m_service->documentsLearned()));
        QCOMPARE(m_pacs->documentQuestions.load(), many);
    }
    void askingForDocumentsEndsWithTheProgram() {
        for (int i = 0; i < 100; ++i) {
            auto study = aStudy(QStringLiteral("1.%1").arg(i));
            study.modalities = QStringList{"CT", "SR"};
            m_pacs->studies << study;
        }
        std::promise<void> begun;
        m_pacs->documentsAsked = [&begun](const std::stop_token& stop) {
            begun.set_value();
            std::mutex mutex;
            std::condition_variable_any never;
            std::unique_lock lock(mutex);
            never.wait(lock, stop, [] { return false; }); // a PACS that does not answer
        };
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        begun.get_future().wait();
        m_service.reset();
        QCOMPARE(m_pacs->documentQuestions.load(), 1);
    }
    void aPacsThatFailsIsLeftAloneUntilTheNextRefresh() {
        for (int i = 0; i < 20; ++i) {
            auto study = aStudy(QStringLiteral("1.%1").arg(i));
            study.modalities = QStringList{"CT", "SR"};
            m_pacs->studies << study;
        }
        m_pacs->documentsAsked = [this](const std::stop_token&) { m_pacs->fault = unreachable(); };
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        QVERIFY(waitFor(m_service->documentsLearned()));
        QVERIFY(m_pacs->documentQuestions.load() < 5);
        m_pacs->documentsAsked = {};
        m_pacs->fault.reset();
        const int before = m_pacs->documentQuestions;
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        QVERIFY(waitFor(m_service->documentsLearned()));
        QCOMPARE(m_pacs->documentQuestions.load(), before + 20);
    }
    void claimsAreJudgedByTheDepartmentsClock_data() {
        QTest::addColumn<int>("secondsLeft");
        QTest::addColumn<ReadingStatus>("status");
        QTest::newRow("ends in a minute") << 60 << ReadingStatus::Claimed;
        QTest::newRow("ended a second ago") << -1 << ReadingStatus::Unread;
    }
    void claimsAreJudgedByTheDepartmentsClock() {
        QFETCH(int, secondsLeft);
        QFETCH(ReadingStatus, status);
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        // This computer is two minutes ahead.
        const auto serverNow = m_clock.now() - std::chrono::minutes(2);
        const auto written =
            m_data->cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) -> Result<int> {
                store::Cursor cursor;
                cursor.logId = QUuid::createUuid();
                cursor.clockOffsetMs = -120'000;
                VIGIL_CHECK(store::CursorStore().setCursor(cache, store::departmentDestination, cursor));
                VIGIL_CHECK(store::PresenceStore().replace(
                    cache, cursor.logId, "claim",
                    {{"claim", "1.2", "lee", "VG-LEE", serverNow + std::chrono::seconds(secondsLeft)}}));
                return 0;
            });
        VIGIL_VERIFY(written);
        QCOMPARE(only().status, status);
        QCOMPARE(only().claimedBy, status == ReadingStatus::Claimed ? "lee" : "");
    }
    void evidenceIsWhatThePacsNames() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        const auto evidence = waitFor(m_service->evidence("1.2", {}));
        VIGIL_VERIFY(evidence);
        QCOMPARE(*evidence, threeInstances("1.2"));
    }
    void offlineEvidenceNeedsACompleteStudy() {
        offer(aStudy("1.2"));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_pacs->loseLast = 1;
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        m_pacs->fault = unreachable();
        QVERIFY(!waitFor(m_service->evidence("1.2", {})));
        m_pacs->fault.reset();
        m_pacs->loseLast = 0;
        VIGIL_VERIFY(waitFor(m_service->retrieve("1.2", {})));
        m_pacs->fault = unreachable();
        const auto evidence = waitFor(m_service->evidence("1.2", {}));
        VIGIL_VERIFY(evidence);
        QCOMPARE(evidence->size(), 3);
    }
    void priorsFromBeforeTheWorklistsDaysAreLearntAndStayOffTheList() {
        offer(aStudy("1.2"));
        auto prior = aStudy("1.1");
        prior.studyTime = prior.studyTime.addYears(-1);
        offer(prior);
        auto stranger = aStudy("1.3");
        stranger.patient.key.id = "9990000026";
        stranger.studyTime = prior.studyTime;
        offer(stranger);
        WorklistQuery week;
        week.from = QDate(2026, 11, 18);
        VIGIL_VERIFY(waitFor(m_service->refresh(week, {})));
        QVERIFY(waitFor(m_service->otherStudies("1.2"))->isEmpty());
        VIGIL_VERIFY(waitFor(m_service->learnPriors("1.2", {})));
        const auto others = waitFor(m_service->otherStudies("1.2"));
        VIGIL_VERIFY(others);
        QCOMPARE(others->size(), 1);
        QCOMPARE(others->first().studyUid, "1.1");
        store::StudyStore::Filter filter;
        filter.since = week.from;
        const auto rows = waitFor(m_service->rows(filter));
        VIGIL_VERIFY(rows);
        QCOMPARE(rows->rows.size(), 1);
        QCOMPARE(rows->rows.first().priors, 1);
    }
    void theNextStudyComesAndThenItsPriors() {
        offerNextWithPrior();
        m_service->fetchNext("1", {{"2", "main"}});
        QTRY_COMPARE(m_objects->durableInstances("2.1").size(), 3);
        QTRY_COMPARE(m_objects->durableInstances("2").size(), 3);
        QTRY_VERIFY(m_service->queue().snapshot().entries.isEmpty());
        QCOMPARE(m_objects->durableInstances("1").size(), 0);
        // Complete ones are not asked for again.
        const int before = m_pacs->retrieves;
        m_service->fetchNext("1", {{"2", "main"}});
        QTRY_VERIFY(m_service->queue().snapshot().entries.isEmpty());
        QTRY_COMPARE(m_pacs->retrieves.load(), before + 1);
    }
    void theRulesForPriorsHoldForTheNextStudiesToo() {
        offerNextWithPrior();
        PrefetchRules rules;
        rules.priors = 0;
        m_service->setPrefetch(rules);
        m_service->fetchNext("1", {{"2", "main"}});
        QTRY_COMPARE(m_objects->durableInstances("2").size(), 3);
        rules.priors = 3;
        rules.match = PrefetchRules::Match::Modality;
        m_service->setPrefetch(rules);
        VIGIL_VERIFY(waitFor(m_service->learnPriors("2", {})));
        auto prior = m_pacs->studies.last();
        prior.modalities = QStringList{"US"};
        m_pacs->studies.last() = prior;
        m_service->fetchNext("1", {{"2", "main"}});
        QTRY_VERIFY(m_service->queue().snapshot().entries.isEmpty());
        QCOMPARE(m_objects->durableInstances("2.1").size(), 0);
    }
    void priorsOfWhatIsNotNextAnyMoreAreGivenUp() {
        offerNextWithPrior();
        VIGIL_VERIFY(waitFor(m_service->learnPriors("2", {})));
        m_pacs->fault = unreachable(); // what is known here still counts, and everything stays queued
        m_service->fetchNext("1", {{"2", "main"}});
        QTRY_VERIFY(queuedAs("2.1") == RetrievePriority::Prefetch);
        QVERIFY(queuedAs("2") == RetrievePriority::Next);
        m_service->fetchNext("2", {}); // it was opened: its priors stay
        QVERIFY(queuedAs("2.1") == RetrievePriority::Prefetch);
        m_service->fetchNext("1", {});
        QTRY_VERIFY(!queuedAs("2.1"));
        QVERIFY(queuedAs("2") == RetrievePriority::Prefetch);
    }
    void aPriorThatSomethingElseWantsIsNotGivenUp() {
        offerNextWithPrior();
        VIGIL_VERIFY(waitFor(m_service->learnPriors("2", {})));
        m_pacs->fault = unreachable();
        m_service->fetchNext("1", {{"2", "main"}});
        QTRY_VERIFY(queuedAs("2.1"));
        m_service->queue().want("2.1", "main", RetrievePriority::Prior);
        m_service->fetchNext("1", {});
        QVERIFY(queuedAs("2.1") == RetrievePriority::Prior);
    }
    void theImagesOfTheOldestStudyMakeRoom() {
        for (const auto* uid : {"1", "2"})
            offer(aStudy(uid));
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        VIGIL_VERIFY(waitFor(m_service->retrieve("1", {})));
        m_service->setCacheLimit(4); // one byte an image here
        VIGIL_VERIFY(waitFor(m_service->retrieve("2", {})));
        QTRY_COMPARE(m_objects->durableInstances("1").size(), 0);
        const auto state = waitFor(m_service->completeness("1"));
        VIGIL_VERIFY(state);
        QVERIFY(!state->isComplete());
        QCOMPARE(state->here, 0);
        QVERIFY(waitFor(m_service->completeness("2"))->isComplete());
        QVERIFY(m_service->roomTrouble().isEmpty());
        // Opened again it comes again, and the other one goes.
        m_service->setOpen({"1"});
        m_service->queue().want("1", "main", RetrievePriority::Opened);
        QTRY_VERIFY(waitFor(m_service->completeness("1"))->isComplete());
        QTRY_COMPARE(m_objects->durableInstances("2").size(), 0);
    }
    void aPatientWithoutAnIdentifierHasNoPriorsAskedFor() {
        auto study = aStudy("1.2");
        study.patient.key.id.clear();
        offer(study);
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        const auto learned = waitFor(m_service->learnPriors("1.2", {}));
        VIGIL_VERIFY(learned);
        QCOMPARE(learned->studies, 0);
    }
    void otherStudiesOfThePatientComeNewestFirst() {
        offer(aStudy("1.2"));
        auto prior = aStudy("1.1");
        prior.studyTime = prior.studyTime.addYears(-1);
        offer(prior);
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        const auto others = waitFor(m_service->otherStudies("1.2"));
        VIGIL_VERIFY(others);
        QCOMPARE(others->size(), 1);
        QCOMPARE(others->first().studyUid, "1.1");
    }
};

QTEST_GUILESS_MAIN(StudyServiceTest)
#include "StudyServiceTest.moc"
