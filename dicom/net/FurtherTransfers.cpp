// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/FurtherTransfers.h"

#include "core/base/Log.h"

#include <system_error>
#include <utility>

namespace vigil::dicom {

FurtherTransfers::FurtherTransfers(int count, Open open, RequestQueue& requests,
                                   const std::stop_token& stop) {
    for (int i = 0; i < count; ++i) {
        auto& lane = m_lanes.emplace_back();
        lane.whenStopped = std::make_unique<std::stop_callback<std::function<void()>>>(
            stop, [&lane] { lane.stopping.request_stop(); });
        try {
            lane.thread = std::thread([this, &lane, open, &requests] { work(lane, open, requests); });
        } catch (const std::system_error& error) {
            spdlog::warn("a further association is done without: {}", error.what());
        }
    }
}

FurtherTransfers::~FurtherTransfers() {
    static_cast<void>(finish());
}

void FurtherTransfers::work(Lane& lane, const Open& open, RequestQueue& requests) {
    auto transfer = open(lane.stopping.get_token());
    if (!transfer) {
        spdlog::info("a further association was not accepted: {}", transfer.error().detail);
        return;
    }
    if (!join(lane)) return;
    const auto done = (*transfer)->run(requests);
    if (done) (*transfer)->release();
    const std::scoped_lock lock(m_mutex);
    ++m_outcome.joined;
    m_outcome.failed += (*transfer)->failed();
    if (!done) m_outcome.error = done.error();
    if ((*transfer)->trouble()) m_outcome.trouble = (*transfer)->trouble();
}

bool FurtherTransfers::join(Lane& lane) {
    const std::scoped_lock lock(m_mutex);
    lane.isAtWork = !m_finishing;
    return lane.isAtWork;
}

FurtherTransfers::Outcome FurtherTransfers::finish() {
    {
        const std::scoped_lock lock(m_mutex);
        m_finishing = true;
        for (auto& lane : m_lanes)
            if (!lane.isAtWork) lane.stopping.request_stop();
    }
    for (auto& lane : m_lanes)
        if (lane.thread.joinable()) lane.thread.join();
    return m_outcome;
}

} // namespace vigil::dicom
