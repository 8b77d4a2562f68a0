// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/PgConnection.h"

#include "core/sync/PgAddress.h"
#include "core/sync/PgError.h"

#include <libpq-fe.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace vigil::sync {

namespace {

using platform::Direction;
using Steady = std::chrono::steady_clock;

/// Passes a stop on to whoever sleeps on the waker.
using StopWakes = std::stop_callback<std::function<void()>>;

Error silent() {
    return {Error::Code::Timeout, QStringLiteral("The department's server does not answer."),
            QStringLiteral("no answer within the deadline")};
}

Error cancelled() {
    return {Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
}

/// As libpq takes them; valid as long as the parameters.
std::vector<const char*> valuesOf(const QList<PgConnection::Parameter>& parameters) {
    std::vector<const char*> values;
    values.reserve(static_cast<std::size_t>(parameters.size()));
    for (const auto& parameter : parameters)
        values.push_back(parameter ? parameter->constData() : nullptr);
    return values;
}

} // namespace

PgRows::PgRows(pg_result* result) : m_result(result, PQclear) {}
int PgRows::count() const {
    return PQntuples(m_result.get());
}
bool PgRows::isNull(int row, int column) const {
    return PQgetisnull(m_result.get(), row, column) == 1;
}
QByteArray PgRows::raw(int row, int column) const {
    return {PQgetvalue(m_result.get(), row, column), PQgetlength(m_result.get(), row, column)};
}
QByteArray PgRows::bytes(int row, int column) const {
    return QByteArray::fromHex(raw(row, column).mid(2)); // "\x" and hexadecimal digits
}

Result<std::unique_ptr<PgConnection>> PgConnection::open(const Settings& settings,
                                                         const platform::Waker& waker, std::stop_token stop) {
    VIGIL_TRY(const auto address, PgAddress::read(settings.url, settings.user));
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : address.options) {
        keywords.push_back(keyword.constData());
        values.push_back(value.constData());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    std::unique_ptr<PgConnection> opened(
        new PgConnection(PQconnectStartParams(keywords.data(), values.data(), 0), settings.deadline, waker));
    VIGIL_CHECK(opened->connect(stop));
    return opened;
}

PgConnection::PgConnection(pg_conn* connection, std::chrono::milliseconds deadline,
                           const platform::Waker& waker)
    : m_connection(connection), m_deadline(deadline), m_waker(waker) {}

PgConnection::~PgConnection() {
    drop();
}

void PgConnection::drop() {
    if (m_connection != nullptr) PQfinish(m_connection);
    m_connection = nullptr;
}

Error PgConnection::lost() {
    const auto error = fromConnectFailure(m_connection == nullptr ? "" : PQerrorMessage(m_connection));
    drop();
    return {error.code, QStringLiteral("The connection to the department was lost."), error.detail};
}

Result<void> PgConnection::connect(std::stop_token stop) {
    const StopWakes onStop(stop, [this] { m_waker.wake(); });
    if (m_connection == nullptr || PQstatus(m_connection) == CONNECTION_BAD)
        return fromConnectFailure(m_connection == nullptr ? "" : PQerrorMessage(m_connection));
    // The SQLSTATE is the only part of a refusal that does not depend on the server's language.
    PQsetErrorVerbosity(m_connection, PQERRORS_VERBOSE);
    PQsetNoticeProcessor(
        m_connection, [](void*, const char*) {}, nullptr);
    const auto until = Steady::now() + m_deadline;
    auto state = PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK) {
        VIGIL_CHECK(await(state == PGRES_POLLING_WRITING ? Direction::Write : Direction::Read, until, stop));
        state = PQconnectPoll(m_connection);
        if (state != PGRES_POLLING_FAILED) continue;
        auto error = fromConnectFailure(PQerrorMessage(m_connection));
        if (PQconnectionNeedsPassword(m_connection) != 0)
            error = fromSqlState("28P01", "no password supplied");
        drop();
        return error;
    }
    PQsetnonblocking(m_connection, 1);
    return {};
}

Result<void> PgConnection::await(Direction direction, Steady::time_point until, std::stop_token stop) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
        const auto ready = platform::waitFor(PQsocket(m_connection), direction, m_waker,
                                             std::max(left, std::chrono::milliseconds::zero()));
        if (stop.stop_requested()) {
            drop();
            return cancelled();
        }
        if (ready == platform::Ready::Socket) return {};
        if (ready == platform::Ready::TimedOut) {
            drop();
            return silent();
        }
        // Meant for waitForNotification(), which comes later.
        m_waker.clear();
        m_woken = true;
    }
}

bool PgConnection::isAlive() {
    if (m_connection == nullptr) return false;
    // Twice: a server that shut down first says why, and its end of the line comes after that.
    for (int look = 0; look < 2 && m_connection != nullptr; ++look)
        if (PQconsumeInput(m_connection) == 0 || PQstatus(m_connection) == CONNECTION_BAD) drop();
    return m_connection != nullptr;
}

template <class Send>
Result<PgRows> PgConnection::ask(Send send, std::stop_token stop) {
    const StopWakes onStop(stop, [this] { m_waker.wake(); });
    if (m_connection == nullptr || send(m_connection) == 0) return lost();
    VIGIL_CHECK(flush(stop));
    return receive(stop);
}

Result<PgRows> PgConnection::query(const QByteArray& sql, const QList<Parameter>& parameters,
                                   std::stop_token stop) {
    const auto values = valuesOf(parameters);
    return ask(
        [&](PGconn* connection) {
            return PQsendQueryParams(connection, sql.constData(), static_cast<int>(values.size()), nullptr,
                                     values.data(), nullptr, nullptr, 0);
        },
        stop);
}

Result<PgRows> PgConnection::repeated(const QByteArray& sql, const QList<Parameter>& parameters,
                                      std::stop_token stop) {
    auto name = m_prepared.value(sql);
    const bool wasKnown = !name.isEmpty();
    if (!wasKnown) {
        name = "vigil_" + QByteArray::number(++m_lastName);
        VIGIL_CHECK(ask(
            [&](PGconn* connection) {
                return PQsendPrepare(connection, name.constData(), sql.constData(), 0, nullptr);
            },
            stop));
        m_prepared.insert(sql, name);
    }
    const auto values = valuesOf(parameters);
    auto rows = ask(
        [&](PGconn* connection) {
            return PQsendQueryPrepared(connection, name.constData(), static_cast<int>(values.size()),
                                       values.data(), nullptr, nullptr, 0);
        },
        stop);
    if (rows) return rows;
    m_prepared.remove(sql);
    // "Cached plan must not change result type": the schema was upgraded while this connection stood.
    const bool outdated = rows.error().detail.startsWith(QLatin1String("SQLSTATE 0A000"));
    return wasKnown && outdated ? repeated(sql, parameters, stop) : rows;
}

Result<void> PgConnection::script(const QByteArray& sql, std::stop_token stop) {
    const StopWakes onStop(stop, [this] { m_waker.wake(); });
    if (m_connection == nullptr || PQsendQuery(m_connection, sql.constData()) == 0) return lost();
    VIGIL_CHECK(flush(stop));
    VIGIL_CHECK(receive(stop));
    return {};
}

Result<void> PgConnection::flush(std::stop_token stop) {
    for (;;) {
        const int left = PQflush(m_connection);
        if (left < 0) return lost();
        if (left == 0) return {};
        VIGIL_CHECK(await(Direction::ReadOrWrite, Steady::now() + m_deadline, stop));
        // The server may have to be listened to before it takes more.
        if (PQconsumeInput(m_connection) == 0) return lost();
    }
}

Result<PgRows> PgConnection::receive(std::stop_token stop) {
    std::optional<Error> error;
    std::optional<PgRows> rows;
    for (;;) {
        while (PQisBusy(m_connection) != 0) {
            VIGIL_CHECK(await(Direction::Read, Steady::now() + m_deadline, stop));
            if (PQconsumeInput(m_connection) == 0) return lost();
        }
        PGresult* result = PQgetResult(m_connection);
        if (result == nullptr) break;
        rows = PgRows(result);
        const auto status = PQresultStatus(result);
        if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || error) continue;
        const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        error =
            state == nullptr ? fromConnectFailure(PQresultErrorMessage(result)) : fromSqlState(state, text);
    }
    if (PQstatus(m_connection) == CONNECTION_BAD) drop();
    if (error) return *error;
    if (!rows) return lost();
    return *rows;
}

QSet<QByteArray> PgConnection::takeNotifications() {
    QSet<QByteArray> channels;
    while (m_connection != nullptr) {
        PGnotify* notify = PQnotifies(m_connection);
        if (notify == nullptr) break;
        channels.insert(notify->relname);
        PQfreemem(notify);
    }
    return channels;
}

Result<QSet<QByteArray>> PgConnection::waitForNotification(std::chrono::milliseconds atMost,
                                                           std::stop_token stop) {
    const StopWakes onStop(stop, [this] { m_waker.wake(); });
    const auto until = Steady::now() + atMost;
    while (m_connection != nullptr && !stop.stop_requested()) {
        auto channels = takeNotifications();
        if (!channels.isEmpty() || std::exchange(m_woken, false)) return channels;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now());
        if (left <= std::chrono::milliseconds::zero()) return channels;
        switch (platform::waitFor(PQsocket(m_connection), Direction::Read, m_waker, left)) {
        case platform::Ready::Socket:
            if (PQconsumeInput(m_connection) == 0 || PQstatus(m_connection) == CONNECTION_BAD) return lost();
            break;
        case platform::Ready::Woken:
            m_waker.clear();
            m_woken = true;
            break;
        case platform::Ready::TimedOut:
            return channels;
        }
    }
    if (m_connection == nullptr) return lost();
    return cancelled();
}

QByteArray PgConnection::quotedName(const QString& name) const {
    const auto utf8 = name.toUtf8();
    char* quoted = PQescapeIdentifier(m_connection, utf8.constData(), static_cast<size_t>(utf8.size()));
    const QByteArray result(quoted);
    PQfreemem(quoted);
    return result;
}

QByteArray PgConnection::quotedText(const QString& text) const {
    const auto utf8 = text.toUtf8();
    char* quoted = PQescapeLiteral(m_connection, utf8.constData(), static_cast<size_t>(utf8.size()));
    const QByteArray result(quoted);
    PQfreemem(quoted);
    return result;
}

QByteArray PgConnection::scrambledPassword(const QString& user, const QString& password) const {
    char* verifier = PQencryptPasswordConn(m_connection, password.toUtf8().constData(),
                                           user.toUtf8().constData(), "scram-sha-256");
    const QByteArray result(verifier);
    PQfreemem(verifier);
    return result;
}

QByteArray arrayOf(const QList<QByteArray>& elements) {
    QByteArray array = "{";
    for (auto element : elements) {
        element.replace('\\', "\\\\").replace('"', "\\\"");
        if (array.size() > 1) array += ',';
        array += '"' + element + '"';
    }
    return array + '}';
}

} // namespace vigil::sync
