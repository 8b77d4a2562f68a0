// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/RatesPage.h"

#include "core/base/Async.h"
#include "ui/PlainLabel.h"
#include "ui/RowsTable.h"

#include <QHeaderView>
#include <QLocale>
#include <QTableWidget>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

constexpr std::chrono::days span{30}; // as long as the mirror keeps what is closed

QTableWidgetItem* number(const QString& text) {
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

QTableWidget* figures(const char* name, const QString& accessibleName, const QStringList& titles,
                      QWidget* parent) {
    auto* table = rowsTable(name, accessibleName, titles, parent);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    return table;
}

QString rateText(int alerts, int reports) {
    const auto rate = safetynet::perHundred(alerts, reports);
    return rate ? QLocale(QLocale::English, QLocale::UnitedKingdom).toString(*rate, 'f', 1)
                : QStringLiteral("–");
}

} // namespace

RatesPage::RatesPage(safetynet::SafetyNetService& service, const Clock& clock, QWidget* parent)
    : QWidget(parent), m_service(service), m_clock(clock) {
    setObjectName(QStringLiteral("ratesPlace"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(8);
    m_span = plainLabel({}, this, "role", QStringLiteral("muted"));
    m_span->setObjectName(QStringLiteral("ratesSpan"));
    layout->addWidget(
        plainLabel(QStringLiteral("Alerts per 100 reports"), this, "role", QStringLiteral("title")));
    layout->addWidget(m_span);
    m_rates = figures(
        "alertRates", QStringLiteral("Alerts per 100 reports"),
        {QStringLiteral("Category"), QStringLiteral("Alerts"), QStringLiteral("Per 100 reports")}, this);
    layout->addWidget(m_rates, 1);
    layout->addWidget(
        plainLabel(QStringLiteral("Judged not to need an alert"), this, "role", QStringLiteral("heading")));
    m_notNeeded = figures("alertsNotNeeded", QStringLiteral("Judged not to need an alert"),
                          {QStringLiteral("Reason"), QStringLiteral("Reports")}, this);
    layout->addWidget(m_notNeeded, 1);
    m_dismissed = plainLabel({}, this, "role", QStringLiteral("muted"));
    m_dismissed->setObjectName(QStringLiteral("dismissedRemarks"));
    layout->addWidget(m_dismissed);
    setFocusProxy(m_rates);
}

void RatesPage::refresh() {
    whenFinished(m_service.rates(m_clock.now() - span), this,
                 [this](const Result<safetynet::AlertRates>& rates) {
                     if (rates) return take(*rates);
                     m_span->setText(rates.error().message);
                 });
}

void RatesPage::take(const safetynet::AlertRates& rates) {
    m_span->setText(QStringLiteral("The last 30 days, as far as this computer knows: %L1 final reports.")
                        .arg(rates.reports));
    m_rates->setRowCount(static_cast<int>(rates.categories.size()));
    for (int row = 0; row < rates.categories.size(); ++row) {
        const auto& each = rates.categories.at(row);
        m_rates->setItem(row, 0, new QTableWidgetItem(each.label));
        m_rates->setItem(row, 1, number(QString::number(each.alerts)));
        m_rates->setItem(row, 2, number(rateText(each.alerts, rates.reports)));
    }
    m_notNeeded->setRowCount(static_cast<int>(rates.notNeeded.size()));
    for (int row = 0; row < rates.notNeeded.size(); ++row) {
        m_notNeeded->setItem(row, 0, new QTableWidgetItem(rates.notNeeded.at(row).reason));
        m_notNeeded->setItem(row, 1, number(QString::number(rates.notNeeded.at(row).count)));
    }
    m_dismissed->setText(
        QStringLiteral("Remarks \"must-alert finding without an alert\" that were dismissed when "
                       "signing on this computer: %1.")
            .arg(rates.dismissedWhenSigning));
}

void RatesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

} // namespace vigil::ui
