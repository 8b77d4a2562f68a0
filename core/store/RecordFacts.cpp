// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/RecordFacts.h"

namespace vigil::store {

Result<void> recordFacts(DataFolder& data, OwnFacts& facts, const QList<journal::Event>& events) {
    const auto keep = [&](Transaction& records) -> Result<void> {
        for (const auto& event : events)
            VIGIL_CHECK(facts.append(records, event));
        return {};
    };
    VIGIL_CHECK(data.records().runAndWait(Lane::Person, keep));
    // From here on they are facts. That the mirror shows them at once is a convenience: the next start
    // catches up.
    facts.wake();
    static_cast<void>(data.cache().runAndWait(
        Lane::Person, [&](Transaction& cache) { return facts.mirror(cache, events); }));
    return {};
}

} // namespace vigil::store
