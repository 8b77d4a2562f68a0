// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "ui/alerts/AlertActs.h"
#include "ui/alerts/BegunKeeper.h"
#include "ui/alerts/KeptApartBar.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QKeyEvent;
class QLabel;
class QStackedWidget;
class QTableView;

namespace vigil::ui {

class ActsBar;
class AlertDetails;
class AlertViews;
class AlertsModel;

/// The alerts place: every alert by urgency with its countdown, owner and next step; one key an act, with a
/// small form for the facts that the act needs. Acts are about the alert that the details show, and only its
/// reader moves to another one: one that leaves the view stays in the details. A half-filled form of a call
/// outlives Vigil: it is there again when the board is looked at. Follows Events::alertsChanged. Services,
/// clock and events must outlive it; UI thread.
class AlertsBoard : public QWidget {
    Q_OBJECT
public:
    AlertsBoard(alert::AlertService& service, const Clock& clock, Events& events, QWidget* parent = nullptr);

    void refresh();
    /// What changes by time alone: countdowns, what is overdue, the counts. Done by itself every few seconds.
    void refreshTime();
    /// The list has the focus, or the words that stand in its place.
    void focusTable();
    /// Shows one alert, whatever filter is on.
    void showAlert(const QString& alertId);
    /// A line of truth across the place, e.g. "No department is connected"; empty takes it away.
    void setBanner(const QString& text);
    /// How what is kept apart of a restricted alert is asked for.
    void setReveal(KeptApartBar::Ask ask);

Q_SIGNALS:
    void studyRequested(const QString& studyUid);
    /// The list is what the service answered last, also when nothing had changed.
    void refreshed();
    /// What could not be kept or read, in words.
    void failed(const QString& message);

protected:
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QLabel* addLine(const char* name, const char* tone);
    QWidget* buildMiddle();
    void buildTable();
    void fitColumns();
    void choose(alert::BoardView view);
    /// After events, which come in bursts: one question at a time.
    void refreshSoon();
    void take(const alert::BoardRows& rows);
    [[nodiscard]] alert::BoardRows inView() const;
    void settle(const alert::BoardRows& shown);
    [[nodiscard]] int rowToChoose() const; ///< -1: none
    void follow(int row);
    /// The alert that an open form speaks of; empty when none is open. Its row stays, whatever others do.
    [[nodiscard]] QString held() const;
    void sayWhatHappenedMeanwhile();
    [[nodiscard]] alert::BoardReader reader() const;
    void chosenByReader();
    void showShown();
    void loadHistory(const QString& alertId);
    void learnRights(const alert::Alert& alert);
    void start(AlertAct act);
    void startTakingBack(const alert::BoardRow& row);
    void begin(AlertAct act, const alert::BoardRow& row, const QString& toTakeBack = {});
    void record(const QString& actId, QHash<QString, QString> facts);
    void recorded(const Result<void>& done, AlertAct act, const QString& alertId);
    void addKeeper();
    [[nodiscard]] BegunKeeper::Now whatIsBegun() const;
    void goToKept();
    void openKept();
    void enterKept(AlertAct act);
    void say(const QString& text, const QString& tone = {});
    void showProblems();
    void showKeptApart();
    bool takeKey(const QKeyEvent& key);

    alert::AlertService& m_service;
    const Clock& m_clock;
    AlertsModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_banner = nullptr;
    QLabel* m_problems = nullptr;
    AlertViews* m_views = nullptr;
    ActsBar* m_acts = nullptr;
    AlertDetails* m_details = nullptr;
    alert::BoardRows m_rows;     ///< all that the board knows
    alert::BoardRow m_shown;     ///< what the details show and the acts are about; null = nothing
    alert::BoardRow m_detailed;  ///< as the details have it
    alert::AlertRights m_rights; ///< of this reader about it; all until its events are here
    QString m_wanted;            ///< to be chosen once its row is here
    QString m_actingOn;
    QString m_takingBack; ///< the event that the form names
    QString m_unread;     ///< why the board could not be read; empty: it was
    QString m_said;
    bool m_viewIsNew = false;          ///< its reader went to another view, whose rows are not here yet
    bool m_ended = false;              ///< what is shown is not among the open ones any more
    bool m_settling = false;           ///< the caret moves with its row, and not by its reader
    std::optional<AlertAct> m_waiting; ///< begun while the rows were old: they may say something else by now
    bool m_asking = false;
    bool m_askAgain = false;
    quint64 m_asked = 0; ///< answers to older questions are not shown
    int m_ticks = 0;
    QTimer m_tick;
    BegunKeeper* m_keeper = nullptr;
    QHash<QString, QString> m_preset;   ///< what stood in the form before anybody typed
    QList<alert::KeptAct> m_keptBefore; ///< calls typed into, open when Vigil ended or before another act
    bool m_isToGoToKept = false;        ///< nobody has looked at the board since
};

} // namespace vigil::ui
