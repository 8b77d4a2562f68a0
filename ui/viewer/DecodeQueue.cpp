// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/DecodeQueue.h"

#include <QThread>

#include <algorithm>

namespace vigil::ui {

DecodeQueue::DecodeQueue(study::FrameReader& reader, QString folder, qint64 cacheBytes, QObject* parent)
    : QObject(parent), m_reader(reader), m_folder(std::move(folder)), m_cacheBytes(cacheBytes) {
    qRegisterMetaType<FrameKey>();
    // One core stays free for the window.
    m_pool.setMaxThreadCount(std::clamp(QThread::idealThreadCount() - 1, 1, 8));
}

DecodeQueue::~DecodeQueue() {
    {
        const QMutexLocker lock(&m_mutex);
        m_closing = true;
        m_wishes.clear();
    }
    m_pool.waitForDone();
}

void DecodeQueue::want(const QObject* client, const QList<FrameKey>& frames) {
    {
        const QMutexLocker lock(&m_mutex);
        QList<FrameKey> open;
        for (const auto& key : frames)
            if (!m_cache.contains(key) && !m_failures.contains(key)) open << key;
        if (open.isEmpty())
            m_wishes.erase(client);
        else
            m_wishes[client] = {open, 0};
    }
    startWorkers();
}

void DecodeQueue::startWorkers() {
    const QMutexLocker lock(&m_mutex);
    qsizetype wishes = 0;
    for (const auto& [client, wish] : m_wishes)
        wishes += wish.frames.size();
    while (m_workers < m_pool.maxThreadCount() && m_workers < wishes) {
        ++m_workers;
        m_pool.start([this] { work(); });
    }
}

std::optional<FrameKey> DecodeQueue::takeNext() {
    const QMutexLocker lock(&m_mutex);
    while (!m_closing && !m_wishes.empty()) {
        const auto next =
            std::min_element(m_wishes.begin(), m_wishes.end(),
                             [](const auto& a, const auto& b) { return a.second.served < b.second.served; });
        const auto key = next->second.frames.takeFirst();
        ++next->second.served;
        if (next->second.frames.isEmpty()) m_wishes.erase(next);
        if (m_cache.contains(key) || m_failures.contains(key) || m_underWay.contains(key)) continue;
        m_underWay.insert(key);
        return key;
    }
    --m_workers;
    return {};
}

void DecodeQueue::work() {
    while (const auto key = takeNext()) {
        const auto path = m_folder.isEmpty() ? key->path : m_folder + QLatin1Char('/') + key->path;
        auto frame = m_reader.read(path, key->frame);
        if (frame) {
            keep(*key, std::move(*frame));
            Q_EMIT frameReady(*key);
        } else {
            {
                const QMutexLocker lock(&m_mutex);
                m_underWay.remove(*key);
                m_failures.insert(*key, frame.error());
            }
            Q_EMIT frameFailed(*key);
        }
    }
}

void DecodeQueue::keep(const FrameKey& key, study::PixelFrame frame) {
    const auto bytes = static_cast<qint64>(frame.samples.size() * sizeof(std::int32_t) + frame.rgb.size());
    auto shared = std::make_shared<const study::PixelFrame>(std::move(frame));
    const QMutexLocker lock(&m_mutex);
    m_underWay.remove(key);
    m_uses.push_front(key);
    m_cache.insert(key, {std::move(shared), bytes, m_uses.begin()});
    m_bytes += bytes;
    while (m_bytes > m_cacheBytes && m_uses.size() > 1) {
        const auto oldest = m_cache.take(m_uses.back());
        m_bytes -= oldest.bytes;
        m_uses.pop_back();
    }
}

Frame DecodeQueue::cached(const FrameKey& key) {
    const QMutexLocker lock(&m_mutex);
    const auto found = m_cache.find(key);
    if (found == m_cache.end()) return {};
    m_uses.splice(m_uses.begin(), m_uses, found->use);
    return found->frame;
}

std::optional<Error> DecodeQueue::failure(const FrameKey& key) const {
    const QMutexLocker lock(&m_mutex);
    const auto found = m_failures.find(key);
    if (found == m_failures.end()) return {};
    return *found;
}

void DecodeQueue::forgetFailures(const QString& path) {
    const QMutexLocker lock(&m_mutex);
    m_failures.removeIf([&path](const auto& entry) { return entry.key().path == path; });
}

qint64 DecodeQueue::cachedBytes() const {
    const QMutexLocker lock(&m_mutex);
    return m_bytes;
}

int DecodeQueue::waiting() const {
    const QMutexLocker lock(&m_mutex);
    qsizetype count = 0;
    for (const auto& [client, wish] : m_wishes)
        count += wish.frames.size();
    return static_cast<int>(count);
}

} // namespace vigil::ui
