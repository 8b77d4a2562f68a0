// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/NestingCheck.h"

#include "dicom/image/HeaderReader.h"
#include "dicom/image/OpenObject.h"
#include "tests/support/DicomObjects.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace vigil;

namespace {

std::span<const unsigned char> view(const QByteArray& bytes) {
    return {reinterpret_cast<const unsigned char*>(bytes.constData()),
            static_cast<std::size_t>(bytes.size())};
}

/// An object with `levels` private sequences one in another, as DCMTK writes it.
QByteArray nested(int levels, E_TransferSyntax syntax, E_EncodingType encoding, const QTemporaryDir& folder) {
    DcmFileFormat file;
    DcmItem* item = file.getDataset();
    item->putAndInsertString(DCM_SOPClassUID, UID_CTImageStorage);
    item->putAndInsertString(DCM_SOPInstanceUID, "1.2.3");
    for (int level = 0; level < levels; ++level) {
        DcmItem* inner = nullptr;
        item->findOrCreateSequenceItem(DCM_ContentSequence, inner, 0);
        item = inner;
    }
    item->putAndInsertString(DCM_TextValue, "deep");
    const QString path = folder.filePath(QStringLiteral("nested.dcm"));
    file.saveFile(QFile::encodeName(path).constData(), syntax, encoding);
    QFile saved(path);
    return saved.open(QIODevice::ReadOnly) ? saved.readAll() : QByteArray();
}

} // namespace

class NestingCheckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePixelsOfAnIconAreNotThoseOfTheImage() {
        DcmFileFormat file;
        DcmItem* icon = nullptr;
        auto& dataset = *file.getDataset();
        dataset.putAndInsertString(DCM_SOPClassUID, UID_CTImageStorage);
        dataset.findOrCreateSequenceItem(DCM_IconImageSequence, icon, 0);
        const std::array<Uint8, 4> small{1, 2, 3, 4};
        icon->putAndInsertUint8Array(DCM_PixelData, small.data(), small.size());
        dataset.putAndInsertString(DCM_InstanceNumber, "7");
        const std::array<Uint16, 3> large{5, 6, 7};
        dataset.putAndInsertUint16Array(DCM_PixelData, large.data(), large.size());
        QTemporaryDir folder;
        for (const auto encoding : {EET_ExplicitLength, EET_UndefinedLength}) {
            const auto path = folder.filePath(QStringLiteral("icon.dcm"));
            file.saveFile(QFile::encodeName(path).constData(), EXS_LittleEndianExplicit, encoding);
            QFile saved(path);
            QVERIFY(saved.open(QIODevice::ReadOnly));
            const auto bytes = saved.readAll();
            const auto found = dicom::pixelDataOffset(view(bytes));
            QVERIFY(found.has_value());
            QCOMPARE(static_cast<qsizetype>(*found), bytes.lastIndexOf(QByteArray("\xE0\x7F\x10\x00", 4)));
            // Cut off behind the icon there is no image any more.
            const auto cut = bytes.left(static_cast<qsizetype>(*found));
            QVERIFY(!dicom::pixelDataOffset(view(cut)));
        }
    }
    void depthIsCountedInEveryEncoding_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<int>("encoding");
        for (const auto syntax : {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit, EXS_BigEndianExplicit,
                                  EXS_DeflatedLittleEndianExplicit})
            for (const auto encoding : {EET_ExplicitLength, EET_UndefinedLength})
                QTest::addRow("%d/%d", int(syntax), int(encoding)) << int(syntax) << int(encoding);
    }

    void depthIsCountedInEveryEncoding() {
        QFETCH(int, syntax);
        QFETCH(int, encoding);
        QTemporaryDir folder;
        for (const int levels : {1, 50, deepest, deepest + 1, 300}) {
            const auto bytes = nested(levels, E_TransferSyntax(syntax), E_EncodingType(encoding), folder);
            QVERIFY(!bytes.isEmpty());
            QCOMPARE(dicom::openObject(bytes).has_value(), levels <= deepest);
            QCOMPARE(dicom::checkFile(folder.filePath(QStringLiteral("nested.dcm"))).has_value(),
                     levels <= deepest);
        }
    }

    void headersOfDeepFilesAreRefused() {
        QTemporaryDir folder;
        nested(300, EXS_LittleEndianExplicit, EET_UndefinedLength, folder);
        QVERIFY(!dicom::readHeader(folder.filePath(QStringLiteral("nested.dcm"))).has_value());
    }

    void ordinaryObjectsPass() {
        QVERIFY(dicom::checkNesting(view(test::aCtSlice().bytes())).has_value());
        QVERIFY(dicom::checkNesting(view(test::aTextReport().bytes())).has_value());
    }

    void metaHeaderIsRead() {
        const auto bytes = test::aCtSlice().bytes();
        QCOMPARE(dicom::transferSyntaxOf(view(bytes)), QStringLiteral("1.2.840.10008.1.2.1"));
        QVERIFY(dicom::datasetOffset(view(bytes)) > 132);
        QCOMPARE(dicom::transferSyntaxOf(view(QByteArray())), QString());
    }

    void rubbishEnds() {
        quint32 random = 7;
        for (int round = 0; round < 500; ++round) {
            QByteArray bytes(round, '\0');
            for (auto& byte : bytes) {
                random = random * 1664525 + 1013904223;
                byte = static_cast<char>(random >> 24);
            }
            const auto checked = dicom::checkNesting(view(bytes));
            QVERIFY(checked.has_value() || !checked.error().message.isEmpty());
        }
    }

private:
    static constexpr int deepest = dicom::deepestNesting;
};

QTEST_GUILESS_MAIN(NestingCheckTest)
#include "NestingCheckTest.moc"
