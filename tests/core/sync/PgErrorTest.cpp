// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PgError.h"

#include <QTest>

using namespace vigil;
using namespace vigil::sync;

class PgErrorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void statesBecomeOurCodes_data() {
        QTest::addColumn<QByteArray>("state");
        QTest::addColumn<int>("code");
        const auto row = [](const char* state, Error::Code code) {
            QTest::newRow(state) << QByteArray(state) << static_cast<int>(code);
        };
        row("28P01", Error::Code::Refused);
        row("28000", Error::Code::Refused);
        row("3D000", Error::Code::NotFound);
        row("42501", Error::Code::Denied);
        row("53100", Error::Code::DiskFull);
        row("53300", Error::Code::Busy);
        row("55P03", Error::Code::Busy);
        row("57P03", Error::Code::Unreachable);
        row("22021", Error::Code::Invalid);
        row("XX000", Error::Code::Internal);
    }
    void statesBecomeOurCodes() {
        QFETCH(QByteArray, state);
        QFETCH(int, code);
        const auto error = fromSqlState(state, "text");
        QCOMPARE(static_cast<int>(error.code), code);
        QVERIFY(!error.message.isEmpty());
        QVERIFY(error.detail.contains(QString::fromLatin1(state)));
    }
    void errorsAboutDataAreNotQuoted() {
        QVERIFY(!fromSqlState("22P02", "invalid input: \"Smith\"").detail.contains(QLatin1String("Smith")));
        QVERIFY(!fromSqlState("23505", "key (Smith) exists").detail.contains(QLatin1String("Smith")));
    }
    void theServersLanguageDoesNotMatter() {
        const QByteArray german =
            "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  28P01: "
            "Passwort-Authentifizierung für Benutzer »kim« fehlgeschlagen\nLOCATION:  auth_failed\n";
        QCOMPARE(fromConnectFailure(german).code, Error::Code::Refused);
    }
    void nobodyThereIsUnreachable() {
        QCOMPARE(fromConnectFailure("connection to server at \"10.0.0.1\" failed: Connection refused").code,
                 Error::Code::Unreachable);
        QCOMPARE(fromConnectFailure({}).code, Error::Code::Unreachable);
    }
};

QTEST_GUILESS_MAIN(PgErrorTest)
#include "PgErrorTest.moc"
