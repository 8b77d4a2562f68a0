// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/SignCheck.h"
#include "tests/support/ReportBuilder.h"

#include <QTest>

using namespace vigil;
using namespace vigil::report;
using vigil::test::aReport;
using vigil::test::aSignContext;

class SignCheckTest : public QObject {
    Q_OBJECT
private:
    static SignVerdict verdict(const ReportContent& content, const SignContext& context,
                               ReportState state = ReportState::Draft) {
        const Report report(content, state, 1, test::aRadiologist(), {});
        return checkBeforeSigning(report, content, context, *test::starterPolicy(), {});
    }
    static QString problem(const ReportContent& content, const SignContext& context) {
        return verdict(content, context).problems.join(" ");
    }

private Q_SLOTS:
    void imagesThatNobodyHasReadAreNamedAndMayBeDismissed() {
        auto context = aSignContext();
        context.unseen = QStringList{"CT chest: 2 of 60 images in the PACS are not on this computer."};
        const auto told = verdict(aReport().build(), context);
        QVERIFY(told.problems.isEmpty());
        QCOMPARE(told.remarks.size(), 1);
        QCOMPARE(told.remarks.first().kind, Remark::Kind::ImagesNotHere);
        context.dismissed = told.remarks;
        QVERIFY(verdict(aReport().build(), context).maySign());
    }
    void aCompleteReportMayBeSigned() { QVERIFY(verdict(aReport().build(), aSignContext()).maySign()); }
    void imagesOfAnotherPatientStopIt() {
        auto context = aSignContext();
        context.imagesPatients.first().id = "9990000026";
        QVERIFY(problem(aReport().build(), context).contains("images in the viewer"));
    }
    void theSameNumberFromAnotherIssuerIsAnotherPatient() {
        auto context = aSignContext();
        context.imagesPatients.first().issuer = "OTHER";
        QVERIFY(!verdict(aReport().build(), context).maySign());
    }
    void anIssuerThatOneSideDoesNotNameIsNoOtherPatient() {
        // The PACS may leave the issuer out of its answers, and the modality out of its images.
        auto context = aSignContext();
        context.imagesPatients.first().issuer.clear();
        QCOMPARE(problem(aReport().build(), context), QString());
        context = aSignContext();
        auto content = aReport().build();
        content.patient.key.issuer.clear();
        context.orderPatient.issuer.clear();
        context.studies.begin()->patient.key.issuer.clear();
        QCOMPARE(problem(content, context), QString());
        // Two that are named contradict each other, also beside a report that names none.
        context.imagesPatients << context.imagesPatients.first();
        context.imagesPatients.last().issuer = "OTHER";
        QVERIFY(problem(content, context).contains("images in the viewer"));
        context.imagesPatients.removeLast();
        context.studies.begin()->patient.key.issuer = "OTHER";
        QVERIFY(problem(content, context).contains("A study of this report"));
        context.imagesPatients.clear();
        QVERIFY(problem(content, context).contains("images in the viewer"));
    }
    void anOrderOfAnotherPatientStopsIt() {
        auto context = aSignContext();
        context.orderPatient.id = "9990000026";
        QVERIFY(problem(aReport().build(), context).contains("order"));
        context.orderPatient = {};
        QVERIFY(verdict(aReport().build(), context).maySign()); // no order known
    }
    void aStudyOfAnotherPatientStopsIt() {
        auto context = aSignContext();
        context.studies.begin()->patient.key.id = "9990000026";
        QVERIFY(problem(aReport().build(), context).contains("another patient"));
    }
    void eachStudyNeedsItsWholeEvidence() {
        const QList<study::Study> two{test::aStudy("1.2.1"), test::aStudy("1.2.2")};
        QVERIFY(verdict(aReport().of(two).build(), aSignContext(two)).maySign());
        auto context = aSignContext(two);
        context.evidence.removeLast();
        QVERIFY(problem(aReport().of(two).build(), context).contains("Not all images"));
        context = aSignContext(two);
        context.incompleteEvidence = QStringList{"1.2.2"};
        QVERIFY(problem(aReport().of(two).build(), context).contains("Not all images"));
    }
    void aLinkToAForeignImageStopsIt() {
        QVERIFY(
            problem(aReport().withCriticalFinding().build(), aSignContext()).contains("points at an image"));
    }
    void anEmptyImpressionCannotBeDismissed() {
        auto context = aSignContext();
        const auto content = aReport().withImpression("").build();
        context.dismissed = checkText(content, *test::starterPolicy(), {});
        QVERIFY(problem(content, context).contains("impression"));
    }
    void aRemarkStopsItUntilItIsDismissed() {
        auto context = aSignContext();
        const auto content = aReport().withImpression("Acute pulmonary emboli.").build();
        const auto open = verdict(content, context);
        QCOMPARE(open.remarks.size(), 1);
        QVERIFY(open.problems.isEmpty() && !open.maySign());
        context.dismissed = open.remarks;
        QVERIFY(verdict(content, context).maySign());
    }
    void whatIsFinalIsNotSignedAgain() {
        QVERIFY(!verdict(aReport().build(), aSignContext(), ReportState::Final).maySign());
        auto context = aSignContext();
        context.state = SigningContext::State::Preliminary;
        QVERIFY(!verdict(aReport().build(), context, ReportState::Preliminary).maySign());
    }
};

QTEST_GUILESS_MAIN(SignCheckTest)
#include "SignCheckTest.moc"
