// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QByteArray>
#include <QHash>

#include <mutex>

namespace vigil::alert {

/// The rows of the board as they were last read. When one alert changes the others have not, and making a row
/// from its JSON takes longer than all else about reading a board. Thread-safe.
class KnownRows {
public:
    /// rowFromJson(), or what that gave for the same text before.
    [[nodiscard]] AlertRow rowOf(const QString& alertId, const QByteArray& json);

private:
    struct Known {
        QByteArray json;
        AlertRow row;
    };
    std::mutex m_mutex;
    QHash<QString, Known> m_known;
};

} // namespace vigil::alert
