// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/Tid2000Check.h"

#include "core/base/Ids.h"
#include "dicom/Dicom.h"
#include "dicom/image/OpenObject.h"
#include "dicom/sr/Items.h"
#include "tests/support/SampleReport.h"
#include "tests/support/SharedData.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QTest>

using namespace vigil;

class Tid2000CheckTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<DcmFileFormat> m_report;

    DcmItem& dataset() { return *m_report->getDataset(); }
    DcmItem& item(std::size_t index) { return *dicom::itemsOf(dataset(), DCM_ContentSequence).at(index); }
    DcmItem& lastItem() { return *dicom::itemsOf(dataset(), DCM_ContentSequence).back(); }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::initialise().has_value()); }

    void init() {
        RandomIds ids;
        auto content = test::aSampleReport();
        content.findings = {test::aFinding()};
        const auto documents = dicom::srCodec(ids)->encode(content, test::aSigningContext(content));
        m_report = *dicom::openObject(documents->front().bytes);
    }

    void ownReportIsClean() { QCOMPARE(dicom::tid2000Problems(dataset()), QStringList()); }

    void missingTemplateIdentificationIsFound() {
        dataset().findAndDeleteElement(DCM_ContentTemplateSequence);
        QCOMPARE(dicom::tid2000Problems(dataset()).size(), 1);
    }

    void missingLanguageIsFound() {
        DcmSequenceOfItems* content = nullptr;
        dataset().findAndGetSequence(DCM_ContentSequence, content);
        delete content->remove(1UL); // 0 is the procedure
        QVERIFY(dicom::tid2000Problems(dataset())
                    .join(QLatin1Char('\n'))
                    .contains(QStringLiteral("0 languages")));
    }

    void wrongOrderIsFound() {
        DcmSequenceOfItems* content = nullptr;
        dataset().findAndGetSequence(DCM_ContentSequence, content);
        content->append(content->remove(0UL));
        QVERIFY(dicom::tid2000Problems(dataset())
                    .join(QLatin1Char('\n'))
                    .contains(QStringLiteral("out of order")));
    }

    void wrongRelationshipIsFound() {
        auto* text = dicom::itemsOf(lastItem(), DCM_ContentSequence).back();
        text->putAndInsertString(DCM_RelationshipType, "HAS PROPERTIES");
        QVERIFY(!dicom::tid2000Problems(dataset()).isEmpty());
    }

    void foreignValueTypeIsFound() {
        auto* text = dicom::itemsOf(lastItem(), DCM_ContentSequence).back();
        text->putAndInsertString(DCM_ValueType, "DATETIME");
        QVERIFY(!dicom::tid2000Problems(dataset()).isEmpty());
    }

    void emptyTextIsFound() {
        auto* text = dicom::itemsOf(lastItem(), DCM_ContentSequence).back();
        text->putAndInsertString(DCM_TextValue, "");
        QVERIFY(!dicom::tid2000Problems(dataset()).isEmpty());
    }

    void goodSamplesAreClean() {
        const auto files =
            test::sharedFiles(QStringLiteral("sr-samples/good")).filter(QStringLiteral("report_"));
        if (files.isEmpty()) QSKIP("shared data are not here");
        for (const auto& path : files) {
            const auto object = dicom::openObject(path);
            QVERIFY2(
                dicom::tid2000Problems(*object.value()->getDataset()).isEmpty(),
                qPrintable(path +
                           dicom::tid2000Problems(*object.value()->getDataset()).join(QLatin1Char(';'))));
        }
    }

    /// Faults of the tree; faults of the header are others' business (dciodvfy).
    void mutantsAreCaught() {
        if (test::sharedPath(QStringLiteral("sr-samples/mutants")).isEmpty())
            QSKIP("shared data are not here");
        for (const char* name : {"datetimeitem", "emptytext", "nolang", "notid", "rel"}) {
            const auto object = dicom::openObject(
                test::sharedPath(QStringLiteral("sr-samples/mutants/%1.dcm").arg(QString::fromLatin1(name))));
            QVERIFY2(object.has_value(), name);
            QVERIFY2(!dicom::tid2000Problems(*object.value()->getDataset()).isEmpty(), name);
        }
    }
};

QTEST_GUILESS_MAIN(Tid2000CheckTest)
#include "Tid2000CheckTest.moc"
