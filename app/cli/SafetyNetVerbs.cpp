// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include <QJsonArray>

#include <limits>

namespace vigil::app {

namespace {

QJsonObject netRowJson(const safetynet::NetRow& row) {
    return {{"row", row.rowId},
            {"list", safetynet::toText(row.list)},
            {"studyUid", row.studyUid},
            {"accession", row.accessionNumber},
            {"patientId", row.patient.key.id},
            {"patientName", row.patient.name},
            {"description", row.description},
            {"what", row.what},
            {"since", toIso(row.since)},
            {"resolveBy", toIso(row.nextAt)},
            {"overdue", row.overdue},
            {"ownerRole", row.owner.role},
            {"mine", row.mine},
            {"resolved", row.resolution.resolved},
            {"reason", row.resolution.reason},
            {"by", row.resolution.by.name}};
}

} // namespace

int safetyNetListVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& net = (*application)->safetyNet();
    auto filter = net.usual();
    if (call.flag(QStringLiteral("all-time"))) filter.since = {};
    if (const auto since = call.option(QStringLiteral("since")))
        filter.since = QDate::fromString(*since, Qt::ISODate);
    if (call.flag(QStringLiteral("resolved"))) filter.which = safetynet::NetFilter::Which::All;
    filter.limit = call.number(QStringLiteral("limit"), filter.limit);
    const auto found = Call::waitFor(net.rows(filter));
    if (!found) return call.fail(found.error());
    QJsonArray rows;
    QStringList lines;
    for (const auto& row : found->rows) {
        rows << netRowJson(row);
        lines << QStringLiteral("%1\n    %2  %3  %4  since %5  %6%7")
                     .arg(row.rowId, safetynet::toText(row.list), row.accessionNumber, row.description,
                          toIso(row.since), row.what,
                          row.resolution.resolved
                              ? QStringLiteral("  resolved: %1").arg(row.resolution.reason)
                              : QString());
    }
    if (found->more) lines << QStringLiteral("There are more: raise --limit.");
    if (found->older > 0)
        lines << QStringLiteral("%1 older studies have no report: --all-time lists them.").arg(found->older);
    return call.done({{"rows", rows}, {"older", found->older}, {"more", found->more}},
                     lines.isEmpty() ? QStringLiteral("Nothing fell through.")
                                     : lines.join(QLatin1Char('\n')));
}

int safetyNetResolveVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& net = (*application)->safetyNet();
    const auto reason = call.option(QStringLiteral("reason")).value_or(QString());
    const auto result =
        Call::waitFor(call.words().at(1) == QLatin1String("resolve") ? net.resolve(call.operand(0), reason)
                                                                     : net.reopen(call.operand(0), reason));
    if (!result) return call.fail(result.error());
    return call.done({{"row", call.operand(0)}, {"recorded", call.words().at(1)}},
                     QStringLiteral("Recorded."));
}

} // namespace vigil::app
