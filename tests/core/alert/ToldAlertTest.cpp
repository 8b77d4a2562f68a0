// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertStory.h"
#include "core/alert/DraftCheck.h"
#include "core/store/StudyStore.h"
#include "tests/support/AlertFacts.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using namespace std::chrono_literals;
using vigil::test::AlertFacts;
using vigil::test::anAlertDraft;
using vigil::test::Desk;
using vigil::test::waitFor;

/// Somebody was telephoned first, and the alert is raised with that call.
class ToldAlertTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    AlertService& alerts() { return m_desk->alerts(); }

    /// Five minutes ago.
    AlertDraft told(const QString& finding, const QString& role = "Consultant", bool readBack = true) const {
        auto draft = anAlertDraft().of(finding).build();
        draft.told =
            CallRecord{CallOutcome::Reached, {"Clinician^Chris", role}, "telephone", readBack, {}, {}};
        draft.told->at = m_desk->clock.now() - 5min;
        return draft;
    }
    QString raised(const AlertDraft& draft) {
        const auto id = m_desk->raise(draft);
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    Alert alertOf(const QString& id) { return *waitFor(alerts().alert(id)); }
    AlertView viewOf(const QString& id) { return stateAt(alertOf(id), m_desk->clock.now()); }
    int onTheBoard() {
        BoardFilter filter;
        filter.which = BoardFilter::Which::All;
        return static_cast<int>(waitFor(alerts().board(filter))->size());
    }
    void keepStudy(const QDateTime& began) {
        auto study = test::aStudy();
        study.studyTime = began;
        VIGIL_VERIFY(m_desk->data().cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) {
            return store::StudyStore::upsert(cache, study, {}, m_desk->clock.now());
        }));
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

    void theCallIsRecordedWithTheAlertAndItsTimesGoOn() {
        auto draft = told("tension-pneumothorax");
        draft.reportId = "r-1";
        const auto id = raised(draft);
        const auto facts = alertOf(id).facts;
        QCOMPARE(facts.size(), 2);
        QCOMPARE(facts.at(0).logged.event.kind, journal::kind::alertRaised);
        QCOMPARE(facts.at(1).logged.event.kind, journal::kind::alertCallRecorded);
        QCOMPARE(m_desk->wakes, 1); // one transaction
        QCOMPARE(m_desk->contradiction(), QString());
        const auto view = viewOf(id);
        QCOMPARE(view.callTask, CallTask::Done);
        QCOMPARE(view.communications.size(), 1);
        QCOMPARE(view.communications.first().at, m_desk->clock.now() - 5min);
        QVERIFY(view.communications.first().readBack);
        // A call is no acknowledgement.
        QVERIFY(view.open);
        QVERIFY(view.acknowledgedBy.isEmpty());
        QCOMPARE(view.due, Due::Acknowledge);
        QCOMPARE(*view.nextAt, m_desk->clock.now() + 30min);
        QCOMPARE(*view.actBy, m_desk->clock.now() + 2h);
        // Whoever is asked has it in writing beside the call.
        const auto asked = AlertStory(alertOf(id)).asked();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().who, (Party{"Referrer^Robin", "Responsible consultant"}));
        const auto carried = m_desk->data().recordsReader().run(
            [](const store::Database& records) { return store::AlertStore::alertsOfReport(records, "r-1"); });
        QCOMPARE(waitFor(carried)->first().finding.communications, view.communications);
    }
    void withoutATimeItWasNow() {
        auto draft = told("pe");
        draft.told->at.reset();
        const auto id = raised(draft);
        QCOMPARE(viewOf(id).communications.first().at, m_desk->clock.now());
        QVERIFY(alertOf(id).facts.at(1).data.contains("at"));
    }
    void whatCannotHaveBeenIsRefusedInWordsAndNothingIsWritten_data() {
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("words");
        QTest::newRow("future") << "future"
                                << "has not come yet";
        QTest::newRow("yesterday") << "yesterday"
                                   << "more than 24 hours ago";
        QTest::newRow("examination") << "examination"
                                     << "before the examination";
        QTest::newRow("nobody") << "nobody"
                                << "who was told";
        QTest::newRow("role") << "role"
                              << "who was told";
        QTest::newRow("voicemail") << "voicemail"
                                   << "Nobody was reached";
    }
    void whatCannotHaveBeenIsRefusedInWordsAndNothingIsWritten() {
        QFETCH(const QString, wrong);
        QFETCH(const QString, words);
        const auto now = m_desk->clock.now();
        keepStudy(toDateTime(now - 10min).toLocalTime());
        auto draft = told("tension-pneumothorax");
        if (wrong == "future") draft.told->at = now + 1min;
        if (wrong == "yesterday") draft.told->at = now - 24h - 1min;
        if (wrong == "examination") draft.told->at = now - 11min;
        if (wrong == "nobody") draft.told->told.name = " ";
        if (wrong == "role") draft.told->told.role.clear();
        if (wrong == "voicemail") draft.told->outcome = CallOutcome::Voicemail;
        const auto answer = m_desk->raise(draft);
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, Error::Code::Invalid);
        QVERIFY2(answer.error().message.contains(words) &&
                     answer.error().message.contains("Nothing was raised"),
                 qPrintable(answer.error().message));
        QCOMPARE(onTheBoard(), 0);
        QCOMPARE(m_desk->wakes, 0);
        draft = told("tension-pneumothorax"); // after the examination
        VIGIL_VERIFY(m_desk->raise(draft));
    }
    /// A call is written down by the minute, an examination begins at a second.
    void aCallInTheMinuteOfTheExaminationIsNotBeforeIt() {
        const auto began = m_desk->clock.now() - 10min + 40s;
        keepStudy(toDateTime(began).toLocalTime());
        auto draft = told("pe");
        draft.told->at = std::chrono::floor<std::chrono::minutes>(began);
        VIGIL_VERIFY(m_desk->raise(draft));
    }
    void aScannerWhoseClockIsAheadKeepsNobodyFromRaising() {
        keepStudy(toDateTime(m_desk->clock.now() + 70min).toLocalTime());
        VIGIL_VERIFY(m_desk->raise(told("pe")));
    }
    void onlyWhatThePolicySaysIsDocumentedOnlyWhenToldAndReadBackToWhoMayAccept() {
        const auto stateOf = [this](const AlertDraft& draft) { return viewOf(raised(draft)).state; };
        QCOMPARE(stateOf(told("nodule")), State::DocumentedOnly);
        QCOMPARE(stateOf(told("nodule", "consultant")), State::DocumentedOnly);
        QCOMPARE(stateOf(told("nodule", "Consultant", false)), State::ThisComputerOnly);
        QCOMPARE(stateOf(told("nodule", "Ward clerk")), State::ThisComputerOnly);
        for (const auto* finding : {"tension-pneumothorax", "pe", "malignancy"})
            QCOMPARE(stateOf(told(finding)), State::ThisComputerOnly);
    }
    /// Nobody is left who knows of it: it is as if it had been raised without the call.
    void takingTheCallBackAsksSomebodyAfterAll() {
        const auto id = raised(told("nodule"));
        QVERIFY(!viewOf(id).open);
        QVERIFY(AlertStory(alertOf(id)).asked().isEmpty());
        m_desk->clock.advance(5min);
        VIGIL_VERIFY(waitFor(alerts().retract(id)));
        const auto view = viewOf(id);
        QVERIFY(view.open);
        QCOMPARE(view.due, Due::Acknowledge);
        QVERIFY(view.communications.isEmpty());
        QVERIFY(!AlertStory(alertOf(id)).asked().isEmpty());
        // What the referrer suspected was documented without it.
        auto suspected = told("nodule");
        suspected.suspected = Suspected::Yes;
        const auto other = raised(suspected);
        VIGIL_VERIFY(waitFor(alerts().retract(other)));
        QCOMPARE(viewOf(other).state, State::DocumentedOnly);
    }
    void withoutTheCallThatItRestsOnItIsOpenInWhateverOrderTheyCome() {
        const auto facts = alertOf(raised(told("nodule"))).facts;
        const auto raisedFact = facts.at(0).logged;
        const auto call = facts.at(1).logged;
        QVERIFY(stateAt(apply({}, raisedFact), m_desk->clock.now()).open);
        QCOMPARE(stateAt(apply(apply({}, raisedFact), call), m_desk->clock.now()).state,
                 State::DocumentedOnly);
        auto first = call;
        first.receipt.seq = 1;
        auto second = raisedFact;
        second.receipt.seq = 2;
        first.receipt.receivedAt = second.receipt.receivedAt = m_desk->clock.now();
        QCOMPARE(stateAt(apply(apply({}, first), second), m_desk->clock.now()).state, State::DocumentedOnly);
    }
    void whatReplacesAnotherIsToldInTheSameTransactionOrNotAtAll() {
        const auto first = raised(anAlertDraft().of("pe").build());
        auto other = told("tension-pneumothorax");
        other.patient.key.id = other.reportPatient.id = other.imagesPatient.id = "9990000026";
        QVERIFY(!waitFor(alerts().supersede(first, other)));
        QCOMPARE(onTheBoard(), 1);
        QCOMPARE(m_desk->wakes, 1);
        const auto second = waitFor(alerts().supersede(first, told("tension-pneumothorax")));
        VIGIL_VERIFY(second);
        QCOMPARE(m_desk->wakes, 2);
        QCOMPARE(viewOf(first).state, State::Superseded);
        QCOMPARE(viewOf(*second).callTask, CallTask::Done);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void wordsOfTheCallAboutARestrictedFindingAreKeptApart() {
        auto draft = told("suspected-abuse", "Safeguarding lead");
        draft.told->note = "siblings at home";
        const auto call = alertOf(raised(draft)).facts.at(1).logged.event;
        QVERIFY(!call.open.contains("siblings"));
        QVERIFY(call.sealed.contains("siblings"));
    }
    void whoWasToldHasToHearOfAWithdrawal() {
        const auto id = raised(told("pe"));
        VIGIL_VERIFY(waitFor(alerts().withdraw(id, "other patient's prior")));
        QCOMPARE(viewOf(id).stillToTell, (QList<Party>{{"Clinician^Chris", "Consultant"}}));
    }
    /// An alert of before calls could go with it.
    void aFactWithoutACallIsDocumentedAsItSays() {
        QCOMPARE(AlertFacts("significant").raised(true).at(1).state, State::DocumentedOnly);
    }
};

QTEST_GUILESS_MAIN(ToldAlertTest)
#include "ToldAlertTest.moc"
