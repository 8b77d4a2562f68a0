// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/Report.h"
#include "core/report/ReportJson.h"
#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"

#include <QTest>

using namespace vigil;
using namespace vigil::report;
using vigil::test::aReport;

class ReportTest : public QObject {
    Q_OBJECT
private:
    const UtcTime m_now = UtcTime(std::chrono::microseconds(1'795'510'800'000'000));
    Report draft() const { return *Report::open(aReport().build(), test::aRadiologist(), m_now); }

private Q_SLOTS:
    void aReportNeedsAPatientAndAnExamination() {
        QVERIFY(Report::open(aReport().build(), test::aRadiologist(), m_now));
        QVERIFY(!Report::open(aReport().of({}).build(), test::aRadiologist(), m_now));
        QVERIFY(!Report::open(aReport().ofPatient({}).build(), test::aRadiologist(), m_now));
    }
    void savingNeedsTheRevisionThatWasRead() {
        auto report = draft();
        VIGIL_VERIFY(report.save(aReport().withImpression("Two.").build(), 1, m_now));
        QCOMPARE(report.revision(), 2);
        QCOMPARE(report.save(aReport().withImpression("Three.").build(), 1, m_now).error().code,
                 Error::Code::Conflict);
        QCOMPARE(report.content(), aReport().withImpression("Two.").build());
    }
    void aReportNeverChangesItsPatient() {
        auto report = draft();
        auto other = test::aPatient();
        other.key.id = "9990000026";
        QCOMPARE(report.save(aReport().ofPatient(other).build(), 1, m_now).error().code,
                 Error::Code::Invalid);
        QCOMPARE(report.revision(), 1);
    }
    void whatIsSignedIsNotEditedAnyMore() {
        auto report = draft();
        VIGIL_VERIFY(report.sign(ReportState::Final, 1, m_now));
        QCOMPARE(report.save(aReport().build(), 2, m_now).error().code, Error::Code::Denied);
        QCOMPARE(report.sign(ReportState::Final, 2, m_now).error().code, Error::Code::Denied);
    }
    void preliminaryBecomesFinalAsTheNextVersion() {
        auto report = draft();
        VIGIL_VERIFY(report.sign(ReportState::Preliminary, 1, m_now));
        QCOMPARE(report.content().version, 1);
        QVERIFY(report.isEditable());
        VIGIL_VERIFY(report.sign(ReportState::Final, 2, m_now));
        QCOMPARE(report.content().version, 2);
    }
    void statesFollowInOneDirection() {
        QVERIFY(Report::mayFollow(ReportState::Final, ReportState::Addended));
        QVERIFY(Report::mayFollow(ReportState::Addended, ReportState::IssuedInError));
        QVERIFY(!Report::mayFollow(ReportState::Draft, ReportState::Amended));
        QVERIFY(!Report::mayFollow(ReportState::Final, ReportState::Preliminary));
        QVERIFY(!Report::mayFollow(ReportState::IssuedInError, ReportState::Final));
    }
    void theKeyOfADraftIsTheSetOfItsProcedures() {
        const auto a = test::aStudy("1.2.1").procedures + test::aStudy("1.2.2").procedures;
        const auto b = test::aStudy("1.2.2").procedures + test::aStudy("1.2.1").procedures;
        QCOMPARE(procedureKey(a), procedureKey(b));
        QVERIFY(procedureKey(a) != procedureKey(test::aStudy("1.2.1").procedures));
    }
    void jsonGivesBackTheSameReport() {
        const auto content = aReport()
                                 .of({test::aStudy("1.2.1"), test::aStudy("1.2.2")})
                                 .withFindings(QStringLiteral("Größe 12 µm.\nNew line \"quoted\" \\ 日本."))
                                 .withCriticalFinding()
                                 .build();
        const auto read = reportFromJson(toJson(content));
        VIGIL_VERIFY(read);
        QCOMPARE(*read, content);
        QCOMPARE(read->findings.first().images.first().purpose.meaning,
                 content.findings.first().images.first().purpose.meaning);
    }
    void whatIsNoReportIsRefused() {
        for (const auto* text : {"", "[]", "{", "null"})
            QVERIFY(!reportFromJson(text));
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "ReportTest.moc"
