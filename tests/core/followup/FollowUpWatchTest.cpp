// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpWatch.h"
#include "core/store/StudyStore.h"
#include "tests/support/Desk.h"
#include "tests/support/FollowUpFacts.h"
#include "tests/support/Futures.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::followup;
using namespace vigil::test;
using namespace std::chrono_literals;

/// What the watch asks the PACS for, and when. The due date is day 100, half the interval day 50.
class FollowUpWatchTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<FollowUpWatch> m_watch;
    QStringList m_asked; ///< patients, in order
    enum class Pacs { Answers, PartlyAnswers, Silent } m_pacs = Pacs::Answers;
    QHash<QString, Error::Code> m_failing; ///< by patient: what the PACS says whenever it is asked for him
    QList<study::Study> m_stored;

    void start() {
        m_desk->askPacs = [this](const study::PatientKey& patient, std::stop_token) -> Result<QStringList> {
            m_asked << patient.id;
            if (m_pacs == Pacs::Silent) return Error{Error::Code::Unreachable, "The PACS is away.", {}};
            if (m_failing.contains(patient.id))
                return Error{m_failing.value(patient.id), "The PACS could not do it.", {}};
            VIGIL_CHECK(m_desk->data().cache().runAndWait(
                store::Lane::Person, [&](store::Transaction& cache) -> Result<void> {
                    for (const auto& study : std::as_const(m_stored))
                        VIGIL_CHECK(store::StudyStore::upsert(cache, study, {}, m_desk->clock.now()));
                    return {};
                }));
            return m_pacs == Pacs::Answers ? QStringList{} : QStringList{"The old PACS is away."};
        };
        m_watch = std::make_unique<FollowUpWatch>(FollowUpWatch::Options{}, m_desk->followUps(),
                                                  m_desk->data(), m_desk->clock);
    }
    /// The program ends and is started again at the same time.
    void restart() {
        const auto now = m_desk->clock.now();
        m_watch.reset();
        m_desk.reset();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_desk->clock.set(now);
        start();
    }
    QString recommend(const QString& patientId = QStringLiteral("9990000018")) {
        auto draft = aFollowUpDraft();
        draft.patient.key.id = patientId;
        if (!draft.reportPatient.id.isEmpty()) draft.reportPatient.id = patientId;
        const auto id = waitFor(m_desk->followUps().recommend(draft));
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    /// Three patients, the longest waiting first.
    void recommendThree() {
        for (const auto* patient : {"9990000018", "9990000026", "9990000034"}) {
            recommend(patient);
            m_desk->clock.advance(1h);
        }
    }
    void decline(const QString& followUpId) {
        Closing closing;
        closing.end = End::DeclinedByPatient;
        closing.note = "by telephone";
        VIGIL_VERIFY(waitFor(m_desk->followUps().close(followUpId, closing)));
    }
    FollowUpWatch::Round look() { return m_watch->lookOnce({}); }
    void passDays(double days) {
        m_desk->clock.advance(std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::duration<double, std::ratio<86400>>(days)));
    }
    /// Looks until there is nothing to do; answers who was asked for.
    QStringList askedNow() {
        m_asked.clear();
        for (int i = 0; i < 50; ++i) {
            const auto before = m_asked.size();
            const auto round = look();
            if (m_asked.size() == before) break;
            m_desk->clock.advance(round.next - m_desk->clock.now());
        }
        return m_asked;
    }

    /// Waits until somebody is asked for.
    void askForTheNext() {
        const auto before = m_asked.size();
        for (int i = 0; i < 5 && m_asked.size() == before; ++i) {
            const auto round = look();
            m_desk->clock.advance(round.next - m_desk->clock.now());
        }
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_asked.clear();
        m_stored.clear();
        m_failing.clear();
        m_pacs = Pacs::Answers;
        start();
    }
    void cleanup() {
        m_watch.reset();
        m_desk.reset();
        m_folder.reset();
    }
    void nobodyIsAskedForBeforeHalfTheInterval() {
        recommend();
        QVERIFY(askedNow().isEmpty());
        passDays(48);
        QVERIFY(askedNow().isEmpty());
        passDays(2);
        QCOMPARE(askedNow().size(), 1);
    }
    void whatIsBookedIsLookedForAtOnce() {
        const auto id = recommend();
        VIGIL_VERIFY(waitFor(m_desk->followUps().book(id, QDate(2026, 12, 1), "CT 2")));
        QCOMPARE(askedNow().size(), 1);
    }
    void eachIsAskedForOnceADayAndByARestartNotAgain() {
        recommend();
        passDays(60);
        QCOMPARE(askedNow().size(), 1);
        QVERIFY(askedNow().isEmpty());
        restart();
        QVERIFY(askedNow().isEmpty());
        passDays(0.9);
        QVERIFY(askedNow().isEmpty());
        passDays(0.2);
        QCOMPARE(askedNow().size(), 1);
    }
    void onePatientAtATimeWithAPauseAndEachPatientOnce() {
        for (const auto* patient : {"9990000018", "9990000026", "9990000018", "9990000034"})
            recommend(patient);
        passDays(60);
        const auto first = look();
        QCOMPARE(m_asked.size(), 1);
        QCOMPARE(first.next, m_desk->clock.now() + 5s);
        QCOMPARE(askedNow().size(), 2);
        QVERIFY(askedNow().isEmpty());
    }
    void whatHasEndedIsNotLookedFor() {
        const auto id = recommend();
        Closing closing;
        closing.end = End::DeclinedByPatient;
        closing.note = "by telephone";
        VIGIL_VERIFY(waitFor(m_desk->followUps().close(id, closing)));
        passDays(60);
        QVERIFY(askedNow().isEmpty());
    }
    void whatHasEndedSinceItWasLookedForIsForgotten() {
        const auto id = recommend();
        recommend("9990000026");
        passDays(60);
        QCOMPARE(askedNow().size(), 2);
        const auto looks = [&] {
            return m_desk->data().cacheReader().runAndWait(
                [](const store::Database& cache) { return store::FollowUpLookStore::looks(cache); });
        };
        QCOMPARE(looks()->size(), 2);
        Closing closing;
        closing.end = End::DeclinedByPatient;
        closing.note = "by telephone";
        VIGIL_VERIFY(waitFor(m_desk->followUps().close(id, closing)));
        passDays(1.1);
        QCOMPARE(askedNow(), QStringList{"9990000026"});
        QCOMPARE(looks()->size(), 1);
    }
    void whatIsFoundIsProposedAndChangesNeitherOwnerNorClock() {
        const auto id = recommend(aFollowUpDraft().patient.key.id);
        passDays(60);
        const auto view = [&] {
            return stateAt(*waitFor(m_desk->followUps().followUp(id)), m_desk->clock.now());
        };
        const auto before = view();
        auto study = aStudy("1.2.826.0.1.77");
        study.patient = aFollowUpDraft().patient;
        study.description = "CT chest";
        study.studyTime = toDateTime(m_desk->clock.now() - 24h);
        m_stored = {study};
        QCOMPARE(look().proposed, 1);
        const auto after = view();
        QCOMPARE(after.proposals.size(), 1);
        QCOMPARE(after.owner, before.owner);
        QCOMPARE(after.nextAt, before.nextAt);
        passDays(1.1);
        QCOMPARE(look().proposed, 0); // once
    }
    void aSilentPacsIsTriedAgainAfterALongerAndLongerWhile() {
        for (const auto* patient : {"9990000018", "9990000026"})
            recommend(patient);
        passDays(60);
        m_pacs = Pacs::Silent;
        std::vector<std::chrono::minutes> waits;
        for (int i = 0; i < 7; ++i) {
            const auto round = look();
            QCOMPARE(m_asked.size(), 2 * i + 1); // for one of them, and not for the other one as well
            QVERIFY(round.fault.isEmpty());
            m_desk->clock.advance(6s);
            const auto waiting = look();
            QCOMPARE(m_asked.size(), 2 * i + 1);
            waits.push_back(std::chrono::round<std::chrono::minutes>(waiting.next - m_desk->clock.now()));
            restart(); // knows it still
            m_desk->clock.advance(waiting.next - m_desk->clock.now());
            m_asked << "the next try";
        }
        QCOMPARE(waits,
                 (std::vector<std::chrono::minutes>{10min, 20min, 40min, 80min, 160min, 240min, 240min}));
        m_pacs = Pacs::Answers;
        QCOMPARE(askedNow().size(), 2);
    }
    void afterADayWithoutAnAnswerItIsAFaultThatNamesNobody_data() {
        QTest::addColumn<bool>("partly");
        QTest::newRow("none answers") << false;
        QTest::newRow("one of them does") << true;
    }
    void afterADayWithoutAnAnswerItIsAFaultThatNamesNobody() {
        QFETCH(const bool, partly);
        recommend();
        passDays(60);
        m_pacs = partly ? Pacs::PartlyAnswers : Pacs::Silent;
        QVERIFY(look().fault.isEmpty());
        passDays(0.9);
        QVERIFY(look().fault.isEmpty());
        restart();
        passDays(0.2);
        const auto fault = look().fault;
        QVERIFY2(fault.contains("has not answered since 2027-01-23"), qPrintable(fault));
        QVERIFY(!fault.contains("9990000018"));
        m_pacs = Pacs::Answers;
        passDays(1.1);
        look();
        QVERIFY(look().fault.isEmpty());
    }
    void aPatientForWhomItFailsHoldsUpNobodyAndIsTriedTheNextDay() {
        recommendThree();
        passDays(60);
        m_failing.insert("9990000018", Error::Code::Rejected);
        const QStringList all{"9990000018", "9990000026", "9990000034"};
        QCOMPARE(askedNow(), all);
        QVERIFY(askedNow().isEmpty());
        passDays(1.1);
        QCOMPARE(askedNow(), all);
    }
    void aFailureOfOnePatientIsNoSilentPacs() {
        recommend();
        passDays(60);
        m_failing.insert("9990000018", Error::Code::Corrupt);
        for (int day = 0; day < 4; ++day) {
            const auto round = look();
            QCOMPARE(m_asked.size(), day + 1);
            QVERIFY2(round.fault.isEmpty(), qPrintable(round.fault));
            QCOMPARE(round.unreachable, QStringList{"The PACS could not do it."}); // said all the same
            passDays(1.1);
        }
    }
    void afterASilentTryAnotherPatientComesFirst_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("everybody");
        QTest::newRow("for everybody") << int(Error::Code::Unreachable) << true;
        QTest::newRow("unreachable for one") << int(Error::Code::Unreachable) << false;
        QTest::newRow("timeout for one") << int(Error::Code::Timeout) << false;
        QTest::newRow("refused for one") << int(Error::Code::Refused) << false;
        QTest::newRow("denied for one") << int(Error::Code::Denied) << false;
        QTest::newRow("busy for one") << int(Error::Code::Busy) << false;
    }
    void afterASilentTryAnotherPatientComesFirst() {
        QFETCH(const int, code);
        QFETCH(const bool, everybody);
        recommendThree();
        passDays(60);
        if (everybody)
            m_pacs = Pacs::Silent;
        else
            m_failing.insert("9990000018", static_cast<Error::Code>(code));
        for (int i = 0; i < 4; ++i)
            askForTheNext();
        QCOMPARE(m_asked, (QStringList{"9990000018", "9990000026", "9990000034", "9990000018"}));
    }
    void theFaultEndsWithTheAnswer() {
        recommend();
        passDays(60);
        m_pacs = Pacs::Silent;
        look();
        passDays(1.1);
        QVERIFY(!look().fault.isEmpty());
        m_pacs = Pacs::Answers;
        passDays(0.1);
        const auto round = look();
        QCOMPARE(round.asked, 1);
        QVERIFY2(round.fault.isEmpty(), qPrintable(round.fault));
    }
    void whereNobodyIsLookedForNoPacsIsSilent_data() {
        QTest::addColumn<bool>("anotherLater");
        QTest::newRow("none is open") << false;
        QTest::newRow("the next one is due in weeks") << true;
    }
    void whereNobodyIsLookedForNoPacsIsSilent() {
        QFETCH(const bool, anotherLater);
        const auto id = recommend();
        passDays(60);
        m_pacs = Pacs::Silent;
        look();
        passDays(1.1);
        QVERIFY(!look().fault.isEmpty());
        decline(id);
        if (anotherLater) recommend("9990000026");
        QVERIFY(look().fault.isEmpty()); // although it still waits before the next try
        const auto later = recommend("9990000034");
        VIGIL_VERIFY(waitFor(m_desk->followUps().book(later, QDate(2027, 2, 20), "CT 2")));
        restart();
        m_asked.clear();
        QVERIFY(look().fault.isEmpty()); // counts from now on
        QCOMPARE(m_asked, QStringList{"9990000034"});
    }
    /// The others are looked for: nobody waits for a PACS that was switched off for good.
    void onePacsOfTwoIsEnoughToGoOn() {
        for (const auto* patient : {"9990000018", "9990000026"})
            recommend(patient);
        passDays(60);
        m_pacs = Pacs::PartlyAnswers;
        QCOMPARE(askedNow().size(), 2);
        QVERIFY(askedNow().isEmpty());
    }
    void theWordsOfThePolicyCount() {
        QFile file(":/vigil/policies/followup.yaml");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto shipped = file.readAll();
        const auto policy = FollowUpPolicy::read(shipped);
        VIGIL_VERIFY(policy);
        QCOMPARE(policy->looking().every, 24h);
        QCOMPARE(policy->looking().fromPercent, 50);
        auto other = shipped;
        other.replace("lookEveryHours: 24", "lookEveryHours: 6")
            .replace("lookFromPercent: 50", "lookFromPercent: 80");
        QCOMPARE(FollowUpPolicy::read(other)->looking().every, 6h);
        QCOMPARE(FollowUpPolicy::read(other)->looking().fromPercent, 80);
        auto before = shipped;
        before.replace("lookEveryHours: 24", "").replace("lookFromPercent: 50", "");
        QCOMPARE(FollowUpPolicy::read(before)->looking().every, 24h);
        for (const auto* wrong : {"lookEveryHours: 0", "lookFromPercent: 101", "lookFromPercent: soon"})
            QVERIFY2(!FollowUpPolicy::read(before + '\n' + wrong + '\n'), wrong);
    }
};

QTEST_GUILESS_MAIN(FollowUpWatchTest)
#include "FollowUpWatchTest.moc"
