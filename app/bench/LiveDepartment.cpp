// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/LiveDepartment.h"

#include "app/Application.h"
#include "app/bench/ClientProcess.h"
#include "app/bench/MadeEvents.h"
#include "core/base/Async.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

namespace vigil::app {

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds startsWithin{180};
/// An alert that took longer than this counts as missing.
constexpr std::chrono::seconds arrivesWithin{20};

bool processUntil(std::chrono::milliseconds atMost, const std::function<bool()>& done) {
    const QDeadlineTimer deadline(atMost);
    QTimer wakes; // also when nothing happens
    wakes.start(std::chrono::milliseconds(100));
    while (!done() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
    return done();
}

/// One client without a window, which does with its board what an open one does: reads it whenever alerts
/// have changed.
class LiveClient : public QObject {
public:
    static Result<std::unique_ptr<LiveClient>> open(const Settings& settings, const QString& dataFolder) {
        std::unique_ptr<LiveClient> client(new LiveClient);
        VIGIL_TRY(client->m_application,
                  Application::open(settings, dataFolder, Application::Running::Window));
        connect(&client->m_application->events(), &Events::alertsChanged, client.get(),
                [self = client.get()] { self->look(); });
        client->look();
        return client;
    }

    [[nodiscard]] bool isReady() const {
        const auto all = m_application->destinations();
        return m_looked && std::all_of(all.begin(), all.end(), [](const sync::DestinationStatus& each) {
                   return each.state == sync::DestinationStatus::State::Online;
               });
    }
    QFuture<Result<QString>> raise(const alert::AlertDraft& draft) {
        return m_application->alerts().raise(draft);
    }
    [[nodiscard]] std::optional<Steady::time_point> shown(const QString& alertId) const {
        const auto found = m_shown.find(alertId);
        return found == m_shown.end() ? std::nullopt : std::optional(*found);
    }
    [[nodiscard]] const alert::AlertPolicy& policy() const { return m_application->policy(); }

private:
    LiveClient() = default;

    void look() {
        m_again = m_looking;
        if (m_looking) return;
        m_looking = true;
        whenFinished(m_application->alerts().board({}), this, [this](const Result<alert::BoardRows>& rows) {
            if (rows) show(*rows);
            m_looking = false;
            m_looked = m_looked || rows;
            if (m_again) look();
        });
    }

    /// Like a window's table: rows that stand where they stood are not looked at.
    void show(const alert::BoardRows& rows) {
        const auto now = Steady::now();
        qsizetype before = 0;
        for (const auto& row : rows) {
            const bool known = before < m_rows.size();
            if (known && m_rows.at(before) == row) {
                ++before;
                continue;
            }
            const auto& id = row->view.alertId;
            if (known && m_rows.at(before)->view.alertId == id) ++before;
            if (!m_shown.contains(id)) m_shown.insert(id, now);
        }
        m_rows = rows;
    }

    std::unique_ptr<Application> m_application;
    alert::BoardRows m_rows;
    QHash<QString, Steady::time_point> m_shown; ///< when each alert was on the board for the first time
    bool m_looking = false;
    bool m_again = false;
    bool m_looked = false;
};

using Clients = std::vector<std::unique_ptr<LiveClient>>;

struct RaisedAlert {
    std::size_t client = 0;
    Steady::time_point at;
    QFuture<Result<QString>> id;
};

Result<Clients> startClients(const PrivateDepartment& department, const LivePlan& plan) {
    Clients clients;
    for (int number = 1; number <= plan.clients; ++number) {
        const auto data = QStringLiteral("%1/client%2").arg(plan.folder).arg(number);
        QDir().mkpath(data);
        // The mirror alone: vigil.db, which says which device it is, is each client's own.
        for (const auto* suffix : {"", "-wal"})
            if (QFile::exists(plan.cacheFile + QLatin1String(suffix)))
                QFile::copy(plan.cacheFile + QLatin1String(suffix),
                            data + QStringLiteral("/cache.db") + QLatin1String(suffix));
        VIGIL_TRY(auto client, LiveClient::open(ClientProcess::settings(department, number), data));
        clients.push_back(std::move(client));
    }
    const bool ready = processUntil(startsWithin, [&] {
        return std::all_of(clients.begin(), clients.end(), [](const auto& each) { return each->isReady(); });
    });
    if (!ready)
        return Error{Error::Code::Timeout, QStringLiteral("The clients did not reach the department."), {}};
    return clients;
}

std::vector<RaisedAlert> raiseAlerts(Clients& clients, const LivePlan& plan) {
    std::mt19937 random(static_cast<quint32>(plan.alerts));
    const auto& findings = clients.front()->policy().findings();
    const int all = plan.warmUp + plan.alerts;
    std::vector<RaisedAlert> raised;
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        const auto client = random() % clients.size();
        const auto& finding = findings.at(static_cast<qsizetype>(random() % 10));
        const auto draft = MadeEvents::draft(finding, static_cast<int>(random() % 10000));
        const auto at = Steady::now();
        raised.push_back({client, at, clients[client]->raise(draft)});
        if (raised.size() == static_cast<std::size_t>(all)) timer.stop();
    });
    timer.start(plan.every);
    processUntil(plan.every * all * 2 + startsWithin, [&] { return !timer.isActive(); });
    return raised;
}

/// How long each alert took to every other client; what has not come is left out.
Result<QList<double>> collect(const Clients& clients, const std::vector<RaisedAlert>& raised) {
    QList<double> seconds;
    for (const auto& each : raised) {
        VIGIL_TRY(const auto id, awaited(each.id));
        for (std::size_t other = 0; other < clients.size(); ++other) {
            if (other == each.client) continue;
            if (const auto at = clients[other]->shown(id))
                seconds << std::chrono::duration<double>(*at - each.at).count();
        }
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds;
}

} // namespace

double LiveFigures::quantile(double share) const {
    if (seconds.isEmpty()) return 0;
    const auto place = static_cast<qsizetype>(std::ceil(share * static_cast<double>(seconds.size()))) - 1;
    return seconds.at(std::clamp<qsizetype>(place, 0, seconds.size() - 1));
}

Result<LiveFigures> measureLive(const PrivateDepartment& department, const LivePlan& plan) {
    VIGIL_TRY(auto clients, startClients(department, plan));
    ClientProcess listeners(department, plan.folder + QStringLiteral("/listeners"));
    VIGIL_CHECK(listeners.start(
        {QStringLiteral("listeners"), QStringLiteral("--connections"), QString::number(plan.listeners)}));
    VIGIL_CHECK(listeners.waitUntilReady(startsWithin));

    auto raised = raiseAlerts(clients, plan);
    raised.erase(raised.begin(), raised.begin() + plan.warmUp);
    LiveFigures figures;
    figures.expected = plan.alerts * (plan.clients - 1);
    Result<QList<double>> seconds = QList<double>();
    processUntil(arrivesWithin, [&] {
        const bool all =
            std::all_of(raised.begin(), raised.end(), [](const auto& each) { return each.id.isFinished(); });
        if (all) seconds = collect(clients, raised);
        return all && (!seconds || seconds->size() >= figures.expected);
    });
    if (!seconds) return seconds.error();
    figures.seconds = *seconds;
    VIGIL_TRY(const auto heard, listeners.finish(startsWithin));
    figures.listened = heard.value(QStringLiteral("events")).toInteger();
    return figures;
}

} // namespace vigil::app
