// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "dicom/image/OpenObject.h"
#include "dicom/sr/Items.h"
#include "dicom/sr/Tid2000Check.h"
#include "dicom/text/ItemReader.h"
#include "tests/support/SampleReport.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace vigil;
using namespace vigil::report;
using namespace vigil::test;

namespace {

/// Keeps the document for outside validators when VIGIL_SR_OUT names a folder.
void keep(const QList<EncodedDocument>& documents, const QString& name) {
    const QString folder = qEnvironmentVariable("VIGIL_SR_OUT");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    for (qsizetype index = 0; index < documents.size(); ++index) {
        QFile file(QStringLiteral("%1/%2_%3.dcm").arg(folder, name).arg(index));
        if (file.open(QIODevice::WriteOnly)) file.write(documents.at(index).bytes);
    }
}

} // namespace

class SrCodecTest : public QObject {
    Q_OBJECT

private:
    RandomIds m_ids;
    std::unique_ptr<SrCodec> m_codec = dicom::srCodec(m_ids);

    QList<EncodedDocument> encoded(const ReportContent& content, const SigningContext& context) {
        auto documents = m_codec->encode(content, context);
        if (!documents) qFatal("%s", qPrintable(documents.error().message));
        return *documents;
    }

    QList<EncodedDocument> encoded(const ReportContent& content) {
        return encoded(content, aSigningContext(content));
    }

    QString failure(const ReportContent& content, const SigningContext& context) {
        const auto documents = m_codec->encode(content, context);
        return documents ? QString() : documents.error().message;
    }

    QString failure(const ReportContent& content) { return failure(content, aSigningContext(content)); }

    static QStringList problems(const QByteArray& bytes) {
        const auto object = dicom::openObject(bytes);
        if (!object) return {object.error().message};
        auto& dataset = *object.value()->getDataset();
        QStringList found = dicom::tid2000Problems(dataset);
        DSRDocument document;
        if (const auto condition = document.read(dataset); condition.bad())
            found << QString::fromLatin1(condition.text());
        return found;
    }

    static bool hasValidator() {
        return !QStandardPaths::findExecutable(QStringLiteral("dciodvfy")).isEmpty();
    }
    /// dciodvfy counts the bytes of UTF-8, PS3.5 6.2 means characters (for names those of each group): false
    /// when the value that it quotes keeps the limit.
    static bool isTooLong(const QString& line) {
        static const QRegularExpression pattern(QStringLiteral(
            R"(\[(\w\w)\] = <(.*)> - Length invalid for this VR = <\d+> - expected <= (\d+)$)"));
        const auto match = pattern.match(line);
        if (!match.hasMatch()) return true;
        const auto groups = match.captured(1) == QLatin1String("PN")
                                ? match.captured(2).split(QLatin1Char('='))
                                : QStringList{match.captured(2)};
        return std::any_of(groups.begin(), groups.end(), [&match](const QString& group) {
            return group.toUcs4().size() > match.captured(3).toInt();
        });
    }
    /// What dciodvfy says against a document, without what is known not to be a fault.
    static QStringList remarks(const QByteArray& bytes) {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("report.dcm")));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return {file.errorString()};
        file.close();
        QProcess validator;
        validator.setProcessChannelMode(QProcess::MergedChannels);
        validator.start(QStringLiteral("dciodvfy"), {QStringLiteral("-new"), file.fileName()});
        if (!validator.waitForFinished(30000)) return {validator.errorString()};
        QStringList found;
        for (const auto& line : QString::fromUtf8(validator.readAll()).split(QLatin1Char('\n'))) {
            if (!line.startsWith(QLatin1String("Error")) && !line.startsWith(QLatin1String("Warning")))
                continue;
            // Its list of schemes is compiled in; private ones are declared in the document.
            if (line.contains(QLatin1String("CodingSchemeDesignator")) && line.contains(QLatin1String("<99")))
                continue;
            // A name of one component is allowed (PS3.5 6.2.1.1): somebody was told whose first name nobody
            // typed.
            if (line.contains(QLatin1String("Retired Person Name form"))) continue;
            if (line.contains(QLatin1String("Length invalid")) && !isTooLong(line)) continue;
            found << line;
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::initialise().has_value()); }

    void finalReportComesBackAsItWas() {
        auto content = aSampleReport();
        content.findings = {aFinding()};
        const auto documents = encoded(content);
        QCOMPARE(documents.size(), 1);
        keep(documents, QStringLiteral("final"));
        const auto& document = documents.front();
        QCOMPARE(document.sha256, QCryptographicHash::hash(document.bytes, QCryptographicHash::Sha256));
        QCOMPARE(document.sopClassUid, QString::fromLatin1(UID_EnhancedSRStorage));
        QCOMPARE(problems(document.bytes), QStringList());
        const auto decoded = m_codec->decode(document.bytes);
        QVERIFY(decoded.has_value());
        QCOMPARE(*decoded, content);
        QCOMPARE(decoded->title.meaning, content.title.meaning);
    }

    void headerSaysWhoWhenAndForWhat() {
        const auto content = aSampleReport();
        auto context = aSigningContext(content);
        context.predecessors = {
            {{QStringLiteral("1.2.77.1"), QStringLiteral("1.2.77.1.9"),
              QString::fromLatin1(UID_EnhancedSRStorage), QStringLiteral("1.2.77.1.9.1")},
             {QStringLiteral("121361"), QStringLiteral("DCM"), QStringLiteral("Addended report")}}};
        const auto documents = encoded(content, context);
        keep(documents, QStringLiteral("addendum"));
        const auto object = dicom::openObject(documents.front().bytes);
        auto& dataset = *object.value()->getDataset();
        const dicom::ItemReader reader(dataset, {});
        QCOMPARE(reader.value(DCM_CompletionFlag), QStringLiteral("COMPLETE"));
        QCOMPARE(reader.value(DCM_VerificationFlag), QStringLiteral("VERIFIED"));
        QCOMPARE(reader.value(DCM_PreliminaryFlag), QStringLiteral("FINAL"));
        QCOMPARE(reader.value(DCM_TimezoneOffsetFromUTC), QStringLiteral("+0100"));
        // 23:30 UTC is the next day in the hospital.
        QCOMPARE(reader.value(DCM_ContentDate), QStringLiteral("20260302"));
        QCOMPARE(reader.value(DCM_ContentTime), QStringLiteral("003000.000000"));
        QCOMPARE(reader.value(DCM_InstanceNumber), QStringLiteral("2"));
        QCOMPARE(reader.text(DCM_StudyDescription), QStringLiteral("CT Thorax"));
        const auto verifiers = dicom::itemsOf(dataset, DCM_VerifyingObserverSequence);
        QCOMPARE(verifiers.size(), std::size_t(1));
        QCOMPARE(dicom::ItemReader(*verifiers.front(), {}).value(DCM_VerificationDateTime),
                 QStringLiteral("20260302003100.500000+0100"));
        QCOMPARE(dicom::itemsOf(dataset, DCM_AuthorObserverSequence).size(), std::size_t(1));
        QCOMPARE(dicom::itemsOf(dataset, DCM_ReferencedRequestSequence).size(), std::size_t(1));
        QCOMPARE(dicom::itemsOf(dataset, DCM_PredecessorDocumentsSequence).size(), std::size_t(1));
        // The prior that the text points at is other evidence; the whole study is current evidence.
        const auto current = dicom::itemsOf(dataset, DCM_CurrentRequestedProcedureEvidenceSequence);
        QCOMPARE(current.size(), std::size_t(1));
        const auto series = dicom::itemsOf(*current.front(), DCM_ReferencedSeriesSequence);
        QCOMPARE(dicom::itemsOf(*series.front(), DCM_ReferencedSOPSequence).size(), std::size_t(3));
        QCOMPARE(dicom::itemsOf(dataset, DCM_PertinentOtherEvidenceSequence).size(), std::size_t(1));
    }

    void preliminaryReportIsPartialAndUnverified() {
        const auto content = aSampleReport();
        auto context = aSigningContext(content);
        context.state = SigningContext::State::Preliminary;
        context.verifier = {};
        const auto documents = encoded(content, context);
        keep(documents, QStringLiteral("preliminary"));
        QCOMPARE(problems(documents.front().bytes), QStringList());
        const auto object = dicom::openObject(documents.front().bytes);
        const dicom::ItemReader reader(*object.value()->getDataset(), {});
        QCOMPARE(reader.value(DCM_PreliminaryFlag), QStringLiteral("PRELIMINARY"));
        QCOMPARE(reader.value(DCM_CompletionFlag), QStringLiteral("PARTIAL"));
        QCOMPARE(reader.value(DCM_VerificationFlag), QStringLiteral("UNVERIFIED"));
        QVERIFY(!object.value()->getDataset()->tagExists(DCM_VerifyingObserverSequence));
        QCOMPARE(*m_codec->decode(documents.front().bytes), content);
    }

    void severalStudiesGetIdenticalDocuments() {
        auto content = aSampleReport();
        auto second = content.procedures.front();
        second.studyUid = QStringLiteral("1.2.88.1");
        second.accessionNumber = QStringLiteral("ACC2");
        content.procedures << second;
        content.findings = {aFinding(), aFinding("11111111-2222-4333-8444-555555555555")};
        const auto documents = encoded(content);
        QCOMPARE(documents.size(), 2);
        keep(documents, QStringLiteral("two_studies"));
        for (qsizetype index = 0; index < 2; ++index) {
            QCOMPARE(problems(documents.at(index).bytes), QStringList());
            QCOMPARE(*m_codec->decode(documents.at(index).bytes), content);
            const auto object = dicom::openObject(documents.at(index).bytes);
            const auto others = dicom::itemsOf(*object.value()->getDataset(), DCM_IdenticalDocumentsSequence);
            QCOMPARE(others.size(), std::size_t(1));
            QCOMPARE(dicom::ItemReader(*others.front(), {}).value(DCM_StudyInstanceUID),
                     documents.at(1 - index).studyUid);
            QCOMPARE(dicom::itemsOf(*object.value()->getDataset(), DCM_ReferencedRequestSequence).size(),
                     std::size_t(2));
        }
    }

    void versionsShareASeriesButNeverAnInstance() {
        const auto content = aSampleReport();
        auto next = content;
        next.version = 3;
        const auto first = encoded(content).front();
        const auto second = encoded(next).front();
        QCOMPARE(first.seriesUid, second.seriesUid);
        QVERIFY(first.sopInstanceUid != second.sopInstanceUid);
    }

    void anyContentComesBackAsItWas() {
        QRandomGenerator random(20261124);
        for (int round = 0; round < 40; ++round) {
            const auto content = someReport(random);
            auto context = aSigningContext(content);
            context.utcOffsetMinutes = random.bounded(-720, 840);
            const auto documents = encoded(content, context);
            QCOMPARE(documents.size(), content.studyUids().size());
            if (round < 4) keep(documents, QStringLiteral("random%1").arg(round));
            for (const auto& document : documents) {
                const auto decoded = m_codec->decode(document.bytes);
                QVERIFY(decoded.has_value());
                QCOMPARE(decoded->patient, content.patient);
                QCOMPARE(decoded->procedures, content.procedures);
                QCOMPARE(decoded->sections, content.sections);
                QCOMPARE(decoded->findings, content.findings);
                QCOMPARE(*decoded, content);
                QCOMPARE(problems(document.bytes), QStringList());
            }
        }
    }

    void lineEndsAndTabsAreNormalised() {
        auto content = aSampleReport();
        content.sections[0].paragraphs = {{QStringLiteral("  one\r\ntwo\rthree\tfour \n"), {}},
                                          {QStringLiteral(" \n "), {}}};
        const auto decoded = m_codec->decode(encoded(content).front().bytes);
        QCOMPARE(decoded->sections.at(0).paragraphs,
                 (QList<Paragraph>{{QStringLiteral("one\ntwo\nthree four"), {}}}));
    }

    void tooLongFieldsAreNamed_data() {
        QTest::addColumn<QString>("field");
        for (const char* field :
             {"name", "id", "accession", "placer", "description", "code meaning", "organisation", "heading"})
            QTest::newRow(field) << QString::fromLatin1(field);
    }

    void tooLongFieldsAreNamed() {
        QFETCH(QString, field);
        auto content = aSampleReport();
        auto context = aSigningContext(content);
        const QString tooLong(65, QChar(0x00e4));
        if (field == QLatin1String("name")) content.patient.name = tooLong;
        if (field == QLatin1String("id")) content.patient.key.id = tooLong;
        if (field == QLatin1String("accession"))
            content.procedures[0].accessionNumber = QString(17, QLatin1Char('A'));
        if (field == QLatin1String("placer")) content.procedures[0].placerOrderNumber = tooLong;
        if (field == QLatin1String("description")) content.procedures[0].description = tooLong;
        if (field == QLatin1String("code meaning")) content.procedures[0].code.meaning = tooLong;
        if (field == QLatin1String("organisation")) context.verifier.organisation = tooLong;
        if (field == QLatin1String("heading")) content.sections[0].heading.meaning = tooLong;
        const QString message = failure(content, context);
        QVERIFY2(message.contains(field), qPrintable(message));
        QVERIFY2(!message.contains(tooLong), "values do not belong into messages");
    }

    void sixtyFourCharactersFit() {
        auto content = aSampleReport();
        content.patient.name = QString(64, QChar(0x5c71)) + QLatin1Char('=') + QString(64, QChar(0x7530));
        content.patient.key.id = QString(64, QChar(0x00fc));
        QCOMPARE(*m_codec->decode(encoded(content).front().bytes), content);
    }

    void whatBreaksADocumentIsRefused() {
        const auto good = aSampleReport();
        auto content = good;
        content.sections[0].paragraphs[0].text = QStringLiteral("bell \a");
        QVERIFY(failure(content).contains(QStringLiteral("control characters")));
        content = good;
        content.patient.name = QStringLiteral("a\\b");
        QVERIFY(failure(content).contains(QStringLiteral("backslash")));
        content = good;
        content.patient.name = QStringLiteral("a^b^c^d^e^f");
        QVERIFY(failure(content).contains(QStringLiteral("parts")));
        content = good;
        content.procedures.clear();
        QVERIFY(!failure(content).isEmpty());
        content = good;
        content.reportId = QStringLiteral("no uuid");
        QVERIFY(!failure(content).isEmpty());
        content = good;
        content.title = {};
        QVERIFY(failure(content).contains(QStringLiteral("title")));
        content = good;
        content.procedures[0].studyUid = QStringLiteral("1.2.x");
        QVERIFY(failure(content).contains(QStringLiteral("identifier")));
        content = good;
        content.findings = {aFinding()};
        content.findings[0].observationUid = QStringLiteral("2.25.1");
        QVERIFY(failure(content).contains(QStringLiteral("alert")));
        auto context = aSigningContext(good);
        context.verifier.organisation.clear();
        QVERIFY(failure(good, context).contains(QStringLiteral("organisation")));
    }

    void othersDocumentsAreNotDecoded() {
        QVERIFY(!m_codec->decode(QByteArray()).has_value());
        QVERIFY(!m_codec->decode(QByteArray(300, 'x')).has_value());
        QVERIFY(!m_codec->render(QByteArray(300, '\0')).has_value());
    }

    void ownReportRendersAsText() {
        auto content = aSampleReport();
        content.findings = {aFinding()};
        const auto rendered = m_codec->render(encoded(content).front().bytes);
        QVERIFY(rendered.has_value());
        QCOMPARE(rendered->title, QStringLiteral("CT Report"));
        QCOMPARE(rendered->warnings, QStringList());
        for (const char* part :
             {"Patient: Müller, Jürgen", "State: FINAL, COMPLETE, VERIFIED", "Finding: Nodule of 16 mm",
              "Was 9 mm.", "Told Kowalska, Anna (Registrar), telephone, read back.", "frame 3",
              "2026-03-01 11:20:30 +0100"})
            QVERIFY2(rendered->text.contains(QString::fromUtf8(part)), qPrintable(rendered->text));
    }

    void dciodvfyFindsNothing() {
        if (!hasValidator()) QSKIP("needs dciodvfy");
        auto content = aSampleReport();
        content.findings = {aFinding()};
        QCOMPARE(remarks(encoded(content).front().bytes), QStringList());
    }
    void dciodvfyFindsNothingInRandomReports() {
        if (!hasValidator()) QSKIP("needs dciodvfy");
        QRandomGenerator random(20261124);
        for (int round = 0; round < 12; ++round) {
            const auto content = someReport(random);
            for (const auto& document : encoded(content))
                QCOMPARE(remarks(document.bytes), QStringList());
        }
    }
    void dciodvfyIsHeardWhenAValueIsTooLong() {
        if (!hasValidator()) QSKIP("needs dciodvfy");
        QVERIFY(
            isTooLong(QStringLiteral("Error - </PatientID(0010,0020)[1]> - Value invalid for this VR [LO] = "
                                     "<%1> - Length invalid for this VR = <65> - expected <= 64")
                          .arg(QString(65, QChar(0x5c71)))));
        auto bytes = encoded(aSampleReport()).front().bytes;
        bytes.replace("COMPLETE", "COMPLEAT");
        QVERIFY(!remarks(bytes).isEmpty());
    }
};

QTEST_GUILESS_MAIN(SrCodecTest)
#include "SrCodecTest.moc"
