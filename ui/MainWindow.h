// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>

namespace vigil::ui {

/// The one window: a rail with five places, the patient banner, the status bar. Lives on the UI thread, owned
/// by Application.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    using QMainWindow::QMainWindow;
};

} // namespace vigil::ui
