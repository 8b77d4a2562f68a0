// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/PduGuard.h"

#include <QTest>

using namespace vigil;
using Verdict = dicom::PduGuard::Verdict;

class PduGuardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesBytes_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<Verdict>("verdict");
        const auto hex = [](const char* text) { return QByteArray::fromHex(text); };
        QTest::newRow("abort") << hex("07000000000400000000") << Verdict::Fine;
        QTest::newRow("two") << hex("0500000000040000000006000000000400000000") << Verdict::Fine;
        QTest::newRow("one mebibyte") << hex("010000100000") << Verdict::Fine;
        QTest::newRow("more") << hex("010000100001") << Verdict::TooLong;
        QTest::newRow("all of it") << hex("0400ffffffff") << Verdict::TooLong;
        QTest::newRow("second too long") << hex("070000000004000000000100ffffffff") << Verdict::TooLong;
        QTest::newRow("client hello") << hex("160301020001") << Verdict::Tls;
        QTest::newRow("alert") << hex("15030300020246") << Verdict::Tls;
        QTest::newRow("half a header") << hex("16030102") << Verdict::Fine;
    }
    void judgesBytes() {
        QFETCH(QByteArray, bytes);
        QFETCH(Verdict, verdict);
        dicom::PduGuard whole;
        QCOMPARE(whole.pass(bytes.constData(), static_cast<std::size_t>(bytes.size())), verdict);
        // However the bytes come.
        dicom::PduGuard drip;
        auto last = Verdict::Fine;
        for (qsizetype i = 0; i < bytes.size() && last == Verdict::Fine; ++i)
            last = drip.pass(bytes.constData() + i, 1);
        QCOMPARE(last, verdict);
    }
    void agesInTheMiddleOfAPduOnly() {
        dicom::PduGuard guard;
        QCOMPARE(guard.age().count(), 0);
        const auto release = QByteArray::fromHex("05000000000400000000");
        QCOMPARE(guard.pass(release.constData(), 8), Verdict::Fine);
        QTRY_VERIFY(guard.age().count() >= 2);
        QCOMPARE(guard.pass(release.constData() + 8, 2), Verdict::Fine);
        QCOMPARE(guard.age().count(), 0);
    }
};

QTEST_GUILESS_MAIN(PduGuardTest)
#include "PduGuardTest.moc"
