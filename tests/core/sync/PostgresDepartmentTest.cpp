// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PostgresDepartment.h"

#include "core/journal/Chain.h"
#include "core/journal/EventCodec.h"
#include "core/journal/Seal.h"
#include "core/sync/DepartmentSchema.h"
#include "tests/support/DepartmentContract.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/PostgresServer.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <memory>
#include <thread>

using namespace vigil;
using namespace vigil::journal;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;
using Outcome = Appended::Outcome;

class PostgresDepartmentTest : public DepartmentContract {
    Q_OBJECT
protected:
    void startEmpty() override {
        m_departments.clear();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        PostgresServer::psql(
            m_server->superuserUrl(),
            QStringLiteral("DELETE FROM vigil.flagged; DELETE FROM vigil.part; DELETE FROM vigil.event; "
                           "DELETE FROM vigil.aggregate_activity; DELETE FROM vigil.revealed; "
                           "DELETE FROM vigil.device; DELETE FROM vigil.lease; "
                           "UPDATE vigil.head SET seq = 0, hash = decode(repeat('00', 32), 'hex'); "
                           "UPDATE vigil.log SET log_id = gen_random_uuid(), minimum_client = '0.1.0'"));
    }
    Department& as(const QString& user) override {
        auto& department = m_departments[user];
        if (!department) department = connectAs(user);
        return *department;
    }

private:
    std::unique_ptr<PostgresDepartment> connectAs(const QString& user,
                                                  std::chrono::milliseconds deadline = 10s) {
        return std::make_unique<PostgresDepartment>(
            PostgresDepartment::Options{m_server->urlFor(user), {}, QStringLiteral("laptop-7"), deadline});
    }
    QString tryAs(const QString& user, const QString& sql) {
        return PostgresServer::psql(m_server->urlFor(user), sql);
    }
    QString asAdmin(const QString& sql) { return PostgresServer::psql(m_server->superuserUrl(), sql); }

    const QString kim = QStringLiteral("kim");
    const QString lee = QStringLiteral("lee");
    std::unique_ptr<PostgresServer> m_server;
    std::map<QString, std::unique_ptr<PostgresDepartment>> m_departments;

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server) return;
        QVERIFY(m_server->createDatabase(QStringLiteral("vigil")));
        DepartmentSchema schema(m_server->superuserUrl(), 30s);
        const auto done = schema.init({});
        QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
        const QStringList reporter{QStringLiteral("reporter")};
        QVERIFY(schema.addUser({kim, reporter, QStringLiteral("secret")}, {}));
        QVERIFY(schema.addUser({lee, reporter, QStringLiteral("secret")}, {}));
        QVERIFY(schema.addUser({QStringLiteral("ann"), {QStringLiteral("auditor")}, QStringLiteral("secret")},
                               {}));
        QVERIFY(schema.addUser(
            {QStringLiteral("max"), {QStringLiteral("administrator")}, QStringLiteral("secret")}, {}));
        QVERIFY(schema.addUser(
            {QStringLiteral("dispatcher"), {QStringLiteral("dispatcher")}, QStringLiteral("secret")}, {}));
    }
    void cleanupTestCase() {
        m_departments.clear();
        m_server.reset();
    }

    void onlyTheDispatcherSettlesAndOnlyWhatIsOld() {
        auto& dispatcher = as(QStringLiteral("dispatcher"));
        appendAll(as(kim), {anAlert(QStringLiteral("a-1"))});
        appendAll(as(kim), {anAlert(QStringLiteral("a-2"))});
        const journal::AggregateKey first{aggregate::alert, QStringLiteral("a-1")};
        const auto given = [&] { return as(kim).bootstrap({})->events.size(); };
        QCOMPARE(as(kim).settle(first, 1, {}).error().code, Error::Code::Denied);
        QVERIFY(dispatcher.settle(first, 1, {})); // too young
        asAdmin(QStringLiteral("UPDATE vigil.aggregate_activity SET last_at = last_at - interval '31 days'"));
        QCOMPARE(given(), 2);
        QVERIFY(dispatcher.settle(first, 2, {})); // not its last event
        QCOMPARE(given(), 2);
        QVERIFY(dispatcher.settle(first, 1, {}));
        QCOMPARE(given(), 1);
        // Whatever happens there afterwards opens it again.
        appendAll(as(kim), {anEvent(kind::alertViewed).on(aggregate::alert, QStringLiteral("a-1"))});
        asAdmin(QStringLiteral("UPDATE vigil.aggregate_activity SET last_at = last_at - interval '31 days'"));
        QCOMPARE(given(), 3);
    }
    void theServersChainIsTheClientsChain() {
        Event full = anEvent(kind::alertAcknowledged).withSealed("{\"ü\": \"\\\\ \\\"{}, ,\"}");
        full.onBehalfOf = {QStringLiteral("Dr Jänsen, \"x\"\\"), QStringLiteral("r"), QStringLiteral("g"),
                           QStringLiteral("h")};
        const Event old = anAlert(QStringLiteral("a-2")).at(UtcTime(-1us));
        appendAll(as(kim), {anAlert(QStringLiteral("a-1")), full, old, aSignature(QStringLiteral("1.2.3"))});
        const auto batch = everything(as(kim));
        QCOMPARE(batch.events.size(), 4);
        QCOMPARE(batch.events[2].event, old);
        QVERIFY(chain::verify(batch.events, {}).isGood());
        // The sealed digest as well: salt and submitter are revealed with the part.
        const auto salt =
            asAdmin(QStringLiteral("SELECT encode(salt, 'hex') || ' ' || sealed_submitter FROM vigil.part "
                                   "WHERE seq = 4"))
                .split(QLatin1Char(' '));
        QCOMPARE(salt.value(1), kim);
        const auto sealed = as(kim).reveal(batch.events[3].event.eventId, {});
        QVERIFY(sealed);
        QCOMPARE(chain::sealedDigest(QByteArray::fromHex(salt[0].toLatin1()), *sealed, kim),
                 batch.events[3].receipt.sealedSha256);
        QCOMPARE(tryAs(QStringLiteral("ann"), QStringLiteral("SELECT vigil.first_bad(1, 99) IS NULL")),
                 QStringLiteral("t"));
        asAdmin(QStringLiteral(
            "UPDATE vigil.event SET received_at = received_at - interval '1 microsecond' WHERE seq = 2"));
        QCOMPARE(tryAs(QStringLiteral("ann"), QStringLiteral("SELECT vigil.first_bad(1, 99)")),
                 QStringLiteral("2"));
        QCOMPARE(chain::verify(everything(as(kim)).events, {}).firstBadSeq, 2);
    }
    void aWorkingSetComesInPagesOfOneState() {
        QList<Event> events;
        for (int i = 0; i < 5; ++i)
            events << anAlert(QStringLiteral("a-%1").arg(i));
        appendAll(as(kim), events);
        QList<qsizetype> sizes;
        const auto head = as(kim).bootstrapByPages(
            2,
            [&](const QList<LoggedEvent>& page) -> Result<void> {
                sizes << page.size();
                appendAll(as(lee), {Event(anAlert(QStringLiteral("late-%1").arg(sizes.size())).by(lee))});
                return {};
            },
            {});
        QVERIFY(head);
        QCOMPARE(head->seq, 5);
        QCOMPARE(sizes, (QList<qsizetype>{2, 2, 1}));
        // The news that came meanwhile is still news.
        QVERIFY(as(kim).waitForNews(0ms, {}));
        QCOMPARE(everything(as(kim)).events.size(), 8);
    }
    /// An administrator upgrades the department while people work: what they ask every second was prepared
    /// under the schema as it was.
    void anUpgradeMeanwhileIsNotNoticed() {
        appendAll(as(kim), {anAlert(QStringLiteral("a-1"))});
        QCOMPARE(everything(as(kim)).events.size(), 1);
        asAdmin(QStringLiteral(
            "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW vigil.logged AS SELECT q.*, 1 AS later FROM (' || "
            "rtrim(pg_get_viewdef('vigil.logged'::regclass), ';') || ') q'; EXECUTE "
            "pg_get_functiondef('vigil.since(uuid,bigint,bytea,int)'::regprocedure); END $$"));
        QCOMPARE(asAdmin(QStringLiteral("SELECT max(later) FROM vigil.logged")), QStringLiteral("1"));
        appendAll(as(kim), {anAlert(QStringLiteral("a-2"))});
        const auto since = as(kim).since(as(kim).hello({})->logId, {}, 100, {});
        QVERIFY2(since, qPrintable(since ? QString() : since.error().detail));
        QCOMPARE(std::get<Batch>(*since).events.size(), 2);
    }
    void aRowThatIsGoneIsNoticedByWhoeverReadsOn() {
        for (int i = 1; i <= 4; ++i)
            appendAll(as(kim), {anAlert(QStringLiteral("a-%1").arg(i))});
        const auto first = everything(as(kim)).events[0].receipt;
        asAdmin(QStringLiteral("DELETE FROM vigil.event WHERE seq = 2"));
        const auto rest = as(kim).since(first.logId, {first.seq, first.hash}, 3, {});
        QVERIFY(rest);
        QCOMPARE(std::get<Batch>(*rest).events.size(), 2);
        QCOMPARE(chain::verify(std::get<Batch>(*rest).events, {first.seq, first.hash}).firstBadSeq, 2);
        // All of a slice is gone: the log is longer, says its head, and there is nothing.
        const auto slice = as(kim).since(first.logId, {first.seq, first.hash}, 1, {});
        QVERIFY(!slice);
        QCOMPARE(slice.error().code, Error::Code::Corrupt);
    }
    void badElementsNeverTakeGoodOnesWithThem() {
        const auto good = QString::fromUtf8(encode(anAlert(QStringLiteral("a-1"))));
        auto nul = QString::fromUtf8(encode(anEvent(kind::alertViewed)));
        nul.replace(QStringLiteral("a-1"), QStringLiteral("a\\u0000"));
        auto noUuid = good;
        noUuid.replace(QRegularExpression(QStringLiteral("\"event_id\":\"[^\"]*")),
                       QStringLiteral("\"event_id\":\"patient"));
        auto noTime = QString::fromUtf8(encode(anEvent(kind::alertViewed)));
        noTime.replace(QStringLiteral("T03:17"), QStringLiteral(" 03:17"));
        const auto deep = QString(100'000, QLatin1Char('['));
        const auto answer = tryAs(
            kim, QStringLiteral("SELECT outcome || ' ' || at_seq || ' ' || reason FROM vigil.append(ARRAY["
                                "$q$%1$q$, $q$%2$q$, '{', NULL, $q$%3$q$, $q$%4$q$, '[]', $q$%5$q$])")
                     .arg(good, nul, noUuid, noTime, deep));
        const auto lines = answer.split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 8);
        QVERIFY2(lines[0].startsWith(QLatin1String("accepted 1")), qPrintable(answer));
        for (int line = 1; line < lines.size(); ++line)
            QVERIFY2(lines[line].startsWith(QLatin1String("refused 0")), qPrintable(lines[line]));
        QVERIFY(!answer.contains(QLatin1String("patient")));
        QCOMPARE(everything(as(kim)).head.seq, 1);
    }
    void aPlainRoleCannotTouchTheTables() {
        appendAll(as(kim), {anAlert(QStringLiteral("a-1")), aSignature(QStringLiteral("1.2.3"))});
        for (const auto* sql :
             {"SELECT * FROM vigil.event", "SELECT * FROM vigil.part", "SELECT * FROM vigil.logged",
              "UPDATE vigil.event SET author = 'x'", "DELETE FROM vigil.part", "TRUNCATE vigil.event",
              "INSERT INTO vigil.may VALUES ('vigil_reporter', 'policy.*')", "UPDATE vigil.head SET seq = 9",
              "SET ROLE vigil_owner", "DROP SCHEMA vigil CASCADE", "CREATE TABLE vigil.x (y int)",
              "SELECT vigil.take('{}', NULL, 0, NULL, '{}')", "SELECT * FROM vigil.head_now()",
              "SELECT vigil.register_device('d', 'x')", "SELECT * FROM vigil.reveals()",
              "CREATE TEMP TABLE head (seq bigint)"}) {
            const auto answer = tryAs(kim, QString::fromLatin1(sql));
            QVERIFY2(answer.contains(QLatin1String("permission denied")) ||
                         answer.contains(QLatin1String("must be owner")),
                     qPrintable(QLatin1String(sql) + answer));
        }
        QCOMPARE(everything(as(kim)).events.size(), 2);
    }
    void rightsDecideWhoRecordsWhat() {
        const Event policy =
            anEvent(QStringLiteral("policy.published")).on(QStringLiteral("policy"), QStringLiteral("p"));
        QCOMPARE(appendAll(as(kim), {policy})[0].outcome, Outcome::Refused);
        Event own = policy;
        own.author = QStringLiteral("max");
        QCOMPARE(appendAll(as(QStringLiteral("max")), {own})[0].outcome, Outcome::Accepted);
        QCOMPARE(
            appendAll(as(QStringLiteral("ann")), {anEvent(kind::alertViewed).by(QStringLiteral("ann"))})[0]
                .outcome,
            Outcome::Refused);
        QCOMPARE(appendAll(as(QStringLiteral("ann")),
                           {anAlert(QStringLiteral("a-1")).by(QStringLiteral("ann"))})[0]
                     .outcome,
                 Outcome::Accepted);
    }
    void nobodyWritesInSomebodysNameThroughPsqlEither() {
        const Event asLee = anEvent(kind::alertClosed).by(lee).from(QStringLiteral("my-laptop"), 1);
        const auto answer = tryAs(kim, QStringLiteral("SELECT outcome FROM vigil.append(ARRAY[$q$%1$q$])")
                                           .arg(QString::fromUtf8(encode(asLee))));
        QCOMPARE(answer, QStringLiteral("refused"));
        QVERIFY(tryAs(kim, QStringLiteral("SET SESSION AUTHORIZATION lee"))
                    .contains(QLatin1String("permission denied")));
    }
    void aMisspeltRoleCannotEndAllAppends() {
        QVERIFY(asAdmin(QStringLiteral("INSERT INTO vigil.may VALUES ('vigil_reportr', 'alert.*')"))
                    .contains(QLatin1String("may_role_exists")));
    }
    void thePasswordMayStandInPgpass() {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("pgpass")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QStringLiteral("127.0.0.1:%1:vigil:kim:secret\n").arg(m_server->port()).toUtf8());
        file.close();
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        const auto url = QStringLiteral("postgresql://127.0.0.1:%1/vigil").arg(m_server->port());
        PostgresDepartment without({url, kim, {}, 10s});
        QCOMPARE(without.hello({}).error().code, Error::Code::Refused);
        qputenv("PGPASSFILE", file.fileName().toUtf8());
        PostgresDepartment with({url, kim, {}, 10s});
        const auto hello = with.hello({});
        qunsetenv("PGPASSFILE");
        QVERIFY(hello);
    }
    void someoneWithoutARoleCanStillRaiseAnAlert() {
        asAdmin(QStringLiteral(
            "CREATE ROLE guest LOGIN PASSWORD 'secret'; GRANT CONNECT ON DATABASE vigil TO guest"));
        const auto answers = appendAll(as(QStringLiteral("guest")),
                                       {anAlert(QStringLiteral("a-1")).by(QStringLiteral("guest"))});
        QCOMPARE(answers.value(0).outcome, Outcome::Accepted);
        QVERIFY(!answers[0].reason.isEmpty());
        QVERIFY(
            asAdmin(QStringLiteral("SELECT what FROM vigil.flags()")).contains(QLatin1String("no right")));
        QCOMPARE(as(QStringLiteral("guest")).since({}, {}, 1, {}).error().code, Error::Code::Denied);
    }
    void aRegisteredDeviceRelays() {
        const Event queued = anEvent(kind::alertAcknowledged).by(lee);
        QCOMPARE(appendAll(as(kim), {queued})[0].outcome, Outcome::Refused);
        tryAs(QStringLiteral("max"),
              QStringLiteral("SELECT vigil.register_device('laptop-7', 'reading room')"));
        QCOMPARE(appendAll(as(kim), {queued, aSignature(QStringLiteral("1.2.3")).by(lee)})[0].outcome,
                 Outcome::Accepted);
        const auto logged = everything(as(kim)).events;
        QCOMPARE(logged.size(), 2);
        QCOMPARE(logged[0].receipt.submitter, kim);
        const Event nobody = anEvent(kind::alertViewed).by(QStringLiteral("nobody"));
        QCOMPARE(appendAll(as(kim), {nobody})[0].outcome, Outcome::Refused);
        tryAs(QStringLiteral("max"), QStringLiteral("SELECT vigil.revoke_device('laptop-7')"));
        QCOMPARE(appendAll(as(kim), {anEvent(kind::alertAcknowledged).by(lee)})[0].outcome, Outcome::Refused);
    }
    void onlySomeMaySeeWhoSigned() {
        const Event signature = aSignature(QStringLiteral("1.2.3"));
        appendAll(as(kim), {signature});
        QCOMPARE(as(lee).reveal(signature.eventId, {}).error().code, Error::Code::Denied);
        QCOMPARE(sealedAuthor(*as(QStringLiteral("ann")).reveal(signature.eventId, {})).author, kim);
        QVERIFY(tryAs(QStringLiteral("ann"), QStringLiteral("SELECT who FROM vigil.reveals()"))
                    .contains(QLatin1String("ann")));
    }
    void aRedactedPartKeepsTheChain() {
        const Event alert = anAlert(QStringLiteral("a-1"));
        appendAll(as(kim), {alert});
        const auto open =
            "{\"event_id\":\"" + alert.eventId.toByteArray(QUuid::WithoutBraces) + "\",\"part\":\"open\"}";
        const Event redaction =
            anEvent(QStringLiteral("part.redacted")).by(QStringLiteral("max")).withOpen(open);
        QCOMPARE(appendAll(as(QStringLiteral("max")), {redaction})[0].outcome, Outcome::Accepted);
        const auto batch = everything(as(kim));
        QVERIFY(batch.events[0].event.open.isEmpty());
        QVERIFY(chain::verify(batch.events, {}).isGood());
        QCOMPARE(appendAll(as(kim), {alert})[0].outcome, Outcome::Duplicate);
    }
    void aWrongPasswordIsALoginFailure() {
        for (const auto& url :
             {m_server->urlFor(kim, QStringLiteral("wrong")), m_server->urlFor(QStringLiteral("nobody"))}) {
            PostgresDepartment department({url, {}, {}, 10s});
            const auto answer = department.hello({});
            QVERIFY(!answer);
            QCOMPARE(answer.error().code, Error::Code::Refused);
            QVERIFY(answer.error().message.contains(QLatin1String("password")));
        }
    }
    void whatIsNotADepartmentIsNamed() {
        PostgresDepartment missing(
            {m_server->urlFor(kim, QStringLiteral("secret"), QStringLiteral("nowhere")), {}, {}, 10s});
        QCOMPARE(missing.hello({}).error().code, Error::Code::NotFound);
        PostgresDepartment empty(
            {m_server->urlFor(kim, QStringLiteral("secret"), QStringLiteral("postgres")), {}, {}, 10s});
        QCOMPARE(empty.hello({}).error().code, Error::Code::NotFound);
        PostgresDepartment nonsense({QStringLiteral("postgresql://[/"), {}, {}, 10s});
        QCOMPARE(nonsense.hello({}).error().code, Error::Code::Invalid);
    }
    void anAbsentServerIsUnreachable() {
        PostgresDepartment department({QStringLiteral("postgresql://kim@127.0.0.1:1/vigil"), {}, {}, 10s});
        QCOMPARE(department.hello({}).error().code, Error::Code::Unreachable);
    }
    void anOldClientIsToldWhichItNeeds() {
        asAdmin(QStringLiteral("UPDATE vigil.log SET minimum_client = '7.1'"));
        const auto answer = as(kim).hello({});
        QCOMPARE(answer.error().code, Error::Code::Newer);
        QVERIFY(answer.error().message.contains(QLatin1String("7.1")));
    }
    void aSilentServerCostsTheDeadlineAndIsFoundAgain() {
        auto department = connectAs(kim, 700ms);
        QVERIFY(department->hello({}));
        m_server->suspend();
        QElapsedTimer timer;
        timer.start();
        const auto connected = department->append({anAlert(QStringLiteral("a-1"))}, {});
        const auto reconnecting = department->hello({});
        const auto elapsed = timer.elapsed();
        m_server->resume();
        QCOMPARE(connected.error().code, Error::Code::Timeout);
        QCOMPARE(reconnecting.error().code, Error::Code::Timeout);
        QVERIFY2(elapsed > 1'300 && elapsed < 8'000, qPrintable(QString::number(elapsed)));
        QTRY_VERIFY(department->hello({}).has_value());
        // The event may have been written although nobody heard of it: sending it again is safe.
        QVERIFY(department->append({anAlert(QStringLiteral("a-1"))}, {}));
    }
    void aStopEndsACallToASilentServer() {
        auto department = connectAs(kim);
        QVERIFY(department->hello({}));
        m_server->suspend();
        std::stop_source source;
        QElapsedTimer timer;
        timer.start();
        std::jthread other([&source] { source.request_stop(); });
        const auto answer = department->hello(source.get_token());
        m_server->resume();
        QCOMPARE(answer.error().code, Error::Code::Cancelled);
        QVERIFY(timer.elapsed() < 8'000);
    }
    void aRestartInTheMiddleLosesNothing() {
        const Event event = anAlert(QStringLiteral("a-1"));
        QCOMPARE(appendAll(as(kim), {event})[0].outcome, Outcome::Accepted);
        QVERIFY(m_server->restart());
        QTRY_COMPARE(appendAll(as(kim), {event}).value(0).outcome, Outcome::Duplicate);
        m_server->kill();
        QVERIFY(!as(kim).hello({}));
        QCOMPARE(as(kim).hello({}).error().code, Error::Code::Unreachable);
        QVERIFY(m_server->restart());
        QTRY_VERIFY(as(kim).hello({}).has_value());
        QCOMPARE(appendAll(as(kim), {event}).value(0).outcome, Outcome::Duplicate);
        // After a lost connection something may have happened: no waiting.
        QElapsedTimer timer;
        timer.start();
        QVERIFY(as(kim).waitForNews(20s, {}));
        QVERIFY(timer.elapsed() < 10'000);
    }
    void aRestoredBackupIsAFork() {
        const QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("backup"));
        appendAll(as(kim), {anAlert(QStringLiteral("a-1"))});
        const auto common = everything(as(kim)).head;
        const auto logId = as(kim).hello({})->logId;
        QVERIFY(m_server->dump(QStringLiteral("vigil"), file));
        const Event lost = anAlert(QStringLiteral("a-2"));
        appendAll(as(kim), {lost});
        const auto ahead = everything(as(kim)).head;
        QVERIFY(m_server->restore(QStringLiteral("vigil"), file));
        const auto isFork = [&](const Position& from) {
            const auto since = as(kim).since(logId, from, 10, {});
            return since && std::holds_alternative<Fork>(*since);
        };
        QTRY_VERIFY(as(kim).hello({}).has_value());
        QVERIFY(isFork(ahead));
        QVERIFY(!isFork(common));
        appendAll(as(lee), {anAlert(QStringLiteral("a-3")).by(lee)});
        QVERIFY(isFork(ahead));
        QCOMPARE(*as(kim).hashAt(1, {}), common.hash);
        QCOMPARE(appendAll(as(kim), {lost})[0].seq, 3);
        QVERIFY(chain::verify(everything(as(kim)).events, {}).isGood());
    }
    void newsReachTheOtherClientWithinASecond() {
        (void)as(lee).waitForNews(0ms, {});
        (void)as(kim).hello({});
        QElapsedTimer timer;
        std::jthread other([&] {
            auto sender = connectAs(kim);
            (void)sender->hello({});
            timer.start();
            (void)sender->append({anAlert(QStringLiteral("a-1"))}, {});
        });
        QVERIFY(as(lee).waitForNews(20s, {}));
        other.join();
        QVERIFY2(timer.elapsed() < 1'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(everything(as(lee)).events.size(), 1);
    }
    void aClaimIsNewsButItsRenewalIsNot() {
        (void)as(lee).waitForNews(0ms, {});
        QVERIFY(as(kim).setPresence(QStringLiteral("claim"), QStringLiteral("1.2.3"), 60s, {}));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(as(lee).waitForNews(20s, {}));
        QVERIFY(timer.elapsed() < 10'000);
        QVERIFY(as(kim).setPresence(QStringLiteral("claim"), QStringLiteral("1.2.3"), 60s, {}));
        timer.start();
        QVERIFY(as(lee).waitForNews(300ms, {}));
        QVERIFY(timer.elapsed() >= 295);
    }
    void onlyTheDispatcherBeatsForTheDispatcher() {
        const auto topic = QStringLiteral("dispatcher");
        QCOMPARE(as(kim).setPresence(topic, topic, 60s, {}).error().code, Error::Code::Denied);
        QVERIFY(as(topic).setPresence(topic, topic, 60s, {}));
        QCOMPARE(as(kim).presence(topic, {})->size(), 1);
    }
    void aHeldLogIsBusyNotHanging() {
        PgConnection::Settings settings{m_server->superuserUrl(), {}, 10s};
        const platform::Waker waker;
        auto holder = PgConnection::open(settings, waker, {});
        QVERIFY(holder);
        QVERIFY((*holder)->script("BEGIN; SELECT FROM vigil.head FOR UPDATE", {}));
        asAdmin(QStringLiteral("ALTER FUNCTION vigil.append SET lock_timeout = '300ms'"));
        const auto answer = as(kim).append({anAlert(QStringLiteral("a-1"))}, {});
        asAdmin(QStringLiteral("ALTER FUNCTION vigil.append SET lock_timeout = '5s'"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, Error::Code::Busy);
        holder->reset();
        QTRY_VERIFY(as(kim).append({anAlert(QStringLiteral("a-1"))}, {}).has_value());
    }
    void fourClientsWriteOneChainWithoutGaps() {
        constexpr int clients = 4;
        constexpr int batches = 10;
        {
            std::vector<std::jthread> threads;
            for (int client = 0; client < clients; ++client)
                threads.emplace_back([this, client] {
                    auto department = connectAs(client % 2 == 0 ? kim : lee);
                    for (int batch = 0; batch < batches; ++batch) {
                        QList<Event> events;
                        for (int i = 0; i < 5; ++i)
                            events.append(
                                anAlert(QStringLiteral("a-%1").arg(client)).by(client % 2 == 0 ? kim : lee));
                        (void)department->append(events, {});
                    }
                });
        }
        const auto batch = everything(as(kim));
        QCOMPARE(batch.events.size(), clients * batches * 5);
        QVERIFY(chain::verify(batch.events, {}).isGood());
        UtcTime before{};
        for (const auto& logged : batch.events) {
            QVERIFY(logged.receipt.receivedAt >= before);
            before = logged.receipt.receivedAt;
        }
    }
};

QTEST_GUILESS_MAIN(PostgresDepartmentTest)
#include "PostgresDepartmentTest.moc"
