// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/VigilFetch.h"

#include "app/Application.h"
#include "core/base/Async.h"
#include "core/base/platform/Machine.h"

#include <QElapsedTimer>

namespace vigil::app {

Settings benchSettings(const study::PacsPeer& peer, const Destination& own) {
    Settings settings;
    settings.local.aeTitle = own.aeTitle;
    settings.local.port = own.port;
    settings.local.bindAddress = QStringLiteral("127.0.0.1");
    settings.pacs = {peer};
    return settings;
}

Result<VigilFetched> fetchByVigil(const QString& dataFolder, const study::PacsPeer& peer,
                                  const Destination& own, const QString& studyUid) {
    VIGIL_TRY(const auto application,
              Application::open(benchSettings(peer, own), dataFolder, Application::Running::Command));
    study::WorklistQuery query;
    query.studyUid = studyUid;
    VIGIL_CHECK(awaited(application->studies().refresh(query, {})));

    platform::forgetPeakMemory();
    QElapsedTimer timer;
    timer.start();
    const auto outcome = awaited(application->studies().retrieve(studyUid, {}));
    VigilFetched fetched{static_cast<double>(timer.nsecsElapsed()) / 1e9, 0, platform::peakMemory()};
    if (!outcome) return outcome.error();
    VIGIL_TRY(const auto objects, awaited(application->studies().objects(studyUid)));
    fetched.images = static_cast<int>(objects.size());
    return fetched;
}

} // namespace vigil::app
