// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertBoard.h"
#include "ui/RowsModel.h"

namespace vigil::ui {

/// The rows of the board, most urgent first: open before closed, then by category, then by the next time.
/// Screen readers get the same words as eyes do. Owned by AlertsBoard; UI thread.
class AlertsModel : public RowsModel<alert::BoardRow> {
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
    /// The countdowns go on; told of are the rows whose words changed.
    void refreshTime();
    /// Null where there is none.
    [[nodiscard]] alert::BoardRow at(int row) const;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString idOf(const alert::BoardRow& row) const override { return row->view.alertId; }
    [[nodiscard]] bool isSame(const alert::BoardRow& before, const alert::BoardRow& after) const override {
        return before == after || *before == *after;
    }

private:
    [[nodiscard]] QStringList times() const;
    [[nodiscard]] QString words(const alert::AlertRow& row, int column) const;
    [[nodiscard]] QVariant icon(const alert::AlertRow& row, int column) const;
    [[nodiscard]] QVariant colour(const alert::AlertRow& row, int column) const;

    const Clock& m_clock;
    QStringList m_times; ///< as they were last told
};

} // namespace vigil::ui
