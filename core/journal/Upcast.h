// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"

#include <functional>
#include <map>
#include <utility>

namespace vigil::journal {

/// Lifts events that an older Vigil wrote to the form the folds know. Holds pure functions by (kind,
/// version); each raises the version or changes the kind, and they are applied until none fits. The stored
/// event never changes: its hash is over the old form, so verify first, upcast afterwards. Kinds that nobody
/// registered pass through as they are. Immutable once built, then usable on any thread.
class Upcast {
public:
    using Step = std::function<Event(Event)>;

    /// `step` takes events of `kind` in `version`. Registering the same pair again replaces the step.
    Upcast& add(const QString& kind, int version, Step step);
    [[nodiscard]] Event operator()(Event event) const;

    /// The steps of this Vigil.
    [[nodiscard]] static Upcast standard();

private:
    std::map<std::pair<QString, int>, Step> m_steps;
};

} // namespace vigil::journal
