// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/OrthancServer.h"
#include "tests/support/SharedData.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace vigil;
using namespace vigil::test;

class FinderOrthancTest : public QObject {
    Q_OBJECT
    OrthancServer m_orthanc;
    study::LocalNode m_local;
    QList<DicomObject> m_ct;

    QList<study::Study> search(const study::WorklistQuery& query) {
        QList<study::Study> studies;
        const auto result = dicom::worklistSource(m_orthanc.peer(), m_local)
                                ->find(query, [&](study::Study study) { studies << study; }, {});
        if (!result)
            qWarning("%s (%s)", qPrintable(result.error().message), qPrintable(result.error().detail));
        return studies;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::initialise().has_value());
        QVERIFY(OrthancServer::isInstalled());
        m_local.aeTitle = QStringLiteral("VG-TEST");
        QVERIFY(m_orthanc.start());
        m_ct = storedStudy(2, 3, QStringLiteral("P1"), QStringLiteral("Müller^Jörg"));
        for (auto& slice : m_ct)
            slice.withAccession(QStringLiteral("A77"))
                .set(0x0008, 0x0090, QStringLiteral("Smith^Ann"))
                .set(0x0010, 0x0021, QStringLiteral("TRUST"))
                .set(0x0008, 0x0080, QStringLiteral("St Elsewhere"));
        auto report = aTextReport();
        report.inStudy(m_ct.first().studyUid).ofPatient(QStringLiteral("P1"), QStringLiteral("Müller^Jörg"));
        QVERIFY(m_orthanc.upload(m_ct));
        QVERIFY(m_orthanc.upload(report.bytes()));
        auto old = aCtSlice();
        old.ofPatient(QStringLiteral("P2"), QStringLiteral("Old^One")).onDate(QStringLiteral("20200101"));
        QVERIFY(m_orthanc.upload(old.bytes()));
        for (const auto* name : {"山田^太郎", "Люкceмбypг"}) {
            auto slice = aCtSlice();
            slice.inStudy(aUid()).ofPatient(QStringLiteral("P3"), QString::fromUtf8(name));
            slice.onDate(QStringLiteral("20250101")).set(0x0008, 0x0060, QStringLiteral("OT"));
            QVERIFY(m_orthanc.upload(slice.bytes()));
        }
    }

    void bringsTheWholeStudyRow() {
        study::WorklistQuery query;
        query.patientId = QStringLiteral("P1");
        const auto studies = search(query);
        QCOMPARE(studies.size(), 1);
        const auto& study = studies.first();
        QCOMPARE(study.sourceId, QStringLiteral("orthanc"));
        QCOMPARE(study.studyUid, m_ct.first().studyUid);
        QCOMPARE(study.patient.name, QStringLiteral("Müller^Jörg"));
        QCOMPARE(study.patient.key.id, QStringLiteral("P1"));
        QCOMPARE(study.patient.birthDate, QDate(1950, 1, 1));
        QCOMPARE(study.studyTime, QDateTime(QDate(2026, 11, 23), QTime(10, 15)));
        QCOMPARE(study.description, QStringLiteral("CT chest"));
        QCOMPARE(study.modalities, (QStringList{QStringLiteral("CT"), QStringLiteral("SR")}));
        QCOMPARE(study.accessionNumber, QStringLiteral("A77"));
        QCOMPARE(study.referringPhysician, QStringLiteral("Smith^Ann"));
        QCOMPARE(study.institution, QStringLiteral("St Elsewhere"));
        QCOMPARE(study.seriesCount, 3);
        QCOMPARE(study.instanceCount, 7);
        QCOMPARE(study.sopClasses.size(), 2);
        QCOMPARE(study.procedures.size(), 1);
        QCOMPARE(study.procedures.first().accessionNumber, QStringLiteral("A77"));
    }
    void aNameIsFoundByWildCardsAndInItsOwnScript_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<int>("found");
        QTest::newRow("beginning") << QStringLiteral("Old*") << 1;
        QTest::newRow("one letter open") << QStringLiteral("Ol?^One") << 1;
        QTest::newRow("umlaut") << QStringLiteral("Müller*") << 1;
        QTest::newRow("both parts") << QStringLiteral("Müller*Jörg*") << 1;
        QTest::newRow("ideographic") << QStringLiteral("山田*") << 1;
        QTest::newRow("Cyrillic") << QStringLiteral("Люкceмбypг*") << 1;
        QTest::newRow("nobody") << QStringLiteral("Môller*") << 0;
    }
    void aNameIsFoundByWildCardsAndInItsOwnScript() {
        QFETCH(QString, pattern);
        QFETCH(int, found);
        study::WorklistQuery query;
        query.patientName = pattern;
        const auto studies = search(query);
        QCOMPARE(studies.size(), found);
    }
    void anAccessionNumberIsFound() {
        study::WorklistQuery query;
        query.accessionNumber = QStringLiteral("A77");
        QCOMPARE(search(query).size(), 1);
    }
    /// The files of dicom/charsets in an Orthanc that answers in UTF-8 (out of the box it answers in Latin-1
    /// and drops other letters): every name that the PACS itself can say is found by its beginning.
    void namesOfEverySharedCharacterSetAreFound() {
        const auto folder = sharedPath(QStringLiteral("dicom/charsets"));
        if (folder.isEmpty()) return;
        OrthancServer archive;
        archive.configure(QStringLiteral("DefaultEncoding"), QStringLiteral("Utf8"));
        QVERIFY(archive.start());
        const auto reader = dicom::frameReader();
        QStringList lost;
        int found = 0;
        for (const auto& file : QDir(folder).entryInfoList({QStringLiteral("*.dcm")}, QDir::Files)) {
            const auto header = reader->header(file.filePath());
            QFile bytes(file.filePath());
            if (!header || !bytes.open(QIODevice::ReadOnly) || !archive.upload(bytes.readAll())) {
                qInfo("%s: Orthanc does not store it", qPrintable(file.fileName()));
                continue;
            }
            const auto nameOf = [&](const study::WorklistQuery& query) {
                QString name;
                static_cast<void>(dicom::worklistSource(archive.peer(), m_local)
                                      ->find(query,
                                             [&](study::Study study) {
                                                 if (study.studyUid == header->key.studyUid)
                                                     name = study.patient.name;
                                             },
                                             {}));
                return name;
            };
            study::WorklistQuery byUid;
            byUid.studyUid = header->key.studyUid;
            const auto said = nameOf(byUid);
            if (said != header->patient.name) {
                qInfo("%s: Orthanc does not read its name as it is written", qPrintable(file.fileName()));
                continue;
            }
            study::WorklistQuery byName;
            byName.patientName =
                said.section(QLatin1Char('='), 0, 0).section(QLatin1Char('^'), 0, 0) + QLatin1Char('*');
            if (nameOf(byName) == said)
                ++found;
            else
                lost << file.fileName();
        }
        QVERIFY2(lost.isEmpty(), qPrintable(lost.join(QLatin1Char('\n'))));
        qInfo("%d names found", found);
        QVERIFY(found > 0);
    }
    void theDateRangeIncludesBothEnds() {
        study::WorklistQuery query;
        query.from = QDate(2026, 11, 23);
        query.to = QDate(2026, 11, 23);
        QCOMPARE(search(query).size(), 1);
        query.from = QDate(2026, 11, 24);
        query.to = {};
        QCOMPARE(search(query).size(), 0);
        query.from = {};
        query.to = QDate(2020, 1, 1);
        QCOMPARE(search(query).size(), 1);
    }
    void aStudyFoundUnderTwoModalitiesComesOnce() {
        study::WorklistQuery query;
        query.modalities = {QStringLiteral("CT"), QStringLiteral("SR"), QStringLiteral("MR")};
        QCOMPARE(search(query).size(), 2);
        query.modalities = {QStringLiteral("MR")};
        QCOMPARE(search(query).size(), 0);
    }
    void namesEveryInstanceOfAStudy() {
        const auto keys =
            dicom::worklistSource(m_orthanc.peer(), m_local)->instances(m_ct.first().studyUid, {});
        QVERIFY(keys.has_value());
        QCOMPARE(keys->size(), 7);
        for (const auto& slice : m_ct)
            QVERIFY(
                keys->contains({slice.studyUid, slice.seriesUid, slice.sopClassUid, slice.sopInstanceUid}));
    }
    void describesTheDocumentsOfAStudy() {
        const auto documents =
            dicom::worklistSource(m_orthanc.peer(), m_local)->documents(m_ct.first().studyUid, {});
        QVERIFY(documents.has_value());
        QCOMPARE(documents->size(), 1);
        QCOMPARE(documents->first().modality, QStringLiteral("SR"));
        QCOMPARE(documents->first().completionFlag, QStringLiteral("COMPLETE"));
        QCOMPARE(documents->first().verificationFlag, QStringLiteral("VERIFIED"));
        QVERIFY(study::isReportClass(documents->first().key.sopClassUid));
    }
    void echoes() { QVERIFY(dicom::worklistSource(m_orthanc.peer(), m_local)->echo({}).has_value()); }
    void aWrongCalledAeTitleIsNamed() {
        auto peer = m_orthanc.peer();
        peer.aeTitle = QStringLiteral("NOBODY");
        const auto result = dicom::worklistSource(peer, m_local)->echo({});
        QVERIFY(!result);
        QCOMPARE(result.error().code, Error::Code::Refused);
        QVERIFY2(result.error().message.contains(QLatin1String("\"NOBODY\"")),
                 qPrintable(result.error().message));
        QVERIFY(result.error().message.contains(QLatin1String("[pacs/orthanc]")));
    }
    void encryptionIsRefusedInsteadOfSilentlyLeftOut() {
        auto peer = m_orthanc.peer();
        peer.tls = study::PacsPeer::Tls::On;
        const auto result = dicom::worklistSource(peer, m_local)->echo({});
        QVERIFY(!result);
        QCOMPARE(result.error().code, Error::Code::Invalid);
        QVERIFY(result.error().message.contains(QLatin1String("caCertificates")));
    }
};

QTEST_GUILESS_MAIN(FinderOrthancTest)
#include "FinderOrthancTest.moc"
