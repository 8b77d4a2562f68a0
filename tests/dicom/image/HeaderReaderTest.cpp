// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/HeaderReader.h"
#include "tests/support/DicomObjects.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::test;

class HeaderReaderTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void readsWhatTheIndexNeeds() {
        auto slice = aCtSlice(3);
        slice
            .ofPatient(QStringLiteral("P7"), QStringLiteral("Müller^Jörg"), QStringLiteral("19610502"),
                       QStringLiteral("M"))
            .set(0x0010, 0x0021, QStringLiteral("TRUST-A"));
        const auto header = dicom::readHeader(slice.writeTo(m_folder.path()));
        QVERIFY(header.has_value());
        QCOMPARE(header->key.studyUid, slice.studyUid);
        QCOMPARE(header->key.seriesUid, slice.seriesUid);
        QCOMPARE(header->key.sopInstanceUid, slice.sopInstanceUid);
        QCOMPARE(header->key.sopClassUid, slice.sopClassUid);
        QCOMPARE(header->patient.key.id, QStringLiteral("P7"));
        QCOMPARE(header->patient.key.issuer, QStringLiteral("TRUST-A"));
        QCOMPARE(header->patient.name, QStringLiteral("Müller^Jörg"));
        QCOMPARE(header->patient.birthDate, QDate(1961, 5, 2));
        QCOMPARE(header->patient.sex, QStringLiteral("M"));
        QCOMPARE(header->modality, QStringLiteral("CT"));
        QCOMPARE(header->bodyPart, QStringLiteral("CHEST"));
        QCOMPARE(header->instanceNumber, 3);
        QCOMPARE(header->rows, 64);
        QCOMPARE(header->columns, 64);
        QCOMPARE(header->frames, 1);
        QCOMPARE(header->slicePosition.value(), 15.0);
        QCOMPARE(header->transferSyntaxUid, QStringLiteral("1.2.840.10008.1.2.1"));
        QVERIFY(study::isImage(*header));
    }
    void readsEveryRequestThatTheImageAnswers() {
        auto slice = aCtSlice();
        slice.forRequest(QStringLiteral("A1"), QStringLiteral("R1"), QStringLiteral("CT chest – contrast"))
            .forRequest(QStringLiteral("A2"), QStringLiteral("R2"), QStringLiteral("CT abdomen"))
            .forRequest({}, {}, QStringLiteral("names nothing"));
        const auto header = dicom::readHeader(slice.writeTo(m_folder.path()));
        QVERIFY(header.has_value());
        QCOMPARE(header->requests.size(), 2);
        QCOMPARE(header->requests.first().accessionNumber, QStringLiteral("A1"));
        QCOMPARE(header->requests.first().requestedProcedureId, QStringLiteral("R1"));
        QCOMPARE(header->requests.first().description, QStringLiteral("CT chest – contrast"));
        QCOMPARE(header->requests.last().studyUid, slice.studyUid);
    }
    void theBeginningOfAFileSaysTheSame() {
        auto slice = aCtSlice(4);
        slice.forRequest(QStringLiteral("A1"), QStringLiteral("R1"), QStringLiteral("CT chest"));
        const auto bytes = slice.bytes();
        const auto whole = dicom::readHeader(slice.writeTo(m_folder.path()));
        QVERIFY(whole.has_value());
        const auto pixels = bytes.indexOf(QByteArray("\xE0\x7F\x10\x00", 4));
        QVERIFY(pixels > 0);
        // From the first byte of the pixels' own header on, more of the file makes no difference.
        for (const auto length : {pixels + 8, pixels + 100, bytes.size()}) {
            const auto header = dicom::headerFromBeginning(bytes.left(length), {});
            QVERIFY(header.has_value());
            QCOMPARE(*header, *whole);
        }
        for (qsizetype length = 0; length < pixels + 8; ++length)
            QVERIFY(!dicom::headerFromBeginning(bytes.left(length), {}));
    }
    void aBeginningWithoutPixelsLeavesItToTheFile() {
        QVERIFY(!dicom::headerFromBeginning(aTextReport().bytes(), {}));
        QVERIFY(!dicom::headerFromBeginning(QByteArray(5000, 'x'), {}));
    }
    void readsTitleAndFlagsOfADocument() {
        const auto header = dicom::readHeader(aTextReport().writeTo(m_folder.path()));
        QVERIFY(header.has_value());
        QVERIFY(study::countsAsReport(*header));
        QVERIFY(!study::isImage(*header));
        const auto draft = dicom::readHeader(
            aTextReport(QStringLiteral("PARTIAL"), QStringLiteral("UNVERIFIED")).writeTo(m_folder.path()));
        QVERIFY(!study::countsAsReport(*draft));
    }
    void aFileThatIsNoDicomIsCorrupt() {
        QFile file(m_folder.filePath(QStringLiteral("noise.dcm")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        const auto header = dicom::readHeader(file.fileName());
        QVERIFY(!header);
        QCOMPARE(header.error().code, Error::Code::Corrupt);
        QVERIFY(!dicom::readHeader(m_folder.filePath(QStringLiteral("absent.dcm"))));
    }
    void anObjectWithoutItsUidsIsCorrupt() {
        auto slice = aCtSlice();
        slice.inStudy(QString());
        QVERIFY(!dicom::readHeader(slice.writeTo(m_folder.path())));
    }
};

QTEST_GUILESS_MAIN(HeaderReaderTest)
#include "HeaderReaderTest.moc"
