// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/safetynet/SafetyNetService.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace vigil::ui {

/// How often alerts are raised: per hundred reports by category, and what was judged to need none. Looks each
/// time it is shown. Service and clock must outlive it; UI thread.
class RatesPage : public QWidget {
    Q_OBJECT
public:
    RatesPage(safetynet::SafetyNetService& service, const Clock& clock, QWidget* parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void take(const safetynet::AlertRates& rates);

    safetynet::SafetyNetService& m_service;
    const Clock& m_clock;
    QLabel* m_span = nullptr;
    QTableWidget* m_rates = nullptr;
    QTableWidget* m_notNeeded = nullptr;
    QLabel* m_dismissed = nullptr;
};

} // namespace vigil::ui
