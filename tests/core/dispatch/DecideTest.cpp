// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Decide.h"
#include "core/alert/AlertStory.h"
#include "core/base/Ids.h"
#include "core/dispatch/Notices.h"
#include "tests/support/AlertFacts.h"

#include <QTest>

#include <random>

using namespace vigil;
using namespace vigil::dispatch;
using alert::Alert;
using vigil::test::AlertFacts;
namespace kind = vigil::journal::kind;

class DecideTest : public QObject {
    Q_OBJECT
    static Decision at(const AlertFacts& facts, int minute) {
        return decide({facts.alert()}, facts.minute(minute));
    }
    /// "2 after 1: Consultant on call", or nothing.
    static QString escalation(const Decision& decision) {
        if (decision.escalations.isEmpty()) return {};
        const auto& due = decision.escalations.first();
        QStringList skipped;
        for (const int step : due.skipped)
            skipped << QString::number(step);
        return QString::number(due.step) +
               (skipped.isEmpty() ? QString() : QStringLiteral(" after ") + skipped.join(u'+')) +
               QStringLiteral(": ") + due.role;
    }
    /// "Role@rung, …".
    static QString told(const Decision& decision) {
        QStringList names;
        for (const auto& each : decision.tellings)
            for (const auto& telling : each.tellings)
                names << QStringLiteral("%1@%2").arg(telling.to.role).arg(telling.rung);
        return names.join(QStringLiteral(", "));
    }
    /// As the dispatcher would write it into the log.
    static journal::LoggedEvent logged(const Escalation& due, UtcTime now, qint64 seq) {
        journal::LoggedEvent event;
        event.event.eventId = due.eventId;
        event.event.aggregateKind = journal::aggregate::alert;
        event.event.aggregateId = due.alertId;
        event.event.kind = kind::alertEscalated;
        event.event.occurredAt = now;
        event.event.open =
            QStringLiteral("{\"step\":%1,\"role\":\"%2\"}").arg(due.step).arg(due.role).toUtf8();
        event.receipt.seq = seq;
        event.receipt.receivedAt = now;
        return event;
    }

private Q_SLOTS:
    void whoeverItIsRaisedForIsToldAtOnceAndNothingEscalates() {
        const auto decision = at(AlertFacts().raised(), 0);
        QCOMPARE(told(decision), "Responsible consultant@0");
        QCOMPARE(escalation(decision), QString());
        // Also while its author telephones.
        QCOMPARE(escalation(at(AlertFacts().raised(), 9)), QString());
    }
    void aCallThatNobodyMadeBringsInTheBackUp() {
        QCOMPARE(escalation(at(AlertFacts().raised(), 10)), "1: Specialty registrar on call");
        auto handedOver = AlertFacts().raised();
        handedOver.add(kind::alertCallHandedOver, 4,
                       {{"to", QJsonObject{{"name", "Sam"}, {"role", "Coordinator"}}}});
        QCOMPARE(escalation(at(handedOver, 29)), QString());
        QCOMPARE(escalation(at(AlertFacts().raised().called(9), 29)), QString());
    }
    void eachRungIsBroughtInWhenItsTimeHasCome() {
        auto facts = AlertFacts().raised().called(3);
        QCOMPARE(escalation(at(facts, 30)), "1: Specialty registrar on call");
        facts.escalated(30, 1, QStringLiteral("Specialty registrar on call"));
        QCOMPARE(escalation(at(facts, 59)), QString());
        QCOMPARE(told(at(facts, 31)), "Specialty registrar on call@1, Responsible consultant@0");
        QCOMPARE(escalation(at(facts, 60)), "2: Consultant on call");
        facts.escalated(60, 2, QStringLiteral("Consultant on call"));
        QCOMPARE(escalation(at(facts, 74)), QString());
        QCOMPARE(escalation(at(facts, 75)), "3: Site manager");
        facts.escalated(75, 3, QStringLiteral("Site manager"));
        QCOMPARE(told(at(facts, 76)), "Site manager@3, Responsible consultant@0");
        QCOMPARE(escalation(at(facts, 90)), "4: Site manager"); // and again, for nothing closes by age
    }
    void afterAnOutageOnlyTheRungThenDueIsBroughtIn() {
        const auto facts = AlertFacts().raised();
        QCOMPARE(escalation(at(facts, 600)), "2 after 1: Consultant on call");
        auto late = facts;
        late.escalated(600, 2, QStringLiteral("Consultant on call"));
        QCOMPARE(escalation(at(late, 601)), QString()); // no storm: the next in a quarter of an hour
        QCOMPARE(escalation(at(late, 615)), "3: Site manager");
    }
    void nobodyIsToldOnceSomebodyIsResponsible() {
        const AlertFacts facts = AlertFacts().raised().called(3).acknowledged(5);
        QCOMPARE(told(at(facts, 6)), QString());
        QCOMPARE(escalation(at(facts, 119)), QString());
        QCOMPARE(escalation(at(facts, 120)), "1: Consultant on call"); // acknowledged is not acted on
        auto acted = facts;
        QCOMPARE(escalation(at(acted.acted(100), 1000)), QString());
        QCOMPARE(told(at(acted, 1000)), QString());
    }
    void whatNobodyClosesComesToTheOfficerOnce() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5).acted(100);
        QCOMPARE(escalation(at(facts, 2000)), "1: Fail-safe officer"); // a working day later
        facts.escalated(2000, 1, QStringLiteral("Fail-safe officer"));
        QCOMPARE(told(at(facts, 2001)), "Fail-safe officer@1, Deputy fail-safe officer@1");
        QCOMPARE(escalation(at(facts, 50000)), QString());
    }
    /// Until the patient knows there is nothing to close.
    void ofAnAlertWhosePatientDoesNotKnowTheOfficerHearsThat() {
        using What = alert::AlertStory::Asked::What;
        auto facts = AlertFacts(QStringLiteral("cancer")).raised().acknowledged(5);
        const auto act = [&](int minute, const char* told) {
            facts.add(kind::alertActedOn, minute, {{"what", "Referred"}, {"patientTold", told}},
                      QStringLiteral("robin"), {"Clinician^Chris", "Consultant", {}, "telephone"});
        };
        act(10, "no");
        const int late = 10 * 24 * 60;
        facts.escalated(late, 1, QStringLiteral("Fail-safe officer"));
        const auto asked = [&](int minute) { return at(facts, minute).tellings.first().tellings.first(); };
        QCOMPARE(asked(late + 1).to.role, "Fail-safe officer");
        QCOMPARE(asked(late + 1).what, What::TellPatient);
        const auto data = noticeData(QUuid::createUuid(), asked(late + 1), QStringLiteral("mail"));
        QCOMPARE(data.value("asks").toString(), "patient");
        act(late + 10, "yes");
        QCOMPARE(asked(late + 11).what, What::Close);
    }
    void whoeverTakesItOverLateHasNoMoreTimeThanWasLeft() {
        auto facts = AlertFacts().raised().called(3).acknowledged(5).escalated(
            121, 1, QStringLiteral("Consultant on call"));
        facts.add(kind::alertAcknowledged, 123, {}, QStringLiteral("sasha"),
                  {"Okafor^Sam", "Consultant on call", "1", "telephone"});
        QCOMPARE(told(at(facts, 124)), QString());
        QCOMPARE(escalation(at(facts, 135)), QString());
        QCOMPARE(escalation(at(facts, 136)), "2: Site manager");
    }
    void decliningAfterTheSecondEscalationEscalatesAgainAtOnce() {
        auto facts = AlertFacts()
                         .raised()
                         .called(3)
                         .escalated(30, 1, "Registrar")
                         .escalated(60, 2, "Consultant on call");
        QCOMPARE(escalation(at(facts, 61)), QString());
        facts.declined(62, "robin");
        QCOMPARE(escalation(at(facts, 62)), "3: Site manager");
    }
    void theOfficersDeputyHearsOfWhatComesToTheOfficer() {
        auto facts = AlertFacts(QStringLiteral("urgent"))
                         .raised()
                         .escalated(360, 2, QStringLiteral("Fail-safe officer"));
        QCOMPARE(told(at(facts, 361)),
                 "Fail-safe officer@2, Responsible consultant@0, Deputy fail-safe officer@2");
        QVERIFY(at(facts, 361).tellings.first().tellings.last().beside);
        QCOMPARE(escalation(at(facts, 2 * 24 * 60)), "3: Fail-safe officer"); // each working day
    }
    void aWithdrawalThatNobodyTellsComesToTheOfficer() {
        auto facts = AlertFacts().raised().called(3).add(kind::alertWithdrawn, 60);
        QCOMPARE(escalation(at(facts, 74)), QString());
        QCOMPARE(escalation(at(facts, 75)), "1: Fail-safe officer");
        facts.escalated(75, 1, QStringLiteral("Fail-safe officer"));
        QCOMPARE(told(at(facts, 76)), "Fail-safe officer@1, Deputy fail-safe officer@1");
        QCOMPARE(static_cast<int>(at(facts, 76).tellings.first().tellings.first().what),
                 static_cast<int>(Telling::What::Tell));
        QCOMPARE(escalation(at(facts, 75 + 60)), QString());
        QCOMPARE(escalation(at(facts, 5000)), "2: Fail-safe officer"); // each working day until they know
        facts.called(80);
        QCOMPARE(told(at(facts, 81)), QString());
        QCOMPARE(escalation(at(facts, 5000)), QString());
    }
    void whoHasAcknowledgedHearsThatItIsMoreUrgent() {
        auto facts = AlertFacts(QStringLiteral("urgent")).raised().acknowledged(5);
        QCOMPARE(told(at(facts, 10)), QString());
        facts.recategorised(20, QStringLiteral("critical"));
        QCOMPARE(told(at(facts, 21)), "Consultant@0");
    }
    void noticesOtherThanCriticalWaitForSecondThoughts() {
        const AlertFacts urgent = AlertFacts(QStringLiteral("urgent")).raised();
        const auto after = [&](int seconds) {
            return told(decide({urgent.alert()}, urgent.minute(0) + std::chrono::seconds(seconds)));
        };
        QCOMPARE(after(14), QString());
        QCOMPARE(after(15), "Responsible consultant@0");
        // What is taken back meanwhile is told to nobody.
        auto facts = AlertFacts(QStringLiteral("urgent")).raised().declined(5, "robin");
        const auto declined = facts.lastId();
        QCOMPARE(told(decide({facts.alert()}, facts.minute(5) + std::chrono::seconds(10))), QString());
        facts.retracted(5, declined, "robin");
        QCOMPARE(told(at(facts, 6)), "Responsible consultant@0");
    }
    void whoCameAfterAnAcknowledgmentIsToldAlone() {
        const auto facts = AlertFacts().raised().called(3).acknowledged(5).escalated(
            121, 1, QStringLiteral("Consultant on call"));
        QCOMPARE(told(at(facts, 122)), "Consultant on call@1");
    }
    void decliningTellsTheNextAndBeginsAnotherLadderWithoutLengtheningIt() {
        auto facts = AlertFacts().raised().called(3);
        const auto before = at(facts, 30).escalations.first();
        facts.add(kind::alertDeclined, 20, {{"reason", "Not my patient"}}, QStringLiteral("robin"));
        QCOMPARE(told(at(facts, 21)), "Specialty registrar on call@0");
        const auto after = at(facts, 30).escalations.first();
        QCOMPARE(after.dueAt, before.dueAt);
        QVERIFY(after.eventId != before.eventId);
        QVERIFY(after.ladder == facts.lastId());
        facts.add(kind::alertDeclined, 25, {{"reason", "Not mine"}}, QStringLiteral("sasha"));
        QCOMPARE(escalation(at(facts, 30)), "1: Consultant on call"); // not back down to the registrar
    }
    void aPatientOfTheCancerTeamIsCopiedAtOnce() {
        auto facts = AlertFacts(QStringLiteral("cancer")).raised();
        const auto decision = at(facts, 1);
        QCOMPARE(told(decision), "Responsible consultant@0, Cancer tracking@0");
        QVERIFY(!decision.tellings.first().tellings.first().beside);
        QVERIFY(decision.tellings.first().tellings.last().beside);
        QCOMPARE(told(at(facts.called(2).add(kind::alertSuperseded, 3), 4)), QString());
    }
    void whatIsOverIsLeftAlone() {
        QVERIFY(at(AlertFacts().raised().add(kind::alertWithdrawn, 5), 5000).escalations.isEmpty());
        QCOMPARE(told(at(AlertFacts().raised().called(2).add(kind::alertWithdrawn, 5), 6)), QString());
        QVERIFY(at(AlertFacts(QStringLiteral("significant")).raised(true), 90000).escalations.isEmpty());
        QCOMPARE(told(at(AlertFacts(QStringLiteral("significant")).raised(true), 1)), QString());
    }
    void whatIsOnlyOnAComputerDecidesNothing() {
        const AlertFacts facts = AlertFacts().raised().pending();
        QVERIFY(at(facts, 5000).escalations.isEmpty());
        QCOMPARE(told(at(facts, 1)), QString());
        auto acknowledged = AlertFacts().raised().called(3).acknowledged(5).pending();
        QCOMPARE(escalation(at(acknowledged, 30)), "1: Specialty registrar on call");
    }
    void anIdFollowsFromAlertLadderAndStepAlone() {
        const QUuid ladder = QUuid::createUuid();
        const auto alertId = toText(QUuid::createUuid());
        QCOMPARE(escalationId(alertId, ladder, 1), escalationId(alertId, ladder, 1));
        QVERIFY(escalationId(alertId, ladder, 1) != escalationId(alertId, ladder, 2));
        QVERIFY(escalationId(alertId, ladder, 1) != escalationId(alertId, QUuid::createUuid(), 1));
        QVERIFY(escalationId(QStringLiteral("a"), ladder, 1) != escalationId(QStringLiteral("b"), ladder, 1));
    }
    void aSecondDispatcherChangesNothing() {
        auto facts = AlertFacts().raised().called(3).escalated(30, 1, QStringLiteral("Registrar"));
        facts.escalated(30, 1, QStringLiteral("Registrar"));
        const auto view = facts.told(31, {"Lee", "Registrar"}).at(32);
        QCOMPARE(view.due, alert::Due::EndOfLadder);
        QCOMPARE(view.attention.size(), 1);
    }
    /// Random histories, looked at in random order of time: whatever people do, each rung that is reached is
    /// in the log once, never one before its time, and never more than one a look.
    void aRungThatNobodyHoldsNowIsPassedOver() {
        const AlertFacts facts = AlertFacts().raised().called(1);
        const auto without = [](const QStringList& vacant) {
            return [vacant](const QString& role) { return vacant.contains(role) ? Way::None : Way::Message; };
        };
        const QString registrar = QStringLiteral("Specialty registrar on call");
        const auto usual = decide({facts.alert()}, facts.minute(30)).escalations.first();
        QCOMPARE(usual.role, registrar);
        QVERIFY(usual.insteadOf.isEmpty());
        const auto due = decide({facts.alert()}, facts.minute(30), without({registrar})).escalations.first();
        QCOMPARE(due.role, "Consultant on call");
        QCOMPARE(due.step, 2);
        QCOMPARE(due.skipped, QList<int>{1});
        QCOMPARE(due.dueAt, facts.minute(30)); // not when its own time has come
        QCOMPARE(due.insteadOf, QStringList{registrar});
        // Before its time nobody is brought in, whoever is there.
        QVERIFY(decide({facts.alert()}, facts.minute(29), without({registrar})).escalations.isEmpty());
        // Nobody at all: the ladder goes on as it is, and the alert shows that no message arrives.
        const auto nobody =
            decide({facts.alert()}, facts.minute(30), [](const QString&) { return Way::None; });
        QCOMPARE(nobody.escalations.first().role, registrar);
        QCOMPARE(nobody.escalations.first().step, 1);
        QVERIFY(nobody.escalations.first().skipped.isEmpty());
        QVERIFY(nobody.escalations.first().insteadOf.isEmpty());
    }
    void whereAVoiceIsAskedForABleepIsEnough() {
        const QString registrar = QStringLiteral("Specialty registrar on call");
        const auto bleep = [&](const QString& role) {
            return role == registrar ? Way::Telephone : Way::Message;
        };
        const AlertFacts critical = AlertFacts().raised();
        const auto due = decide({critical.alert()}, critical.minute(30), bleep).escalations.first();
        QCOMPARE(due.role, registrar);
        QVERIFY(due.insteadOf.isEmpty());
        // Whoever has a bleep is brought in instead of whoever has nothing.
        const auto only = [](const QString& there, Way way) {
            return [=](const QString& role) { return role == there ? way : Way::None; };
        };
        const auto next = decide({critical.alert()}, critical.minute(30),
                                 only(QStringLiteral("Consultant on call"), Way::Telephone));
        QCOMPARE(escalation(next), "2 after 1: Consultant on call");
        // Nobody is asked to telephone about what is less urgent.
        const AlertFacts urgent = AlertFacts(QStringLiteral("urgent")).raised();
        const auto written = decide({urgent.alert()}, urgent.minute(240), bleep).escalations.first();
        QCOMPARE(written.role, "Fail-safe officer");
        QCOMPARE(written.insteadOf, QStringList{registrar});
        // A telephone is more than nothing, and a message that reaches nobody else is no better.
        const auto officer = only(QStringLiteral("Fail-safe officer"), Way::Telephone);
        QCOMPARE(escalation(decide({urgent.alert()}, urgent.minute(240), officer)),
                 "2 after 1: Fail-safe officer");
        const auto called = only(registrar, Way::Telephone);
        QCOMPARE(escalation(decide({urgent.alert()}, urgent.minute(240), called)),
                 QStringLiteral("1: ") + registrar);
    }
    void theEndsOfTheLadderAndTheOfficerStandInForVacantRungs() {
        auto facts = AlertFacts().raised();
        const auto only = [](const QString& there) {
            return [=](const QString& role) { return role == there ? Way::Message : Way::None; };
        };
        const auto at30 = [&](const QString& there) {
            return decide({facts.alert()}, facts.minute(30), only(there)).escalations.first();
        };
        const auto manager = at30(QStringLiteral("Site manager"));
        QCOMPARE(manager.role, "Site manager");
        QCOMPARE(manager.step, 2);
        QCOMPARE(manager.skipped, QList<int>{1});
        QCOMPARE(manager.insteadOf, (QStringList{"Specialty registrar on call", "Consultant on call"}));
        QCOMPARE(manager.eventId, escalationId(manager.alertId, manager.ladder, 2));
        const auto officer = at30(QStringLiteral("Fail-safe officer"));
        QCOMPARE(officer.role, "Fail-safe officer");
        QCOMPARE(officer.insteadOf.size(), 3);
        // After an outage whoever was passed in time is better than nobody.
        const QString registrar = QStringLiteral("Specialty registrar on call");
        const auto outage = decide({facts.alert()}, facts.minute(200), only(registrar)).escalations.first();
        QCOMPARE(outage.role, registrar);
        QCOMPARE(outage.step, 2);
        // Past the last rung as well: it is not renewed with a role that nobody holds.
        facts.escalated(30, 1, QStringLiteral("Specialty registrar on call"));
        facts.escalated(60, 2, QStringLiteral("Consultant on call"));
        const auto late = decide({facts.alert()}, facts.minute(75), only(officer.role)).escalations.first();
        QCOMPARE(late.role, "Fail-safe officer");
        QCOMPARE(late.step, 3);
        QCOMPARE(late.insteadOf, QStringList{"Site manager"});
        // What somebody acted on goes to the officer by itself, whom nobody replaces.
        QCOMPARE(alert::AlertStory(facts.acted(80).alert()).endsAhead(), QStringList{});
    }
    /// Whoever is there at each moment: never later than by the ladder alone, never a rung twice, and
    /// somebody who can be reached whenever the ladder has one.
    void whoeverIsThereIsBroughtInNoLaterThanByTheLadder() {
        std::mt19937 random(20261130);
        int passedOver = 0;
        for (int round = 0; round < 500; ++round) {
            AlertFacts facts(random() % 2 == 0 ? "critical" : "urgent");
            auto alert = facts.raised().alert();
            qint64 seq = 100000;
            int minute = 0;
            int lastStep = 0;
            for (int look = 0; look < 10; ++look) {
                minute += 1 + static_cast<int>(random() % 200);
                const auto now = facts.minute(minute);
                const auto salt = random();
                const auto reachable = [salt](const QString& role) { return (qHash(role) ^ salt) % 3 != 0; };
                const auto wayTo = [&](const QString& role) {
                    return reachable(role) ? Way::Message : Way::None;
                };
                const auto usual = decide({alert}, now).escalations;
                const auto found = decide({alert}, now, wayTo).escalations;
                QCOMPARE(found.size(), usual.size());
                if (found.isEmpty()) continue;
                const auto& due = found.first();
                QVERIFY(due.step >= usual.first().step && due.step > lastStep && due.dueAt <= now);
                bool somebody = false;
                for (const auto& rung : alert::AlertStory(alert).rungsAhead())
                    somebody = somebody || reachable(rung.role);
                for (const auto& end : alert::AlertStory(alert).endsAhead())
                    somebody = somebody || reachable(end);
                QCOMPARE(reachable(due.role), somebody);
                QCOMPARE(due.insteadOf.isEmpty(), due.role == usual.first().role);
                passedOver += due.insteadOf.isEmpty() ? 0 : 1;
                lastStep = due.step;
                alert = apply(alert, logged(due, now, ++seq));
                QVERIFY(decide({alert}, now, wayTo).escalations.isEmpty());
            }
        }
        QVERIFY(passedOver > 50);
    }
    void everyOverdueAlertIsEscalatedExactlyOncePerStep() {
        std::mt19937 random(20261124);
        const auto below = [&](int limit) {
            return static_cast<int>(random() % static_cast<unsigned>(limit));
        };
        int escalations = 0;
        for (int round = 0; round < 1500; ++round) {
            AlertFacts facts(QStringList{"critical", "urgent", "cancer", "significant"}.at(below(4)));
            auto alert = facts.raised().alert();
            QSet<QUuid> ids;
            QSet<int> steps;
            qint64 seq = 100000;
            int minute = 0;
            for (int look = 0; look < 12; ++look) {
                minute += 1 + below(below(3) == 0 ? 20000 : 90);
                const auto now = facts.minute(minute);
                const auto decision = decide({alert}, now);
                QVERIFY(decision.escalations.size() <= 1);
                const alert::AlertStory story(alert);
                const auto view = stateAt(alert, now);
                if (decision.escalations.isEmpty()) {
                    // Whatever is still shown as overdue is nobody's to be found: a call, a closing, a
                    // telling.
                    const auto ahead = story.rungsAhead();
                    QVERIFY(ahead.isEmpty() || ahead.first().at > now);
                } else {
                    const auto& due = decision.escalations.first();
                    QVERIFY(view.open);
                    QVERIFY(due.dueAt <= now);
                    QVERIFY(due.step > story.rung());
                    QVERIFY(!due.role.isEmpty());
                    QVERIFY(!ids.contains(due.eventId));
                    QVERIFY(!steps.contains(due.step));
                    ids << due.eventId;
                    steps << due.step;
                    ++escalations;
                    const auto event = logged(due, now, ++seq);
                    alert = apply(alert, event);
                    // A second one from somebody who saw less, with another id: without effect.
                    auto again = event;
                    again.event.eventId = QUuid::createUuid();
                    again.receipt.seq = ++seq;
                    const auto twice = apply(alert, again);
                    QCOMPARE(alert::AlertStory(twice).rung(), due.step);
                    if (below(2) == 0) alert = twice;
                    // Read back, nothing more is due at this moment.
                    QVERIFY(decide({alert}, now).escalations.isEmpty());
                }
                AlertFacts act;
                switch (below(6)) {
                case 0:
                    act.called(minute);
                    break;
                case 1:
                    act.acknowledged(minute, below(2) == 0 ? QStringLiteral("Consultant")
                                                           : QStringLiteral("Ward clerk"));
                    break;
                case 2:
                    act.add(kind::alertDeclined, minute, {{"reason", "No"}}, QStringLiteral("robin"));
                    break;
                case 3:
                    act.recategorised(minute, QStringList{"critical", "urgent"}.at(below(2)));
                    break;
                case 4:
                    if (below(6) == 0) act.acted(minute);
                    break;
                default:
                    break;
                }
                for (auto event : act.events()) {
                    event.event.eventId = QUuid::createUuid();
                    event.receipt.seq = ++seq;
                    alert = apply(alert, event);
                }
            }
        }
        QVERIFY2(escalations > 2000, qPrintable(QString::number(escalations)));
    }
};

QTEST_GUILESS_MAIN(DecideTest)
#include "DecideTest.moc"
