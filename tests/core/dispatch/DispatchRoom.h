// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dispatch/Heartbeat.h"
#include "tests/fakes/FakeDepartment.h"
#include "tests/support/AlertFacts.h"
#include "tests/support/DispatchPost.h"

#include <QJsonDocument>
#include <QTemporaryDir>

#include <memory>

namespace vigil::test {

inline const QString theAlert = QStringLiteral("the-alert");
inline const QByteArray addresses = "- role: Responsible consultant\n"
                                    "  mail: consultant@trust.example\n"
                                    "  hl7: epr\n"
                                    "- role: Specialty registrar on call\n"
                                    "  mail: registrar@trust.example\n"
                                    "- role: Consultant on call\n"
                                    "  mail: consultant@trust.example\n"
                                    "- role: Site manager\n"
                                    "  mail: manager@trust.example\n"
                                    "- role: Cancer tracking\n"
                                    "  mail: cancer@trust.example\n";

/// Two posts with one lock: who has it is the test's to say.
class LentLock final : public dispatch::TurnLock {
public:
    LentLock(const QString& holder, QString own) : m_holder(holder), m_own(std::move(own)) {}
    Result<bool> hold(std::stop_token) override { return m_holder == m_own; }

private:
    const QString& m_holder;
    QString m_own;
};

/// A department in memory and the posts that dispatch for it: the common part of the dispatcher's tests.
class DispatchRoom {
protected:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeLog> m_log;
    FixedClock m_clock;
    QString m_holder;
    FakeDepartment::Faults m_faults;
    FakeDepartment::Refuses m_refuses;

    dispatch::Channels::Link m_link;
    std::optional<dispatch::Dispatcher::Options::Weekly> m_weekly;

    std::unique_ptr<DispatchPost> post(const QString& device, const QByteArray& book = addresses) {
        DispatchPost::Options options;
        options.link = m_link;
        if (m_weekly) options.weekly = [this] { return *m_weekly; };
        options.folder = m_folder->filePath(device);
        options.device = device;
        options.addresses = book;
        options.connect = [this] {
            auto department = std::make_unique<FakeDepartment>(*m_log, m_clock);
            department->setFaults(
                [this](const QString& call) { return m_faults ? m_faults(call) : FakeDepartment::Fault{}; });
            department->setRefuses(
                [this](const journal::Event& event) { return m_refuses ? m_refuses(event) : QString(); });
            return department;
        };
        options.lock = [this, device] { return std::make_unique<LentLock>(m_holder, device); };
        return std::make_unique<DispatchPost>(options, m_clock);
    }
    void record(const AlertFacts& facts) {
        FakeDepartment reporter(*m_log, m_clock);
        for (const auto& each : facts.events())
            static_cast<void>(reporter.append({each.event}, {}));
    }
    QStringList logged(const QString& prefix = {}) const {
        QStringList kinds;
        for (const auto& each : m_log->events)
            if (each.event.kind.startsWith(prefix)) kinds << each.event.kind;
        return kinds;
    }
    QJsonObject last(const QString& of) const {
        QJsonObject data;
        for (const auto& each : m_log->events)
            if (each.event.kind == of) data = QJsonDocument::fromJson(each.event.open).object();
        return data;
    }
    /// Letters that arrived, by whom they are for.
    QMap<QString, int> letters(const DispatchPost& post) const {
        QMap<QString, int> counts;
        for (const auto& each : m_log->events) {
            const auto data = QJsonDocument::fromJson(each.event.open).object();
            if (each.event.kind != journal::kind::noticeSent || data.value("destination") != "mail") continue;
            if (!post.arrived.contains(data.value("notice").toString())) qFatal("said to be sent");
            ++counts[data.value("to").toObject().value("role").toString()];
        }
        return counts;
    }
    /// Notices of this question that stand in the log as sent, as "role by destination".
    QStringList sent(const QString& asks) const {
        QStringList all;
        for (const auto& each : m_log->events) {
            const auto data = QJsonDocument::fromJson(each.event.open).object();
            if (each.event.kind == journal::kind::noticeSent && data.value("asks").toString() == asks)
                all << data.value("to").toObject().value("role").toString() + " by " +
                           data.value("destination").toString();
        }
        all.sort();
        return all;
    }
    bool isHeld(const QString& key) const {
        for (const auto& each : m_log->presence)
            if (each.topic == dispatch::heartbeatTopic && each.key == key && each.until > m_clock.now())
                return true;
        return false;
    }
    /// Until nothing more happens.
    static void work(DispatchPost& post) {
        int quiet = 0; // a round, what it has sent, and a round that tells so
        for (int i = 0; i < 10 && quiet < 2; ++i) {
            const auto round = post.round();
            post.deliver();
            const bool busy = round.fault || round.escalated + round.queued + round.sent + round.failed > 0;
            quiet = busy ? 0 : quiet + 1;
        }
    }
    void begin() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_log = std::make_unique<FakeLog>();
        m_clock.set(FixedClock().now());
        m_holder = QStringLiteral("one");
        m_faults = {};
        m_refuses = {};
        m_link = {};
        m_weekly.reset();
    }
};

} // namespace vigil::test
