// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/WorklistRow.h"

#include <QList>

namespace vigil::test {

/// A worklist of invented people around a moment, for tests of what is shown. Row n has the Study UID
/// "1.2.3.n".
[[nodiscard]] QList<study::WorklistRow> sampleWorklist(int count, const QDateTime& now);

} // namespace vigil::test
