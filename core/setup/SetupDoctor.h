// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/setup/CheckUp.h"
#include "core/setup/TestArrivals.h"
#include "core/study/CallLog.h"
#include "core/study/OrderSource.h"
#include "core/study/PeerProbe.h"
#include "core/study/Peers.h"
#include "core/sync/Department.h"

#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>

namespace vigil::setup {

/// What is configured, as far as the doctor checks it.
struct Installation {
    enum class Title { Default, Chosen }; ///< whether somebody chose the AE title
    enum class Listener { Wanted, SwitchedOff };
    study::LocalNode local;
    Title title = Title::Chosen;
    Listener listener = Listener::Wanted;
    QList<study::PacsPeer> pacs;
    QList<study::PacsPeer> orders; ///< modality worklists
    QString departmentName;
    bool departmentIsServer = false; ///< false: a file on this computer
    QString dataFolder;
    QString configFile; ///< named in remedies
};

/// How the doctor reaches the outside. The functions are called on pool threads.
struct Instruments {
    std::function<std::unique_ptr<study::PeerProbe>(const study::PacsPeer&)> probe;
    std::function<std::unique_ptr<study::OrderSource>(const study::PacsPeer&)> orders;
    std::function<std::unique_ptr<sync::Department>()> department;
    /// The port that our listener has open, or why it has none.
    std::function<Result<quint16>()> listeningPort;
    study::CallLog& calls;
    TestArrivals& arrivals;
    const Clock& clock;
};

/// Checks the set-up from end to end and says in plain words what is wrong, what to do, and what exactly has
/// to be entered at the PACS: this computer, each PACS up to an instance that really arrives, the lists of
/// orders, the department. Subjects are examined at the same time, so that one that hangs holds up no other.
/// Owned by Application; works on its own pool; the instruments outlive it.
class SetupDoctor {
public:
    SetupDoctor(Installation installation, Instruments instruments);
    /// Ends what is under way.
    ~SetupDoctor();
    SetupDoctor(const SetupDoctor&) = delete;
    SetupDoctor& operator=(const SetupDoctor&) = delete;

    [[nodiscard]] const Installation& installation() const { return m_installation; }
    /// Begins a run; any thread. A second one may go on beside the first.
    std::shared_ptr<CheckUp> examine();

private:
    Installation m_installation;
    Instruments m_instruments;
    std::mutex m_mutex;
    std::vector<std::weak_ptr<CheckUp>> m_runs;
    QThreadPool m_pool;
};

} // namespace vigil::setup
