// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Resend.h"

#include "core/dispatch/Notices.h"
#include "core/store/OutboxStore.h"

#include <algorithm>

namespace vigil::dispatch {

namespace {

using sync::OutboxMessage;

QList<OutboxMessage> refusedOf(const QList<store::ParkedMessage>& parked, const QString& about) {
    QList<OutboxMessage> refused;
    for (const auto& [message, letsPass] : parked)
        if (message.kind == QLatin1String("notice") && (about.isEmpty() || aggregateOf(message) == about))
            refused << message;
    return refused;
}

Result<QList<OutboxMessage>> choose(const QList<OutboxMessage>& refused, const Resend& what) {
    QList<OutboxMessage> chosen;
    for (const auto& id : what.notices) {
        const auto found = std::find_if(refused.begin(), refused.end(),
                                        [&](const OutboxMessage& each) { return each.messageId == id; });
        if (found == refused.end())
            return Error{
                Error::Code::NotFound,
                QStringLiteral("No refused notice is called %1; vigilctl outbox --json names them.").arg(id),
                {}};
        if (isHeldBack(*found))
            return Error{Error::Code::Conflict,
                         QStringLiteral("Notice %1 is not sent: what it is about has ended.").arg(id),
                         {}};
        chosen << *found;
    }
    if (!what.notices.isEmpty()) return chosen;
    std::copy_if(refused.begin(), refused.end(), std::back_inserter(chosen),
                 [](const OutboxMessage& each) { return !isHeldBack(each); });
    if (chosen.isEmpty() && !what.about.isEmpty())
        return Error{
            Error::Code::NotFound, QStringLiteral("No refused notice is about %1.").arg(what.about), {}};
    return chosen;
}

} // namespace

Result<QList<OutboxMessage>> resend(store::DataFolder& data, const Resend& what) {
    const store::OutboxStore outbox;
    QList<OutboxMessage> chosen;
    VIGIL_CHECK(
        data.records().runAndWait(store::Lane::Person, [&](store::Transaction& records) -> Result<void> {
            VIGIL_TRY(const auto parked, outbox.parked(records.database()));
            VIGIL_TRY(chosen, choose(refusedOf(parked, what.about), what));
            for (const auto& message : chosen)
                VIGIL_CHECK(outbox.sendAgain(records, message.destination, message.messageId));
            return {};
        }));
    return chosen;
}

} // namespace vigil::dispatch
