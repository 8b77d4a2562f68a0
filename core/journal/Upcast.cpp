// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Upcast.h"

namespace vigil::journal {

Upcast& Upcast::add(const QString& kind, int version, Step step) {
    m_steps.insert_or_assign({kind, version}, std::move(step));
    return *this;
}

Event Upcast::operator()(Event event) const {
    // Two steps that name each other would run for ever; no honest ladder of versions has this many.
    constexpr int mostSteps = 100;
    for (int taken = 0; taken < mostSteps; ++taken) {
        const auto step = m_steps.find({event.kind, event.kindVersion});
        if (step == m_steps.end()) return event;
        auto lifted = step->second(event);
        if (lifted.kind == event.kind && lifted.kindVersion == event.kindVersion) return lifted;
        event = std::move(lifted);
    }
    return event;
}

Upcast Upcast::standard() {
    return {};
}

} // namespace vigil::journal
