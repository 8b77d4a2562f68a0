// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Settings.h"
#include "app/bench/PrivateArchives.h"

namespace vigil::app {

/// A Vigil that knows one archive and listens on 127.0.0.1.
[[nodiscard]] Settings benchSettings(const study::PacsPeer& peer, const Destination& own);

/// When a quarter of the images was here, a half, three quarters and all.
struct Quarter {
    double seconds = 0; ///< since it began
    qint64 memory = -1; ///< bytes of this process
};

struct VigilFetched {
    double seconds = 0;
    int images = 0;         ///< durable and indexed
    qint64 peakMemory = -1; ///< of this process while fetching
    QList<Quarter> quarters;
};

/// Fetches one study into a new data folder, through the services that the window uses. The time is that of
/// StudyService::retrieve(): from asking the PACS for the names to the last index entry.
Result<VigilFetched> fetchByVigil(const QString& dataFolder, const study::PacsPeer& peer,
                                  const Destination& own, const QString& studyUid);

} // namespace vigil::app
