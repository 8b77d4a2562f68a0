// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Support.h"

#include <QRandomGenerator>

namespace vigil::test {

quint32 seedOfThisRun() {
    const int given = qEnvironmentVariableIntValue("VIGIL_SEED");
    const auto seed = given > 0 ? static_cast<quint32>(given) : QRandomGenerator::global()->generate();
    qInfo("VIGIL_SEED=%u", seed);
    return seed;
}

} // namespace vigil::test
