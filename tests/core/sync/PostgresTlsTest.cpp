// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PgConnection.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"
#include "tests/support/TestCertificates.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;
using Fault = TestCertificates::Fault;

/// Who a client talks to, on a real server. `department.example` stands for a host of the network: its
/// address is given beside the name, and the name is what its certificate has to bear.
class PostgresTlsTest : public QObject {
    Q_OBJECT
    TestCertificates m_certificates;
    QTemporaryDir m_home;
    std::unique_ptr<PostgresServer> m_server;
    platform::Waker m_waker;

    bool present(Fault fault) {
        const auto files = m_certificates.issue(fault);
        return m_server->useTls(files.certificate, files.privateKey);
    }
    QString url(const QString& host, const QString& more) const {
        return QStringLiteral("postgresql://kim:secret@/vigil?host=%1&hostaddr=127.0.0.1&port=%2%3")
            .arg(host)
            .arg(m_server->port())
            .arg(more);
    }
    QString vouched() const { return "&sslrootcert=" + m_certificates.authority(); }
    /// The kind of connection that came about, or the fault.
    QString reach(const QString& address) {
        const auto connection = PgConnection::open({address, {}, 10s}, m_waker, {});
        if (!connection) return connection.error().message;
        const auto rows =
            (*connection)
                ->query("SELECT CASE WHEN ssl THEN version ELSE 'plain' END FROM pg_stat_ssl WHERE "
                        "pid = pg_backend_pid()",
                        {}, {});
        return rows ? rows->text(0, 0) : rows.error().message;
    }

private Q_SLOTS:
    void initTestCase() {
        qputenv("HOME", m_home.path().toUtf8()); // no certificates of whoever runs this
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->createDatabase("vigil"));
        PostgresServer::psql(m_server->superuserUrl(), "CREATE ROLE kim LOGIN PASSWORD 'secret'");
    }

    void aServerOfThatNameIsReachedEncrypted() {
        QVERIFY(present(Fault::OtherHost)); // for pacs.example
        QCOMPARE(reach(url("pacs.example", vouched())), "TLSv1.3");
    }
    void withoutCertificatesToCheckByNobodyIsReached() {
        QVERIFY(reach(url("pacs.example", {})).contains("caCertificates"));
    }
    void aServerOfAnotherNameIsRefused() {
        QVERIFY(reach(url("department.example", vouched())).contains("for another name"));
    }
    void onThisComputerTlsIsCheckedWhenCertificatesAreNamed() {
        QVERIFY(reach(url("localhost", vouched())).contains("for another name"));
        QVERIFY(present(Fault::None)); // for localhost
        QCOMPARE(reach(url("localhost", vouched())), "TLSv1.3");
    }
    void whoNobodyVouchesForIsRefused_data() {
        QTest::addColumn<int>("fault");
        QTest::newRow("unknown authority") << int(Fault::UnknownIssuer);
        QTest::newRow("self-signed") << int(Fault::SelfSigned);
        QTest::newRow("expired") << int(Fault::Expired);
        QTest::newRow("not yet valid") << int(Fault::NotYetValid);
    }
    void whoNobodyVouchesForIsRefused() {
        QFETCH(int, fault);
        QVERIFY(present(static_cast<Fault>(fault)));
        QVERIFY(reach(url("localhost", vouched())).contains("has expired, or nobody that is trusted"));
    }
    void aServerWithoutTlsIsRefused() {
        QVERIFY(m_server->useNoTls());
        QVERIFY(reach(url("pacs.example", vouched())).contains("does not encrypt"));
        QCOMPARE(reach(url("localhost", {})), "plain"); // nothing leaves this computer
    }
    void aUrlThatAsksForLessIsNotFollowed() {
        for (const auto* mode : {"disable", "allow", "prefer", "require"})
            QVERIFY(reach(url("pacs.example", QString("&sslmode=") + mode)).contains(mode));
    }
};

QTEST_GUILESS_MAIN(PostgresTlsTest)
#include "PostgresTlsTest.moc"
