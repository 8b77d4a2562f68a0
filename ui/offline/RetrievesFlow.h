// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Events.h"
#include "core/study/StudyService.h"
#include "ui/StatusStrip.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace vigil::ui {

class RetrievesPanel;

/// Follows the retrieve queue for the window: the list behind the status bar, and whoever else wants to show
/// what is on its way. Looks a few times a second while something runs, and rests otherwise. UI thread; owned
/// by MainWindow.
class RetrievesFlow : public QObject {
    Q_OBJECT
public:
    RetrievesFlow(RetrievesPanel& panel, study::StudyService& studies, Events& events,
                  QObject* parent = nullptr);

    /// Looks now, also at what is hidden.
    void look();

Q_SIGNALS:
    void changed(const vigil::study::RetrieveQueue::Snapshot& queue);

private:
    void learnName(const QString& studyUid);

    RetrievesPanel& m_panel;
    study::StudyService& m_studies;
    QTimer m_ticker;
    QHash<QString, QString> m_names; ///< of what is queued; an empty one is being looked up
};

/// "arriving", "queued", "did not come": what the worklist says of each study that is queued. Pure.
[[nodiscard]] QHash<QString, QString> wordsOf(const study::RetrieveQueue::Snapshot& queue);
/// How many of each the status bar counts. Pure.
void enter(SystemStatus& status, const study::RetrieveQueue::Snapshot& queue);

} // namespace vigil::ui
