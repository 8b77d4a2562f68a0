// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/WholeCheck.h"
#include "dicom/image/HeaderReader.h"

#include "tests/support/DicomObjects.h"
#include "tests/support/SharedData.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <random>

using namespace vigil;
using dicom::Damage;
using test::aCtSlice;
using test::aTextReport;

namespace {

constexpr qsizetype beginningKept = 64 * 1024;

QByteArray fileOf(DcmFileFormat& file, E_TransferSyntax syntax, E_EncodingType encoding) {
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("made.dcm"));
    if (file.saveFile(QFile::encodeName(path).constData(), syntax, encoding).bad())
        qFatal("a test object could not be encoded");
    QFile saved(path);
    return saved.open(QIODevice::ReadOnly) ? saved.readAll() : QByteArray();
}

/// Sequences in sequences before the pixels, as enhanced objects have them, and an icon with pixels of its
/// own.
void putImage(DcmDataset& dataset, int frames) {
    dataset.putAndInsertString(DCM_SOPClassUID, UID_EnhancedCTImageStorage);
    dataset.putAndInsertString(DCM_SOPInstanceUID, "1.2.3");
    DcmItem* icon = nullptr;
    dataset.findOrCreateSequenceItem(DCM_IconImageSequence, icon, 0);
    icon->putAndInsertUint16(DCM_Rows, 900);
    const std::array<Uint8, 4> small{1, 2, 3, 4};
    icon->putAndInsertUint8Array(DCM_PixelData, small.data(), small.size());
    for (int frame = 0; frame < 3; ++frame) {
        DcmItem* group = nullptr;
        DcmItem* position = nullptr;
        dataset.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, group, frame);
        group->findOrCreateSequenceItem(DCM_PlanePositionSequence, position, 0);
        position->putAndInsertString(DCM_ImagePositionPatient, "1\\2\\3");
    }
    dataset.putAndInsertUint16(DCM_Rows, 4);
    dataset.putAndInsertUint16(DCM_Columns, 5);
    dataset.putAndInsertUint16(DCM_SamplesPerPixel, 1);
    dataset.putAndInsertUint16(DCM_BitsAllocated, 16);
    dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
    dataset.putAndInsertString(DCM_NumberOfFrames, std::to_string(frames).c_str());
}

QByteArray native(E_TransferSyntax syntax, E_EncodingType encoding, int frames = 2, int pixels = 40) {
    DcmFileFormat file;
    putImage(*file.getDataset(), frames);
    const std::vector<Uint16> values(static_cast<std::size_t>(pixels), 7);
    file.getDataset()->putAndInsertUint16Array(DCM_PixelData, values.data(), values.size());
    return fileOf(file, syntax, encoding);
}

void append(QByteArray& bytes, quint16 group, quint16 element, quint32 length) {
    for (const int part : {int(group), int(element), int(length & 0xffff), int(length >> 16)})
        bytes.append(char(part & 0xff)).append(char(part >> 8 & 0xff));
}

/// An object of a compressed syntax; its fragments are not decoded by whoever looks at the end only.
QByteArray encapsulated(int frames, int fragments,
                        const char* syntax = UID_JPEG2000LosslessOnlyTransferSyntax) {
    auto bytes = native(EXS_LittleEndianExplicit, EET_UndefinedLength, frames, 0);
    const QByteArray plain = UID_LittleEndianExplicitTransferSyntax;
    const auto at = bytes.indexOf(plain);
    // The element grows or shrinks: its length, and that of the group, with it.
    auto value = QByteArray(syntax);
    if (value.size() % 2 != 0) value.append('\0');
    const auto before = plain.size() + plain.size() % 2;
    bytes.replace(at, before, value);
    bytes[at - 2] = char(value.size());
    bytes[140] = char(bytes[140] + char(value.size() - before));
    const QByteArray head("\xe0\x7f\x10\x00OW\0\0\0\0\0\0", 12);
    bytes.chop(bytes.endsWith(head) ? head.size() : 0);
    bytes.append(QByteArray("\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff", 12));
    append(bytes, 0xfffe, 0xe000, 0);
    for (int fragment = 0; fragment < fragments; ++fragment) {
        append(bytes, 0xfffe, 0xe000, 10);
        bytes.append(QByteArray(10, char('a' + fragment)));
    }
    append(bytes, 0xfffe, 0xe0dd, 0);
    return bytes;
}

std::optional<Damage> damage(const QByteArray& bytes) {
    return dicom::damageOf(bytes, {}, bytes.size());
}

/// As DCMTK reads it: cut exactly between two elements before the pixels, it is an image without any.
bool isWholeWithoutPixels(const QByteArray& bytes) {
    DcmInputBufferStream stream;
    stream.setBuffer(bytes.constData(), bytes.size());
    stream.setEos();
    DcmFileFormat file;
    file.transferInit();
    const auto read = file.read(stream);
    file.transferEnd();
    return read.good() && !file.getDataset()->tagExists(DCM_PixelData);
}

/// Where the data set begins: before that, we write the file ourselves.
qsizetype datasetOf(const QByteArray& bytes) {
    const auto length = static_cast<unsigned char>(bytes[140]) | static_cast<unsigned char>(bytes[141]) << 8;
    return 144 + length;
}

} // namespace

class WholeCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCutIsNoticed_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("explicit") << native(EXS_LittleEndianExplicit, EET_ExplicitLength);
        QTest::newRow("explicit, open sequences") << native(EXS_LittleEndianExplicit, EET_UndefinedLength);
        QTest::newRow("implicit") << native(EXS_LittleEndianImplicit, EET_ExplicitLength);
        QTest::newRow("implicit, open sequences") << native(EXS_LittleEndianImplicit, EET_UndefinedLength);
        QTest::newRow("big endian") << native(EXS_BigEndianExplicit, EET_UndefinedLength);
        QTest::newRow("compressed") << encapsulated(3, 3);
        QTest::newRow("compressed, many fragments") << encapsulated(1, 6);
        QTest::newRow("video") << encapsulated(50, 1, UID_MPEG4HighProfileLevel4_1TransferSyntax);
        QTest::newRow("a slice") << aCtSlice().bytes();
        QTest::newRow("a report") << aTextReport().bytes();
    }
    void everyCutIsNoticed() {
        QFETCH(QByteArray, bytes);
        QVERIFY(!damage(bytes));
        for (auto size = datasetOf(bytes); size < bytes.size(); ++size)
            QVERIFY2(damage(bytes.left(size)) || isWholeWithoutPixels(bytes.left(size)),
                     qPrintable(QStringLiteral("cut at %1 of %2").arg(size).arg(bytes.size())));
    }
    /// What comes behind the pixels may be left away between two elements: the image is whole then.
    void behindThePixelsOnlyACutWithinAnElementIsDamage() {
        auto bytes = native(EXS_LittleEndianExplicit, EET_ExplicitLength);
        const auto pixelsEnd = bytes.size();
        bytes.append(QByteArray("\xfc\xff\xfc\xffOB\0\0\6\0\0\0abcdef", 18));
        QVERIFY(!damage(bytes));
        for (auto size = datasetOf(bytes); size < bytes.size(); ++size)
            QVERIFY(damage(bytes.left(size)) || size == pixelsEnd || isWholeWithoutPixels(bytes.left(size)));
        QVERIFY(!damage(bytes.left(pixelsEnd)));
    }
    /// Objects of random make, cut at random places, of which only the first bytes are in memory.
    void anyObjectCutAnywhereIsNoticed() {
        std::mt19937 random(20261124);
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("cut.dcm"));
        const std::array syntaxes{EXS_LittleEndianExplicit, EXS_LittleEndianImplicit, EXS_BigEndianExplicit};
        for (int round = 0; round < 300; ++round) {
            const int frames = 1 + static_cast<int>(random() % 4);
            const auto encoding = random() % 2 == 0 ? EET_ExplicitLength : EET_UndefinedLength;
            const auto whole = random() % 3 == 0
                                   ? encapsulated(frames, frames + static_cast<int>(random() % 3))
                                   : native(syntaxes[random() % 3], encoding, frames, 20 * frames);
            const auto start = datasetOf(whole);
            const auto size = start + static_cast<qsizetype>(random() % unsigned(whole.size() - start + 1));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            QCOMPARE(file.write(whole.left(size)), size);
            file.close();
            const auto inMemory = start + static_cast<qsizetype>(random() % unsigned(size - start + 1));
            const auto found = dicom::damageOf(whole.left(inMemory), path, size).has_value();
            QVERIFY2(size == whole.size() ? !found : found || isWholeWithoutPixels(whole.left(size)),
                     qPrintable(QStringLiteral("round %1: %2 of %3").arg(round).arg(size).arg(whole.size())));
        }
    }
    void theDamageHasAName() {
        QVERIFY(damage(native(EXS_LittleEndianExplicit, EET_ExplicitLength, 2, 39)) ==
                Damage::PixelDataEndsEarly);
        QVERIFY(damage(native(EXS_LittleEndianExplicit, EET_ExplicitLength, 3, 40)) ==
                Damage::PixelDataEndsEarly);
        QVERIFY(damage(encapsulated(4, 3)) == Damage::PixelDataEndsEarly);
        QVERIFY(damage(aCtSlice().bytes().chopped(1)) == Damage::PixelDataEndsEarly);
        const auto report = aTextReport().bytes();
        QVERIFY(damage(report.chopped(1)) == Damage::EndsEarly);
        const auto content = report.lastIndexOf(QByteArray("\x40\x00\x30\xa7SQ", 6));
        QVERIFY(damage(report.left(content)) == Damage::ContentMissing);
    }
    void whatIsOddIsNoDamage() {
        const auto bytes = native(EXS_LittleEndianExplicit, EET_ExplicitLength);
        QVERIFY(!damage(bytes + QByteArray(3, '\0')));
        QVERIFY(!damage(bytes + QByteArray(500, '\0')));
        QVERIFY(!damage(native(EXS_LittleEndianExplicit, EET_ExplicitLength, 2, 44))); // more than needed
        QVERIFY(!damage(encapsulated(2, 9)));
        QVERIFY(!damage(encapsulated(1, 1)));
        // Somebody took the pixels out, or they are at the end of a URL (PS3.5 A.6): the viewer says so.
        auto slice = aCtSlice();
        slice.rows = slice.columns = 0;
        QVERIFY(!damage(slice.bytes()));
    }
    void subsampledColourNeedsLess() {
        const auto colour = [](const char* photometric, int bytes) {
            DcmFileFormat file;
            auto& dataset = *file.getDataset();
            putImage(dataset, 1);
            dataset.putAndInsertUint16(DCM_SamplesPerPixel, 3);
            dataset.putAndInsertUint16(DCM_BitsAllocated, 8);
            dataset.putAndInsertString(DCM_PhotometricInterpretation, photometric);
            const std::vector<Uint8> values(static_cast<std::size_t>(bytes), 7);
            dataset.putAndInsertUint8Array(DCM_PixelData, values.data(), values.size());
            return fileOf(file, EXS_LittleEndianExplicit, EET_ExplicitLength);
        };
        QVERIFY(!damage(colour("RGB", 60)));
        QVERIFY(damage(colour("RGB", 58)));
        QVERIFY(!damage(colour("YBR_FULL_422", 40)));
        QVERIFY(damage(colour("YBR_FULL_422", 38)));
        QVERIFY(!damage(colour("YBR_PARTIAL_420", 30)));
    }
    /// Real objects of many makers: refused is what lost its end, and nothing else.
    void realObjectsAreWhole() {
        const auto files = test::sharedFiles(QStringLiteral("dicom"));
        if (files.isEmpty()) QSKIP("without the shared objects");
        const QStringList cut{"malformed/3gb-bulk-data-truncated", "malformed/MR_truncated.dcm"};
        QStringList refusedAsCut;
        qint64 spent = 0;
        for (const auto& path : files) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto beginning = file.read(beginningKept);
            QElapsedTimer timer;
            timer.start();
            if (!dicom::readHeader(path)) continue; // refused already: no object, or its UIDs are missing
            timer.restart();
            const auto damage = dicom::damageOf(beginning, path, file.size());
            spent += timer.nsecsElapsed();
            if (damage) refusedAsCut << path.section(QLatin1Char('/'), -2);
        }
        qInfo() << files.size() << "objects," << spent / files.size() / 1000 << "µs each";
        QCOMPARE(refusedAsCut, cut);
    }
    /// 5,000 objects a study: it must not be felt.
    void itCostsMicroseconds() {
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("large.dcm"));
        auto bytes = encapsulated(200, 200);
        bytes.chop(8);
        append(bytes, 0xfffe, 0xe000, 600'000);
        bytes.append(QByteArray(600'000, 'x'));
        append(bytes, 0xfffe, 0xe0dd, 0);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        const auto beginning = bytes.left(beginningKept);
        QElapsedTimer timer;
        timer.start();
        constexpr int times = 1000;
        for (int i = 0; i < times; ++i)
            QVERIFY(!dicom::damageOf(beginning, path, bytes.size()));
        qInfo() << "200 fragments:" << timer.nsecsElapsed() / times / 1000 << "µs";
        QVERIFY(timer.elapsed() < 1000);
        const auto slice = aCtSlice().bytes();
        timer.restart();
        for (int i = 0; i < times; ++i)
            QVERIFY(!damage(slice));
        qInfo() << "a slice:" << timer.nsecsElapsed() / times / 1000 << "µs";
    }
};

QTEST_GUILESS_MAIN(WholeCheckTest)
#include "WholeCheckTest.moc"
