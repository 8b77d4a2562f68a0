// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/ReportTemplate.h"
#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::report;

class ReportTemplateTest : public QObject {
    Q_OBJECT
private:
    static QString chosen(const QString& modality, const QString& bodyPart, const QString& description) {
        static const auto library = TemplateLibrary::load();
        if (!library) return library.error().message;
        auto study = test::aStudy();
        study.modalities = QStringList{modality};
        study.bodyPart = bodyPart;
        study.description = description;
        study.procedures.clear();
        return library->bestFor(study).id;
    }

private Q_SLOTS:
    void theExaminationChoosesTheTemplate() {
        QCOMPARE(chosen("CT", "CHEST", "CT Thorax"), "ct-chest");
        QCOMPARE(chosen("CT", "HEAD", ""), "ct-head");
        QCOMPARE(chosen("CT", "", "CT chest abdomen pelvis"), "ct-chest-abdomen-pelvis");
        QCOMPARE(chosen("DX", "CHEST", "Chest PA"), "chest-radiograph");
        QCOMPARE(chosen("CR", "HAND", "Left hand"), "msk-radiograph");
        QCOMPARE(chosen("MR", "KNEE", "MRI knee"), "mr");
        QCOMPARE(chosen("US", "ABDOMEN", "US abdomen"), "us");
    }
    void whatFitsNothingGetsTheGeneralOne() {
        QCOMPARE(chosen("NM", "THYROID", "Scintigram"), "general");
        QCOMPARE(chosen("CT", "WRIST", "CT wrist"), "general");
        QCOMPARE(chosen("", "", ""), "general");
    }
    void partsOfWordsDoNotChoose() { QCOMPARE(chosen("CT", "", "CT forehead scapula"), "general"); }
    void everyTemplateHasATitleAndRequiresFindingsAndImpression() {
        const auto library = TemplateLibrary::load();
        VIGIL_VERIFY(library);
        QCOMPARE(library->all().size(), 8);
        for (const auto& form : library->all()) {
            ReportContent content;
            content.sections = form.sections();
            for (auto& section : content.sections)
                section.paragraphs.clear();
            QCOMPARE(form.missingIn(content), QStringList({"Findings", "Impressions"}));
            QCOMPARE(form.title.scheme, "LN");
        }
        QVERIFY(library->byId("ct-head"));
        QVERIFY(!library->byId("ct-foot"));
    }
    void faultsAreNamedWithFileAndLine() {
        QTemporaryDir folder;
        QFile file(folder.filePath("broken.yaml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id: x\nname: X\ntitle: {value: 1}\n");
        file.close();
        const auto message = TemplateLibrary::load(folder.path()).error().message;
        QVERIFY2(message.contains("broken.yaml") && message.contains("line 3"), qPrintable(message));
    }
    void aFolderWithoutAGeneralTemplateIsRefused() { QVERIFY(!TemplateLibrary::load("/nowhere")); }
};

QTEST_GUILESS_MAIN(ReportTemplateTest)
#include "ReportTemplateTest.moc"
