// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpService.h"
#include "core/store/StudyStore.h"
#include "tests/support/Desk.h"
#include "tests/support/FollowUpFacts.h"
#include "tests/support/Futures.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::followup;
using namespace vigil::test;
using namespace std::chrono_literals;

namespace {

const QString theExamination = QStringLiteral("1.2.826.0.1.77");

study::Study examination(const QString& description = QStringLiteral("CT chest")) {
    auto study = aStudy(theExamination);
    study.description = description;
    study.studyTime = QDateTime(QDate(2027, 2, 20), QTime(10, 0));
    return study;
}

} // namespace

class FollowUpServiceTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;

    FollowUpService& followUps() { return m_desk->followUps(); }
    QString recommended() {
        const auto id = waitFor(followUps().recommend(aFollowUpDraft()));
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    FollowUpView view(const QString& id) {
        store::FollowUpStore::Filter filter;
        filter.which = store::FollowUpStore::Which::All;
        const auto rows = waitFor(followUps().rows(filter));
        for (const auto& row : *rows)
            if (row.view.followUpId == id) return row.view;
        return {};
    }
    void inThePacs(const QList<study::Study>& studies) {
        m_desk->askPacs = [this, studies](const study::PatientKey&, std::stop_token) -> Result<QStringList> {
            const auto kept = m_desk->data().cache().runAndWait(
                store::Lane::Person, [&](store::Transaction& cache) -> Result<void> {
                    for (const auto& study : studies)
                        VIGIL_CHECK(store::StudyStore::upsert(cache, study, {}, m_desk->clock.now()));
                    return {};
                });
            if (!kept) return kept.error();
            return QStringList{};
        };
    }
    void reportIs(const QString& state) {
        const auto set =
            m_desk->data().cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) {
                return store::StudyStore::setReport(cache, theExamination,
                                                    {"report-9", state, m_desk->clock.now()});
            });
        QVERIFY(set);
    }
    template <class T>
    static QString refusedBecause(const Result<T>& result) {
        return result ? QString() : result.error().message;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
    }
    void cleanup() {
        m_desk.reset();
        m_folder.reset();
    }
    void aRecommendationIsAFactWithItsMessageAndOnTheList() {
        QSignalSpy changed(&m_desk->events, &Events::followUpsChanged);
        const auto id = recommended();
        QCOMPARE(m_desk->contradiction(), QString());
        QCOMPARE(m_desk->wakes, 1);
        QTRY_COMPARE(changed.count(), 1);
        const auto shown = view(id);
        QVERIFY(shown.open && shown.onlyHere);
        QCOMPARE(shown.owner.name, "Referrer^Robin");
        QCOMPARE(shown.recommendedBy.name, aRadiologist().name);
        QCOMPARE(shown.due, Due::Reminder);
    }
    void whatIsMissingOrDoesNotMatchIsNamedAndNothingIsWritten_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("words");
        QTest::newRow("modality") << "modality"
                                  << "which modality";
        QTest::newRow("body part") << "body part"
                                   << "which part of the body";
        QTest::newRow("reason") << "reason"
                                << "what it is to answer";
        QTest::newRow("due") << "due"
                             << "by when";
        QTest::newRow("past") << "past"
                              << "has passed";
        QTest::newRow("owner") << "owner"
                               << "who has it booked";
        QTest::newRow("patient") << "patient"
                                 << "no patient";
        QTest::newRow("another patient") << "another patient"
                                         << "another patient";
    }
    void whatIsMissingOrDoesNotMatchIsNamedAndNothingIsWritten() {
        QFETCH(const QString, what);
        QFETCH(const QString, words);
        auto draft = aFollowUpDraft();
        if (what == "modality") draft.modality.clear();
        if (what == "body part") draft.bodyPart = " ";
        if (what == "reason") draft.reason.clear();
        if (what == "due") draft.dueDate = {};
        if (what == "past") draft.dueDate = QDate(2026, 11, 23);
        if (what == "owner") draft.owner = {};
        if (what == "patient") draft.patient = {};
        if (what == "another patient") draft.reportPatient.id = "9990000026";
        const auto answer = waitFor(followUps().recommend(draft));
        QVERIFY2(refusedBecause(answer).contains(words), qPrintable(refusedBecause(answer)));
        QVERIFY(waitFor(followUps().rows())->isEmpty());
        QCOMPARE(m_desk->wakes, 0);
    }
    void anExaminationIsProposedOnceWithWhatMatchesAndWhatNot() {
        const auto id = recommended();
        inThePacs({examination("CTPA")});
        const auto looked = waitFor(followUps().look({}, {}));
        QCOMPARE(looked->proposed, 1);
        QCOMPARE(waitFor(followUps().look({}, {}))->proposed, 0);
        const auto proposals = view(id).proposals;
        QCOMPARE(proposals.size(), 1);
        QVERIFY(!proposals.first().proposal.fits());
        QVERIFY(view(id).open);
        QCOMPARE(view(id).owner.name, "Referrer^Robin");
    }
    void itClosesOnlyOnceTheReportOfThatExaminationIsVerified() {
        const auto id = recommended();
        inThePacs({examination()});
        QVERIFY(waitFor(followUps().look({}, {})));
        const Closing answered{End::Answered, {}, {}, theExamination, "entered by hand"};
        QVERIFY(refusedBecause(waitFor(followUps().close(id, answered))).contains("not verified"));
        reportIs("preliminary");
        QVERIFY(refusedBecause(waitFor(followUps().close(id, answered))).contains("not verified"));
        QVERIFY(view(id).open);
        reportIs("final");
        QCOMPARE(refusedBecause(waitFor(followUps().close(id, answered))), QString());
        QVERIFY(!view(id).open);
        QCOMPARE(view(id).closing.verifiedReport, "report-9");
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void anotherPatientsExaminationDoesNotAnswer() {
        const auto id = recommended();
        auto other = examination();
        other.patient.key.id = "9990000026";
        inThePacs({other});
        QVERIFY(waitFor(followUps().look({}, {})));
        reportIs("final");
        const auto answer = waitFor(followUps().close(id, {End::Answered, {}, {}, theExamination, {}}));
        QVERIFY(refusedBecause(answer).contains("this patient"));
        QVERIFY(view(id).open);
    }
    void aDecisionOfTheReferrerIsRecordedInHisName() {
        const auto id = recommended();
        const Closing nobody{End::ReferrersDecision, "frail", {}, {}, {}};
        QVERIFY(refusedBecause(waitFor(followUps().close(id, nobody))).contains("nobody named"));
        const Closing decided{End::ReferrersDecision, "frail", {"Referrer^Robin", "GP"}, {}, {}};
        QCOMPARE(refusedBecause(waitFor(followUps().close(id, decided))), QString());
        const auto facts = waitFor(followUps().followUp(id))->facts;
        QCOMPARE(facts.last().logged.event.onBehalfOf.name, "Referrer^Robin");
        QVERIFY(refusedBecause(waitFor(followUps().book(id, QDate(2027, 1, 1), {}))).contains("has ended"));
    }
    void anEndIsTakenBackWithinTenMinutes() {
        const auto id = recommended();
        QVERIFY(waitFor(followUps().close(id, {End::Died, "told by the ward", {}, {}, {}})));
        m_desk->clock.advance(9min);
        QCOMPARE(refusedBecause(waitFor(followUps().retract(id))), QString());
        QVERIFY(view(id).open);
        QVERIFY(waitFor(followUps().close(id, {End::Died, "told by the ward", {}, {}, {}})));
        m_desk->clock.advance(11min);
        QVERIFY(refusedBecause(waitFor(followUps().retract(id))).contains("too late"));
        QVERIFY(!view(id).open);
    }
    void theOverdueListHoldsWhatIsLate() {
        const auto id = recommended();
        store::FollowUpStore::Filter overdue;
        overdue.which = store::FollowUpStore::Which::Overdue;
        QVERIFY(waitFor(followUps().rows(overdue))->isEmpty());
        QVERIFY(waitFor(followUps().book(id, QDate(2026, 11, 30), "CT 2")));
        m_desk->clock.advance(std::chrono::days(7));
        QCOMPARE(waitFor(followUps().rows(overdue))->size(), 1);
    }
    void anUnreachablePacsIsSaidAndWhatIsKnownIsStillCompared() {
        recommended();
        inThePacs({examination()});
        QVERIFY(m_desk->askPacs({}, {}));
        m_desk->askPacs = [](const study::PatientKey&, std::stop_token) -> Result<QStringList> {
            return QStringList{"PACS is silent."};
        };
        const auto looked = waitFor(followUps().look({}, {}));
        QCOMPARE(looked->unreachable, QStringList{"PACS is silent."});
        QCOMPARE(looked->proposed, 1);
    }
    void itIsThereAfterTheCacheIsLost() {
        const auto id = recommended();
        m_desk.reset();
        QVERIFY(QFile::remove(m_folder->filePath("cache.db")));
        QFile::remove(m_folder->filePath("cache.db-wal"));
        QFile::remove(m_folder->filePath("cache.db-shm"));
        m_desk = std::make_unique<Desk>(m_folder->path());
        QVERIFY(view(id).open);
    }
};

QTEST_GUILESS_MAIN(FollowUpServiceTest)
#include "FollowUpServiceTest.moc"
