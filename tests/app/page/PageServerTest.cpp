// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/PageServer.h"
#include "core/base/Log.h"
#include "tests/app/page/PageDesk.h"
#include "tests/support/TestCertificates.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QSslKey>
#include <QSslSocket>
#include <QTest>

#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

using namespace vigil;
using namespace std::chrono_literals;
using page::Framing;
using page::PageServer;
using page::RequestGuard;
using test::Fields;
using test::PageDesk;

class PageServerTest : public QObject {
    Q_OBJECT
private:
    test::TestCertificates m_authority;
    const study::TlsFiles m_files = m_authority.issue(); ///< once: making a key takes a while
    std::unique_ptr<PageDesk> m_desk;
    std::unique_ptr<PageServer> m_server;

    Result<std::unique_ptr<PageServer>> start(RequestGuard::Limits limits = {}, quint16 port = 0) {
        auto settings = m_desk->settings;
        settings.listen = QHostAddress(QHostAddress::LocalHost);
        settings.port = port;
        settings.certificate = m_files.certificate;
        settings.key = m_files.privateKey;
        return PageServer::start(m_desk->services(), settings, limits);
    }
    void serve(RequestGuard::Limits limits = {}) {
        auto server = start(limits);
        if (!server) qFatal("%s", qPrintable(server.error().message));
        m_server = std::move(*server);
    }
    QSslConfiguration tls(QSsl::SslProtocol protocol = QSsl::SecureProtocols) const {
        auto configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromPath(m_authority.authority()));
        configuration.setProtocol(protocol);
        return configuration;
    }
    std::unique_ptr<QSslSocket> connected() {
        auto socket = std::make_unique<QSslSocket>();
        socket->setSslConfiguration(tls());
        socket->connectToHostEncrypted("127.0.0.1", m_server->port());
        [&] { QTRY_VERIFY(socket->isEncrypted() || socket->state() == QAbstractSocket::UnconnectedState); }();
        return socket;
    }
    /// All that the server answers to these bytes, until it closes.
    QByteArray exchange(const QByteArray& bytes) {
        const auto socket = connected();
        socket->write(bytes);
        [&] { QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState); }();
        return socket->readAll();
    }
    struct Answer {
        int status = 0;
        QByteArray body;
        QUrl next;
    };
    Answer fetch(QNetworkAccessManager& browser, const QString& path,
                 const std::optional<Fields>& form = {}) {
        QNetworkRequest request(QUrl(QString("https://127.0.0.1:%1%2").arg(m_server->port()).arg(path)));
        request.setSslConfiguration(tls());
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setHeader(QNetworkRequest::ContentTypeHeader, "application/x-www-form-urlencoded");
        auto* reply = form ? browser.post(request, PageDesk::encoded(*form)) : browser.get(request);
        QSignalSpy finished(reply, &QNetworkReply::finished);
        if (!reply->isFinished()) finished.wait();
        reply->deleteLater();
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
                reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl()};
    }
    static QString tokenIn(const QByteArray& body) {
        static const QRegularExpression hidden("name=\"token\" value=\"([^\"]+)\"");
        return hidden.match(QString::fromUtf8(body)).captured(1);
    }

private Q_SLOTS:
    void init() { m_desk = std::make_unique<PageDesk>(); }
    void cleanup() {
        m_server.reset();
        m_desk.reset();
    }

    void fromTheLinkToWhatWasDoneOverTls() {
        serve();
        const auto id = m_desk->raise();
        const auto url = m_server->links().create(id, PageDesk::robin());
        VIGIL_VERIFY(url);
        QVERIFY(url->startsWith("https://vigil.example:8443/a/"));
        const auto link = QUrl(*url).path();
        const auto path = link.section('/', 0, 2);
        QNetworkAccessManager browser;
        const auto asked = fetch(browser, link);
        QCOMPARE(asked.status, 200);
        const auto in = fetch(browser, path + "/sign-in",
                              Fields{{"token", tokenIn(asked.body)}, {"code", PageDesk::code}});
        QCOMPARE(in.status, 303);
        QCOMPARE(in.next.path(), path);
        auto shown = fetch(browser, path);
        QCOMPARE(shown.status, 200);
        QVERIFY(shown.body.contains("pneumothorax"));
        QCOMPARE(fetch(browser, path + "/accept", Fields{{"token", tokenIn(shown.body)}}).status, 303);
        shown = fetch(browser, path);
        QCOMPARE(m_desk->view(id).state, alert::State::Acknowledged);
        QCOMPARE(fetch(browser, path + "/acted-on",
                       Fields{{"token", tokenIn(shown.body)}, {"what", "Drain."}, {"told", "no"}})
                     .status,
                 303);
        QVERIFY(fetch(browser, path).body.contains("Thank you."));
        QCOMPARE(m_desk->view(id).act.what, "Drain.");
    }
    void olderTlsAndPlainTextGetNothing() {
        serve();
        QSslSocket old;
        auto configuration = tls();
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        configuration.setProtocol(QSsl::TlsV1_1);
        QT_WARNING_POP
        old.setSslConfiguration(configuration);
        old.connectToHostEncrypted("127.0.0.1", m_server->port());
        QTRY_COMPARE(old.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(!old.isEncrypted());
        QTcpSocket plain;
        plain.connectToHost("127.0.0.1", m_server->port());
        plain.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_COMPARE(plain.state(), QAbstractSocket::UnconnectedState);
        QVERIFY(!plain.readAll().contains("HTTP/1.1 "));
        QSslSocket modern;
        modern.setSslConfiguration(tls(QSsl::TlsV1_2));
        modern.connectToHostEncrypted("127.0.0.1", m_server->port());
        QTRY_VERIFY(modern.isEncrypted());
    }
    void whateverComesTooSlowlyIsCutOff() {
        RequestGuard::Limits limits;
        limits.request = 400ms;
        serve(limits);
        for (const auto* begun : {"", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\n",
                                  "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nabc"}) {
            const auto socket = connected();
            socket->write(begun);
            QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
            QVERIFY(socket->readAll().isEmpty());
        }
        QTcpSocket silent; // not even a handshake
        silent.connectToHost("127.0.0.1", m_server->port());
        QTRY_COMPARE(silent.state(), QAbstractSocket::ConnectedState);
        QTRY_COMPARE(silent.state(), QAbstractSocket::UnconnectedState);
    }
    void oddAndLargeRequestsNeverReachThePage_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("answer");
        const QByteArray post = "POST /a/b/accept HTTP/1.1\r\nHost: x\r\n";
        QTest::newRow("long head") << QByteArray("GET / HTTP/1.1\r\nX: " + QByteArray(9000, 'x') + "\r\n\r\n")
                                   << QByteArray("413");
        QTest::newRow("endless head")
            << QByteArray("GET / HTTP/1.1\r\nX: " + QByteArray(30000, 'x')) << QByteArray("413");
        QTest::newRow("long body") << QByteArray(post + "Content-Length: 16385\r\n\r\n") << QByteArray("413");
        QTest::newRow("monstrous body")
            << QByteArray(post + "Content-Length: 99999999999999999999\r\n\r\n") << QByteArray("400");
        QTest::newRow("negative body")
            << QByteArray(post + "Content-Length: -1\r\n\r\n") << QByteArray("400");
        QTest::newRow("two lengths") << QByteArray(post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")
                                     << QByteArray("400");
        QTest::newRow("chunked") << QByteArray(post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                                 << QByteArray("400");
        QTest::newRow("upgrade") << QByteArray(
                                        "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n")
                                 << QByteArray("400");
        QTest::newRow("two requests")
            << QByteArray("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n") << QByteArray("400");
        QTest::newRow("no version") << QByteArray("GET /\r\n\r\n") << QByteArray("400");
        QTest::newRow("space in name")
            << QByteArray(post + "Content-Length : 1\r\n\r\na") << QByteArray("400");
        QTest::newRow("folded") << QByteArray(post + "X: a\r\n b: c\r\n\r\n") << QByteArray("400");
    }
    void oddAndLargeRequestsNeverReachThePage() {
        QFETCH(const QByteArray, request);
        QFETCH(const QByteArray, answer);
        serve();
        const auto got = exchange(request);
        QVERIFY2(got.startsWith("HTTP/1.1 " + answer), got.left(80));
        QVERIFY(!got.contains("<html"));
        QVERIFY(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 404"));
    }
    void oneAddressTakesSoManyConnectionsAndNoMore() {
        RequestGuard::Limits limits;
        limits.connectionsPerAddress = 3;
        serve(limits);
        std::vector<std::unique_ptr<QSslSocket>> held;
        for (int i = 0; i < 3; ++i)
            held.push_back(connected());
        for (const auto& socket : held)
            QVERIFY(socket->isEncrypted());
        QVERIFY(!connected()->isEncrypted());
        held.pop_back();
        // Asked once more after it held, as QTRY_VERIFY does, it would be one too many.
        QVERIFY(QTest::qWaitFor([this] { return connected()->isEncrypted(); }, 5000));
    }
    void whoeverGoesAwayInTheMiddleHurtsNobody() {
        serve();
        const auto link = QUrl(*m_server->links().create(m_desk->raise(), PageDesk::robin())).path();
        const auto body = PageDesk::encoded({{"token", link.section('/', 3, 3)}, {"code", "guess"}});
        const auto request = "POST " + link.section('/', 0, 2).toUtf8() +
                             "/sign-in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                             "Content-Length: " +
                             QByteArray::number(body.size()) + "\r\n\r\n" + body;
        for (int i = 0; i < 4; ++i) {
            const auto socket = connected();
            socket->write(request);
            socket->flush();
            socket->waitForBytesWritten();
            socket->abort(); // while Argon2 is at work
        }
        QVERIFY(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 404"));
        // And the server may go while an answer is under way.
        const auto socket = connected();
        socket->write(request);
        socket->flush();
        socket->waitForBytesWritten();
        m_server.reset();
        QTRY_COMPARE(socket->state(), QAbstractSocket::UnconnectedState);
    }
    void aHeaderThatStandsTwiceIsNobodysWord() {
        m_desk->settings.trustedProxy = qMakePair(QHostAddress(QHostAddress::LocalHost), -1);
        serve();
        const auto link = QUrl(*m_server->links().create(m_desk->raise(), PageDesk::robin())).path();
        const auto asked = [&](const QByteArray& headers) {
            return exchange("GET " + link.toUtf8() + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
        };
        QVERIFY(asked("X-Remote-User: robin.fox\r\n").contains("You sign in as Robin Fox."));
        QVERIFY(
            asked("X-Remote-User: robin.fox\r\nx-remote-user: robin.fox\r\n").contains("Pass-code</label>"));
    }
    void theLogTellsNothingOfPatientsAndSecrets() {
        std::ostringstream lines;
        const auto before = spdlog::default_logger();
        auto logger = std::make_shared<spdlog::logger>(
            "page test", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines));
        logger->set_level(spdlog::level::trace);
        spdlog::set_default_logger(logger);
        serve();
        const auto draft = test::anAlertDraft().build();
        const auto link = QUrl(*m_server->links().create(m_desk->raise(), PageDesk::robin())).path();
        QNetworkAccessManager browser;
        for (int i = 0; i < 6; ++i)
            fetch(browser, link.section('/', 0, 2) + "/sign-in",
                  Fields{{"token", link.section('/', 3, 3)}, {"code", i == 5 ? PageDesk::code : "guess-7"}});
        m_server.reset();
        spdlog::set_default_logger(before);
        const auto log = QString::fromStdString(lines.str());
        QVERIFY(log.contains("locked"));
        for (const auto& secret :
             {draft.patient.key.id, draft.patient.name, link.section('/', 3, 3), link.section('/', 2, 2),
              QString("guess-7"), PageDesk::code, QString("Fox")})
            QVERIFY2(!log.contains(secret), qPrintable(secret));
    }
    void whatCannotBeServedIsSaidInPlainWords() {
        serve();
        const auto taken = start({}, m_server->port());
        QVERIFY(!taken);
        QVERIFY(taken.error().message.contains(QString::number(m_server->port())));
        auto settings = m_desk->settings;
        settings.certificate = settings.key = m_desk->folder.filePath("none.pem");
        auto none = PageServer::start(m_desk->services(), settings);
        QVERIFY(!none && none.error().message.contains("[page] certificate"));
        settings.certificate = m_files.certificate;
        settings.key = m_authority.encryptedKey(m_files);
        none = PageServer::start(m_desk->services(), settings);
        QVERIFY(!none && none.error().message.contains("[page] key"));
    }
};

QTEST_GUILESS_MAIN(PageServerTest)
#include "PageServerTest.moc"
