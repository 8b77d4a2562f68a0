// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/PresenceStore.h"

#include "core/base/Ids.h"
#include "core/store/Values.h"

#include <algorithm>

namespace vigil::store {

namespace {

sync::Presence presenceFrom(const Row& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.time(4)};
}

const QString presenceQuery = QStringLiteral("SELECT topic, key, holder, device, until FROM presence ");

} // namespace

Result<bool> PresenceStore::replace(Transaction& cache, const QUuid& logId, const QString& topic,
                                    const QList<sync::Presence>& entries) const {
    VIGIL_TRY(const auto before,
              cache.database().list(presenceQuery + QStringLiteral("WHERE topic=? AND log_id=? ORDER BY key, "
                                                                   "holder, device"),
                                    {topic, toText(logId)}, presenceFrom));
    if (before == entries) return false;
    const auto isSameHold = [](const sync::Presence& one, const sync::Presence& other) {
        return one.key == other.key && one.holder == other.holder && one.device == other.device;
    };
    const bool somebodyMoved =
        !std::equal(before.begin(), before.end(), entries.begin(), entries.end(), isSameHold);
    VIGIL_TRY([[maybe_unused]] const auto gone,
              cache.execute(QStringLiteral("DELETE FROM presence WHERE topic=?"), {topic}));
    for (const auto& entry : entries)
        VIGIL_CHECK(cache.execute(
            QStringLiteral("INSERT OR REPLACE INTO presence(log_id, topic, key, holder, device, until) "
                           "VALUES(?,?,?,?,?,?)"),
            {toText(logId), text(entry.topic), text(entry.key), text(entry.holder), text(entry.device),
             toIso(entry.until)}));
    return somebodyMoved;
}

Result<QList<sync::Presence>> PresenceStore::current(const Database& cache, const QString& topic,
                                                     UtcTime serverNow) const {
    return cache.list(presenceQuery +
                          QStringLiteral("WHERE topic=? AND until>? ORDER BY key, holder, device"),
                      {topic, toIso(serverNow)}, presenceFrom);
}

Result<QHash<QString, UtcTime>> PresenceStore::lostDevices(const Database& cache, UtcTime serverNow) const {
    VIGIL_TRY(const auto known, cache.list(presenceQuery + QStringLiteral("WHERE topic=? ORDER BY until"),
                                           {sync::windowTopic}, presenceFrom));
    // This computer renews its own with each look at the others': when none is current, it has not looked.
    QHash<QString, UtcTime> lost;
    if (known.isEmpty() || known.last().until <= serverNow) return lost;
    for (const auto& each : known) {
        if (each.until <= serverNow)
            lost.insert(each.device, each.until);
        else
            lost.remove(each.device);
    }
    return lost;
}

} // namespace vigil::store
