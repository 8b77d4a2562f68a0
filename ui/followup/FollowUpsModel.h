// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUp.h"

#include <QAbstractTableModel>

namespace vigil::ui {

/// The rows of the list of follow-ups, in the order of the service: open ones first, the next time first.
/// Owned by FollowUpsBoard; UI thread.
class FollowUpsModel : public QAbstractTableModel {
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

    void setRows(QList<followup::FollowUpRow> rows);
    [[nodiscard]] const followup::FollowUpRow* at(int row) const;
    [[nodiscard]] int rowOf(const QString& followUpId) const; ///< -1 when it is not shown

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString words(const followup::FollowUpRow& row, int column) const;

    const Clock& m_clock;
    QList<followup::FollowUpRow> m_rows;
};

} // namespace vigil::ui
