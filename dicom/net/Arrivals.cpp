// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Arrivals.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr std::chrono::milliseconds askAgainAfter{100};
constexpr std::chrono::milliseconds lookAgainAfter{25};
/// Only the last batch of the store is awaited, or more when the PACS claims to have sent more than there is.
constexpr std::chrono::milliseconds quietWhenExplained{500};
constexpr std::chrono::milliseconds quietWhenNot{5000};

} // namespace

Arrivals::Arrivals(const study::ObjectSink& sink, QString studyUid, QList<study::InstanceKey> named,
                   const QList<study::InstanceKey>& already,
                   const std::function<void(study::RetrieveProgress)>& progress)
    : m_sink(sink), m_studyUid(std::move(studyUid)), m_named(std::move(named)), m_progress(progress) {
    for (const auto& key : m_named)
        m_expected.insert(key.sopInstanceUid);
    for (const auto& key : already)
        if (m_expected.contains(key.sopInstanceUid)) m_here.insert(key.sopInstanceUid);
    const auto durable = m_sink.durableInstances(m_studyUid);
    for (auto it = durable.cbegin(); it != durable.cend(); ++it)
        if (m_expected.contains(it.key())) m_here.insert(it.key());
    m_before = m_here.size();
    m_seen = m_before;
    if (m_progress) m_progress({received(), 0, expected()});
}

void Arrivals::update() {
    if (std::chrono::steady_clock::now() - m_asked >= askAgainAfter) updateNow();
}

void Arrivals::updateNow() {
    m_asked = std::chrono::steady_clock::now();
    const auto durable = m_sink.durableInstances(m_studyUid);
    const auto before = m_here.size();
    for (auto it = durable.cbegin(); it != durable.cend(); ++it) {
        if (!m_expected.contains(it.key()) || m_here.contains(it.key())) continue;
        m_here.insert(it.key());
        m_freshBytes += it.value();
    }
    if (m_here.size() != before && m_progress) m_progress({received(), m_failed, expected()});
}

void Arrivals::settle(int failed, const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    auto quietSince = std::chrono::steady_clock::now();
    for (;;) {
        const auto before = received();
        updateNow();
        const auto now = std::chrono::steady_clock::now();
        if (received() != before) quietSince = now;
        const int open = expected() - received();
        if (open == 0 || stop.stop_requested()) return;
        if (now - quietSince >= (open <= failed ? quietWhenExplained : quietWhenNot)) return;
        never.wait_for(lock, stop, lookAgainAfter, [] { return false; });
    }
}

QList<study::InstanceKey> Arrivals::missing() const {
    QList<study::InstanceKey> keys;
    for (const auto& key : m_named)
        if (!m_here.contains(key.sopInstanceUid)) keys << key;
    return keys;
}

bool Arrivals::grew() {
    updateNow();
    return std::exchange(m_seen, m_here.size()) != m_here.size();
}

} // namespace vigil::dicom
