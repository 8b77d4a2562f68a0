// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/WorkingSet.h"

namespace vigil::sync {

bool closesAggregate(const journal::Event& event) {
    // What was withdrawn may still have to be told to somebody.
    if (event.kind == journal::kind::alertClosed) return true;
    // Follow-ups and reviews end by events of their own name.
    return event.aggregateKind != journal::aggregate::alert && event.kind.endsWith(QLatin1String(".closed"));
}

} // namespace vigil::sync
