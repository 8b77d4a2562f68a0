// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <QSet>

#include <chrono>
#include <mutex>

namespace vigil::dicom {

/// What a retrieve expects, and what of it is durable by now: the PACS names, the sink decides. Owned by one
/// retrieve; thread-safe, for its transfers share it.
class Arrivals {
public:
    Arrivals(const study::ObjectSink& sink, QString studyUid, QList<study::InstanceKey> named,
             const QList<study::InstanceKey>& already,
             const std::function<void(study::RetrieveProgress)>& progress);

    /// Asks the sink, at most ten times a second, and reports progress when something has changed.
    void update();
    /// The same, now.
    void updateNow();
    /// Waits for what is still on its way to the disk: until all is here, or nothing has come for a while.
    /// `failed` are not coming.
    void settle(int failed, const std::stop_token& stop);
    /// The PACS says of so many more that it could not send them.
    void addFailed(int failed);

    [[nodiscard]] QList<study::InstanceKey> missing() const;
    [[nodiscard]] int expected() const { return static_cast<int>(m_named.size()); }
    [[nodiscard]] int received() const;
    /// Of those that came during this retrieve.
    [[nodiscard]] int fresh() const { return received() - m_before; }
    [[nodiscard]] qint64 freshBytes() const;
    [[nodiscard]] const QString& studyUid() const { return m_studyUid; }

private:
    void look();

    const study::ObjectSink& m_sink;
    const QString m_studyUid;
    const QList<study::InstanceKey> m_named;
    const std::function<void(study::RetrieveProgress)>& m_progress;
    QSet<QString> m_expected;
    int m_before = 0;

    mutable std::mutex m_mutex;
    QSet<QString> m_here;
    quint64 m_cursor = 0;
    qint64 m_freshBytes = 0;
    int m_failed = 0;
    std::chrono::steady_clock::time_point m_asked{};
};

} // namespace vigil::dicom
