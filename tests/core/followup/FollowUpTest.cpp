// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpJson.h"
#include "core/followup/FollowUpStory.h"
#include "tests/support/FollowUpFacts.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace vigil;
using namespace vigil::followup;
using namespace vigil::test;
namespace kind = vigil::journal::kind;

namespace {

Closing answered(const QString& report = QStringLiteral("1.2.3.9")) {
    return {End::Answered, {}, {}, QStringLiteral("1.2.3"), report};
}

bool hasAttention(const FollowUpView& view, const QString& eventKind, const char* words) {
    return std::any_of(view.attention.begin(), view.attention.end(), [&](const AttentionItem& item) {
        return item.kind == eventKind && item.reason.contains(QLatin1String(words));
    });
}

} // namespace

class FollowUpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theReferrerOwnsItUntilItIsBookedAndRemindersComeAtAQuarterAndAtTheEnd() {
        auto facts = FollowUpFacts().recommended();
        auto view = facts.at(1);
        QCOMPARE(view.owner.name, "Referrer^Robin");
        QCOMPARE(view.due, Due::Reminder);
        // 99.6 days from 24 November 09:00 to midnight of the due day: a quarter is 24.9 days.
        QVERIFY(*view.nextAt > facts.day(24.8) && *view.nextAt < facts.day(25));
        facts.reminded(25, 25);
        view = facts.at(26);
        QCOMPARE(view.reminded, 25);
        QCOMPARE(*view.nextAt, fromDateTime(QDate(2027, 3, 4).startOfDay(QTimeZone("Europe/London"))));
        QCOMPARE(view.owner.name, "Referrer^Robin");
        QVERIFY(!view.overdue);
        facts.booked(30, QDate(2027, 3, 1));
        view = facts.at(31);
        QCOMPARE(view.state, State::Booked);
        QCOMPARE(view.owner.role, "Fail-safe officer");
        QCOMPARE(view.due, Due::TakePlace);
    }
    void anOverdueOneGoesToTheOfficerAndComesBackToHim() {
        auto facts = FollowUpFacts().recommended().reminded(25, 25).reminded(100, 100);
        QCOMPARE(facts.at(100).due, Due::Escalate);
        QVERIFY(facts.at(101).overdue);
        QVERIFY(!FollowUpStory(facts.followUp()).stepDue(facts.day(103)));
        const auto due = FollowUpStory(facts.followUp()).stepDue(facts.day(104));
        QVERIFY(due && due->kind == Step::Kind::Escalation && due->number == 1);
        facts.escalated(104, 1);
        QCOMPARE(facts.at(105).owner.role, "Fail-safe officer");
        QCOMPARE(facts.at(105).due, Due::LookAgain);
        QCOMPARE(*facts.at(105).nextAt, facts.day(111));
        facts.escalated(111, 2);
        QCOMPARE(*facts.at(112).nextAt, facts.day(118));
        // The same step by another dispatcher lengthens nothing.
        facts.escalated(116, 2);
        QCOMPARE(*facts.at(116).nextAt, facts.day(118));
    }
    void aBookingStartsAClockOfItsOwn() {
        auto facts = FollowUpFacts().recommended().reminded(25, 25).reminded(100, 100).escalated(104, 1);
        facts.booked(105, QDate(2027, 3, 20));
        QVERIFY(hasAttention(facts.at(106), kind::followUpBooked, "after the due date"));
        QCOMPARE(facts.at(106).escalations, 0);
        const auto booking = facts.lastId();
        facts.escalated(106, 2); // of the clock before it
        QCOMPARE(facts.at(107).escalations, 0);
        const auto step = FollowUpStory(facts.followUp()).nextStep();
        QVERIFY(step && step->began == booking);
        QCOMPARE(step->at, fromDateTime(QDate(2027, 3, 24).startOfDay(QTimeZone("Europe/London"))));
    }
    void aDispatcherThatComesLateDoesNotMakeUpForEarlierReminders() {
        const auto facts = FollowUpFacts().recommended();
        const FollowUpStory story(facts.followUp());
        QVERIFY(!story.stepDue(facts.day(24)));
        QCOMPARE(story.stepDue(facts.day(26))->number, 25);
        QCOMPARE(story.stepDue(facts.day(101))->number, 100);
        QCOMPARE(story.stepDue(facts.day(110))->kind, Step::Kind::Escalation);
    }
    void onlyAVerifiedReportOfAnotherExaminationAnswers_data() {
        QTest::addColumn<QString>("study");
        QTest::addColumn<QString>("report");
        QTest::addColumn<QString>("author");
        QTest::addColumn<QString>("role");
        QTest::addColumn<bool>("closes");
        const QString own = aFollowUpDraft().procedures.first().studyUid;
        QTest::newRow("reporter") << "1.2.3"
                                  << "1.2.3.9"
                                  << "kim"
                                  << "Registrar" << true;
        QTest::newRow("another reporter") << "1.2.3"
                                          << "1.2.3.9"
                                          << "sam"
                                          << "Consultant radiologist" << true;
        QTest::newRow("officer") << "1.2.3"
                                 << "1.2.3.9"
                                 << "sam"
                                 << "Fail-safe officer" << true;
        QTest::newRow("a clerk") << "1.2.3"
                                 << "1.2.3.9"
                                 << "sam"
                                 << "Booking clerk" << false;
        QTest::newRow("not verified") << "1.2.3"
                                      << ""
                                      << "kim"
                                      << "Consultant radiologist" << false;
        QTest::newRow("no study") << ""
                                  << "1.2.3.9"
                                  << "kim"
                                  << "Consultant radiologist" << false;
        QTest::newRow("the same study") << own << "1.2.3.9"
                                        << "kim"
                                        << "Consultant radiologist" << false;
    }
    void onlyAVerifiedReportOfAnotherExaminationAnswers() {
        QFETCH(const QString, study);
        QFETCH(const QString, report);
        QFETCH(const QString, author);
        QFETCH(const QString, role);
        QFETCH(const bool, closes);
        const auto view = FollowUpFacts()
                              .recommended()
                              .closed(90, {End::Answered, {}, {}, study, report}, author, role)
                              .at(91);
        QCOMPARE(view.open, !closes);
        QCOMPARE(view.attention.isEmpty(), closes);
    }
    void theOtherEndsSayHowTheyAreKnown_data() {
        QTest::addColumn<End>("end");
        QTest::addColumn<QString>("note");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("closes");
        QTest::newRow("elsewhere") << End::DoneElsewhere << "Leeds, 3 March"
                                   << "" << true;
        QTest::newRow("elsewhere, unsaid") << End::DoneElsewhere << " "
                                           << "" << false;
        QTest::newRow("declined") << End::DeclinedByPatient << "telephone, 2 March"
                                  << "" << true;
        QTest::newRow("died") << End::Died << "told by the ward"
                              << "" << true;
        QTest::newRow("decision") << End::ReferrersDecision << "frail"
                                  << "Referrer^Robin" << true;
        QTest::newRow("decision of nobody") << End::ReferrersDecision << "frail"
                                            << "" << false;
        QTest::newRow("error") << End::EnteredInError << "wrong patient"
                               << "" << true;
    }
    void theOtherEndsSayHowTheyAreKnown() {
        QFETCH(const End, end);
        QFETCH(const QString, note);
        QFETCH(const QString, name);
        QFETCH(const bool, closes);
        const alert::Party decider{name, name.isEmpty() ? QString() : QStringLiteral("General practitioner")};
        const auto facts = FollowUpFacts().recommended().closed(50, {end, note, decider, {}, {}});
        QCOMPARE(facts.at(51).open, !closes);
        if (closes) QCOMPARE(facts.at(51).closing.end, end);
    }
    void onlyAuthorOrOfficerCallsItAnError() {
        const Closing error{End::EnteredInError, QStringLiteral("wrong patient"), {}, {}, {}};
        QVERIFY(FollowUpFacts().recommended().closed(1, error, "sam").at(2).open);
        QVERIFY(!FollowUpFacts().recommended().closed(1, error, "sam", "Fail-safe officer").at(2).open);
    }
    void aProposalIsThereOnceAndTakesNothingFromTheOwner() {
        auto facts = FollowUpFacts().recommended().proposed(40, "1.2.3").proposed(41, "1.2.3");
        auto view = facts.at(42);
        QCOMPARE(view.proposals.size(), 1);
        QVERIFY(view.open);
        QCOMPARE(view.owner.name, "Referrer^Robin");
        QCOMPARE(view.nextAt, FollowUpFacts().recommended().at(42).nextAt);
        facts.rejected(43, "1.2.3");
        QVERIFY(facts.at(44).proposals.first().rejected);
        QVERIFY(hasAttention(facts.rejected(45, "9.9").at(46), kind::followUpRejected, "not proposed"));
    }
    void anEndIsTakenBackByTheSamePersonWithinTenMinutes() {
        constexpr double minute = 1.0 / (24 * 60);
        auto facts = FollowUpFacts().recommended().closed(50, answered());
        const auto end = facts.lastId();
        auto byAnother = facts;
        auto late = facts;
        QVERIFY(facts.retracted(50 + 9 * minute, end).at(51).open);
        QVERIFY(!byAnother.retracted(50 + 9 * minute, end, "sam").at(51).open);
        QVERIFY(!late.retracted(50 + 11 * minute, end).at(51).open);
        QVERIFY(hasAttention(late.at(51), kind::followUpRetracted, "too late"));
    }
    void whatComesAfterTheEndIsKeptAndShown() {
        auto facts = FollowUpFacts().recommended().closed(50, answered()).booked(51, QDate(2027, 2, 1));
        QVERIFY(!facts.at(52).open);
        QVERIFY(hasAttention(facts.at(52), kind::followUpBooked, "had ended"));
        QCOMPARE(facts.at(52).closing.end, End::Answered);
    }
    void anUnknownKindNeedsANewerVigilAndNeverCountsAsClosed() {
        auto facts = FollowUpFacts().recommended().closed(50, answered()).add("followup.reopened", 51);
        const auto view = facts.at(52);
        QVERIFY(view.needsNewerVigil);
        QVERIFY(view.open);
        QVERIFY(view.nextAt.has_value());
        QCOMPARE(view.owner.role, "Fail-safe officer");
        auto data = toObject(answered());
        data.insert("end", "solved by committee");
        QVERIFY(FollowUpFacts().recommended().add(kind::followUpClosed, 50, data).at(51).open);
    }
    void aReminderThatCouldNotBeSentIsSeenUntilItIs() {
        auto facts = FollowUpFacts().recommended().add(kind::noticeFailed, 26,
                                                       {{"notice", "n1"}, {"reason", "no address"}});
        QVERIFY(hasAttention(facts.at(27), kind::noticeFailed, "no address"));
        QVERIFY(facts.add(kind::noticeSent, 28, {{"notice", "n1"}}).at(29).attention.isEmpty());
    }
    void withoutADueDateItIsDueAtOnce() {
        auto draft = aFollowUpDraft();
        draft.dueDate = {};
        const auto view = FollowUpFacts().recommended(draft).at(0.1);
        QVERIFY(view.overdue);
        QCOMPARE(view.owner.name, "Referrer^Robin");
    }
    void whatIsWrittenIsReadTheSame() {
        const auto draft = aFollowUpDraft();
        auto read = draftFromObject(toObject(draft));
        read.reportPatient = draft.reportPatient; // of the moment, not of the fact
        QCOMPARE(read, draft);
        FollowUpRules rules{{10, 50}, 1, 2, "Officer", {"A", "B"}, QTimeZone("Europe/Paris")};
        QCOMPARE(rulesFromObject(toObject(rules)), rules);
        const Proposal proposal{"1.2",
                                "A1",
                                "CT chest",
                                "2027-01-02T10:00:00",
                                {{"purpose", Aspect::Agreement::Differs, "other"},
                                 {"date", Aspect::Agreement::Agrees, "in time"}}};
        QCOMPARE(proposalFromObject(toObject(proposal)), proposal);
        QVERIFY(!proposal.fits());
        const Closing closing{End::ReferrersDecision, "frail", {"Robin", "GP"}, "1.2", "1.3"};
        QCOMPARE(*closingFromObject(toObject(closing)), closing);
        QCOMPARE(*endFromText("done-elsewhere"), End::DoneElsewhere);
        QCOMPARE(*endFromText("declined-by-patient"), End::DeclinedByPatient);
        QCOMPARE(*endFromText("referrers-decision"), End::ReferrersDecision);
        QVERIFY(!endFromText("forgotten"));
    }
    /// Idea 5 of the design: no state is exempt.
    void everyOpenFollowUpHasOneOwnerAndOneNextTimeWhateverHappens() {
        std::mt19937 random(20261124);
        const auto below = [&](qsizetype count) {
            return static_cast<int>(random() % static_cast<unsigned>(count));
        };
        for (int round = 0; round < 3000; ++round) {
            FollowUpFacts facts;
            auto draft = aFollowUpDraft();
            if (below(10) == 0) draft.dueDate = {};
            if (below(10) == 0) draft.owner = {};
            if (below(20) != 0) facts.recommended(draft); // sometimes it is missing
            const int count = below(12);
            for (int i = 0; i < count; ++i) {
                const double day = below(300);
                const auto one = facts.events().isEmpty()
                                     ? QUuid::createUuid()
                                     : facts.events().at(below(facts.events().size())).event.eventId;
                const auto author = below(2) ? "kim" : "sam";
                switch (below(11)) {
                case 0:
                    facts.reminded(day, below(2) ? 25 : 100);
                    break;
                case 1:
                    facts.escalated(day, below(3), one);
                    break;
                case 2:
                    facts.booked(day, below(5) ? QDate(2026, 11, 24).addDays(below(300)) : QDate());
                    break;
                case 3:
                    facts.reassigned(day, below(3) ? alert::Party{"Somebody", "GP"} : alert::Party{});
                    break;
                case 4:
                    facts.proposed(day, QString::number(below(3)));
                    break;
                case 5:
                    facts.rejected(day, QString::number(below(3)));
                    break;
                case 6:
                case 7:
                    facts.closed(day, {static_cast<End>(below(6)), below(2) ? "so" : "", {}, "1.2.3", "r"},
                                 author);
                    break;
                case 8:
                    facts.retracted(day, one, author);
                    break;
                case 9:
                    facts.add(kind::noticeFailed, day, {{"notice", "n"}});
                    break;
                default:
                    if (below(4) == 0) facts.add("followup.from_the_future", day);
                }
                if (!facts.events().isEmpty() && below(8) == 0) facts.pending();
            }
            if (facts.events().isEmpty()) continue;
            const auto followUp = facts.followUp();
            QCOMPARE(followUp.facts.size(), facts.events().size()); // no fact is lost
            const auto view = facts.at(below(400));
            if (view.open) {
                QVERIFY(!view.owner.isEmpty());
                QVERIFY(view.nextAt.has_value());
                QVERIFY(view.due != Due::Nothing);
                QVERIFY(view.state != State::Closed);
            } else {
                QVERIFY(!view.needsNewerVigil);
                QCOMPARE(view.state, State::Closed);
            }
            // Whatever the order of arrival and however often: the same follow-up.
            auto shuffled = facts.events() + facts.events();
            std::shuffle(shuffled.begin(), shuffled.end(), random);
            QCOMPARE(followUpOf(followUp.followUpId, shuffled), followUp);
        }
    }
};

QTEST_GUILESS_MAIN(FollowUpTest)
#include "FollowUpTest.moc"
