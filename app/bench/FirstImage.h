// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/PrivateArchives.h"

namespace vigil::app {

struct FirstImage {
    double afterOpening = 0; ///< s, from opening the study to the first picture in the window
    double afterArrival = 0; ///< s, from the first byte of the first object on this computer
    double complete = 0;     ///< s, from opening to the last image known to the window
};

/// Opens a study of `slices` CT slices that is not here in the real window (off-screen will do), as often as
/// asked, each time on a new data folder, from a private Orthanc over C-MOVE. Needs a QApplication whose
/// event loop does not run.
Result<QList<FirstImage>> watchFirstImages(const QString& folder, int slices, int times);

} // namespace vigil::app
