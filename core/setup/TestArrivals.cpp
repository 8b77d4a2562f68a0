// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/TestArrivals.h"

#include <QFile>

#include <algorithm>
#include <utility>

namespace vigil::setup {

TestArrivals::Expectation::Expectation(TestArrivals& arrivals, study::InstanceKey instance, QString sourceId)
    : m_arrivals(arrivals), m_instance(std::move(instance)), m_sourceId(std::move(sourceId)) {
    const std::scoped_lock lock(m_arrivals.m_mutex);
    m_arrivals.m_expected.push_back(this);
}

TestArrivals::Expectation::~Expectation() {
    const std::scoped_lock lock(m_arrivals.m_mutex);
    m_arrivals.m_expected.remove(this);
}

std::optional<QString> TestArrivals::Expectation::waitFor(std::chrono::milliseconds atMost,
                                                          std::stop_token stop) {
    std::unique_lock lock(m_arrivals.m_mutex);
    m_arrivals.m_changed.wait_for(lock, std::move(stop), atMost, [this] { return m_from.has_value(); });
    return m_from;
}

bool TestArrivals::note(const study::ReceivedObject& object) {
    const std::scoped_lock lock(m_mutex);
    bool asked = false;
    for (auto* expected : m_expected) {
        if (expected->m_instance.sopInstanceUid != object.header.key.sopInstanceUid) continue;
        // The PACS that was asked counts, even when another one was quicker.
        const bool bySource = expected->m_sourceId == object.sourceId;
        if (bySource || !expected->m_from) expected->m_from = object.sourceId;
        asked = asked || bySource;
    }
    m_changed.notify_all();
    return asked;
}

bool TestArrivals::isWanted(const QString& studyUid) const {
    if (m_store.isWanted(studyUid)) return true;
    const std::scoped_lock lock(m_mutex);
    return std::any_of(m_expected.cbegin(), m_expected.cend(), [&](const Expectation* expected) {
        return expected->m_instance.studyUid == studyUid;
    });
}

std::future<Result<void>> TestArrivals::accept(study::ReceivedObject object) {
    if (!note(object) || m_store.isWanted(object.header.key.studyUid))
        return m_store.accept(std::move(object));
    QFile::remove(object.temporaryPath);
    std::promise<Result<void>> done;
    done.set_value({});
    return done.get_future();
}

} // namespace vigil::setup
