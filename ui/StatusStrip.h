// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/dispatch/Heartbeat.h"
#include "core/sync/SyncWorker.h"
#include "ui/Theme.h"

#include <QFrame>
#include <QTimer>

class QToolButton;

namespace vigil::ui {

/// Everything the status bar knows.
struct SystemStatus {
    /// What the last question to the PACS came to; `reached` invalid when none was asked yet.
    QDateTime pacsAsked;
    bool pacsConfigured = true;
    bool pacsReached = false;
    QString pacsMessage;
    int arriving = 0;      ///< studies that are being fetched
    int queued = 0;        ///< studies that wait for it
    int stopped = 0;       ///< studies that did not come and are not tried again by themselves
    QString retrievePause; ///< why nothing is fetched at all
    QString roomTrouble;   ///< why images take more room than they may
    /// False: the department is a file on this computer, nothing gets further.
    bool departmentIsServer = true;
    dispatch::EscalationStatus escalation;
    int reportedTwice = 0; ///< studies of which this reader and another signed a final report
    QList<sync::DestinationStatus> destinations;
};

/// One segment of the bar.
struct StatusLine {
    QString id; ///< "pacs", "department", "escalation", "outbox", "critical", "twice"
    QString icon;
    QString text;
    Tone tone = Tone::Plain;

    bool operator==(const StatusLine&) const = default;
};

/// The truth in five segments: PACS, department, whether alerts escalate by themselves, messages waiting,
/// oldest undelivered critical. A sixth only as long as two final reports wait to be settled. Pure.
[[nodiscard]] QList<StatusLine> statusLines(const SystemStatus& status, const QDateTime& now);

/// The bar at the bottom of the window. A click on any segment asks for its detail. Where there is too little
/// room, segments with nothing to report keep their icon and lose their words on the screen; what is wrong
/// never does. Owned by MainWindow.
class StatusStrip : public QFrame {
    Q_OBJECT
public:
    explicit StatusStrip(const Clock& clock, QWidget* parent = nullptr);

    void setStatus(const SystemStatus& status);
    [[nodiscard]] const SystemStatus& status() const { return m_status; }
    /// "Signed. 2 messages waiting to be delivered": what has just happened, for half a minute.
    void say(const QString& text);

Q_SIGNALS:
    void detailRequested();
    /// What is on its way: a click on the PACS.
    void retrievesRequested();
    /// Studies with a final report of one's own and another: a click on that segment.
    void reportedTwiceRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void fit();

    const Clock& m_clock;
    SystemStatus m_status;
    QList<StatusLine> m_lines; ///< as they are shown
    QList<QToolButton*> m_segments;
    QToolButton* m_said;
    QTimer m_tick;
    QTimer m_forget;
};

} // namespace vigil::ui
