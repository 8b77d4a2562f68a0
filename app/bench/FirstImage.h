// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/PrivateArchives.h"

namespace vigil::app {

struct FirstImage {
    double afterOpening = 0; ///< s, from opening the study to the first picture in the window
    double afterArrival = 0; ///< s, from the first byte of the first object on this computer
    double complete = 0;     ///< s, from opening to the last image known to the window
    /// Images of the patient's earlier studies that were here when the study was opened, and when its first
    /// picture stood: more at the end, when they went on coming beside it.
    int priorsAtOpening = 0;
    int priorsAtPicture = 0;
};

/// Opens a study of `slices` CT slices that is not here in the real window (off-screen will do), as often as
/// asked, each time on a new data folder, from a private Orthanc over C-MOVE. With `priors` so many earlier
/// studies of the patient, as large, are already on their way when it is opened. Needs a QApplication whose
/// event loop does not run.
Result<QList<FirstImage>> watchFirstImages(const QString& folder, int slices, int times, int priors = 0);

} // namespace vigil::app
