// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Settings.h"

namespace vigil::app {

struct BoardOpening {
    QList<double> seconds; ///< from choosing the place to its rows, read anew and painted
    int rows = 0;
};

/// Opens the Alerts place of the real window on a data folder, as often as asked, coming from the worklist
/// each time. Needs a QApplication (off-screen will do) whose event loop does not run.
Result<BoardOpening> openBoard(const Settings& settings, const QString& dataFolder, int times);

} // namespace vigil::app
