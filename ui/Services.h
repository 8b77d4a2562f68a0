// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Events.h"
#include "core/base/Result.h"
#include "core/dispatch/Heartbeat.h"
#include "core/setup/CheckUp.h"
#include "core/study/Ports.h"
#include "core/study/StudyService.h"
#include "core/sync/SyncWorker.h"
#include "ui/GoingHome.h"
#include "ui/offline/OutboxPanel.h"

#include <QFuture>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>

namespace vigil::ui {

/// What the window works with: made and owned by Application, outlives the window. The functions are what
/// only the composition knows; each may be empty. They are called on the UI thread and must not block.
struct Services {
    study::StudyService& studies;
    study::FrameReader& frames;
    QString objectFolder; ///< where the paths of stored objects begin
    const Clock& clock;
    Events& events;

    /// Studies of how many days a refresh asks for.
    int worklistDays = 7;
    /// How often the PACS is asked by itself; 0: only when the reader asks.
    std::chrono::milliseconds worklistRefresh{0};
    /// Modalities that the worklist was limited to when the window closed last; empty: all.
    QStringList modalities{};
    std::function<void(const QStringList& modalities)> rememberModalities{};
    /// False: the department is a file on this computer.
    bool departmentIsServer = false;
    std::function<QList<sync::DestinationStatus>()> destinations{};
    std::function<void(const QString& destination)> tryNow{};
    std::function<QFuture<Result<QList<RefusedMessage>>>()> refused{};
    std::function<void(const QString& destination, const QString& messageId)> sendAgain{};
    /// Takes and lets go of the claim of a study (presence).
    std::function<void(const QString& studyUid)> claim{};
    std::function<void(const QString& studyUid)> letGo{};
    /// Who else has a study open, one line a reader.
    std::function<QFuture<Result<QStringList>>(const QString& studyUid)> readersElsewhere{};
    /// Whether the department's alerts escalate by themselves.
    std::function<QFuture<Result<dispatch::EscalationStatus>>()> escalation{};
    /// What the reader leaves open: said before the window closes.
    GoingHomePanel::Ask goingHome{};
    GoingHomePanel::Note noteUntold{};
    /// Set until somebody has read what Vigil is meant for on this data folder: shown until it is called.
    std::function<void()> intendedUseRead{};
    /// Begins a run of the set-up doctor.
    std::function<std::shared_ptr<setup::CheckUp>()> checkSetup{};
    /// Writes a PACS into vigil.ini, where it counts from the next start on: the file's name.
    std::function<QFuture<Result<QString>>(const study::PacsPeer&)> savePacs{};
};

} // namespace vigil::ui
