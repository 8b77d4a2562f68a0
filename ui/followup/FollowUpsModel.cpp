// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/FollowUpsModel.h"

#include "ui/Icons.h"
#include "ui/alerts/AlertText.h"
#include "ui/followup/FollowUpText.h"

#include <QApplication>

#include <algorithm>

namespace vigil::ui {

FollowUpsModel::FollowUpsModel(const Clock& clock, QObject* parent) : RowsModel(parent), m_clock(clock) {}

const followup::FollowUpRow* FollowUpsModel::at(int row) const {
    return row >= 0 && row < rows().size() ? &rows().at(row) : nullptr;
}

int FollowUpsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString FollowUpsModel::words(const followup::FollowUpRow& row, int column) const {
    const auto& view = row.view;
    switch (column) {
    case DueColumn:
        return view.overdue ? QStringLiteral("%1\noverdue").arg(dayText(view.dueDate))
                            : dayText(view.dueDate);
    case NextColumn: {
        const auto reminders = followUpReminders(view);
        const auto next = followUpNext(view);
        // A row has two lines; the details say the rest.
        return reminders.isEmpty() || next.contains(u'\n') ? next
                                                           : QStringLiteral("%1\n%2").arg(next, reminders);
    }
    case StateColumn:
        return followUpState(view);
    case PatientColumn:
        return QStringLiteral("%1\n%2").arg(study::displayName(row.draft.patient.name),
                                            patientLine(row.draft.patient, m_clock.now()));
    case ExaminationColumn:
        return QStringLiteral("%1 %2\n%3").arg(row.draft.modality, row.draft.bodyPart, row.draft.reason);
    case OwnerColumn: {
        const auto name = study::displayName(view.owner.name);
        return name.isEmpty() ? view.owner.role : QStringLiteral("%1\n%2").arg(name, view.owner.role);
    }
    case ProposedColumn: {
        const auto open = std::count_if(view.proposals.begin(), view.proposals.end(),
                                        [](const auto& each) { return !each.rejected; });
        const auto fits = std::count_if(view.proposals.begin(), view.proposals.end(), [](const auto& each) {
            return !each.rejected && each.proposal.fits();
        });
        if (open == 0 || !view.open) return {};
        return fits > 0 ? QStringLiteral("%1, nothing differs").arg(open)
                        : QStringLiteral("%1, something differs").arg(open);
    }
    default:
        return {};
    }
}

QVariant FollowUpsModel::data(const QModelIndex& index, int role) const {
    const auto* row = at(index.row());
    if (!row) return {};
    switch (role) {
    case Qt::DisplayRole:
        return words(*row, index.column());
    case Qt::AccessibleTextRole:
        return words(*row, index.column()).replace(u'\n', QStringLiteral(", "));
    case Qt::ToolTipRole:
        return row->draft.reason;
    case Qt::DecorationRole:
        if (index.column() != DueColumn || !row->view.open) return {};
        return themedIcon(row->view.overdue ? QStringLiteral("overdue") : QStringLiteral("clock"),
                          followUpTone(row->view));
    case Qt::ForegroundRole:
        if (index.column() != DueColumn && row->view.open) return {};
        return toneColour(QApplication::palette(), followUpTone(row->view));
    default:
        return {};
    }
}

QVariant FollowUpsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    static const QStringList titles{QStringLiteral("Due by"),      QStringLiteral("Next step"),
                                    QStringLiteral("State"),       QStringLiteral("Patient"),
                                    QStringLiteral("Examination"), QStringLiteral("Owner"),
                                    QStringLiteral("In the PACS")};
    return titles.value(section);
}

} // namespace vigil::ui
