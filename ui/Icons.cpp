// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/Icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace vigil::ui {

namespace {

/// Renders the SVG at paint time, so that a change of scheme or of screen needs no new icon.
class SvgIconEngine final : public QIconEngine {
public:
    SvgIconEngine(QString name, QByteArray svg, Tone tone)
        : m_name(std::move(name)), m_svg(std::move(svg)), m_tone(tone) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        auto image = rendered((QSizeF(rect.size()) * painter->device()->devicePixelRatioF()).toSize(), mode);
        image.setDevicePixelRatio(painter->device()->devicePixelRatioF());
        painter->drawPixmap(rect.topLeft(), image);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
        return rendered(size, mode);
    }

    [[nodiscard]] QIconEngine* clone() const override { return new SvgIconEngine(m_name, m_svg, m_tone); }

private:
    /// Tables paint hundreds of icons at once: each is rendered once a size and colour.
    QPixmap rendered(const QSize& pixels, QIcon::Mode mode) {
        const auto palette = QGuiApplication::palette();
        const QColor colour = mode == QIcon::Disabled ? palette.color(QPalette::Disabled, QPalette::Text)
                                                      : toneColour(palette, m_tone);
        const auto key = QStringLiteral("icon %1 %2 %3x%4")
                             .arg(m_name, colour.name())
                             .arg(pixels.width())
                             .arg(pixels.height());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap)) return pixmap;
        pixmap = QPixmap(pixels);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        QByteArray svg = m_svg;
        QSvgRenderer(svg.replace("currentColor", colour.name().toLatin1())).render(&painter);
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QString m_name;
    QByteArray m_svg;
    Tone m_tone;
};

} // namespace

QIcon themedIcon(const QString& name, Tone tone) {
    QFile file(QStringLiteral(":/vigil/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QIcon(new SvgIconEngine(name, file.readAll(), tone));
}

} // namespace vigil::ui
