// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/AppendRate.h"
#include "app/bench/BoardOpening.h"
#include "app/bench/LiveDepartment.h"
#include "app/bench/LogFiller.h"
#include "app/bench/NewClient.h"

#include <QTemporaryDir>

#include <functional>

namespace vigil::app {

/// How much is measured. The default is what the aims speak of.
struct DepartmentExtent {
    qint64 events = 1'000'000; ///< in the log
    int openAlerts = 2000;
    int rounds = 3; ///< of appending and pgbench
    std::chrono::seconds each{5};
    int boardOpenings = 5;
    int liveAlerts = 120;
    int clients = 20;
    int listeners = 180;

    /// Whether everything works, in half a minute; its figures say little.
    static DepartmentExtent quick();
};

struct DepartmentFigures {
    AppendRates append;
    Filled filled;
    double aged = 0; ///< s, what ageing the log took
    NewClient client;
    BoardOpening board;
    LiveFigures live;
    double loadBefore = 0;
    double loadAfter = 0;
};

/// Measures a department's queue on a private PostgreSQL: what appending costs, then, with a long log, what a
/// new client takes, how soon the board is there, and how soon an alert raised on one client is on the
/// others. Server and clients share this machine. Starts what it needs and stops exactly that. One thread.
class DepartmentBench {
public:
    /// `say` is told what goes on.
    DepartmentBench(QString folder, DepartmentExtent extent, std::function<void(const QString&)> say);

    Result<DepartmentFigures> run();

private:
    Result<void> fillLog();
    Result<void> measureNewClient();
    Result<void> measureBoard();
    Result<void> measureLiveClients();

    QTemporaryDir m_folder;
    DepartmentExtent m_extent;
    std::function<void(const QString&)> m_say;
    std::unique_ptr<PrivateDepartment> m_department;
    DepartmentFigures m_figures;
};

} // namespace vigil::app
