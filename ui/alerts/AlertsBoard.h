// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "ui/alerts/AlertActs.h"

#include <QTimer>
#include <QWidget>

class QButtonGroup;
class QLabel;
class QStackedWidget;
class QTableView;

namespace vigil::ui {

class AlertDetails;
class AlertsModel;

/// The alerts place: every alert by urgency with its countdown, owner and next step; one key an act, with a
/// small form for the facts that the act needs. Follows Events::alertsChanged. Services, clock and events
/// must outlive it; UI thread.
class AlertsBoard : public QWidget {
    Q_OBJECT
public:
    AlertsBoard(alert::AlertService& service, const Clock& clock, Events& events, QWidget* parent = nullptr);

    void refresh();
    void focusTable();
    /// Shows one alert, whatever filter is on.
    void showAlert(const QString& alertId);
    /// A line of truth across the place, e.g. "No department is connected"; empty takes it away.
    void setBanner(const QString& text);

Q_SIGNALS:
    void studyRequested(const QString& studyUid);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildTop();
    QWidget* buildMiddle();
    QWidget* buildActs();
    void buildTable();
    void fitColumns();
    void choose(alert::BoardView view);
    void countViews();
    void take(const alert::BoardRows& rows);
    /// The alert that an open form speaks of; empty when none is open. Its row stays, whatever others do.
    [[nodiscard]] QString held() const;
    void sayWhatHappenedMeanwhile(const alert::AlertRow& row);
    [[nodiscard]] const alert::AlertRow* currentRow() const;
    void showCurrent();
    void loadHistory(const QString& alertId);
    void start(AlertAct act);
    void record(const QString& actId, const QHash<QString, QString>& facts);

    alert::AlertService& m_service;
    const Clock& m_clock;
    AlertsModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_banner = nullptr;
    QLabel* m_count = nullptr;
    QButtonGroup* m_filters = nullptr;
    QWidget* m_acts = nullptr;
    AlertDetails* m_details = nullptr;
    alert::BoardView m_view = alert::BoardView::Open;
    alert::BoardRows m_rows; ///< all that the board knows
    QString m_wanted;        ///< to be chosen once its row is here
    QString m_actingOn;
    quint64 m_asked = 0; ///< answers to older questions are not shown
    QTimer m_tick;
};

} // namespace vigil::ui
