// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/SeriesDelegate.h"

#include "ui/Icons.h"
#include "ui/Theme.h"

#include <QPainter>

namespace vigil::ui {

namespace {

constexpr int rowPadding = 8;

void drawTwoLines(QPainter& painter, QRect area, const QStyleOptionViewItem& option,
                  const QModelIndex& index) {
    const QFontMetrics metrics(painter.font());
    const QRect title(area.left(), area.top(), area.width(), metrics.height());
    painter.setPen(toneColour(option.palette, Tone::Plain));
    painter.drawText(
        title, Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(index.data(SeriesDelegate::TitleRole).toString(), Qt::ElideRight, area.width()));
    painter.setPen(toneColour(option.palette, Tone::Muted));
    painter.setFont(option.font);
    painter.drawText(title.translated(0, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     option.fontMetrics.elidedText(index.data(SeriesDelegate::DetailRole).toString(),
                                                   Qt::ElideRight, area.width()));
}

} // namespace

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const int text = 2 * option.fontMetrics.height();
    const bool study = index.data(KindRole).toInt() == StudyRow;
    return {100, study ? text + 2 * rowPadding + (index.row() > 0 ? rowPadding : 0)
                       : std::max(pictureSize, text) + rowPadding};
}

void SeriesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(option.font);
    const bool current = option.state.testFlag(QStyle::State_Selected);
    const auto box = option.rect.adjusted(4, 1, -4, -1);
    if (current || option.state.testFlag(QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(current ? QPalette::Highlight : QPalette::Button));
        painter->drawRoundedRect(box, 5, 5);
    }
    if (current && option.widget && option.widget->hasFocus()) {
        painter->setPen(QPen(toneColour(option.palette, Tone::Info), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5);
    }
    if (index.data(KindRole).toInt() == StudyRow)
        paintStudy(*painter, option, index);
    else
        paintSeries(*painter, option, index);
    painter->restore();
}

void SeriesDelegate::paintStudy(QPainter& painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
    auto area = option.rect.adjusted(rowPadding + 4, 0, -rowPadding - 4, -rowPadding);
    area.setTop(area.bottom() - 2 * option.fontMetrics.height() + 1);
    if (index.row() > 0) {
        painter.setPen(option.palette.color(QPalette::Mid));
        painter.drawLine(option.rect.topLeft(), option.rect.topRight());
    }
    auto bold = option.font;
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    if (index.data(PriorRole).toBool()) {
        const int size = option.fontMetrics.height();
        themedIcon(QStringLiteral("priors"), Tone::Info)
            .paint(&painter, QRect(area.left(), area.top(), size, size));
        area.setLeft(area.left() + size + 6);
    }
    drawTwoLines(painter, area, option, index);
}

void SeriesDelegate::paintSeries(QPainter& painter, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
    const auto box = option.rect.adjusted(rowPadding, rowPadding / 2, -rowPadding, -rowPadding / 2);
    const int side = std::min(pictureSize, box.height());
    const QRect frame(box.left(), box.top(), side, side);
    painter.fillRect(frame, Qt::black);
    const auto picture = index.data(PictureRole).value<QPixmap>();
    if (!picture.isNull()) {
        const auto size = picture.deviceIndependentSize().scaled(frame.size(), Qt::KeepAspectRatio);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawPixmap(QRectF(QPointF(frame.center().x() + 1 - size.width() / 2,
                                          frame.center().y() + 1 - size.height() / 2),
                                  size),
                           picture, QRectF(picture.rect()));
    } else {
        const int size = side / 3;
        themedIcon(QStringLiteral("image"), Tone::Muted)
            .paint(&painter, QRect(frame.center() - QPoint(size / 2, size / 2), QSize(size, size)));
    }
    const int shown = index.data(ShownRole).toInt();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(shown > 0 ? toneColour(option.palette, Tone::Info) : option.palette.color(QPalette::Mid),
             shown > 1 ? 2 : 1));
    painter.drawRect(frame.adjusted(0, 0, -1, -1));

    auto area = box.adjusted(side + rowPadding, 2, 0, -2);
    drawTwoLines(painter, area, option, index);
    if (shown > 0) {
        painter.setPen(toneColour(option.palette, Tone::Info));
        painter.drawText(area, Qt::AlignLeft | Qt::AlignBottom,
                         shown > 1 ? QStringLiteral("active") : QStringLiteral("shown"));
    }
}

} // namespace vigil::ui
