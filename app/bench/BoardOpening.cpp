// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/BoardOpening.h"

#include "app/Application.h"
#include "app/Window.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QEvent>
#include <QTableView>

#include <functional>

namespace vigil::app {

namespace {

/// Sees when the board has its rows of now, and when its table has painted since.
class PaintWatch : public QObject {
public:
    PaintWatch(const ui::AlertsBoard& board, QTableView& table) : m_table(table) {
        table.viewport()->installEventFilter(this);
        connect(&board, &ui::AlertsBoard::refreshed, this, [this] {
            m_isNew = true;
            m_table.viewport()->update(); // where nothing changed it would paint nothing
        });
    }
    void begin() { m_isNew = m_isPainted = false; }
    [[nodiscard]] bool hasNewRows() const { return m_isNew; }
    [[nodiscard]] bool isPainted() const { return m_isPainted; }

    /// Paints on its way from here are done when this returns: the filter sees the event before the table
    /// does.
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == m_table.viewport() && event->type() == QEvent::Paint && m_isNew) m_isPainted = true;
        return false;
    }

private:
    QTableView& m_table;
    bool m_isNew = false;
    bool m_isPainted = false;
};

bool processUntil(const std::function<bool()>& done) {
    constexpr int atMost = 60000;
    const QDeadlineTimer deadline(atMost);
    while (!done() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
    return done();
}

/// Until nothing has happened for a while: what one opening leaves behind is no part of the next.
void settle() {
    constexpr int quiet = 300;
    const QDeadlineTimer until(quiet);
    while (!until.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, quiet);
}

} // namespace

Result<BoardOpening> openBoard(const Settings& settings, const QString& dataFolder, int times) {
    VIGIL_TRY(const auto application, Application::open(settings, dataFolder, Application::Running::Command));
    Window window(*application);
    auto* table = window.alertsBoard().findChild<QTableView*>(QStringLiteral("alertsBoard"));
    if (!table) return Error{Error::Code::Internal, QStringLiteral("The alerts place has no table."), {}};
    PaintWatch watch(window.alertsBoard(), *table);
    window.show();
    // The window counts its alerts when it starts; by the time that somebody goes there it has.
    processUntil([&] { return watch.hasNewRows(); });
    BoardOpening opening;
    for (int run = 0; run < times; ++run) {
        window.mainWindow().goTo(ui::Place::Worklist);
        settle();
        watch.begin();
        QElapsedTimer timer;
        timer.start();
        window.mainWindow().goTo(ui::Place::Alerts);
        if (!processUntil([&] { return watch.isPainted(); }))
            return Error{Error::Code::Timeout, QStringLiteral("The alerts were not shown."), {}};
        opening.seconds << static_cast<double>(timer.nsecsElapsed()) / 1e9;
        opening.rows = table->model()->rowCount();
    }
    return opening;
}

} // namespace vigil::app
