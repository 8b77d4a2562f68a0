// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/BankHolidays.h"

#include "core/alert/PolicyYaml.h"

#include <QFile>

namespace vigil::alert {

QStringList holidayRegions() {
    return {QStringLiteral("england-and-wales"), QStringLiteral("scotland"),
            QStringLiteral("northern-ireland")};
}

Result<BankHolidays> bankHolidaysOf(const QString& region) {
    QFile file(QStringLiteral(":/vigil/policies/holidays/%1.yaml").arg(region));
    if (!holidayRegions().contains(region) || !file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound,
                     QStringLiteral("There are no bank holidays of \"%1\"; the regions are %2")
                         .arg(region, holidayRegions().join(QStringLiteral(", "))),
                     {}};
    BankHolidays holidays;
    VIGIL_CHECK(yaml::withLines(QStringLiteral("The list of bank holidays of %1").arg(region), [&] {
        const auto root = YAML::Load(file.readAll().toStdString());
        yaml::onlyKeys(root, {"region", "until", "days"});
        holidays.until = yaml::day(yaml::need(root, "until"), "until");
        for (const auto& node : yaml::need(root, "days")) {
            yaml::onlyKeys(node, {"date", "name"});
            holidays.days << yaml::day(yaml::need(node, "date"), "date");
        }
    }));
    return holidays;
}

} // namespace vigil::alert
