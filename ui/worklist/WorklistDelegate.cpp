// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistDelegate.h"

#include "ui/Icons.h"
#include "ui/Theme.h"
#include "ui/worklist/WorklistModel.h"

#include <QPainter>

namespace vigil::ui {

namespace {

constexpr int padding = 8;
constexpr int gap = 6;
constexpr int markWidth = 3;

} // namespace

int WorklistDelegate::rowHeight(const QFontMetrics& metrics) {
    return metrics.height() + 2 * padding;
}

QSize WorklistDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto& metrics = option.fontMetrics;
    int width = 2 * padding + metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
    if (!index.data(WorklistModel::IconNameRole).toString().isEmpty()) width += metrics.height() + gap;
    const auto second = index.data(WorklistModel::SecondaryTextRole).toString();
    if (!second.isEmpty()) width += 2 * gap + metrics.horizontalAdvance(second);
    return {width, rowHeight(metrics)};
}

void WorklistDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    painter->save();
    const auto& palette = option.palette;
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(option.rect, palette.color(QPalette::Highlight));
    else if (option.features.testFlag(QStyleOptionViewItem::Alternate))
        painter->fillRect(option.rect, palette.color(QPalette::AlternateBase));

    if (selected && index.column() == 0 && option.widget && option.widget->hasFocus())
        painter->fillRect(QRect(option.rect.topLeft(), QSize(markWidth, option.rect.height())),
                          toneColour(palette, Tone::Info));

    const auto tone = static_cast<Tone>(index.data(WorklistModel::ToneRole).toInt());
    QRect area = option.rect.adjusted(padding, 0, -padding, 0);
    if (const auto name = index.data(WorklistModel::IconNameRole).toString(); !name.isEmpty()) {
        const int size = option.fontMetrics.height();
        const QRect place(area.left(), area.center().y() - size / 2, size, size);
        themedIcon(name, tone).paint(painter, place);
        area.setLeft(place.right() + gap);
    }

    const auto text = index.data(Qt::DisplayRole).toString();
    const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).toInt());
    painter->setFont(option.font);
    painter->setPen(toneColour(palette, tone));
    const auto shown = option.fontMetrics.elidedText(text, Qt::ElideRight, area.width());
    painter->drawText(area, static_cast<int>(alignment), shown);

    const auto second = index.data(WorklistModel::SecondaryTextRole).toString();
    area.setLeft(area.left() + option.fontMetrics.horizontalAdvance(shown) + 2 * gap);
    constexpr int worthShowing = 40;
    if (!second.isEmpty() && area.width() > worthShowing) {
        painter->setPen(toneColour(palette, Tone::Muted));
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                          option.fontMetrics.elidedText(second, Qt::ElideRight, area.width()));
    }
    painter->restore();
}

} // namespace vigil::ui
