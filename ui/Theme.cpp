// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/Theme.h"

#include "ui/ThemeColours.h"

#include <QApplication>
#include <QFile>
#include <QHash>
#include <QRegularExpression>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

namespace vigil::ui {

namespace {

constexpr int smallestPointSize = 11;
constexpr int lightTextAbove = 128;

QPalette paletteOf(const ThemeColours& c) {
    QPalette palette(c.text, c.raised, c.strongBorder, c.border, c.border, c.text, c.text, c.surface,
                     c.window);
    palette.setColor(QPalette::AlternateBase, c.stripe);
    palette.setColor(QPalette::Highlight, c.selection);
    palette.setColor(QPalette::HighlightedText, c.text);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::ToolTipBase, c.raised);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::PlaceholderText, c.muted);
    palette.setColor(QPalette::BrightText, c.critical);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, c.strongBorder);
    return palette;
}

QColor mixed(const QColor& over, const QColor& under, double share) {
    const auto part = [share](int a, int b) { return static_cast<int>(a * share + b * (1 - share)); };
    return {part(over.red(), under.red()), part(over.green(), under.green()),
            part(over.blue(), under.blue())};
}

/// The style sheet is a resource whose @words stand for colours.
QString styleSheetOf(const ThemeColours& c) {
    QFile file(QStringLiteral(":/vigil/themes/vigil.qss"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QHash<QString, QColor> words{{QStringLiteral("window"), c.window},
                                       {QStringLiteral("surface"), c.surface},
                                       {QStringLiteral("stripe"), c.stripe},
                                       {QStringLiteral("raised"), c.raised},
                                       {QStringLiteral("hover"), c.hover},
                                       {QStringLiteral("border"), c.border},
                                       {QStringLiteral("strong"), c.strongBorder},
                                       {QStringLiteral("text"), c.text},
                                       {QStringLiteral("muted"), c.muted},
                                       {QStringLiteral("accent"), c.accent},
                                       {QStringLiteral("onaccent"), c.onAccent},
                                       {QStringLiteral("selection"), c.selection},
                                       {QStringLiteral("focus"), c.focus},
                                       {QStringLiteral("info"), c.info},
                                       {QStringLiteral("good"), c.good},
                                       {QStringLiteral("warning"), c.warning},
                                       {QStringLiteral("critical"), c.critical},
                                       {QStringLiteral("infosurface"), mixed(c.info, c.window, 0.16)},
                                       {QStringLiteral("goodsurface"), mixed(c.good, c.window, 0.16)},
                                       {QStringLiteral("warningsurface"), mixed(c.warning, c.window, 0.16)},
                                       {QStringLiteral("criticalsurface"), mixed(c.critical, c.window, 0.2)}};
    QString sheet = QString::fromUtf8(file.readAll());
    // Pictures cannot take a colour from here: there is one a scheme.
    sheet.replace(QLatin1String("@scheme"),
                  c.window.lightness() < 128 ? QLatin1String("dark") : QLatin1String("light"));
    static const QRegularExpression word(QStringLiteral("@([a-z]+)"));
    QString result;
    qsizetype from = 0;
    for (auto matches = word.globalMatch(sheet); matches.hasNext();) {
        const auto match = matches.next();
        result += sheet.mid(from, match.capturedStart() - from);
        result += words.value(match.captured(1), QColor(Qt::magenta)).name();
        from = match.capturedEnd();
    }
    return result + sheet.mid(from);
}

ThemeColours coloursFor(const QPalette& palette) {
    return isDark(palette) ? darkColours() : lightColours();
}

} // namespace

void applyTheme(QApplication& application, Scheme scheme) {
    const auto colours = scheme == Scheme::Dark ? darkColours() : lightColours();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(paletteOf(colours));
    QFont font = QApplication::font();
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("Segoe UI"),
                      QStringLiteral("DejaVu Sans")});
    if (font.pointSizeF() < smallestPointSize) font.setPointSizeF(smallestPointSize);
    QApplication::setFont(font);
    application.setStyleSheet(styleSheetOf(colours));
}

// By the text: a widget whose style sheet sets a background changes the window colour of its palette.
bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Text).lightness() > lightTextAbove;
}

QColor toneColour(const QPalette& palette, Tone tone) {
    const auto colours = coloursFor(palette);
    switch (tone) {
    case Tone::Plain:
        return colours.text;
    case Tone::Muted:
        return colours.muted;
    case Tone::Info:
        return colours.info;
    case Tone::Good:
        return colours.good;
    case Tone::Warning:
        return colours.warning;
    case Tone::Critical:
        return colours.critical;
    }
    return colours.text;
}

QColor toneSurface(const QPalette& palette, Tone tone) {
    const auto colours = coloursFor(palette);
    constexpr double quiet = 0.18;
    return tone == Tone::Plain ? colours.raised : mixed(toneColour(palette, tone), colours.window, quiet);
}

QFont scaledFont(const QFont& font, int steps) {
    QFont scaled = font;
    const double size = font.pointSizeF() > 0 ? font.pointSizeF() : smallestPointSize;
    scaled.setPointSizeF(std::max<double>(smallestPointSize, size + steps));
    return scaled;
}

void setLook(QWidget& widget, const char* property, const QString& value) {
    if (widget.property(property).toString() == value) return;
    widget.setProperty(property, value);
    widget.style()->unpolish(&widget);
    widget.style()->polish(&widget);
    widget.update();
}

} // namespace vigil::ui
