// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <vector>

using namespace vigil;

/// Small images, compressed by DCMTK's programs and read by Vigil: they show what the plain one shows. Needs
/// no data from anywhere.
class CompressedTwinsTest : public QObject {
    Q_OBJECT
private:
    enum class Picture { Unsigned16, Signed16, Eight, Colour };

    static constexpr Uint16 rows = 37; ///< odd, so that paddings and strides show
    static constexpr Uint16 columns = 53;
    QTemporaryDir m_folder;
    std::unique_ptr<study::FrameReader> m_reader = dicom::frameReader();

    static DcmFileFormat fileOf(Picture picture, int frames) {
        DcmFileFormat file;
        auto& data = *file.getDataset();
        const bool colour = picture == Picture::Colour;
        const bool deep = picture == Picture::Unsigned16 || picture == Picture::Signed16;
        data.putAndInsertString(DCM_SOPClassUID,
                                colour ? UID_MultiframeTrueColorSecondaryCaptureImageStorage
                                       : UID_MultiframeGrayscaleWordSecondaryCaptureImageStorage);
        for (const auto& [key, uid] :
             {std::pair(DCM_SOPInstanceUID, "1.2.3"), std::pair(DCM_StudyInstanceUID, "1.2.3.1"),
              std::pair(DCM_SeriesInstanceUID, "1.2.3.2")})
            data.putAndInsertString(key, uid);
        data.putAndInsertString(DCM_Modality, "OT");
        data.putAndInsertString(DCM_PhotometricInterpretation, colour ? "RGB" : "MONOCHROME2");
        data.putAndInsertString(DCM_NumberOfFrames, std::to_string(frames).c_str());
        const auto put = [&data](const DcmTagKey& key, int value) {
            data.putAndInsertUint16(key, static_cast<Uint16>(value));
        };
        put(DCM_Rows, rows);
        put(DCM_Columns, columns);
        put(DCM_SamplesPerPixel, colour ? 3 : 1);
        if (colour) put(DCM_PlanarConfiguration, 0);
        put(DCM_BitsAllocated, deep ? 16 : 8);
        put(DCM_BitsStored, deep ? 12 : 8);
        put(DCM_HighBit, deep ? 11 : 7);
        put(DCM_PixelRepresentation, picture == Picture::Signed16 ? 1 : 0);
        const int values = rows * columns * (colour ? 3 : 1) * frames;
        // A ramp with edges and noise: nothing that a decoder could guess.
        std::uint32_t noise = 12345;
        auto next = [&, i = 0]() mutable {
            noise = noise * 1664525U + 1013904223U;
            const auto ramp = static_cast<std::uint32_t>(i++ * 7) + (noise >> 28U);
            return deep ? ramp & 0x0fffU : ramp & 0xffU;
        };
        if (deep) {
            std::vector<Uint16> words(static_cast<std::size_t>(values));
            for (auto& word : words)
                word = static_cast<Uint16>(next());
            data.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size());
        } else {
            std::vector<Uint8> bytes(static_cast<std::size_t>(values + values % 2));
            for (auto& byte : bytes)
                byte = static_cast<Uint8>(next());
            data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
        }
        return file;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::initialise().has_value()); }

    void twinsDecodeAlike_data() {
        QTest::addColumn<QStringList>("program");
        QTest::addColumn<int>("picture");
        const std::pair<const char*, QStringList> encoders[] = {
            {"JPEG lossless, process 14, first-order prediction", {"dcmcjpeg", "+e1"}},
            {"JPEG lossless, process 14", {"dcmcjpeg", "+el"}},
            {"JPEG-LS lossless", {"dcmcjpls", "+el"}},
            {"JPEG-LS lossless, interleaved by line", {"dcmcjpls", "+el", "+il"}},
            {"RLE", {"dcmcrle"}}};
        const std::pair<const char*, Picture> pictures[] = {{"unsigned 12 of 16 bits", Picture::Unsigned16},
                                                            {"signed 12 of 16 bits", Picture::Signed16},
                                                            {"8 bits", Picture::Eight},
                                                            {"colour", Picture::Colour}};
        for (const auto& [name, program] : encoders)
            for (const auto& [what, picture] : pictures)
                QTest::addRow("%s, %s", name, what) << program << static_cast<int>(picture);
    }
    void twinsDecodeAlike() {
        QFETCH(const QStringList, program);
        QFETCH(const int, picture);
        constexpr int frames = 2;
        if (QStandardPaths::findExecutable(program.first()).isEmpty()) QSKIP("needs the programs of DCMTK");
        const auto plain = m_folder.filePath(QStringLiteral("plain.dcm"));
        const auto twin = m_folder.filePath(QStringLiteral("twin.dcm"));
        auto file = fileOf(static_cast<Picture>(picture), frames);
        QVERIFY(file.saveFile(QFile::encodeName(plain).constData(), EXS_LittleEndianExplicit).good());
        QProcess encoder;
        encoder.start(program.first(), program.mid(1) + QStringList{plain, twin});
        QVERIFY(encoder.waitForFinished());
        QVERIFY2(encoder.exitCode() == 0, encoder.readAllStandardError().constData());
        for (int frame = 0; frame < frames; ++frame) {
            const auto reference = m_reader->read(plain, frame);
            const auto decoded = m_reader->read(twin, frame);
            QVERIFY(reference.has_value());
            QVERIFY2(decoded.has_value(), decoded ? "" : qPrintable(decoded.error().message));
            QCOMPARE(decoded->rows, int(rows));
            QCOMPARE(decoded->columns, int(columns));
            QVERIFY(!reference->samples.empty() || !reference->rgb.empty());
            QCOMPARE(decoded->samples, reference->samples);
            QCOMPARE(decoded->rgb, reference->rgb);
        }
    }
    void whatLosesIsCloseToIt() {
        if (QStandardPaths::findExecutable(QStringLiteral("dcmcjpls")).isEmpty())
            QSKIP("needs the programs of DCMTK");
        const auto plain = m_folder.filePath(QStringLiteral("plain.dcm"));
        const auto twin = m_folder.filePath(QStringLiteral("near.dcm"));
        auto file = fileOf(Picture::Unsigned16, 1);
        QVERIFY(file.saveFile(QFile::encodeName(plain).constData(), EXS_LittleEndianExplicit).good());
        QCOMPARE(QProcess::execute(QStringLiteral("dcmcjpls"), {"+en", "+md", "2", plain, twin}), 0);
        const auto reference = m_reader->read(plain, 0);
        const auto decoded = m_reader->read(twin, 0);
        QVERIFY(reference.has_value() && decoded.has_value());
        QCOMPARE(decoded->samples.size(), reference->samples.size());
        int widest = 0;
        for (std::size_t i = 0; i < decoded->samples.size(); ++i)
            widest = std::max(widest, std::abs(decoded->samples[i] - reference->samples[i]));
        QVERIFY(widest >= 1 && widest <= 2);
    }
};

QTEST_GUILESS_MAIN(CompressedTwinsTest)
#include "CompressedTwinsTest.moc"
