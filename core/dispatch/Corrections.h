// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dispatch/Decide.h"

/// Who has to read that an alert is not as their message said: withdrawn, replaced, in another category, or
/// standing again. Pure; any thread.
namespace vigil::dispatch {

/// One telling a recipient and change, `Telling::only` naming the ways the first message went. Nobody is
/// corrected who was never sent anything, or who is asked anew since. A recipient hears of the last change
/// alone, and of an undone one only when they had heard of it. What is told by a voice
/// (AlertView::stillToTell) is not touched by it. `accepted`: the facts that the log has.
[[nodiscard]] QList<Telling> correctionsOf(const alert::Alert& accepted, const alert::AlertStory& story,
                                           UtcTime now);

} // namespace vigil::dispatch
