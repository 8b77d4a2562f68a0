// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/AlertNotice.h"

namespace vigil::notify {

QString partyWords(const alert::Party& who) {
    if (who.name.isEmpty()) return who.role;
    return QStringLiteral("%1 (%2)").arg(study::displayName(who.name), who.role);
}

QString placeWords(const alert::AlertDraft& finding) {
    QStringList parts{finding.site, alert::sideWords(finding.laterality)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

QString changeWords(const alert::AlertChange& change, const QString& categoryNow) {
    using What = alert::AlertChange::What;
    switch (change.what) {
    case What::Withdrawn:
        return QStringLiteral("This alert was withdrawn. Nobody has to act on it.");
    case What::Superseded:
        return QStringLiteral("This alert was replaced by another one. Nobody has to act on this one.");
    case What::Lowered:
        return QStringLiteral("The category of this alert was lowered from %1 to %2.")
            .arg(change.before, categoryNow);
    case What::Raised:
        return QStringLiteral("The category of this alert was raised from %1 to %2.")
            .arg(change.before, categoryNow);
    case What::Restored:
        break;
    }
    return QStringLiteral("The last change was taken back. This alert stands, category %1.").arg(categoryNow);
}

} // namespace vigil::notify
