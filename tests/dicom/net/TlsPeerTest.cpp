// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Association.h"
#include "dicom/net/Finder.h"
#include "dicom/net/Startup.h"
#include "tests/support/ServerProcess.h"
#include "tests/support/TestCertificates.h"

#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <atomic>
#include <future>
#include <thread>

using namespace vigil;
using namespace vigil::test;
using Fault = TestCertificates::Fault;
Q_DECLARE_METATYPE(Fault)

namespace {

/// DCMTK's storescp with TLS, which shows whatever certificate it is given.
class Storescp : public ServerProcess {
public:
    bool start(const study::TlsFiles& files, const QStringList& more = {}) {
        // A port that was free a moment ago may be taken by another program.
        for (int attempt = 0; attempt < 5; ++attempt) {
            m_port = freePort();
            if (launch("storescp",
                       QStringList{"+tls", files.privateKey, files.certificate, "+cf", files.caCertificates,
                                   "-od", folder()} +
                           more + QStringList{QString::number(m_port)},
                       {m_port}))
                return true;
            stop();
        }
        return false;
    }
    [[nodiscard]] study::PacsPeer peer() const {
        study::PacsPeer peer;
        peer.name = "scp";
        peer.aeTitle = "STORESCP";
        peer.host = "127.0.0.1";
        peer.port = m_port;
        peer.tls = study::PacsPeer::Tls::On;
        peer.silenceTimeout = std::chrono::seconds(5);
        return peer;
    }

private:
    quint16 m_port = 0;
};

/// A server that knows nothing newer than `newest` and takes whatever is older and weaker; a thread of its
/// own.
class OldServer {
public:
    OldServer(const study::TlsFiles& files, int newest)
        : m_context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free), m_port(freePort()) {
        makeWeak(m_context.get(), newest);
        SSL_CTX_use_certificate_chain_file(m_context.get(), qPrintable(files.certificate));
        SSL_CTX_use_PrivateKey_file(m_context.get(), qPrintable(files.privateKey), SSL_FILETYPE_PEM);
        m_listening = BIO_new_accept(addressOf(m_port).constData());
        BIO_do_accept(m_listening);
        m_thread = std::thread([this] { serve(); });
    }
    ~OldServer() {
        m_closing = true;
        QTcpSocket last;
        last.connectToHost("127.0.0.1", m_port);
        last.waitForConnected();
        m_thread.join();
        BIO_free_all(m_listening);
    }
    OldServer(const OldServer&) = delete;
    OldServer& operator=(const OldServer&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// What a caller gets who takes anything; empty when the handshake fails.
    [[nodiscard]] QByteArray agreedWithAnybody() const {
        const Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
        makeWeak(context.get(), TLS1_3_VERSION);
        auto* connection = BIO_new_ssl_connect(context.get());
        BIO_set_conn_hostname(connection, addressOf(m_port).constData());
        QByteArray result;
        if (BIO_do_connect(connection) == 1 && BIO_do_handshake(connection) == 1) {
            SSL* session = nullptr;
            BIO_get_ssl(connection, &session);
            result = SSL_get_version(session);
        }
        BIO_free_all(connection);
        return result;
    }

private:
    using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;
    static QByteArray addressOf(quint16 port) { return "127.0.0.1:" + QByteArray::number(port); }
    static void makeWeak(SSL_CTX* context, int newest) {
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context, newest);
        SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
    }
    void serve() {
        while (BIO_do_accept(m_listening) == 1 && !m_closing) {
            auto* accepted = BIO_pop(m_listening);
            auto* encrypted = BIO_push(BIO_new_ssl(m_context.get(), 0), accepted);
            BIO_do_handshake(encrypted);
            BIO_free_all(encrypted);
        }
    }

    Context m_context;
    quint16 m_port;
    BIO* m_listening = nullptr;
    std::atomic<bool> m_closing = false;
    std::thread m_thread;
};

} // namespace

/// Calling with tls=on: whom we believe, and how we leave whom we called.
class TlsPeerTest : public QObject {
    Q_OBJECT
    TestCertificates m_certificates;
    study::LocalNode m_local;

    [[nodiscard]] Error echoError(const study::PacsPeer& peer) const {
        const auto result = dicom::Finder(peer, m_local).echo({});
        if (result) return {Error::Code::Internal, QStringLiteral("no error"), {}};
        qInfo("%s [%s]", qPrintable(result.error().message), qPrintable(result.error().detail));
        return result.error();
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::startNetwork().has_value());
        m_local.aeTitle = "VG-TEST";
        m_local.tlsFiles = m_certificates.issue();
    }
    void echoesByAddressAndByName() {
        Storescp scp;
        QVERIFY(scp.start(m_certificates.issue()));
        auto peer = scp.peer();
        for (const auto& host : {"127.0.0.1", "localhost"}) {
            peer.host = host;
            const auto echo = dicom::Finder(peer, m_local).echo({});
            QVERIFY2(echo.has_value(), qPrintable(echo ? QString() : echo.error().message));
        }
    }
    void aPacsOwnCertificateCanBeTrustedAlone() {
        Storescp scp;
        const auto itself = m_certificates.issue(Fault::SelfSigned);
        QVERIFY(scp.start(itself));
        auto local = m_local;
        local.tlsFiles.caCertificates = itself.certificate;
        const auto echo = dicom::Finder(scp.peer(), local).echo({});
        QVERIFY2(echo.has_value(), qPrintable(echo ? QString() : echo.error().message));
    }
    void whoShowsAFaultyCertificateGetsNothing_data() {
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<QString>("says");
        QTest::newRow("another host") << Fault::OtherHost << "was not made for \"127.0.0.1\"";
        QTest::newRow("expired") << Fault::Expired << "has expired";
        QTest::newRow("not yet valid") << Fault::NotYetValid << "is not valid yet";
        QTest::newRow("self-signed") << Fault::SelfSigned << "it signed itself";
        QTest::newRow("unknown issuer") << Fault::UnknownIssuer << "does not trust";
    }
    void whoShowsAFaultyCertificateGetsNothing() {
        QFETCH(Fault, fault);
        QFETCH(QString, says);
        Storescp scp;
        QVERIFY(scp.start(m_certificates.issue(fault)));
        const auto error = echoError(scp.peer());
        QCOMPARE(error.code, Error::Code::Denied);
        QVERIFY(error.message.contains(says));
    }
    void aPeerThatOnlyKnowsWeakCiphersIsRefused() {
        Storescp scp;
        QVERIFY(scp.start(m_certificates.issue(), {"+pn"}));
        const auto error = echoError(scp.peer());
        QCOMPARE(error.code, Error::Code::Refused);
        QVERIFY(error.message.contains("no encryption in common"));
    }
    void aPeerThatKnowsNothingNewerThanTls11IsRefused_data() {
        QTest::addColumn<int>("newest");
        QTest::addColumn<QByteArray>("version");
        QTest::newRow("1.1") << TLS1_1_VERSION << QByteArray("TLSv1.1");
        QTest::newRow("1.0") << TLS1_VERSION << QByteArray("TLSv1");
    }
    void aPeerThatKnowsNothingNewerThanTls11IsRefused() {
        QFETCH(int, newest);
        QFETCH(QByteArray, version);
        const OldServer server(m_certificates.issue(), newest);
        QCOMPARE(server.agreedWithAnybody(), version);
        study::PacsPeer peer;
        peer.name = "old";
        peer.aeTitle = "OLD";
        peer.host = "127.0.0.1";
        peer.port = server.port();
        peer.tls = study::PacsPeer::Tls::On;
        const auto error = echoError(peer);
        QCOMPARE(error.code, Error::Code::Refused);
        QVERIFY(error.message.contains("no encryption in common"));
    }
    void aNameThatNoCertificateCanHoldIsNotBelieved_data() {
        QTest::addColumn<QString>("host");
        QTest::newRow("no name") << QString();
        QTest::newRow("an empty label") << "local..host";
        QTest::newRow("a label that is too long") << QString(64, u'a') + ".example";
    }
    void aNameThatNoCertificateCanHoldIsNotBelieved() {
        QFETCH(QString, host);
        Storescp scp;
        QVERIFY(scp.start(m_certificates.issue(Fault::OtherHost)));
        const auto context = dicom::TlsContext::load(m_local.tlsFiles, dicom::TlsContext::Role::Caller);
        QVERIFY(context.has_value());
        dicom::LinkEnd end;
        const auto socket = dicom::connectTo("127.0.0.1", scp.peer().port, std::chrono::seconds(5), {}, end);
        QVERIFY(socket.isOpen());
        dicom::TlsStream stream(*context, socket.descriptor(), host);
        QVERIFY(stream.handshake({{}, std::chrono::seconds(5)}).kind == dicom::LinkEnd::Kind::TlsWrongHost);
    }
    void aPeerThatHangsInTheMiddleIsLeftAtOnceAndTimesOut() {
        Storescp scp;
        QVERIFY(scp.start(m_certificates.issue()));
        auto peer = scp.peer();
        peer.silenceTimeout = std::chrono::seconds(1);
        std::stop_source stop;
        const auto verification = {dicom::uncompressed(UID_VerificationSOPClass)};
        auto opened = dicom::Association::open(peer, m_local, verification, stop.get_token());
        QVERIFY(opened.has_value());
        scp.suspend();
        QElapsedTimer timer;
        timer.start();
        const auto silent = (*opened)->receive();
        QVERIFY(!silent);
        QCOMPARE(silent.error().code, Error::Code::Timeout);
        QVERIFY2(timer.elapsed() >= 1000 && timer.elapsed() < 2000,
                 qPrintable(QString::number(timer.elapsed())));
        auto waiting = std::async(std::launch::async, [&] { return (*opened)->receive(); });
        QCOMPARE(waiting.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
        timer.restart();
        stop.request_stop();
        QCOMPARE(waiting.get().error().code, Error::Code::Cancelled);
        opened->reset();
        QVERIFY2(timer.elapsed() <= 500, qPrintable(QString::number(timer.elapsed())));
        scp.resume();
    }
    void aPeerThatTakesTheConnectionAndSaysNothingTimesOut() {
        QTcpServer mute;
        QVERIFY(mute.listen(QHostAddress::LocalHost, 0));
        study::PacsPeer peer;
        peer.name = "mute";
        peer.aeTitle = "MUTE";
        peer.host = "127.0.0.1";
        peer.port = mute.serverPort();
        peer.tls = study::PacsPeer::Tls::On;
        peer.connectTimeout = std::chrono::seconds(1);
        QElapsedTimer timer;
        timer.start();
        const auto error = echoError(peer);
        QCOMPARE(error.code, Error::Code::Timeout);
        QVERIFY(error.message.contains("encrypted greeting within 1 seconds"));
        QVERIFY2(timer.elapsed() >= 900 && timer.elapsed() < 2500,
                 qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TlsPeerTest)
#include "TlsPeerTest.moc"
