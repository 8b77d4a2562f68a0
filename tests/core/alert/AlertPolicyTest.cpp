// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertPolicy.h"

#include "core/alert/PolicyFaults.h"
#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;

class AlertPolicyTest : public QObject {
    Q_OBJECT
private:
    QByteArray m_yaml;
    /// The message about the starter policy after a change.
    QString faultAfter(const QByteArray& what, const QByteArray& by) {
        auto changed = m_yaml;
        if (!changed.contains(what)) return QStringLiteral("the test itself is wrong");
        const auto at = changed.indexOf(what);
        changed.replace(at, what.size(), by);
        const auto policy = AlertPolicy::parse(changed);
        return policy ? QStringLiteral("no fault") : policy.error().message;
    }
    int lineOf(const QByteArray& what) {
        return static_cast<int>(m_yaml.left(m_yaml.indexOf(what)).count('\n')) + 1;
    }

private Q_SLOTS:
    void initTestCase() {
        QFile file(QStringLiteral(VIGIL_SOURCE_DIR "/resources/policies/default.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_yaml = file.readAll();
    }
    void theStarterPolicyIsCompiledIn() {
        const auto policy = AlertPolicy::load(QStringLiteral(":/vigil/policies/default.yaml"));
        VIGIL_VERIFY(policy);
        QCOMPARE(policy->sha256(),
                 QString::fromLatin1(QCryptographicHash::hash(m_yaml, QCryptographicHash::Sha256).toHex()));
    }
    void theStarterPolicyHasTheLimitsOfTheField() {
        const auto& policy = *test::starterPolicy();
        const auto* critical = policy.category("critical");
        QVERIFY(critical);
        QCOMPARE(critical->radlex.value, "RID49480");
        QCOMPARE(*critical->limits.spokenContact, (Limit{10, Limit::Unit::Minutes}));
        QCOMPARE(*critical->limits.acknowledge, (Limit{30, Limit::Unit::Minutes}));
        QCOMPARE(*critical->limits.endOfLadder, (Limit{60, Limit::Unit::Minutes}));
        QCOMPARE(*critical->limits.actedOn, (Limit{2, Limit::Unit::Hours}));
        QCOMPARE(*policy.category("cancer")->limits.acknowledge, (Limit{2, Limit::Unit::WorkingDays}));
        QCOMPARE(policy.category("cancer")->copyTo, "Cancer tracking");
        QVERIFY(!policy.category("routine")->actionable);
        QCOMPARE(policy.finding("pe")->category, "urgent");
        QVERIFY(policy.finding("suspected-abuse")->restricted);
        QCOMPARE(policy.finding("suspected-abuse")->openLabel, "Restricted finding");
        QVERIFY(policy.calendar().bankHolidays.contains(QDate(2026, 12, 25)));
        QVERIFY(policy.findings().size() >= 30);
    }
    void everyActionableCategoryHasATimeForEachRung() {
        for (const auto& category : test::starterPolicy()->categories()) {
            if (!category.actionable) continue;
            QVERIFY(category.limits.acknowledge && category.limits.backUp && category.limits.endOfLadder &&
                    category.limits.actedOn && category.limits.renew);
        }
    }
    void aMisspeltLimitIsNotNoLimit() {
        const auto message = faultAfter("actedOn: 2 h", "actedon: 2 h");
        QVERIFY2(message.contains("\"actedon\""), qPrintable(message));
        QVERIFY(message.contains(QStringLiteral("line %1").arg(lineOf("actedOn: 2 h"))));
    }
    void faultsAreNamedWithTheirLine() {
        const auto line = lineOf("actedOn: 24 h");
        const auto message = faultAfter("actedOn: 24 h", "actedOn: soon");
        QVERIFY2(message.contains(QStringLiteral("line %1").arg(line)), qPrintable(message));
    }
    void brokenYamlIsRefusedWithItsLine() {
        QVERIFY(faultAfter("declineReasons:", "declineReasons: [").contains("line"));
    }
    void rulesThatContradictAreRefused() {
        QVERIFY(faultAfter("endOfLadder: 60 min, ", "").contains("endOfLadder"));
        QVERIFY(faultAfter("code: urgent", "code: critical").contains("twice"));
        QVERIFY(
            faultAfter("category: significant, site", "category: signifcant, site").contains("not defined"));
        QVERIFY(faultAfter("timeZone: Europe/London", "timeZone: Europe/Londn").contains("time zone"));
        QVERIFY(
            faultAfter("region: england-and-wales", "bankHolidays: [25/12/2026]").contains("bankHolidays"));
        QVERIFY(faultAfter("- Ward clerk", "- Consultant").contains("both"));
    }
    void theRegionGivesTheBankHolidaysAndTheSiteAddsItsOwn() {
        auto changed = m_yaml;
        changed.replace("siteDays: []", "siteDays: [2026-09-07]");
        changed.replace("region: england-and-wales", "region: scotland");
        const auto policy = AlertPolicy::parse(changed);
        VIGIL_VERIFY(policy);
        QVERIFY(!policy->calendar().isWorkingDay(QDate(2026, 9, 7)));
        QVERIFY(!policy->calendar().isWorkingDay(QDate(2026, 11, 30)));
        QVERIFY(policy->calendar().isWorkingDay(QDate(2026, 4, 6)));
        QCOMPARE(policy->calendarEnds(), QDate(2028, 12, 31));
    }
    void aPolicyWithAListOfItsOwnStaysValid() {
        auto old = m_yaml;
        old.replace("region: england-and-wales", "bankHolidays: [2026-12-25, 2027-01-01]");
        const auto from = old.indexOf("permissions:"), to = old.indexOf("# Most urgent");
        old.remove(from, to - from);
        const auto places = old.indexOf("locations:"), next = old.indexOf("# Asked for in the panel");
        old.remove(places, next - places);
        const auto policy = AlertPolicy::parse(old);
        VIGIL_VERIFY(policy);
        QCOMPARE(policy->calendarEnds(), QDate(2027, 12, 31));
        QCOMPARE(policy->permissions().lower, QStringList{"Duty radiologist"});
        QVERIFY(policy->permissions().approvePolicy.isEmpty());
        QVERIFY(policy->locations().isEmpty());
    }
    void aLocationIsFoundByItsCodeOrByAWordOfItsName_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("code") << "emergency"
                              << "emergency";
        QTest::newRow("word") << "ED Resus 3"
                              << "emergency";
        QTest::newRow("any case") << "a&e majors"
                                  << "emergency";
        QTest::newRow("no part of a word") << "MEDICAL PHYSICS"
                                           << "";
        QTest::newRow("ward") << "Ward 7"
                              << "inpatient";
        QTest::newRow("practice") << "GP surgery, High Street"
                                  << "gp";
        QTest::newRow("operations") << "Day Surgery"
                                    << "inpatient";
        QTest::newRow("surgeons") << "Vascular Surgery"
                                  << "";
        QTest::newRow("a nurse") << "Practice development"
                                 << "";
        QTest::newRow("assessment unit") << "GP Assessment Unit"
                                         << "inpatient";
        QTest::newRow("nowhere") << ""
                                 << "";
    }
    void aLocationIsFoundByItsCodeOrByAWordOfItsName() {
        QFETCH(const QString, text);
        QFETCH(const QString, code);
        const auto* rule = test::starterPolicy()->location(text);
        QCOMPARE(rule ? rule->code : QString(), code);
    }
    void theEmergencyDepartmentHasAShorterLimitAndItsOwnOwner() {
        const auto& policy = *test::starterPolicy();
        const auto here = policy.categoryAt("urgent", "ED Resus 3");
        QVERIFY(here);
        QCOMPARE(*here->limits.acknowledge, (Limit{1, Limit::Unit::Hours}));
        QCOMPARE(here->limits.actedOn, policy.category("urgent")->limits.actedOn);
        QCOMPARE(here->ownerRole, "Emergency department doctor");
        QCOMPARE(here->endRole, policy.category("urgent")->endRole);
        QCOMPARE(*policy.categoryAt("urgent", "somewhere"), *policy.category("urgent"));
        QVERIFY(!policy.categoryAt("nonsense", "ED"));
    }
    void faultsOfTheNewPartsAreNamedWithTheirLine_data() {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("by");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* what, const char* by, const char* words) {
            QTest::newRow(by) << QByteArray(what) << QByteArray(by) << QString::fromLatin1(words);
        };
        row("region: england-and-wales", "region: cornwall", "cornwall");
        row("siteDays: []", "siteDays: [soon]", "siteDays");
        row("  lower: [Duty", "  lowr: [Duty", "\"lowr\" is not known");
        row("  - code: gp", "  - code: emergency", "twice");
        row("category: cancer, owner: General", "category: cancr, owner: General", "not defined");
        row("limits: {acknowledge: 1 h, backUp: 1 h,", "limits: {acknowledge: 1 h, acknowledge: 2 h,",
            "twice");
        row("opens: \"08:00\"", "opens: eight", "08:00");
        row("closes: \"18:30\"", "closes: \"07:30\"", "closes after");
        row("dutyRole: Duty radiologist", "dutyRole: Duty radiologist\nofficer: x", "\"officer\"");
    }
    void faultsOfTheNewPartsAreNamedWithTheirLine() {
        QFETCH(const QByteArray, what);
        QFETCH(const QByteArray, by);
        QFETCH(const QString, words);
        const auto message = faultAfter(what, by);
        QVERIFY2(message.contains(words), qPrintable(message));
        const int line = lineOf(what) + static_cast<int>(by.count('\n'));
        QVERIFY2(message.contains(QStringLiteral("line %1:").arg(line)), qPrintable(message));
    }
    void severalRolesMayStandAtTheEndOfTheLadder() {
        const auto& critical = *test::starterPolicy()->category("critical");
        QCOMPARE(critical.endRole, "Consultant on call");
        QCOMPARE(critical.laterEnds, QStringList{"Site manager"});
        QVERIFY(test::starterPolicy()->category("urgent")->laterEnds.isEmpty());
        QVERIFY(faultAfter("end: [Consultant on call, Site manager]", "end: []").contains("\"end\""));
    }
    void whoMayActAreThoseWhoMayAcceptUnlessItIsSaid() {
        const auto& urgent = *test::starterPolicy()->category("urgent");
        QCOMPARE(urgent.mayAct, urgent.mayAccept);
        auto changed = m_yaml;
        changed.replace(
            "    owner: Responsible consultant\n    backUp: Clinical nurse",
            "    mayAct: [Consultant]\n    owner: Responsible consultant\n    backUp: Clinical nurse");
        const auto other = AlertPolicy::parse(changed);
        VIGIL_VERIFY(other);
        QCOMPARE(other->category("cancer")->mayAct, QStringList{"Consultant"});
        QVERIFY(other->category("cancer")->lets("consultant") &&
                !other->category("cancer")->lets("Ward clerk"));
        QVERIFY(faultAfter("    copyTo: Cancer tracking", "    mayAct: [Ward clerk]").contains("both act"));
    }
    void aPolicySaysWhichCategoriesAreDocumentedOnlyWhenAlreadySuspected() {
        const auto documented = [](const AlertPolicy& policy) {
            QStringList codes;
            for (const auto& category : policy.categories())
                if (category.documentsSuspected) codes << category.code;
            return codes;
        };
        QCOMPARE(documented(*test::starterPolicy()), QStringList{"significant"});
        const QByteArray line = "    alreadySuspected: documented\n";
        auto before = m_yaml;
        before.replace(line, "");
        VIGIL_VERIFY(AlertPolicy::parse(before));
        QCOMPARE(documented(*AlertPolicy::parse(before)), QStringList{"significant"}); // of before the key
        auto other = m_yaml;
        other.replace(line, "    alreadySuspected: told\n");
        other.replace("    textCode: VIGIL-CANCER\n", "    textCode: VIGIL-CANCER\n" + line);
        VIGIL_VERIFY(AlertPolicy::parse(other));
        QCOMPARE(documented(*AlertPolicy::parse(other)), QStringList{"cancer"});
        for (const auto* code : {"VIGIL-CRITICAL", "VIGIL-URGENT"}) {
            const auto key = QByteArray("    textCode: ") + code + "\n";
            const auto message = faultAfter(key, key + line);
            QVERIFY2(message.contains("already suspected never lowers critical or urgent"),
                     qPrintable(message));
            QVERIFY2(message.contains(QStringLiteral("line %1:").arg(lineOf(key) + 1)), qPrintable(message));
        }
        const auto odd = faultAfter(line, "    alreadySuspected: maybe\n");
        QVERIFY2(odd.contains("documented or told") &&
                     odd.contains(QStringLiteral("line %1:").arg(lineOf(line))),
                 qPrintable(odd));
    }
    void aPolicySaysWhichCategoriesAreDocumentedOnlyWhenAlreadyTold() {
        const auto documented = [](const AlertPolicy& policy) {
            QStringList codes;
            for (const auto& category : policy.categories())
                if (category.documentsTold) codes << category.code;
            return codes;
        };
        QCOMPARE(documented(*test::starterPolicy()), QStringList{"significant"});
        const QByteArray line = "    alreadyTold: documented\n";
        const QByteArray cancer = "    textCode: VIGIL-CANCER\n";
        auto before = m_yaml;
        before.replace(line, "");
        VIGIL_VERIFY(AlertPolicy::parse(before));
        QCOMPARE(documented(*AlertPolicy::parse(before)), QStringList()); // of before the key
        auto other = m_yaml;
        other.replace(line, "    alreadyTold: loop\n").replace(cancer, cancer + line);
        VIGIL_VERIFY(AlertPolicy::parse(other));
        QCOMPARE(documented(*AlertPolicy::parse(other)), QStringList{"cancer"});
        for (const auto* code : {"VIGIL-CRITICAL", "VIGIL-URGENT"}) {
            const auto key = QByteArray("    textCode: ") + code + "\n";
            const auto message = faultAfter(key, key + line);
            QVERIFY2(message.contains("already told never lowers critical or urgent"), qPrintable(message));
            QVERIFY2(message.contains(QStringLiteral("line %1:").arg(lineOf(key) + 1)), qPrintable(message));
        }
        const auto odd = faultAfter(line, "    alreadyTold: told\n");
        QVERIFY2(odd.contains("documented or loop") &&
                     odd.contains(QStringLiteral("line %1:").arg(lineOf(line))),
                 qPrintable(odd));
    }
    void limitsThatRunBackwardsAreRefused() {
        QVERIFY(faultAfter("endOfLadder: 60 min", "endOfLadder: 20 min").contains("endOfLadder"));
        QVERIFY(faultAfter("actedOn: 24 h", "actedOn: 2 h").contains("actedOn"));
        // 30 minutes would come before the hour of the same place.
        QVERIFY(faultAfter("endOfLadder: 90 min", "endOfLadder: 30 min").contains("urgent"));
    }
    void whatIsInDangerIsAFault() {
        const auto& policy = *test::starterPolicy();
        QCOMPARE(faultsOf(policy, QDate(2026, 11, 24)), QStringList());
        QCOMPARE(faultsOf(policy, QDate(2028, 10, 2)), QStringList());
        const auto faults = faultsOf(policy, QDate(2028, 10, 3));
        QCOMPARE(faults.size(), 1);
        QVERIFY(faults.first().contains("2028-12-31"));
        auto changed = m_yaml;
        changed.replace("      - Emergency department doctor\n", "");
        changed.replace("textCode: VIGIL-URGENT", "textCode: VIGIL-CRITICAL");
        changed.replace("spokenContact: 10 min, ", "");
        const auto other = AlertPolicy::parse(changed);
        VIGIL_VERIFY(other);
        const auto found = faultsOf(*other, QDate(2026, 11, 24)).join('\n');
        QVERIFY2(found.contains("Emergency department doctor") && found.contains("text code") &&
                     found.contains("Critical: the most urgent category has no limit for spokenContact"),
                 qPrintable(found));
    }
    void aMissingFileSaysSo() {
        QCOMPARE(AlertPolicy::load("/nowhere.yaml").error().code, Error::Code::NotFound);
    }
};

QTEST_GUILESS_MAIN(AlertPolicyTest)
#include "AlertPolicyTest.moc"
