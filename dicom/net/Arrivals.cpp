// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Arrivals.h"

#include <algorithm>
#include <condition_variable>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr std::chrono::milliseconds askAgainAfter{100};
constexpr std::chrono::milliseconds lookAgainAfter{3};
/// Only the last batch of the store is awaited; more when the PACS claims to have sent more than there is.
constexpr std::chrono::milliseconds quietWhenExplained{500};

} // namespace

Arrivals::Arrivals(const study::ObjectSink& sink, QString studyUid, Expected expected,
                   const QList<study::InstanceKey>& already,
                   const std::function<void(study::RetrieveProgress)>& progress)
    : m_sink(sink), m_studyUid(std::move(studyUid)), m_named(std::move(expected.named)),
      m_isOpenEnded(expected.isOpenEnded), m_counted(expected.counted), m_patience(expected.patience),
      m_progress(progress) {
    for (const auto& key : m_named)
        m_expected.insert(key.sopInstanceUid);
    for (const auto& key : already)
        if (isCounted(key.sopInstanceUid)) m_here.insert(key.sopInstanceUid);
    // The account first: what comes between the two questions is then in both answers.
    m_cursor = m_sink.durableSince(m_studyUid, 0).cursor;
    const auto durable = m_sink.durableInstances(m_studyUid);
    for (auto it = durable.cbegin(); it != durable.cend(); ++it)
        if (isCounted(it.key())) m_here.insert(it.key());
    m_before = static_cast<int>(m_here.size());
    if (m_progress) m_progress({m_before, 0, expectedNow()});
}

int Arrivals::expectedNow() const {
    const auto named = static_cast<int>(m_named.size());
    if (!m_isOpenEnded) return named;
    const int counted = m_sent >= 0 ? m_sent : m_counted;
    return counted < 0 && named == 0 ? -1 : std::max({named, counted, static_cast<int>(m_here.size())});
}

int Arrivals::expected() const {
    const std::scoped_lock lock(m_mutex);
    return expectedNow();
}

void Arrivals::takeCount(int instances) {
    const std::scoped_lock lock(m_mutex);
    if (instances > 0) m_sent = instances; // some PACS leave their counters at nothing
}

int Arrivals::sent() const {
    const std::scoped_lock lock(m_mutex);
    return m_sent >= static_cast<int>(m_here.size()) ? m_sent : -1;
}

std::chrono::steady_clock::time_point Arrivals::lastArrival() const {
    const std::scoped_lock lock(m_mutex);
    return m_lastArrival;
}

void Arrivals::update() {
    const std::scoped_lock lock(m_mutex);
    if (std::chrono::steady_clock::now() - m_asked >= askAgainAfter) look();
}

void Arrivals::updateNow() {
    const std::scoped_lock lock(m_mutex);
    look();
}

void Arrivals::look() {
    m_asked = std::chrono::steady_clock::now();
    const auto durable = m_sink.durableSince(m_studyUid, m_cursor);
    m_cursor = durable.cursor;
    const auto before = m_here.size();
    for (auto it = durable.sizes.cbegin(); it != durable.sizes.cend(); ++it) {
        if (!isCounted(it.key()) || m_here.contains(it.key())) continue;
        m_here.insert(it.key());
        m_freshBytes += it.value();
    }
    if (m_here.size() == before) return;
    m_lastArrival = m_asked;
    if (m_progress) m_progress({static_cast<int>(m_here.size()), m_failed, expectedNow()});
}

void Arrivals::addFailed(int failed) {
    const std::scoped_lock lock(m_mutex);
    m_failed += failed;
}

int Arrivals::received() const {
    const std::scoped_lock lock(m_mutex);
    return static_cast<int>(m_here.size());
}

qint64 Arrivals::freshBytes() const {
    const std::scoped_lock lock(m_mutex);
    return m_freshBytes;
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
        const bool explained = open <= failed || m_sink.keepingTrouble(m_studyUid);
        if (now - quietSince >= (explained ? std::min(quietWhenExplained, m_patience) : m_patience)) return;
        never.wait_for(lock, stop, lookAgainAfter, [] { return false; });
    }
}

QList<study::InstanceKey> Arrivals::missing() const {
    const std::scoped_lock lock(m_mutex);
    QList<study::InstanceKey> keys;
    for (const auto& key : m_named)
        if (!m_here.contains(key.sopInstanceUid)) keys << key;
    return keys;
}

} // namespace vigil::dicom
