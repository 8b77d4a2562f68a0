// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>

namespace vigil::sync {

/// The one place where a PostgreSQL error becomes ours, by its SQLSTATE. `text` goes into the detail only for
/// classes of error that never quote data.
[[nodiscard]] Error fromSqlState(const QByteArray& sqlState, const QByteArray& text);

/// The error of a connection that was not made, from libpq's message at verbosity VERBOSE ("FATAL:  28P01:
/// …", whatever the server's language is). Without a SQLSTATE nobody answered: Unreachable.
[[nodiscard]] Error fromConnectFailure(const QByteArray& message);

} // namespace vigil::sync
