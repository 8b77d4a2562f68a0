// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PgAddress.h"
#include "tests/support/Futures.h"

#include <QTest>

using namespace vigil;
using namespace vigil::sync;

class PgAddressTest : public QObject {
    Q_OBJECT

    static QString option(const PgAddress& address, const QByteArray& keyword) {
        for (const auto& [key, value] : address.options)
            if (key == keyword) return QString::fromUtf8(value);
        return {};
    }

private Q_SLOTS:
    void whatLeavesThisComputerIsEncryptedAndChecked_data() {
        QTest::addColumn<QString>("url");
        for (const auto* url :
             {"postgresql://db.trust.example:5432/vigil", "postgresql://10.0.0.7/vigil",
              "postgresql://localhost,db.trust.example/vigil", "postgresql://[2001:db8::7]/vigil",
              "postgresql:///vigil?host=db&hostaddr=127.0.0.1", "postgresql:///vigil?service=ward",
              "postgresql://db/vigil?sslmode=verify-full", "host=db dbname=vigil"})
            QTest::newRow(url) << QString(url);
    }
    void whatLeavesThisComputerIsEncryptedAndChecked() {
        QFETCH(QString, url);
        const auto address = PgAddress::read(url, "kim");
        VIGIL_VERIFY(address);
        QVERIFY(address->leavesThisComputer);
        QCOMPARE(option(*address, "sslmode"), "verify-full");
        QCOMPARE(option(*address, "ssl_min_protocol_version"), "TLSv1.2");
        QCOMPARE(option(*address, "gssencmode"), "disable");
        QCOMPARE(option(*address, "user"), "kim");
    }
    void aWeakerUrlIsRefused_data() {
        QTest::addColumn<QString>("with");
        for (const auto* with : {"sslmode=disable", "sslmode=allow", "sslmode=prefer", "sslmode=require",
                                 "sslmode=verify-ca", "ssl_min_protocol_version=TLSv1"})
            QTest::newRow(with) << QString(with);
    }
    void aWeakerUrlIsRefused() {
        QFETCH(QString, with);
        const auto address = PgAddress::read("postgresql://db.trust.example/vigil?" + with, {});
        QVERIFY(!address);
        QVERIFY(address.error().code == Error::Code::Invalid);
        QVERIFY(address.error().message.contains(with.section('=', 1)));
    }
    void onThisComputerTheUrlDecides() {
        for (const auto* url : {"postgresql://127.0.0.1:5432/vigil", "postgresql://localhost/vigil",
                                "postgresql:///vigil?host=/run/postgresql", "postgresql://[::1]/vigil"}) {
            const auto address = PgAddress::read(url, {});
            VIGIL_VERIFY(address);
            QVERIFY2(!address->leavesThisComputer, url);
            QCOMPARE(option(*address, "sslmode"), "");
        }
        QCOMPARE(option(*PgAddress::read("postgresql://localhost/vigil?sslmode=require", {}), "sslmode"),
                 "require");
        // Whoever names certificates wants them checked.
        QCOMPARE(option(*PgAddress::read("postgresql://localhost/vigil?sslrootcert=/ca.pem", {}), "sslmode"),
                 "verify-full");
    }
    void aHostInTheEnvironmentCounts() {
        qputenv("PGHOST", "db.trust.example");
        const auto address = PgAddress::read("postgresql:///vigil", {});
        qunsetenv("PGHOST");
        VIGIL_VERIFY(address);
        QCOMPARE(option(*address, "sslmode"), "verify-full");
    }
    void certificatesComeWithTheUrlUnlessItNamesSome() {
        QCOMPARE(withCertificates("postgresql://db/vigil", "/etc/my ca.pem"),
                 "postgresql://db/vigil?sslrootcert=%2Fetc%2Fmy%20ca.pem");
        QCOMPARE(withCertificates("postgresql://db/vigil?a=b", "/ca"),
                 "postgresql://db/vigil?a=b&sslrootcert=%2Fca");
        QCOMPARE(withCertificates("postgresql://db/vigil?sslrootcert=x", "/ca"),
                 "postgresql://db/vigil?sslrootcert=x");
        QCOMPARE(option(*PgAddress::read(withCertificates("postgresql://db/vigil", "/etc/my ca.pem"), {}),
                        "sslrootcert"),
                 "/etc/my ca.pem");
    }
    void whatIsNoAddressIsSaidWithoutQuotingIt() {
        const auto address = PgAddress::read("postgresql://kim:topsecret@[/vigil", {});
        QVERIFY(!address);
        QVERIFY(!address.error().message.contains("topsecret"));
        QVERIFY(!address.error().detail.contains("topsecret"));
    }
};

QTEST_GUILESS_MAIN(PgAddressTest)
#include "PgAddressTest.moc"
