// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/setup/SetupDoctor.h"

/// What the doctor does, a subject at a time: first the plan (all checks, waiting), then the examination that
/// fills it. Each examination runs on one pool thread and ends within half a second of the stop.
namespace vigil::setup {

[[nodiscard]] QList<Check> planForComputer();
void examineComputer(const Installation& installation, const Instruments& instruments, CheckUp& run);

[[nodiscard]] QList<Check> planForPacs(const study::PacsPeer& pacs);
void examinePacs(const Installation& installation, const Instruments& instruments,
                 const study::PacsPeer& pacs, CheckUp& run);

[[nodiscard]] QList<Check> planForOrders(const study::PacsPeer& list);
void examineOrders(const Instruments& instruments, const study::PacsPeer& list, CheckUp& run);

[[nodiscard]] QList<Check> planForDepartment(const Installation& installation);
void examineDepartment(const Installation& installation, const Instruments& instruments, CheckUp& run);

} // namespace vigil::setup
