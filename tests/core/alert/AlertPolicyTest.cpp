// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertPolicy.h"
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
        QVERIFY(faultAfter("- 2026-12-25", "- 25/12/2026").contains("bank holiday"));
        QVERIFY(faultAfter("- Ward clerk", "- Consultant").contains("both"));
    }
    void aMissingFileSaysSo() {
        QCOMPARE(AlertPolicy::load("/nowhere.yaml").error().code, Error::Code::NotFound);
    }
};

QTEST_GUILESS_MAIN(AlertPolicyTest)
#include "AlertPolicyTest.moc"
