// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/Examinations.h"

namespace vigil::setup {

namespace {

QString prefixOf(const study::PacsPeer& list) {
    return QStringLiteral("orders/%1").arg(list.name);
}

/// The words of a probe speak of a PACS.
Finding ofOrders(const Error& error, const study::PacsPeer& list) {
    auto named = error;
    named.message.replace(QStringLiteral("PACS \"%1\"").arg(list.name),
                          QStringLiteral("Order list \"%1\"").arg(list.name));
    named.message.replace(QStringLiteral("[pacs/%1]").arg(list.name),
                          QStringLiteral("[orders/%1]").arg(list.name));
    return failedBy(named);
}

Finding askForToday(const Instruments& instruments, const study::PacsPeer& list,
                    const std::stop_token& stop) {
    constexpr int enough = 20;
    study::OrderQuery query;
    query.from = query.to = toDateTime(instruments.clock.now()).toLocalTime().date();
    int orders = 0;
    const auto asked = instruments.orders(list)->find(
        query,
        [&](const study::Order&) {
            return ++orders < enough ? study::OrderSource::Next::More : study::OrderSource::Next::Enough;
        },
        stop);
    if (!asked) return failedBy(asked.error());
    if (orders == 0) return ok(QStringLiteral("The list answers; it names no orders for today."));
    return ok(orders < enough
                  ? QStringLiteral("The list answers with %1 orders for today.").arg(orders)
                  : QStringLiteral("The list answers with %1 and more orders for today.").arg(orders));
}

} // namespace

QList<Check> planForOrders(const study::PacsPeer& list) {
    const auto subject = QStringLiteral("Orders %1").arg(list.name);
    return {{prefixOf(list) + QStringLiteral("/host"), subject, QStringLiteral("Host name"), {}},
            {prefixOf(list) + QStringLiteral("/network"), subject, QStringLiteral("Network"), {}},
            {prefixOf(list) + QStringLiteral("/search"), subject, QStringLiteral("Modality worklist"), {}}};
}

void examineOrders(const Instruments& instruments, const study::PacsPeer& list, CheckUp& run) {
    const auto probe = instruments.probe(list);
    Steps steps(run, prefixOf(list));
    steps.step(QStringLiteral("host"), Steps::Role::Foundation, [&] {
        const auto addresses = probe->resolve(run.stop());
        return addresses ? ok(QStringLiteral("%1 is known.").arg(list.host))
                         : ofOrders(addresses.error(), list);
    });
    steps.step(QStringLiteral("network"), Steps::Role::Foundation, [&] {
        const auto own = probe->connect(run.stop());
        if (!own) return ofOrders(own.error(), list);
        return ok(QStringLiteral("Port %1 of %2 takes connections.").arg(list.port).arg(list.host));
    });
    steps.step(QStringLiteral("search"), Steps::Role::Leaf,
               [&] { return askForToday(instruments, list, run.stop()); });
}

} // namespace vigil::setup
