// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/setup/SetupDoctor.h"
#include "tests/fakes/FakeDepartment.h"
#include "tests/fakes/FakeObjectSink.h"

#include <QHash>
#include <QTemporaryDir>

#include <memory>

namespace vigil::test {

/// A SetupDoctor on peers of the test's choice, with everything else well: a sink, a log of calls, a
/// department from memory. The test puts in how peers are reached and opens the listener itself. One thread.
class DoctorsRoom {
public:
    DoctorsRoom();

    study::LocalNode local;
    QList<study::PacsPeer> pacs;
    QList<study::PacsPeer> orders;
    FakeObjectSink sink;
    setup::TestArrivals arrivals{sink};
    study::CallLog calls;
    std::function<std::unique_ptr<study::PeerProbe>(const study::PacsPeer&)> probe;
    std::function<std::unique_ptr<study::OrderSource>(const study::PacsPeer&)> orderSource;
    std::function<Result<quint16>()> listeningPort;

    [[nodiscard]] std::unique_ptr<setup::SetupDoctor> doctor();
    /// A whole run; findings by the id of the check, also printed.
    QHash<QString, setup::Finding> examined();

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    FakeLog m_log;
};

} // namespace vigil::test
