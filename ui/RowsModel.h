// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>
#include <QList>
#include <QSet>

#include <algorithm>
#include <functional>
#include <utility>

namespace vigil::ui {

/// A table model of rows that each have an id. It tells its views what went, moved, came or changed instead
/// of beginning anew, so that caret, column and scroll position stay where they are, and a screen reader
/// hears only what is new. Nothing is told when nothing moved.
template <class Row>
class RowsModel : public QAbstractTableModel {
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// -1 when it is not shown.
    [[nodiscard]] int rowOf(const QString& id) const {
        for (qsizetype i = 0; i < m_rows.size(); ++i)
            if (idOf(m_rows.at(i)) == id) return static_cast<int>(i);
        return -1;
    }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

protected:
    [[nodiscard]] virtual QString idOf(const Row& row) const = 0;
    [[nodiscard]] virtual bool isSame(const Row& before, const Row& after) const { return before == after; }
    [[nodiscard]] const QList<Row>& rows() const { return m_rows; }

    void replaceRows(const QList<Row>& rows) {
        const auto ids = idsOf(rows);
        const QSet<QString> wanted(ids.begin(), ids.end());
        if (wanted.size() != ids.size()) return beginAnew(rows); // an id twice
        removeAllBut(wanted);
        orderAs(ids);
        insertMissing(rows, ids);
        takeChanged(rows);
    }

private:
    [[nodiscard]] QStringList idsOf(const QList<Row>& rows) const {
        QStringList ids;
        ids.reserve(rows.size());
        for (const auto& row : rows)
            ids << idOf(row);
        return ids;
    }
    void beginAnew(const QList<Row>& rows) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
    }
    void removeAllBut(const QSet<QString>& wanted) {
        const auto stays = [&](int row) { return wanted.contains(idOf(m_rows.at(row))); };
        for (int last = rowCount() - 1; last >= 0; --last) {
            if (stays(last)) continue;
            int first = last;
            while (first > 0 && !stays(first - 1))
                --first;
            beginRemoveRows({}, first, last);
            m_rows.remove(first, last - first + 1);
            endRemoveRows();
            last = first;
        }
    }
    /// Of those that stay; where nothing is out of its order nobody is told.
    void orderAs(const QStringList& ids) {
        QHash<QString, int> places;
        for (int place = 0; place < ids.size(); ++place)
            places.insert(ids.at(place), place);
        const auto before = [&](const Row& a, const Row& b) {
            return places.value(idOf(a)) < places.value(idOf(b));
        };
        if (std::is_sorted(m_rows.cbegin(), m_rows.cend(), before)) return;
        Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        const auto held = persistentIndexList();
        QStringList heldIds;
        for (const auto& index : held)
            heldIds << idOf(m_rows.at(index.row()));
        std::sort(m_rows.begin(), m_rows.end(), before);
        QHash<QString, int> now;
        for (int row = 0; row < rowCount(); ++row)
            now.insert(idOf(m_rows.at(row)), row);
        QModelIndexList moved;
        for (qsizetype i = 0; i < held.size(); ++i)
            moved << index(now.value(heldIds.at(i)), held.at(i).column());
        changePersistentIndexList(held, moved);
        Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }
    void insertMissing(const QList<Row>& rows, const QStringList& ids) {
        const auto isHere = [&](int row) { return row < rowCount() && idOf(m_rows.at(row)) == ids.at(row); };
        for (int first = 0; first < rows.size(); ++first) {
            if (isHere(first)) continue;
            const auto next = first < rowCount() ? idOf(m_rows.at(first)) : QString();
            int last = first;
            while (last + 1 < rows.size() && ids.at(last + 1) != next)
                ++last;
            beginInsertRows({}, first, last);
            m_rows = m_rows.mid(0, first) + rows.mid(first, last - first + 1) + m_rows.mid(first);
            endInsertRows();
            first = last;
        }
    }
    void takeChanged(const QList<Row>& rows) {
        const auto before = std::exchange(m_rows, rows);
        for (int first = 0; first < rowCount(); ++first) {
            int end = first;
            while (end < rowCount() && !isSame(before.at(end), rows.at(end)))
                ++end;
            if (end == first) continue;
            Q_EMIT dataChanged(index(first, 0), index(end - 1, columnCount() - 1));
            first = end;
        }
    }

    QList<Row> m_rows;
};

} // namespace vigil::ui
