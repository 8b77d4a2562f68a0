// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/Pin.h"
#include "core/store/DataFolder.h"

namespace vigil::report {

/// Whether a PIN is the user's: five wrong ones in a row lock it for a minute. Blocking (Argon2id): pool
/// threads only.
class PinCheck {
public:
    PinCheck(store::DataFolder& data, const Clock& clock) : m_data(data), m_clock(clock) {}

    Result<bool> isSet(const QString& userId) const;
    Result<void> set(const QString& userId, const Pin& pin) const;
    /// Denied with plain words: wrong, locked until, or none set.
    Result<void> verify(const QString& userId, const Pin& pin) const;

private:
    store::DataFolder& m_data;
    const Clock& m_clock;
};

} // namespace vigil::report
