// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/NewClient.h"

#include "app/Application.h"
#include "core/base/Async.h"
#include "core/base/platform/Machine.h"
#include "core/store/CursorStore.h"

#include <QElapsedTimer>

namespace vigil::app {

namespace {

Result<int> mirroredEvents(Application& application) {
    return awaited(application.data().cacheReader().run([&](const store::Database& cache) -> Result<int> {
        VIGIL_TRY(const auto cursor, store::CursorStore().cursor(cache, store::departmentDestination));
        if (!cursor) return 0;
        VIGIL_TRY(const auto positions, application.journalStore().positions(cache, cursor->logId));
        return static_cast<int>(positions.size());
    }));
}

} // namespace

Result<NewClient> becomeCurrent(const Settings& settings, const QString& dataFolder) {
    QElapsedTimer timer;
    timer.start();
    VIGIL_TRY(const auto application, Application::open(settings, dataFolder, Application::Running::Command));
    const auto round = application->departmentEngine()->syncOnce({});
    if (round.state != sync::Round::State::Online) return Error{Error::Code::Unreachable, round.message, {}};
    NewClient client;
    client.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    client.peakMemory = platform::peakMemory();
    VIGIL_TRY(client.events, mirroredEvents(*application));
    VIGIL_TRY(const auto counts, awaited(application->alerts().counts()));
    for (const auto& count : counts)
        client.openAlerts += count.open;
    return client;
}

} // namespace vigil::app
