// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace vigil::ui {

/// A label of words that wrap and are never read as rich text. `property` ("role" or "tone") gives it its
/// look in the style sheet; the parent owns it.
[[nodiscard]] inline QLabel* plainLabel(const QString& text, QWidget* parent, const char* property = nullptr,
                                        const QString& value = {}) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (property) label->setProperty(property, value);
    return label;
}

} // namespace vigil::ui
