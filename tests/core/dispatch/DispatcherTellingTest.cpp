// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/dispatch/DispatchRoom.h"

#include "core/alert/AlertStory.h"
#include "core/base/Ids.h"
#include "core/directory/Route.h"
#include "tests/support/DirectoryBuilder.h"
#include "tests/support/ReportBuilder.h"

#include <QTest>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
using namespace std::chrono_literals;
namespace kind = vigil::journal::kind;

/// Who is told of what, how often, and of what nobody is told any more.
class DispatcherTellingTest : public QObject, DispatchRoom {
    Q_OBJECT

    void directorySays(const QList<directory::Entry>& entries) {
        FakeDepartment reporter(*m_log, m_clock);
        for (const auto& entry : entries) {
            journal::Event event;
            event.eventId = QUuid::createUuid();
            event.aggregateKind = journal::aggregate::directory;
            event.aggregateId = entry.id;
            event.kind = kind::directoryEntrySet;
            event.author = QStringLiteral("fay");
            event.device = QStringLiteral("d9");
            event.deviceSeq = static_cast<qint64>(m_log->events.size()) + 1;
            event.occurredAt = m_clock.now();
            event.open = QJsonDocument(QJsonObject{{"entry", directory::toObject(entry)}}).toJson();
            static_cast<void>(reporter.append({event}, {}));
        }
    }

private Q_SLOTS:
    void init() { begin(); }
    void whoWasToldIsToldAnewWhenItBecomesMoreUrgent() {
        auto facts = AlertFacts(QStringLiteral("urgent")).raised();
        record(facts);
        m_clock.advance(15s);
        auto one = post(QStringLiteral("one"));
        work(*one);
        QCOMPARE(letters(*one).value("Responsible consultant"), 1);
        m_clock.advance(20min);
        record(facts.recategorised(20, QStringLiteral("critical")));
        work(*one);
        QCOMPARE(letters(*one).value("Responsible consultant"), 2);
        QCOMPARE(one->arrived.size(), 4); // and the HL7 receiver
        m_clock.advance(5min);
        work(*one);
        QCOMPARE(one->arrived.size(), 4);
    }
    void whoWasToldIsToldAnewWhenItIsPassedBackToThem() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        work(*one);
        record(
            facts.declined(1, QStringLiteral("robin"), {{}, QStringLiteral("Specialty registrar on call")}));
        m_clock.advance(1min);
        work(*one);
        QCOMPARE(letters(*one),
                 (QMap<QString, int>{{"Responsible consultant", 1}, {"Specialty registrar on call", 1}}));
        m_clock.advance(29min); // the registrar is asked as the back-up, too
        work(*one);
        QCOMPARE(letters(*one).value("Specialty registrar on call"), 2);
        m_clock.advance(30min);
        work(*one);
        // Of the same mailbox as the responsible consultant: brought in now, told now.
        QCOMPARE(letters(*one), (QMap<QString, int>{{"Responsible consultant", 1},
                                                    {"Specialty registrar on call", 2},
                                                    {"Consultant on call", 1}}));
    }
    void decliningAfterTheSecondEscalationTellsTheNextAtOnce() {
        auto facts = AlertFacts().raised();
        record(facts);
        m_clock.advance(60min);
        auto one = post(QStringLiteral("one"));
        work(*one);
        QCOMPARE(last(kind::alertEscalated).value("step").toInt(), 2);
        m_clock.advance(1min);
        record(facts.declined(61, QStringLiteral("robin")));
        work(*one);
        QCOMPARE(last(kind::alertEscalated).value("step").toInt(), 3);
        QCOMPARE(letters(*one).value("Site manager"), 1);
    }
    /// What stands in logs of before keeps its id: nobody is told twice because of an update.
    void anIdOfBeforeStays() {
        const AlertFacts facts = AlertFacts().raised();
        const Address mail{Address::Channel::Mail, QStringLiteral("consultant@trust.example")};
        const Telling telling{{{}, QStringLiteral("Responsible consultant")}, 0, facts.lastId()};
        const auto known =
            derivedId(idSpaceOf(theAlert), QStringLiteral("notice mail consultant@trust.example  "));
        QCOMPARE(noticeId(theAlert, telling, mail, facts.alert().facts), known);
        auto told = facts.alert();
        journal::LoggedEvent queued;
        queued.event.eventId = known;
        queued.event.kind = kind::noticeQueued;
        queued.receipt.seq = 500;
        told = apply(told, queued);
        QCOMPARE(noticeId(theAlert, telling, mail, told.facts), known);
        auto declined = AlertFacts().raised().declined(1, QStringLiteral("robin"));
        auto again = telling;
        again.since = QUuid::createUuid();
        auto event = declined.events().last();
        event.event.eventId = again.since;
        event.receipt.seq = 501;
        told = apply(told, event);
        const auto anew = noticeId(theAlert, again, mail, told.facts);
        QVERIFY(anew != known);
        QCOMPARE(noticeId(theAlert, again, mail, told.facts), anew);
    }
    void aCopyIsNoDeliveryToWhoeverIsAsked() {
        record(AlertFacts(QStringLiteral("cancer")).raised());
        m_clock.advance(15s);
        auto one = post(QStringLiteral("one"), "- role: Cancer tracking\n  mail: cancer@trust.example\n");
        work(*one);
        QCOMPARE(letters(*one), (QMap<QString, int>{{"Cancer tracking", 1}}));
        QCOMPARE(one->view(theAlert).state, alert::State::NoRoute);
    }
    void aCopyIsWrittenAsOneAndTheAskedAreAsked() {
        record(AlertFacts(QStringLiteral("cancer")).raised());
        m_clock.advance(15s);
        auto one = post(QStringLiteral("one"));
        work(*one);
        QMap<QString, bool> asCopy;
        for (const auto& payloads : one->payloads)
            for (const auto& payload : payloads) {
                const auto mail = QJsonDocument::fromJson(payload).object();
                if (!mail.isEmpty())
                    asCopy.insert(mail.value("to").toString(),
                                  mail.value("letter").toString().contains("for your information"));
            }
        QCOMPARE(asCopy,
                 (QMap<QString, bool>{{"cancer@trust.example", true}, {"consultant@trust.example", false}}));
    }
    void whenThePatientMovesTheNewTeamIsWrittenToAndTheNextRungIsTheirs() {
        const QByteArray book = "- role: Responsible consultant\n  mail: consultant@trust.example\n"
                                "- role: Emergency department doctor\n  mail: ed@trust.example\n"
                                "- role: Emergency department consultant\n  mail: boss@trust.example\n";
        auto facts = AlertFacts().raised().called(1);
        record(facts);
        auto one = post(QStringLiteral("one"), book);
        work(*one);
        m_clock.advance(5min);
        record(facts.moved(5, QStringLiteral("emergency")));
        work(*one);
        QCOMPARE(letters(*one),
                 (QMap<QString, int>{{"Responsible consultant", 1}, {"Emergency department doctor", 1}}));
        m_clock.advance(25min); // of the time since it was raised
        work(*one);
        QCOMPARE(last(kind::alertEscalated).value("role").toString(), "Emergency department consultant");
        QCOMPARE(letters(*one).value("Emergency department consultant"), 1);
        QVERIFY(!letters(*one).contains("Specialty registrar on call"));
    }
    void aRoleThatNobodyHoldsByThenDelaysNobody() {
        const QByteArray book = "- role: Responsible consultant\n  mail: consultant@trust.example\n"
                                "- role: Consultant on call\n  mail: on.call@trust.example\n";
        record(AlertFacts().raised());
        auto one = post(QStringLiteral("one"), book); // no registrar tonight
        m_clock.advance(30min);
        work(*one);
        QCOMPARE(logged(kind::alertEscalated).size(), 1);
        QCOMPARE(last(kind::alertEscalated).value("role").toString(), "Consultant on call");
        QVERIFY(last(kind::alertEscalated).value("note").toString().contains("Specialty registrar on call"));
        QCOMPARE(letters(*one).value("Consultant on call"), 1);
    }
    /// The directory is asked at the moment of escalating: leave that began since the alert was raised
    /// counts.
    void whoeverStandsInByThenIsWrittenTo() {
        const auto evening = m_clock.now() + 14h + 45min; // a quarter to midnight
        m_clock.set(evening);
        directorySays({anInbox("Responsible consultant").reachedBy({"1", {}, "consultant@trust.example", {}}),
                       aPerson("fox")
                           .named("Fox^Robin")
                           .holding("Specialty registrar on call")
                           .reachedBy({"2", {}, "fox@trust.example", {}})
                           .onLeave("jay", QDate(2026, 11, 25), QDate(2026, 11, 30)),
                       aPerson("jay").named("Jay^Kim").reachedBy({"3", {}, "jay@trust.example", {}})});
        const int raisedAt = 14 * 60 + 45;
        auto data = QJsonDocument::fromJson(AlertFacts().raised().events().first().event.open).object();
        record(AlertFacts().add(kind::alertRaised, raisedAt, data));
        auto one = post(QStringLiteral("one"), {});
        work(*one);
        m_clock.advance(30min); // a quarter past midnight: Dr Fox is on leave
        work(*one);
        QCOMPARE(last(kind::alertEscalated).value("role").toString(), "Specialty registrar on call");
        QStringList recipients;
        for (const auto& payloads : one->payloads)
            for (const auto& payload : payloads)
                recipients << QJsonDocument::fromJson(payload).object().value("to").toString();
        recipients.sort();
        QCOMPARE(recipients, (QStringList{"consultant@trust.example", "jay@trust.example"}));
    }
    /// H-66, to the last letter: by the directory, the route, the ladder and the outbox.
    void whatIsForAClosedPracticeReachesItsStandInAndNoOtherPractice() {
        const auto night = m_clock.now() + 12h; // nine in the evening
        m_clock.set(night);
        const auto directory =
            aDirectory({aPractice("p1")
                            .named("High Street Surgery")
                            .holding("General practitioner")
                            .reachedBy({"0161 1", "0161 2", "high@nhs.example", "high"}),
                        aPractice("p2")
                            .named("Low Road Practice")
                            .holding("General practitioner")
                            .reachedBy({"0161 3", "0161 4", "low@nhs.example", "low"}),
                        anInbox("Out-of-hours provider").reachedBy({"111", {}, "ooh@nhs.example", {}}),
                        anInbox("Fail-safe officer").reachedBy({"1", {}, "officer@trust.example", {}})});
        directorySays(directory.entries.values());
        auto draft = anAlertDraft().build();
        draft.location = QStringLiteral("gp");
        draft.requestingPractice = QStringLiteral("High Street Surgery");
        draft.registeredPractice = QStringLiteral("Low Road Practice");
        draft.owner = {};
        draft.category = QStringLiteral("critical");
        const auto& policy = *starterPolicy();
        const auto route = directory::routeOf(policy, directory, draft, night);
        draft.owner = route.owner.who;
        draft.backUpRole = route.backUp.who.role;
        auto data = alert::toObject(draft);
        data.insert("rules", alert::toObject(alert::rulesOf(policy, *policy.categoryAt(draft.category, "gp"),
                                                            QDate(2026, 11, 24))));
        data.insert("route", directory::toObject(route));
        record(AlertFacts().add(kind::alertRaised, 12 * 60, data));
        auto one = post(QStringLiteral("one"), {});
        work(*one);
        QCOMPARE(letters(*one),
                 (QMap<QString, int>{{"General practitioner", 1}, {"Out-of-hours provider", 1}}));
        const auto view = one->view(theAlert);
        QCOMPARE(view.callTask, alert::CallTask::Open);
        QCOMPARE(view.callSteps,
                 (QStringList{"High Street Surgery: by-pass number", "Out-of-hours provider",
                              "the patient by telephone", "requesting practice: High Street Surgery",
                              "registered practice: Low Road Practice"}));
        m_clock.advance(10h); // nobody does anything
        work(*one);
        for (const auto& each : m_log->events) {
            if (each.event.aggregateKind != journal::aggregate::alert) continue;
            QVERIFY(!each.event.open.contains("low@nhs.example"));
            QVERIFY(QJsonDocument::fromJson(each.event.open).object().value("destination") != "hl7/low");
        }
        for (const auto& payloads : one->payloads)
            for (const auto& payload : payloads)
                QVERIFY(!payload.contains("low@nhs.example"));
    }
    void whatSomebodyElseHasTakenOrWhatWasReplacedIsNotSent() {
        const auto away = [](const sync::OutboxMessage&) {
            return sync::Delivery(
                sync::RetryLater{sync::RetryLater::Cause::Unreachable, QStringLiteral("away")});
        };
        for (const auto* what : {"acknowledged", "acted on", "superseded", "nothing"}) {
            init();
            auto facts = AlertFacts().raised();
            record(facts);
            auto one = post(QStringLiteral("one"));
            one->answer = away;
            QCOMPARE(one->round().queued, 2);
            if (what == QLatin1String("acknowledged")) facts.acknowledged(1);
            if (what == QLatin1String("acted on")) facts.acted(1);
            if (what == QLatin1String("superseded")) facts.add(kind::alertSuperseded, 1);
            record(facts);
            static_cast<void>(one->round());
            one->answer = {};
            m_clock.advance(1min);
            one->deliver();
            QCOMPARE(one->arrived.size(), what == QLatin1String("nothing") ? 2 : 0);
        }
    }
    void whatIsTakenBackInTimeIsSentAfterAll() {
        const auto away = [](const sync::OutboxMessage&) {
            return sync::Delivery(
                sync::RetryLater{sync::RetryLater::Cause::Unreachable, QStringLiteral("away")});
        };
        for (const auto* what : {"acknowledged", "withdrawn"}) {
            init();
            auto facts = AlertFacts().raised();
            record(facts);
            auto one = post(QStringLiteral("one"));
            one->answer = away;
            QCOMPARE(one->round().queued, 2);
            what == QLatin1String("withdrawn") ? facts.add(kind::alertWithdrawn, 1) : facts.acknowledged(1);
            record(facts);
            static_cast<void>(one->round());
            const auto author = what == QLatin1String("withdrawn") ? "kim" : "robin";
            record(facts.retracted(2, facts.lastId(), author));
            m_clock.advance(1min);
            work(*one);
            QVERIFY(logged(kind::noticeFailed).isEmpty());
            // Over once more: it is not sent, however often it came back.
            facts.acknowledged(3);
            record(facts);
            static_cast<void>(one->round());
            one->answer = {};
            one->arrived.clear();
            m_clock.advance(5min);
            one->deliver();
            QVERIFY2(one->arrived.isEmpty(), what);
            record(facts.retracted(4, facts.lastId(), QStringLiteral("robin")));
            work(*one);
            QCOMPARE(one->arrived.size(), 2);
            QCOMPARE(logged(kind::noticeSent).size(), 2);
        }
    }
    void theOfficerHearsByLetterOfAWithdrawalThatNobodyTells() {
        auto facts = AlertFacts().raised().called(1).add(kind::alertWithdrawn, 2);
        record(facts);
        auto one = post(QStringLiteral("one"),
                        "- role: Fail-safe officer\n  mail: officer@trust.example\n  hl7: epr\n");
        work(*one);
        QVERIFY(one->arrived.isEmpty());
        m_clock.advance(17min);
        work(*one);
        QCOMPARE(letters(*one), (QMap<QString, int>{{"Fail-safe officer", 1}}));
        QCOMPARE(one->arrived.size(), 1); // no HL7 message: nobody is to act on the finding
        for (const auto& payloads : one->payloads)
            for (const auto& payload : payloads) {
                const auto letter =
                    QJsonDocument::fromJson(payload).object().value("letter").toString().toUtf8();
                QVERIFY(
                    QByteArray::fromBase64(letter.mid(letter.indexOf("\r\n\r\n"))).contains("was withdrawn"));
            }
        m_clock.advance(48h);
        work(*one);
        QCOMPARE(one->arrived.size(), 2); // again each working day until they know
    }
    void whatWasWithdrawnMeanwhileIsNotSent() {
        auto facts = AlertFacts().raised();
        record(facts);
        auto one = post(QStringLiteral("one"));
        one->answer = [](const sync::OutboxMessage&) {
            return sync::Delivery(
                sync::RetryLater{sync::RetryLater::Cause::Unreachable, QStringLiteral("away")});
        };
        QCOMPARE(one->round().queued, 2);
        record(facts.add(kind::alertWithdrawn, 1));
        static_cast<void>(one->round());
        one->answer = {};
        m_clock.advance(1min);
        one->deliver();
        QVERIFY(one->arrived.isEmpty());
        QVERIFY(one->round().undelivered.isEmpty());
    }
};

QTEST_GUILESS_MAIN(DispatcherTellingTest)
#include "DispatcherTellingTest.moc"
