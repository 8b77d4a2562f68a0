// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Ids.h"
#include "core/dispatch/AlertStates.h"
#include "core/sync/DepartmentSchema.h"
#include "core/sync/PostgresDepartment.h"
#include "tests/support/AlertFacts.h"
#include "tests/support/DispatchRoom.h"
#include "tests/support/Futures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <random>

using namespace vigil;
using namespace vigil::test;
using namespace std::chrono_literals;
namespace kind = vigil::journal::kind;

/// `vigilctl dispatch` on a real PostgreSQL: what reporting tools read there is what the fold says, and
/// nobody but the dispatcher writes it.
class AlertStatePostgresTest : public QObject {
    Q_OBJECT
    DispatchRoom m_room;

    QString as(const QString& user, const QString& sql) {
        return PostgresServer::psql(m_room.server().urlFor(user), sql);
    }
    std::unique_ptr<sync::PostgresDepartment> department(const QString& user) {
        return std::make_unique<sync::PostgresDepartment>(sync::PostgresDepartment::Options{
            .url = m_room.server().urlFor(user), .user = {}, .device = QStringLiteral("desk")});
    }
    /// The same acts on another alert, by somebody who may.
    QString record(const AlertFacts& facts) {
        const auto alertId = toText(QUuid::createUuid());
        const auto desk = department(QStringLiteral("kim"));
        for (auto event : facts.events()) {
            event.event.eventId = QUuid::createUuid();
            event.event.aggregateId = alertId;
            event.event.author = QStringLiteral("kim");
            event.event.occurredAt = SystemClock().now() - 3h + (event.event.occurredAt - facts.start());
            const auto answers = desk->append({event.event}, {});
            if (!answers || answers->first().outcome != sync::Appended::Outcome::Accepted)
                qFatal("%s was not taken", qPrintable(event.event.kind));
        }
        return alertId;
    }
    static void somethingRandom(std::mt19937& random, AlertFacts& facts) {
        facts.raised();
        const auto acts = random() % 6;
        for (unsigned minute = 1; minute <= acts; ++minute) {
            const int at = static_cast<int>(minute) * 20;
            switch (random() % 8) {
            case 0:
                facts.called(at);
                break;
            case 1:
                facts.acknowledged(at);
                break;
            case 2:
                facts.declined(at, QStringLiteral("kim"));
                break;
            case 3:
                facts.acted(at);
                break;
            case 4:
                facts.add(kind::alertClosed, at);
                break;
            case 5:
                facts.recategorised(at, random() % 2 == 0 ? "urgent" : "significant");
                break;
            case 6:
                facts.add(kind::alertWithdrawn, at);
                break;
            default:
                facts.moved(at, QStringLiteral("emergency"));
            }
        }
    }
    static bool isSame(const QJsonValue& a, const QJsonValue& b) {
        if (a == b) return true;
        const auto time = [](const QJsonValue& value) {
            return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
        };
        return a.isString() && b.isString() && time(a) != 0 && std::abs(time(a) - time(b)) <= 1;
    }
    /// Until it has nothing more to do.
    void dispatch() {
        QString before;
        QString after = QStringLiteral("not asked");
        while (before != after) {
            before = after;
            QCOMPARE(m_room.once(QStringLiteral("one"), QProcess::ForwardedErrorChannel)->exitCode(), 0);
            after = PostgresServer::psql(m_room.server().superuserUrl(), "SELECT seq FROM vigil.head");
        }
    }
    /// The whole log folded by this program, against what the auditor reads.
    void comparesWithTheFold(int expected) {
        const auto log = department(QStringLiteral("dispatcher"))->bootstrap({});
        QVERIFY(log);
        QMap<QString, alert::Alert> alerts;
        for (const auto& event : log->events) {
            if (event.event.aggregateKind != journal::aggregate::alert) continue;
            auto& alert = alerts[event.event.aggregateId];
            alert.alertId = event.event.aggregateId;
            alert = apply(alert, event);
        }
        const auto table =
            QJsonDocument::fromJson(as("olu", "SELECT json_agg(s) FROM vigil.alert_state s").toUtf8())
                .array();
        QCOMPARE(alerts.size(), expected);
        QCOMPARE(table.size(), expected);
        for (const auto& value : table) {
            const auto row = value.toObject();
            const auto folded = dispatch::stateRow(alerts.value(row.value("alert_id").toString()),
                                                   row.value("fold_version").toInt());
            for (auto field = folded.begin(); field != folded.end(); ++field)
                QVERIFY2(isSame(row.value(field.key()), field.value()),
                         qPrintable(field.key() + ": " + row.value(field.key()).toVariant().toString() +
                                    " for " + field.value().toVariant().toString()));
            QVERIFY(!row.value("behind").toBool());
            QVERIFY(row.value("fold_version").toInt() > 0);
        }
    }

private Q_SLOTS:
    void initTestCase() {
        if (const auto lacking = m_room.open(); !lacking.isEmpty()) QSKIP(qPrintable(lacking));
        sync::DepartmentSchema schema(m_room.server().superuserUrl(), 30s);
        VIGIL_VERIFY(schema.addUser({"olu", {"auditor"}, "secret"}, {}));
        VIGIL_VERIFY(schema.addUser({"cleo", {"coordinator"}, "secret"}, {}));
    }

    void whatIsReadThereIsWhatTheFoldSays() {
        std::mt19937 random(20261130);
        for (int i = 0; i < 40; ++i) {
            AlertFacts facts(random() % 2 == 0 ? "critical" : "urgent");
            somethingRandom(random, facts);
            record(facts);
        }
        dispatch(); // and what it escalates itself
        comparesWithTheFold(40);
        QVERIFY(as("olu", "SELECT count(*) FROM vigil.alert_state WHERE overdue").toInt() > 0);
        QVERIFY(as("cleo", "SELECT count(*) FROM vigil.alert_history").toInt() > 80);
    }
    void onlyRowsThatChangeAreWritten() {
        const auto last = as("olu", "SELECT max(written_at) FROM vigil.alert_state");
        dispatch(); // a process that has told nothing yet
        QCOMPARE(as("olu", "SELECT max(written_at) FROM vigil.alert_state"), last);
        const auto alertId = record(AlertFacts().raised().called(1).acknowledged(2).acted(3));
        dispatch();
        QCOMPARE(
            as("olu",
               QStringLiteral("SELECT count(*) FROM vigil.alert_state WHERE written_at > '%1'").arg(last)),
            "1");
        QCOMPARE(
            as("olu", QStringLiteral("SELECT state FROM vigil.alert_state WHERE alert_id='%1'").arg(alertId)),
            "acted on");
        // In words of its own, and not by what wrote it.
        QCOMPARE(
            as("olu",
               QStringLiteral("SELECT concat_ws(' ', round(extract(epoch FROM acknowledged_at - raised_at) / "
                              "60), round(extract(epoch FROM acted_at - raised_at) / 60), calls, declines, "
                              "open) FROM vigil.alert_state WHERE alert_id='%1'")
                   .arg(alertId)),
            "2 3 1 0 t");
        comparesWithTheFold(41);
    }
    void nobodyButTheDispatcherWritesAndOnlyAuditorsAndCoordinatorsRead() {
        const auto refuses = [&](const QString& user, const QString& sql) {
            const auto answer = as(user, sql);
            if (!answer.contains("permission denied") && !answer.contains("cannot "))
                qWarning("%s: %s", qPrintable(sql), qPrintable(answer));
            return answer.contains("permission denied") || answer.contains("cannot ");
        };
        const auto before =
            as("olu", "SELECT md5(string_agg(s::text, '' ORDER BY alert_id)) FROM "
                      "(SELECT alert_id, state, last_seq, written_at FROM vigil.alert_state) s");
        for (const auto* user : {"kim", "olu", "cleo", "dispatcher"}) {
            for (const auto* sql :
                 {"UPDATE vigil.folded_alert SET state='closed'", "DELETE FROM vigil.folded_alert",
                  "UPDATE vigil.alert_state SET state='closed'", "SELECT * FROM vigil.folded_alert"})
                QVERIFY2(refuses(user, sql), sql);
            if (user != QLatin1String("dispatcher"))
                QVERIFY(refuses(user, "SELECT vigil.keep_alert_states('[]')"));
        }
        for (const auto* user : {"kim", "dispatcher"}) {
            QVERIFY(refuses(user, "SELECT * FROM vigil.alert_state"));
            QVERIFY(refuses(user, "SELECT * FROM vigil.alert_history"));
        }
        QCOMPARE(as("dispatcher", "SELECT vigil.keep_alert_states('[]')"), "0");
        QCOMPARE(as("olu", "SELECT md5(string_agg(s::text, '' ORDER BY alert_id)) FROM "
                           "(SELECT alert_id, state, last_seq, written_at FROM vigil.alert_state) s"),
                 before);
    }
    void aDispatcherThatIsBehindTakesNothingBack() {
        const auto alertId = record(AlertFacts().raised().called(1).acknowledged(2));
        dispatch();
        const auto state =
            QStringLiteral("SELECT state || last_seq FROM vigil.alert_state WHERE alert_id='%1'")
                .arg(alertId);
        const auto before = as("olu", state);
        auto old =
            QJsonDocument::fromJson(
                as("olu", QStringLiteral("SELECT row_to_json(s) FROM vigil.alert_state s WHERE alert_id='%1'")
                              .arg(alertId))
                    .toUtf8())
                .object();
        old.insert("state", "department");
        old.insert("last_seq", old.value("last_seq").toInt() - 1);
        const auto rows = QJsonDocument(QJsonArray{old}).toJson(QJsonDocument::Compact);
        VIGIL_VERIFY(department(QStringLiteral("dispatcher"))->keepAlertStates(rows, {}));
        QCOMPARE(as("olu", state), before);
    }
    void noPatientAndNoNameStandsThere() {
        const auto all = as("olu", "SELECT json_agg(s) FROM vigil.alert_state s") +
                         as("olu", "SELECT json_agg(s) FROM vigil.alert_history s");
        QVERIFY2(all.count("\"alert_id\"") > 80, qPrintable(all.left(200)));
        const auto draft = *raisedDraft(AlertFacts().raised().alert());
        for (const auto& word : {draft.patient.key.id, draft.patient.name.section('^', 0, 0), draft.text,
                                 draft.findingCode, QStringLiteral("kim"), QStringLiteral("Clinician")})
            if (!word.isEmpty()) QVERIFY2(!all.contains(word, Qt::CaseInsensitive), qPrintable(word));
        QVERIFY(!draft.patient.key.id.isEmpty() && !draft.patient.name.isEmpty());
    }
};

QTEST_GUILESS_MAIN(AlertStatePostgresTest)
#include "AlertStatePostgresTest.moc"
