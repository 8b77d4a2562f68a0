// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/AppendRate.h"

#include "app/bench/LogFiller.h"
#include "core/base/platform/Machine.h"
#include "core/journal/EventCodec.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>

#include <algorithm>

namespace vigil::app {

namespace {

/// Old enough to be no part of a new client's working set.
constexpr std::chrono::days agoWhenMade{400};

double middle(QList<double> values) {
    std::sort(values.begin(), values.end());
    return values.isEmpty() ? 0 : values.at(values.size() / 2);
}

/// Events a second in calls of `size`. The time of making them is not counted, that of encoding them is.
Result<double> appendFor(sync::Department& department, MadeEvents& made, int size,
                         std::chrono::seconds atLeast) {
    qint64 spent = 0;
    qint64 taken = 0;
    const auto limit = std::chrono::nanoseconds(atLeast).count();
    while (spent < limit) {
        const auto events = closedWork(made, SystemClock().now() - agoWhenMade, LogFiller::batch);
        // To the end of what was made: a history that stops halfway would leave an alert open.
        for (qsizetype i = 0; i < events.size(); i += size) {
            QElapsedTimer timer;
            timer.start();
            VIGIL_TRY(const auto answers, department.append(events.mid(i, size), {}));
            spent += timer.nsecsElapsed();
            for (const auto& answer : answers)
                if (answer.outcome != sync::Appended::Outcome::Accepted)
                    return Error{Error::Code::Internal,
                                 QStringLiteral("The department did not take an event of the measurement."),
                                 answer.reason};
            taken += answers.size();
        }
    }
    return static_cast<double>(taken) * 1e9 / static_cast<double>(spent);
}

int meanSize(MadeEvents& made) {
    const auto events = closedWork(made, SystemClock().now() - agoWhenMade, LogFiller::batch);
    qint64 bytes = 0;
    for (const auto& event : events)
        bytes += journal::encode(event).size();
    return static_cast<int>(bytes / events.size());
}

Result<void> makeRowTable(PrivateDepartment& department, const QString& script, int rowBytes) {
    VIGIL_CHECK(department.asAdministrator(
        {"DROP TABLE IF EXISTS public.bench_row",
         "CREATE TABLE public.bench_row (seq bigserial PRIMARY KEY, content text NOT NULL)",
         "GRANT INSERT ON public.bench_row TO PUBLIC", "GRANT USAGE ON SCHEMA public TO PUBLIC",
         "GRANT USAGE ON SEQUENCE public.bench_row_seq_seq TO PUBLIC"}));
    QFile file(script);
    // Digits, so that PostgreSQL does not compress what it would not compress in an event.
    QByteArray content;
    for (int i = 0; content.size() < rowBytes; ++i)
        content += QByteArray::number(qHash(i));
    const auto sql = "INSERT INTO public.bench_row (content) VALUES ('" + content.left(rowBytes) + "');\n";
    if (!file.open(QIODevice::WriteOnly) || file.write(sql) != sql.size())
        return Error{
            Error::Code::DiskFull, QStringLiteral("This file cannot be written: %1").arg(script), {}};
    return {};
}

Result<double> runPgbench(const PrivateDepartment& department, const QString& script,
                          std::chrono::seconds seconds) {
    QProcess process;
    auto variables = QProcessEnvironment::systemEnvironment();
    const auto [name, value] = department.passwordVariable();
    variables.insert(name, value);
    process.setProcessEnvironment(variables);
    platform::tieToThisThread(process);
    process.start(PrivateDepartment::binary(QStringLiteral("pgbench")),
                  {QStringLiteral("-n"), QStringLiteral("-c"), QStringLiteral("1"), QStringLiteral("-f"),
                   script, QStringLiteral("-T"), QString::number(seconds.count()), QStringLiteral("-h"),
                   QStringLiteral("127.0.0.1"), QStringLiteral("-p"), QString::number(department.port()),
                   QStringLiteral("-U"), PrivateDepartment::login(1), QStringLiteral("vigil")});
    constexpr std::chrono::seconds patience{60};
    const auto atMost = std::chrono::duration_cast<std::chrono::milliseconds>(seconds + patience);
    const bool ended = process.waitForFinished(static_cast<int>(atMost.count()));
    static const QRegularExpression tps(QStringLiteral("tps = ([0-9.]+)"));
    const auto found = tps.match(QString::fromUtf8(process.readAllStandardOutput()));
    if (!ended || process.exitCode() != 0 || !found.hasMatch())
        return Error{Error::Code::Internal, QStringLiteral("pgbench did not do its part of the measurement."),
                     QString::fromUtf8(process.readAllStandardError().left(400))};
    return found.captured(1).toDouble();
}

} // namespace

Result<AppendRates> measureAppend(PrivateDepartment& department, const alert::AlertPolicy& policy,
                                  const QString& folder, int rounds, std::chrono::seconds each) {
    MadeEvents made(policy, PrivateDepartment::login(1), 0);
    const auto connection = department.connection(PrivateDepartment::login(1));
    AppendRates rates;
    rates.rowBytes = meanSize(made);
    const auto script = folder + QStringLiteral("/insert.sql");
    VIGIL_CHECK(makeRowTable(department, script, rates.rowBytes));
    QList<double> batched, single, rows;
    for (int round = 0; round < rounds; ++round) {
        VIGIL_TRY(const auto inserted, runPgbench(department, script, each));
        VIGIL_TRY(const auto many, appendFor(*connection, made, LogFiller::batch, each));
        VIGIL_TRY(const auto one, appendFor(*connection, made, 1, each));
        rows << inserted;
        batched << many;
        single << one;
    }
    rates.pgbench = middle(rows);
    rates.batched = middle(batched);
    rates.single = middle(single);
    VIGIL_CHECK(department.asAdministrator({"DROP TABLE public.bench_row"}));
    return rates;
}

} // namespace vigil::app
