// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/RowsTable.h"

#include "ui/PlainLabel.h"

#include <QHeaderView>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

namespace vigil::ui {

QTableWidget* rowsTable(const char* name, const QString& accessibleName, const QStringList& titles,
                        QWidget* parent) {
    auto* table = new QTableWidget(0, static_cast<int>(titles.size()), parent);
    table->setObjectName(QLatin1String(name));
    table->setAccessibleName(accessibleName);
    table->setHorizontalHeaderLabels(titles);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

RowsPane::RowsPane(QTableWidget* table, const char* emptyName, const QString& whenEmpty, QWidget* parent)
    : QWidget(parent), m_table(table) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_empty = plainLabel(whenEmpty, this, "role", QStringLiteral("muted"));
    m_empty->setObjectName(QLatin1String(emptyName));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(48);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack);
    setFocusProxy(m_table);
}

void RowsPane::setRows(const QList<QStringList>& rows, int chosen) {
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < rows.size(); ++row)
        for (int column = 0; column < rows.at(row).size(); ++column)
            m_table->setItem(row, column, new QTableWidgetItem(rows.at(row).at(column)));
    if (!rows.isEmpty()) m_table->selectRow(chosen);
    m_stack->setCurrentWidget(rows.isEmpty() ? static_cast<QWidget*>(m_empty) : m_table);
}

int RowsPane::currentRow() const {
    return m_table->currentRow();
}

void RowsPane::focusTable() {
    if (m_table->isVisible()) m_table->setFocus(Qt::OtherFocusReason);
}

} // namespace vigil::ui
