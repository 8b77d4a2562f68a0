// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/safetynet/SafetyNetService.h"

#include <QWidget>

class QKeyEvent;
class QLabel;
class QPushButton;
class QTableWidget;

namespace vigil::ui {

class FactsForm;
class RowsPane;

/// The reverse safety net: final reports that assert a must-alert finding without an alert, studies that have
/// two final reports, and studies past their limit without a report. R resolves a row with a reason, Enter
/// opens its study. Follows the events that may change it. Service and events must outlive it; UI thread.
class SafetyNetPage : public QWidget {
    Q_OBJECT
public:
    SafetyNetPage(safetynet::SafetyNetService& service, Events& events, QWidget* parent = nullptr);

    void refresh();
    /// Brings a row under the caret as soon as it is listed; somebody came for it from elsewhere.
    void showRow(const QString& rowId);

Q_SIGNALS:
    void studyRequested(const QString& studyUid);
    void countChanged(int count);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QTableWidget* makeTable();
    QWidget* buildFoot();
    void take(const safetynet::NetRows& found);
    /// The rows, and the one that an open form is about although it has gone.
    [[nodiscard]] QList<safetynet::NetRow> withHeld(QList<safetynet::NetRow> rows) const;
    [[nodiscard]] QString held() const;
    [[nodiscard]] int rowToChoose() const; ///< -1: none
    void moved();
    void startResolving();
    void record(const QString& reason);
    [[nodiscard]] const safetynet::NetRow* currentRow() const;
    bool takeKey(const QKeyEvent& key);

    safetynet::SafetyNetService& m_service;
    QList<safetynet::NetRow> m_rows;
    RowsPane* m_pane = nullptr;
    QLabel* m_more = nullptr;
    QPushButton* m_resolve = nullptr;
    FactsForm* m_form = nullptr;
    QString m_resolving;
    QString m_chosen;    ///< the row that its reader is at, also when it has gone
    QString m_wanted;    ///< a row that is to be shown
    quint64 m_asked = 0; ///< answers to older questions are not shown
    bool m_wholeTime = false;
};

} // namespace vigil::ui
