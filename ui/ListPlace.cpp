// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/ListPlace.h"

#include <QItemSelectionModel>
#include <QStackedWidget>
#include <QTableView>

namespace vigil::ui {

void refill(QTableView& list, bool stays, const std::function<int()>& fill) {
    auto* caret = list.selectionModel();
    if (!stays) caret->clear(); // or the list itself would go to the next row
    const int row = fill();
    if (row < 0)
        caret->clear();
    else if (row != list.currentIndex().row() || !caret->isRowSelected(row, {}))
        list.selectRow(row);
}

void showPage(QStackedWidget& stack, QWidget& page, QWidget& place) {
    auto* before = stack.currentWidget();
    if (before == &page) return;
    const bool hadFocus = before->hasFocus();
    stack.setCurrentWidget(&page);
    place.setFocusProxy(&page);
    if (hadFocus) page.setFocus(Qt::OtherFocusReason);
}

} // namespace vigil::ui
