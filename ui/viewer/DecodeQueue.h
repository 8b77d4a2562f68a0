// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/PixelFrame.h"
#include "core/study/Ports.h"

#include <QHash>
#include <QList>
#include <QMutex>
#include <QObject>
#include <QSet>
#include <QString>
#include <QThreadPool>

#include <list>
#include <map>
#include <memory>
#include <optional>

namespace vigil::ui {

/// One frame of one stored object. `path` as in StoredObject, `frame` from 0.
struct FrameKey {
    QString path;
    int frame = 0;

    bool operator==(const FrameKey&) const = default;
};
inline size_t qHash(const FrameKey& key, size_t seed = 0) {
    return qHashMulti(seed, key.path, key.frame);
}

using Frame = std::shared_ptr<const study::PixelFrame>;

/// Decodes frames on its own threads and keeps the latest ones. Everybody who shows images says which frames
/// are wanted, most urgent first; a new wish replaces the old one, so that a frame scrolled past is never
/// decoded. Lives on the UI thread; the destructor waits for the decodes under way.
class DecodeQueue : public QObject {
    Q_OBJECT
public:
    static constexpr qint64 defaultCacheBytes = 512LL * 1024 * 1024;

    /// `folder` is where the paths of stored objects begin.
    DecodeQueue(study::FrameReader& reader, QString folder, qint64 cacheBytes = defaultCacheBytes,
                QObject* parent = nullptr);
    ~DecodeQueue() override;

    /// Wishes of different clients are served in turns: everybody's first, then everybody's second.
    void want(const QObject* client, const QList<FrameKey>& frames);
    /// The frame when it is decoded; counts as a use of it.
    [[nodiscard]] Frame cached(const FrameKey& key);
    /// Why a frame cannot be shown.
    [[nodiscard]] std::optional<Error> failure(const FrameKey& key) const;
    /// Forgets failures of a file, so that the next wish tries again.
    void forgetFailures(const QString& path);

    [[nodiscard]] qint64 cachedBytes() const;
    /// Wishes not yet begun.
    [[nodiscard]] int waiting() const;

Q_SIGNALS:
    /// Emitted from a decode thread; receivers get it queued.
    void frameReady(const vigil::ui::FrameKey& key);
    void frameFailed(const vigil::ui::FrameKey& key);

private:
    struct Wishes {
        QList<FrameKey> frames;
        int served = 0; ///< how many of them were taken: the least served client comes next
    };
    struct Cached {
        Frame frame;
        qint64 bytes = 0;
        std::list<FrameKey>::iterator use;
    };

    void work();
    std::optional<FrameKey> takeNext();
    void keep(const FrameKey& key, study::PixelFrame frame);
    void startWorkers();

    study::FrameReader& m_reader;
    const QString m_folder;
    const qint64 m_cacheBytes;
    mutable QMutex m_mutex;
    std::map<const QObject*, Wishes> m_wishes;
    QSet<FrameKey> m_underWay;
    QHash<FrameKey, Cached> m_cache;
    std::list<FrameKey> m_uses; ///< front: used last
    QHash<FrameKey, Error> m_failures;
    qint64 m_bytes = 0;
    int m_workers = 0;
    bool m_closing = false;
    QThreadPool m_pool;
};

} // namespace vigil::ui

Q_DECLARE_METATYPE(vigil::ui::FrameKey)
