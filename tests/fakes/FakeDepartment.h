// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/sync/Department.h"

#include <QStringList>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace vigil::test {

/// A department's log in memory with the real chain. A value: a copy is a backup, assigning it back is the
/// restore.
struct FakeLog {
    QUuid logId = QUuid::createUuid();
    QList<journal::LoggedEvent> events; ///< with their sealed parts; seq = index + 1
    QList<sync::Presence> presence;
    QString minimumClient;
    QStringList workRoles; ///< of everybody

    [[nodiscard]] journal::Position head() const;
    [[nodiscard]] journal::Position at(qint64 seq) const;
};

/// One client's connection to a FakeLog. Writes down what was asked and answered, and can be told to fail
/// before or after doing what was asked. wake() is free; everything else belongs to one thread.
class FakeDepartment final : public sync::Department {
public:
    /// What becomes of one call.
    struct Fault {
        enum class When { Never, Before, After }; ///< After: done, but the answer got lost
        When when = When::Never;
        Error error{Error::Code::Timeout, QStringLiteral("The department does not answer."), {}};
    };
    using Faults = std::function<Fault(const QString& call)>;
    using Refuses = std::function<QString(const journal::Event&)>; ///< the reason; empty: accepted

    FakeDepartment(FakeLog& log, const Clock& serverClock) : m_log(log), m_clock(serverClock) {}

    void setFaults(Faults faults) { m_faults = std::move(faults); }
    void setRefuses(Refuses refuses) { m_refuses = std::move(refuses); }
    /// "C: append telephoned(a-1)", "S: accepted 7" … since the last call; presence and waiting left out.
    QStringList takeTranscript();
    /// What was said to be over, sorted.
    QStringList takeSettled();

    Result<sync::Hello> hello(std::stop_token stop) override;
    Result<QList<sync::Appended>> append(const QList<journal::Event>& events, std::stop_token stop) override;
    Result<sync::Since> since(const QUuid& logId, const journal::Position& from, int limit,
                              std::stop_token stop) override;
    Result<sync::Bootstrap> bootstrap(std::stop_token stop) override;
    Result<QList<journal::LoggedEvent>> history(const QString& aggregateKind, const QString& aggregateId,
                                                std::stop_token stop) override;
    Result<sync::AlertsAbout> alertsAbout(const study::PatientKey& patient, std::stop_token stop) override;
    Result<QByteArray> hashAt(qint64 seq, std::stop_token stop) override;
    Result<void> settle(const journal::AggregateKey& aggregate, qint64 lastSeq,
                        std::stop_token stop) override;
    Result<void> setPresence(const QString& topic, const QString& key, std::chrono::seconds lease,
                             std::stop_token stop) override;
    Result<QList<sync::Presence>> presence(const QString& topic, std::stop_token stop) override;
    Result<sync::News> waitForNews(std::chrono::milliseconds atMost, std::stop_token stop) override;
    void wake() override;
    /// The next wait ends with these.
    void announce(sync::News news);

private:
    template <class T>
    Result<T> answer(const QString& call, const std::function<Result<T>()>& act);
    sync::Appended appendOne(const journal::Event& event);
    void says(const QString& who, const QString& what) { m_transcript << who + what; }

    FakeLog& m_log;
    const Clock& m_clock;
    Faults m_faults;
    Refuses m_refuses;
    QStringList m_transcript;
    QStringList m_settled;
    std::mutex m_mutex;
    std::condition_variable_any m_news;
    bool m_hasNews = false;
    sync::News m_waiting;
};

} // namespace vigil::test
