// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"
#include "dicom/net/Startup.h"
#include "dicom/net/StorageListener.h"
#include "tests/dicom/net/Sender.h"
#include "tests/fakes/FakeObjectSink.h"
#include "tests/support/ServerProcess.h"
#include "tests/support/TestCertificates.h"

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

using namespace vigil;
using namespace vigil::test;
using Fault = TestCertificates::Fault;
using Tls = study::PacsPeer::Tls;
Q_DECLARE_METATYPE(Fault)

/// The listener with tls=on, called by ourselves, by DCMTK's storescu and by OpenSSL alone.
class TlsListenerTest : public QObject {
    Q_OBJECT
    TestCertificates m_certificates;
    study::TlsFiles m_good;
    study::LocalNode m_local;
    std::unique_ptr<FakeObjectSink> m_sink;
    std::unique_ptr<dicom::StorageListener> m_listener;
    std::ostringstream m_log;
    study::CallLog m_calls;
    Tls m_pacsTls = Tls::Off;
    QString m_callerCertificate;

    [[nodiscard]] Result<void> listen() {
        study::PacsPeer pacs;
        pacs.name = "main";
        pacs.aeTitle = "PACS";
        pacs.host = "127.0.0.1";
        pacs.tls = m_pacsTls;
        pacs.callerCertificate = m_callerCertificate;
        auto other = pacs;
        other.name = "other";
        other.aeTitle = "OTHER";
        other.callerCertificate.clear();
        m_listener = std::make_unique<dicom::StorageListener>(m_local, QList{pacs, other}, *m_sink, &m_calls);
        return m_listener->start();
    }
    [[nodiscard]] Sender sender(const std::optional<study::TlsFiles>& tls) const {
        return {m_listener->port(), "PACS", "VG-TEST", tls};
    }
    /// As `openssl x509 -fingerprint` computes it.
    [[nodiscard]] static QString fingerprintOf(const study::TlsFiles& files) {
        const auto certificate = QSslCertificate::fromPath(files.certificate).value(0);
        return "sha256:" + QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
    }
    /// Sends one slice with storescu; what it says when it fails, empty when it does not.
    QString storescu(const QStringList& tls) {
        QTemporaryDir folder;
        const auto file = aCtSlice().writeTo(folder.path());
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start("storescu", QStringList{"-v", "-aet", "PACS", "-aec", "VG-TEST"} + tls +
                                      QStringList{"127.0.0.1", QString::number(m_listener->port()), file});
        process.waitForFinished(20000);
        const auto output = QString::fromLocal8Bit(process.readAll());
        return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 ? QString() : output;
    }
    [[nodiscard]] static QStringList options(const study::TlsFiles& files) {
        return {"+tls", files.privateKey, files.certificate, "+cf", files.caCertificates};
    }
    /// The version and cipher that a caller gets who knows nothing newer than `newest`; empty when refused.
    [[nodiscard]] QByteArray agreed(int newest, const char* ciphers) const {
        auto* context = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_max_proto_version(context, newest);
        SSL_CTX_set_cipher_list(context, ciphers);
        SSL_CTX_use_certificate_chain_file(context, qPrintable(m_good.certificate));
        SSL_CTX_use_PrivateKey_file(context, qPrintable(m_good.privateKey), SSL_FILETYPE_PEM);
        auto* connection = BIO_new_ssl_connect(context);
        const auto address = "127.0.0.1:" + QByteArray::number(m_listener->port());
        BIO_set_conn_hostname(connection, address.constData());
        QByteArray result;
        if (BIO_do_connect(connection) == 1 && BIO_do_handshake(connection) == 1) {
            SSL* session = nullptr;
            BIO_get_ssl(connection, &session);
            result = QByteArray(SSL_get_version(session)) + ' ' + SSL_get_cipher(session);
        }
        BIO_free_all(connection);
        SSL_CTX_free(context);
        return result;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::startNetwork().has_value());
        m_good = m_certificates.issue();
        spdlog::set_default_logger(std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(m_log)));
    }
    void init() {
        m_local = {};
        m_local.aeTitle = "VG-TEST";
        m_local.port = 0;
        m_local.bindAddress = "127.0.0.1";
        m_local.unsolicited = study::LocalNode::Unsolicited::Accept;
        m_local.tls = Tls::On;
        m_local.tlsFiles = m_good;
        m_sink = std::make_unique<FakeObjectSink>();
        m_log.str({});
        m_pacsTls = Tls::Off;
        m_callerCertificate.clear();
    }
    void cleanup() { m_listener.reset(); }

    void takesObjectsEncrypted() {
        QVERIFY(listen().has_value());
        auto big = aCtSlice();
        big.rows = big.columns = 1024;
        const auto pacs = sender(m_certificates.issue());
        QVERIFY2(pacs.association != nullptr, qPrintable(pacs.error.message));
        QCOMPARE(pacs.send(big), 0);
        QCOMPARE(pacs.send(aCtSlice()), 0);
        QCOMPARE(m_sink->count(), 2);
        QFile file(m_sink->objects().first().temporaryPath);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().right(1024 * 1024 * 2), big.bytes().right(1024 * 1024 * 2));
    }
    void takesObjectsOfAnotherToolkit() {
        QVERIFY(listen().has_value());
        QCOMPARE(storescu(options(m_certificates.issue())), QString());
        QCOMPARE(m_sink->count(), 1);
    }
    void nothingOlderThanTls12AndNothingWeak_data() {
        QTest::addColumn<int>("newest");
        QTest::addColumn<QByteArray>("ciphers");
        QTest::addColumn<QByteArray>("agreed");
        QTest::newRow("1.3") << TLS1_3_VERSION << QByteArray("ALL")
                             << QByteArray("TLSv1.3 TLS_AES_256_GCM_SHA384");
        QTest::newRow("1.2") << TLS1_2_VERSION << QByteArray("ALL")
                             << QByteArray("TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384");
        QTest::newRow("older DICOM profile") << TLS1_2_VERSION << QByteArray("DHE-RSA-AES128-GCM-SHA256")
                                             << QByteArray("TLSv1.2 DHE-RSA-AES128-GCM-SHA256");
        QTest::newRow("1.1") << TLS1_1_VERSION << QByteArray("ALL:@SECLEVEL=0") << QByteArray();
        QTest::newRow("1.0") << TLS1_VERSION << QByteArray("ALL:@SECLEVEL=0") << QByteArray();
        QTest::newRow("no forward secrecy")
            << TLS1_2_VERSION << QByteArray("AES128-GCM-SHA256") << QByteArray();
        QTest::newRow("CBC") << TLS1_2_VERSION << QByteArray("ECDHE-RSA-AES128-SHA") << QByteArray();
        QTest::newRow("no encryption") << TLS1_2_VERSION << QByteArray("NULL-SHA256") << QByteArray();
    }
    void nothingOlderThanTls12AndNothingWeak() {
        QFETCH(int, newest);
        QFETCH(QByteArray, ciphers);
        QFETCH(QByteArray, agreed);
        QVERIFY(listen().has_value());
        QCOMPARE(this->agreed(newest, ciphers.constData()), agreed);
    }
    void callersWithoutAGoodCertificateAreRefused_data() {
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<QString>("reason");
        QTest::newRow("not yet valid") << Fault::NotYetValid << "not valid yet";
        QTest::newRow("self-signed") << Fault::SelfSigned << "nobody in caCertificates";
        QTest::newRow("unknown issuer") << Fault::UnknownIssuer << "nobody in caCertificates";
    }
    void callersWithoutAGoodCertificateAreRefused() {
        QFETCH(Fault, fault);
        QFETCH(QString, reason);
        QVERIFY(listen().has_value());
        const auto refused = sender(m_certificates.issue(fault));
        QVERIFY(!refused.association);
        QCOMPARE(refused.error.code, Error::Code::Denied);
        QVERIFY2(refused.error.message.contains("does not accept the certificate of this computer"),
                 qPrintable(refused.error.message));
        m_listener->stop();
        QVERIFY2(QString::fromStdString(m_log.str()).contains(reason), m_log.str().c_str());
    }
    void anExpiredCallerIsRefused() {
        QVERIFY(listen().has_value());
        QVERIFY(!storescu(options(m_certificates.issue(Fault::Expired))).isEmpty());
        m_listener->stop();
        QVERIFY2(m_log.str().find("its certificate has expired") != std::string::npos, m_log.str().c_str());
    }
    void aCallerWithoutACertificateIsRefused() {
        QVERIFY(listen().has_value());
        const auto refused = sender(study::TlsFiles{{}, {}, m_certificates.authority()});
        QVERIFY(!refused.association);
        QCOMPARE(refused.error.code, Error::Code::Denied);
        QVERIFY2(refused.error.message.contains("asks for a certificate of this computer"),
                 qPrintable(refused.error.message));
        m_listener->stop();
        QVERIFY2(m_log.str().find("it shows no certificate") != std::string::npos, m_log.str().c_str());
    }
    void aListenerForAnotherNameIsNotBelieved() {
        m_local.tlsFiles = m_certificates.issue(Fault::OtherHost);
        QVERIFY(listen().has_value());
        const auto refused = sender(m_good);
        QVERIFY(!refused.association);
        QVERIFY2(refused.error.message.contains("not made for \"127.0.0.1\""),
                 qPrintable(refused.error.message));
    }
    void plainCallersAreToldOnBothSides() {
        QVERIFY(listen().has_value());
        const auto plain = sender({});
        QVERIFY(!plain.association);
        QVERIFY2(plain.error.message.contains("set tls=on in [pacs/vigil]"), qPrintable(plain.error.message));
        const auto said = storescu({});
        QVERIFY2(said.contains("Rejected"), qPrintable(said));
        m_listener->stop();
        QVERIFY2(m_log.str().find("it does not speak TLS, which tls=on") != std::string::npos,
                 m_log.str().c_str());
    }
    void encryptedCallersOfAPlainListenerAreToldOnBothSides() {
        m_local.tls = Tls::Off;
        QVERIFY(listen().has_value());
        const auto encrypted = sender(m_good);
        QVERIFY(!encrypted.association);
        QCOMPARE(encrypted.error.code, Error::Code::Refused);
        QVERIFY2(encrypted.error.message.contains("does not speak TLS at this port"),
                 qPrintable(encrypted.error.message));
        QVERIFY(!storescu(options(m_good)).isEmpty());
        m_listener->stop();
        QVERIFY2(m_log.str().find("it speaks TLS, which is off here") != std::string::npos,
                 m_log.str().c_str());
    }
    void aPacsThatIsToEncryptIsNotTakenInPlainText() {
        m_local.tls = Tls::Off;
        m_pacsTls = Tls::On;
        QVERIFY(listen().has_value());
        const auto before = m_calls.mark();
        const auto plain = sender({});
        QVERIFY(!plain.association);
        QCOMPARE(m_calls.since(before).last().verdict, study::IncomingCall::Verdict::Unencrypted);
        QVERIFY(!storescu({}).isEmpty());
        QCOMPARE(m_sink->count(), 0);
        m_listener->stop();
        QVERIFY2(m_log.str().find("it is to encrypt (tls=on in [pacs/main])") != std::string::npos,
                 m_log.str().c_str());
    }
    void aPacsWithACertificateOfItsOwnIsNobodyElse_data() {
        QTest::addColumn<QString>("own"); ///< callerCertificate of the PACS
        QTest::newRow("host") << "127.0.0.1";
        QTest::newRow("name") << "LOCALHOST";
        QTest::newRow("fingerprint") << QString();
    }
    void aPacsWithACertificateOfItsOwnIsNobodyElse() {
        QFETCH(QString, own);
        const auto certificate = m_certificates.issue();
        // Both are good: the same authority vouches for them, and both may call from here.
        const auto another = m_certificates.issue(Fault::OtherHost);
        m_callerCertificate = own.isEmpty() ? fingerprintOf(certificate) : own;
        QVERIFY(listen().has_value());
        QCOMPARE(sender(certificate).send(aCtSlice()), 0);
        const Sender asItself(m_listener->port(), "OTHER", "VG-TEST", another);
        QCOMPARE(asItself.send(aCtSlice()), 0);

        const auto before = m_calls.mark();
        const auto refused = sender(another);
        QVERIFY(!refused.association);
        QCOMPARE(refused.error.code, Error::Code::Refused);
        const auto call = m_calls.since(before).last();
        QCOMPARE(call.verdict, study::IncomingCall::Verdict::WrongCertificate);
        QCOMPARE(call.certificate, fingerprintOf(another));
        QVERIFY(!storescu(options(another)).isEmpty());
        QCOMPARE(storescu(options(certificate)), QString());
        QCOMPARE(m_sink->count(), 3);
        m_listener->stop();
        QVERIFY2(m_log.str().find("is not the one that callerCertificate in [pacs/main] names") !=
                     std::string::npos,
                 m_log.str().c_str());
    }
    void aRenewedCertificateHasAnotherFingerprint() {
        m_callerCertificate = fingerprintOf(m_certificates.issue());
        QVERIFY(listen().has_value());
        QVERIFY(!sender(m_certificates.issue()).association); // for the same name
    }
    void withoutTlsNobodyProvesToBeThatPacs() {
        m_local.tls = Tls::Off;
        m_callerCertificate = "127.0.0.1";
        QVERIFY(listen().has_value());
        QVERIFY(!sender({}).association);
    }
    void aHandshakeThatDoesNotEndDisturbsNobody() {
        m_local.limits.requestTimeout = std::chrono::seconds(1);
        QVERIFY(listen().has_value());
        QTcpSocket mute;
        QTcpSocket slow;
        for (auto* socket : {&mute, &slow}) {
            socket->connectToHost("127.0.0.1", m_listener->port());
            QVERIFY(socket->waitForConnected());
        }
        QElapsedTimer timer;
        timer.start();
        // The beginning of a ClientHello, a byte each 50 ms.
        const auto hello = QByteArray::fromHex("16030102000100") + QByteArray(200, '\x01');
        for (qsizetype i = 0; i < hello.size() && slow.state() == QAbstractSocket::ConnectedState; ++i) {
            slow.write(hello.constData() + i, 1);
            slow.flush();
            slow.waitForReadyRead(50);
            if (i == 5) QCOMPARE(sender(m_good).send(aCtSlice()), 0);
        }
        QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
        QTRY_COMPARE(mute.state(), QAbstractSocket::UnconnectedState);
    }
    void stopsWithinASecondDuringAHandshake() {
        QVERIFY(listen().has_value());
        QTcpSocket mute;
        mute.connectToHost("127.0.0.1", m_listener->port());
        QVERIFY(mute.waitForConnected());
        mute.write(QByteArray::fromHex("1603010200"));
        mute.flush();
        QElapsedTimer timer;
        timer.start();
        m_listener->stop();
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    }
    void filesThatAreMissingStopTheStart() {
        m_local.tlsFiles.certificate = "/nowhere/own.pem";
        const auto started = listen();
        QVERIFY(!started);
        QVERIFY(started.error().message.contains("/nowhere/own.pem"));
        QCOMPARE(m_listener->port(), 0);
    }
};

QTEST_GUILESS_MAIN(TlsListenerTest)
#include "TlsListenerTest.moc"
