// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyService.h"

#include "tests/support/Desk.h"
#include "tests/support/Futures.h"
#include "tests/support/LogPeople.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using namespace vigil::test;
using namespace std::chrono_literals;

class PolicyServiceTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<store::PolicyStore> m_store;
    std::unique_ptr<PolicyInForce> m_inForce;
    QByteArray m_yaml;

    std::unique_ptr<PolicyService> as(const QString& id, const QString& role) {
        auto user = aRadiologist();
        user.id = id;
        user.role = role;
        return std::make_unique<PolicyService>(*m_inForce, m_desk->data(), m_desk->facts(), *m_store,
                                               m_desk->alertStore(), m_desk->clock, m_desk->ids, user);
    }
    void departmentTakesIt() {
        acceptAll(m_desk->journal(), m_desk->journalStore(), m_desk->data(), journal::aggregate::policy);
        VIGIL_VERIFY(m_inForce->refresh());
    }
    QByteArray with(const QByteArray& what, const QByteArray& by) {
        auto changed = m_yaml;
        changed.replace(what, by);
        if (changed == m_yaml) qFatal("the test itself is wrong");
        return changed;
    }
    QUuid proposed(const QByteArray& yaml) {
        const auto id = waitFor(as("kim", "Clinical lead")->propose(yaml, "Shorter, after the audit"));
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    void publish(const QByteArray& yaml) {
        const auto id = proposed(yaml);
        departmentTakesIt();
        VIGIL_VERIFY(waitFor(as("robin", "Clinical director")->approve(id)));
        departmentTakesIt();
    }

private Q_SLOTS:
    void initTestCase() {
        QFile file(QStringLiteral(VIGIL_SOURCE_DIR "/resources/policies/default.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_yaml = file.readAll();
    }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_store = std::make_unique<store::PolicyStore>(m_desk->journalStore());
        m_inForce = std::make_unique<PolicyInForce>(starterPolicy(), m_desk->data(), *m_store);
        VIGIL_VERIFY(m_inForce->refresh());
    }
    void cleanup() {
        m_desk.reset();
        m_inForce.reset();
        m_store.reset();
        m_folder.reset();
    }
    void twoPeoplePublishAPolicyAndAlertsFollowIt() {
        const store::DirectoryStore directory(m_desk->journalStore());
        m_desk->alerts().follow(*m_inForce, directory);
        const auto before = *m_desk->raise(anAlertDraft().of("pe").build());
        publish(with("acknowledge: 4 h", "acknowledge: 2 h"));
        QVERIFY(m_inForce->isPublished());
        QCOMPARE(*m_desk->alerts().policy().category("urgent")->limits.acknowledge,
                 (Limit{2, Limit::Unit::Hours}));
        const auto after = *m_desk->raise(anAlertDraft().of("pe").build());
        const auto now = m_desk->clock.now();
        const auto viewOf = [&](const QString& id) {
            return stateAt(*waitFor(m_desk->alerts().alert(id)), now);
        };
        // An alert keeps the policy it was raised under.
        QCOMPARE(*viewOf(before).acknowledgeBy, now + 4h);
        QCOMPARE(*viewOf(after).acknowledgeBy, now + 2h);
        const auto fact = waitFor(m_desk->alerts().alert(after))->facts.first();
        QCOMPARE(fact.logged.event.policySha256, m_inForce->current().sha256());
    }
    void thePolicySaysWhatIsDocumentedOnlyWhenAlreadySuspected() {
        const store::DirectoryStore directory(m_desk->journalStore());
        m_desk->alerts().follow(*m_inForce, directory);
        auto yaml = with("    alreadySuspected: documented\n", "    alreadySuspected: told\n");
        yaml.replace("    textCode: VIGIL-CANCER\n",
                     "    textCode: VIGIL-CANCER\n    alreadySuspected: documented\n");
        publish(yaml);
        const auto stateOf = [&](const char* finding) {
            const auto id = *m_desk->raise(anAlertDraft().of(finding).suspected().build());
            return stateAt(*waitFor(m_desk->alerts().alert(id)), m_desk->clock.now()).state;
        };
        QCOMPARE(stateOf("malignancy"), State::DocumentedOnly);
        QCOMPARE(stateOf("nodule"), State::ThisComputerOnly);
    }
    void whoProposedItDoesNotApproveIt() {
        const auto id = proposed(with("acknowledge: 4 h", "acknowledge: 2 h"));
        departmentTakesIt();
        const auto refused = waitFor(as("kim", "Clinical director")->approve(id));
        QCOMPARE(refused.error().code, Error::Code::Denied);
        QVERIFY(refused.error().message.contains("another person"));
        QCOMPARE(waitFor(as("robin", "Ward clerk")->approve(id)).error().code, Error::Code::Denied);
        QCOMPARE(waitFor(as("x", "y")->log())->versions.size(), 1);
        QVERIFY(!m_inForce->isPublished());
    }
    void anApprovalCountsWhenTheDepartmentHasIt() {
        const auto id = proposed(with("acknowledge: 4 h", "acknowledge: 2 h"));
        departmentTakesIt();
        VIGIL_VERIFY(waitFor(as("robin", "Clinical director")->approve(id)));
        VIGIL_VERIFY(m_inForce->refresh());
        QVERIFY(!m_inForce->isPublished());
        QCOMPARE(waitFor(as("sam", "Clinical director")->approve(id)).error().code, Error::Code::Conflict);
        departmentTakesIt();
        QVERIFY(m_inForce->isPublished());
        QCOMPARE(waitFor(as("sam", "Clinical director")->approve(id)).error().code, Error::Code::Conflict);
    }
    void aFaultyPolicyIsNotProposed() {
        auto lead = as("kim", "Clinical lead");
        const auto faulty = waitFor(lead->propose(with("actedOn: 24 h", "actedOn: soon"), "x"));
        QVERIFY(faulty.error().message.contains("line"));
        QCOMPARE(waitFor(lead->propose(m_yaml, " ")).error().code, Error::Code::Invalid);
        QCOMPARE(waitFor(lead->approve(QUuid::createUuid())).error().code, Error::Code::NotFound);
        publish(m_yaml);
        QCOMPARE(waitFor(lead->propose(m_yaml, "again")).error().code, Error::Code::Conflict);
        QCOMPARE(waitFor(as("sam", "Porter")->propose(with("4 h", "3 h"), "x")).error().code,
                 Error::Code::Denied);
    }
    void aPolicyThatThisVigilCannotReadLeavesTheLastOneAndSaysSo() {
        publish(m_yaml);
        const auto first = m_inForce->current().sha256();
        auto log = *waitFor(as("x", "y")->log());
        auto proposal = aFact(journal::aggregate::policy, alertPolicyAggregate, journal::kind::policyProposed,
                              {{"yaml", "fromTheFuture: 1"}, {"version", "9"}}, "kim", "Clinical lead", 50);
        const auto approval = aFact(
            journal::aggregate::policy, alertPolicyAggregate, journal::kind::policyApproved,
            approvalOf(proposal.event.eventId, log.inForce()->proposal), "robin", "Clinical director", 51);
        VIGIL_VERIFY(
            m_desk->journal().take({proposal, approval}, store::departmentDestination, std::nullopt));
        VIGIL_VERIFY(m_inForce->refresh());
        QCOMPARE(m_inForce->current().sha256(), first);
        QVERIFY(m_inForce->fault().contains("version 9"));
    }
    void replayTellsWhichAlertsWouldHaveGoneElsewhere() {
        const auto pe = *m_desk->raise(anAlertDraft().of("pe").build());
        static_cast<void>(*m_desk->raise(anAlertDraft().build()));
        m_desk->clock.advance(24h);
        const auto other =
            AlertPolicy::parse(with("label: Pulmonary embolism without strain, category: urgent",
                                    "label: Pulmonary embolism without strain, category: critical"));
        VIGIL_VERIFY(other);
        const auto service = as("x", "y");
        const auto replay = waitFor(service->replay(*other, std::chrono::days(31)));
        VIGIL_VERIFY(replay);
        QCOMPARE(replay->looked, 2);
        QCOMPARE(replay->changed.size(), 1);
        QCOMPARE(replay->changed.first().alertId, pe);
        QVERIFY(replay->changed.first().changes.contains("category Urgent → Critical"));
        QVERIFY(replay->changed.first().changes.contains("acknowledge 4 h → 30 min"));
        m_desk->clock.advance(24h * 40);
        QCOMPARE(waitFor(service->replay(*other, std::chrono::days(31)))->looked, 0);
        QCOMPARE(waitFor(service->replay(*starterPolicy(), std::chrono::days(60)))->changed.size(), 0);
    }
    void whatIsOnlyDocumentedIsADifferenceAndChangesWhatWasRaised() {
        const auto id = *m_desk->raise(anAlertDraft().of("nodule").suspected().build());
        static_cast<void>(*m_desk->raise(anAlertDraft().of("nodule").build()));
        const auto other = AlertPolicy::parse(with("alreadySuspected: documented", "alreadySuspected: told"));
        VIGIL_VERIFY(other);
        const auto lines = differences(*starterPolicy(), *other);
        QCOMPARE(lines, QStringList{QStringLiteral(
                            "Significant unexpected: documented only when already suspected yes → no")});
        const auto replay = waitFor(as("x", "y")->replay(*other, std::chrono::days(31)));
        VIGIL_VERIFY(replay);
        QCOMPARE(replay->changed.size(), 1);
        QCOMPARE(replay->changed.first().alertId, id);
        QCOMPARE(replay->changed.first().changes,
                 QStringList{"documented only, being already suspected yes → no"});
    }
    void whatIsOnlyDocumentedWhenToldIsADifferenceAndChangesWhatWasRaised() {
        auto told = anAlertDraft().of("nodule").build();
        told.told =
            CallRecord{CallOutcome::Reached, {"Clinician^Chris", "Consultant"}, "telephone", true, {}, {}};
        const auto id = *m_desk->raise(told);
        told.told->readBack = false;
        static_cast<void>(*m_desk->raise(told));
        const auto other = AlertPolicy::parse(with("alreadyTold: documented", "alreadyTold: loop"));
        VIGIL_VERIFY(other);
        QCOMPARE(differences(*starterPolicy(), *other),
                 QStringList{"Significant unexpected: documented only when already told yes → no"});
        QVERIFY(waitFor(as("x", "y")->replay(*starterPolicy(), std::chrono::days(31)))->changed.isEmpty());
        const auto replay = waitFor(as("x", "y")->replay(*other, std::chrono::days(31)));
        QCOMPARE(replay->changed.size(), 1);
        QCOMPARE(replay->changed.first().alertId, id);
        QCOMPARE(replay->changed.first().changes,
                 QStringList{"documented only, being already told yes → no"});
    }
    void differencesAreToldInWords() {
        auto changed = with("acknowledge: 4 h", "acknowledge: 2 h");
        changed.replace("limits: {acknowledge: 1 h,", "limits: {acknowledge: 30 min,");
        changed.replace("category: urgent, laterality: true,\n     text: Pulmonary",
                        "category: critical, laterality: true,\n     text: Pulmonary");
        changed.replace("region: england-and-wales", "region: scotland");
        changed.replace("  lower: [Duty radiologist]", "  lower: [Duty radiologist, Clinical lead]");
        changed.replace("copyTo: Cancer tracking", "copyTo: Cancer office");
        const auto other = AlertPolicy::parse(changed);
        VIGIL_VERIFY(other);
        const auto lines = differences(*starterPolicy(), *other);
        for (const auto* line :
             {"Urgent: acknowledge 4 h → 2 h", "Emergency department, Urgent: acknowledge 1 h → 30 min",
              "Pulmonary embolism without strain: category urgent → critical",
              "Cancer: copy to Cancer tracking → Cancer office", "may lower: \"Clinical lead\" is new",
              "day off: \"2026-11-30\" is new", "day off: \"2026-04-06\" is gone"})
            QVERIFY2(lines.contains(QString::fromUtf8(line)), qPrintable(lines.join('\n')));
        QCOMPARE(lines.filter("acknowledge 4 h → 2 h").size(), 1); // not once more for each place
        QCOMPARE(differences(*starterPolicy(), *starterPolicy()), QStringList());
    }
};

QTEST_GUILESS_MAIN(PolicyServiceTest)
#include "PolicyServiceTest.moc"
