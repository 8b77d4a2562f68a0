// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Ids.h"
#include "dicom/Dicom.h"
#include "tests/support/SharedData.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace vigil;

namespace {

QByteArray element(quint16 group, quint16 number, const char* vr, QByteArray value) {
    if (value.size() % 2 != 0) value += QByteArrayLiteral("UI") == vr ? '\0' : ' ';
    QByteArray bytes;
    const auto word = [&bytes](int value16) {
        bytes += static_cast<char>(value16);
        bytes += static_cast<char>(value16 >> 8);
    };
    word(group);
    word(number);
    bytes += vr;
    word(static_cast<int>(value.size()));
    return bytes + value;
}

const QByteArray openSequence =
    QByteArray::fromHex("53510000ffffffff") + QByteArray::fromHex("feff00e0ffffffff");
const QByteArray closeSequence = QByteArray::fromHex("feff0de000000000feffdde000000000");

QByteArray sequence(quint16 group, quint16 number, const QByteArray& item) {
    return element(group, number, "", {}).left(4) + openSequence + item + closeSequence;
}

QByteArray code(quint16 group, quint16 number, const char* value, const char* meaning) {
    return sequence(group, number,
                    element(8, 0x100, "SH", value) + element(8, 0x102, "SH", "DCM") +
                        element(8, 0x104, "LO", meaning));
}

QByteArray file(const QByteArray& sopClass, const QByteArray& content) {
    const auto meta = element(2, 2, "UI", sopClass) + element(2, 3, "UI", "1.2.3") +
                      element(2, 0x10, "UI", "1.2.840.10008.1.2.1") + element(2, 0x12, "UI", "1.2.3.4");
    const auto size = static_cast<char>(meta.size());
    return QByteArray(128, '\0') + "DICM" + element(2, 0, "UL", QByteArray(1, size) + QByteArray(3, '\0')) +
           meta + element(8, 0x16, "UI", sopClass) + element(8, 0x18, "UI", "1.2.3") +
           element(8, 0x60, "CS", "SR") + element(0x40, 0xa040, "CS", "CONTAINER") +
           code(0x40, 0xa043, "121144", "Document Title") + element(0x40, 0xa050, "CS", "SEPARATE") + content;
}

const QByteArray enhanced = "1.2.840.10008.5.1.4.1.1.88.22";

QByteArray text(const QByteArray& value) {
    return element(0x40, 0xa010, "CS", "CONTAINS") + element(0x40, 0xa040, "CS", "TEXT") +
           code(0x40, 0xa043, "121071", "Finding") + element(0x40, 0xa160, "ST", value);
}

} // namespace

class SrRendererTest : public QObject {
    Q_OBJECT

private:
    RandomIds m_ids;
    std::unique_ptr<report::SrCodec> m_codec = dicom::srCodec(m_ids);

    static QByteArray contentOf(const QString& path) {
        QFile source(path);
        return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::initialise().has_value()); }

    void treeIsIndented() {
        const auto rendered = m_codec->render(file(enhanced, sequence(0x40, 0xa730, text("Nodule"))));
        QVERIFY(rendered.has_value());
        QCOMPARE(rendered->title, QStringLiteral("Document Title"));
        QVERIFY2(rendered->text.contains(QStringLiteral("Document Title\n  Finding: Nodule")),
                 qPrintable(rendered->text));
    }

    void unknownSopClassIsShown() {
        const auto rendered = m_codec->render(file("1.2.3.4.5", sequence(0x40, 0xa730, text("Nodule"))));
        QVERIFY(rendered.has_value());
        QVERIFY(rendered->text.contains(QStringLiteral("Nodule")));
        QVERIFY(rendered->warnings.join(QLatin1Char('\n')).contains(QStringLiteral("not known")));
    }

    void unknownValueTypeKeepsWhatIsBelow() {
        auto table = text("in a table").replace("TEXT", "TABL");
        table += sequence(0x40, 0xa730, text("below"));
        const auto rendered = m_codec->render(file(enhanced, sequence(0x40, 0xa730, table)));
        QVERIFY(rendered.has_value());
        QVERIFY(rendered->text.contains(QStringLiteral("in a table")));
        QVERIFY(rendered->text.contains(QStringLiteral("below")));
        QVERIFY(!rendered->warnings.isEmpty());
    }

    void missingCharacterSetIsTriedAndSaid() {
        const auto latin = m_codec->render(file(enhanced, sequence(0x40, 0xa730, text("M\xfcller"))));
        QVERIFY(latin->text.contains(QStringLiteral("Müller")));
        QVERIFY(latin->warnings.join(QLatin1Char('\n')).contains(QStringLiteral("Latin 1")));
        const auto unicode = m_codec->render(file(enhanced, sequence(0x40, 0xa730, text("M\xc3\xbcller"))));
        QVERIFY(unicode->text.contains(QStringLiteral("Müller")));
    }

    void depthBombsAreRefused_data() {
        QTest::addColumn<int>("levels");
        for (const int levels : {90, 200, 8000, 200000})
            QTest::addRow("%d", levels) << levels;
    }

    void depthBombsAreRefused() {
        QFETCH(int, levels);
        const auto item = element(0x40, 0xa010, "CS", "CONTAINS") + element(0x40, 0xa040, "CS", "CONTAINER") +
                          code(0x40, 0xa043, "121071", "Finding") + element(0x40, 0xa050, "CS", "SEPARATE");
        const auto begin = element(0x40, 0xa730, "", {}).left(4) + openSequence + item;
        QByteArray bomb = file(enhanced, begin.repeated(levels) + closeSequence.repeated(levels));
        const auto rendered = m_codec->render(bomb);
        QCOMPARE(rendered.has_value(), levels < 100);
        QCOMPARE(m_codec->decode(bomb).has_value(), false);
        if (!rendered) QCOMPARE(rendered.error().code, Error::Code::Corrupt);
    }

    void goodSamplesRenderWithoutWarnings() {
        const auto files = test::sharedFiles(QStringLiteral("sr-samples/good"));
        if (files.isEmpty()) QSKIP("shared data are not here");
        int documents = 0;
        for (const auto& path : files) {
            if (path.contains(QStringLiteral("/ct"))) continue; // the images that they speak of
            const auto rendered = m_codec->render(contentOf(path));
            QVERIFY2(rendered.has_value(), qPrintable(path));
            QVERIFY2(rendered->warnings.isEmpty(),
                     qPrintable(path + rendered->warnings.join(QLatin1Char(';'))));
            QVERIFY(rendered->text.size() > 50);
            ++documents;
        }
        QVERIFY(documents >= 12);
    }

    void malformedSamplesRenderWithWarnings() {
        const auto files = test::sharedFiles(QStringLiteral("sr-samples/malformed"));
        QStringList silent;
        if (files.isEmpty()) QSKIP("shared data are not here");
        for (const auto& path : files) {
            const auto rendered = m_codec->render(contentOf(path));
            QVERIFY2(rendered.has_value(), qPrintable(path));
            QVERIFY2(!rendered->text.isEmpty(), qPrintable(path));
            if (rendered->warnings.isEmpty()) silent << QFileInfo(path).fileName();
        }
        QCOMPARE(silent.join(QLatin1Char(' ')), QStringLiteral("byref_ok_comp.dcm"));
    }

    void collectedDocumentsRender() {
        const auto files = test::sharedFiles(QStringLiteral("dicom/sr"));
        if (files.isEmpty()) QSKIP("shared data are not here");
        int shown = 0;
        for (const auto& path : files) {
            const auto rendered = m_codec->render(contentOf(path));
            if (rendered) ++shown;
            QVERIFY2(!m_codec->decode(contentOf(path)).has_value(), qPrintable(path));
        }
        QVERIFY2(shown >= 18, qPrintable(QString::number(shown)));
    }
};

QTEST_GUILESS_MAIN(SrRendererTest)
#include "SrRendererTest.moc"
