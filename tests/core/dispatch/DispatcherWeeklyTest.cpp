// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Mail.h"
#include "tests/core/dispatch/DispatchRoom.h"
#include "tests/support/PythonServer.h"

#include <QTest>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
using namespace std::chrono_literals;
namespace kind = vigil::journal::kind;

/// The weekly list by mail, to a mail server that is not ours (aiosmtpd).
class DispatcherWeeklyTest : public QObject, DispatchRoom {
    Q_OBJECT
    MailReceiver m_server;
    const QByteArray m_book = "- role: Clinical director\n  mail: director@trust.example\n";

    std::unique_ptr<DispatchPost> mailingPost(const QString& device, const QByteArray& book) {
        auto made = post(device, book);
        made->answer = [this](const sync::OutboxMessage& message) -> sync::Delivery {
            notify::MailSettings settings;
            settings.url = QStringLiteral("smtp://localhost:%1").arg(m_server.port());
            settings.from = QStringLiteral("vigil@trust.example");
            settings.security = notify::MailSettings::Security::Off;
            return notify::MailDestination(settings).deliver({message}, {}).first();
        };
        return made;
    }
    std::unique_ptr<DispatchPost> mailingPost(const QString& device) { return mailingPost(device, m_book); }
    void atHalfPastNine() { m_clock.set(FixedClock().now() + 30min); }

private Q_SLOTS:
    void initTestCase() {
        if (!MailReceiver::isInstalled() || !m_server.start()) QSKIP("needs python3-aiosmtpd");
    }
    void init() {
        begin();
        m_server.setPlan({});
        m_server.forget();
        // The clock of these tests begins on Tuesday, 24 November 2026, 9:00 in London.
        m_weekly = {*WeeklyTime::parse(QStringLiteral("Tue 09:30")), QTimeZone("Europe/London"),
                    QStringLiteral("Clinical director")};
    }

    void itIsMailedOnceAWeekAtItsTime() {
        record(AlertFacts(QStringLiteral("urgent")).raised()); // to be acknowledged by one o'clock
        auto one = mailingPost(QStringLiteral("one"));
        m_clock.advance(29min);
        work(*one);
        QVERIFY(m_server.received().isEmpty());
        m_clock.advance(1min);
        work(*one);
        QCOMPARE(m_server.received().size(), 1);
        QVERIFY(m_server.received().first().value("body").toString().contains(
            "Imaging alerts that need a look, as of 24 November 2026, 09:30: 1")); // nobody has its address
        m_clock.advance(6h);
        work(*one);
        QCOMPARE(m_server.received().size(), 1);
        m_clock.set(FixedClock().now() + 7 * 24h + 31min);
        work(*one);
        const auto letters = m_server.received();
        QCOMPARE(letters.size(), 2);
        QVERIFY(letters.first().value("id") != letters.last().value("id"));
        const auto body = letters.last().value("body").toString();
        QCOMPARE(letters.last().value("to").toArray().first().toString(), "director@trust.example");
        QVERIFY2(body.contains(theAlert) && body.contains("not acted on by"), qPrintable(body));
        const auto patient = raisedDraft(AlertFacts().raised().alert())->patient;
        QVERIFY(!body.contains(patient.key.id) && !body.contains(patient.name.section('^', 0, 0)));
        QCOMPARE(sent({}), (QStringList{"Clinical director by mail", "Clinical director by mail"}));
    }
    /// A new policy came into force while the dispatcher ran.
    void itGoesToWhomTheNewestPolicyNames() {
        auto one = mailingPost(QStringLiteral("one"),
                               m_book + "- role: Medical director\n  mail: medical@trust.example\n");
        atHalfPastNine();
        work(*one);
        m_weekly->role = QStringLiteral("Medical director");
        m_clock.set(FixedClock().now() + 7 * 24h + 31min);
        work(*one);
        const auto letters = m_server.received();
        QCOMPARE(letters.size(), 2);
        QCOMPARE(letters.first().value("to").toArray().first().toString(), "director@trust.example");
        QCOMPARE(letters.last().value("to").toArray().first().toString(), "medical@trust.example");
    }
    void neitherARestartNorASecondDispatcherMailsItAgain() {
        atHalfPastNine();
        auto one = mailingPost(QStringLiteral("one"));
        auto two = mailingPost(QStringLiteral("two"));
        static_cast<void>(one->round());
        one->deliver();
        one->close(); // sent, and not said so
        one->open();
        work(*one);
        QCOMPARE(m_server.received().size(), 1);
        m_holder = QStringLiteral("two");
        work(*two);
        m_holder = QStringLiteral("one");
        work(*one);
        QCOMPARE(m_server.received().size(), 1);
        auto three = mailingPost(QStringLiteral("three")); // a new computer, which has the working set alone
        m_holder = QStringLiteral("three");
        work(*three);
        QCOMPARE(m_server.received().size(), 1);
    }
    void whatTheFirstQueuedTheSecondSends() {
        atHalfPastNine();
        auto one = mailingPost(QStringLiteral("one"));
        QCOMPARE(one->round().queued, 1);
        one.reset();
        m_holder = QStringLiteral("two");
        auto two = mailingPost(QStringLiteral("two"));
        work(*two);
        QCOMPARE(m_server.received().size(), 1);
        QCOMPARE(logged("notice."), (QStringList{kind::noticeQueued, kind::noticeSent}));
    }
    void aMailThatFailsIsTriedAgain() {
        atHalfPastNine();
        auto one = mailingPost(QStringLiteral("one"));
        m_server.setPlan(QStringLiteral("data 451"));
        work(*one);
        QVERIFY(logged(kind::noticeSent).isEmpty());
        m_server.setPlan({});
        m_clock.advance(1h);
        work(*one);
        QCOMPARE(m_server.received().size(), 1);
        QCOMPARE(logged(kind::noticeSent).size(), 1);
    }
    void whoHasNoAddressIsSaidOnceAndIsSentItWhenOneIsKnown() {
        atHalfPastNine();
        auto one = mailingPost(QStringLiteral("one"), {});
        work(*one);
        work(*one);
        QCOMPARE(logged("notice."), QStringList{kind::noticeFailed});
        QVERIFY(isHeld(beatKey)); // alerts escalate all the same
        one.reset();
        one = mailingPost(QStringLiteral("one"));
        work(*one);
        QCOMPARE(m_server.received().size(), 1);
    }
    void afterALongOutageItWaitsForItsNextTime() {
        auto one = mailingPost(QStringLiteral("one"));
        m_clock.set(FixedClock().now() + 4 * 24h);
        work(*one);
        QVERIFY(m_server.received().isEmpty());
        m_clock.set(FixedClock().now() + 9 * 24h); // two days late
        work(*one);
        QCOMPARE(m_server.received().size(), 1);
    }
};

QTEST_GUILESS_MAIN(DispatcherWeeklyTest)
#include "DispatcherWeeklyTest.moc"
