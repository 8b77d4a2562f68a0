// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Clock.h"
#include "core/base/Ids.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/PostgresDepartment.h"
#include "tests/support/AlertFacts.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"
#include "tests/support/PythonServer.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace vigil;
using namespace vigil::test;
using namespace std::chrono_literals;

/// `vigilctl dispatch` as a program, on a real PostgreSQL and a real HL7 receiver. What it did is read from
/// outside.
class DispatchPostgresTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_server;
    Hl7Receiver m_receiver;
    SystemClock m_clock;

    void write(const QString& name, const QByteArray& text,
               QFile::Permissions rights = QFile::ReadOwner | QFile::WriteOwner) {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.setPermissions(rights);
    }
    QStringList arguments(const QString& device, const QStringList& words) {
        return QStringList{QStringLiteral("--config"), m_folder.filePath(device + ".ini"),
                           QStringLiteral("--data"), m_folder.filePath(device), QStringLiteral("--json")} +
               words;
    }
    void prepare(QProcess& process) {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PGPASSFILE"), m_folder.filePath("pgpass"));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    }
    std::unique_ptr<QProcess> start(const QString& device) {
        auto process = std::make_unique<QProcess>();
        prepare(*process);
        process->start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"),
                       arguments(device, {QStringLiteral("dispatch")}));
        process->waitForStarted();
        return process;
    }
    static void signal(const QProcess& process, int number) {
        ::kill(static_cast<pid_t>(process.processId()), number);
    }
    static void kill(QProcess& process) {
        signal(process, SIGKILL);
        process.waitForFinished();
    }
    /// Raised half an hour ago and never acknowledged; answers its id.
    QString raiseLate() {
        const auto alertId = toText(QUuid::createUuid());
        auto event = AlertFacts().raised().events().first().event;
        event.eventId = QUuid::createUuid();
        event.aggregateId = alertId;
        event.occurredAt = m_clock.now() - 31min;
        sync::PostgresDepartment department({.url = m_server->urlFor("kim"), .user = {}, .device = "desk"});
        const auto answers = department.append({event}, {});
        return answers && answers->first().outcome == sync::Appended::Outcome::Accepted ? alertId : QString();
    }
    int count(const QString& alertId, const QString& kind) {
        return PostgresServer::psql(
                   m_server->superuserUrl(),
                   QStringLiteral("SELECT count(*) FROM vigil.event WHERE aggregate_id='%1' AND kind='%2'")
                       .arg(alertId, kind))
            .trimmed()
            .toInt();
    }
    /// How often each message about an alert arrived, by control id.
    QMap<QString, int> arrived(const QString& alertId) const {
        QMap<QString, int> messages;
        for (const auto& each : m_receiver.received())
            for (const auto& observation : each.value("observations").toArray())
                if (observation.toObject().value("value").toString() == alertId)
                    ++messages[each.value("control").toString()];
        return messages;
    }
    bool beats() {
        return PostgresServer::psql(m_server->superuserUrl(),
                                    "SELECT key FROM vigil.lease WHERE topic='dispatcher' AND "
                                    "key='escalation' AND until>clock_timestamp()")
            .contains("escalation");
    }

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        if (!Hl7Receiver::isInstalled()) QSKIP("needs python3-hl7");
        QVERIFY(m_receiver.start());
        QVERIFY(m_server->createDatabase("vigil"));
        sync::DepartmentSchema schema(m_server->superuserUrl(), 30s);
        VIGIL_VERIFY(schema.init({}));
        VIGIL_VERIFY(schema.addUser({"kim", {"reporter"}, "secret"}, {}));
        VIGIL_VERIFY(schema.addUser({"dispatcher", {"dispatcher"}, "secret"}, {}));
        write("pgpass", "*:*:*:*:secret\n");
        write("addresses.yaml", "- role: Responsible consultant\n  hl7: epr\n"
                                "- role: Specialty registrar on call\n  hl7: epr\n");
        for (const auto* device : {"one", "two"})
            write(QString::fromLatin1(device) + ".ini",
                  QStringLiteral("[local]\naeTitle=VG-%1\n[user]\nid=dispatcher\n"
                                 "[department/ward]\nurl=postgresql://127.0.0.1:%2/vigil\n"
                                 "[hl7/epr]\nhost=127.0.0.1\nport=%3\nanswerTimeoutSeconds=2\n"
                                 "[dispatch]\naddresses=addresses.yaml\npatienceSeconds=5\n")
                      .arg(QString::fromLatin1(device).toUpper())
                      .arg(m_server->port())
                      .arg(m_receiver.port())
                      .toUtf8());
    }

    void oneRoundDoesItAllAndSaysSo() {
        const auto alertId = raiseLate();
        QVERIFY(!alertId.isEmpty());
        QProcess process;
        prepare(process);
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"),
                      arguments("one", {QStringLiteral("dispatch"), QStringLiteral("--once")}));
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 0);
        const auto said = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        QCOMPARE(said.value("escalated").toInt(), 1);
        QCOMPARE(said.value("sent").toInt(), 2); // whom it was raised for, and the back-up
        QCOMPARE(count(alertId, "notice.sent"), 2);
        QCOMPARE(arrived(alertId).size(), 2);
        QVERIFY(beats());
    }
    void aKilledDispatcherLosesNoNoticeAndSendsNoneAsAnother() {
        for (const auto* moment : {"alert.escalated", "notice.queued", "notice.sent"}) {
            const auto alertId = raiseLate();
            auto process = start("one");
            QTRY_VERIFY_WITH_TIMEOUT(count(alertId, moment) > 0, 15000);
            kill(*process);
            process = start("one");
            QTRY_COMPARE_WITH_TIMEOUT(count(alertId, "notice.sent"), 2, 15000);
            kill(*process);
            QCOMPARE(count(alertId, "alert.escalated"), 1);
            QCOMPARE(count(alertId, "notice.queued"), 2);
            QCOMPARE(arrived(alertId).size(), 2);
        }
    }
    void aLostAnswerIsOneMessageSentTwice() {
        const auto alertId = raiseLate();
        m_receiver.setPlan(QStringLiteral("drop"));
        auto process = start("one");
        QTRY_VERIFY_WITH_TIMEOUT(!arrived(alertId).isEmpty(), 15000);
        kill(*process); // between the message and its answer
        QCOMPARE(count(alertId, "notice.sent"), 0);
        m_receiver.setPlan(QStringLiteral("AA"));
        process = start("one");
        QTRY_COMPARE_WITH_TIMEOUT(count(alertId, "notice.sent"), 2, 20000);
        kill(*process);
        const auto messages = arrived(alertId);
        QCOMPARE(messages.size(), 2);
        QVERIFY(std::any_of(messages.begin(), messages.end(), [](int times) { return times > 1; }));
    }
    void ofTwoOneDelivers() {
        auto one = start("one");
        auto two = start("two");
        QStringList alerts;
        for (int i = 0; i < 5; ++i)
            alerts << raiseLate();
        for (const auto& alertId : alerts) {
            QTRY_COMPARE_WITH_TIMEOUT(count(alertId, "notice.sent"), 2, 15000);
            QCOMPARE(count(alertId, "alert.escalated"), 1);
            QCOMPARE(arrived(alertId).values(), (QList<int>{1, 1}));
        }
        kill(*one);
        kill(*two);
    }
    void aStoppedDispatcherMakesWayAndDoesNoHarmWhenItGoesOn() {
        auto one = start("one");
        const auto before = raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(count(before, "notice.sent"), 2, 15000);
        auto two = start("two");
        signal(*one, SIGSTOP);
        const auto alertId = raiseLate();
        QElapsedTimer timer;
        timer.start();
        QTRY_COMPARE_WITH_TIMEOUT(count(alertId, "notice.sent"), 2, 20000);
        qInfo("taken over after %lld ms", timer.elapsed());
        signal(*one, SIGCONT);
        const auto after = raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(count(after, "notice.sent"), 2, 15000);
        for (const auto& each : {alertId, after}) {
            QCOMPARE(count(each, "alert.escalated"), 1);
            QCOMPARE(arrived(each).values(), (QList<int>{1, 1}));
        }
        kill(*one);
        kill(*two);
    }
    void aRestartedServerIsFoundAgain() {
        auto one = start("one");
        const auto before = raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(count(before, "notice.sent"), 2, 15000);
        QVERIFY(m_server->restart());
        const auto alertId = raiseLate();
        QTRY_COMPARE_WITH_TIMEOUT(count(alertId, "notice.sent"), 2, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(beats(), 15000);
        kill(*one);
    }
    void aDataFolderInUseOrNoServerIsSaidPlainly() {
        write("alone.ini", "[user]\nid=dispatcher\n");
        QProcess process;
        prepare(process);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"),
                      arguments("alone", {QStringLiteral("dispatch"), QStringLiteral("--once")}));
        QVERIFY(process.waitForFinished(20000));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAll().contains("department on a server"));
    }
};

QTEST_GUILESS_MAIN(DispatchPostgresTest)
#include "DispatchPostgresTest.moc"
