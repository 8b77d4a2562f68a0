// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/RowsTable.h"

#include "ui/PlainLabel.h"
#include "ui/StillTable.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

namespace vigil::ui {

QTableWidget* rowsTable(const char* name, const QString& accessibleName, const QStringList& titles,
                        QWidget* parent) {
    auto* table = new StillTable<QTableWidget>(0, static_cast<int>(titles.size()), parent);
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
    m_empty->setFocusPolicy(Qt::TabFocus); // the keys of the page go on where the table was
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    layout->addWidget(m_stack);
    setFocusProxy(m_table);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_settling) Q_EMIT moved();
    });
}

void RowsPane::setRows(const QList<QStringList>& rows, int chosen) {
    const QScopedValueRollback settling(m_settling, true);
    fill(rows);
    choose(rows.isEmpty() ? -1 : chosen);
    showTableOrWords(!rows.isEmpty());
}

/// Only what differs is touched: a cell that is new is read out as new.
void RowsPane::fill(const QList<QStringList>& rows) {
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < rows.size(); ++row) {
        for (int column = 0; column < rows.at(row).size(); ++column) {
            const auto& words = rows.at(row).at(column);
            auto* item = m_table->item(row, column);
            if (!item)
                m_table->setItem(row, column, new QTableWidgetItem(words));
            else if (item->text() != words)
                item->setText(words);
        }
    }
}

void RowsPane::choose(int row) {
    auto* caret = m_table->selectionModel();
    if (row < 0)
        caret->clear();
    else if (row != m_table->currentRow() || !caret->isRowSelected(row, {}))
        m_table->selectRow(row);
}

void RowsPane::showTableOrWords(bool table) {
    QWidget* page = table ? static_cast<QWidget*>(m_table) : m_empty;
    auto* before = m_stack->currentWidget();
    if (before == page) return;
    const bool hadFocus = before->hasFocus();
    m_stack->setCurrentWidget(page);
    setFocusProxy(page);
    if (hadFocus) page->setFocus(Qt::OtherFocusReason);
}

int RowsPane::currentRow() const {
    return m_table->currentRow();
}

void RowsPane::focusTable() {
    if (isVisible()) m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

} // namespace vigil::ui
