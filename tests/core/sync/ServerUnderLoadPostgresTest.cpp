// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/DepartmentSchema.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"
#include "tests/support/WorkerDesk.h"

#include <QTemporaryDir>
#include <QTest>

#include <spdlog/spdlog.h>

using namespace vigil;
using namespace vigil::test;
using namespace std::chrono_literals;
using State = sync::DestinationStatus::State;
namespace kind = journal::kind;

namespace {

constexpr int deskCount = 5;
constexpr int patience = 60'000;

/// A reader who raises an alert many times a second and looks at others', whatever the server
/// does.
class BusyReader {
public:
    BusyReader(WorkerDesk& desk, QString name)
        : m_desk(desk), m_name(std::move(name)),
          m_thread([this](const std::stop_token& stop) { work(stop); }) {}

    [[nodiscard]] int raised() const { return m_raised; }
    void finish() {
        m_thread.request_stop();
        m_thread.join();
    }

private:
    void work(const std::stop_token& stop) {
        std::mutex mutex;
        std::condition_variable_any pace;
        std::unique_lock lock(mutex);
        while (!stop.stop_requested()) {
            const auto id = m_name + QString::number(m_raised);
            m_desk.act(kind::alertRaised, id);
            m_desk.act(kind::alertViewed, id);
            ++m_raised;
            pace.wait_for(lock, stop, 60ms, [] { return false; });
        }
    }

    WorkerDesk& m_desk;
    QString m_name;
    std::atomic<int> m_raised = 0;
    std::jthread m_thread;
};

} // namespace

/// Five computers at work while their server dies and while it is replaced by an older copy.
class ServerUnderLoadPostgresTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PostgresServer> m_server;
    std::vector<std::unique_ptr<WorkerDesk>> m_desks;
    std::vector<std::unique_ptr<BusyReader>> m_readers;

    QString asked(const QString& sql) { return PostgresServer::psql(m_server->superuserUrl(), sql); }
    int logged() { return asked("SELECT count(*) FROM vigil.event").toInt(); }
    int raised() const {
        int sum = 0;
        for (const auto& reader : m_readers)
            sum += reader->raised();
        return sum;
    }
    void growBy(int events) {
        const int from = logged();
        QTRY_VERIFY_WITH_TIMEOUT(logged() >= from + events, patience);
    }
    void raiseMore(int alerts) {
        const int from = raised();
        QTRY_VERIFY_WITH_TIMEOUT(raised() >= from + alerts, patience);
    }
    void settle() {
        for (auto& reader : m_readers)
            reader->finish();
        for (auto& desk : m_desks)
            desk->tryNow();
        for (auto& desk : m_desks)
            QTRY_COMPARE_WITH_TIMEOUT(desk->undelivered(), 0, patience);
        const int expected = 2 * raised();
        QTRY_COMPARE_WITH_TIMEOUT(logged(), expected, patience);
        QMap<QString, QStringList> log;
        for (const auto& line :
             asked("SELECT aggregate_id || ' ' || event_id FROM vigil.event ORDER BY seq").split('\n'))
            log[line.section(' ', 0, 0)] << line.section(' ', 1);
        // None lost, none twice, in the log and with everybody; each raising before what followed it.
        QCOMPARE(log.size(), raised());
        QCOMPARE(asked("SELECT count(DISTINCT event_id) FROM vigil.event").toInt(), expected);
        QCOMPARE(asked("SELECT coalesce(vigil.first_bad(1, (SELECT seq FROM vigil.head)), 0)"), "0");
        QCOMPARE(
            asked("SELECT count(*) FROM vigil.event v JOIN vigil.event r USING (aggregate_id) WHERE v.kind = "
                  "'alert.viewed' AND r.kind = 'alert.raised' AND v.seq < r.seq"),
            "0");
        for (auto& desk : m_desks)
            QTRY_VERIFY_WITH_TIMEOUT(desk->mirrored() == log, patience);
        qInfo("%d alerts of %d computers", raised(), deskCount);
    }

private Q_SLOTS:
    void initTestCase() { spdlog::set_level(spdlog::level::critical); }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->createDatabase("vigil"));
        sync::DepartmentSchema schema(m_server->superuserUrl(), 30s);
        VIGIL_VERIFY(schema.init({}));
        for (int i = 0; i < deskCount; ++i) {
            const auto user = QStringLiteral("desk%1x").arg(i);
            VIGIL_VERIFY(schema.addUser({user, {"reporter"}, "secret"}, {}));
            m_desks.push_back(
                std::make_unique<WorkerDesk>(m_folder->filePath(user), user, m_server->urlFor(user), 1s));
            m_readers.push_back(std::make_unique<BusyReader>(*m_desks.back(), user));
        }
        growBy(20);
    }
    void cleanup() {
        m_readers.clear();
        m_desks.clear();
        m_server.reset();
    }

    void killedAndRestartedThreeTimes() {
        for (int i = 0; i < 3; ++i) {
            growBy(30);
            m_server->kill();
            raiseMore(20);
            QTRY_VERIFY_WITH_TIMEOUT(m_server->restart(), patience);
        }
        settle();
    }
    void replacedByAnOlderCopy() {
        const auto dump = m_folder->filePath("dump");
        QVERIFY(m_server->dump("vigil", dump));
        const int before = logged();
        growBy(60);
        QVERIFY(m_server->restore("vigil", dump));
        qInfo("set back from %d events or more to %d or so", before + 60, before);
        raiseMore(20);
        settle();
    }
};

QTEST_GUILESS_MAIN(ServerUnderLoadPostgresTest)
#include "ServerUnderLoadPostgresTest.moc"
