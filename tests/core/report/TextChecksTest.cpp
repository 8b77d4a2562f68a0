// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/TextChecks.h"
#include "tests/support/ReportBuilder.h"

#include <QTest>

using namespace vigil;
using namespace vigil::report;
using vigil::test::aReport;
using vigil::test::ReportBuilder;

class TextChecksTest : public QObject {
    Q_OBJECT
private:
    /// "kind: words" of each remark.
    static QStringList remarks(const ReportContent& content, const QStringList& alerted = {}) {
        QStringList list;
        for (const auto& remark : checkText(content, *test::starterPolicy(), alerted)) {
            const auto words = remark.section < 0 ? QString()
                                                  : content.sections.at(remark.section)
                                                        .paragraphs.at(remark.paragraph)
                                                        .text.mid(remark.start, remark.length);
            list << toText(remark.kind) + QStringLiteral(": ") + words;
        }
        return list;
    }
    static QStringList remarks(const ReportBuilder& builder, const QStringList& alerted = {}) {
        return remarks(builder.build(), alerted);
    }

private Q_SLOTS:
    void anUnremarkableReportHasNone() { QCOMPARE(remarks(aReport()), QStringList()); }
    void anEmptyImpressionIsRemarked() {
        QCOMPARE(remarks(aReport().withImpression(" ")), QStringList("impression-empty: "));
    }
    void theSideOfTheImpressionIsThatOfTheFindings() {
        const auto wrong = aReport()
                               .withFindings("Consolidation in the left lower lobe. Right lung clear.")
                               .withImpression("Right lower lobe consolidation.");
        QCOMPARE(remarks(wrong), QStringList("laterality: Right"));
        const auto right = aReport()
                               .withFindings("Consolidation in the left lower lobe.")
                               .withImpression("Left lower lobe consolidation.");
        QCOMPARE(remarks(right), QStringList());
        const auto both = aReport()
                              .withFindings("Cysts in the left kidney and the right kidney.")
                              .withImpression("Right renal cyst.");
        QCOMPARE(remarks(both), QStringList());
    }
    void theSideIsThatOfTheExamination() {
        auto study = test::aStudy();
        study.procedures.first().description = "XR Left Hand";
        QCOMPARE(remarks(aReport().of({study}).withFindings("Normal alignment of the right hand.")),
                 QStringList("laterality: right"));
        study.procedures.first().description = "XR Both Hands";
        QCOMPARE(remarks(aReport().of({study}).withFindings("Normal alignment of the right hand.")),
                 QStringList());
    }
    void organsOfTheOtherSexAreRemarked() {
        QCOMPARE(remarks(aReport().withFindings("The uterus is normal.")), QStringList("sex: uterus"));
        auto woman = test::aPatient();
        woman.sex = "F";
        QCOMPARE(remarks(aReport().ofPatient(woman).withFindings("The uterus is normal.")), QStringList());
        QCOMPARE(remarks(aReport().ofPatient(woman).withFindings("Prostatic enlargement.")),
                 QStringList("sex: Prostatic"));
        woman.sex = "O";
        QCOMPARE(remarks(aReport().ofPatient(woman).withFindings("Prostatic enlargement.")), QStringList());
    }
    void aMustAlertTermWithoutAnAlertIsRemarked() {
        QCOMPARE(remarks(aReport().withImpression("Acute pulmonary emboli.")),
                 QStringList("must-alert: pulmonary emboli"));
        QCOMPARE(remarks(aReport().withImpression("Acute pulmonary emboli."), {"pe"}), QStringList());
        QCOMPARE(remarks(aReport().withImpression("Possible pulmonary embolism.")),
                 QStringList("must-alert: pulmonary embolism"));
    }
    void sideAndPlaceMayStandBetweenTheWordsOfATerm() {
        QCOMPARE(remarks(aReport().withImpression("Large left pneumothorax.")),
                 QStringList("must-alert: Large left pneumothorax"));
        QCOMPARE(remarks(aReport().withImpression("Large right-sided apical pneumothorax.")),
                 QStringList("must-alert: Large right-sided apical pneumothorax"));
        QCOMPARE(remarks(aReport().withImpression("Large heart, small pneumothorax.")), QStringList());
        QCOMPARE(remarks(aReport().withImpression("No large left pneumothorax.")), QStringList());
    }
    void whatIsNotThereNeedsNoAlert() {
        for (const auto* text : {"No pulmonary embolism.", "History of pulmonary embolism.",
                                 "Pulmonary embolism has been excluded.", "Family history of lymphoma."})
            QCOMPARE(remarks(aReport().withImpression(text)), QStringList());
    }
    void anAlertForTheWorseFindingSpeaksForTheMilder() {
        QCOMPARE(remarks(aReport().withImpression("Massive pulmonary embolism."), {"massive-pe"}),
                 QStringList());
        QCOMPARE(remarks(aReport().withFindings("Pulmonary embolism.").withImpression("See above."),
                         {"massive-pe"}),
                 QStringList());
    }
    void theLongestTermNamesTheFinding() {
        QCOMPARE(remarks(aReport().withImpression("Massive pulmonary embolism.")),
                 QStringList("must-alert: Massive pulmonary embolism"));
    }
    void followUpNeedsADate() {
        QCOMPARE(remarks(aReport().withRecommendation("Follow-up CT is recommended.")),
                 QStringList("follow-up: Follow-up"));
        for (const auto* text :
             {"Follow-up CT is recommended in 3 months.", "Follow-up CT recommended in six to twelve weeks.",
              "Repeat CT suggested on 01/02/2027.", "No follow-up is needed.",
              "Annual surveillance is advised."})
            QCOMPARE(remarks(aReport().withRecommendation(text)), QStringList());
    }
    void sizesNeedAUnitThatCanBe() {
        QCOMPARE(remarks(aReport().withFindings("A nodule measuring 12 in the lung.")),
                 QStringList("units: 12"));
        QCOMPARE(remarks(aReport().withFindings("A cyst measuring 120 cm.")), QStringList("units: 120 cm"));
        for (const auto* text : {"A nodule measuring 12 mm.", "Measures 3.5 x 2 cm.",
                                 "Measuring 12 x 14 x 9 mm.", "An angle measuring 30 degrees."})
            QCOMPARE(remarks(aReport().withFindings(text)), QStringList());
    }
    void plainTextWithHeadingsBecomesAReport() {
        const auto content =
            contentFromText("Sex: F\nExam: XR left hand\n\nFindings: Normal.\nMore.\n\nCONCLUSION:\n\n"
                            "Nothing seen.\n");
        QCOMPARE(content.patient.sex, "F");
        QCOMPARE(content.procedures.first().description, "XR left hand");
        QCOMPARE(content.sections.size(), 2);
        QCOMPARE(content.sections.first().paragraphs.size(), 2);
        QCOMPARE(content.sections.last().heading.value, "19005-8");
        QCOMPARE(content.sections.last().paragraphs.first().text, "Nothing seen.");
    }
};

QTEST_GUILESS_MAIN(TextChecksTest)
#include "TextChecksTest.moc"
