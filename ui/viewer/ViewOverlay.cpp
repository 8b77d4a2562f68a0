// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ViewOverlay.h"

#include "ui/Theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace vigil::ui {

namespace {

constexpr int margin = 12;

QString windowText(const OverlaySource& source) {
    if (source.frame->isColour()) return QStringLiteral("Colour");
    const auto unit = source.frame->unit.isEmpty() ? QString() : QLatin1Char(' ') + source.frame->unit;
    auto text = QStringLiteral("C %1  W %2%3")
                    .arg(std::lround(source.window.center))
                    .arg(std::lround(source.window.width))
                    .arg(unit);
    if (!source.window.name.isEmpty()) text += QStringLiteral("  %1").arg(source.window.name);
    return text;
}

/// Black under the letters keeps them readable on white lung and black air alike.
void drawText(QPainter& painter, const QRect& area, Qt::Alignment alignment, const QString& text,
              const QColor& colour) {
    painter.setPen(QColor(0, 0, 0, 210));
    for (const auto& offset : {QPoint(1, 1), QPoint(-1, 1), QPoint(1, -1), QPoint(-1, -1)})
        painter.drawText(area.translated(offset), static_cast<int>(alignment), text);
    painter.setPen(colour);
    painter.drawText(area, static_cast<int>(alignment), text);
}

void drawLines(QPainter& painter, const QRect& area, Qt::Alignment alignment, const QStringList& lines,
               const QColor& colour) {
    const auto& metrics = painter.fontMetrics();
    const int height = metrics.height();
    const int total = height * static_cast<int>(lines.size());
    int y = alignment.testFlag(Qt::AlignBottom) ? area.bottom() - total + 1 : area.top();
    for (const auto& line : lines) {
        const QRect row(area.left(), y, area.width(), height);
        drawText(painter, row, (alignment & Qt::AlignHorizontal_Mask) | Qt::AlignTop,
                 metrics.elidedText(line, Qt::ElideRight, row.width()), colour);
        y += height;
    }
}

} // namespace

QStringList ViewOverlay::lines() const {
    auto all = topLeft + topRight + bottomLeft + bottomRight;
    if (!caution.isEmpty()) all << caution;
    return all;
}

ViewOverlay overlayFor(const OverlaySource& source) {
    ViewOverlay overlay;
    overlay.topLeft << source.labels.date << source.stack.title() << source.labels.study;
    overlay.topRight << source.labels.patient;
    if (!source.stack.laterality.isEmpty())
        overlay.topRight << (source.stack.laterality == QLatin1String("L")   ? QStringLiteral("Left")
                             : source.stack.laterality == QLatin1String("R") ? QStringLiteral("Right")
                                                                             : source.stack.laterality);
    const auto total = source.stack.slices.size();
    const auto kind = source.stack.isCine() ? QStringLiteral("Frame") : QStringLiteral("Image");
    if (source.shownIndex >= 0)
        overlay.bottomRight << QStringLiteral("%1 %2/%3").arg(kind).arg(source.shownIndex + 1).arg(total);
    if (source.wantedIndex >= 0 && source.wantedIndex != source.shownIndex)
        overlay.bottomRight << QStringLiteral("loading %1/%2").arg(source.wantedIndex + 1).arg(total);
    if (!source.linkNote.isEmpty()) overlay.bottomRight << source.linkNote;
    QStringList cautions;
    if (source.labels.isPrior) cautions << QStringLiteral("PRIOR");
    if (source.frame) {
        overlay.bottomLeft << windowText(source)
                           << QStringLiteral("Zoom %1 %").arg(std::lround(source.screenScale * 100));
        if (source.inverted) overlay.bottomLeft << QStringLiteral("Inverted");
        const auto& slice = source.stack.slices.at(source.shownIndex);
        if (slice.position) overlay.bottomRight << QStringLiteral("at %1 mm").arg(*slice.position, 0, 'f', 1);
        overlay.bottomRight << calibrationText(source.frame->calibration);
        if (source.frame->geometry) overlay.edges = edgeLetters(*source.frame->geometry);
        if (!source.frame->lossyNote.isEmpty()) cautions << source.frame->lossyNote;
    }
    overlay.caution = cautions.join(QStringLiteral(" · "));
    for (auto* corner : {&overlay.topLeft, &overlay.topRight})
        corner->removeAll(QString());
    return overlay;
}

void paintOverlay(QPainter& painter, const QRect& area, const ViewOverlay& overlay, const QPalette&) {
    const QColor quiet(205, 214, 222);
    const QColor caution(236, 181, 86); // on the black of the image in either scheme
    const auto inner = area.adjusted(margin, margin - 4, -margin, -margin + 4);
    const int half = inner.width() / 2 - margin;
    const QRect left(inner.left(), inner.top(), half, inner.height());
    const QRect right(inner.right() - half + 1, inner.top(), half, inner.height());
    drawLines(painter, left, Qt::AlignLeft | Qt::AlignTop, overlay.topLeft, quiet);
    drawLines(painter, right, Qt::AlignRight | Qt::AlignTop, overlay.topRight, quiet);
    drawLines(painter, left, Qt::AlignLeft | Qt::AlignBottom, overlay.bottomLeft, quiet);
    drawLines(painter, right, Qt::AlignRight | Qt::AlignBottom, overlay.bottomRight, quiet);
    auto bold = painter.font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    drawText(painter, inner, Qt::AlignLeft | Qt::AlignVCenter, overlay.edges.left, quiet);
    drawText(painter, inner, Qt::AlignRight | Qt::AlignVCenter, overlay.edges.right, quiet);
    drawText(painter, inner, Qt::AlignHCenter | Qt::AlignTop, overlay.edges.top, quiet);
    const int line = painter.fontMetrics().height();
    drawText(painter, inner, Qt::AlignHCenter | Qt::AlignBottom, overlay.edges.bottom, quiet);
    const auto below = std::max(overlay.bottomLeft.size(), overlay.bottomRight.size()) + 1;
    drawText(painter, inner.adjusted(0, 0, 0, -line * static_cast<int>(below)),
             Qt::AlignHCenter | Qt::AlignBottom, overlay.caution, caution);
}

void paintScaleBar(QPainter& painter, const QRect& area, const study::PixelFrame& frame, double columnScale,
                   const QPalette&) {
    if (frame.columnSpacing <= 0 || frame.calibration == study::Calibration::None) return;
    const double unitsPerMm = columnScale / frame.columnSpacing;
    static constexpr std::array lengths{200, 100, 50, 20, 10, 5, 2, 1};
    const double most = area.height() / 3.0;
    for (const int length : lengths) {
        if (length * unitsPerMm > most) continue;
        const double bar = length * unitsPerMm;
        const double x = area.right() - margin - 2;
        const double top = area.center().y() + 1.6 * painter.fontMetrics().height();
        painter.setPen(QPen(QColor(0, 0, 0, 200), 4));
        painter.drawLine(QPointF(x, top), QPointF(x, top + bar));
        painter.setPen(QPen(QColor(205, 214, 222), 2));
        painter.drawLine(QPointF(x, top), QPointF(x, top + bar));
        for (int tick = 0; tick <= 10; ++tick) {
            const double y = top + bar * tick / 10;
            painter.drawLine(QPointF(x - (tick % 5 == 0 ? 8 : 4), y), QPointF(x, y));
        }
        const auto text =
            length >= 10 ? QStringLiteral("%1 cm").arg(length / 10) : QStringLiteral("%1 mm").arg(length);
        drawText(painter, QRect(static_cast<int>(x) - 120, static_cast<int>(top + bar / 2) - 20, 106, 40),
                 Qt::AlignRight | Qt::AlignVCenter, text, QColor(205, 214, 222));
        return;
    }
}

} // namespace vigil::ui
