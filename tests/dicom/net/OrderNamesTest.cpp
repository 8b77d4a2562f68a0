// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "dicom/image/OpenObject.h"
#include "dicom/text/ItemReader.h"
#include "tests/support/SharedData.h"
#include "tests/support/WlmServer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QFileInfo>
#include <QTest>

using namespace vigil;
using namespace vigil::test;

namespace {

/// A name as a server keeps it, and as a person reads it.
struct Name {
    const char* what;
    QByteArray characterSet; ///< as declared; empty: not at all
    QByteArray bytes;
    QString text;
};

/// One of each set of PS3.3 C.12.1.1.2, and what servers do wrong. The bytes are those of the standard's
/// annexes (PS3.5 H to K) where it has an example.
QList<Name> names() {
    return {
        {"ascii", {}, "Doe^John", QStringLiteral("Doe^John")},
        {"latin 1", "ISO_IR 100", "Buc^J\xe9r\xf4me", QStringLiteral("Buc^Jérôme")},
        {"latin 2", "ISO_IR 101",
         "Wa\xb3\xea"
         "sa^Lech",
         QStringLiteral("Wałęsa^Lech")},
        {"latin 3", "ISO_IR 109",
         "Borg^\xa1"
         "al",
         QStringLiteral("Borg^Ħal")},
        {"latin 4", "ISO_IR 110", "B\xe7rzi\xf2\xb9^A", QStringLiteral("Bįrziōš^A")},
        {"latin 5", "ISO_IR 148",
         "\xde"
         "ahin^Ay\xfe"
         "e",
         QStringLiteral("Şahin^Ayşe")},
        {"latin 9", "ISO_IR 203", "\xbduvre^Chlo\xe9", QStringLiteral("œuvre^Chloé")},
        {"cyrillic", "ISO_IR 144",
         "\xbb\xee\xda"
         "ce\xdc\xd1yp\xd3",
         QStringLiteral("Люкceмбypг")},
        {"arabic", "ISO_IR 127", "\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", QStringLiteral("قباني^لنزار")},
        {"greek", "ISO_IR 126", "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", QStringLiteral("Διονυσιος")},
        {"hebrew", "ISO_IR 138", "\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", QStringLiteral("שרון^דבורה")},
        {"thai", "ISO_IR 166", "\xca\xc1\xaa\xd2\xc2", QStringLiteral("สมชาย")},
        {"half-width", "ISO_IR 13", "\xd4\xcf\xc0\xde^\xc0\xdb\xb3", QStringLiteral("ﾔﾏﾀﾞ^ﾀﾛｳ")},
        {"utf-8", "ISO_IR 192", "Wang^XiaoDong=王^小東", QStringLiteral("Wang^XiaoDong=王^小東")},
        {"gb18030", "GB18030", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab",
         QStringLiteral("Wang^XiaoDong=王^小东")},
        {"gbk", "GBK", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", QStringLiteral("Wang^XiaoDong=王^小东")},
        {"japanese", "\\ISO 2022 IR 87",
         "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
         QStringLiteral("Yamada^Tarou=山田^太郎=やまだ^たろう")},
        {"japanese, half-width", "ISO 2022 IR 13\\ISO 2022 IR 87",
         "\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
         QStringLiteral("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎")},
        {"korean", "\\ISO 2022 IR 149",
         "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
         QStringLiteral("Hong^Gildong=洪^吉洞=홍^길동")},
        {"chinese", "\\ISO 2022 IR 58", "Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab",
         QStringLiteral("Zhang^XiaoDong=张^小东")},
        {"latin and greek", "ISO 2022 IR 100\\ISO 2022 IR 126", "J\xe9r\xf4me^\x1b-F\xc4\xe9",
         QStringLiteral("Jérôme^Δι")},
        {"misspelt", "ISO-IR 100", "M\xfcller^J\xf6rg", QStringLiteral("Müller^Jörg")},
        {"misspelt, with an underscore too many", "ISO_IR_144", "\xbb\xee\xda", QStringLiteral("Люк")},
        {"another system's word", "latin1", "M\xfcller^J\xf6rg", QStringLiteral("Müller^Jörg")},
        {"unknown", "KLINGON", "M\xfcller^J\xf6rg", QStringLiteral("Müller^Jörg")}, // the list's own set
        {"absent, latin", {}, "M\xfcller^J\xf6rg", QStringLiteral("Müller^Jörg")},
        {"declared in vain", "ISO_IR 100", "Doe^Jane", QStringLiteral("Doe^Jane")},
        {"broken", "ISO_IR 192", "M\xfcller^Ann", QStringLiteral("M\uFFFDller^Ann")},
    };
}

} // namespace

/// Names from a real modality worklist (wlmscpfs) that keeps them in every character set there is: each is
/// read right, none takes its row or another one with it, and they are found by name.
class OrderNamesTest : public QObject {
    Q_OBJECT
    WlmServer m_server;
    study::LocalNode m_local;
    int m_entries = 0;
    QHash<QString, QString> m_shared; ///< patient identifier → name

    bool add(const QString& patientId, const QByteArray& bytes, const QByteArray& characterSet) {
        WlmServer::Entry entry;
        entry.patientId = patientId;
        entry.accession = QStringLiteral("A-%1").arg(++m_entries);
        entry.description = QStringLiteral("CT chest");
        entry.modality = QStringLiteral("CT");
        entry.date = QDate::currentDate().toString(QStringLiteral("yyyyMMdd"));
        entry.rawName = bytes;
        entry.characterSet = characterSet;
        return m_server.add(entry);
    }
    /// The names of the orders that answer the query, from a list whose own set is `charset`.
    QStringList found(const study::OrderQuery& query, const QString& charset = QStringLiteral("ISO_IR 100")) {
        auto peer = m_server.peer();
        peer.charset = charset;
        QStringList texts;
        const auto asked = dicom::orderSource(peer, m_local)
                               ->find(query,
                                      [&texts](const study::Order& order) {
                                          texts << order.patient.name;
                                          return study::OrderSource::Next::More;
                                      },
                                      {});
        if (!asked) qWarning("%s", qPrintable(asked.error().message + asked.error().detail));
        return texts;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!WlmServer::isInstalled()) QSKIP("needs wlmscpfs");
        QVERIFY(dicom::initialise().has_value());
        m_local.aeTitle = QStringLiteral("VG-TEST");
        for (const auto& name : names())
            QVERIFY2(add(QString::fromLatin1(name.what), name.bytes, name.characterSet), name.what);
        for (const auto& path : sharedFiles(QStringLiteral("dicom/charsets"))) {
            const auto object = dicom::openObject(path);
            QVERIFY(object.has_value());
            auto& dataset = *object.value()->getDataset();
            OFString bytes;
            OFString characterSet;
            dataset.findAndGetOFStringArray(DCM_PatientName, bytes);
            dataset.findAndGetOFStringArray(DCM_SpecificCharacterSet, characterSet);
            if (bytes.empty()) continue;
            const auto id = QStringLiteral("shared ") + QFileInfo(path).baseName();
            m_shared.insert(id,
                            dicom::ItemReader(dataset, QStringLiteral("ISO_IR 100")).text(DCM_PatientName));
            QVERIFY(add(id, bytes.c_str(), characterSet.c_str()));
        }
        QVERIFY(m_server.start());
    }
    void aNameIsReadInItsSet_data() {
        QTest::addColumn<QString>("text");
        for (const auto& name : names())
            QTest::newRow(name.what) << name.text;
    }
    void aNameIsReadInItsSet() {
        QFETCH(QString, text);
        study::OrderQuery query;
        query.patientId = QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(found(query), QStringList{text});
    }
    void namesOfRealFilesAreReadAsInTheirFiles() {
        if (m_shared.isEmpty()) QSKIP("shared data are not here");
        for (auto it = m_shared.cbegin(); it != m_shared.cend(); ++it) {
            study::OrderQuery query;
            query.patientId = it.key();
            QCOMPARE(found(query), QStringList{it.value()});
        }
    }
    void noNameTakesARowWithIt() { QCOMPARE(found({}).size(), m_entries); }
    void whereNothingIsDeclaredTheListsOwnSetHolds() {
        study::OrderQuery query;
        query.patientId = QStringLiteral("absent, latin");
        QCOMPARE(found(query, QStringLiteral("ISO_IR 144")), QStringList{QStringLiteral("Mќller^Jіrg")});
        QCOMPARE(found(query, QString()).first().count(QChar::ReplacementCharacter), 2);
    }
    void aNameIsFoundWithAnAsterisk_data() {
        QTest::addColumn<QString>("charset"); ///< of the list
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("one"); ///< among those that are found
        QTest::newRow("ascii") << QStringLiteral("ISO_IR 100") << QStringLiteral("Doe*")
                               << QStringLiteral("Doe^Jane");
        QTest::newRow("latin 1") << QStringLiteral("ISO_IR 100") << QStringLiteral("Müll*")
                                 << QStringLiteral("Müller^Jörg");
        QTest::newRow("in the middle")
            << QStringLiteral("ISO_IR 100") << QStringLiteral("M*^J*rg") << QStringLiteral("Müller^Jörg");
        QTest::newRow("latin 5") << QStringLiteral("ISO_IR 148") << QStringLiteral("*ahin^Ayş*")
                                 << QStringLiteral("Şahin^Ayşe");
        QTest::newRow("cyrillic") << QStringLiteral("ISO_IR 144") << QStringLiteral("Люк*")
                                  << QStringLiteral("Люкceмбypг");
        QTest::newRow("greek") << QStringLiteral("ISO_IR 126") << QStringLiteral("Διον*")
                               << QStringLiteral("Διονυσιος");
        QTest::newRow("hebrew") << QStringLiteral("ISO_IR 138") << QStringLiteral("שרון*")
                                << QStringLiteral("שרון^דבורה");
        QTest::newRow("arabic") << QStringLiteral("ISO_IR 127") << QStringLiteral("قبان*")
                                << QStringLiteral("قباني^لنزار");
        QTest::newRow("thai") << QStringLiteral("ISO_IR 166") << QStringLiteral("สม*")
                              << QStringLiteral("สมชาย");
        QTest::newRow("utf-8") << QStringLiteral("ISO_IR 100") << QStringLiteral("*王^小*")
                               << QStringLiteral("Wang^XiaoDong=王^小東");
        QTest::newRow("gb18030") << QStringLiteral("GB18030") << QStringLiteral("*王^小东")
                                 << QStringLiteral("Wang^XiaoDong=王^小东");
        QTest::newRow("japanese, in Latin letters")
            << QStringLiteral("\\ISO 2022 IR 87") << QStringLiteral("Yamada*")
            << QStringLiteral("Yamada^Tarou=山田^太郎=やまだ^たろう");
        QTest::newRow("korean, in Latin letters")
            << QStringLiteral("\\ISO 2022 IR 149") << QStringLiteral("*Gildong*")
            << QStringLiteral("Hong^Gildong=洪^吉洞=홍^길동");
    }
    void aNameIsFoundWithAnAsterisk() {
        QFETCH(QString, charset);
        QFETCH(QString, wanted);
        QFETCH(QString, one);
        study::OrderQuery query;
        query.patientName = wanted;
        const auto texts = found(query, charset);
        QVERIFY2(texts.contains(one), qPrintable(texts.join(QStringLiteral(" | "))));
        QVERIFY(texts.size() < m_entries); // and not simply everybody
    }
    void aSetThatTheServerDoesNotTakeIsNoFault() {
        // wlmscpfs calls escape sequences in a key a bad request; in UTF-8 it has answered.
        study::OrderQuery query;
        query.patientName = QStringLiteral("*山田^太郎*");
        auto peer = m_server.peer();
        peer.charset = QStringLiteral("\\ISO 2022 IR 87");
        const auto asked =
            dicom::orderSource(peer, m_local)
                ->find(query, [](const study::Order&) { return study::OrderSource::Next::More; }, {});
        QVERIFY2(asked.has_value(), qPrintable(asked ? QString() : asked.error().message));
    }
};

QTEST_GUILESS_MAIN(OrderNamesTest)
#include "OrderNamesTest.moc"
