// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/DepartmentBench.h"

#include "app/bench/ClientProcess.h"
#include "core/base/platform/Machine.h"

#include <QElapsedTimer>
#include <QJsonArray>

namespace vigil::app {

namespace {

const QString shippedPolicy = QStringLiteral(":/vigil/policies/default.yaml");
/// Whatever this machine is busy with, the whole measurement ends within a quarter of an hour.
constexpr std::chrono::minutes fillsWithin{7};
constexpr std::chrono::minutes clientWithin{3};

} // namespace

DepartmentExtent DepartmentExtent::quick() {
    DepartmentExtent extent;
    extent.events = 20000;
    extent.openAlerts = 200;
    extent.rounds = 1;
    extent.each = std::chrono::seconds(1);
    extent.liveAlerts = 10;
    extent.clients = 6;
    extent.listeners = 40;
    return extent;
}

DepartmentBench::DepartmentBench(QString folder, DepartmentExtent extent,
                                 std::function<void(const QString&)> say)
    : m_folder(folder + QStringLiteral("/vigil-bench-XXXXXX")), m_extent(extent), m_say(std::move(say)) {}

Result<DepartmentFigures> DepartmentBench::run() {
    m_figures.loadBefore = platform::load();
    VIGIL_TRY(m_department, PrivateDepartment::start(QFileInfo(m_folder.path()).path()));
    VIGIL_CHECK(m_department->addReporters(LogFiller::logins));
    VIGIL_TRY(const auto policy, alert::AlertPolicy::load(shippedPolicy));
    m_say(QStringLiteral("appending, beside pgbench"));
    VIGIL_TRY(m_figures.append,
              measureAppend(*m_department, policy, m_folder.path(), m_extent.rounds, m_extent.each));
    VIGIL_CHECK(fillLog());
    VIGIL_CHECK(measureNewClient());
    VIGIL_CHECK(measureBoard());
    VIGIL_CHECK(measureLiveClients());
    m_figures.loadAfter = platform::load();
    return m_figures;
}

Result<void> DepartmentBench::fillLog() {
    m_say(QStringLiteral("filling the log with %L1 events").arg(m_extent.events));
    VIGIL_TRY(const auto policy, alert::AlertPolicy::load(shippedPolicy));
    VIGIL_TRY(
        m_figures.filled,
        LogFiller(*m_department, policy, m_say).fill(m_extent.events, m_extent.openAlerts, fillsWithin));
    m_say(QStringLiteral("ageing it: two years of activity instead of minutes"));
    QElapsedTimer timer;
    timer.start();
    VIGIL_CHECK(LogFiller::age(*m_department));
    m_figures.aged = static_cast<double>(timer.elapsed()) / 1000;
    VIGIL_TRY(m_figures.filled.events, m_department->number("SELECT seq FROM vigil.head"));
    return {};
}

Result<void> DepartmentBench::measureNewClient() {
    m_say(QStringLiteral("a new client"));
    ClientProcess process(*m_department, m_folder.filePath(QStringLiteral("new")));
    VIGIL_CHECK(process.start({QStringLiteral("client")}));
    VIGIL_TRY(const auto json, process.finish(clientWithin));
    auto& client = m_figures.client;
    client.seconds = json.value(QStringLiteral("seconds")).toDouble();
    client.peakMemory = json.value(QStringLiteral("peakMemoryBytes")).toInteger(-1);
    client.events = json.value(QStringLiteral("events")).toInt();
    client.openAlerts = json.value(QStringLiteral("openAlerts")).toInt();
    return {};
}

Result<void> DepartmentBench::measureBoard() {
    m_say(QStringLiteral("the board"));
    ClientProcess process(*m_department, m_folder.filePath(QStringLiteral("new")));
    VIGIL_CHECK(process.start(
        {QStringLiteral("board"), QStringLiteral("--times"), QString::number(m_extent.boardOpenings)}));
    VIGIL_TRY(const auto json, process.finish(clientWithin));
    for (const auto& value : json.value(QStringLiteral("seconds")).toArray())
        m_figures.board.seconds << value.toDouble();
    m_figures.board.rows = json.value(QStringLiteral("rows")).toInt();
    return {};
}

Result<void> DepartmentBench::measureLiveClients() {
    LivePlan plan;
    plan.cacheFile = m_folder.filePath(QStringLiteral("new/data/cache.db"));
    plan.folder = m_folder.filePath(QStringLiteral("live"));
    plan.clients = m_extent.clients;
    plan.listeners = m_extent.listeners;
    plan.alerts = m_extent.liveAlerts;
    m_say(QStringLiteral("%1 clients and %2 listeners, %3 alerts")
              .arg(plan.clients)
              .arg(plan.listeners)
              .arg(plan.alerts));
    VIGIL_TRY(m_figures.live, measureLive(*m_department, plan));
    return {};
}

} // namespace vigil::app
