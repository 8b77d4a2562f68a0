// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/support/SampleReport.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::report;
using namespace vigil::test;

namespace {

/// Says of each document what a reader that shares no code with Vigil finds in it, as one JSON list.
constexpr auto script = R"(
import json, sys
import pydicom

def codes(sequence):
    # a long value and an address have elements of their own (PS3.3 8.1)
    return [[c.get('CodeValue') or c.get('LongCodeValue') or c.get('URNCodeValue'), c.get('CodingSchemeDesignator', ''),
             c.CodeMeaning] for c in sequence]

def walk(item, found):
    if item.ValueType == 'TEXT':
        found['texts'].append(item.TextValue)
    if item.ValueType == 'IMAGE':
        found['images'] += [r.ReferencedSOPInstanceUID for r in item.ReferencedSOPSequence]
    if 'ConceptCodeSequence' in item:
        found['codes'] += codes(item.ConceptCodeSequence)
    for child in item.get('ContentSequence', []):
        walk(child, found)

answers = []
for path in sys.argv[1:]:
    data = pydicom.dcmread(path)
    found = {'texts': [], 'images': [], 'codes': []}
    walk(data, found)
    found['evidence'] = [
        instance.ReferencedSOPInstanceUID
        for keyword in ('CurrentRequestedProcedureEvidenceSequence', 'PertinentOtherEvidenceSequence')
        for study in data.get(keyword, [])
        for series in study.ReferencedSeriesSequence
        for instance in series.ReferencedSOPSequence]
    found['title'] = codes(data.ConceptNameCodeSequence)[0]
    found['flags'] = [data.CompletionFlag, data.VerificationFlag, data.PreliminaryFlag]
    found['patient'] = [str(data.PatientName), data.PatientID, data.get('IssuerOfPatientID', '')]
    found['accessions'] = [r.AccessionNumber for r in data.get('ReferencedRequestSequence', [])]
    found['identical'] = [s.StudyInstanceUID for s in data.get('IdenticalDocumentsSequence', [])]
    found['predecessors'] = [s.StudyInstanceUID for s in data.get('PredecessorDocumentsSequence', [])]
    found['verifiers'] = [str(v.VerifyingObserverName) for v in data.get('VerifyingObserverSequence', [])]
    found['uid'] = data.SOPInstanceUID
    answers.append(found)
print(json.dumps(answers))
)";

QStringList texts(const QJsonValue& list) {
    QStringList found;
    for (const auto& value : list.toArray())
        found << value.toString();
    return found;
}

QSet<QString> setOf(const QStringList& list) {
    return {list.begin(), list.end()};
}

} // namespace

/// What Vigil writes, read by pydicom.
class SrPydicomTest : public QObject {
    Q_OBJECT
private:
    RandomIds m_ids;
    std::unique_ptr<SrCodec> m_codec = dicom::srCodec(m_ids);
    QTemporaryDir m_folder;
    int m_count = 0;

    QList<QJsonObject> readBack(const QList<EncodedDocument>& documents) {
        QStringList arguments{QStringLiteral("-c"), QString::fromLatin1(script)};
        for (const auto& document : documents) {
            QFile file(m_folder.filePath(QStringLiteral("%1.dcm").arg(++m_count)));
            if (!file.open(QIODevice::WriteOnly) || file.write(document.bytes) != document.bytes.size())
                return {};
            arguments << file.fileName();
        }
        QProcess python;
        python.start(QStringLiteral("/usr/bin/python3"), arguments);
        if (!python.waitForFinished(60000)) return {};
        const auto said = python.readAllStandardError();
        if (!said.isEmpty()) qWarning("%s", said.constData());
        QList<QJsonObject> found;
        for (const auto& value : QJsonDocument::fromJson(python.readAllStandardOutput()).array())
            found << value.toObject();
        return found;
    }

    /// All that both sides say: content and context on one, the document as it was read on the other.
    static void compare(const QJsonObject& read, const ReportContent& content,
                        const SigningContext& context) {
        const bool isFinal = context.state == SigningContext::State::Final;
        QCOMPARE(texts(read["title"]),
                 (QStringList{content.title.value, content.title.scheme, content.title.meaning}));
        QCOMPARE(texts(read["flags"]), (isFinal ? QStringList{"COMPLETE", "VERIFIED", "FINAL"}
                                                : QStringList{"PARTIAL", "UNVERIFIED", "PRELIMINARY"}));
        QCOMPARE(texts(read["patient"]),
                 (QStringList{content.patient.name, content.patient.key.id, content.patient.key.issuer}));
        QStringList accessions;
        for (const auto& procedure : content.procedures)
            accessions << procedure.accessionNumber;
        QCOMPARE(setOf(texts(read["accessions"])), setOf(accessions));
        QCOMPARE(texts(read["verifiers"]).size(), isFinal ? 1 : 0);
        const auto evidence = setOf(texts(read["evidence"]));
        for (const auto& instance : context.evidence)
            QVERIFY(evidence.contains(instance.sopInstanceUid));
        const auto written = texts(read["texts"]);
        QSet<QString> linked;
        for (const auto& section : content.sections)
            for (const auto& paragraph : section.paragraphs) {
                QVERIFY2(written.contains(paragraph.text), qPrintable(paragraph.text));
                for (const auto& image : paragraph.images)
                    linked << image.instance.sopInstanceUid;
            }
        for (const auto& finding : content.findings)
            for (const auto& image : finding.images)
                linked << image.instance.sopInstanceUid;
        QCOMPARE(setOf(texts(read["images"])), linked);
        QVERIFY(evidence.contains(linked)); // each image that the text points at is evidence
    }

    void writeReadAndCompare(const ReportContent& content, const SigningContext& context) {
        const auto documents = m_codec->encode(content, context);
        QVERIFY(documents.has_value());
        const auto read = readBack(*documents);
        QCOMPARE(read.size(), documents->size());
        for (qsizetype i = 0; i < read.size(); ++i) {
            QCOMPARE(read.at(i)["uid"].toString(), documents->at(i).sopInstanceUid);
            QCOMPARE(texts(read.at(i)["identical"]).size(), documents->size() - 1);
            QCOMPARE(texts(read.at(i)["predecessors"]).size(), context.predecessors.size());
            compare(read.at(i), content, context);
        }
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::initialise().has_value());
        QProcess python;
        python.start(QStringLiteral("/usr/bin/python3"),
                     {QStringLiteral("-c"), QStringLiteral("import pydicom")});
        if (!python.waitForFinished(60000) || python.exitCode() != 0) QSKIP("needs python3-pydicom");
    }
    void aFinalReportWithACodedFinding() {
        auto content = aSampleReport();
        content.findings = {aFinding()};
        QVERIFY(content.patient.name.contains(QStringLiteral("ü"))); // the name is not ASCII
        const auto context = aSigningContext(content);
        writeReadAndCompare(content, context);
        const auto read = readBack(*m_codec->encode(content, context));
        const auto finding = content.findings.first().category;
        bool coded = false;
        for (const auto& value : read.first()["codes"].toArray())
            coded = coded || texts(value).mid(0, 2) == QStringList{finding.value, finding.scheme};
        QVERIFY(coded);
    }
    void aPreliminaryReport() {
        const auto content = aSampleReport();
        auto context = aSigningContext(content);
        context.state = SigningContext::State::Preliminary;
        context.verifier = {};
        writeReadAndCompare(content, context);
    }
    void anAddendum() {
        const auto content = aSampleReport();
        auto context = aSigningContext(content);
        context.predecessors = {
            {{QStringLiteral("1.2.77.1"), QStringLiteral("1.2.77.1.9"),
              QStringLiteral("1.2.840.10008.5.1.4.1.1.88.22"), QStringLiteral("1.2.77.1.9.1")},
             {QStringLiteral("121361"), QStringLiteral("DCM"), QStringLiteral("Addended report")}}};
        writeReadAndCompare(content, context);
    }
    void oneReportOfTwoStudies() {
        auto content = aSampleReport();
        auto second = content.procedures.front();
        second.studyUid = QStringLiteral("1.2.88.1");
        second.accessionNumber = QStringLiteral("ACC2");
        content.procedures << second;
        writeReadAndCompare(content, aSigningContext(content));
    }
    void whateverNamesAndTextsHold() {
        QRandomGenerator random(20261129);
        for (int round = 0; round < 6; ++round) {
            const auto content = someReport(random);
            writeReadAndCompare(content, aSigningContext(content));
            if (QTest::currentTestFailed()) return;
        }
    }
};

QTEST_GUILESS_MAIN(SrPydicomTest)
#include "SrPydicomTest.moc"
