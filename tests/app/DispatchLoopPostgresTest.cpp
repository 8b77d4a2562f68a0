// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/LettersRoom.h"

#include <QTest>

using namespace vigil;
using namespace vigil::test;

/// The loop with nothing made up: an alert in a real PostgreSQL, `vigilctl dispatch` as a program, a letter
/// in a real mail server, the recipient's page in a real Chromium, and back in the department what they did.
class DispatchLoopPostgresTest : public QObject {
    Q_OBJECT
    LettersRoom m_room;

private Q_SLOTS:
    void initTestCase() {
        if (const auto lacking = m_room.open(); !lacking.isEmpty()) QSKIP(qPrintable(lacking));
    }
    void whatARecipientDoesOnThePageIsInTheDepartment() {
        QTRY_VERIFY_WITH_TIMEOUT(
            m_room.setCode("tulip-77", {"--name", "Referrer^Robin", "--registration", "7654321"}), 60000);
        QVERIFY(!m_room.room.raiseLate().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!m_room.link().isEmpty(), 60000);
        Browser browser;
        browser.open(m_room.link());
        QVERIFY(!browser.text().contains(QStringLiteral("pneumothorax")));
        browser.type("#code", "tulip-77");
        browser.submit("button.main");
        const auto who = QStringLiteral("dispatcher|Referrer^Robin|Responsible consultant|7654321");
        QTRY_COMPARE_WITH_TIMEOUT(m_room.recorded("alert.viewed"), who, 30000);
        QCOMPARE(m_room.recorded("alert.acknowledged"), QString()); // reading accepts nothing
        browser.submit("form[action$=accept] button");
        QTRY_COMPARE_WITH_TIMEOUT(m_room.recorded("alert.acknowledged"), who, 30000);
        browser.click("details summary");
        browser.type("#what", "Drain placed.");
        browser.click("label[for=told]");
        browser.submit("form[action$=acted-on] button");
        QTRY_COMPARE_WITH_TIMEOUT(m_room.recorded("alert.acted_on"), who, 30000);
        QVERIFY(browser.text().contains(QStringLiteral("acted")));
    }
};

QTEST_GUILESS_MAIN(DispatchLoopPostgresTest)
#include "DispatchLoopPostgresTest.moc"
