// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "core/study/Ports.h"
#include "dicom/net/Association.h"

namespace vigil::dicom {

/// Asks one PACS by C-FIND, study root. Each call has its own association; nothing is kept between calls, so
/// it may be used from several pool threads.
class Finder final : public study::WorklistSource {
public:
    Finder(study::PacsPeer peer, study::LocalNode local);

    Result<void> find(const study::WorklistQuery& query, const std::function<void(study::Study)>& found,
                      std::stop_token stop) override;
    Result<QList<study::InstanceKey>> instances(const QString& studyUid, std::stop_token stop) override;
    Result<QList<study::ObjectHeader>> documents(const QString& studyUid, std::stop_token stop) override;
    Result<void> echo(std::stop_token stop) override;
    /// The same within a time.
    Result<void> echoUntil(Association::TimePoint until, std::stop_token stop);

    /// What the PACS says to be in a study, as far as it goes.
    struct Inventory {
        QList<study::InstanceKey> named;
        QStringList series;
        bool isNamed = true; ///< false: it refuses SERIES or IMAGE level, or names nothing there
        int counted = -1;    ///< what SERIES level counts, -1 when it does not
    };
    Result<Inventory> inventory(const QString& studyUid, std::stop_token stop);

private:
    Result<void> nameInstances(Association& association, const QString& studyUid, Inventory& inventory);

    study::PacsPeer m_peer;
    study::LocalNode m_local;
};

} // namespace vigil::dicom
