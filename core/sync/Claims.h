// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPair>
#include <QSet>
#include <QString>

#include <mutex>

namespace vigil::sync {

/// What this computer wants to hold in the department's presence (a study that is open here). Kept apart from
/// the engine, because claims are made on the UI thread and told to the department on the worker's.
/// Thread-safe; owned by Application.
class Claims {
public:
    using Key = QPair<QString, QString>; ///< topic, key

    void hold(const QString& topic, const QString& key);
    void letGo(const QString& topic, const QString& key);

    [[nodiscard]] QSet<Key> held() const;
    /// What was let go since the last call.
    QSet<Key> takeReleased();

private:
    mutable std::mutex m_mutex;
    QSet<Key> m_held;
    QSet<Key> m_released;
};

} // namespace vigil::sync
