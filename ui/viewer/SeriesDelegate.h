// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace vigil::ui {

/// Paints the rows of the series strip: headings of studies, and series with picture, title and count.
class SeriesDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Kind { StudyRow, SeriesRow };
    enum Role {
        KindRole = Qt::UserRole,
        StudyUidRole,
        StackIdRole,
        TitleRole,
        DetailRole,
        PictureRole,
        PriorRole,
        ShownRole, ///< 0 no, 1 on the screen, 2 in the active view
        FirstPathRole
    };
    static constexpr int pictureSize = 76;

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintStudy(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintSeries(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
};

} // namespace vigil::ui
