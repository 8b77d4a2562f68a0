// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Mail.h"
#include "tests/support/FaultProxy.h"
#include "tests/support/NoticeBuilder.h"
#include "tests/support/PythonServer.h"
#include "tests/support/TestCertificates.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace vigil;
using namespace vigil::notify;
using namespace vigil::test;
using namespace std::chrono_literals;
using sync::Delivered;
using sync::OutboxMessage;
using sync::Rejected;
using sync::RetryLater;
using Content = MailSettings::Content;
using Security = MailSettings::Security;

/// Against a mail server that is not ours: python3-aiosmtpd.
class MailTest : public QObject {
    Q_OBJECT
    MailReceiver m_server;

    MailSettings settings(quint16 port, Security security = Security::Off) const {
        MailSettings settings;
        settings.url = QStringLiteral("smtp://localhost:%1").arg(port);
        settings.from = QStringLiteral("vigil@trust.example");
        settings.security = security;
        settings.deadline = 2s;
        settings.telephone = QStringLiteral("ext. 4711");
        return settings;
    }
    static OutboxMessage letter(const MailSettings& settings, const notify::AlertNotice& notice = aNotice()) {
        const auto to = QStringLiteral("consultant@trust.example");
        OutboxMessage row;
        row.payload = mailPayload(to, alertMail(notice, to, settings));
        return row;
    }
    static QString textOf(const QByteArray& mail) {
        return QString::fromUtf8(QByteArray::fromBase64(mail.mid(mail.indexOf("\r\n\r\n"))));
    }
    static QString reasonOf(const QList<sync::Delivery>& deliveries) {
        if (const auto* later = std::get_if<RetryLater>(&deliveries.first())) return later->message;
        if (const auto* rejected = std::get_if<Rejected>(&deliveries.first())) return rejected->reason;
        return QStringLiteral("delivered");
    }
    /// What no reference-only letter may hold, in any part.
    static bool namesThePatient(const QString& text) {
        for (const auto* word : {"Müller", "Anna", "X-77", "ACC-1", "ORD-1", "neumothorax", "1956", "drain"})
            if (text.contains(QString::fromUtf8(word))) return true;
        return false;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!MailReceiver::isInstalled()) QSKIP("needs python3-aiosmtpd");
        QVERIFY(m_server.start());
    }
    void init() {
        m_server.setPlan({});
        m_server.forget();
    }

    void aReferenceArrivesAndNamesNobody() {
        const auto how = settings(m_server.port());
        MailDestination destination(how);
        auto notice = aNotice();
        notice.link = QStringLiteral("https://vigil.trust.example/a/Zk3/q8");
        QVERIFY(std::holds_alternative<Delivered>(destination.deliver({letter(how, notice)}, {}).first()));
        const auto mail = m_server.received().value(0);
        QCOMPARE(mail.value("to").toArray().first().toString(), "consultant@trust.example");
        QCOMPARE(mail.value("subject").toString(), "Imaging alert (Critical): please acknowledge");
        QCOMPARE(mail.value("id").toString(), "<0b7d7b52-1111-4222-8333-444455556666@trust.example>");
        const auto body = mail.value("body").toString();
        QVERIFY2(!namesThePatient(mail.value("subject").toString() + body), qPrintable(body));
        QVERIFY(body.contains("Open the alert: https://vigil.trust.example/a/Zk3/q8"));
        QVERIFY(body.contains("To be acknowledged by: 24 November 2026, 09:29"));
        QVERIFY(body.contains("does not acknowledge the alert"));
        QVERIFY(body.contains("ext. 4711"));
    }
    void whatDoesNotStandAnyMoreIsSaidInAShortLetter() {
        auto how = settings(m_server.port());
        how.content = Content::MinimumOverSecureMail;
        MailDestination destination(how);
        const auto said = [&](alert::AlertChange::What what) {
            m_server.forget();
            auto row = letter(how);
            row.payload =
                mailPayload(QStringLiteral("consultant@trust.example"),
                            alertMail(aCorrection(what), QStringLiteral("consultant@trust.example"), how));
            static_cast<void>(destination.deliver({row}, {}));
            return m_server.received().value(0);
        };
        const auto withdrawn = said(alert::AlertChange::What::Withdrawn);
        QCOMPARE(withdrawn.value("subject").toString(), "Imaging alert (Critical): withdrawn");
        const auto body = withdrawn.value("body").toString();
        QVERIFY2(body.contains("This alert was withdrawn. Nobody has to act on it."), qPrintable(body));
        QVERIFY(body.contains("6a2b1c00-aaaa-4bbb-8ccc-ddddeeeeffff"));
        QVERIFY(!body.contains("It stays open") && !body.contains("acknowledged by"));
        QVERIFY(!namesThePatient(body));
        const auto lowered = said(alert::AlertChange::What::Lowered);
        QCOMPARE(lowered.value("subject").toString(), "Imaging alert: now Critical instead of Immediate");
        QVERIFY(lowered.value("body").toString().contains("It stays open"));
        QCOMPARE(said(alert::AlertChange::What::Superseded).value("subject").toString(),
                 "Imaging alert (Critical): replaced by another one");
        QCOMPARE(said(alert::AlertChange::What::Restored).value("subject").toString(),
                 "Imaging alert (Critical): it stands after all");
    }
    void theMinimumGoesOverSecureMailOnly() {
        auto how = settings(m_server.port());
        how.content = Content::MinimumOverSecureMail; // but no encryption is asked for
        QVERIFY(!namesThePatient(QString::fromUtf8(QByteArray::fromBase64(
            alertMail(aNotice(), QStringLiteral("a@b"), how).split('\n').mid(11).join()))));
        how.security = Security::Required;
        const auto body = QString::fromUtf8(QByteArray::fromBase64(
            alertMail(aNotice(), QStringLiteral("a@b"), how).split('\n').mid(11).join()));
        QVERIFY2(body.contains("X-77") && body.contains("pneumothorax"), qPrintable(body));
        QVERIFY(!body.contains(QStringLiteral("Müller")));
        auto restricted = aNotice();
        restricted.restricted = AlertNotice::Restricted::Yes;
        QVERIFY(!namesThePatient(QString::fromUtf8(QByteArray::fromBase64(
            alertMail(restricted, QStringLiteral("a@b"), how).split('\n').mid(11).join()))));
    }
    void theMinimumSaysWhereAndByWhen() {
        auto how = settings(25, Security::Required);
        how.content = Content::MinimumOverSecureMail;
        auto notice = aNotice();
        notice.finding.site = QStringLiteral("Lung");
        notice.finding.laterality = alert::Laterality::Left;
        notice.finding.dueDate = QDate(2026, 12, 1);
        const auto body = textOf(alertMail(notice, QStringLiteral("a@b"), how));
        QVERIFY2(body.contains("Where: Lung, left\r\n"), qPrintable(body));
        QVERIFY(body.contains("Recommended: Chest drain\r\nTo be done by: 1 December 2026\r\n"));
        notice.restricted = AlertNotice::Restricted::Yes;
        QVERIFY(!textOf(alertMail(notice, QStringLiteral("a@b"), how)).contains("Lung"));
        notice.restricted = AlertNotice::Restricted::No;
        how.content = Content::ReferenceOnly;
        QVERIFY(!textOf(alertMail(notice, QStringLiteral("a@b"), how)).contains("Lung"));
    }
    void aCopyAsksForNothingAndSaysWhoIsAsked() {
        auto notice = aNotice();
        notice.to = {{}, QStringLiteral("Cancer tracking")};
        notice.copy = true;
        notice.owner = {QStringLiteral("Robin^Chris"), QStringLiteral("Responsible consultant")};
        const auto mail = alertMail(notice, QStringLiteral("a@b"), settings(25));
        QVERIFY(mail.contains("Subject: Imaging alert (Critical): for your information\r\n"));
        const auto body = textOf(mail);
        QVERIFY2(body.contains("For your information"), qPrintable(body));
        QVERIFY(body.contains("Robin, Chris (Responsible consultant) is asked to act"));
        for (const auto* asks : {"acknowledge by", "acknowledged by", "you are asked"})
            QVERIFY2(!body.contains(asks), asks);
    }
    void whoseMatterIsThePatientIsNotAskedToClose() {
        auto notice = aNotice();
        notice.to = {{}, QStringLiteral("Fail-safe officer")};
        notice.rung = 1;
        notice.asks = AlertNotice::Asks::TellPatient;
        const auto body = textOf(alertMail(notice, QStringLiteral("a@b"), settings(25)));
        QVERIFY2(body.contains("see that the patient is told"), qPrintable(body));
        QVERIFY(body.contains("until it is recorded that the patient was told"));
        for (const auto* other :
             {"nobody has closed", "not acknowledged in time", "taken responsibility", "acknowledged by"})
            QVERIFY2(!body.contains(other), other);
        QVERIFY(!namesThePatient(body));
        notice.asks = AlertNotice::Asks::Close;
        QVERIFY(textOf(alertMail(notice, QStringLiteral("a@b"), settings(25))).contains("nobody has closed"));
    }
    void noSubjectNamesThePatient() {
        auto how = settings(m_server.port(), Security::Required);
        how.content = Content::MinimumOverSecureMail;
        const auto head = alertMail(aNotice(), QStringLiteral("a@b"), how).split('\n').mid(0, 10).join();
        QVERIFY(!namesThePatient(QString::fromUtf8(head)));
    }
    void encryptionIsUsedAndChecked() {
        TestCertificates certificates;
        const auto files = certificates.issue();
        MailReceiver server(files.certificate, files.privateKey);
        QVERIFY(server.start());
        auto how = settings(server.port(), Security::Required);
        how.caCertificates = certificates.authority();
        MailDestination destination(how);
        QCOMPARE(reasonOf(destination.deliver({letter(how)}, {})), "delivered");
        QVERIFY(server.received().value(0).value("encrypted").toBool());

        how.caCertificates = TestCertificates().authority(); // gone: no authority at all
        MailDestination mistrusts(how);
        QVERIFY(reasonOf(mistrusts.deliver({letter(how)}, {})).contains("certificate"));
        QCOMPARE(server.received().size(), 1);
    }
    void aServerWithoutEncryptionGetsNothing() {
        const auto how = settings(m_server.port(), Security::Required);
        MailDestination destination(how);
        QVERIFY(reasonOf(destination.deliver({letter(how)}, {})).contains("no encryption"));
        QVERIFY(m_server.received().isEmpty());
    }
    void aRefusedAddressParksAndHoldsUpNobodyElse() {
        const auto how = settings(m_server.port());
        MailDestination destination(how);
        for (const auto* plan : {"rcpt 550", "data 554"}) {
            m_server.setPlan(plan);
            const auto deliveries = destination.deliver({letter(how)}, {});
            QVERIFY2(std::holds_alternative<Rejected>(deliveries.first()), qPrintable(reasonOf(deliveries)));
            QVERIFY(reasonOf(deliveries).contains(QString::fromLatin1(plan).right(3)));
            QVERIFY(!reasonOf(deliveries).contains("Kowalska"));
            QVERIFY(!reasonOf(deliveries).contains("consultant"));
        }
        m_server.setPlan({});
        QCOMPARE(reasonOf(destination.deliver({letter(how)}, {})), "delivered");
    }
    void aBusyServerIsTriedAgain() {
        const auto how = settings(m_server.port());
        MailDestination destination(how);
        for (const auto* plan : {"rcpt 451", "data 452"}) {
            m_server.setPlan(plan);
            const auto deliveries = destination.deliver({letter(how)}, {});
            const auto* later = std::get_if<RetryLater>(&deliveries.first());
            QVERIFY2(later, qPrintable(reasonOf(deliveries)));
            QCOMPARE(later->cause, RetryLater::Cause::Unconfirmed);
        }
    }
    void whatIsRefusedBeforeARecipientIsNamedGivesNoLetterUp() {
        auto how = settings(m_server.port());
        QTemporaryDir folder;
        how.netrc = folder.filePath(QStringLiteral("netrc"));
        QFile file(how.netrc);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("machine localhost login vigil password secret\n");
        file.close();
        MailDestination destination(how);
        for (const auto* plan : {"ehlo 550", "ehlo 421", "auth 454", "mail 550", "mail 451"}) {
            m_server.setPlan(plan);
            const auto deliveries = destination.deliver({letter(how)}, {});
            const auto* later = std::get_if<RetryLater>(&deliveries.first());
            QVERIFY2(later, plan);
            QVERIFY2(later->cause == RetryLater::Cause::Busy, plan);
            QVERIFY2(later->message.contains(QString::fromLatin1(plan).right(3)), qPrintable(later->message));
            QVERIFY(!later->message.contains("Kowalska"));
        }
        m_server.setPlan(QStringLiteral("auth 535"));
        const auto denied = destination.deliver({letter(how)}, {});
        const auto* paused = std::get_if<RetryLater>(&denied.first());
        QVERIFY(paused);
        QCOMPARE(paused->cause, RetryLater::Cause::LoginFailed);
        m_server.setPlan({});
        QCOMPARE(reasonOf(destination.deliver({letter(how)}, {})), "delivered");
    }
    void aLostAnswerMeansTheSameLetterAgain() {
        const auto how = settings(m_server.port());
        MailDestination destination(how);
        m_server.setPlan(QStringLiteral("drop"));
        QVERIFY(std::holds_alternative<RetryLater>(destination.deliver({letter(how)}, {}).first()));
        m_server.setPlan({});
        QCOMPARE(reasonOf(destination.deliver({letter(how)}, {})), "delivered");
        const auto mails = m_server.received();
        QCOMPARE(mails.size(), 2);
        QCOMPARE(mails.at(0).value("id"), mails.at(1).value("id"));
        QCOMPARE(mails.at(0).value("body"), mails.at(1).value("body"));
    }
    void aSilentServerCostsTheDeadlineAndStopsTheRest() {
        m_server.setPlan(QStringLiteral("stall"));
        const auto how = settings(m_server.port());
        MailDestination destination(how);
        QElapsedTimer timer;
        timer.start();
        const auto deliveries = destination.deliver({letter(how), letter(how)}, {});
        QCOMPARE(deliveries.size(), 2);
        QCOMPARE(std::get<RetryLater>(deliveries.first()).cause, RetryLater::Cause::Silent);
        QVERIFY(timer.elapsed() < 4000);
        QCOMPARE(m_server.received().size(), 1);
    }
    void nobodyThereIsSaidAtOnce() {
        const auto how = settings(freePort());
        MailDestination destination(how);
        QVERIFY(reasonOf(destination.deliver({letter(how)}, {})).contains("cannot be reached"));
    }
    void aStopEndsTheWaitAndTellsNothing() {
        m_server.setPlan(QStringLiteral("stall"));
        auto how = settings(m_server.port());
        how.deadline = 60s;
        MailDestination destination(how);
        std::stop_source stop;
        std::jthread later([&] {
            while (m_server.received().isEmpty())
                std::this_thread::yield();
            stop.request_stop();
        });
        QVERIFY(destination.deliver({letter(how)}, stop.get_token()).isEmpty());
    }
    void noAddressBeginsAnotherHeader() {
        const auto mail = alertMail(aNotice(), QStringLiteral("a@b\r\nBcc: everybody@else"), settings(25));
        QVERIFY(!mail.contains("\r\nBcc:"));
    }
};

QTEST_GUILESS_MAIN(MailTest)
#include "MailTest.moc"
