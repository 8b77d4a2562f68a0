// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableWidget;

namespace vigil::ui {

/// A table of words that one walks by row and nobody types into: named for automation and screen readers.
[[nodiscard]] QTableWidget* rowsTable(const char* name, const QString& accessibleName,
                                      const QStringList& titles, QWidget* parent);

/// A list that somebody works off: such a table, or the words that say what would stand there. Owned by its
/// page; UI thread.
class RowsPane : public QWidget {
    Q_OBJECT
public:
    /// Takes the table over.
    RowsPane(QTableWidget* table, const char* emptyName, const QString& whenEmpty, QWidget* parent);

    [[nodiscard]] QTableWidget& table() { return *m_table; }
    /// One list of cells a row, of which `chosen` is under the caret; -1: none is, until somebody chooses
    /// one.
    void setRows(const QList<QStringList>& rows, int chosen);
    /// The element of `items`, in the order of the rows, that is under the caret; nothing without one.
    template <class Item>
    [[nodiscard]] const Item* current(const QList<Item>& items) const {
        const int row = currentRow();
        return row >= 0 && row < items.size() ? &items.at(row) : nullptr;
    }
    /// The table has the focus, or the words that stand in its place.
    void focusTable();

Q_SIGNALS:
    /// Its reader went to another row; setRows() is not told of.
    void moved();

private:
    [[nodiscard]] int currentRow() const;
    void fill(const QList<QStringList>& rows);
    void choose(int row);
    void showTableOrWords(bool table);

    QTableWidget* m_table;
    QLabel* m_empty;
    QStackedWidget* m_stack;
    bool m_settling = false; ///< the rows change, not the reader's mind
};

} // namespace vigil::ui
