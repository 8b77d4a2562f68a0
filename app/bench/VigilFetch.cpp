// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/VigilFetch.h"

#include "app/Application.h"
#include "core/base/Async.h"
#include "core/base/platform/Machine.h"

#include <QElapsedTimer>

#include <mutex>

namespace vigil::app {

namespace {

/// Looks at time and memory each time another quarter has come. Thread-safe: several associations report.
class Quarters {
public:
    Quarters() { m_timer.start(); }

    void look(const study::RetrieveProgress& step) {
        constexpr int quarters = 4;
        const std::scoped_lock lock(m_mutex);
        while (step.expected > 0 && m_taken.size() < quarters &&
               qint64{step.received} * quarters >= (m_taken.size() + 1) * qint64{step.expected})
            m_taken << Quarter{seconds(), platform::residentMemory()};
    }
    [[nodiscard]] double seconds() const { return static_cast<double>(m_timer.nsecsElapsed()) / 1e9; }
    [[nodiscard]] QList<Quarter> taken() const { return m_taken; }

private:
    QElapsedTimer m_timer;
    std::mutex m_mutex;
    QList<Quarter> m_taken;
};

} // namespace

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
    Quarters quarters;
    const auto outcome = awaited(application->studies().retrieve(
        studyUid, {}, [&quarters](const study::RetrieveProgress& step) { quarters.look(step); }));
    VigilFetched fetched{quarters.seconds(), 0, platform::peakMemory(), {}};
    if (!outcome) return outcome.error();
    fetched.quarters = quarters.taken();
    VIGIL_TRY(const auto objects, awaited(application->studies().objects(studyUid)));
    fetched.images = static_cast<int>(objects.size());
    return fetched;
}

} // namespace vigil::app
