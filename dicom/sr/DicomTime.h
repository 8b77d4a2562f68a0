// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QString>

#include <optional>

/// UTC to the local times of DICOM and back (PS3.5 6.2 DA, TM, DT). Pure.
namespace vigil::dicom {

[[nodiscard]] QString dicomDate(UtcTime time, int utcOffsetMinutes);
/// HHMMSS.FFFFFF
[[nodiscard]] QString dicomTime(UtcTime time, int utcOffsetMinutes);
/// "+0100", as in Timezone Offset From UTC (0008,0201).
[[nodiscard]] QString dicomOffset(int utcOffsetMinutes);
/// YYYYMMDDHHMMSS.FFFFFF+ZZXX: keeps the microsecond.
[[nodiscard]] QString dicomDateTime(UtcTime time, int utcOffsetMinutes);
/// Reads a DT that has at least seconds and an offset; nothing otherwise.
[[nodiscard]] std::optional<UtcTime> fromDicomDateTime(const QString& text);

} // namespace vigil::dicom
