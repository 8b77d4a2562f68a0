// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform/Wait.h"
#include "core/dispatch/Turn.h"
#include "core/sync/PgConnection.h"

#include <chrono>
#include <memory>

namespace vigil::dispatch {

/// The turn as the department's database keeps it (hold_turn() in resources/sql/department), for the session
/// of a connection of its own. The server ends that connection after `patience` without a word, so that a
/// dispatcher that hangs or was stopped makes way; one that lives says a word at each hold(). Belongs to one
/// thread.
class PostgresTurnLock final : public TurnLock {
public:
    struct Options {
        QString url;
        QString user;
        std::chrono::milliseconds deadline = std::chrono::seconds(10);
        std::chrono::seconds patience{60};
    };
    explicit PostgresTurnLock(Options options) : m_options(std::move(options)) {}

    Result<bool> hold(std::stop_token stop) override;

private:
    Options m_options;
    platform::Waker m_waker;
    std::unique_ptr<sync::PgConnection> m_connection;
};

} // namespace vigil::dispatch
