// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PostgresDepartment.h"

#include "core/base/Ids.h"
#include "core/journal/EventCodec.h"
#include "core/sync/DepartmentSchema.h"

#include <QVersionNumber>

#include <future>
#include <utility>

namespace vigil::sync {

namespace {

using journal::Event;
using journal::LoggedEvent;
using journal::Position;

Error unexpected(const char* what) {
    return {Error::Code::Internal, QStringLiteral("The department's server gave an unexpected answer."),
            QString::fromLatin1(what)};
}

/// The columns of the view vigil.logged, from `column` on.
LoggedEvent readEvent(const PgRows& rows, int row, int column) {
    const auto text = [&] { return rows.text(row, column++); };
    const auto number = [&] { return rows.number(row, column++); };
    const auto bytes = [&] { return rows.bytes(row, column++); };
    const auto time = [&] { return fromIso(rows.text(row, column++)).value_or(UtcTime{}); };
    LoggedEvent logged;
    auto& [event, receipt] = logged;
    receipt.seq = number();
    event.eventId = QUuid::fromString(text());
    event.aggregateKind = text();
    event.aggregateId = text();
    event.kind = text();
    event.kindVersion = static_cast<int>(number());
    event.author = text();
    event.onBehalfOf.name = text();
    event.onBehalfOf.role = text();
    event.onBehalfOf.registration = text();
    event.onBehalfOf.howKnown = text();
    event.device = text();
    event.deviceSeq = number();
    event.occurredAt = time();
    event.clockOffsetMs = number();
    event.policySha256 = text();
    event.clientVersion = text();
    receipt.submitter = text();
    receipt.receivedAt = time();
    receipt.openSha256 = bytes();
    receipt.sealedSha256 = bytes();
    receipt.previousHash = bytes();
    receipt.hash = bytes();
    event.open = rows.raw(row, column++);
    receipt.logId = QUuid::fromString(text());
    return logged;
}

QByteArray hexOf(const QByteArray& bytes) {
    return "\\x" + bytes.toHex();
}

Appended::Outcome outcomeOf(const QByteArray& word) {
    if (word == "accepted") return Appended::Outcome::Accepted;
    if (word == "duplicate") return Appended::Outcome::Duplicate;
    if (word == "conflict") return Appended::Outcome::Conflict;
    return Appended::Outcome::Refused;
}

} // namespace

PostgresDepartment::PostgresDepartment(Options options) : m_options(std::move(options)) {}
PostgresDepartment::~PostgresDepartment() = default;

Result<void> PostgresDepartment::connect(std::stop_token stop) {
    if (m_connection && m_connection->isAlive()) return {};
    m_connection.reset();
    VIGIL_TRY(auto connection,
              PgConnection::open({m_options.url, m_options.user, m_options.deadline}, m_waker, stop));
    VIGIL_CHECK(connection->script("SET bytea_output = 'hex'; SET datestyle = 'ISO'; SET timezone = 'UTC'; "
                                   "LISTEN vigil_log; LISTEN vigil_presence",
                                   stop));
    VIGIL_TRY(const auto hello, ask(*connection, stop));
    VIGIL_CHECK(mayWorkWith(hello));
    m_connection = std::move(connection);
    m_mayHaveMissedNews = true;
    return {};
}

Result<Hello> PostgresDepartment::ask(PgConnection& connection, std::stop_token stop) const {
    VIGIL_TRY(
        const auto rows,
        connection.query("SELECT log_id, schema, minimum_client, server_time FROM vigil.hello()", {}, stop));
    if (rows.count() != 1) return unexpected("hello");
    return Hello{QUuid::fromString(rows.text(0, 0)), static_cast<int>(rows.number(0, 1)), rows.text(0, 2),
                 fromIso(rows.text(0, 3)).value_or(UtcTime{})};
}

Result<void> PostgresDepartment::mayWorkWith(const Hello& hello) const {
    const auto detail =
        QStringLiteral("schema %1, minimum client %2").arg(hello.schema).arg(hello.minimumClient);
    if (QVersionNumber::fromString(m_options.clientVersion) < QVersionNumber::fromString(hello.minimumClient))
        return Error{
            Error::Code::Newer,
            QStringLiteral("This department needs Vigil %1 or later. Your work is kept here until then.")
                .arg(hello.minimumClient),
            detail};
    if (hello.schema < DepartmentSchema::newest())
        return Error{Error::Code::Unsupported,
                     QStringLiteral(
                         "The department's database is older than this Vigil. Its administrator has to run: "
                         "vigilctl department upgrade"),
                     detail};
    return {};
}

Result<PgRows> PostgresDepartment::query(const QByteArray& sql,
                                         const QList<PgConnection::Parameter>& parameters,
                                         std::stop_token stop) {
    VIGIL_CHECK(connect(stop));
    return m_connection->query(sql, parameters, stop);
}

Result<PgRows> PostgresDepartment::repeated(const QByteArray& sql,
                                            const QList<PgConnection::Parameter>& parameters,
                                            std::stop_token stop) {
    VIGIL_CHECK(connect(stop));
    return m_connection->repeated(sql, parameters, stop);
}

Result<Hello> PostgresDepartment::hello(std::stop_token stop) {
    VIGIL_CHECK(connect(stop));
    VIGIL_TRY(auto hello, ask(*m_connection, stop));
    const auto roles = m_connection->query("SELECT role FROM vigil.my_work_roles()", {}, stop);
    if (!roles && roles.error().code == Error::Code::Denied)
        return hello; // an alert gets out without any right
    if (!roles) return roles.error();
    for (int row = 0; row < roles->count(); ++row)
        hello.workRoles << roles->text(row, 0);
    return hello;
}

Result<QList<Appended>> PostgresDepartment::append(const QList<Event>& events, std::stop_token stop) {
    // What is malformed stays here: invalid UTF-8 would make the server refuse all of them.
    QList<Appended> answers;
    QList<qsizetype> places;
    QList<QByteArray> elements;
    for (const auto& event : events) {
        const auto found = journal::flaw(event);
        answers.append({Appended::Outcome::Refused, 0, found.value_or(QString())});
        if (found) continue;
        places.append(answers.size() - 1);
        elements.append(journal::encode(event));
    }
    if (elements.isEmpty()) return answers;
    const auto appended =
        repeated("SELECT outcome, at_seq, reason FROM vigil.append($1)", {arrayOf(elements)}, stop);
    if (!appended) {
        // Somebody keeps the log locked: whoever has done so for too long is thrown out, and the next try
        // finds it free.
        if (appended.error().code == Error::Code::Busy)
            static_cast<void>(query("SELECT vigil.free_log()", {}, stop));
        return appended.error();
    }
    const auto& rows = *appended;
    if (rows.count() != places.size()) return unexpected("append");
    for (int row = 0; row < rows.count(); ++row)
        answers[places[row]] = {outcomeOf(rows.raw(row, 0)), rows.number(row, 1), rows.text(row, 2)};
    return answers;
}

Result<Since> PostgresDepartment::since(const QUuid& logId, const Position& from, int limit,
                                        std::stop_token stop) {
    const auto log = logId.isNull() ? PgConnection::Parameter() : toText(logId).toLatin1();
    VIGIL_TRY(
        const auto rows,
        repeated("SELECT s.fork, s.head_seq, s.head_hash, (s.entry).* FROM vigil.since($1, $2, $3, $4) s",
                 {log, QByteArray::number(from.seq), hexOf(from.hash), QByteArray::number(limit)}, stop));
    if (rows.count() == 0) // there is more, says the head, and there is not
        return Error{Error::Code::Corrupt,
                     QStringLiteral("The head of the department's log is not its last event."),
                     QStringLiteral("since")};
    Position head{rows.number(0, 1), rows.bytes(0, 2)};
    if (rows.flag(0, 0)) return Since(Fork{std::move(head)});
    Batch batch{{}, std::move(head)};
    for (int row = 0; row < rows.count(); ++row)
        if (!rows.isNull(row, 3)) batch.events.append(readEvent(rows, row, 3));
    return Since(std::move(batch));
}

Result<Bootstrap> PostgresDepartment::bootstrap(std::stop_token stop) {
    Bootstrap bootstrap;
    constexpr int page = 1000;
    VIGIL_TRY(bootstrap.head, bootstrapByPages(
                                  page,
                                  [&bootstrap](const QList<LoggedEvent>& events) -> Result<void> {
                                      bootstrap.events += events;
                                      return {};
                                  },
                                  stop));
    return bootstrap;
}

Result<Position> PostgresDepartment::bootstrapByPages(int size, const Page& take, std::stop_token stop) {
    VIGIL_CHECK(connect(stop));
    // A cursor sees one state of the log, like the one call that it is.
    VIGIL_CHECK(m_connection->script("BEGIN READ ONLY; DECLARE working_set NO SCROLL CURSOR FOR "
                                     "SELECT b.head_seq, b.head_hash, (b.entry).* FROM vigil.bootstrap() b",
                                     stop));
    auto head = fetchPages(size, take, stop);
    // After a fault of ours or of the line: whichever works, the next call finds a connection that does.
    if (!head) m_connection.reset();
    if (head) VIGIL_CHECK(m_connection->script("COMMIT", stop));
    return head;
}

Result<Position> PostgresDepartment::fetchPages(int size, const Page& take, std::stop_token stop) {
    const auto fetch = "FETCH FORWARD " + QByteArray::number(size) + " FROM working_set";
    std::optional<Position> head;
    // The server makes the next page while this side keeps the last one; both take about as long.
    std::future<Result<void>>
        taking; // waits when it goes; without a thread to be had, the page is taken here
    const auto taken = [&taking]() -> Result<void> { return taking.valid() ? taking.get() : Result<void>(); };
    for (;;) {
        VIGIL_TRY(const auto rows, m_connection->query(fetch, {}, stop));
        if (rows.count() > 0 && !head) head = Position{rows.number(0, 0), rows.bytes(0, 1)};
        if (!head) return unexpected("bootstrap");
        QList<LoggedEvent> events;
        for (int row = 0; row < rows.count(); ++row)
            if (!rows.isNull(row, 2)) events.append(readEvent(rows, row, 2));
        VIGIL_CHECK(taken());
        if (!events.isEmpty())
            taking = std::async(std::launch::async | std::launch::deferred,
                                [&take, page = std::move(events)]() -> Result<void> { return take(page); });
        if (rows.count() < size) break;
    }
    VIGIL_CHECK(taken());
    return *head;
}

Result<QList<LoggedEvent>> PostgresDepartment::history(const QString& aggregateKind,
                                                       const QString& aggregateId, std::stop_token stop) {
    VIGIL_TRY(const auto rows, query("SELECT * FROM vigil.history($1, $2)",
                                     {aggregateKind.toUtf8(), aggregateId.toUtf8()}, stop));
    QList<LoggedEvent> events;
    for (int row = 0; row < rows.count(); ++row)
        events.append(readEvent(rows, row, 0));
    return events;
}

Result<AlertsAbout> PostgresDepartment::alertsAbout(const study::PatientKey& patient, std::stop_token stop) {
    VIGIL_TRY(const auto rows,
              query("SELECT a.alerts, (a.entry).* FROM vigil.alerts_about($1, $2, $3) a",
                    {patient.id.toUtf8(), patient.issuer.toUtf8(), QByteArray::number(alertsAboutAtMost)},
                    stop));
    AlertsAbout about;
    for (int row = 0; row < rows.count(); ++row)
        about.events.append(readEvent(rows, row, 1));
    if (rows.count() > 0) about.more = std::max(0, static_cast<int>(rows.number(0, 0)) - alertsAboutAtMost);
    return about;
}

Result<QByteArray> PostgresDepartment::hashAt(qint64 seq, std::stop_token stop) {
    VIGIL_TRY(const auto rows, query("SELECT vigil.hash_at($1)", {QByteArray::number(seq)}, stop));
    if (rows.count() != 1 || rows.isNull(0, 0))
        return Error{Error::Code::NotFound, QStringLiteral("The department's log does not reach that far."),
                     QString::number(seq)};
    return rows.bytes(0, 0);
}

Result<QByteArray> PostgresDepartment::reveal(const QUuid& eventId, std::stop_token stop) {
    VIGIL_TRY(const auto rows,
              query("SELECT sealed FROM vigil.reveal($1)", {toText(eventId).toLatin1()}, stop));
    if (rows.count() == 0)
        return Error{Error::Code::NotFound, QStringLiteral("The department does not know this event."),
                     toText(eventId)};
    return rows.raw(0, 0);
}

Result<qint64> PostgresDepartment::firstBad(qint64 from, qint64 until, std::stop_token stop) {
    VIGIL_TRY(const auto rows, query("SELECT coalesce(vigil.first_bad($1, $2), 0)",
                                     {QByteArray::number(from), QByteArray::number(until)}, stop));
    if (rows.count() != 1) return unexpected("first_bad");
    return rows.number(0, 0);
}

Result<void> PostgresDepartment::settle(const journal::AggregateKey& aggregate, qint64 lastSeq,
                                        std::stop_token stop) {
    VIGIL_CHECK(query("SELECT vigil.settle($1, $2, $3)",
                      {aggregate.kind.toUtf8(), aggregate.id.toUtf8(), QByteArray::number(lastSeq)}, stop));
    return {};
}

Result<void> PostgresDepartment::keepAlertStates(const QByteArray& rows, std::stop_token stop) {
    VIGIL_CHECK(query("SELECT vigil.keep_alert_states($1)", {rows}, stop));
    return {};
}

Result<void> PostgresDepartment::setPresence(const QString& topic, const QString& key,
                                             std::chrono::seconds lease, std::stop_token stop) {
    const auto seconds = std::clamp<qint64>(lease.count(), 0, 24 * 60 * 60);
    VIGIL_TRY(const auto rows,
              repeated("SELECT vigil.set_presence($1, $2, $3, $4)",
                       {topic.toUtf8(), key.toUtf8(), m_options.device.toUtf8(), QByteArray::number(seconds)},
                       stop));
    if (rows.count() != 1) return unexpected("set_presence");
    if (rows.isNull(0, 0)) return {};
    return Error{Error::Code::Conflict, QStringLiteral("%1 has it.").arg(rows.text(0, 0)), rows.text(0, 0)};
}

Result<QList<Presence>> PostgresDepartment::presence(const QString& topic, std::stop_token stop) {
    VIGIL_TRY(const auto rows, repeated("SELECT topic, key, holder, device, until FROM vigil.presence($1)",
                                        {topic.toUtf8()}, stop));
    QList<Presence> found;
    for (int row = 0; row < rows.count(); ++row)
        found.append({rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3),
                      fromIso(rows.text(row, 4)).value_or(UtcTime{})});
    return found;
}

Result<News> PostgresDepartment::waitForNews(std::chrono::milliseconds atMost, std::stop_token stop) {
    VIGIL_CHECK(connect(stop));
    // Whatever happened before this connection listened is news as well.
    if (std::exchange(m_mayHaveMissedNews, false)) return News{true, true, true};
    VIGIL_TRY(const auto channels, m_connection->waitForNotification(atMost, stop));
    return News{channels.contains("vigil_log"), channels.contains("vigil_presence"), false};
}

void PostgresDepartment::wake() {
    m_waker.wake();
}

} // namespace vigil::sync
