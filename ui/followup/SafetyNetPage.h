// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/safetynet/SafetyNetService.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableWidget;

namespace vigil::ui {

class FactsForm;

/// The reverse safety net: final reports that assert a must-alert finding without an alert, and studies past
/// their limit without a report. R resolves a row with a reason, Enter opens its study. Follows the events
/// that may change it. Service and events must outlive it; UI thread.
class SafetyNetPage : public QWidget {
    Q_OBJECT
public:
    SafetyNetPage(safetynet::SafetyNetService& service, Events& events, QWidget* parent = nullptr);

    void refresh();

Q_SIGNALS:
    void studyRequested(const QString& studyUid);
    void countChanged(int count);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildTable();
    QWidget* buildFoot();
    void take(const safetynet::NetRows& found);
    void startResolving();
    void record(const QString& reason);
    [[nodiscard]] const safetynet::NetRow* currentRow() const;

    safetynet::SafetyNetService& m_service;
    QList<safetynet::NetRow> m_rows;
    QTableWidget* m_table = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_more = nullptr;
    QPushButton* m_resolve = nullptr;
    FactsForm* m_form = nullptr;
    QString m_resolving;
    quint64 m_asked = 0; ///< answers to older questions are not shown
    bool m_wholeTime = false;
};

} // namespace vigil::ui
