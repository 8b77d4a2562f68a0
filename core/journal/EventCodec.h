// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/journal/Event.h"

#include <optional>

/// Events as JSON text: the payload of an outbox row and the element of the department's append(text[]). One
/// event has one text (compact, keys sorted, no optional forms). The two parts travel as strings, so that not
/// one byte of what gets hashed changes on the way. Pure functions, usable on any thread.
namespace vigil::journal {

/// Never fails; an event with a flaw() may not come back the same.
[[nodiscard]] QByteArray encode(const Event& event);
/// Invalid when it is no event; Newer when a later Vigil wrote it.
[[nodiscard]] Result<Event> decode(const QByteArray& text);

/// Why a department would refuse this event whoever sends it (missing ids, a NUL, invalid UTF-8, parts that
/// are no JSON objects, an open author where it has to be sealed); nothing when it is well formed. An
/// `alert.raised` is let through with an odd open part or without an author: a finding counts more than form.
/// No patient data in the answer.
[[nodiscard]] std::optional<QString> flaw(const Event& event);

} // namespace vigil::journal
