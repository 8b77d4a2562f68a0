// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace vigil::ui {

/// The colours of one scheme. Only Theme.cpp reads them.
struct ThemeColours {
    QColor window;  ///< behind everything
    QColor surface; ///< lists, fields
    QColor stripe;  ///< every other row
    QColor raised;  ///< panels, buttons
    QColor hover;
    QColor border;
    QColor strongBorder;
    QColor text;
    QColor muted;
    QColor accent;
    QColor onAccent;
    QColor selection;
    QColor focus;
    QColor info;
    QColor good;
    QColor warning;
    QColor critical;
};

/// For a dark room: neutral and dim, so that the images are the brightest thing.
[[nodiscard]] inline ThemeColours darkColours() {
    return {"#121518", "#171b1f", "#1a1f23", "#20262b", "#2a3138", "#2c343b", "#465059", "#d8dee4", "#9aa5b0",
            "#5fa8dc", "#08131c", "#20425c", "#86c5f4", "#79b8ea", "#6cc492", "#ecb556", "#ff7f76"};
}

[[nodiscard]] inline ThemeColours lightColours() {
    return {"#eef0f2", "#ffffff", "#f6f8f9", "#ffffff", "#e4e9ee", "#cfd6dc", "#9aa5b0", "#1b2127", "#525d68",
            "#0d5f9e", "#ffffff", "#cfe4f5", "#0d5f9e", "#0d5f9e", "#1d6f40", "#815300", "#b0231b"};
}

} // namespace vigil::ui
