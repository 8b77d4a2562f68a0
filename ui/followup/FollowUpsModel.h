// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUp.h"
#include "ui/RowsModel.h"

namespace vigil::ui {

/// The rows of the list of follow-ups, in the order of the service: open ones first, the next time first.
/// Owned by FollowUpsBoard; UI thread.
class FollowUpsModel : public RowsModel<followup::FollowUpRow> {
    Q_OBJECT
public:
    enum Column {
        DueColumn,
        NextColumn,
        StateColumn,
        PatientColumn,
        ExaminationColumn,
        OwnerColumn,
        ProposedColumn,
        ColumnCount
    };

    explicit FollowUpsModel(const Clock& clock, QObject* parent = nullptr);

    void setRows(const QList<followup::FollowUpRow>& rows) { replaceRows(rows); }
    /// Null where there is none.
    [[nodiscard]] const followup::FollowUpRow* at(int row) const;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] QString idOf(const followup::FollowUpRow& row) const override {
        return row.view.followUpId;
    }

private:
    [[nodiscard]] QString words(const followup::FollowUpRow& row, int column) const;

    const Clock& m_clock;
};

} // namespace vigil::ui
