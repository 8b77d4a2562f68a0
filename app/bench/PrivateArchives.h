// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/bench/OwnProcess.h"
#include "core/study/Peers.h"

#include <memory>

namespace vigil::app {

/// A node on 127.0.0.1 that an archive may send to.
struct Destination {
    QString aeTitle;
    quint16 port = 0;
};

/// An archive of its own that a measurement fetches from, in its default configuration apart from ports,
/// storage folder and known nodes. Stopped when the object goes. One thread.
class PrivateArchive {
public:
    virtual ~PrivateArchive() = default;
    [[nodiscard]] virtual study::PacsPeer peer() const = 0;
    /// Takes files in; not measured.
    virtual Result<void> load(const QStringList& files) = 0;
};

/// `folder` must exist and be empty; the archive keeps its files there.
Result<std::unique_ptr<PrivateArchive>> startOrthanc(const QString& folder, const QList<Destination>& nodes);
Result<std::unique_ptr<PrivateArchive>> startDcmqrscp(const QString& folder, const QList<Destination>& nodes);

} // namespace vigil::app
