// SPDX-License-Identifier: GPL-3.0-or-later
// Application: who else is here, as the department's presence says.
#include "app/Application.h"

#include "core/base/Async.h"
#include "core/store/CursorStore.h"
#include "core/store/PresenceStore.h"

#include <algorithm>

namespace vigil::app {

namespace {

const QString openTopic = QStringLiteral("open");

/// One key a study and device, so that nobody's "I have it open" takes away another's.
QString openKey(const QString& studyUid, const QString& device) {
    return studyUid + QLatin1Char('@') + device;
}

} // namespace

void Application::claim(const QString& studyUid) {
    // A claim has one holder; that it is open is said by everybody who has it open.
    m_claims.hold(QStringLiteral("claim"), studyUid);
    m_claims.hold(openTopic, openKey(studyUid, m_settings.local.aeTitle));
    wakeWorkers();
}

void Application::letGo(const QString& studyUid) {
    m_claims.letGo(QStringLiteral("claim"), studyUid);
    m_claims.letGo(openTopic, openKey(studyUid, m_settings.local.aeTitle));
    wakeWorkers();
}

QFuture<Result<QStringList>> Application::readersElsewhere(const QString& studyUid) {
    return m_data->cacheReader().run([studyUid, own = m_settings.local.aeTitle, now = m_clock.now()](
                                         const store::Database& cache) -> Result<QStringList> {
        VIGIL_TRY(const auto serverNow,
                  store::CursorStore().departmentNow(cache, store::departmentDestination, now));
        VIGIL_TRY(const auto open, store::PresenceStore().current(cache, openTopic, serverNow));
        QStringList readers;
        for (const auto& presence : open)
            if (presence.device != own && presence.key == openKey(studyUid, presence.device))
                readers << QStringLiteral("%1 at %2").arg(presence.holder, presence.device);
        return readers;
    });
}

QFuture<Result<dispatch::EscalationStatus>> Application::escalation() {
    using Status = dispatch::EscalationStatus;
    if (m_settings.department.isEmbedded())
        return readyFuture<Result<Status>>(Status{Status::State::NeverSeen, {}});
    // An old entry would say that it runs, and a missing one that it does not: neither is known.
    const auto all = destinations();
    const auto department = std::find_if(all.begin(), all.end(), [](const sync::DestinationStatus& each) {
        return each.name == store::departmentDestination;
    });
    if (department == all.end() || department->state != sync::DestinationStatus::State::Online)
        return readyFuture<Result<Status>>(Status{});
    return m_data->cacheReader().run(
        [this, now = m_clock.now()](const store::Database& cache) -> Result<Status> {
            VIGIL_TRY(const auto cursor, store::CursorStore().cursor(cache, store::departmentDestination));
            if (!cursor) return Status{};
            VIGIL_TRY(const auto serverNow,
                      store::CursorStore().departmentNow(cache, store::departmentDestination, now));
            VIGIL_TRY(const auto current,
                      store::PresenceStore().current(cache, dispatch::heartbeatTopic, serverNow));
            VIGIL_TRY(const auto started,
                      m_journalStore.eventsOf(cache, journal::aggregate::dispatcher, dispatch::beatKey));
            return dispatch::escalationStatus(current,
                                              started.isEmpty() ? dispatch::Seen::No : dispatch::Seen::Yes);
        });
}

} // namespace vigil::app
