// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/AdtListener.h"
#include "app/Application.h"
#include "app/PageService.h"
#include "core/dispatch/DirectoryBook.h"
#include "core/dispatch/Dispatcher.h"
#include "core/dispatch/PostgresTurnLock.h"
#include "core/followup/FollowUpWatch.h"

#include <atomic>
#include <map>
#include <thread>

namespace vigil::app {

/// A dispatcher as a program: the one that decides on the calling thread, and a worker a destination, so that
/// a hung mail server never holds up the ladder. Made, used and destroyed on one thread; `application` must
/// outlive it.
class DispatchService {
public:
    /// Unsupported without a department on a server; Invalid when the address book cannot be read.
    static Result<std::unique_ptr<DispatchService>> open(Application& application);
    ~DispatchService();

    /// One round, what is then due to each destination, and another round that tells what came of it.
    dispatch::DispatchRound once(std::stop_token stop);
    /// Where the hospital's system is heard while run() runs; 0 = nowhere.
    [[nodiscard]] quint16 adtPort() const { return m_adt ? m_adt->port() : quint16(0); }
    /// Until it is told to stop. Whatever goes wrong is said in the log, and by the silence of the heartbeat.
    void run(std::stop_token stop);

private:
    explicit DispatchService(Application& application, dispatch::AddressFile addresses);
    [[nodiscard]] std::unique_ptr<sync::SyncEngine> engineOf(const QString& destination) const;
    void startWorkers();
    void startPage();
    void startAdt();
    /// For vigilctl beside it: whoever owns the data folder does what writes to it.
    void openDoor();
    /// On a thread of its own: a PACS that hangs never holds up the ladder.
    void startLooking();
    void lookForFollowUps(std::stop_token stop);
    void sayLooked(const followup::FollowUpWatch::Round& round);
    void say(const dispatch::DispatchRound& round);

    Application& m_application;
    dispatch::AddressFile m_addresses;
    dispatch::DirectoryBook m_book;
    dispatch::Channels m_channels;
    dispatch::Turn m_turn;
    std::unique_ptr<sync::SyncEngine> m_log;
    std::unique_ptr<sync::Department> m_department;
    dispatch::PostgresTurnLock m_lock;
    std::unique_ptr<dispatch::Dispatcher> m_dispatcher;
    std::vector<std::unique_ptr<sync::SyncWorker>> m_workers;
    dispatch::PatientMoves m_moves;
    std::unique_ptr<AdtListener> m_adt;  ///< while run() runs, when the hospital's system is to be heard
    std::unique_ptr<PageService> m_page; ///< while run() runs, when there is one
    std::unique_ptr<Door> m_door;        ///< without a page, which has its own
    dispatch::DispatchRound m_said;
    followup::FollowUpWatch::Round m_saidLooked; ///< of the thread that looks
    std::atomic<bool> m_pacsSilent = false;
    std::jthread m_looking; ///< asks the PACS for what follow-ups wait for, while run() runs
};

} // namespace vigil::app
