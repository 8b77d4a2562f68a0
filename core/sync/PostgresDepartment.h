// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform/Wait.h"
#include "core/sync/Department.h"
#include "core/sync/PgConnection.h"

#include <memory>

namespace vigil::sync {

/// The department queue on a PostgreSQL server (resources/sql/department). One connection, made by the first
/// call and again by the next one after it was lost; it listens from its first moment, so that no news falls
/// between since() and waitForNews(). A server that is there but silent costs the deadline and the
/// connection: Timeout. Login failures are Refused. Belongs to one thread (wake() alone is free).
class PostgresDepartment final : public Department {
public:
    struct Options {
        QString url;    ///< postgresql://host:port/name; the password stands in .pgpass
        QString user;   ///< when the URL names none
        QString device; ///< shown with this computer's presence
        std::chrono::milliseconds deadline = std::chrono::seconds(10);
        QString clientVersion = QStringLiteral(VIGIL_VERSION); ///< compared with the department's minimum
    };

    explicit PostgresDepartment(Options options);
    ~PostgresDepartment() override;

    Result<Hello> hello(std::stop_token stop) override;
    Result<QList<Appended>> append(const QList<journal::Event>& events, std::stop_token stop) override;
    Result<Since> since(const QUuid& logId, const journal::Position& from, int limit,
                        std::stop_token stop) override;
    Result<Bootstrap> bootstrap(std::stop_token stop) override;
    Result<journal::Position> bootstrapByPages(int size, const Page& take, std::stop_token stop) override;
    Result<QList<journal::LoggedEvent>> history(const QString& aggregateKind, const QString& aggregateId,
                                                std::stop_token stop) override;
    Result<AlertsAbout> alertsAbout(const study::PatientKey& patient, std::stop_token stop) override;
    Result<QByteArray> hashAt(qint64 seq, std::stop_token stop) override;
    Result<QByteArray> reveal(const QUuid& eventId, std::stop_token stop) override;
    Result<qint64> firstBad(qint64 from, qint64 until, std::stop_token stop) override;
    Result<void> settle(const journal::AggregateKey& aggregate, qint64 lastSeq,
                        std::stop_token stop) override;
    Result<void> keepAlertStates(const QByteArray& rows, std::stop_token stop) override;
    Result<void> setPresence(const QString& topic, const QString& key, std::chrono::seconds lease,
                             std::stop_token stop) override;
    Result<QList<Presence>> presence(const QString& topic, std::stop_token stop) override;
    Result<News> waitForNews(std::chrono::milliseconds atMost, std::stop_token stop) override;
    void wake() override;

private:
    Result<void> connect(std::stop_token stop);
    [[nodiscard]] Result<void> mayWorkWith(const Hello& hello) const;
    Result<Hello> ask(PgConnection& connection, std::stop_token stop) const;
    Result<journal::Position> fetchPages(int size, const Page& take, std::stop_token stop);
    Result<PgRows> query(const QByteArray& sql, const QList<PgConnection::Parameter>& parameters,
                         std::stop_token stop);
    Result<PgRows> repeated(const QByteArray& sql, const QList<PgConnection::Parameter>& parameters,
                            std::stop_token stop);

    Options m_options;
    platform::Waker m_waker;
    std::unique_ptr<PgConnection> m_connection;
    bool m_mayHaveMissedNews = false;
};

} // namespace vigil::sync
