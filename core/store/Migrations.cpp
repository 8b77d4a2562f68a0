// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/Migrations.h"

#include "core/store/Transaction.h"

#include <QDir>
#include <QFile>

namespace vigil::store {

namespace {

/// Statements without comments; a blank line ends one, so that triggers may hold semicolons.
QStringList statementsOf(const QString& text) {
    QStringList statements;
    QStringList lines;
    const auto flush = [&] {
        const auto statement = lines.join(QLatin1Char('\n')).trimmed();
        if (!statement.isEmpty()) statements << statement;
        lines.clear();
    };
    for (const auto& line : text.split(QLatin1Char('\n'))) {
        if (line.trimmed().isEmpty())
            flush();
        else if (!line.trimmed().startsWith(QLatin1String("--")))
            lines << line;
    }
    flush();
    return statements;
}

} // namespace

QList<Migrations::Step> Migrations::steps() const {
    QList<Step> steps;
    const auto names = QDir(m_folder).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
    for (const auto& name : names)
        steps << Step{name.section(QLatin1Char('_'), 0, 0).toInt(), m_folder + QLatin1Char('/') + name};
    return steps;
}

int Migrations::newest() const {
    const auto all = steps();
    return all.isEmpty() ? 0 : all.last().number;
}

Result<int> Migrations::version(const Database& database) {
    VIGIL_TRY(const auto version, database.value(QStringLiteral("PRAGMA user_version")));
    return version.toInt();
}

Result<void> Migrations::apply(Database& database) const {
    VIGIL_TRY(const int current, version(database));
    if (current > newest())
        return Error{
            Error::Code::Newer,
            QStringLiteral(
                "This data folder was last used by a newer Vigil. Install that version, or start with "
                "another data folder. Nothing was changed."),
            QStringLiteral("schema %1, known %2").arg(current).arg(newest())};
    for (const auto& step : steps()) {
        if (step.number <= current) continue;
        QFile file(step.path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{Error::Code::Internal, QStringLiteral("Vigil is not installed completely."),
                         step.path};
        VIGIL_TRY(const auto transaction, Transaction::begin(database));
        for (const auto& statement : statementsOf(QString::fromUtf8(file.readAll())))
            VIGIL_CHECK(transaction->execute(statement));
        VIGIL_CHECK(transaction->execute(QStringLiteral("PRAGMA user_version=%1").arg(step.number)));
        VIGIL_CHECK(transaction->commit());
    }
    return {};
}

} // namespace vigil::store
