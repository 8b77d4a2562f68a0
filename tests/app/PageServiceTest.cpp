// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/PageService.h"
#include "app/Instance.h"
#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"
#include "tests/support/TestCertificates.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::app;

class PageServiceTest : public QObject {
    Q_OBJECT
private:
    test::TestCertificates m_authority;

private Q_SLOTS:
    /// As `vigilctl page-code set` beside a running dispatcher, whose data folder nobody else may open.
    void aCodeIsSetThroughTheRunningProcessAndOpensThePage() {
        QTemporaryDir folder;
        const auto files = m_authority.issue();
        Settings settings;
        settings.listen = false;
        settings.user = test::aRadiologist();
        settings.page.emplace();
        settings.page->listen = QHostAddress(QHostAddress::LocalHost);
        settings.page->port = 0;
        settings.page->publicUrl = QUrl("https://localhost");
        settings.page->certificate = files.certificate;
        settings.page->key = files.privateKey;
        settings.page->telephone = "1";
        auto application = Application::open(settings, folder.path(), Application::Running::Command);
        VIGIL_VERIFY(application);
        std::atomic<int> acted{0};
        auto service = PageService::open(**application, [&] { ++acted; });
        VIGIL_VERIFY(service);

        const auto set = Instance::ask(folder.path(), [] {
            return InstanceRequest{
                {"page-code", "set", "--role", "Consultant", "--name", "Okafor^Sam"}, {}, {"tulip-77"}};
        });
        QVERIFY(set);
        QCOMPARE(set->exitCode, 0);
        QVERIFY(!set->output.contains("tulip"));
        const auto tooShort = Instance::ask(folder.path(), [] {
            return InstanceRequest{{"page-code", "set", "--role", "Consultant"}, {}, {"12345"}};
        });
        QCOMPARE(tooShort->exitCode, 1);

        const auto alertId = test::waitFor((*application)->alerts().raise(test::anAlertDraft().build()));
        VIGIL_VERIFY(alertId);
        const auto url = (*service)->links().create(*alertId, {"Okafor^Sam", "Consultant"});
        VIGIL_VERIFY(url);
        const auto path = QUrl(*url).path();
        const auto body = "token=" + path.section('/', 3, 3).toLatin1() + "&code=tulip-77";
        QSslSocket socket;
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(QSslCertificate::fromPath(m_authority.authority()));
        socket.setSslConfiguration(tls);
        socket.connectToHostEncrypted("127.0.0.1", (*service)->port());
        socket.write(
            "POST " + path.section('/', 0, 2).toLatin1() +
            "/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            "Content-Length: " +
            QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        const auto answer = socket.readAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 303"), answer.left(200).constData());
        QVERIFY(answer.contains("Location: " + path.section('/', 0, 2).toLatin1()));
    }
    void withoutSettingsThereIsNoPage() {
        QTemporaryDir folder;
        Settings settings;
        settings.listen = false;
        auto application = Application::open(settings, folder.path(), Application::Running::Command);
        VIGIL_VERIFY(application);
        const auto none = PageService::open(**application, [] {});
        QVERIFY(!none);
        QVERIFY(none.error().message.contains("publicUrl"));
    }
};

QTEST_GUILESS_MAIN(PageServiceTest)
#include "PageServiceTest.moc"
