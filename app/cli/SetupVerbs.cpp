// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"
#include "core/setup/SetupDoctor.h"

#include <QJsonArray>

namespace vigil::app {

namespace {

using State = setup::Finding::State;

QString wordOf(State state) {
    return state == State::Failed || state == State::Warning ? setup::nameOf(state).toUpper()
                                                             : setup::nameOf(state);
}

/// Indents each line of `text`.
QStringList indented(const QString& text, int columns) {
    QStringList lines;
    for (const auto& line : text.trimmed().split(QLatin1Char('\n')))
        lines << QString(columns, QLatin1Char(' ')) + line;
    return lines;
}

QStringList linesOf(const setup::Check& check) {
    constexpr int stateWidth = 10;
    constexpr int nameWidth = 24;
    constexpr int column = 2 + stateWidth;
    QStringList lines{QStringLiteral("  %1%2 %3")
                          .arg(wordOf(check.finding.state).leftJustified(stateWidth),
                               (check.name + QLatin1Char(':')).leftJustified(nameWidth),
                               check.finding.message)};
    if (!check.finding.remedy.isEmpty())
        lines << indented(QStringLiteral("What to do: ") + check.finding.remedy, column);
    for (const auto& line : check.finding.lines) {
        lines << indented(QStringLiteral("For %1 (%2):").arg(line.system, line.where), column);
        lines << indented(line.text, column + 4);
    }
    if (!check.finding.detail.isEmpty() && check.finding.state != State::Ok)
        lines << indented(QStringLiteral("[%1]").arg(check.finding.detail), column);
    return lines;
}

QString textOf(const QList<setup::Check>& checks) {
    QStringList lines;
    QString subject;
    int faults = 0;
    for (const auto& check : checks) {
        if (check.subject != subject) lines << check.subject;
        subject = check.subject;
        lines << linesOf(check);
        faults += check.finding.state == State::Failed ? 1 : 0;
    }
    lines << (setup::isSound(checks) ? QStringLiteral("The set-up works.")
              : faults == 1          ? QStringLiteral("1 check failed.")
              : faults > 1           ? QStringLiteral("%1 checks failed.").arg(faults)
                                     : QStringLiteral("Not everything could be tried."));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

int setupVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    const auto checks = (*application)->doctor().examine()->wait();
    QJsonArray json;
    for (const auto& check : checks)
        json << setup::toJson(check);
    const bool sound = setup::isSound(checks);
    static_cast<void>(call.done({{"ok", sound}, {"checks", json}}, textOf(checks)));
    return sound ? Call::Done : Call::Failed;
}

} // namespace vigil::app
