// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QDate>
#include <QSet>
#include <QString>
#include <QStringList>

namespace vigil::alert {

/// The bank holidays of one part of the United Kingdom, substitute days included.
struct BankHolidays {
    QSet<QDate> days;
    QDate until; ///< the last day for which they are known

    bool operator==(const BankHolidays&) const = default;
};

/// "england-and-wales", "scotland", "northern-ireland": the words of the policy file.
[[nodiscard]] QStringList holidayRegions();
/// From the data compiled in (resources/policies/holidays). NotFound names the regions there are.
[[nodiscard]] Result<BankHolidays> bankHolidaysOf(const QString& region);

} // namespace vigil::alert
