// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"
#include "core/sync/DepartmentSchema.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"
#include "tests/support/WorkerDesk.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::test;
using namespace std::chrono_literals;
using State = sync::DestinationStatus::State;
namespace kind = journal::kind;

/// The drill of resources/sql/README.md with a server of its own: base backup, archive, and back to a point
/// in time while two computers have gone on.
class RestoreDrillPostgresTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_server;

    QString asked(const QString& sql) { return PostgresServer::psql(m_server->superuserUrl(), sql); }
    std::unique_ptr<WorkerDesk> desk(const QString& user) {
        return std::make_unique<WorkerDesk>(m_folder.filePath(user), user, m_server->urlFor(user), 1s);
    }
    std::pair<int, QString> verify(const QString& user, const QStringList& more = {}) {
        QFile ini(m_folder.filePath("vigil.ini"));
        if (ini.open(QIODevice::WriteOnly))
            ini.write(
                QStringLiteral(
                    "[local]\nlisten=false\n[user]\nid=%1\nname=Test\norganisation=Northfield\n"
                    "role=Consultant radiologist\n[department/ward]\nurl=postgresql://127.0.0.1:%2/vigil\n")
                    .arg(user)
                    .arg(m_server->port())
                    .toUtf8());
        ini.close();
        app::Call call(
            QStringList{"journal", "verify", "--config", ini.fileName(), "--data", m_folder.filePath(user)} +
                more,
            m_folder.path());
        const int code = app::runVerb(call);
        return {code, QString::fromUtf8(call.output() + call.messages())};
    }

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server) QSKIP("needs PostgreSQL 15");
        QVERIFY(m_server->createDatabase("vigil"));
        sync::DepartmentSchema schema(m_server->superuserUrl(), 30s);
        VIGIL_VERIFY(schema.init({}));
        for (const auto* user : {"kim", "lee"})
            VIGIL_VERIFY(schema.addUser({user, {"reporter"}, "secret"}, {}));
        QFile passwords(m_folder.filePath("pgpass"));
        QVERIFY(passwords.open(QIODevice::WriteOnly));
        passwords.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        passwords.write("*:*:*:*:secret\n");
        qputenv("PGPASSFILE", passwords.fileName().toUtf8());
    }
    void aPointInTimeComesBackAndNoAlertIsLost() {
        QVERIFY(m_server->keepArchive());
        auto kim = desk("kim");
        auto lee = desk("lee");
        kim->act(kind::alertRaised, "in the base");
        QTRY_COMPARE_WITH_TIMEOUT(lee->knows("in the base"), "1+0", 20000);
        QVERIFY(m_server->takeBaseBackup());

        lee->act(kind::alertRaised, "in the archive");
        lee->act(kind::alertViewed, "in the base");
        QTRY_COMPARE_WITH_TIMEOUT(kim->knows("in the archive"), "1+0", 20000);
        QTRY_COMPARE_WITH_TIMEOUT(kim->knows("in the base"), "2+0", 20000);
        const auto time = asked("SELECT clock_timestamp()");

        kim->act(kind::alertRaised, "lost by kim");
        lee->act(kind::alertRaised, "lost by lee");
        lee->act(kind::alertAcknowledged, "in the archive");
        for (const auto* id : {"lost by kim", "lost by lee"}) {
            QTRY_COMPARE_WITH_TIMEOUT(kim->knows(id), "1+0", 20000);
            QTRY_COMPARE_WITH_TIMEOUT(lee->knows(id), "1+0", 20000);
        }
        QTRY_COMPARE_WITH_TIMEOUT(asked("SELECT count(*) FROM vigil.event"), "6", 20000);
        // Lee's computer is switched off during the restore and shows what the set-back took.
        lee.reset();
        QVERIFY(m_server->archiveAll());
        QVERIFY(m_server->restoreTo(time));
        QVERIFY(asked("SELECT count(*) FROM vigil.event WHERE kind = 'alert.acknowledged'") == "0");
        QCOMPARE(asked("SELECT count(*) FROM vigil.event WHERE aggregate_id = 'in the archive'"), "1");
        const auto untold = verify("lee");
        QVERIFY2(untold.first == 1 && untold.second.contains("FAULT"), qPrintable(untold.second));

        lee = desk("lee");
        QTRY_COMPARE_WITH_TIMEOUT(asked("SELECT count(*) FROM vigil.event"), "6", 40000);
        for (auto* each : {kim.get(), lee.get()}) {
            QTRY_COMPARE_WITH_TIMEOUT(each->knows("lost by kim"), "1+0", 40000);
            QTRY_COMPARE_WITH_TIMEOUT(each->knows("lost by lee"), "1+0", 40000);
            QTRY_COMPARE_WITH_TIMEOUT(each->knows("in the archive"), "2+0", 40000);
            QTRY_COMPARE_WITH_TIMEOUT(each->knows("in the base"), "2+0", 40000);
        }
        QCOMPARE(kim->mirrored(), lee->mirrored());
        QCOMPARE(asked("SELECT coalesce(vigil.first_bad(1, (SELECT seq FROM vigil.head)), 0)"), "0");

        kim.reset();
        lee.reset();
        for (const auto* user : {"kim", "lee"}) {
            // The set-back is a fault until somebody says that it was meant.
            const auto unexplained = verify(user);
            QVERIFY2(unexplained.second.contains("was set back to seq 3"), qPrintable(unexplained.second));
            const auto explained = verify(user, {"--restored"});
            QVERIFY2(explained.first == 0 && explained.second.contains("6 events, every link holds"),
                     qPrintable(explained.second));
        }
    }
};

QTEST_GUILESS_MAIN(RestoreDrillPostgresTest)
#include "RestoreDrillPostgresTest.moc"
