// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Browser.h"
#include "tests/support/DispatchRoom.h"
#include "tests/support/TestCertificates.h"

#include <QRegularExpression>
#include <QTest>

using namespace vigil;
using namespace vigil::test;

/// The loop with nothing made up: an alert in a real PostgreSQL, `vigilctl dispatch` as a program, a letter
/// in a real mail server, the recipient's page in a real Chromium, and back in the department what they did.
class DispatchLoopPostgresTest : public QObject {
    Q_OBJECT
    DispatchRoom m_room;
    MailReceiver m_mail;
    TestCertificates m_authority;
    std::unique_ptr<QProcess> m_dispatcher;

    QString link() const {
        static const QRegularExpression address(QStringLiteral("https://\\S+"));
        for (const auto& letter : m_mail.received())
            if (const auto found = address.match(letter.value(QLatin1String("body")).toString());
                found.hasMatch())
                return found.captured();
        return {};
    }
    QString recorded(const QString& alertId, const QString& kind) {
        return PostgresServer::psql(m_room.server().superuserUrl(),
                                    QStringLiteral("SELECT concat_ws('|', author, behalf_name, behalf_role, "
                                                   "behalf_registration) FROM vigil.event WHERE "
                                                   "aggregate_id='%1' AND kind='%2'")
                                        .arg(alertId, kind))
            .trimmed();
    }

private Q_SLOTS:
    void initTestCase() {
        if (const auto lacking = m_room.open(); !lacking.isEmpty()) QSKIP(qPrintable(lacking));
        if (!MailReceiver::isInstalled() || !m_mail.start()) QSKIP("needs python3-aiosmtpd");
        if (!Browser::isInstalled()) QSKIP("needs chromium");
        const auto files = m_authority.issue();
        const auto port = freePort();
        m_room.write(QStringLiteral("people.yaml"),
                     "- role: Responsible consultant\n  mail: fox@trust.example\n");
        m_room.write(
            QStringLiteral("loop.ini"),
            QStringLiteral("[local]\naeTitle=VG-LOOP\nlisten=false\n[user]\nid=dispatcher\n"
                           "[department/ward]\nurl=postgresql://127.0.0.1:%1/vigil\n"
                           "[mail]\nurl=smtp://localhost:%2\nfrom=vigil@trust.example\nsecurity=off\n"
                           "[dispatch]\naddresses=people.yaml\n"
                           "[page]\npublicUrl=https://localhost:%3\nlisten=127.0.0.1\nport=%3\n"
                           "certificate=%4\nkey=%5\ntelephone=1\n")
                .arg(m_room.server().port())
                .arg(m_mail.port())
                .arg(port)
                .arg(files.certificate, files.privateKey)
                .toUtf8());
        m_dispatcher = m_room.start(QStringLiteral("loop"));
    }
    void cleanupTestCase() {
        if (m_dispatcher) DispatchRoom::kill(*m_dispatcher);
    }
    void whatARecipientDoesOnThePageIsInTheDepartment() {
        const auto code = [&] {
            return m_room.run(QStringLiteral("loop"),
                              {"page-code", "set", "--role", "Responsible consultant", "--name",
                               "Referrer^Robin", "--registration", "7654321"},
                              "tulip-77\n");
        };
        // Whoever opens the data folder first owns it: not this command.
        QTRY_VERIFY_WITH_TIMEOUT(m_room.beats(), 60000);
        QTRY_COMPARE_WITH_TIMEOUT(code(), 0, 60000); // as soon as the dispatcher listens
        const auto alertId = m_room.raiseLate();
        QTRY_VERIFY_WITH_TIMEOUT(!link().isEmpty(), 60000);
        Browser browser;
        browser.open(link());
        QVERIFY(!browser.text().contains(QStringLiteral("pneumothorax")));
        browser.type("#code", "tulip-77");
        browser.submit("button.main");
        const auto who = QStringLiteral("dispatcher|Referrer^Robin|Responsible consultant|7654321");
        QTRY_COMPARE_WITH_TIMEOUT(recorded(alertId, "alert.viewed"), who, 30000);
        QCOMPARE(recorded(alertId, "alert.acknowledged"), QString()); // reading accepts nothing
        browser.submit("form[action$=accept] button");
        QTRY_COMPARE_WITH_TIMEOUT(recorded(alertId, "alert.acknowledged"), who, 30000);
        browser.click("details summary");
        browser.type("#what", "Drain placed.");
        browser.click("label[for=told]");
        browser.submit("form[action$=acted-on] button");
        QTRY_COMPARE_WITH_TIMEOUT(recorded(alertId, "alert.acted_on"), who, 30000);
        QVERIFY(browser.text().contains(QStringLiteral("acted")));
    }
};

QTEST_GUILESS_MAIN(DispatchLoopPostgresTest)
#include "DispatchLoopPostgresTest.moc"
