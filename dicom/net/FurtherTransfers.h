// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/Transfer.h"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace vigil::dicom {

/// Associations beside the first one of a retrieve, which take requests from the same queue. Each joins as
/// soon as the PACS accepts it: the first never waits for them, and one that is refused, or not accepted
/// before nothing is left to do, is done without. Owned by one retrieve; a thread of its own each.
class FurtherTransfers {
public:
    using Open = std::function<Result<std::unique_ptr<Transfer>>(std::stop_token)>;

    FurtherTransfers(int count, Open open, RequestQueue& requests, const std::stop_token& stop);
    ~FurtherTransfers();
    FurtherTransfers(const FurtherTransfers&) = delete;
    FurtherTransfers& operator=(const FurtherTransfers&) = delete;

    struct Outcome {
        int joined = 0;
        int failed = 0;             ///< sub-operations that the PACS could not do
        std::optional<Error> error; ///< of one that was at work: what it had asked for may not have come
        std::optional<Error> trouble;
    };
    /// Waits for those at work and gives up those that still wait to be accepted.
    Outcome finish();

private:
    struct Lane {
        std::stop_source stopping;
        std::unique_ptr<std::stop_callback<std::function<void()>>> whenStopped;
        bool isAtWork = false;
        std::thread thread;
    };
    void work(Lane& lane, const Open& open, RequestQueue& requests);
    bool join(Lane& lane);

    std::mutex m_mutex;
    bool m_finishing = false;
    Outcome m_outcome;
    std::list<Lane> m_lanes;
};

} // namespace vigil::dicom
