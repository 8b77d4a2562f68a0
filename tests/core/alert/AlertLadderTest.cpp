// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertStory.h"
#include "core/base/Ids.h"
#include "tests/support/AlertFacts.h"

#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace vigil;
using namespace vigil::alert;
using vigil::test::AlertFacts;
namespace kind = vigil::journal::kind;

class AlertLadderTest : public QObject {
    Q_OBJECT
private:
    static bool hasAttention(const AlertView& view, const QString& factKind, const QString& words) {
        return std::any_of(view.attention.begin(), view.attention.end(), [&](const AttentionItem& item) {
            return item.kind == factKind && item.reason.contains(words);
        });
    }

private Q_SLOTS:
    void aCancerIsActedOnWhenThePatientKnows() {
        const auto act = [](const QString& what, const QString& told) {
            return QJsonObject{{"what", what}, {"patientTold", told}};
        };
        const journal::OnBehalfOf chris{"Clinician^Chris", "Consultant", {}, "telephone"};
        auto facts = AlertFacts("cancer").raised().acknowledged(5);
        facts.add(kind::alertActedOn, 10, act("Referred to the lung clinic", "no"), "robin", chris);
        QCOMPARE(facts.at(11).state, State::ActedOn);
        QCOMPARE(facts.at(11).due, Due::TellPatient);
        QCOMPARE(facts.at(11).owner.name, "Clinician^Chris");
        QCOMPARE(facts.at(11).nextAt, facts.at(11).actBy); // no limit is longer for half an act
        QCOMPARE(AlertStory(facts.alert()).rungsAhead().first().at, *facts.at(11).actBy);
        QCOMPARE(AlertStory(facts.alert()).rungsAhead().first().role, "Fail-safe officer");
        auto early = facts;
        early.add(kind::alertClosed, 12);
        QVERIFY(early.at(13).open);
        QVERIFY(hasAttention(early.at(13), kind::alertClosed, "before the patient was told"));
        auto late = facts;
        late.escalated(8 * 24 * 60, 1, "Fail-safe officer");
        QCOMPARE(late.at(8 * 24 * 60 + 1).owner.role, "Fail-safe officer");
        QVERIFY(!AlertStory(late.alert()).rungsAhead().isEmpty()); // and again
        facts.add(kind::alertActedOn, 20, act("Told in clinic", "yes"), "robin", chris);
        QCOMPARE(facts.at(21).due, Due::Close);
        QCOMPARE(facts.at(21).act.what, "Referred to the lung clinic; Told in clinic");
        QVERIFY(facts.at(21).attention.isEmpty());
        QVERIFY(!facts.add(kind::alertClosed, 22).at(23).open);
        // What is critical is done when it is done.
        auto critical = AlertFacts().raised().acknowledged(5);
        critical.add(kind::alertActedOn, 10, act("Drain", "no"), "robin", chris);
        QCOMPARE(critical.at(11).due, Due::Close);
    }
    void whoeverIsBroughtInForACriticalOneIsSpokenTo() {
        auto facts = AlertFacts().raised().called(3).escalated(31, 1, "Specialty registrar on call");
        QCOMPARE(facts.at(32).callTask, CallTask::Open);
        QCOMPARE(facts.at(32).due, Due::SpokenContact);
        QCOMPARE(*facts.at(32).nextAt, facts.minute(41));
        QCOMPARE(facts.at(32).owner.role, "Specialty registrar on call");
        QCOMPARE(AlertStory(facts.alert()).rungsAhead().first().at,
                 facts.minute(60)); // the ladder is as it was
        facts.told(35, {"Lee", "Specialty registrar on call"});
        QCOMPARE(facts.at(36).callTask, CallTask::Done);
        QCOMPARE(facts.at(36).due, Due::EndOfLadder);
        // What needs no voice stays a matter of messages.
        auto urgent =
            AlertFacts("urgent").raised().called(3).escalated(241, 1, "Specialty registrar on call");
        QCOMPARE(urgent.at(242).callTask, CallTask::NotNeeded);
        QCOMPARE(urgent.at(242).due, Due::EndOfLadder);
    }
    void whoMayOnlyPassOnIsNoSpokenContact() {
        auto facts = AlertFacts().raised().told(3, {"Bell", "ward clerk"});
        QCOMPARE(facts.at(4).callTask, CallTask::Open);
        QCOMPARE(facts.at(4).due, Due::SpokenContact);
        QCOMPARE(*facts.at(4).nextAt, facts.minute(10));
        QVERIFY(hasAttention(facts.at(4), kind::alertCallRecorded, "ward clerk may only pass it on"));
        QCOMPARE(facts.at(4).communications.size(), 1); // said to somebody all the same
        QCOMPARE(AlertStory(facts.alert()).rungsAhead().first().at, facts.minute(10));
        auto stranger = AlertFacts().raised().told(3, {"Bell", "Porter"});
        QCOMPARE(stranger.at(4).callTask, CallTask::Open);
        // Whoever was told that way has to hear of a withdrawal as well.
        auto gone = facts;
        gone.add(kind::alertWithdrawn, 5, {{"reason", "Wrong patient"}});
        QCOMPARE(gone.at(6).stillToTell.size(), 1);
        facts.told(7, {"Lee", "Specialty registrar on call"});
        QCOMPARE(facts.at(8).callTask, CallTask::Done);
        // A call that was handed over is with the coordinator until somebody who can take it was told.
        auto handed = AlertFacts().raised();
        handed.add(kind::alertCallHandedOver, 2,
                   {{"to", QJsonObject{{"name", "Kim"}, {"role", "Coordinator"}}}});
        handed.told(4, {"Bell", "Medical secretary"});
        QCOMPARE(handed.at(5).callTask, CallTask::HandedOver);
        // The ladder's own roles are spoken to, whether they accept or not.
        auto manager =
            AlertFacts().raised().escalated(61, 3, "Site manager").told(62, {"Moss", "Site manager"});
        QCOMPARE(manager.at(63).callTask, CallTask::Done);
    }
    void bringingInManyByHandLengthensNoLimit() {
        auto facts = AlertFacts("urgent").raised();
        facts.escalated(5, 0, "Specialty registrar on call").escalated(10, 0, "Bed manager");
        const auto ahead = AlertStory(facts.alert()).rungsAhead();
        QCOMPARE(ahead.size(), 1);
        QCOMPARE(ahead.first().at, facts.minute(360));
        QCOMPARE(ahead.first().role, "Fail-safe officer");
        QCOMPARE(ahead.first().step, 3);
        QCOMPARE(*facts.at(11).nextAt, facts.minute(360));
        facts.escalated(360, 3, "Fail-safe officer");
        QCOMPARE(facts.at(361).due, Due::LookAgain);
        QVERIFY(facts.at(361).attention.isEmpty());
    }
    void aCopyCannotDecline() {
        auto facts = AlertFacts("cancer").raised();
        facts.add(kind::alertDeclined, 5, {{"reason", "Not ours"}}, "dispatcher",
                  {"Tracker^Tim", "Cancer tracking", {}, "recipient's page"});
        QCOMPARE(facts.at(6).declines, 0);
        QCOMPARE(facts.at(6).owner.role, "Responsible consultant");
        QVERIFY(hasAttention(facts.at(6), kind::alertDeclined, "a copy only"));
    }
    void aLateDeclineByWhomeverWasAskedFirstTakesItFromNobody() {
        auto facts = AlertFacts("urgent").raised().escalated(241, 1, "Specialty registrar on call");
        facts.add(kind::alertDeclined, 250, {{"reason", "On leave"}}, "dispatcher",
                  {"Fox^Robin", "Responsible consultant", {}, "recipient's page"});
        QCOMPARE(facts.at(251).owner.role, "Specialty registrar on call");
        QCOMPARE(facts.at(251).state, State::Escalated);
        QCOMPARE(*facts.at(251).nextAt, facts.minute(360));
        QVERIFY(hasAttention(facts.at(251), kind::alertDeclined, "stays asked"));
        // It counts as one all the same: the second goes to the officer.
        facts.add(kind::alertDeclined, 260, {{"reason", "Not mine"}}, "dispatcher",
                  {"Hill^Lee", "Specialty registrar on call", {}, "recipient's page"});
        QCOMPARE(facts.at(261).owner.role, "Fail-safe officer");
    }
    void whoWasTelephonedAboutSomethingLessUrgentIsTelephonedAnew() {
        auto facts = AlertFacts("urgent").raised().called(3).recategorised(60, "critical");
        QCOMPARE(facts.at(61).callTask, CallTask::Open);
        QCOMPARE(facts.at(61).due, Due::SpokenContact);
        QCOMPARE(*facts.at(61).nextAt, facts.minute(70));
        QCOMPARE(facts.called(65).at(66).callTask, CallTask::Done);
    }
    void whoHasAcknowledgedItHasToKnowThatItIsMoreUrgentNow() {
        auto facts = AlertFacts("urgent").raised().acknowledged(30).recategorised(60, "critical");
        const auto view = facts.at(61);
        QCOMPARE(view.state, State::Acknowledged);
        QVERIFY(view.acknowledgeAnew);
        QCOMPARE(view.due, Due::SpokenContact);
        QCOMPARE(*view.nextAt, facts.minute(70));
        QCOMPARE(*view.acknowledgeBy, facts.minute(90)); // by the new limits: by the old ones it was in time
        const auto ahead = AlertStory(facts.alert()).rungsAhead();
        QCOMPARE(ahead.first().at, facts.minute(70));
        QCOMPARE(ahead.first().role, "Specialty registrar on call");
        QCOMPARE(ahead.last().at, facts.minute(120));
        // Told by a voice, or taken once more: then it is to be acted on, by the new limit.
        auto told = facts;
        told.told(65, {"Clinician^Chris", "Consultant"});
        QCOMPARE(told.at(66).due, Due::Act);
        QCOMPARE(*told.at(66).nextAt, facts.minute(180));
        QVERIFY(!told.at(66).acknowledgeAnew);
        auto other = facts;
        other.told(65, {"Fox^Robin", "Consultant"});
        QCOMPARE(other.at(66).due, Due::Acknowledge);
        other.acknowledged(67);
        QCOMPARE(other.at(68).due, Due::Act);
        QVERIFY(other.at(68).attention.isEmpty());
        // Neither: the ladder goes on, and whoever takes it then has time to act.
        facts.escalated(70, 1, "Specialty registrar on call");
        QCOMPARE(facts.at(71).state, State::Escalated);
        QCOMPARE(AlertStory(facts.alert()).rungsAhead().first().at, facts.minute(120));
        facts.acknowledged(75, "Specialty registrar on call", "sasha");
        QCOMPARE(facts.at(76).due, Due::Act);
        QCOMPARE(*facts.at(76).nextAt, facts.minute(180));
    }
    void theTimeOfACallIsWhenItWasMade() {
        auto facts = AlertFacts().raised();
        const QJsonObject told{{"name", "Robin"}, {"role", "Doctor"}};
        facts.add(kind::alertCallRecorded, 8,
                  {{"outcome", "reached"}, {"told", told}, {"at", toIso(facts.minute(4))}});
        facts.add(kind::alertCallRecorded, 9,
                  {{"outcome", "reached"}, {"told", told}, {"at", toIso(facts.minute(50))}});
        const auto calls = facts.at(10).communications;
        QCOMPARE(calls.first().at, facts.minute(4));
        QCOMPARE(calls.last().at, facts.minute(9)); // nobody writes down what has not been yet
    }
    void whoGotAVoicemailOrPassedItOnHearsOfTheWithdrawal() {
        for (const auto& outcome : {"voicemail", "passedOn"}) {
            auto facts = AlertFacts().raised();
            facts.add(kind::alertCallRecorded, 3,
                      {{"outcome", outcome}, {"told", QJsonObject{{"name", "Robin"}, {"role", "Doctor"}}}});
            facts.add(kind::alertWithdrawn, 5);
            QVERIFY2(facts.at(6).open, outcome);
            QCOMPARE(facts.at(6).stillToTell, (QList<Party>{{"Robin", "Doctor"}}));
        }
    }
};

QTEST_GUILESS_MAIN(AlertLadderTest)
#include "AlertLadderTest.moc"
