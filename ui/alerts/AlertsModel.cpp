// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertsModel.h"

#include "ui/Icons.h"
#include "ui/alerts/AlertText.h"

#include <QApplication>
#include <QFont>

#include <algorithm>
#include <tuple>

namespace vigil::ui {

AlertsModel::AlertsModel(const Clock& clock, QObject* parent) : RowsModel(parent), m_clock(clock) {}

void AlertsModel::setRows(alert::BoardRows rows, const alert::BoardReader& reader) {
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        const auto key = [](const alert::AlertRow& row) {
            return std::make_tuple(!row.view.open, row.rank, nextTime(row.view).value_or(UtcTime::max()));
        };
        return key(*a) < key(*b);
    });
    replaceRows(alert::unsignedFirst(std::move(rows), reader, m_clock.now()));
    m_times = times();
}

QStringList AlertsModel::times() const {
    QStringList times;
    times.reserve(rows().size());
    for (const auto& row : rows())
        times << words(*row, TimeColumn) + words(*row, NextColumn);
    return times;
}

void AlertsModel::refreshTime() {
    const auto now = times();
    for (int row = 0; row < rowCount(); ++row)
        if (now.at(row) != m_times.value(row))
            Q_EMIT dataChanged(index(row, TimeColumn), index(row, NextColumn));
    m_times = now;
}

alert::BoardRow AlertsModel::at(int row) const {
    return row >= 0 && row < rows().size() ? rows().at(row) : nullptr;
}

int AlertsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString AlertsModel::words(const alert::AlertRow& row, int column) const {
    const auto& view = row.view;
    switch (column) {
    case CategoryColumn:
        return row.categoryLabel;
    case TimeColumn:
        return view.open ? countdown(view, m_clock.now()) : QStringLiteral("–");
    case NextColumn:
        return row.unsignedSince ? QStringLiteral("Sign report\n%1").arg(nextStep(view, m_clock.now()))
                                 : nextStep(view, m_clock.now());
    case StateColumn:
        return stateWords(view);
    case PatientColumn:
        return QStringLiteral("%1\n%2").arg(study::displayName(row.patient.name),
                                            patientLine(row.patient, m_clock.now()));
    case FindingColumn: {
        const auto site = siteText(row);
        return site.isEmpty() ? row.findingLabel : QStringLiteral("%1\n%2").arg(row.findingLabel, site);
    }
    case OwnerColumn: {
        const auto name = study::displayName(view.owner.name);
        return name.isEmpty() ? view.owner.role : QStringLiteral("%1\n%2").arg(name, view.owner.role);
    }
    case RaisedColumn:
        return QStringLiteral("%1\n%2").arg(timeText(view.raisedAt, m_clock.now()),
                                            study::displayName(view.raisedBy.name));
    default:
        return {};
    }
}

QVariant AlertsModel::icon(const alert::AlertRow& row, int column) const {
    if (column == CategoryColumn) return themedIcon(categoryIcon(row.view.category), categoryTone(row.rank));
    if (column == StateColumn) return themedIcon(stateIcon(row.view.state), stateTone(row.view));
    if (column == TimeColumn && row.view.open) {
        const bool late = isOverdue(row.view, m_clock.now());
        return themedIcon(late ? QStringLiteral("overdue") : QStringLiteral("clock"),
                          late ? Tone::Critical : Tone::Muted);
    }
    return {};
}

QVariant AlertsModel::colour(const alert::AlertRow& row, int column) const {
    const auto palette = QApplication::palette();
    if (!row.view.open) return toneColour(palette, Tone::Muted);
    if (column == CategoryColumn) return toneColour(palette, categoryTone(row.rank));
    if (column == StateColumn) return toneColour(palette, stateTone(row.view));
    if (column == NextColumn && row.unsignedSince) return toneColour(palette, Tone::Critical);
    if (column == TimeColumn && isOverdue(row.view, m_clock.now()))
        return toneColour(palette, Tone::Critical);
    return {};
}

QVariant AlertsModel::data(const QModelIndex& index, int role) const {
    const auto row = at(index.row());
    if (!row) return {};
    switch (role) {
    case Qt::DisplayRole:
        return words(*row, index.column());
    case Qt::AccessibleTextRole:
        return words(*row, index.column()).replace(u'\n', QStringLiteral(", "));
    case Qt::ToolTipRole:
        return row->text;
    case Qt::DecorationRole:
        return icon(*row, index.column());
    case Qt::ForegroundRole:
        return colour(*row, index.column());
    case Qt::FontRole:
        if (index.column() == CategoryColumn ||
            (index.column() == TimeColumn && isOverdue(row->view, m_clock.now()))) {
            auto font = QApplication::font();
            font.setWeight(QFont::DemiBold);
            return font;
        }
        return {};
    default:
        return {};
    }
}

QVariant AlertsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    static const QStringList titles{QStringLiteral("Category"),  QStringLiteral("Time"),
                                    QStringLiteral("Next step"), QStringLiteral("State"),
                                    QStringLiteral("Patient"),   QStringLiteral("Finding"),
                                    QStringLiteral("Owner"),     QStringLiteral("Raised")};
    return titles.value(section);
}

} // namespace vigil::ui
