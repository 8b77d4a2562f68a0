// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/FirstImage.h"
#include "app/bench/RetrieveBench.h"
#include "app/cli/Call.h"
#include "app/cli/DepartmentBenchVerb.h"
#include "core/base/platform/Machine.h"

#include <QDir>
#include <QJsonArray>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace vigil::app {

namespace {

constexpr double megabyte = 1e6;

QJsonObject toJson(const Measured& one, const QList<Measured>& all) {
    QJsonArray runs;
    for (const auto seconds : one.seconds)
        runs << seconds;
    QJsonObject json{{"study", one.study}, {"archive", one.archive},
                     {"way", one.way},     {"instances", one.instances},
                     {"bytes", one.bytes}, {"seconds", one.median()},
                     {"runs", runs},       {"megabytesPerSecond", one.perSecond() / megabyte}};
    const auto ratios = ratiosOf(one, all);
    const auto insert = [&json](const char* key, double value) {
        if (value > 0) json.insert(QLatin1String(key), value);
    };
    insert("fasterThanStock", ratios.fasterThanStock);
    insert("fasterThanNoDelay", ratios.fasterThanNoDelay);
    insert("fasterThanGetscu", ratios.fasterThanGetscu);
    insert("timesCopy", ratios.timesCopy);
    if (one.peakMemory >= 0) json.insert("peakMemoryBytes", one.peakMemory);
    QJsonArray memory;
    QJsonArray quarterSeconds;
    double before = 0;
    for (const auto& quarter : one.quarters) {
        memory << quarter.memory;
        quarterSeconds << quarter.seconds - std::exchange(before, quarter.seconds);
    }
    if (!memory.isEmpty()) json.insert("memoryBytes", memory);
    if (!memory.isEmpty()) json.insert("quarterSeconds", quarterSeconds);
    return json;
}

QString memoryWords(const Measured& one) {
    QStringList words;
    for (const auto& quarter : one.quarters)
        words << QString::number(static_cast<double>(quarter.memory) / megabyte, 'f', 0);
    return one.peakMemory < 0 ? QStringLiteral("-")
                              : QStringLiteral("%1 (%2)")
                                    .arg(static_cast<double>(one.peakMemory) / megabyte, 0, 'f', 0)
                                    .arg(words.join(QLatin1Char(' ')));
}

/// How long each quarter of the images took: what grows with their number shows here.
QString quarterWords(const QJsonObject& json) {
    QStringList words;
    for (const auto& each : json.value("quarterSeconds").toArray())
        words << QString::number(each.toDouble(), 'f', 2);
    return words.join(QLatin1Char(' '));
}

QString lineOf(const Measured& one, const QJsonObject& json) {
    const auto ratio = [&json](const char* key) {
        return json.contains(QLatin1String(key))
                   ? QString::number(json.value(QLatin1String(key)).toDouble(), 'f', 2)
                   : QStringLiteral("-");
    };
    return QStringLiteral("%1 %2 %3 %4 %5 %6 %7 %8 %9  %10  %11")
        .arg(one.study, -14)
        .arg(one.archive, -8)
        .arg(one.way, -34)
        .arg(one.median(), 8, 'f', 3)
        .arg(one.perSecond() / megabyte, 7, 'f', 1)
        .arg(ratio("fasterThanStock"), 8)
        .arg(ratio("fasterThanNoDelay"), 9)
        .arg(ratio("fasterThanGetscu"), 8)
        .arg(ratio("timesCopy"), 7)
        .arg(memoryWords(one), -24)
        .arg(quarterWords(json));
}

/// Where the measurement's files go: the caller's folder, or the user's cache folder, which lies on a disk.
Result<QString> benchFolder(Call& call) {
    const auto named = call.option(QStringLiteral("folder")).value_or(QString());
    const auto folder = named.isEmpty()
                            ? QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation)
                            : call.absolute(named);
    if (!QDir().mkpath(folder))
        return Error{Error::Code::Invalid, QStringLiteral("This folder cannot be made: %1").arg(folder), {}};
    if (platform::isMemoryFolder(folder))
        return Error{
            Error::Code::Invalid,
            QStringLiteral("%1 is in memory, where making a file durable costs nothing. Name a folder "
                           "on a disk by --folder.")
                .arg(folder),
            {}};
    return folder;
}

void say(const QString& text) {
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

int benchRetrieve(Call& call) {
    const auto folder = benchFolder(call);
    if (!folder) return call.fail(folder.error());
    const auto before = platform::load();
    const auto extent =
        call.flag(QStringLiteral("quick")) ? RetrieveBench::Extent::Quick : RetrieveBench::Extent::Full;
    const auto tools =
        call.flag(QStringLiteral("no-tools")) ? RetrieveBench::Tools::None : RetrieveBench::Tools::Too;
    const auto measured =
        RetrieveBench(*folder, extent, tools, call.option(QStringLiteral("only")).value_or(QString()), say)
            .run();
    if (!measured) return call.fail(measured.error());
    if (measured->isEmpty())
        return call.usage(QStringLiteral("--only names none of the studies: slices, small or large"));
    QJsonArray rows;
    QStringList lines{QStringLiteral(
        "study          archive  way                                 seconds    "
        "MB/s  x stock x nodelay x getscu    x cp  peak MB (at each quarter)  s of each quarter")};
    for (const auto& one : *measured) {
        const auto json = toJson(one, *measured);
        rows << json;
        lines << lineOf(one, json);
    }
    lines << QStringLiteral(
                 "x stock, x nodelay, x getscu: times faster than movescu + storescp, the same with "
                 "TCP_NODELAY=1, and getscu, each from the same archive; x cp: times as long as cp.")
          << QStringLiteral("Load average %1 before, %2 after.").arg(before).arg(platform::load());
    return call.done({{"rows", rows}, {"loadBefore", before}, {"loadAfter", platform::load()}},
                     lines.join(QLatin1Char('\n')));
}

double medianOf(QList<double> values) {
    std::sort(values.begin(), values.end());
    return values.isEmpty() ? 0 : values.at(values.size() / 2);
}

int benchFirstImage(Call& call) {
    const auto folder = benchFolder(call);
    if (!folder) return call.fail(folder.error());
    const bool quick = call.flag(QStringLiteral("quick"));
    const int slices = quick ? 60 : 400;
    const auto before = platform::load();
    const int priors = call.option(QStringLiteral("priors")).value_or(QStringLiteral("0")).toInt();
    const auto runs = watchFirstImages(*folder, slices, quick ? 1 : 5, priors);
    if (!runs) return call.fail(runs.error());
    QJsonArray rows;
    QList<double> opening, arrival, complete;
    for (const auto& run : *runs) {
        rows << QJsonObject{{"afterOpening", run.afterOpening},
                            {"afterArrival", run.afterArrival},
                            {"complete", run.complete},
                            {"priorsAtOpening", run.priorsAtOpening},
                            {"priorsAtPicture", run.priorsAtPicture}};
        opening << run.afterOpening;
        arrival << run.afterArrival;
        complete << run.complete;
    }
    const auto meanwhile = priors == 0
                               ? QString()
                               : QStringLiteral(" while %1 earlier studies as large were coming").arg(priors);
    const auto text =
        QStringLiteral("%1 CT slices, not here, opened in the window%7 (median of %2 runs, load %3):\n"
                       "first picture %4 s after opening, %5 s after its first byte came; all "
                       "images known %6 s after opening.")
            .arg(slices)
            .arg(runs->size())
            .arg(before)
            .arg(medianOf(opening), 0, 'f', 3)
            .arg(medianOf(arrival), 0, 'f', 3)
            .arg(medianOf(complete), 0, 'f', 3)
            .arg(meanwhile);
    return call.done({{"slices", slices}, {"priors", priors}, {"runs", rows}, {"loadBefore", before}}, text);
}

} // namespace

int benchVerb(Call& call) {
    const auto name = call.operand(0);
    if (name == QLatin1String("retrieve")) return benchRetrieve(call);
    if (name == QLatin1String("firstimage")) return benchFirstImage(call);
    if (isDepartmentBench(name)) return departmentBenchVerb(call);
    return call.usage(
        QStringLiteral("usage: vigilctl bench retrieve|firstimage [--quick] [--only slices|small|large] "
                       "[--no-tools] [--priors N] "
                       "[--folder DIR]\n"
                       "       vigilctl bench department [--quick] [--events N] [--folder DIR]"));
}

} // namespace vigil::app
