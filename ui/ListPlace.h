// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QStackedWidget;
class QTableView;
class QWidget;

/// What the boards share: a list whose caret only its reader moves, and the words that stand in its place. UI
/// thread.
namespace vigil::ui {

/// Puts rows into the list. The caret goes with its row and never to a neighbour. `stays`: the caret's row is
/// among the new ones. `fill` puts them in and answers the row that is chosen from then on; -1: none.
void refill(QTableView& list, bool stays, const std::function<int()>& fill);

/// Shows one page of the stack, which has the focus from then on when the page before had it, and whenever
/// `place` is given it.
void showPage(QStackedWidget& stack, QWidget& page, QWidget& place);

} // namespace vigil::ui
