// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <QSet>

#include <chrono>
#include <mutex>
#include <utility>

namespace vigil::dicom {

/// What a retrieve expects, and what of it is durable by now: the PACS names, the sink decides. Where the
/// PACS counts more than it names, everything of the study that comes is counted. Owned by one retrieve;
/// thread-safe, for its transfers share it.
class Arrivals {
public:
    struct Expected {
        Expected(QList<study::InstanceKey> instances) : named(std::move(instances)) {}

        QList<study::InstanceKey> named;
        /// More are counted than named, or none are named: what is missing cannot all be named.
        bool isOpenEnded = false;
        int counted = -1; ///< -1 unknown
        /// How long settle() waits when nothing explains what is missing.
        std::chrono::milliseconds patience{5000};
    };
    Arrivals(const study::ObjectSink& sink, QString studyUid, Expected expected,
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

    /// The PACS has gone through the whole study and says how many instances it has: that is how many there
    /// are, besides those that it named.
    void takeCount(int instances);

    [[nodiscard]] QList<study::InstanceKey> missing() const;
    [[nodiscard]] bool isOpenEnded() const { return m_isOpenEnded; }
    /// -1 as long as nothing says how many.
    [[nodiscard]] int expected() const;
    [[nodiscard]] bool isAllHere() const { return expected() >= 0 && received() >= expected(); }
    /// takeCount(), -1 when nothing was counted, or less than there is.
    [[nodiscard]] int sent() const;
    /// When something was last seen to have become durable; the beginning, before that.
    [[nodiscard]] std::chrono::steady_clock::time_point lastArrival() const;
    [[nodiscard]] int received() const;
    /// Of those that came during this retrieve.
    [[nodiscard]] int fresh() const { return received() - m_before; }
    [[nodiscard]] qint64 freshBytes() const;
    [[nodiscard]] const QString& studyUid() const { return m_studyUid; }

private:
    void look();
    [[nodiscard]] bool isCounted(const QString& uid) const {
        return m_isOpenEnded || m_expected.contains(uid);
    }
    [[nodiscard]] int expectedNow() const;

    const study::ObjectSink& m_sink;
    const QString m_studyUid;
    const QList<study::InstanceKey> m_named;
    const bool m_isOpenEnded;
    const int m_counted;
    const std::chrono::milliseconds m_patience;
    const std::function<void(study::RetrieveProgress)>& m_progress;
    QSet<QString> m_expected;
    int m_before = 0;

    mutable std::mutex m_mutex;
    QSet<QString> m_here;
    quint64 m_cursor = 0;
    qint64 m_freshBytes = 0;
    int m_failed = 0;
    int m_sent = -1; ///< takeCount()
    std::chrono::steady_clock::time_point m_lastArrival = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point m_asked{};
};

} // namespace vigil::dicom
