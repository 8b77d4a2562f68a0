// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace vigil::ui {

/// Paints a cell of the worklist: icon, text in its tone, quieter second text, and the mark of the current
/// row.
class WorklistDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// The height of a row for this font: comfortable for a whole working day.
    [[nodiscard]] static int rowHeight(const QFontMetrics& metrics);
};

} // namespace vigil::ui
