// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/DataFolder.h"
#include "core/sync/Destination.h"

#include <QStringList>

/// A person has refused notices sent again: where there is no window, by `vigilctl dispatch resend`.
namespace vigil::dispatch {

struct Resend {
    QString about;       ///< one alert or follow-up; empty: whatever it is about
    QStringList notices; ///< these; empty: all that were refused
};

/// Puts refused notices back into the queue and answers them, without payload. NotFound when one that is
/// named was not refused, or none is about what is named; Conflict when one is held back because what it is
/// about has ended: that one goes by itself when it does not end after all. An error has changed nothing.
Result<QList<sync::OutboxMessage>> resend(store::DataFolder& data, const Resend& what);

} // namespace vigil::dispatch
