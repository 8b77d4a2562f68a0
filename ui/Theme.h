// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QApplication;
class QWidget;

/// How Vigil looks, in one place: Fusion with a palette and one style sheet of ours. Text is 11 pt or larger;
/// sizes follow the font and the device pixel ratio. Widgets ask for meaning (Tone), never for a colour
/// value; a tone always comes with a word or an icon as well, because nothing is told by colour alone.
///
/// The style sheet knows these dynamic properties (set with setProperty before showing the widget):
/// - `role` of a QLabel: "title" (heading of a place), "heading" (of a panel), "muted" (secondary text),
/// "key" (a key cap);
/// - `role` of a QPushButton/QToolButton: "primary" (the one act of a panel), "flat" (in a tool row),
/// "danger";
/// - `role` of a QFrame: "panel" (raised surface with a border), "bar" (a tool row), "banner" (a message
/// across a place);
/// - `tone` of a QLabel or of a QFrame banner: "critical", "warning", "good", "info".
namespace vigil::ui {

enum class Scheme { Dark, Light };
enum class Tone { Plain, Muted, Info, Good, Warning, Critical };

/// Sets style, palette, font and style sheet of the whole program. May be called again to change the scheme.
void applyTheme(QApplication& application, Scheme scheme);

/// The text colour of a tone on the palette's surfaces, at least 4.5 : 1 against them.
[[nodiscard]] QColor toneColour(const QPalette& palette, Tone tone);
/// The same tone as a quiet background.
[[nodiscard]] QColor toneSurface(const QPalette& palette, Tone tone);
[[nodiscard]] bool isDark(const QPalette& palette);

/// The program's font, larger or smaller by `steps` points, never below 11 pt.
[[nodiscard]] QFont scaledFont(const QFont& font, int steps);

/// Sets a dynamic property that the style sheet looks at and repolishes the widget.
void setLook(QWidget& widget, const char* property, const QString& value);

} // namespace vigil::ui
