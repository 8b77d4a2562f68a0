// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Settings.h"

namespace vigil::app {

/// What it takes a client to know what everybody knows.
struct NewClient {
    double seconds = 0;     ///< from opening the data folder to the end of the first exchange
    qint64 peakMemory = -1; ///< bytes, of the whole process
    int events = 0;         ///< of the working set
    int openAlerts = 0;
};

/// Opens a data folder that nobody has used and follows the department to the head of its log. Measures its
/// own process: to be run in one that does nothing else.
Result<NewClient> becomeCurrent(const Settings& settings, const QString& dataFolder);

} // namespace vigil::app
