// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/ListsPane.h"

#include "ui/Icons.h"
#include "ui/Theme.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace vigil::ui {

namespace {

constexpr int countRole = Qt::UserRole;
constexpr int nameRole = Qt::UserRole + 1;
constexpr int iconRole = Qt::UserRole + 2;
constexpr int urgentRole = Qt::UserRole + 3;
constexpr int listPadding = 10;

/// Name on the left, count on the right.
class ListDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const auto box = option.rect.adjusted(6, 1, -6, -1);
        if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(selected ? option.palette.color(QPalette::Highlight)
                                       : option.palette.color(QPalette::Button));
            painter->drawRoundedRect(box, 5, 5);
        }
        if (selected && option.widget && option.widget->hasFocus()) {
            painter->setPen(QPen(toneColour(option.palette, Tone::Info), 2));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5);
        }
        const int count = index.data(countRole).toInt();
        const auto tone = count == 0                        ? Tone::Muted
                          : index.data(urgentRole).toBool() ? Tone::Critical
                                                            : Tone::Plain;
        auto area = box.adjusted(listPadding, 0, -listPadding, 0);
        const int size = option.fontMetrics.height();
        themedIcon(index.data(iconRole).toString(), tone)
            .paint(painter, QRect(area.left(), area.center().y() - size / 2, size, size));
        painter->setFont(option.font);
        painter->setPen(toneColour(option.palette, tone));
        const auto number = QString::number(count);
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, number);
        area.adjust(size + listPadding, 0, -option.fontMetrics.horizontalAdvance(number) - listPadding, 0);
        painter->setPen(toneColour(option.palette, count == 0 ? Tone::Muted : Tone::Plain));
        painter->drawText(
            area, Qt::AlignVCenter | Qt::AlignLeft,
            option.fontMetrics.elidedText(index.data(nameRole).toString(), Qt::ElideRight, area.width()));
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        const auto& metrics = option.fontMetrics;
        return {metrics.horizontalAdvance(index.data(nameRole).toString()) + metrics.height() +
                    8 * listPadding,
                metrics.height() + 2 * 7};
    }
};

} // namespace

ListsPane::ListsPane(const QList<SavedList>& lists, QWidget* parent) : QListView(parent) {
    setObjectName(QStringLiteral("savedLists"));
    setAccessibleName(QStringLiteral("Saved lists"));
    setMouseTracking(true);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    m_model = new QStandardItemModel(this);
    for (const auto& list : lists) {
        auto* item = new QStandardItem;
        item->setData(list.name, nameRole);
        item->setData(list.icon, iconRole);
        item->setData(list.id == QLatin1String("breaching") || list.id == QLatin1String("emergency"),
                      urgentRole);
        m_model->appendRow(item);
    }
    setModel(m_model);
    setItemDelegate(new ListDelegate(this));
    for (int i = 0; i < m_model->rowCount(); ++i)
        setCount(i, 0);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
        if (current.isValid()) Q_EMIT chosen(current.row());
    });
}

void ListsPane::setCount(int list, int count) {
    auto* item = m_model->item(list);
    item->setData(count, countRole);
    const auto name = item->data(nameRole).toString();
    item->setText(name);
    item->setAccessibleText(QStringLiteral("%1, %2 studies").arg(name).arg(count));
}

void ListsPane::choose(int list) {
    setCurrentIndex(m_model->index(list, 0));
}

} // namespace vigil::ui
