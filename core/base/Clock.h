// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace vigil {

/// A point in time, always UTC, microseconds (the resolution of PostgreSQL and of the event envelope).
using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;

/// Where "now" comes from. Injected everywhere, so that a test can decide what time it is. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual UtcTime now() const = 0;
};

/// The computer's clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] UtcTime now() const override;
};

/// "2026-11-24T03:17:52.123456Z": sorts as text, is what the databases and the envelope hold.
[[nodiscard]] QString toIso(UtcTime time);
/// Reads what toIso() writes and any ISO 8601 time with an offset (PostgreSQL's output); nothing for anything
/// else.
[[nodiscard]] std::optional<UtcTime> fromIso(const QString& text);

[[nodiscard]] QDateTime toDateTime(UtcTime time);
[[nodiscard]] UtcTime fromDateTime(const QDateTime& time);

} // namespace vigil
