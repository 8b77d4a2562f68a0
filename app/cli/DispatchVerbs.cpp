// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/DispatchService.h"
#include "app/cli/Call.h"
#include "core/dispatch/Notices.h"
#include "core/dispatch/Resend.h"
#include "core/dispatch/WeeklyList.h"

#include <QJsonArray>

namespace vigil::app {

int dispatchVerb(Call& call) {
    auto settings = call.settings();
    if (!settings) return call.fail(settings.error());
    settings->listen = false; // it asks the PACS what they have, and fetches nothing
    auto application = Application::open(*settings, call.paths().data, Application::Running::Command);
    if (!application) return call.fail(application.error());
    const auto service = DispatchService::open(**application);
    if (!service) return call.fail(service.error());
    if (!call.flag(QStringLiteral("once"))) {
        (*service)->run({}); // ends with the process: whatever moment that is, nothing is lost
        return Call::Done;
    }
    const auto round = (*service)->once({});
    if (round.fault) return call.fail(*round.fault);
    const auto text =
        round.ours ? QStringLiteral("%1 escalated, %2 reminders, %3 notices queued, %4 sent, %5 failed.")
                         .arg(round.escalated)
                         .arg(round.reminded)
                         .arg(round.queued)
                         .arg(round.sent)
                         .arg(round.failed)
                   : QStringLiteral("Another dispatcher of this department has the turn.");
    for (const auto& destination : round.undelivered)
        call.warn(QStringLiteral("Not delivered to %1: telephone.").arg(destination));
    static_cast<void>(call.done({{"ours", round.ours},
                                 {"escalated", round.escalated},
                                 {"reminded", round.reminded},
                                 {"queued", round.queued},
                                 {"sent", round.sent},
                                 {"failed", round.failed},
                                 {"undelivered", QJsonArray::fromStringList(round.undelivered)}},
                                text));
    return round.undelivered.isEmpty() ? Call::Done : Call::Failed;
}

int dispatchResendVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    dispatch::Resend what{call.option(QStringLiteral("alert")).value_or(QString()), {}};
    for (int i = 0; i < call.operands(); ++i)
        what.notices << call.operand(i);
    const auto again = dispatch::resend((*application)->data(), what);
    if (!again) return call.fail(again.error());
    QJsonArray list;
    QStringList lines;
    for (const auto& message : *again) {
        const auto about = dispatch::aggregateOf(message);
        list << QJsonObject{{"notice", message.messageId},
                            {"destination", message.destination},
                            {"about", about},
                            {"reason", message.lastError}};
        lines << QStringLiteral("%1 goes to %2 again, about %3. It was refused: %4")
                     .arg(message.messageId, message.destination, about, message.lastError);
    }
    return call.done({{"again", list}}, lines.isEmpty() ? QStringLiteral("No notice was refused.")
                                                        : lines.join(QLatin1Char('\n')));
}

int dispatchWeeklyVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& alerts = (*application)->alerts();
    const auto rows = Call::waitFor(alerts.board());
    if (!rows) return call.fail(rows.error());
    const auto& zone = alerts.policy().calendar().zone;
    const auto now = (*application)->clock().now();
    const auto lines = dispatch::weeklyList(*rows, now, zone);
    QJsonArray list;
    for (const auto& line : lines)
        list << QJsonObject{{"owner", line.owner},
                            {"alert", line.alertId},
                            {"category", line.category},
                            {"raisedAt", toIso(line.raisedAt)},
                            {"why", QJsonArray::fromStringList(line.why)}};
    return call.done({{"alerts", list}}, dispatch::weeklyText(lines, now, zone));
}

} // namespace vigil::app
