// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>

namespace vigil::ui {

/// A QTableView or QTableWidget whose caret only its reader moves. Qt puts it onto the first row when the
/// focus comes and there is none; here that would be another patient's row.
template <class Table>
class StillTable : public Table {
public:
    using Table::Table;

protected:
    void focusInEvent(QFocusEvent* event) override {
        if (this->currentIndex().isValid()) return Table::focusInEvent(event);
        QAbstractScrollArea::focusInEvent(event);
        this->viewport()->update();
    }
};

} // namespace vigil::ui
