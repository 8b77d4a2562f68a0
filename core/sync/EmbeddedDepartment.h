// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Ids.h"
#include "core/store/DepartmentFile.h"
#include "core/sync/Department.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace vigil::sync {

/// The department of one room: the contract of Department on a SQLite file that this process owns alone. The
/// default until a server is configured. Knows no roles: whoever may open the file may do everything, and
/// reveal() always answers. The file is opened by the first call, in the calling thread, which must make all
/// others too and destroy the object (wake() alone is free). An error leaves it closed or unchanged; the next
/// call tries again.
class EmbeddedDepartment final : public Department {
public:
    struct Options {
        QString file;
        QString user;   ///< stands for session_user
        QString device; ///< counts as registered: events queued on this computer by somebody else are relayed
    };

    /// `clock` plays the server's clock. Both references must outlive the object.
    EmbeddedDepartment(Options options, const Clock& clock, IdSource& ids);

    Result<Hello> hello(std::stop_token stop) override;
    Result<QList<Appended>> append(const QList<journal::Event>& events, std::stop_token stop) override;
    Result<Since> since(const QUuid& logId, const journal::Position& from, int limit,
                        std::stop_token stop) override;
    Result<Bootstrap> bootstrap(std::stop_token stop) override;
    Result<QList<journal::LoggedEvent>> history(const QString& aggregateKind, const QString& aggregateId,
                                                std::stop_token stop) override;
    Result<AlertsAbout> alertsAbout(const study::PatientKey& patient, std::stop_token stop) override;
    Result<QByteArray> hashAt(qint64 seq, std::stop_token stop) override;
    Result<QByteArray> reveal(const QUuid& eventId, std::stop_token stop) override;
    Result<void> setPresence(const QString& topic, const QString& key, std::chrono::seconds lease,
                             std::stop_token stop) override;
    Result<QList<Presence>> presence(const QString& topic, std::stop_token stop) override;
    Result<News> waitForNews(std::chrono::milliseconds atMost, std::stop_token stop) override;
    void wake() override;

private:
    Result<void> open();
    Result<Appended> appendOne(store::Transaction& transaction, const journal::Event& event,
                               journal::Position& head);
    Result<Appended> known(const journal::Event& event, const store::DepartmentFile::Stored& stored) const;
    [[nodiscard]] bool isRelayable(const journal::Event& event) const;

    Options m_options;
    const Clock& m_clock;
    IdSource& m_ids;
    std::unique_ptr<store::DepartmentFile> m_file;

    std::mutex m_mutex;
    std::condition_variable_any m_news;
    bool m_hasNews = false;
};

} // namespace vigil::sync
