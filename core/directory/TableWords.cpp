// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/TableWords.h"

#include <QRegularExpression>

namespace vigil::directory {

QStringList faultsOfHeader(const QStringList& header, const QStringList& known, qsizetype needed) {
    QStringList faults;
    for (const auto& column : header)
        if (!known.contains(column))
            faults << QStringLiteral("line 1: the column \"%1\" is not known; there are %2")
                          .arg(column, known.join(QStringLiteral(", ")));
        else if (header.count(column) > 1)
            faults << QStringLiteral("line 1: the column \"%1\" stands twice").arg(column);
    for (const auto& column : known.mid(0, needed))
        if (!header.contains(column))
            faults << QStringLiteral("line 1: the column \"%1\" is missing").arg(column);
    return faults;
}

Error faultyTable(const QStringList& faults) {
    constexpr qsizetype faultsNamed = 20;
    auto named = faults.mid(0, faultsNamed);
    if (faults.size() > faultsNamed) named << QStringLiteral("and %1 more").arg(faults.size() - faultsNamed);
    return {Error::Code::Invalid,
            QStringLiteral("The table has faults; nothing was changed.\n") + named.join(QLatin1Char('\n')),
            {}};
}

QString csvCell(QString text) {
    static const QRegularExpression special(QStringLiteral("[\",\\n\\r]"));
    if (!text.contains(special)) return text;
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

} // namespace vigil::directory
