// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/DepartmentBenchVerb.h"

#include "app/bench/ClientProcess.h"
#include "app/bench/DepartmentBench.h"
#include "app/bench/Listeners.h"
#include "core/base/platform/Machine.h"

#include <QDir>
#include <QJsonArray>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>

namespace vigil::app {

namespace {

constexpr double aimedLive = 0.250;
constexpr double aimedClient = 10;
constexpr double aimedMemory = 100e6;
constexpr double aimedBoard = 0.100;

double middleOf(QList<double> values) {
    std::sort(values.begin(), values.end());
    return values.isEmpty() ? 0 : values.at(values.size() / 2);
}

/// "0.140 s (aim 0.250)", and what everybody should see when it is missed.
QString besideAim(double value, double aim, const QString& unit, int digits) {
    return QStringLiteral("%1 %2 (aim %3)%4")
        .arg(value, 0, 'f', digits)
        .arg(unit)
        .arg(aim, 0, 'f', digits)
        .arg(value > aim ? QStringLiteral(" MISSED") : QString());
}

QJsonObject jsonOf(const DepartmentFigures& figures) {
    QJsonArray openings;
    for (const auto seconds : figures.board.seconds)
        openings << seconds;
    const auto& [append, filled, aged, client, board, live, before, after] = figures;
    return {{"append", QJsonObject{{"batchedPerSecond", append.batched},
                                   {"singlePerSecond", append.single},
                                   {"pgbenchPerSecond", append.pgbench},
                                   {"rowBytes", append.rowBytes},
                                   {"batchedRatio", append.batchedRatio()},
                                   {"singleRatio", append.singleRatio()}}},
            {"log", QJsonObject{{"events", filled.events},
                                {"openAlerts", filled.openAlerts},
                                {"seconds", filled.seconds},
                                {"ageingSeconds", aged}}},
            {"client", QJsonObject{{"seconds", client.seconds},
                                   {"aimSeconds", aimedClient},
                                   {"peakMemoryBytes", client.peakMemory},
                                   {"aimMemoryBytes", aimedMemory},
                                   {"events", client.events},
                                   {"openAlerts", client.openAlerts}}},
            {"board", QJsonObject{{"seconds", middleOf(board.seconds)},
                                  {"aimSeconds", aimedBoard},
                                  {"runs", openings},
                                  {"rows", board.rows}}},
            {"live", QJsonObject{{"medianSeconds", live.quantile(0.5)},
                                 {"p95Seconds", live.quantile(0.95)},
                                 {"p99Seconds", live.quantile(0.99)},
                                 {"maxSeconds", live.quantile(1)},
                                 {"aimSeconds", aimedLive},
                                 {"samples", live.seconds.size()},
                                 {"expected", live.expected},
                                 {"listenedEvents", live.listened}}},
            {"loadBefore", before},
            {"loadAfter", after}};
}

QString tableOf(const DepartmentFigures& figures) {
    const auto& [append, filled, aged, client, board, live, before, after] = figures;
    QStringList lines;
    lines << QStringLiteral("Append   %L1 events/s by 200, %L2 one by one; pgbench %L3 rows/s of %4 bytes: "
                            "ratio %5 and %6")
                 .arg(qRound64(append.batched))
                 .arg(qRound64(append.single))
                 .arg(qRound64(append.pgbench))
                 .arg(append.rowBytes)
                 .arg(append.batchedRatio(), 0, 'f', 2)
                 .arg(append.singleRatio(), 0, 'f', 2)
          << QStringLiteral(
                 "Log      %L1 events, %L2 alerts open; filled in %3 s, then aged by hand to two years "
                 "in %4 s")
                 .arg(filled.events)
                 .arg(filled.openAlerts)
                 .arg(filled.seconds, 0, 'f', 0)
                 .arg(aged, 0, 'f', 0)
          << QStringLiteral("Client   new and current with %L1 events in %2, at most %3")
                 .arg(client.events)
                 .arg(besideAim(client.seconds, aimedClient, QStringLiteral("s"), 1),
                      besideAim(static_cast<double>(client.peakMemory) / 1e6, aimedMemory / 1e6,
                                QStringLiteral("MB"), 0))
          << QStringLiteral("Board    %L1 alerts shown in %2, median of %3")
                 .arg(board.rows)
                 .arg(besideAim(middleOf(board.seconds), aimedBoard, QStringLiteral("s"), 3))
                 .arg(board.seconds.size())
          << QStringLiteral("Live     raised on one, shown on another client: median %1 s, p95 %2 s, p99 %3, "
                            "most %4 s; %L5 of %L6")
                 .arg(live.quantile(0.5), 0, 'f', 3)
                 .arg(live.quantile(0.95), 0, 'f', 3)
                 .arg(besideAim(live.quantile(0.99), aimedLive, QStringLiteral("s"), 3))
                 .arg(live.quantile(1), 0, 'f', 3)
                 .arg(live.seconds.size())
                 .arg(live.expected)
          << QStringLiteral("Load average %1 before, %2 after; server, clients and listeners share this "
                            "machine.")
                 .arg(before)
                 .arg(after);
    return lines.join(QLatin1Char('\n'));
}

/// A folder on a disk: the caller's, or the system's for larger temporary files, which the user postgres may
/// enter.
Result<QString> departmentFolder(Call& call) {
    const auto named = call.option(QStringLiteral("folder")).value_or(QString());
    const auto folder = named.isEmpty() ? QStringLiteral("/var/tmp") : call.absolute(named);
    if (!QDir().mkpath(folder))
        return Error{Error::Code::Invalid, QStringLiteral("This folder cannot be made: %1").arg(folder), {}};
    if (platform::isMemoryFolder(folder))
        return Error{Error::Code::Invalid,
                     QStringLiteral("%1 is in memory, where making a file durable costs nothing. Name a "
                                    "folder on a disk by --folder.")
                         .arg(folder),
                     {}};
    return folder;
}

Result<DepartmentExtent> extentOf(Call& call) {
    auto extent = call.flag(QStringLiteral("quick")) ? DepartmentExtent::quick() : DepartmentExtent();
    const auto events = call.option(QStringLiteral("events"));
    if (!events) return extent;
    bool isNumber = false;
    extent.events = events->toLongLong(&isNumber);
    constexpr qint64 least = 100;
    constexpr qint64 most = 10'000'000;
    if (!isNumber || extent.events < least || extent.events > most)
        return Error{Error::Code::Invalid,
                     QStringLiteral("--events is a number from %1 to %2.").arg(least).arg(most),
                     {}};
    extent.openAlerts = static_cast<int>(std::min<qint64>(extent.openAlerts, extent.events / 100));
    return extent;
}

int benchClient(Call& call) {
    const auto settings = call.settings();
    if (!settings) return call.fail(settings.error());
    const auto client = becomeCurrent(*settings, call.paths().data);
    if (!client) return call.fail(client.error());
    return call.done({{"seconds", client->seconds},
                      {"peakMemoryBytes", client->peakMemory},
                      {"events", client->events},
                      {"openAlerts", client->openAlerts}},
                     QStringLiteral("%1 s").arg(client->seconds));
}

int benchBoard(Call& call) {
    const auto settings = call.settings();
    if (!settings) return call.fail(settings.error());
    const auto times = call.option(QStringLiteral("times")).value_or(QStringLiteral("5")).toInt();
    const auto opening = openBoard(*settings, call.paths().data, times);
    if (!opening) return call.fail(opening.error());
    QJsonArray seconds;
    for (const auto each : opening->seconds)
        seconds << each;
    return call.done({{"seconds", seconds}, {"rows", opening->rows}},
                     QStringLiteral("%1 s").arg(middleOf(opening->seconds)));
}

int benchListeners(Call& call) {
    const auto settings = call.settings();
    if (!settings) return call.fail(settings.error());
    const auto connections = call.option(QStringLiteral("connections")).value_or(QStringLiteral("1")).toInt();
    const auto ready = [] {
        std::fputs(ClientProcess::readyWord, stdout);
        std::fflush(stdout);
    };
    const auto untilInputEnds = [] {
        while (std::fgetc(stdin) != EOF) {
        }
    };
    const auto received = listen(settings->department, settings->user.id, connections, ready, untilInputEnds);
    if (!received) return call.fail(received.error());
    return call.done({{"events", *received}}, QString::number(*received));
}

} // namespace

int departmentBenchVerb(Call& call) {
    const auto part = call.operand(0);
    if (part == QLatin1String("client")) return benchClient(call);
    if (part == QLatin1String("board")) return benchBoard(call);
    if (part == QLatin1String("listeners")) return benchListeners(call);
    const auto folder = departmentFolder(call);
    if (!folder) return call.fail(folder.error());
    const auto extent = extentOf(call);
    if (!extent) return call.fail(extent.error());
    const auto say = [](const QString& text) { std::fprintf(stderr, "%s\n", qPrintable(text)); };
    const auto figures = DepartmentBench(*folder, *extent, say).run();
    if (!figures) return call.fail(figures.error());
    return call.done(jsonOf(*figures), tableOf(*figures));
}

bool isDepartmentBench(const QString& part) {
    static const QStringList parts{QStringLiteral("department"), QStringLiteral("client"),
                                   QStringLiteral("board"), QStringLiteral("listeners")};
    return parts.contains(part);
}

} // namespace vigil::app
