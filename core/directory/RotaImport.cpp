// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/RotaImport.h"

#include "core/directory/CsvTable.h"
#include "core/directory/TableWords.h"

#include <algorithm>

namespace vigil::directory {

namespace {

const QStringList shiftColumns{QStringLiteral("role"), QStringLiteral("id"), QStringLiteral("from"),
                               QStringLiteral("until")};
const QString timeForm = QStringLiteral("yyyy-MM-dd hh:mm");

/// Reads the rows of a table; what is wrong with them goes to `faults`. Used for one table.
class ShiftReader {
public:
    ShiftReader(const QStringList& header, const Directory& directory, const alert::WorkingCalendar& calendar)
        : m_header(header), m_directory(directory), m_calendar(calendar) {}

    void read(const CsvTable::Row& row);
    [[nodiscard]] const QStringList& faults() const { return m_faults; }
    [[nodiscard]] QList<RotaChange> changes() const { return m_changes.values(); }

private:
    std::optional<UtcTime> time(const CsvTable::Row& row, const char* column);
    [[nodiscard]] QString cell(const CsvTable::Row& row, const char* column) const {
        return row.cells.value(m_header.indexOf(QLatin1String(column))).trimmed();
    }
    void fault(const CsvTable::Row& row, const QString& what) {
        m_faults << QStringLiteral("line %1: %2").arg(row.line).arg(what);
    }

    const QStringList& m_header;
    const Directory& m_directory;
    const alert::WorkingCalendar& m_calendar;
    QStringList m_faults;
    QMap<QString, RotaChange> m_changes; ///< by the role in small letters
};

std::optional<UtcTime> ShiftReader::time(const CsvTable::Row& row, const char* column) {
    const auto text = cell(row, column).replace(QLatin1Char('T'), QLatin1Char(' '));
    const auto local = QDateTime::fromString(text, timeForm);
    const QDateTime there(local.date(), local.time(), m_calendar.zone);
    if (local.isValid() && there.isValid()) return fromDateTime(there);
    fault(row, QStringLiteral("\"%1\" must read like 2026-12-24 20:00").arg(QLatin1String(column)));
    return std::nullopt;
}

void ShiftReader::read(const CsvTable::Row& row) {
    if (row.cells.size() != m_header.size())
        return fault(row,
                     QStringLiteral("%1 values, but %2 columns").arg(row.cells.size()).arg(m_header.size()));
    const auto role = cell(row, "role"), id = cell(row, "id");
    if (role.isEmpty()) fault(row, QStringLiteral("the role is missing"));
    const auto* entry = m_directory.entry(id);
    if (!entry || entry->retired)
        fault(row, QStringLiteral("\"%1\" is not in the directory").arg(id));
    else if (entry->kind != Entry::Kind::Person)
        fault(row, QStringLiteral("\"%1\" is no person").arg(id));
    const auto from = time(row, "from"), until = time(row, "until");
    if (!from || !until) return;
    if (*until <= *from) return fault(row, QStringLiteral("it ends before it begins"));
    if (entry && !entry->isValidOn(m_calendar.dayOf(*from)))
        fault(row, QStringLiteral("\"%1\" does not work here on that day").arg(id));
    auto& change = m_changes[role.toLower()];
    const bool first = change.shifts.isEmpty();
    change.role = first ? role : change.role;
    change.span = first ? Span{*from, *until}
                        : Span{std::min(change.span.from, *from), std::max(change.span.until, *until)};
    change.shifts << Shift{id, {*from, *until}};
}

QString local(UtcTime time, const alert::WorkingCalendar& calendar) {
    return toDateTime(time).toTimeZone(calendar.zone).toString(timeForm);
}

QString wordOf(const RotaChange& change, const Rota& before, const alert::WorkingCalendar& calendar) {
    DutyList now{change.role, {}};
    now.replace(change.span, change.shifts);
    auto word = QStringLiteral("%1: %2 shifts from %3 until %4")
                    .arg(change.role)
                    .arg(change.shifts.size())
                    .arg(local(change.span.from, calendar), local(change.span.until, calendar));
    qsizetype replaced = 0;
    if (const auto* list = before.of(change.role))
        replaced = std::count_if(list->shifts.begin(), list->shifts.end(), [&](const Shift& shift) {
            return shift.span.from < change.span.until && shift.span.until > change.span.from;
        });
    if (replaced > 0) word += QStringLiteral(", in the place of %1").arg(replaced);
    if (const auto gap = now.firstGap(change.span))
        word += QStringLiteral("; nobody from %1").arg(local(*gap, calendar));
    return word;
}

} // namespace

QStringList rotaColumns() {
    return shiftColumns;
}

Result<RotaPlan> rotaPlanOf(const QByteArray& csv, const Directory& directory,
                            const alert::WorkingCalendar& calendar) {
    const auto table = CsvTable::parse(csv);
    if (!table) return faultyTable({table.error().message});
    if (table->rows.isEmpty()) return faultyTable({QStringLiteral("line 1: the table is empty")});
    const auto& header = table->rows.first().cells;
    if (const auto faults = faultsOfHeader(header, shiftColumns, shiftColumns.size()); !faults.isEmpty())
        return faultyTable(faults);
    ShiftReader reader(header, directory, calendar);
    for (const auto& row : table->rows.mid(1))
        reader.read(row);
    if (!reader.faults().isEmpty()) return faultyTable(reader.faults());
    if (reader.changes().isEmpty()) return faultyTable({QStringLiteral("line 1: no shift follows")});
    RotaPlan plan{reader.changes(), {}};
    for (const auto& change : plan.changes)
        plan.words << wordOf(change, directory.rota, calendar);
    return plan;
}

QByteArray rotaToCsv(const Rota& rota, UtcTime from, const alert::WorkingCalendar& calendar) {
    QStringList lines{shiftColumns.join(QLatin1Char(','))};
    for (const auto& list : rota.all())
        for (const auto& shift : list.shifts)
            if (shift.span.until > from)
                lines << QStringList{csvCell(list.role), csvCell(shift.entry),
                                     local(shift.span.from, calendar), local(shift.span.until, calendar)}
                             .join(QLatin1Char(','));
    return lines.join(QLatin1Char('\n')).toUtf8() + '\n';
}

} // namespace vigil::directory
