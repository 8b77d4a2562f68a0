// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>
#include <QStyle>
#include <QStyleOptionViewItem>

#include <algorithm>

namespace vigil::test {

/// The first line of a list whose words wrap that has less room than its words need; empty: none has.
inline QString cutLine(const QListWidget& list) {
    const auto* style = list.style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, &list) + 1;
    for (int row = 0; row < list.count(); ++row) {
        const auto* item = list.item(row);
        QStyleOptionViewItem option;
        option.initFrom(&list);
        option.features = QStyleOptionViewItem::HasDisplay | QStyleOptionViewItem::WrapText;
        option.rect = list.visualItemRect(item);
        option.rect.setRight(std::min(option.rect.right(), list.viewport()->width() - 1)); // as it is seen
        option.text = item->text();
        if (!item->icon().isNull()) {
            option.features |= QStyleOptionViewItem::HasDecoration;
            option.icon = item->icon();
            const int side = style->pixelMetric(QStyle::PM_SmallIconSize, nullptr, &list);
            option.decorationSize = {side, side};
        }
        const auto room = style->subElementRect(QStyle::SE_ItemViewItemText, &option, &list);
        const auto needed = list.fontMetrics().boundingRect(QRect(0, 0, room.width() - 2 * margin, 10000),
                                                            Qt::TextWordWrap, option.text);
        if (needed.height() > room.height()) return option.text;
    }
    return {};
}

} // namespace vigil::test
