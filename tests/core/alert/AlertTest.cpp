// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertStory.h"
#include "core/base/Ids.h"
#include "tests/support/AlertFacts.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <random>

using namespace vigil;
using namespace vigil::alert;
using vigil::test::AlertFacts;
namespace kind = vigil::journal::kind;

class AlertTest : public QObject {
    Q_OBJECT
private:
    static bool hasAttention(const AlertView& view, const QString& factKind, const QString& words) {
        return std::any_of(view.attention.begin(), view.attention.end(), [&](const AttentionItem& item) {
            return item.kind == factKind && item.reason.contains(words);
        });
    }

private Q_SLOTS:
    void aFreshCriticalOneBelongsToItsAuthorUntilSomebodyIsSpokenTo() {
        const AlertFacts facts = AlertFacts().raised().pending();
        const auto view = facts.at(1);
        QCOMPARE(view.state, State::ThisComputerOnly);
        QCOMPARE(view.callTask, CallTask::Open);
        QCOMPARE(view.due, Due::SpokenContact);
        QCOMPARE(view.owner.name, "kim");
        QCOMPARE(*view.nextAt, facts.minute(10));
        QVERIFY(!view.overdue);
        QVERIFY(facts.at(11).overdue);
    }
    void theDepartmentHasItOnceItHasAReceipt() {
        QCOMPARE(AlertFacts().raised().at(1).state, State::Department);
    }
    void aCallEndsTheCallTaskAndTheReferrerOwnsIt() {
        const AlertFacts facts = AlertFacts().raised().called(3);
        const auto view = facts.at(4);
        QCOMPARE(view.callTask, CallTask::Done);
        QCOMPARE(view.due, Due::Acknowledge);
        QCOMPARE(*view.nextAt, facts.minute(30));
        QCOMPARE(view.owner.role, "Responsible consultant");
        QCOMPARE(view.communications.size(), 1);
        QVERIFY(view.communications.first().readBack);
    }
    void whenThePatientMovesTheTeamThereIsAsked() {
        auto facts = AlertFacts().raised().called(1);
        QCOMPARE(facts.at(2).owner.role, "Responsible consultant");
        facts.moved(3, "emergency");
        QCOMPARE(facts.at(4).owner.role, "Emergency department doctor");
        QVERIFY(facts.at(4).attention.isEmpty());
        const AlertStory story(facts.alert());
        QCOMPARE(story.rungsAhead().first().role, "Emergency department consultant");
        QCOMPARE(story.draft().location, "emergency");
        QCOMPARE(story.asked().first().who.role, "Emergency department doctor");
        QCOMPARE(story.asked().first().since, facts.lastId());
        // Sent to a place by mistake, and taken back at once.
        facts.retracted(5, facts.lastId(), "kim");
        QCOMPARE(facts.at(6).owner.role, "Responsible consultant");
    }
    void movingMakesNoLimitLonger() {
        auto sooner = AlertFacts(QStringLiteral("urgent")).raised().moved(10, "emergency");
        QCOMPARE(*sooner.at(11).acknowledgeBy, sooner.minute(60)); // an hour in the emergency department
        sooner.moved(20, "inpatient");                             // four hours on a ward: too late for that
        QCOMPARE(*sooner.at(21).acknowledgeBy, sooner.minute(60));
        QCOMPARE(sooner.at(21).owner.role, "Responsible consultant");
    }
    void whoHasTakenItKeepsItWhenThePatientMoves() {
        auto facts = AlertFacts().raised().acknowledged(5).moved(6, "emergency");
        QCOMPARE(facts.at(7).owner.name, "Clinician^Chris");
        QCOMPARE(facts.at(7).state, State::Acknowledged);
        // Who was brought in by the ladder stays asked, and the new team is told beside.
        auto late =
            AlertFacts().raised().escalated(30, 1, "Specialty registrar on call").moved(31, "emergency");
        QCOMPARE(late.at(32).owner.role, "Specialty registrar on call");
        QStringList asked;
        for (const auto& each : AlertStory(late.alert()).asked())
            asked << each.who.role;
        QCOMPARE(asked, (QStringList{"Specialty registrar on call", "Emergency department doctor"}));
        auto acted = AlertFacts().raised().acted(5).moved(6, "emergency");
        QVERIFY(hasAttention(acted.at(7), kind::alertRerouted, "had been acted on"));
        auto over = AlertFacts().raised().add(kind::alertWithdrawn, 5).moved(6, "emergency");
        QVERIFY(hasAttention(over.at(7), kind::alertRerouted, "after the alert was withdrawn"));
    }
    void movingInACategoryThatItHasNoMoreChangesNothing() {
        auto facts = AlertFacts().raised().recategorised(1, "urgent").moved(2, "emergency");
        QCOMPARE(facts.at(3).owner.role, "Responsible consultant");
        QVERIFY(hasAttention(facts.at(3), kind::alertRerouted, "another category"));
    }
    void nobodyAnsweringFulfilsNothing() {
        auto facts = AlertFacts().raised();
        facts.add(kind::alertCallRecorded, 3, {{"outcome", "noAnswer"}});
        QCOMPARE(facts.at(4).callTask, CallTask::Open);
        QCOMPARE(facts.alert().facts.size(), 2);
    }
    void whenOneCallsAgainIsKnownUntilTheNextCallOrSomebodyTakesIt() {
        auto facts = AlertFacts().raised();
        facts.add(kind::alertCallRecorded, 3,
                  {{"outcome", "callBack"}, {"callBackAt", toIso(facts.minute(8))}});
        QCOMPARE(facts.at(4).callBackAt, std::optional(facts.minute(8)));
        QCOMPARE(*facts.at(4).nextAt, facts.minute(10)); // it lengthens no limit
        auto again = facts;
        again.add(kind::alertCallRecorded, 8, {{"outcome", "noAnswer"}});
        QVERIFY(!again.at(9).callBackAt);
        facts.acknowledged(7);
        QVERIFY(!facts.at(9).callBackAt);
    }
    void whatAPersonTickedOffIsSeenAndANewRemarkIsNot() {
        auto facts = AlertFacts().raised().acknowledged(5).acknowledged(6, "Consultant", "sam");
        const auto item = facts.lastId();
        QVERIFY(!facts.at(7).attention.first().seen);
        facts.add(kind::alertNoted, 7, {{"note", "both know"}, {"seen", toText(item)}});
        QVERIFY(facts.at(8).attention.first().seen);
        facts.acknowledged(9, "Consultant", "lou");
        QCOMPARE(facts.at(10).attention.size(), 2);
        QVERIFY(!facts.at(10).attention.last().seen);
    }
    void aCallIsHandedOverToANamedPersonOnly() {
        auto facts = AlertFacts().raised();
        facts.add(kind::alertCallHandedOver, 2, {{"to", QJsonObject{{"role", "Coordinator"}}}});
        QCOMPARE(facts.at(3).callTask, CallTask::Open);
        QVERIFY(hasAttention(facts.at(3), kind::alertCallHandedOver, "named person"));
        facts.add(kind::alertCallHandedOver, 4,
                  {{"to", QJsonObject{{"name", "Sam"}, {"role", "Coordinator"}}}});
        QCOMPARE(facts.at(5).callTask, CallTask::HandedOver);
        QCOMPARE(facts.at(5).owner.name, "Sam");
    }
    void acknowledgingIsTakingResponsibilityUntilTheActIsDue() {
        const AlertFacts facts = AlertFacts().raised().called(3).acknowledged(5);
        const auto view = facts.at(6);
        QCOMPARE(view.state, State::Acknowledged);
        QCOMPARE(view.owner, (Party{"Clinician^Chris", "Consultant"}));
        QCOMPARE(view.due, Due::Act);
        QCOMPARE(*view.nextAt, facts.minute(120));
        QVERIFY(facts.at(121).overdue); // acknowledged is not acted on
    }
    void whoMayOnlyPassOnDoesNotStopTheClock() {
        const auto view = AlertFacts().raised().called(3).acknowledged(5, "Ward clerk").at(6);
        QCOMPARE(view.due, Due::Acknowledge);
        QVERIFY(view.acknowledgedBy.isEmpty());
        QVERIFY(hasAttention(view, kind::alertAcknowledged, "pass on"));
    }
    void whoMayOnlyPassOnDoesNotEndTheLadderByAnAct() {
        const auto before = AlertFacts().raised().called(3).at(21);
        auto facts = AlertFacts().raised().called(3).acted(20, "Ward clerk");
        QCOMPARE(facts.at(21).state, State::Department);
        QCOMPARE(facts.at(21).nextAt, before.nextAt);
        QVERIFY(facts.at(21).act.what.isEmpty());
        QVERIFY(hasAttention(facts.at(21), kind::alertActedOn, "not act"));
        // Nor in the name of somebody else: who says so on the page is known by the role of the link.
        facts.add(kind::alertActedOn, 22, {{"what", "x"}, {"actor", QJsonObject{{"role", "Consultant"}}}},
                  "dispatcher", {"Lee^Alex", "Ward clerk", {}, "recipient's page"});
        QVERIFY(facts.at(23).act.what.isEmpty());
        facts.acted(24);
        QCOMPARE(facts.at(25).state, State::ActedOn);
    }
    void anActOfAnAlertOfBeforeThatRuleStands() {
        auto events = AlertFacts().raised().acted(5, "Ward clerk").add(kind::alertClosed, 6).events();
        auto& open = events.first().event.open;
        auto object = QJsonDocument::fromJson(open).object();
        auto rules = object.value("rules").toObject();
        rules.remove("mayAct");
        object.insert("rules", rules);
        open = QJsonDocument(object).toJson();
        Alert alert;
        for (const auto& event : events)
            alert = apply(std::move(alert), event);
        QCOMPARE(stateAt(alert, AlertFacts().minute(7)).state, State::Closed);
    }
    void whatWasActedOnIsItsAuthorsToCloseThenTheOfficers() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5).acted(20);
        QCOMPARE(facts.at(21).owner.name, "kim");
        QCOMPARE(facts.at(21).due, Due::Close);
        facts.escalated(2000, 1, "Fail-safe officer");
        QCOMPARE(facts.at(2001).owner.role, "Fail-safe officer");
        QCOMPARE(facts.at(2001).state, State::ActedOn);
        QVERIFY(facts.at(2001).attention.isEmpty());
        QVERIFY(!facts.add(kind::alertClosed, 2002).at(2003).open);
    }
    void aCopyIsNoDelivery() {
        auto facts = AlertFacts("cancer").raised();
        facts.add(kind::noticeFailed, 1, {{"to", QJsonObject{{"role", "Responsible consultant"}}}});
        QCOMPARE(facts.at(2).state, State::NoRoute);
        facts.sent(2, {{}, "Cancer tracking"}); // as it was written before copies were marked
        QCOMPARE(facts.at(3).state, State::NoRoute);
        facts.add(kind::noticeSent, 3, {{"beside", true}, {"to", QJsonObject{{"role", "Anybody"}}}});
        QCOMPARE(facts.at(4).state, State::NoRoute);
        facts.sent(4, {{}, "Clinical nurse specialist"});
        QCOMPARE(facts.at(5).state, State::Delivered);
        auto failed = AlertFacts("cancer").raised();
        failed.add(kind::noticeFailed, 1, {{"to", QJsonObject{{"role", "Cancer tracking"}}}});
        QCOMPARE(failed.at(2).state, State::Department); // the owner may have it yet
    }
    void actedOnSaysWhatByWhomAndWhetherThePatientKnows() {
        const auto view = AlertFacts().raised().called(3).acknowledged(5).acted(20).at(21);
        QCOMPARE(view.state, State::ActedOn);
        QCOMPARE(view.act.what, "chest drain");
        QCOMPARE(view.act.patientTold, Act::PatientTold::Yes);
        QVERIFY(view.open);
        QCOMPARE(view.due, Due::Close);
    }
    void nothingClosesWithoutAnAct() {
        const auto view = AlertFacts().raised().called(3).acknowledged(5).add(kind::alertClosed, 6).at(7);
        QVERIFY(view.open);
        QVERIFY(hasAttention(view, kind::alertClosed, "stays open"));
        QVERIFY(!AlertFacts().raised().acknowledged(5).acted(6).add(kind::alertClosed, 7).at(8).open);
    }
    void decliningNeverLengthensTheClock() {
        const auto before = AlertFacts().raised().called(3).at(4);
        auto facts = AlertFacts().raised().called(3);
        facts.add(kind::alertDeclined, 20, {{"reason", "Not my patient"}}, "robin");
        const auto view = facts.at(21);
        QCOMPARE(view.state, State::Declined);
        QCOMPARE(view.nextAt, before.nextAt);
        QCOMPARE(view.owner.role, "Specialty registrar on call");
        facts.add(kind::alertDeclined, 25, {{"reason", "Not my patient"}}, "sasha");
        QCOMPARE(facts.at(26).owner.role, "Fail-safe officer"); // the second one
        QCOMPARE(facts.at(26).nextAt, before.nextAt);
    }
    void whatIsTypedForManyIsNotTheActOfOne() {
        const auto someone = [](const char* name) {
            return journal::OnBehalfOf{name, "Consultant", "1", "recipient's page"};
        };
        auto facts = AlertFacts().raised().called(3);
        facts.add(kind::alertAcknowledged, 5, {}, "dispatcher", someone("Robin"));
        facts.add(kind::alertDeclined, 6, {{"reason", "Not my patient"}}, "dispatcher", someone("Sasha"));
        QCOMPARE(facts.at(7).acknowledgedBy.name, "Robin");
        QVERIFY(hasAttention(facts.at(7), kind::alertDeclined, "somebody else had acknowledged"));
        facts.add(kind::alertDeclined, 8, {{"reason", "Not my patient"}}, "dispatcher", someone("Robin"));
        QCOMPARE(facts.at(9).state, State::Declined);
        // Who typed an acceptance may type that it is given back.
        facts.add(kind::alertAcknowledged, 10, {}, "officer", someone("Robin"));
        facts.add(kind::alertDeclined, 11, {{"reason", "Not my patient"}}, "officer");
        QCOMPARE(facts.at(12).declines, 2);
    }
    void aLockedSignInIsSeenAndChangesNothing() {
        auto facts = AlertFacts().raised().called(3);
        const auto before = facts.at(5);
        facts.add(kind::alertSignInLocked, 4, {{"of", QJsonObject{{"role", "Consultant"}}}}, "dispatcher");
        auto view = facts.at(5);
        QVERIFY(
            hasAttention(view, kind::alertSignInLocked, "five wrong pass-codes on the page of Consultant"));
        view.attention.clear();
        QCOMPARE(view, before);
    }
    void theLadderGoesOnFromRungToRung() {
        auto facts = AlertFacts().raised().called(3).escalated(31, 1, "Specialty registrar on call");
        QCOMPARE(facts.at(32).state, State::Escalated);
        QCOMPARE(facts.at(32).owner.role, "Specialty registrar on call");
        QCOMPARE(*facts.told(33, {"Lee", "Specialty registrar on call"}).at(34).nextAt, facts.minute(60));
        facts.escalated(60, 2, "Consultant on call").told(61, {"Sam", "Consultant on call"});
        QCOMPARE(facts.at(62).owner.role, "Consultant on call");
        QCOMPARE(*facts.at(62).nextAt, facts.minute(75)); // and again, for nothing closes by age
    }
    void acknowledgedAndNotActedOnEscalatesAgain() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5).escalated(121, 1, "Consultant on call");
        const auto view = facts.at(122);
        QCOMPARE(view.state, State::Escalated);
        QCOMPARE(view.owner.role, "Consultant on call");
        QCOMPARE(view.due, Due::SpokenContact);
        QCOMPARE(*view.nextAt, facts.minute(131));
        facts.told(123, {"Sam", "Consultant on call"});
        QCOMPARE(facts.at(124).due, Due::Act);
        QCOMPARE(*facts.at(124).nextAt, facts.minute(136));
    }
    void whatWasNotActedOnInTimeMayBeTakenOverWithoutLengtheningTheClock() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5).escalated(121, 1, "Consultant on call");
        auto again = facts;
        again.acknowledged(122); // whoever had it does not buy time
        QCOMPARE(again.at(123).state, State::Escalated);
        QVERIFY(hasAttention(again.at(123), kind::alertAcknowledged, "not acted"));
        facts.add(kind::alertAcknowledged, 123, {}, "sasha",
                  {"Okafor^Sam", "Consultant on call", "1", "telephone"});
        auto view = facts.at(124);
        QCOMPARE(view.state, State::Acknowledged);
        QCOMPARE(view.acknowledgedBy.name, "Okafor^Sam");
        QCOMPARE(view.owner.name, "Okafor^Sam");
        QCOMPARE(view.due, Due::Act);
        QCOMPARE(*view.nextAt, facts.minute(136));
        QCOMPARE(view.callTask, CallTask::Done);
        QVERIFY(view.attention.isEmpty());
    }
    void whatWasNotActedOnInTimeMayBeDeclinedByWhoeverIsAsked() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5).escalated(121, 1, "Consultant on call");
        facts.add(kind::alertDeclined, 122, {{"reason", "Not my patient"}}, "dispatcher",
                  {"Okafor^Sam", "Consultant on call", "1", "recipient's page"});
        const auto view = facts.at(123);
        QCOMPARE(view.state, State::Declined);
        QVERIFY(view.acknowledgedBy.isEmpty());
        QVERIFY(view.attention.isEmpty());
        QVERIFY(*view.nextAt <= facts.minute(122)); // at once
    }
    void decliningAfterTheSecondEscalationEscalatesAgainAtOnce() {
        auto facts = AlertFacts().raised().called(3).escalated(31, 1, "Registrar");
        facts.escalated(60, 2, "Consultant on call").declined(62, "robin");
        QCOMPARE(*facts.at(63).nextAt, facts.minute(62)); // and not when it would be renewed, at 75
        facts.escalated(63, 3, "Site manager");
        QCOMPARE(*facts.told(64, {"Max", "Site manager"}).at(65).nextAt, facts.minute(78));
    }
    void raisingTheCategoryKeepsTheEarlierLimit() {
        auto facts = AlertFacts("urgent").raised().recategorised(60, "critical");
        QCOMPARE(facts.at(61).callTask, CallTask::Open);
        QCOMPARE(*facts.at(61).nextAt, facts.minute(70));
        auto late = AlertFacts("urgent").raised().recategorised(239, "critical");
        QCOMPARE(*late.at(239).acknowledgeBy, late.minute(240)); // four hours from the raising come first
    }
    void loweringKeepsTheOldLimitUntilWhoeverWasToldKnows() {
        auto facts = AlertFacts().raised().called(3).recategorised(10, "urgent");
        QCOMPARE(*facts.at(11).nextAt, facts.minute(30));
        QCOMPARE(facts.at(11).due, Due::TellWithdrawn);
        QCOMPARE(facts.at(11).owner.name, "kim");
        facts.called(15);
        QCOMPARE(*facts.at(16).nextAt, facts.minute(240));
    }
    void onlyTheAuthorLowersOrWithdraws() {
        QVERIFY(hasAttention(AlertFacts().raised().recategorised(5, "urgent", "robin").at(6),
                             kind::alertRecategorised, "only the author"));
        const auto view = AlertFacts().raised().add(kind::alertWithdrawn, 5, {}, "robin").at(6);
        QCOMPARE(view.state, State::Department);
        QVERIFY(view.open);
    }
    void withdrawingOpensAContactTaskForThoseWhoWereTold() {
        QVERIFY(!AlertFacts().raised().add(kind::alertWithdrawn, 5).at(6).open); // nobody knew
        auto facts = AlertFacts().raised().called(3).add(kind::alertWithdrawn, 5);
        QCOMPARE(facts.at(6).state, State::Withdrawn);
        QVERIFY(facts.at(6).open);
        QCOMPARE(facts.at(6).due, Due::TellWithdrawn);
        facts.called(8);
        QVERIFY(!facts.at(9).open);
    }
    void everyoneWhoWasToldHasToHearOfTheWithdrawal() {
        auto facts = AlertFacts().raised().called(3).sent(4, {{}, "Responsible consultant"});
        facts.add(kind::alertViewed, 5, {}, "dispatcher",
                  {"Fox^Robin", "Responsible consultant", {}, "page"});
        facts.acknowledged(6).add(kind::alertWithdrawn, 10);
        const auto left = [&](int minute) {
            QStringList names;
            for (const auto& party : facts.at(minute).stillToTell)
                names << (party.name.isEmpty() ? party.role : party.name);
            return names;
        };
        QCOMPARE(left(11), (QStringList{"Robin", "Responsible consultant", "Fox^Robin", "Clinician^Chris"}));
        facts.called(12);
        QVERIFY(facts.at(13).open);                               // one call to anybody is not enough
        facts.told(13, {"Fox, Robin", "Responsible consultant"}); // in person, and of the role
        QCOMPARE(left(14), QStringList{"Clinician^Chris"});
        QCOMPARE(facts.at(14).owner.name, "kim");
        facts.add(kind::alertCallRecorded, 15,
                  {{"outcome", "cannotBeReached"}, {"told", QJsonObject{{"name", "Clinician^Chris"}}}});
        QVERIFY(facts.at(16).open); // that is the officer's word
        QVERIFY(hasAttention(facts.at(16), kind::alertCallRecorded, "only the officer"));
        facts.add(kind::alertCallRecorded, 17,
                  {{"outcome", "cannotBeReached"}, {"told", QJsonObject{{"name", "Clinician^Chris"}}}},
                  "officer");
        QVERIFY(!facts.at(18).open);
        QVERIFY(facts.at(18).stillToTell.isEmpty());
    }
    void aMessageThatArrivesAfterTheWithdrawalOpensTheTaskAgain() {
        auto facts = AlertFacts().raised().add(kind::alertWithdrawn, 5);
        QVERIFY(!facts.at(6).open);
        facts.sent(7, {{}, "Responsible consultant"});
        QVERIFY(facts.at(8).open);
        QVERIFY(!facts.told(9, {"Fox^Robin", "Responsible consultant"}).at(10).open);
    }
    void aWithdrawalThatNobodyTellsGoesToTheOfficer() {
        auto facts = AlertFacts().raised().called(3).add(kind::alertWithdrawn, 5);
        facts.escalated(21, 1, "Fail-safe officer");
        QCOMPARE(facts.at(22).owner.role, "Fail-safe officer");
        QCOMPARE(facts.at(22).due, Due::TellWithdrawn);
        QCOMPARE(facts.at(22).state, State::Withdrawn);
        QVERIFY(facts.at(22).attention.isEmpty());
        const auto again = AlertStory(facts.alert()).rungsAhead();
        QCOMPARE(again.size(), 1); // every working day until they know
        QVERIFY(again.first().at > facts.minute(60));
        QVERIFY(!facts.called(23).at(24).open);
        QVERIFY(AlertStory(facts.alert()).rungsAhead().isEmpty());
    }
    void loweringIsToldToEveryoneBeforeTheOldLimitEnds() {
        auto facts = AlertFacts().raised().called(3).sent(4, {{}, "Responsible consultant"});
        facts.recategorised(10, "urgent").called(15);
        QCOMPARE(*facts.at(16).nextAt, facts.minute(30));
        facts.told(17, {"Fox^Robin", "Responsible consultant"});
        QCOMPARE(*facts.at(18).nextAt, facts.minute(240));
    }
    void whatAnotherTakesThePlaceOfIsToldToThoseWhoKnewIt() {
        const auto unknown = AlertFacts().raised().add(kind::alertSuperseded, 5).at(6);
        QCOMPARE(unknown.state, State::Superseded);
        QVERIFY(!unknown.open); // nobody knew
        auto facts = AlertFacts().raised().called(3).add(kind::alertSuperseded, 5);
        QCOMPARE(facts.at(6).state, State::Superseded);
        QVERIFY(facts.at(6).open);
        QCOMPARE(facts.at(6).due, Due::TellWithdrawn);
        QCOMPARE(facts.at(6).owner.name, "kim");
        QCOMPARE(*facts.at(6).nextAt, facts.minute(10));
        facts.called(8);
        QVERIFY(!facts.at(9).open);
        QVERIFY(hasAttention(facts.acknowledged(10).at(11), kind::alertAcknowledged, "superseded"));
        QVERIFY(hasAttention(AlertFacts().raised().add(kind::alertSuperseded, 5, {}, "robin").at(6),
                             kind::alertSuperseded, "only the author"));
    }
    void whatIsSeenAgainChangesNoTimeAndNoOwner() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5);
        const auto before = facts.at(7);
        facts.add(kind::alertJoined, 6, {}, "sasha");
        QCOMPARE(facts.at(7), before);
    }
    /// The other computer had closed it meanwhile.
    void whatIsSeenAgainAfterTheEndOpensItAgain() {
        auto closed = AlertFacts().raised().acknowledged(5).acted(6).add(kind::alertClosed, 7);
        closed.add(kind::alertJoined, 8, {}, "sasha");
        QVERIFY(closed.at(9).open);
        QCOMPARE(closed.at(9).due, Due::Close);
        QVERIFY(hasAttention(closed.at(9), kind::alertJoined, "seen again"));
        auto withdrawn = AlertFacts().raised().called(3).add(kind::alertWithdrawn, 5);
        withdrawn.add(kind::alertJoined, 8, {}, "sasha");
        QCOMPARE(withdrawn.at(9).state, State::Department);
        QCOMPARE(withdrawn.at(9).due, Due::Acknowledge);
    }
    void anActIsTakenBackByTheSamePersonWithinTenMinutes() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5);
        const auto act = facts.lastId();
        auto byAnother = facts;
        QCOMPARE(facts.retracted(14, act, "robin").at(15).state, State::Department);
        QCOMPARE(byAnother.retracted(14, act, "kim").at(15).state, State::Acknowledged);
        auto late = AlertFacts().raised().called(3).acknowledged(5).retracted(16, act, "robin");
        QCOMPARE(late.at(17).state, State::Acknowledged);
        QVERIFY(hasAttention(late.at(17), kind::alertRetracted, "ten minutes"));
    }
    void aRetractedActReopensWhatWasClosedOnIt() {
        auto facts = AlertFacts().raised().acknowledged(5).acted(6);
        const auto act = facts.lastId();
        facts.add(kind::alertClosed, 7, {}, "robin").retracted(8, act, "robin");
        QVERIFY(facts.at(9).open);
        QCOMPARE(facts.at(9).state, State::Acknowledged);
        QVERIFY(hasAttention(facts.at(9), kind::alertClosed, "stays open"));
    }
    void aLateActIsKeptAndShown() {
        auto facts = AlertFacts().raised().acknowledged(5).acted(6).add(kind::alertClosed, 7).acknowledged(9);
        QVERIFY(hasAttention(facts.at(10), kind::alertAcknowledged, "after the alert was closed"));
        QCOMPARE(facts.alert().facts.size(), 5);
    }
    void anUnknownKindNeedsANewerVigilAndNeverCountsAsClosed() {
        auto facts = AlertFacts().raised().acknowledged(5).acted(6).add(kind::alertClosed, 7);
        QVERIFY(!facts.at(8).open);
        facts.add("alert.reopened_by_committee", 9);
        QVERIFY(facts.at(10).needsNewerVigil);
        QVERIFY(facts.at(10).open);
        QVERIFY(facts.at(10).nextAt.has_value());
    }
    void documentedOnlyAsksForNothing() {
        const auto view = AlertFacts("significant").raised(true).at(1);
        QCOMPARE(view.state, State::DocumentedOnly);
        QVERIFY(!view.open);
    }
    void aReceiptComesToTheSameFactAndAPendingCopyTakesItNotAway() {
        AlertFacts facts = AlertFacts().raised().pending();
        auto alert = facts.alert();
        auto accepted = facts.events().first();
        accepted.receipt.seq = 7;
        accepted.receipt.receivedAt = facts.minute(1);
        alert = apply(alert, accepted);
        QCOMPARE(alert.facts.size(), 1);
        QCOMPARE(stateAt(alert, facts.minute(2)).state, State::Department);
        QCOMPARE(apply(alert, facts.events().first()), alert);
    }
    void aClockThatIsAheadDoesNotLengthenALimit() {
        auto events = AlertFacts().raised().events();
        events.first().event.occurredAt += std::chrono::hours(3);
        const auto view = stateAt(apply({}, events.first()), AlertFacts().minute(0));
        QCOMPARE(*view.nextAt, events.first().receipt.receivedAt + std::chrono::minutes(10));
    }
    void seqDecidesNotTheClock() {
        // Two clinicians take it; the log says who was first, though the other's watch says an earlier time.
        auto facts = AlertFacts()
                         .raised()
                         .acknowledged(9, "Consultant", "robin")
                         .acknowledged(2, "Consultant", "sasha");
        const auto view = facts.at(10);
        QCOMPARE(view.attention.size(), 1);
        QCOMPARE(view.attention.first().eventId, facts.lastId());
    }
    /// Idea 5 of the design: no state is exempt.
    void everyOpenAlertHasOneOwnerAndOneNextTimeWhateverHappens() {
        std::mt19937 random(20261124);
        const QStringList kinds{kind::alertCallRecorded, kind::alertCallHandedOver, kind::alertViewed,
                                kind::alertAcknowledged, kind::alertDeclined,       kind::alertEscalated,
                                kind::alertActedOn,      kind::alertClosed,         kind::alertRecategorised,
                                kind::alertWithdrawn,    kind::alertRetracted,      kind::alertSignInLocked,
                                kind::alertJoined,       kind::alertSuperseded,     "notice.sent",
                                "notice.failed",         "alert.from_the_future"};
        const QStringList categories{"critical", "urgent", "cancer", "significant", "routine"};
        const auto pick = [&](const QStringList& list) {
            return list.at(static_cast<qsizetype>(random() % static_cast<unsigned>(list.size())));
        };
        for (int round = 0; round < 3000; ++round) {
            AlertFacts facts(pick(categories));
            if (random() % 20 != 0) facts.raised(random() % 10 == 0); // sometimes the raising is missing
            const auto count = random() % 12;
            for (unsigned i = 0; i < count; ++i) {
                const auto what = pick(kinds);
                const int minute = static_cast<int>(random() % 3000);
                const auto author = pick({"kim", "robin", "sasha"});
                if (what == kind::alertRecategorised)
                    facts.recategorised(minute, pick(categories), author);
                else if (what == kind::alertAcknowledged)
                    facts.acknowledged(minute, pick({"Consultant", "Ward clerk"}), author);
                else if (what == kind::alertActedOn)
                    facts.acted(minute);
                else if (what == kind::alertCallRecorded)
                    facts.called(minute);
                else if (what == kind::alertRetracted && !facts.events().isEmpty())
                    facts.retracted(minute,
                                    facts.events()
                                        .at(static_cast<qsizetype>(
                                            random() % static_cast<unsigned>(facts.events().size())))
                                        .event.eventId,
                                    author);
                else
                    facts.add(what, minute, {}, author);
                if (random() % 8 == 0) facts.pending();
            }
            if (facts.events().isEmpty()) continue;
            const auto alert = facts.alert();
            QCOMPARE(alert.facts.size(), facts.events().size()); // no fact is lost
            const auto view = stateAt(alert, facts.minute(static_cast<int>(random() % 5000)));
            if (view.open) {
                QVERIFY(!view.owner.isEmpty());
                QVERIFY(view.nextAt.has_value());
                QVERIFY(view.due != Due::Nothing);
            } else {
                QVERIFY(!view.needsNewerVigil);
                QVERIFY(view.state == State::Closed || view.state == State::Withdrawn ||
                        view.state == State::Superseded || view.state == State::DocumentedOnly);
            }
            // Whatever the order of arrival and however often: the same alert.
            auto shuffled = facts.events();
            shuffled += facts.events();
            std::shuffle(shuffled.begin(), shuffled.end(), random);
            Alert other;
            for (const auto& event : shuffled)
                other = apply(std::move(other), event);
            QCOMPARE(other, alert);
        }
    }
};

QTEST_GUILESS_MAIN(AlertTest)
#include "AlertTest.moc"
