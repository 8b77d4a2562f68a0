// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Application.h"
#include "ui/BegunAlertsBar.h"
#include "ui/GoingHome.h"

#include <QThreadPool>

namespace vigil::app {

/// What this reader leaves open, gathered from the board, the drafts and the outbox; and the note on
/// criticals that nobody was told of. Owned by Window, called on the UI thread; reads and writes on its own
/// thread.
class LeavingWork {
public:
    explicit LeavingWork(Application& application) : m_application(application) {
        m_pool.setMaxThreadCount(1);
    }
    ~LeavingWork() { m_pool.waitForDone(); }
    LeavingWork(const LeavingWork&) = delete;
    LeavingWork& operator=(const LeavingWork&) = delete;

    /// `pending`: untold criticals of the open report, in words; they count when the board does not have them
    /// yet. `begun`: alerts that are neither raised nor discarded.
    QFuture<Result<ui::GoingHome>> find(const QStringList& pending, const QList<ui::BegunAlert>& begun = {});
    QFuture<Result<void>> note(const QStringList& alertIds, const QString& why);

private:
    [[nodiscard]] QList<ui::GoingHome::Line> undelivered() const;

    Application& m_application;
    QThreadPool m_pool;
};

} // namespace vigil::app
