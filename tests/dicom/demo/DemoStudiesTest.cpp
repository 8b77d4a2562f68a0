// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/DemoStudies.h"

#include "dicom/demo/Torso.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include <algorithm>
#include <cmath>
#include <map>

using namespace vigil;
using namespace vigil::dicom;

namespace {

const QDate today(2026, 11, 24);

/// The demo studies with the first three images of each series: what matters here shows in three.
QList<demo::Study> firstImages() {
    QList<demo::Study> studies = demo::demoStudies(today);
    for (demo::Study& study : studies)
        for (demo::Series& series : study.series)
            series.instances = std::min(series.instances, 3);
    return studies;
}

QString value(DcmDataset& dataset, const DcmTagKey& tag) {
    OFString text;
    dataset.findAndGetOFStringArray(tag, text);
    return QString::fromUtf8(text.c_str());
}

QStringList filesBelow(const QString& folder) {
    QStringList paths;
    QDirIterator files(folder, {QStringLiteral("*.dcm")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        paths << files.next();
    paths.sort();
    return paths;
}

/// Identity and pixels of a file, decoded: a compressed fragment may end in a byte without a meaning.
QByteArray values(const QString& path) {
    DcmFileFormat file;
    if (file.loadFile(qPrintable(path)).bad()) return {};
    DcmDataset& d = *file.getDataset();
    if (d.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad()) return {};
    const Uint16* pixels = nullptr;
    unsigned long count = 0;
    d.findAndGetUint16Array(DCM_PixelData, pixels, &count);
    QByteArray all(reinterpret_cast<const char*>(pixels), static_cast<qsizetype>(count * sizeof(Uint16)));
    for (const DcmTagKey& tag :
         {DCM_SOPInstanceUID, DCM_SeriesInstanceUID, DCM_StudyInstanceUID, DCM_FrameOfReferenceUID})
        all += value(d, tag).toLatin1();
    return all;
}

} // namespace

class DemoStudiesTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    int m_written = 0;

    QStringList filesOf(const QString& key) const { return filesBelow(m_folder.filePath(key)); }

private Q_SLOTS:
    void initTestCase() {
        DJDecoderRegistration::registerCodecs();
        DJLSDecoderRegistration::registerCodecs();
        DcmRLEDecoderRegistration::registerCodecs();
        const auto written = demo::DemoWriter(m_folder.path(), today).write(firstImages());
        QVERIFY2(written.has_value(), written ? "" : qPrintable(written.error().detail));
        m_written = *written;
    }

    void eachInstanceIsAFile() {
        QCOMPARE(filesBelow(m_folder.path()).size(), m_written);
        QVERIFY(demo::demoStudies(today).size() >= 12);
    }

    void theyAreTheMixThatALineOfWorkHas() {
        std::map<QString, demo::Study> studies;
        QSet<QString> modalities;
        QSet<QString> priorities;
        QSet<QString> lives;
        for (const demo::Study& study : demo::demoStudies(today)) {
            studies[study.key] = study;
            modalities << study.modality;
            priorities << study.priority;
            const auto years = study.person.birthDate.daysTo(study.date) / 365;
            lives << (years < 2 ? "infant" : years < 16 ? "child" : years < 65 ? "adult" : "old");
        }
        const auto slices = [&studies](const QString& key) {
            int most = 0;
            for (const auto& series : studies.at(key).series)
                most = std::max(most, series.instances);
            return most;
        };
        QVERIFY(slices(QStringLiteral("ct-chest")) >= 60);
        const auto& now = studies.at(QStringLiteral("ct-chest"));
        const auto& prior = studies.at(QStringLiteral("ct-chest-prior"));
        QCOMPARE(prior.person.name, now.person.name);
        QVERIFY(prior.date < now.date);
        QVERIFY(slices(QStringLiteral("ct-chest-prior")) >= 60);
        for (const auto* kind : {"CT", "MR", "US", "DX", "CR"})
            QVERIFY2(modalities.contains(QLatin1String(kind)), kind);
        for (const auto* known : {"ct-head", "xr-chest-tension", "xr-chest", "mr-brain", "us-heart"})
            QVERIFY2(studies.count(QLatin1String(known)) == 1, known);
        QCOMPARE(studies.at(QStringLiteral("ct-cap")).orders.size(), 3);
        QCOMPARE(studies.at(QStringLiteral("xr-hand")).person.name,
                 studies.at(QStringLiteral("xr-wrist")).person.name); // reported in one
        QVERIFY(priorities.contains(QStringLiteral("STAT")) && priorities.size() >= 3);
        QCOMPARE(lives.size(), 4);
    }

    void nhsNumbersAreReservedAndValid() {
        for (const demo::Study& study : demo::demoStudies(today)) {
            const QString number = study.person.nhsNumber;
            QCOMPARE(number.size(), 10);
            QVERIFY(number.startsWith(QLatin1String("999")));
            int sum = number.at(9).digitValue();
            for (int i = 0; i < 9; ++i)
                sum += (10 - i) * number.at(i).digitValue();
            QVERIFY2(sum % 11 == 0, qPrintable(study.key));
        }
        QCOMPARE(demo::nhsNumber(QStringLiteral("943476591")),
                 QStringLiteral("9434765919")); // the published example
    }

    void aPersonIsTheSameInAllTheirStudies() {
        std::map<QString, QString> seen;
        for (const demo::Study& study : demo::demoStudies(today)) {
            const QString who = study.person.name + study.person.birthDate.toString() + study.person.sex;
            const auto [known, isNew] = seen.try_emplace(study.person.nhsNumber, who);
            QCOMPARE(known->second, who);
            QVERIFY(study.date <= today && study.person.birthDate < study.date);
        }
        QVERIFY(seen.size() < static_cast<std::size_t>(demo::demoStudies(today).size()));
    }

    void headersOfAStudyAgree() {
        QSet<QString> instances;
        QSet<QString> studies;
        for (const demo::Study& study : demo::demoStudies(today)) {
            QSet<QString> common;
            for (const QString& path : filesOf(study.key)) {
                DcmFileFormat file;
                QVERIFY(file.loadFile(qPrintable(path)).good());
                DcmDataset& d = *file.getDataset();
                common << QStringList{value(d, DCM_StudyInstanceUID), value(d, DCM_PatientID),
                                      value(d, DCM_PatientName),      value(d, DCM_AccessionNumber),
                                      value(d, DCM_StudyDate),        value(d, DCM_PatientAge),
                                      value(d, DCM_IssuerOfPatientID)}
                              .join(QLatin1Char('|'));
                const QString uid = value(d, DCM_SOPInstanceUID);
                QVERIFY2(uid.size() <= 64 && !instances.contains(uid), qPrintable(path));
                instances << uid;
                studies << value(d, DCM_StudyInstanceUID);
                QCOMPARE(value(d, DCM_PatientName), study.person.name);
            }
            QVERIFY2(common.size() == 1, qPrintable(study.key));
        }
        QCOMPARE(studies.size(), demo::demoStudies(today).size());
    }

    void slicesLieWhereTheirHeadersSay() {
        for (const QString& key :
             {QStringLiteral("ct-chest"), QStringLiteral("mr-knee"), QStringLiteral("ct-head")}) {
            double last = 0;
            double gap = 0;
            const QStringList files = filesOf(key).mid(0, 3);
            for (int i = 0; i < files.size(); ++i) {
                DcmFileFormat file;
                QVERIFY(file.loadFile(qPrintable(files[i])).good());
                const QStringList position =
                    value(*file.getDataset(), DCM_ImagePositionPatient).split(QLatin1Char('\\'));
                QCOMPARE(position.size(), 3);
                const double along = position[key.startsWith(QLatin1String("mr-knee")) ? 0 : 2].toDouble();
                if (i == 1) gap = along - last;
                if (i == 2) QVERIFY(std::abs(along - last - gap) < 0.01);
                last = along;
            }
            QVERIFY(std::abs(gap) > 1);
        }
    }

    void sameDayGivesTheSameObjects() {
        QTemporaryDir again;
        QList<demo::Study> studies = firstImages();
        while (studies.size() > 3)
            studies.removeLast();
        QVERIFY(demo::DemoWriter(again.path(), today).write(studies).has_value());
        for (const QString& path : filesBelow(again.path())) {
            const QString other = m_folder.filePath(QDir(again.path()).relativeFilePath(path));
            QVERIFY(values(path) == values(other));
        }
    }

    void oneStudyAnswersThreeRequests() {
        DcmFileFormat file;
        QVERIFY(file.loadFile(qPrintable(filesOf(QStringLiteral("ct-cap")).first())).good());
        QSet<QString> accessions;
        DcmItem* item = nullptr;
        for (long i = 0;
             file.getDataset()->findAndGetSequenceItem(DCM_RequestAttributesSequence, item, i).good(); ++i) {
            OFString accession;
            QVERIFY(item->findAndGetOFString(DCM_AccessionNumber, accession).good());
            accessions << QString::fromLatin1(accession.c_str());
        }
        QCOMPARE(accessions.size(), 3);
        QVERIFY(accessions.contains(value(*file.getDataset(), DCM_AccessionNumber)));
    }

    void everyTransferSyntaxDecodesToAllItsPixels() {
        QSet<int> syntaxes;
        for (const QString& path : filesBelow(m_folder.path())) {
            DcmFileFormat file;
            QVERIFY(file.loadFile(qPrintable(path)).good());
            DcmDataset& d = *file.getDataset();
            syntaxes << d.getOriginalXfer();
            if (value(d, DCM_Modality) == QLatin1String("SR")) continue;
            QVERIFY2(d.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).good(), qPrintable(path));
            DcmElement* pixels = nullptr;
            QVERIFY(d.findAndGetElement(DCM_PixelData, pixels).good());
            const quint32 expected = value(d, DCM_Rows).toUInt() * value(d, DCM_Columns).toUInt() *
                                     value(d, DCM_SamplesPerPixel).toUInt() *
                                     (value(d, DCM_BitsAllocated).toUInt() / 8) *
                                     std::max(1U, value(d, DCM_NumberOfFrames).toUInt());
            QCOMPARE(pixels->getLength(), expected);
        }
        for (const int syntax :
             {EXS_LittleEndianExplicit, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_RLELossless})
            QVERIFY(syntaxes.contains(syntax));
    }

    void theDoseReportIsNotAReport() {
        const QStringList files = filesOf(QStringLiteral("ct-abdomen-dose"));
        DcmFileFormat file;
        QVERIFY(file.loadFile(qPrintable(files.last())).good());
        QCOMPARE(value(*file.getDataset(), DCM_SOPClassUID),
                 QString::fromLatin1(UID_XRayRadiationDoseSRStorage));
    }

    void theNoduleHasGrownSinceThePrior() {
        const auto dense = [](double radius) {
            demo::Torso::Case what;
            what.noduleRadius = radius;
            demo::Slice slice = demo::Torso(what).slice({512, 512, 0.74}, 58);
            int pixels = 0;
            slice.canvas().visit({-84, -30, 58}, 14, 14,
                                 [&](float& hu, double, double) { pixels += hu > 0 && hu < 60 ? 1 : 0; });
            return pixels;
        };
        const int without = dense(0);
        QVERIFY(dense(5) > without + 50);
        QVERIFY(dense(9) - without > 2 * (dense(5) - without));
    }

    void infantsAreAgedInMonths() {
        DcmFileFormat file;
        QVERIFY(file.loadFile(qPrintable(filesOf(QStringLiteral("xr-chest-infant")).first())).good());
        QCOMPARE(value(*file.getDataset(), DCM_PatientAge), QStringLiteral("005M"));
    }

    void aFolderThatCannotBeWrittenIsAnError() {
        QFile file(m_folder.filePath(QStringLiteral("a-file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto written = demo::DemoWriter(file.fileName(), today).write(firstImages());
        QVERIFY(!written.has_value());
        QCOMPARE(written.error().code, Error::Code::Denied);
    }

    void theOutsideValidatorFindsNoError() {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("dciodvfy"));
        if (program.isEmpty()) QSKIP("needs dciodvfy");
        for (const demo::Study& study : demo::demoStudies(today)) {
            const QStringList files = filesOf(study.key);
            for (const QString& path : {files.first(), files.last()}) {
                QProcess validator;
                validator.setProcessChannelMode(QProcess::MergedChannels);
                validator.start(program, {path});
                QVERIFY(validator.waitForFinished());
                const QByteArray said = validator.readAll();
                QVERIFY2(!said.contains("Error"), said.constData());
                QVERIFY(said.contains("Image") || said.contains("SR"));
            }
        }
    }
};

QTEST_GUILESS_MAIN(DemoStudiesTest)
#include "DemoStudiesTest.moc"
