// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/platform/Wait.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QSet>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

struct pg_conn;
struct pg_result;

namespace vigil::sync {

/// The rows of an answer; columns by number. A value, free of the connection.
class PgRows {
public:
    explicit PgRows(pg_result* result);

    [[nodiscard]] int count() const;
    [[nodiscard]] bool isNull(int row, int column) const;
    [[nodiscard]] QByteArray raw(int row, int column) const;
    [[nodiscard]] QString text(int row, int column) const { return QString::fromUtf8(raw(row, column)); }
    [[nodiscard]] qint64 number(int row, int column) const { return raw(row, column).toLongLong(); }
    [[nodiscard]] bool flag(int row, int column) const { return raw(row, column) == "t"; }
    [[nodiscard]] QByteArray bytes(int row, int column) const; ///< of a bytea in hex

private:
    std::shared_ptr<pg_result> m_result;
};

/// One connection to PostgreSQL through libpq's asynchronous calls only: every wait has a deadline, ends on a
/// stop, and a silent server costs the connection, never the thread. Belongs to one thread.
class PgConnection {
public:
    using Parameter = std::optional<QByteArray>; ///< text form; nothing = NULL

    struct Settings {
        QString url; ///< postgresql://…; passwords from .pgpass, as libpq finds them; TLS as PgAddress says
        QString user;                         ///< when the URL names none
        std::chrono::milliseconds deadline{}; ///< for connecting, and for each silence of the server
    };

    static Result<std::unique_ptr<PgConnection>> open(const Settings& settings, const platform::Waker& waker,
                                                      std::stop_token stop);
    ~PgConnection();
    PgConnection(const PgConnection&) = delete;
    PgConnection& operator=(const PgConnection&) = delete;

    /// False once anything went wrong with the line; looks at what the server may have said meanwhile.
    [[nodiscard]] bool isAlive();
    Result<PgRows> query(const QByteArray& sql, const QList<Parameter>& parameters, std::stop_token stop);
    /// The same for what is asked again and again: the server reads the statement once a connection, and anew
    /// when the schema has changed beneath it or after an error.
    Result<PgRows> repeated(const QByteArray& sql, const QList<Parameter>& parameters, std::stop_token stop);
    /// Several statements without parameters, in one implicit transaction.
    Result<void> script(const QByteArray& sql, std::stop_token stop);

    /// The channels of every NOTIFY that has come since the last call.
    [[nodiscard]] QSet<QByteArray> takeNotifications();
    /// Sleeps until a NOTIFY comes, the waker is woken (also before the call, while a query ran) or the time
    /// is over; answers the channels, none in the last two cases.
    Result<QSet<QByteArray>> waitForNotification(std::chrono::milliseconds atMost, std::stop_token stop);

    [[nodiscard]] QByteArray quotedName(const QString& name) const;
    [[nodiscard]] QByteArray quotedText(const QString& text) const;
    /// A SCRAM verifier, so that the password itself is never sent in a statement.
    [[nodiscard]] QByteArray scrambledPassword(const QString& user, const QString& password) const;

private:
    PgConnection(pg_conn* connection, std::chrono::milliseconds deadline, const platform::Waker& waker);
    Result<void> connect(std::stop_token stop);
    /// Waits for the line as a whole or dies: cancelled, silent.
    Result<void> await(platform::Direction direction, std::chrono::steady_clock::time_point until,
                       std::stop_token stop);
    /// Sends by `send` and takes the answer.
    template <class Send>
    Result<PgRows> ask(Send send, std::stop_token stop);
    Result<void> flush(std::stop_token stop);
    Result<PgRows> receive(std::stop_token stop);
    [[nodiscard]] Error lost();
    void drop();

    pg_conn* m_connection;
    std::chrono::milliseconds m_deadline;
    const platform::Waker& m_waker;
    bool m_woken = false;
    QHash<QByteArray, QByteArray> m_prepared; ///< names by statement
    int m_lastName = 0;
};

/// PostgreSQL's text form of an array of texts.
[[nodiscard]] QByteArray arrayOf(const QList<QByteArray>& elements);

} // namespace vigil::sync
