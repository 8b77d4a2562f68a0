// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QStringList>

/// What the tables of this folder have in common.
namespace vigil::directory {

/// Columns that are not known, stand twice, or are missing among the first `needed` ones.
[[nodiscard]] QStringList faultsOfHeader(const QStringList& header, const QStringList& known,
                                         qsizetype needed);
/// Names the first twenty.
[[nodiscard]] Error faultyTable(const QStringList& faults);
/// In quotes where it has to be.
[[nodiscard]] QString csvCell(QString text);

} // namespace vigil::directory
