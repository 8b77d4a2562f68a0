// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/PolicyFaults.h"

#include <QHash>

namespace vigil::alert {

namespace {

/// Somebody who is given an alert and may not accept it can only let its time run out.
void checkLadder(const CategoryRule& category, const QString& where, QStringList& faults) {
    if (!category.actionable) return;
    for (const auto& role : {category.ownerRole, category.backUpRole})
        if (!category.mayAccept.contains(role, Qt::CaseInsensitive))
            faults << QStringLiteral("%1%2: the role \"%3\" is given alerts and may not accept them")
                          .arg(category.label, where, role);
}

} // namespace

QStringList faultsOf(const AlertPolicy& policy, const QDate& today) {
    QStringList faults;
    const auto ends = policy.calendarEnds();
    if (!ends.isValid())
        faults << QStringLiteral("the policy knows no bank holidays: working days are counted wrongly");
    else if (today.daysTo(ends) < calendarWarningDays)
        faults << QStringLiteral("the bank holidays of the policy are known until %1 only: publish the next "
                                 "calendar")
                      .arg(ends.toString(Qt::ISODate));
    QHash<QString, QString> codes;
    for (const auto& category : policy.categories()) {
        checkLadder(category, {}, faults);
        if (category.rank == 0 && category.actionable && !category.limits.spokenContact)
            faults << QStringLiteral(
                          "%1: the most urgent category has no limit for spokenContact: nobody has "
                          "to telephone")
                          .arg(category.label);
        for (const auto& location : policy.locations()) {
            const auto here = policy.categoryAt(category.code, location.code);
            if (here && *here != category)
                checkLadder(*here, QStringLiteral(" (%1)").arg(location.label), faults);
        }
        if (category.textCode.isEmpty())
            faults << QStringLiteral("%1: no text code for report and message").arg(category.label);
        else if (codes.contains(category.textCode))
            faults << QStringLiteral("%1 and %2 have the same text code")
                          .arg(codes.value(category.textCode), category.label);
        else
            codes.insert(category.textCode, category.label);
    }
    for (const auto& finding : policy.findings())
        for (const auto& role : {finding.ownerRole, finding.backUpRole})
            if (const auto own = policy.categoryFor(finding.code, finding.category, {});
                !role.isEmpty() && own && !own->mayAccept.contains(role, Qt::CaseInsensitive))
                faults << QStringLiteral("%1: the role \"%2\" is given alerts and may not accept them")
                              .arg(finding.label, role);
    return faults;
}

} // namespace vigil::alert
