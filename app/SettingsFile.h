// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Peers.h"

#include <QString>

namespace vigil::app {

/// Writes one PACS into vigil.ini: its section is changed or added, everything else stays as it is, comments
/// too. The file is read back before it takes the place of the old one, whole or not at all. Answers the
/// file's path; blocks on the disk.
Result<QString> writePacs(const QString& path, const study::PacsPeer& peer);

} // namespace vigil::app
