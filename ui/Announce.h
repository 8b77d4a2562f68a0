// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QWidget>

namespace vigil::ui {

/// Has screen readers read what a label says now, wherever the focus is: for problems and warnings, never for
/// what changes by itself all the time. The label keeps no accessible name of its own, which would be read
/// instead of its words. What was announced last is the label's property "announced".
inline void announce(QWidget& label) {
    label.setProperty("announced", label.property("text"));
    QAccessibleEvent event(&label, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

} // namespace vigil::ui
