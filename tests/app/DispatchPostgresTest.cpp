// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DispatchRoom.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace vigil;
using namespace vigil::test;

/// A dispatcher that is killed at chosen moments, on a real PostgreSQL and a real HL7 receiver.
class DispatchPostgresTest : public QObject {
    Q_OBJECT
    DispatchRoom m_room;

private Q_SLOTS:
    void initTestCase() {
        if (const auto lacking = m_room.open(); !lacking.isEmpty()) QSKIP(qPrintable(lacking));
    }
    void oneRoundDoesItAllAndSaysSo() {
        const auto alertId = m_room.raiseLate();
        QVERIFY(!alertId.isEmpty());
        const auto process = m_room.once(QStringLiteral("calm"), QProcess::ForwardedErrorChannel);
        QCOMPARE(process->exitCode(), 0);
        const auto said = QJsonDocument::fromJson(process->readAllStandardOutput()).object();
        QCOMPARE(said.value("escalated").toInt(), 1);
        QCOMPARE(said.value("sent").toInt(), 2); // whom it was raised for, and the back-up
        QCOMPARE(m_room.count(alertId, "notice.sent"), 2);
        QCOMPARE(m_room.arrived(alertId).size(), 2);
        QVERIFY(m_room.beats());
    }
    void withoutAServerItSaysSoPlainly() {
        m_room.write(QStringLiteral("alone.ini"), "[user]\nid=dispatcher\n");
        const auto process = m_room.once(QStringLiteral("alone"), QProcess::MergedChannels);
        QCOMPARE(process->exitCode(), 1);
        QVERIFY(process->readAll().contains("department on a server"));
    }
    void aKilledDispatcherLosesNoNoticeAndSendsNoneAsAnother() {
        for (const auto* moment : {"alert.escalated", "notice.queued", "notice.sent"}) {
            const auto alertId = m_room.raiseLate();
            auto process = m_room.start("one");
            QTRY_VERIFY_WITH_TIMEOUT(m_room.count(alertId, moment) > 0, 15000);
            m_room.kill(*process);
            process = m_room.start("one");
            QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.sent"), 2, 15000);
            m_room.kill(*process);
            QCOMPARE(m_room.count(alertId, "alert.escalated"), 1);
            QCOMPARE(m_room.count(alertId, "notice.queued"), 2);
            QCOMPARE(m_room.arrived(alertId).size(), 2);
        }
    }
    /// The receiver is a program that is not ours: what it has is put right under the same identity, and
    /// after it.
    void aWithdrawnAlertIsPutRightAtWhoeverReceivedIt() {
        const auto alertId = m_room.raiseLate();
        QCOMPARE(m_room.once(QStringLiteral("one"), QProcess::ForwardedErrorChannel)->exitCode(), 0);
        QCOMPARE(m_room.count(alertId, "notice.sent"), 2);
        QVERIFY(m_room.withdraw(alertId));
        auto process = m_room.start("one");
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.sent"), 4, 60000);
        m_room.kill(*process);
        QStringList statuses;
        QSet<QString> identities;
        for (const auto& each : m_room.receiver().received()) {
            const auto finding = each.value("observations").toArray().first().toObject();
            const auto all = QJsonDocument(each).toJson();
            if (!all.contains(alertId.toUtf8())) continue;
            statuses << each.value("status").toString() + finding.value("status").toString();
            identities << each.value("order").toString() + finding.value("code").toString() +
                              finding.value("sub").toString();
        }
        QCOMPARE(statuses, (QStringList{"PP", "PP", "CW", "CW"}));
        QCOMPARE(identities.size(), 1);
    }
    /// There is no window where a dispatcher runs, and it owns its data folder.
    void aPersonHasRefusedNoticesSentAgainBesideIt() {
        const auto alertId = m_room.raiseLate();
        m_room.receiver().setPlan(QStringLiteral("AR 200"));
        auto process = m_room.start("one");
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.failed"), 2, 15000);
        m_room.receiver().setPlan(QStringLiteral("AA"));
        QCOMPARE(m_room.run("one", {"dispatch", "resend", "--alert", "nothing"}), 1);
        QCOMPARE(m_room.run("one", {"dispatch", "resend", "--alert", alertId}), 0);
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.sent"), 2, 20000);
        m_room.kill(*process);
        QCOMPARE(m_room.run("one", {"dispatch", "resend"}), 0); // nothing is left to be sent
    }
    void aLostAnswerIsOneMessageSentTwice() {
        const auto alertId = m_room.raiseLate();
        m_room.receiver().setPlan(QStringLiteral("drop"));
        auto process = m_room.start("one");
        QTRY_VERIFY_WITH_TIMEOUT(!m_room.arrived(alertId).isEmpty(), 15000);
        m_room.kill(*process); // between the message and its answer
        QCOMPARE(m_room.count(alertId, "notice.sent"), 0);
        m_room.receiver().setPlan(QStringLiteral("AA"));
        process = m_room.start("one");
        QTRY_COMPARE_WITH_TIMEOUT(m_room.count(alertId, "notice.sent"), 2, 20000);
        m_room.kill(*process);
        const auto messages = m_room.arrived(alertId);
        QCOMPARE(messages.size(), 2);
        QVERIFY(std::any_of(messages.begin(), messages.end(), [](int times) { return times > 1; }));
    }
};

QTEST_GUILESS_MAIN(DispatchPostgresTest)
#include "DispatchPostgresTest.moc"
