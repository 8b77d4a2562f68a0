// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyLog.h"

#include "tests/support/LogPeople.h"
#include "tests/support/ReportBuilder.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <random>

using namespace vigil;
using namespace vigil::alert;
using journal::LoggedEvent;

class PolicyLogTest : public QObject {
    Q_OBJECT
private:
    static LoggedEvent proposed(qint64 seq, const QString& user, const QString& version,
                                const QString& role = "Clinical lead", const QStringList& approvers = {}) {
        return test::aFact(journal::aggregate::policy, alertPolicyAggregate, journal::kind::policyProposed,
                           {{"yaml", "version: " + version},
                            {"version", version},
                            {"note", "because"},
                            {"approvers", QJsonArray::fromStringList(approvers)}},
                           user, role, seq);
    }
    static LoggedEvent approved(qint64 seq, const QString& user, const LoggedEvent& proposal,
                                const QUuid& replaces = {}, const QString& role = "Clinical director") {
        return test::aFact(journal::aggregate::policy, alertPolicyAggregate, journal::kind::policyApproved,
                           approvalOf(proposal.event.eventId, replaces), user, role, seq);
    }
    static QString inForce(const PolicyLog& log) {
        return log.inForce() ? log.inForce()->version : QString();
    }

private Q_SLOTS:
    void aPolicyThatOnlyOnePersonWantsIsNotInForce() {
        const auto proposal = proposed(1, "kim", "2");
        QCOMPARE(inForce(policyLogOf({proposal})), QString());
        const auto log = policyLogOf({proposal, approved(2, "kim", proposal)});
        QCOMPARE(inForce(log), QString());
        QCOMPARE(log.attention.size(), 1);
        QVERIFY(log.attention.first().reason.contains("another person"));
        QCOMPARE(inForce(policyLogOf({proposal, approved(2, " Kim", proposal)})), QString());
    }
    void aSecondPersonPutsItInForce() {
        const auto proposal = proposed(1, "kim", "2");
        const auto log = policyLogOf({proposal, approved(2, "robin", proposal)});
        QCOMPARE(inForce(log), "2");
        QCOMPARE(log.inForce()->proposedByUser, "kim");
        QCOMPARE(log.inForce()->approvedByUser, "robin");
        QVERIFY(log.attention.isEmpty());
    }
    void whoSentTheOtherPersonsActIsNoSecondPerson() {
        auto proposal = proposed(1, "kim", "2");
        auto approval = approved(2, "robin", proposal);
        approval.receipt.submitter = "kim";
        QCOMPARE(inForce(policyLogOf({proposal, approval})), QString());
        approval.receipt.submitter = "robin";
        proposal.receipt.submitter = "robin";
        QCOMPARE(inForce(policyLogOf({proposal, approval})), QString());
    }
    void whatTheDepartmentDoesNotHaveDoesNotCount() {
        const auto proposal = proposed(1, "kim", "2");
        const auto log = policyLogOf({proposal, approved(0, "robin", proposal)});
        QCOMPARE(inForce(log), QString());
        QVERIFY(log.versions.first().approvalPending);
        QVERIFY(policyLogOf({proposed(0, "kim", "2")}).versions.first().proposalPending);
    }
    void theNextOneTakesItsPlaceAndTheOldOneCanComeBack() {
        const auto first = proposed(1, "kim", "1"), second = proposed(3, "robin", "2");
        QList<LoggedEvent> events{first, approved(2, "robin", first), second,
                                  approved(4, "kim", second, first.event.eventId)};
        auto log = policyLogOf(events);
        QCOMPARE(inForce(log), "2");
        QCOMPARE(log.versions.first().state, PolicyVersion::State::Superseded);
        events << approved(5, "sam", first, second.event.eventId);
        QCOMPARE(inForce(policyLogOf(events)), "1");
    }
    void anApprovalAgainstAnotherPolicyThanTheOneInForceHasNoEffect() {
        const auto first = proposed(1, "kim", "1"), second = proposed(2, "kim", "2");
        const auto log =
            policyLogOf({first, second, approved(3, "robin", second), approved(4, "sam", first)});
        QCOMPARE(inForce(log), "2");
        QVERIFY(log.attention.first().reason.contains("another policy"));
    }
    void rolesCountByThePolicyInForce() {
        const auto first = proposed(1, "kim", "1", "anything", {"Clinical director"});
        QCOMPARE(inForce(policyLogOf({first, approved(2, "robin", first, {}, "Ward clerk")})), QString());
        const auto in = approved(2, "robin", first);
        QCOMPARE(inForce(policyLogOf({first, in})), "1");
        // Its own words do not help the next one.
        const auto second = proposed(3, "kim", "2", "anything", {"Ward clerk"});
        const auto byClerk = approved(4, "sam", second, first.event.eventId, "Ward clerk");
        QCOMPARE(inForce(policyLogOf({first, in, second, byClerk})), "1");
    }
    void whatWasNotProposedIsNotApproved() {
        const auto log = policyLogOf({approved(1, "robin", proposed(9, "kim", "1"))});
        QCOMPARE(log.attention.size(), 1);
        QVERIFY(log.versions.isEmpty());
    }
    void aNewerKindIsSeen() {
        auto event = proposed(1, "kim", "1");
        event.event.kind = "policy.suspended";
        QVERIFY(policyLogOf({event}).needsNewerVigil);
    }
    /// Random histories: the same whatever the order of arrival, repeats included, and never by one person.
    void anyOrderGivesTheSameAndTwoPeopleStandBehindWhatIsInForce() {
        std::mt19937 random(20261124);
        const QStringList people{"kim", "robin", "sam"};
        const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        int reached = 0;
        for (int round = 0; round < 400; ++round) {
            QList<LoggedEvent> events, proposals;
            const int count = 3 + pick(10);
            for (int seq = 1; seq <= count; ++seq) {
                const auto user = people.at(pick(3));
                const qint64 place = pick(8) == 0 ? 0 : seq;
                if (proposals.isEmpty() || pick(3) == 0) {
                    proposals << proposed(place, user, QString::number(seq));
                    events << proposals.last();
                } else {
                    const auto log = policyLogOf(events);
                    const auto* now = log.inForce();
                    events << approved(place, user, proposals.at(pick(static_cast<int>(proposals.size()))),
                                       now && pick(4) > 0 ? now->proposal : QUuid());
                }
                if (pick(3) == 0) events.last().receipt.submitter = people.at(pick(3));
            }
            const auto log = policyLogOf(events);
            auto shuffled = events + events.mid(0, count / 2);
            std::shuffle(shuffled.begin(), shuffled.end(), random);
            QVERIFY(policyLogOf(shuffled) == log);
            const auto* current = log.inForce();
            if (!current) continue;
            ++reached;
            QVERIFY(current->proposedByUser != current->approvedByUser);
            QVERIFY(!current->proposalPending && !current->approvalPending);
            QCOMPARE(std::count_if(log.versions.begin(), log.versions.end(),
                                   [](const PolicyVersion& version) {
                                       return version.state == PolicyVersion::State::InForce;
                                   }),
                     1);
        }
        QVERIFY(reached > 50);
    }
};

QTEST_GUILESS_MAIN(PolicyLogTest)
#include "PolicyLogTest.moc"
