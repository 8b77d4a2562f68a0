// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/safetynet/SafetyNetService.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/DepartmentSync.h"
#include "core/sync/PostgresDepartment.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::safetynet;
using namespace vigil::test;
using namespace std::chrono_literals;

/// A computer of the department with its reader.
struct ReadersDesk {
    ReadersDesk(const QString& folder, const QString& user, const QString& name, const QString& url)
        : desk(folder, {user, name, "Northfield Hospital", "Consultant radiologist", "C0000001"}) {
        desk.clock.set(SystemClock().now()); // as the server's
        sync::PostgresDepartment::Options server;
        server.url = url;
        server.device = user;
        sync::DepartmentSync::Options options;
        options.clientVersion = QStringLiteral(VIGIL_VERSION);
        engine = std::make_unique<sync::DepartmentSync>(
            options, std::make_unique<sync::PostgresDepartment>(std::move(server)), desk.data(),
            desk.journalStore(), desk.journal(), desk.clock, sync::Backoff(sync::systemRandom()));
        desk.setPin();
    }
    QString signs() {
        const auto id = desk.draft();
        const auto outcome = desk.sign(id);
        if (!outcome) qFatal("%s", qPrintable(outcome.error().message));
        sync();
        return id;
    }
    void sync() { static_cast<void>(engine->syncOnce({})); }
    QList<NetRow> mine() {
        const auto rows = waitFor(desk.safetyNet().twiceOfMine());
        if (!rows) qFatal("%s", qPrintable(rows.error().message + rows.error().detail));
        return *rows;
    }
    QList<NetRow> net(NetFilter::Which which = NetFilter::Which::Open) {
        auto filter = desk.safetyNet().usual();
        filter.which = which;
        auto found = waitFor(desk.safetyNet().rows(filter));
        if (!found) qFatal("%s", qPrintable(found.error().message + found.error().detail));
        found->rows.removeIf([](const NetRow& row) { return row.list != NetList::Twice; });
        return found->rows;
    }

    Desk desk;
    std::unique_ptr<sync::DepartmentSync> engine;
};

/// Two readers who report one study without knowing of each other, and an officer, on a real server.
class ReportedTwicePostgresTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<ReadersDesk> m_okafor;
    std::unique_ptr<ReadersDesk> m_lindqvist;
    std::unique_ptr<ReadersDesk> m_officer;

    std::unique_ptr<ReadersDesk> desk(const QString& user, const QString& name) {
        return std::make_unique<ReadersDesk>(m_folder.filePath(user), user, name, m_server->urlFor(user));
    }
    void everybodySyncs() {
        for (auto* each : {m_okafor.get(), m_lindqvist.get(), m_officer.get()})
            each->sync();
    }

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->createDatabase("vigil"));
        sync::DepartmentSchema schema(m_server->superuserUrl(), 30s);
        VIGIL_VERIFY(schema.init({}));
        for (const auto* user : {"okafor", "lindqvist", "third"})
            VIGIL_VERIFY(schema.addUser({user, {"reporter"}, "secret"}, {}));
        VIGIL_VERIFY(schema.addUser({"officer", {"coordinator"}, "secret"}, {}));
        m_okafor = desk("okafor", "Okafor^Ruth");
        m_lindqvist = desk("lindqvist", "Lindqvist^Ewa");
        m_officer = desk("officer", "Officer^Olga");
        everybodySyncs();
    }
    void cleanupTestCase() {
        m_okafor.reset();
        m_lindqvist.reset();
        m_officer.reset();
    }

    void oneReportContradictsNobody() {
        m_okafor->signs();
        everybodySyncs();
        QVERIFY(m_okafor->mine().isEmpty());
        QVERIFY(m_officer->net().isEmpty());
    }
    void bothAuthorsGetTheSecondOnTheirOwnListAndTheOfficerOnTheNet() {
        m_lindqvist->signs();
        everybodySyncs();
        for (auto* reader : {m_okafor.get(), m_lindqvist.get()}) {
            QCOMPARE(reader->mine().size(), 1);
            QCOMPARE(reader->mine().first().what, "2 final reports");
        }
        QCOMPARE(m_okafor->mine().first().owner.name, "Okafor^Ruth");
        // Authors are sealed: the officer's computer names neither.
        QVERIFY(m_officer->mine().isEmpty());
        QCOMPARE(m_officer->net().size(), 1);
        QCOMPARE(m_officer->net().first().owner.role, "Fail-safe officer");
        QVERIFY(m_officer->net().first().owner.name.isEmpty());
        QCOMPARE(m_officer->net().first().rowId, m_okafor->mine().first().rowId);
    }
    void itStaysBeyondTheThirtyDaysOfTheMirror() {
        VIGIL_VERIFY(m_okafor->desk.journal().dropEnded(m_okafor->desk.clock.now() + 24h * 40, {}));
        QCOMPARE(m_okafor->mine().size(), 1);
    }
    void whatOneSettlesWithAReasonLeavesTheListsOfAllAndSaysWhoAndWhy() {
        const auto row = m_lindqvist->mine().first().rowId;
        QVERIFY(!waitFor(m_lindqvist->desk.safetyNet().resolve(row, " ")));
        QCOMPARE(m_lindqvist->mine().size(), 1);
        VIGIL_VERIFY(waitFor(m_lindqvist->desk.safetyNet().resolve(row, "agreed with the other reader")));
        m_lindqvist->sync();
        everybodySyncs();
        QVERIFY(m_okafor->mine().isEmpty());
        QVERIFY(m_lindqvist->mine().isEmpty());
        QVERIFY(m_officer->net().isEmpty());
        const auto kept = m_okafor->net(NetFilter::Which::All).first().resolution;
        QCOMPARE(kept.by.name, "Lindqvist^Ewa");
        QCOMPARE(kept.reason, "agreed with the other reader");
    }
    void aThirdReportIsAnotherRow() {
        auto third = desk("third", "Third^Tom");
        third->signs();
        everybodySyncs();
        QCOMPARE(m_okafor->mine().size(), 1);
        QCOMPARE(m_okafor->mine().first().what, "3 final reports");
    }
};

QTEST_GUILESS_MAIN(ReportedTwicePostgresTest)
#include "ReportedTwicePostgresTest.moc"
