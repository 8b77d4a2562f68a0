// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"

#include <chrono>

/// Which aggregates a new client is given: the rules that both departments share (resources/sql/department
/// has the same as data). An aggregate is open until a closing event is its last one; anything later reopens
/// it, whatever it is, because in doubt it is open. Closed ones stay for `closedStayFor`. Studies have no
/// closing event: they stay that long after their last one.
namespace vigil::sync {

inline constexpr std::chrono::days closedStayFor{30};
/// No claim or heartbeat outlives its owner by more than this.
inline constexpr std::chrono::seconds longestLease{std::chrono::hours(24)};

[[nodiscard]] bool closesAggregate(const journal::Event& event);

} // namespace vigil::sync
