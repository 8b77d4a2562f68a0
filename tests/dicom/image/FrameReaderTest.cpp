// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/support/SharedData.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;

namespace {

/// A small grey image; tests change what they are about.
struct Sample {
    DcmFileFormat file;

    explicit Sample(Uint16 rows = 2, Uint16 columns = 2) {
        auto& data = *file.getDataset();
        data.putAndInsertString(DCM_SOPClassUID, UID_CTImageStorage);
        data.putAndInsertString(DCM_SOPInstanceUID, "1.2.3");
        data.putAndInsertString(DCM_StudyInstanceUID, "1.2.3.1");
        data.putAndInsertString(DCM_SeriesInstanceUID, "1.2.3.2");
        data.putAndInsertString(DCM_Modality, "CT");
        set(DCM_Rows, rows).set(DCM_Columns, columns).set(DCM_SamplesPerPixel, 1);
        set(DCM_BitsAllocated, 16)
            .set(DCM_BitsStored, 12)
            .set(DCM_HighBit, 11)
            .set(DCM_PixelRepresentation, 0);
        text(DCM_PhotometricInterpretation, "MONOCHROME2");
    }
    Sample& set(const DcmTagKey& key, int value) {
        file.getDataset()->putAndInsertUint16(key, static_cast<Uint16>(value));
        return *this;
    }
    Sample& text(const DcmTagKey& key, const char* value) {
        file.getDataset()->putAndInsertString(key, value);
        return *this;
    }
    Sample& words(const std::vector<Uint16>& values) {
        file.getDataset()->putAndInsertUint16Array(DCM_PixelData, values.data(), values.size());
        return *this;
    }
    Sample& bytes(std::vector<Uint8> values) {
        if (values.size() % 2 != 0) values.push_back(0);
        file.getDataset()->putAndInsertUint8Array(DCM_PixelData, values.data(), values.size());
        return *this;
    }
    Sample& colour(const char* model) {
        return set(DCM_SamplesPerPixel, 3)
            .set(DCM_BitsAllocated, 8)
            .set(DCM_BitsStored, 8)
            .set(DCM_HighBit, 7)
            .set(DCM_PlanarConfiguration, 0)
            .text(DCM_PhotometricInterpretation, model);
    }
};

DcmItem& itemOf(DcmItem& parent, const DcmTagKey& sequence, int number = 0) {
    DcmItem* item = nullptr;
    parent.findOrCreateSequenceItem(sequence, item, number);
    return *item;
}

void putTable(DcmItem& item, const DcmTagKey& descriptor, const DcmTagKey& data,
              const std::vector<Uint16>& header, const std::vector<Uint16>& entries) {
    item.putAndInsertUint16Array(descriptor, header.data(), header.size());
    item.putAndInsertUint16Array(data, entries.data(), entries.size());
}

} // namespace

class FrameReaderTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<study::FrameReader> m_reader = dicom::frameReader();

    QString save(Sample& sample, E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
        static int number = 0;
        const QString path = m_folder.filePath(QStringLiteral("%1.dcm").arg(++number));
        const auto condition = sample.file.saveFile(QFile::encodeName(path).constData(), syntax);
        if (condition.bad()) qFatal("%s", condition.text());
        return path;
    }

    Result<study::PixelFrame> read(Sample& sample, int frame = 0) {
        return m_reader->read(save(sample), frame);
    }

    study::PixelFrame shared(const char* relative, int frame = 0) {
        const auto path = test::sharedPath(QStringLiteral("dicom/") + QString::fromLatin1(relative));
        const auto result = m_reader->read(path, frame);
        if (!result) qWarning("%s: %s", relative, qPrintable(result.error().message));
        return result.value_or(study::PixelFrame{});
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::initialise().has_value()); }

    void bitsAboveHighBitAreNoPixels() {
        Sample sample;
        sample.words({0xf001, 0x0fff, 0x1000, 0x8123});
        const auto frame = read(sample);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->samples, (std::vector<std::int32_t>{1, 4095, 0, 0x123}));
        QCOMPARE(frame->minimum, 0);
        QCOMPARE(frame->maximum, 4095);
    }

    void signComesFromBitsStored() {
        Sample sample;
        sample.set(DCM_PixelRepresentation, 1).words({0x0800, 0x0fff, 0x07ff, 0xf801});
        QCOMPARE(read(sample)->samples, (std::vector<std::int32_t>{-2048, -1, 2047, -2047}));
    }

    void valuesMayStandHigherThanBitNought() {
        Sample sample;
        sample.set(DCM_HighBit, 15).set(DCM_PixelRepresentation, 1).words({0x800f, 0x001f, 0x7ff0, 0xfff0});
        QCOMPARE(read(sample)->samples, (std::vector<std::int32_t>{-2048, 1, 2047, -1}));
    }

    void everyByteOrderReadsAlike() {
        for (const auto syntax : {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit, EXS_BigEndianExplicit,
                                  EXS_DeflatedLittleEndianExplicit}) {
            Sample sample;
            sample.words({1, 2, 300, 4000});
            const auto frame = m_reader->read(save(sample, syntax), 0);
            QVERIFY(frame.has_value());
            QCOMPARE(frame->samples, (std::vector<std::int32_t>{1, 2, 300, 4000}));
        }
    }

    void framesAreReadOneByOne() {
        Sample sample(1, 3);
        sample.set(DCM_BitsAllocated, 8)
            .set(DCM_BitsStored, 8)
            .set(DCM_HighBit, 7)
            .text(DCM_NumberOfFrames, "3");
        sample.text(DCM_FrameTime, "33.5").bytes({1, 2, 3, 4, 5, 6, 7, 8, 9});
        const auto path = save(sample);
        QCOMPARE(m_reader->read(path, 1)->samples, (std::vector<std::int32_t>{4, 5, 6}));
        QCOMPARE(m_reader->read(path, 2)->samples, (std::vector<std::int32_t>{7, 8, 9}));
        QCOMPARE(m_reader->read(path, 0)->frameTime, 33.5);
        QCOMPARE(m_reader->read(path, 3).error().code, Error::Code::NotFound);
        QCOMPARE(m_reader->read(path, -1).error().code, Error::Code::NotFound);
    }

    void singleBitFramesAreNotByteAligned() {
        Sample sample(1, 3);
        sample.set(DCM_BitsAllocated, 1)
            .set(DCM_BitsStored, 1)
            .set(DCM_HighBit, 0)
            .text(DCM_NumberOfFrames, "3");
        sample.bytes({0b11'011'010, 0b1}); // frames, from the lowest bit: 010, 110, 111
        const auto path = save(sample);
        QCOMPARE(m_reader->read(path, 0)->samples, (std::vector<std::int32_t>{0, 1, 0}));
        QCOMPARE(m_reader->read(path, 1)->samples, (std::vector<std::int32_t>{1, 1, 0}));
        QCOMPARE(m_reader->read(path, 2)->samples, (std::vector<std::int32_t>{1, 1, 1}));
    }

    void paddingIsLeftOutOfTheRange() {
        Sample sample;
        sample.set(DCM_PixelRepresentation, 1).set(DCM_BitsStored, 16).set(DCM_HighBit, 15);
        sample.file.getDataset()->putAndInsertSint16(DCM_PixelPaddingValue, -2000);
        sample.words({static_cast<Uint16>(-2000), 5, 7, 6});
        const auto frame = read(sample);
        QCOMPARE(frame->paddingValue, std::optional<std::int32_t>(-2000));
        QCOMPARE(frame->minimum, 5);
        QCOMPARE(frame->maximum, 7);
    }

    void paddingRangeBecomesOneValue() {
        Sample sample;
        sample.set(DCM_PixelPaddingValue, 10).set(DCM_PixelPaddingRangeLimit, 12).words({10, 11, 12, 100});
        const auto frame = read(sample);
        QCOMPARE(frame->samples, (std::vector<std::int32_t>{10, 10, 10, 100}));
        QCOMPARE(frame->minimum, 100);
    }

    void rescaleWindowsAndSpacing() {
        Sample sample;
        sample.text(DCM_RescaleSlope, "2").text(DCM_RescaleIntercept, "-1024").words({0, 1, 2, 3});
        sample.text(DCM_WindowCenter, "40\\-600").text(DCM_WindowWidth, "400\\1500");
        sample.text(DCM_WindowCenterWidthExplanation, "Abdomen\\Lung").text(DCM_PixelSpacing, "0.5\\0.25");
        sample.text(DCM_ImagePositionPatient, "1\\2\\3")
            .text(DCM_ImageOrientationPatient, "1\\0\\0\\0\\0\\-1");
        sample.text(DCM_FrameOfReferenceUID, "1.9").text(DCM_LossyImageCompression, "01");
        sample.text(DCM_LossyImageCompressionRatio, "10");
        const auto frame = read(sample);
        QCOMPARE(frame->slope, 2.0);
        QCOMPARE(frame->intercept, -1024.0);
        QCOMPARE(frame->unit, QStringLiteral("HU"));
        QCOMPARE(frame->windows, (std::vector<study::Window>{{40, 400, QStringLiteral("Abdomen")},
                                                             {-600, 1500, QStringLiteral("Lung")}}));
        QCOMPARE(frame->rowSpacing, 0.5);
        QCOMPARE(frame->columnSpacing, 0.25);
        QCOMPARE(frame->calibration, study::Calibration::Patient);
        QCOMPARE(frame->geometry, (std::optional<study::SliceGeometry>{
                                      {{1, 2, 3}, {1, 0, 0}, {0, 0, -1}, QStringLiteral("1.9")}}));
        QCOMPARE(frame->lossyNote, QStringLiteral("Lossy 10:1"));
    }

    void monochrome1IsInverted() {
        Sample sample;
        sample.text(DCM_PhotometricInterpretation, "MONOCHROME1").words({0, 1, 2, 3});
        QVERIFY(read(sample)->inverted);
    }

    void projectionsSayWhereMillimetresComeFrom_data() {
        QTest::addColumn<QByteArray>("pixel");
        QTest::addColumn<QByteArray>("imager");
        QTest::addColumn<bool>("isCalibrated");
        QTest::addColumn<int>("calibration");
        QTest::addColumn<double>("spacing");
        const QByteArray none;
        QTest::newRow("none") << none << none << false << int(study::Calibration::None) << 0.0;
        QTest::newRow("imager") << none << QByteArray("0.1\\0.1") << false
                                << int(study::Calibration::Detector) << 0.1;
        QTest::newRow("equal") << QByteArray("0.1\\0.1") << QByteArray("0.1\\0.1") << false
                               << int(study::Calibration::Detector) << 0.1;
        QTest::newRow("differ") << QByteArray("0.08\\0.08") << QByteArray("0.1\\0.1") << false
                                << int(study::Calibration::Corrected) << 0.08;
        QTest::newRow("said") << QByteArray("0.1\\0.1") << none << true << int(study::Calibration::Corrected)
                              << 0.1;
        QTest::newRow("pixel alone") << QByteArray("0.1\\0.1") << none << false
                                     << int(study::Calibration::Detector) << 0.1;
        QTest::newRow("nonsense") << QByteArray("0\\0") << none << false << int(study::Calibration::None)
                                  << 0.0;
    }

    void projectionsSayWhereMillimetresComeFrom() {
        QFETCH(QByteArray, pixel);
        QFETCH(QByteArray, imager);
        QFETCH(bool, isCalibrated);
        Sample sample;
        sample.text(DCM_Modality, "DX").words({0, 1, 2, 3});
        if (!pixel.isEmpty()) sample.text(DCM_PixelSpacing, pixel.constData());
        if (!imager.isEmpty()) sample.text(DCM_ImagerPixelSpacing, imager.constData());
        if (isCalibrated) sample.text(DCM_PixelSpacingCalibrationType, "FIDUCIAL");
        const auto frame = read(sample);
        QTEST(int(frame->calibration), "calibration");
        QTEST(frame->rowSpacing, "spacing");
    }

    void ultrasoundRegionCalibrates() {
        Sample sample;
        sample.text(DCM_Modality, "US").words({0, 1, 2, 3});
        auto& region = itemOf(*sample.file.getDataset(), DCM_SequenceOfUltrasoundRegions);
        region.putAndInsertUint16(DCM_RegionSpatialFormat, 1);
        region.putAndInsertUint16(DCM_PhysicalUnitsXDirection, 3);
        region.putAndInsertUint16(DCM_PhysicalUnitsYDirection, 3);
        region.putAndInsertFloat64(DCM_PhysicalDeltaX, 0.02);
        region.putAndInsertFloat64(DCM_PhysicalDeltaY, 0.03);
        const auto frame = read(sample);
        QCOMPARE(frame->calibration, study::Calibration::Region);
        QCOMPARE(frame->columnSpacing, 0.2);
        QCOMPARE(frame->rowSpacing, 0.3);
    }

    void enhancedObjectsDescribeEachFrame() {
        Sample sample;
        sample.text(DCM_NumberOfFrames, "2").words({0, 1, 2, 3, 4, 5, 6, 7});
        auto& data = *sample.file.getDataset();
        auto& common = itemOf(data, DCM_SharedFunctionalGroupsSequence);
        itemOf(common, DCM_PixelMeasuresSequence).putAndInsertString(DCM_PixelSpacing, "0.7\\0.8");
        itemOf(common, DCM_PlaneOrientationSequence)
            .putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
        for (int number = 0; number < 2; ++number) {
            auto& group = itemOf(data, DCM_PerFrameFunctionalGroupsSequence, number);
            const auto position = QByteArray("0\\0\\") + QByteArray::number(number * 5);
            itemOf(group, DCM_PlanePositionSequence)
                .putAndInsertString(DCM_ImagePositionPatient, position.constData());
            auto& values = itemOf(group, DCM_PixelValueTransformationSequence);
            values.putAndInsertString(DCM_RescaleIntercept, number == 0 ? "-1000" : "-1024");
            values.putAndInsertString(DCM_RescaleSlope, "1");
            auto& voi = itemOf(group, DCM_FrameVOILUTSequence);
            voi.putAndInsertString(DCM_WindowCenter, number == 0 ? "40" : "50");
            voi.putAndInsertString(DCM_WindowWidth, "350");
        }
        const auto second = read(sample, 1);
        QVERIFY(second.has_value());
        QCOMPARE(second->samples.front(), 4);
        QCOMPARE(second->geometry->position[2], 5.0);
        QCOMPARE(second->intercept, -1024.0);
        QCOMPARE(second->windows.front().center, 50.0);
        QCOMPARE(second->columnSpacing, 0.8);
    }

    void modalityLutIsApplied() {
        Sample sample;
        sample.words({0, 1, 2, 9}).set(DCM_PixelPaddingValue, 0);
        auto& item = itemOf(*sample.file.getDataset(), DCM_ModalityLUTSequence);
        putTable(item, DCM_LUTDescriptor, DCM_LUTData, {3, 1, 16}, {100, 300, 500});
        item.putAndInsertString(DCM_ModalityLUTType, "OD");
        const auto frame = read(sample);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->samples, (std::vector<std::int32_t>{-1, 100, 300, 500}));
        QCOMPARE(frame->paddingValue, std::optional<std::int32_t>(-1));
        QCOMPARE(frame->unit, QStringLiteral("OD"));
        QCOMPARE(frame->minimum, 100);
    }

    void paletteBecomesColour() {
        Sample sample;
        sample.text(DCM_PhotometricInterpretation, "PALETTE COLOR").words({0, 1, 2, 7});
        auto& data = *sample.file.getDataset();
        putTable(data, DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData,
                 {3, 0, 16}, {0, 0x8000, 0xff00});
        putTable(data, DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData,
                 {3, 0, 16}, {0x0100, 0, 0});
        putTable(data, DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData,
                 {3, 0, 16}, {0, 0, 0x0200});
        const auto frame = read(sample);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->rgb, (std::vector<std::uint8_t>{0, 1, 0, 128, 0, 0, 255, 0, 2, 255, 0, 2}));
    }

    void eightBitColoursInWideTablesAreSeen() {
        Sample sample(1, 2);
        sample.text(DCM_PhotometricInterpretation, "PALETTE COLOR").words({0, 1});
        auto& data = *sample.file.getDataset();
        putTable(data, DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData,
                 {2, 0, 16}, {10, 255});
        putTable(data, DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData,
                 {2, 0, 16}, {20, 0});
        putTable(data, DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData,
                 {2, 0, 16}, {30, 0});
        QCOMPARE(read(sample)->rgb, (std::vector<std::uint8_t>{10, 20, 30, 255, 0, 0}));
    }

    void segmentedPaletteIsExpanded() {
        Sample sample;
        sample.text(DCM_PhotometricInterpretation, "PALETTE COLOR").words({0, 1, 3, 5});
        auto& data = *sample.file.getDataset();
        // Two discrete entries, then a line of four up to 0x5000.
        const std::vector<Uint16> segments{0, 2, 0x0100, 0x1000, 1, 4, 0x5000};
        putTable(data, DCM_RedPaletteColorLookupTableDescriptor, DCM_SegmentedRedPaletteColorLookupTableData,
                 {6, 0, 16}, segments);
        putTable(data, DCM_GreenPaletteColorLookupTableDescriptor,
                 DCM_SegmentedGreenPaletteColorLookupTableData, {6, 0, 16}, segments);
        putTable(data, DCM_BluePaletteColorLookupTableDescriptor,
                 DCM_SegmentedBluePaletteColorLookupTableData, {6, 0, 16}, segments);
        const auto frame = read(sample);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->rgb,
                 (std::vector<std::uint8_t>{1, 1, 1, 0x10, 0x10, 0x10, 0x30, 0x30, 0x30, 0x50, 0x50, 0x50}));
    }

    void colourComesByPixel() {
        Sample sample(1, 2);
        sample.colour("RGB").set(DCM_PlanarConfiguration, 1).bytes({1, 2, 3, 4, 5, 6});
        QCOMPARE(read(sample)->rgb, (std::vector<std::uint8_t>{1, 3, 5, 2, 4, 6}));
        Sample luminance(1, 2);
        luminance.colour("YBR_FULL").bytes({76, 85, 255, 128, 128, 128});
        QCOMPARE(read(luminance)->rgb, (std::vector<std::uint8_t>{254, 0, 0, 128, 128, 128}));
        Sample subsampled(1, 2);
        subsampled.colour("YBR_FULL_422").bytes({10, 20, 128, 128});
        QCOMPARE(read(subsampled)->rgb, (std::vector<std::uint8_t>{10, 10, 10, 20, 20, 20}));
    }

    void floatPixelsKeepTheirRange() {
        Sample sample;
        const Float32 values[] = {-1.5F, 0, 1, 2.5F};
        sample.file.getDataset()->insert([&values] {
            auto* element = new DcmFloatingPointSingle(DcmTag(DCM_FloatPixelData, EVR_OF));
            element->putFloat32Array(values, 4);
            return element;
        }());
        const auto frame = read(sample);
        QVERIFY(frame.has_value());
        QCOMPARE(frame->samples.front() * frame->slope + frame->intercept, -1.5);
        QVERIFY(std::abs(frame->samples.back() * frame->slope + frame->intercept - 2.5) < 1e-4);
    }

    void hostileHeadersAreErrors_data() {
        QTest::addColumn<int>("element");
        QTest::addColumn<int>("value");
        QTest::newRow("bits stored 0") << 0x0101 << 0;
        QTest::newRow("bits stored beyond allocated") << 0x0101 << 17;
        QTest::newRow("high bit beyond allocated") << 0x0102 << 16;
        QTest::newRow("high bit below bits stored") << 0x0102 << 4;
        QTest::newRow("bits allocated 0") << 0x0100 << 0;
        QTest::newRow("bits allocated 13") << 0x0100 << 13;
        QTest::newRow("bits allocated 65535") << 0x0100 << 65535;
        QTest::newRow("rows 0") << 0x0010 << 0;
        QTest::newRow("rows 65535") << 0x0010 << 65535;
        QTest::newRow("columns 65535") << 0x0011 << 65535;
        QTest::newRow("samples 0") << 0x0002 << 0;
        QTest::newRow("samples 4") << 0x0002 << 4;
        QTest::newRow("samples 3 of grey") << 0x0002 << 3;
    }

    void hostileHeadersAreErrors() {
        QFETCH(int, element);
        QFETCH(int, value);
        Sample sample;
        sample.words({1, 2, 3, 4}).set(DcmTagKey(0x0028, static_cast<Uint16>(element)), value);
        QVERIFY(!read(sample).has_value());
    }

    void claimedFramesBeyondTheDataAreErrors() {
        Sample sample;
        sample.text(DCM_NumberOfFrames, "2147483647").words({1, 2, 3, 4});
        const auto path = save(sample);
        QVERIFY(m_reader->read(path, 0).has_value());
        QVERIFY(!m_reader->read(path, 1).has_value());
        QVERIFY(!m_reader->read(path, 2147483646).has_value());
    }

    void rubbishIsNoImage() {
        QCOMPARE(m_reader->read(m_folder.filePath(QStringLiteral("absent")), 0).error().code,
                 Error::Code::NotFound);
        for (const auto& content :
             {QByteArray(), QByteArray("x"), QByteArray(200, '\0'), QByteArray(4096, '\xff'),
              QByteArray(128, '\0') + "DICM", QByteArray("<html>no PACS here</html>")}) {
            QFile file(m_folder.filePath(QStringLiteral("rubbish")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
            file.close();
            QVERIFY(!m_reader->read(file.fileName(), 0).has_value());
        }
    }

    void truncationAnywhereIsAnError() {
        Sample sample;
        sample.words({1, 2, 3, 4});
        QFile file(save(sample));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto whole = file.readAll();
        file.close();
        for (qsizetype length = 0; length < whole.size(); ++length) {
            QFile cut(m_folder.filePath(QStringLiteral("cut.dcm")));
            QVERIFY(cut.open(QIODevice::WriteOnly));
            cut.write(whole.left(length));
            cut.close();
            QVERIFY2(!m_reader->read(cut.fileName(), 0).has_value(), qPrintable(QString::number(length)));
        }
    }

    void changedBytesNeverCrash() {
        for (const char* name :
             {"syntaxes/MR_small_RLE.dcm", "syntaxes/MR_small_jp2klossless.dcm",
              "syntaxes/MR_small_jpeg_ls_lossless.dcm", "syntaxes/SC_rgb_small_odd_jpeg.dcm"}) {
            QFile file(test::sharedPath(QStringLiteral("dicom/") + QString::fromLatin1(name)));
            if (!file.open(QIODevice::ReadOnly)) QSKIP("shared data are not here");
            const auto whole = file.readAll();
            quint32 random = 12345;
            for (int round = 0; round < 150; ++round) {
                auto changed = whole;
                for (int change = 0; change < 4; ++change) {
                    random = random * 1664525 + 1013904223;
                    changed[static_cast<qsizetype>(random % static_cast<quint32>(whole.size()))] =
                        static_cast<char>(random >> 24);
                }
                QFile broken(m_folder.filePath(QStringLiteral("broken.dcm")));
                QVERIFY(broken.open(QIODevice::WriteOnly));
                broken.write(changed);
                broken.close();
                const auto frame = m_reader->read(broken.fileName(), 0);
                if (frame) QVERIFY(frame->samples.size() + frame->rgb.size() > 0);
            }
        }
    }

    void compressedTwinsDecodeAlike_data() {
        QTest::addColumn<QString>("twin");
        QTest::addColumn<QString>("plain");
        const auto ct =
            QStringLiteral("syntaxes/CTImage.dcm_LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm");
        for (const char* name : {"BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2",
                                 "DeflatedExplicitVRLittleEndianTransferSyntax_1.2.840.10008.1.2.1.99",
                                 "JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90",
                                 "JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80",
                                 "JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70",
                                 "JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57",
                                 "RLELosslessTransferSyntax_1.2.840.10008.1.2.5"})
            QTest::newRow(name)
                << QStringLiteral("syntaxes/CTImage.dcm_%1.dcm").arg(QString::fromLatin1(name)) << ct;
        for (const char* name :
             {"RLE", "bigendian", "implicit", "jp2klossless", "jpeg_ls_lossless", "padded"})
            QTest::newRow(name) << QStringLiteral("syntaxes/MR_small_%1.dcm").arg(QString::fromLatin1(name))
                                << QStringLiteral("syntaxes/MR_small.dcm");
        for (const char* name : {"16bit", "32bit", "rle", "rle_16bit", "rle_32bit"})
            QTest::newRow(name) << QStringLiteral("syntaxes/SC_rgb_%1.dcm").arg(QString::fromLatin1(name))
                                << QStringLiteral("syntaxes/SC_rgb.dcm");
    }

    void compressedTwinsDecodeAlike() {
        QFETCH(QString, twin);
        QFETCH(QString, plain);
        if (test::sharedPath(QStringLiteral("dicom")).isEmpty()) QSKIP("shared data are not here");
        const auto decoded = shared(twin.toLatin1().constData());
        const auto reference = shared(plain.toLatin1().constData());
        QVERIFY(decoded.columns > 0);
        QCOMPARE(decoded.samples, reference.samples);
        QCOMPARE(decoded.rgb, reference.rgb);
    }

    /// Values printed by pydicom 2.3.1 from the same files.
    void pixelValuesAgreeWithPydicom() {
        if (test::sharedPath(QStringLiteral("dicom")).isEmpty()) QSKIP("shared data are not here");
        const auto at = [](const study::PixelFrame& frame, int row, int column) {
            return frame.samples.at(static_cast<std::size_t>(row * frame.columns + column));
        };
        const auto ct = shared("syntaxes/CT_small.dcm");
        QCOMPARE(at(ct, 0, 0), 175);
        QCOMPARE(at(ct, 64, 64), 1928);
        QCOMPARE(at(ct, 127, 3), 909);
        const auto padded = shared("studies/ct-3slice-seg/01.dcm");
        QCOMPARE(at(padded, 0, 0), -2000);
        QCOMPARE(at(padded, 256, 256), 879);
        QCOMPARE(padded.paddingValue, std::optional<std::int32_t>(-2000));
        const auto bigEndian = shared("studies/mr-enhanced-emri/emri_small_big_endian.dcm", 9);
        QCOMPARE(at(bigEndian, 32, 32), 203);
        QCOMPARE(at(shared("studies/rt-plan-dose-struct/rtdose_1frame.dcm"), 5, 5), 978000);
        QCOMPARE(at(shared("studies/cr-chest-mono1/gdcm-CR-MONO1-10-chest.dcm"), 220, 220), 285);
        const auto mask = shared("studies/ct-3slice-seg/liver.dcm", 1);
        QCOMPARE(std::count(mask.samples.begin(), mask.samples.end(), 1), std::ptrdiff_t(35645));
        const auto echo = shared("syntaxes/US-PAL-8-10x-echo", 9);
        QCOMPARE(int(echo.rgb.at(std::size_t(200 * 600 + 300) * 3)), 66);
        QCOMPARE(int(shared("syntaxes/YBR_FULL-RLE.dcm").rgb.at(std::size_t(240 * 640 + 320) * 3)), 62);
    }

    void wholeCollectionIsSurvived() {
        const auto files = test::sharedFiles(QStringLiteral("dicom"));
        if (files.isEmpty()) QSKIP("shared data are not here");
        int shown = 0;
        for (const auto& file : files) {
            const auto frame = m_reader->read(file, 0);
            if (!frame) {
                QVERIFY(!frame.error().message.isEmpty());
                continue;
            }
            ++shown;
            const auto pixels =
                static_cast<std::size_t>(frame->columns) * static_cast<std::size_t>(frame->rows);
            QCOMPARE(frame->isColour() ? frame->rgb.size() / 3 : frame->samples.size(), pixels);
        }
        QVERIFY2(shown >= 370, qPrintable(QString::number(shown)));
    }

    void unknownTransferSyntaxIsNamed() {
        const auto path = test::sharedPath(QStringLiteral("dicom/syntaxes/HTJ2KLossless_08_RGB.dcm"));
        if (path.isEmpty()) QSKIP("shared data are not here");
        const auto frame = m_reader->read(path, 0);
        QCOMPARE(frame.error().code, Error::Code::Unsupported);
        QVERIFY(frame.error().detail.startsWith(QStringLiteral("1.2.840.10008.1.2.4.20")));
    }
};

QTEST_GUILESS_MAIN(FrameReaderTest)
#include "FrameReaderTest.moc"
