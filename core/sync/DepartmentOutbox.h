// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Department.h"
#include "core/sync/Destination.h"

namespace vigil::sync {

/// The department as a destination of outbox rows: each row is an encoded event. Owned by DepartmentSync, on
/// its thread.
class DepartmentOutbox final : public Destination {
public:
    explicit DepartmentOutbox(Department& department) : m_department(department) {}

    QList<Delivery> deliver(const QList<OutboxMessage>& messages, std::stop_token stop) override;
    /// What the department said to each message of the last delivery, in order.
    [[nodiscard]] const QList<Appended>& answers() const { return m_answers; }

    /// Why a call did not work, as a reason to try later.
    [[nodiscard]] static RetryLater toRetry(const Error& error);

private:
    QList<Delivery> oneByOne(const QList<OutboxMessage>& messages, std::stop_token stop);

    Department& m_department;
    QList<Appended> m_answers;
};

} // namespace vigil::sync
