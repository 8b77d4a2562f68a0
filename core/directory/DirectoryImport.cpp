// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/DirectoryImport.h"

#include "core/directory/CsvTable.h"
#include "core/directory/TableWords.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace vigil::directory {

namespace {

const QStringList columns{
    QStringLiteral("id"),         QStringLiteral("kind"),         QStringLiteral("name"),
    QStringLiteral("roles"),      QStringLiteral("registration"), QStringLiteral("telephone"),
    QStringLiteral("bypass"),     QStringLiteral("mail"),         QStringLiteral("hl7"),
    QStringLiteral("opens"),      QStringLiteral("closes"),       QStringLiteral("cover"),
    QStringLiteral("valid_from"), QStringLiteral("valid_until"),  QStringLiteral("verified_on"),
    QStringLiteral("verified_by")};
constexpr qsizetype neededColumns = 4;

QStringList divided(const QString& cell) {
    QStringList values;
    for (const auto& value : cell.split(QLatin1Char(';'), Qt::SkipEmptyParts))
        if (!value.trimmed().isEmpty()) values << value.trimmed();
    return values;
}

/// Makes one row an entry and collects what is wrong with it.
class RowReader {
public:
    RowReader(const QStringList& header, const CsvTable::Row& row, const QDate& today, QStringList& faults)
        : m_header(header), m_row(row), m_today(today), m_faults(faults) {}

    Entry read() {
        Entry entry;
        entry.id = cell("id");
        static const QRegularExpression idForm(QStringLiteral("^[A-Za-z0-9._-]{1,100}$"));
        if (!idForm.match(entry.id).hasMatch())
            fault(QStringLiteral("the id \"%1\" is not made of letters, digits, dots and hyphens")
                      .arg(entry.id));
        if (const auto kind = kindFromText(cell("kind")))
            entry.kind = *kind;
        else
            fault(QStringLiteral("the kind must be person, inbox or practice"));
        entry.name = cell("name");
        if (entry.name.isEmpty()) fault(QStringLiteral("the name is missing"));
        entry.roles = divided(cell("roles"));
        entry.registration = cell("registration");
        entry.addresses = {cell("telephone"), cell("bypass"), cell("mail"), cell("hl7")};
        checkAddresses(entry.addresses);
        entry.opens = time("opens");
        entry.closes = time("closes");
        if (entry.opens.isValid() != entry.closes.isValid() ||
            (entry.opens.isValid() && entry.closes <= entry.opens))
            fault(QStringLiteral("\"opens\" and \"closes\" must be two times, the later one second"));
        for (const auto& text : divided(cell("cover")))
            entry.cover << cover(text);
        entry.validFrom = day("valid_from");
        entry.validUntil = day("valid_until");
        if (entry.validFrom.isValid() && entry.validUntil.isValid() && entry.validUntil < entry.validFrom)
            fault(QStringLiteral("\"valid_until\" is before \"valid_from\""));
        entry.verifiedOn = day("verified_on");
        entry.verifiedBy = cell("verified_by");
        if (entry.verifiedOn.isValid() == entry.verifiedBy.isEmpty())
            fault(QStringLiteral("\"verified_on\" and \"verified_by\" belong together"));
        if (entry.verifiedOn.isValid() && entry.verifiedOn > m_today)
            fault(QStringLiteral("\"verified_on\" is in the future"));
        return entry;
    }

private:
    QString cell(const char* column) const {
        return m_row.cells.value(m_header.indexOf(QLatin1String(column)));
    }
    void fault(const QString& what) { m_faults << QStringLiteral("line %1: %2").arg(m_row.line).arg(what); }
    QDate day(const char* column) {
        const auto text = cell(column);
        const auto date = QDate::fromString(text, Qt::ISODate);
        if (!text.isEmpty() && !date.isValid())
            fault(QStringLiteral("\"%1\" must read like 2026-12-25").arg(QLatin1String(column)));
        return date;
    }
    QTime time(const char* column) {
        const auto text = cell(column);
        const auto value = QTime::fromString(text, QStringLiteral("hh:mm"));
        if (!text.isEmpty() && !value.isValid())
            fault(QStringLiteral("\"%1\" must read like 08:00").arg(QLatin1String(column)));
        return value;
    }
    Cover cover(const QString& text) {
        static const QRegularExpression form(
            QStringLiteral("^(\\S+)\\s+(\\d{4}-\\d\\d-\\d\\d)\\.\\.(\\d{4}-\\d\\d-\\d\\d)$"));
        const auto match = form.match(text);
        Cover read{match.captured(1), QDate::fromString(match.captured(2), Qt::ISODate),
                   QDate::fromString(match.captured(3), Qt::ISODate)};
        if (!read.from.isValid() || !read.until.isValid() || read.until < read.from)
            fault(QStringLiteral("\"cover\" must read like DEPUTY 2026-12-21..2027-01-04"));
        return read;
    }
    void checkAddresses(const Addresses& addresses) {
        static const QRegularExpression mail(QStringLiteral("^[^\\s@<>,;]+@[^\\s@<>,;]+$"));
        if (!addresses.mail.isEmpty() && !mail.match(addresses.mail).hasMatch())
            fault(QStringLiteral("\"mail\" is no mail address"));
        static const QRegularExpression digit(QStringLiteral("\\d"));
        for (const auto& number : {addresses.telephone, addresses.bypass})
            if (!number.isEmpty() && number.count(digit) < 3)
                fault(QStringLiteral("\"%1\" is no telephone number").arg(number));
    }

    const QStringList& m_header;
    const CsvTable::Row& m_row;
    QDate m_today;
    QStringList& m_faults;
};

QString wordOf(const Entry& entry) {
    return QStringLiteral("%1 %2 (%3)")
        .arg(toText(entry.kind), entry.id, entry.roles.join(QStringLiteral(", ")));
}

/// Which parts of an entry differ, without naming what personal data they hold.
QString changedParts(const Entry& from, const Entry& to) {
    QStringList parts;
    const auto a = toObject(from), b = toObject(to);
    for (const auto& key : b.keys())
        if (a.value(key) != b.value(key)) parts << key;
    if (from.retired) parts << QStringLiteral("comes back");
    return parts.join(QStringLiteral(", "));
}

/// What a table does not mention stays as it is.
void keepUnmentioned(Entry& entry, const Entry& old, const QStringList& header) {
    const auto has = [&](const char* column) { return header.contains(QLatin1String(column)); };
    if (!has("registration")) entry.registration = old.registration;
    if (!has("telephone")) entry.addresses.telephone = old.addresses.telephone;
    if (!has("bypass")) entry.addresses.bypass = old.addresses.bypass;
    if (!has("mail")) entry.addresses.mail = old.addresses.mail;
    if (!has("hl7")) entry.addresses.hl7 = old.addresses.hl7;
    if (!has("opens")) entry.opens = old.opens;
    if (!has("closes")) entry.closes = old.closes;
    if (!has("cover")) entry.cover = old.cover;
    if (!has("valid_from")) entry.validFrom = old.validFrom;
    if (!has("valid_until")) entry.validUntil = old.validUntil;
    entry.needsNewerVigil = old.needsNewerVigil;
}

/// A verification is of the addresses that were looked at.
void keepVerification(Entry& entry, const Entry& old) {
    const bool dated = entry.verifiedOn.isValid();
    if (entry.addresses == old.addresses) {
        if (dated && !(entry.verifiedOn < old.verifiedOn)) return;
        entry.verifiedOn = old.verifiedOn;
        entry.verifiedBy = old.verifiedBy;
        return;
    }
    if (dated && (!old.verifiedOn.isValid() || entry.verifiedOn > old.verifiedOn)) return;
    entry.verifiedOn = {};
    entry.verifiedBy.clear();
}

} // namespace

QStringList importColumns() {
    return columns;
}

namespace {

/// The entries of a table by id; what is wrong with it goes to `faults`.
QMap<QString, Entry> entriesOf(const CsvTable& table, const Directory& directory, const QDate& today,
                               QStringList& faults) {
    const auto& header = table.rows.first().cells;
    QMap<QString, Entry> read;
    QList<std::pair<int, QString>> deputies;
    for (const auto& row : table.rows.mid(1)) {
        if (row.cells.size() != header.size()) {
            faults << QStringLiteral("line %1: %2 values, but %3 columns")
                          .arg(row.line)
                          .arg(row.cells.size())
                          .arg(header.size());
            continue;
        }
        const auto entry = RowReader(header, row, today, faults).read();
        if (read.contains(entry.id))
            faults << QStringLiteral("line %1: the id \"%2\" stands twice").arg(row.line).arg(entry.id);
        for (const auto& cover : entry.cover)
            deputies.emplace_back(row.line, cover.deputy);
        read.insert(entry.id, entry);
    }
    for (const auto& [line, deputy] : deputies)
        if (!deputy.isEmpty() && !read.contains(deputy) && !directory.entry(deputy))
            faults
                << QStringLiteral("line %1: the deputy \"%2\" is not in the directory").arg(line).arg(deputy);
    return read;
}

} // namespace

Result<ImportPlan> planOf(const QByteArray& csv, const Directory& directory, Extent extent,
                          const QDate& today) {
    const auto table = CsvTable::parse(csv);
    if (!table) return faultyTable({table.error().message});
    if (table->rows.isEmpty()) return faultyTable({QStringLiteral("line 1: the table is empty")});
    const auto header = table->rows.first().cells;
    auto faults = faultsOfHeader(header, columns, neededColumns);
    if (!faults.isEmpty()) return faultyTable(faults);
    const auto read = entriesOf(*table, directory, today, faults);
    if (extent == Extent::Whole && read.isEmpty() && faults.isEmpty())
        faults << QStringLiteral(
            "line 1: no entry follows; as the whole directory that would retire everybody");
    if (!faults.isEmpty()) return faultyTable(faults);

    ImportPlan plan;
    for (auto entry : read) {
        const auto* old = directory.entry(entry.id);
        if (!old) {
            plan.added << entry;
            plan.words << QStringLiteral("adds %1").arg(wordOf(entry));
            continue;
        }
        keepUnmentioned(entry, *old, header);
        keepVerification(entry, *old);
        if (entry == *old) continue;
        plan.changed << entry;
        plan.words << QStringLiteral("changes %1: %2").arg(wordOf(entry), changedParts(*old, entry));
    }
    if (extent == Extent::Part) return plan;
    for (const auto& entry : directory.entries) {
        if (entry.retired || read.contains(entry.id)) continue;
        plan.retired << entry.id;
        plan.words << QStringLiteral("retires %1").arg(wordOf(entry));
    }
    return plan;
}

QByteArray toCsv(const Directory& directory) {
    QStringList lines{columns.join(QLatin1Char(','))};
    for (const auto& entry : directory.entries) {
        if (entry.retired) continue;
        QStringList cover;
        for (const auto& each : entry.cover)
            cover << QStringLiteral("%1 %2..%3")
                         .arg(each.deputy, each.from.toString(Qt::ISODate), each.until.toString(Qt::ISODate));
        const auto& addresses = entry.addresses;
        const QStringList cells{entry.id,
                                toText(entry.kind),
                                entry.name,
                                entry.roles.join(QStringLiteral("; ")),
                                entry.registration,
                                addresses.telephone,
                                addresses.bypass,
                                addresses.mail,
                                addresses.hl7,
                                entry.opens.toString(QStringLiteral("hh:mm")),
                                entry.closes.toString(QStringLiteral("hh:mm")),
                                cover.join(QStringLiteral("; ")),
                                entry.validFrom.toString(Qt::ISODate),
                                entry.validUntil.toString(Qt::ISODate),
                                entry.verifiedOn.toString(Qt::ISODate),
                                entry.verifiedBy};
        QStringList line;
        for (const auto& cell : cells)
            line << csvCell(cell);
        lines << line.join(QLatin1Char(','));
    }
    return lines.join(QLatin1Char('\n')).toUtf8() + '\n';
}

} // namespace vigil::directory
