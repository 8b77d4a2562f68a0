// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>

namespace vigil::setup {

/// Stands between the listener and the object store and takes out the one instance that a test has asked for:
/// it is noted and thrown away, for it is still in the PACS that named it a moment ago. Everything else, and
/// a test instance that another PACS sends or that a retrieve wants, goes on to the store. Thread-safe; the
/// store outlives it.
class TestArrivals final : public study::ObjectSink {
public:
    explicit TestArrivals(study::ObjectSink& store) : m_store(store) {}

    /// One awaited instance, as long as it lives. One thread; the TestArrivals outlives it.
    class Expectation {
    public:
        Expectation(TestArrivals& arrivals, study::InstanceKey instance, QString sourceId);
        ~Expectation();
        Expectation(const Expectation&) = delete;
        Expectation& operator=(const Expectation&) = delete;
        /// The name of the PACS that it came from; nothing when it has not come within this time.
        [[nodiscard]] std::optional<QString> waitFor(std::chrono::milliseconds atMost, std::stop_token stop);

    private:
        friend class TestArrivals;
        TestArrivals& m_arrivals;
        study::InstanceKey m_instance;
        QString m_sourceId;
        std::optional<QString> m_from;
    };

    Result<QString> temporaryFile() override { return m_store.temporaryFile(); }
    std::future<Result<void>> accept(study::ReceivedObject object) override;
    /// The study of an awaited instance counts as asked for, or the listener would refuse it.
    [[nodiscard]] bool isWanted(const QString& studyUid) const override;
    [[nodiscard]] QHash<QString, qint64> durableInstances(const QString& studyUid) const override {
        return m_store.durableInstances(studyUid);
    }
    [[nodiscard]] Durable durableSince(const QString& studyUid, quint64 cursor) const override {
        return m_store.durableSince(studyUid, cursor);
    }
    void noteDamaged(const study::InstanceKey& instance, const QString& reason) override {
        m_store.noteDamaged(instance, reason);
    }
    [[nodiscard]] QHash<QString, QString> damagedInstances(const QString& studyUid) const override {
        return m_store.damagedInstances(studyUid);
    }

private:
    /// True when a test has asked this PACS for it.
    bool note(const study::ReceivedObject& object);

    study::ObjectSink& m_store;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::list<Expectation*> m_expected;
};

} // namespace vigil::setup
