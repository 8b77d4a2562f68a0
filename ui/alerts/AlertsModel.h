// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"

#include <QAbstractTableModel>

namespace vigil::ui {

/// The rows of the board, most urgent first: open before closed, then by category, then by the next time.
/// Screen readers get the same words as eyes do. Owned by AlertsBoard; UI thread.
class AlertsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        CategoryColumn,
        TimeColumn,
        NextColumn,
        StateColumn,
        PatientColumn,
        FindingColumn,
        OwnerColumn,
        RaisedColumn,
        ColumnCount
    };

    explicit AlertsModel(const Clock& clock, QObject* parent = nullptr);

    /// Those whose report this reader should have signed stand before everything else.
    void setRows(alert::BoardRows rows, const alert::BoardReader& reader = {});
    /// The countdowns go on.
    void refreshTime();
    [[nodiscard]] const alert::AlertRow* at(int row) const;
    [[nodiscard]] int rowOf(const QString& alertId) const; ///< -1 when it is not shown

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString words(const alert::AlertRow& row, int column) const;
    [[nodiscard]] QVariant icon(const alert::AlertRow& row, int column) const;
    [[nodiscard]] QVariant colour(const alert::AlertRow& row, int column) const;

    const Clock& m_clock;
    alert::BoardRows m_rows;
};

} // namespace vigil::ui
