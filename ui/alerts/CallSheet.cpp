// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/CallSheet.h"

#include "core/base/Async.h"
#include "ui/alerts/AlertActs.h"
#include "ui/alerts/AlertText.h"

#include <QLocale>

namespace vigil::ui {

namespace {

QStringList telephonesOf(const directory::Stop& stop) {
    QStringList numbers;
    for (const auto& each : stop.addresses)
        if (!each.telephone.isEmpty() && !numbers.contains(each.telephone)) numbers << each.telephone;
    return numbers;
}

/// As one says it: given name first.
QString spoken(const QString& dicomName) {
    const auto parts = dicomName.section(u'=', 0, 0).split(u'^');
    QStringList words{parts.value(3), parts.value(1), parts.value(2), parts.value(0), parts.value(4)};
    words.removeAll(QString());
    return words.join(u' ');
}

QString sentence(const QString& text) {
    const auto trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed.endsWith(u'.')) return trimmed;
    return trimmed + u'.';
}

} // namespace

QString stopText(const directory::Stop& stop) {
    QStringList who{partyText(stop.who)};
    if (!stop.insteadOf.isEmpty())
        who << QStringLiteral("instead of %1, on leave").arg(study::displayName(stop.insteadOf));
    who << stop.how;
    who.removeAll(QString());
    const auto numbers = telephonesOf(stop);
    const auto reached = !numbers.isEmpty()   ? QStringLiteral("tel. ") + numbers.join(QStringLiteral(" or "))
                         : stop.isReachable() ? QStringLiteral("messages only, no telephone number")
                                              : QStringLiteral("no address in the directory");
    return QStringLiteral("%1 · %2").arg(who.join(QStringLiteral(", ")), reached);
}

QStringList reachLines(const alert::AlertWay& way) {
    if (!way.directoryKnown) {
        const auto words = QStringLiteral("no directory here, the number is not known");
        const auto who = partyText(way.asked.who); // nobody as long as nothing is chosen
        return {who.isEmpty() ? words : QStringLiteral("%1 · %2").arg(who, words)};
    }
    QStringList lines{QStringLiteral("First: ") + stopText(way.asked)};
    if (!way.route.closedPractice.isEmpty()) {
        for (const auto& stop : way.route.closedPractice.mid(1))
            lines << QStringLiteral("Then: ") + stopText(stop);
        lines << QStringLiteral("End: ") + stopText(way.route.end);
    } else {
        lines << QStringLiteral("Back-up: ") + stopText(way.route.backUp)
              << QStringLiteral("End: ") + stopText(way.route.end);
    }
    for (const auto& note : way.route.notes)
        lines << QStringLiteral("Note: ") + note;
    lines.removeDuplicates();
    return lines;
}

QString noRouteText(const alert::AlertWay& way) {
    if (!way.directoryKnown || way.route.hasRoute()) return {};
    return QStringLiteral("No route: %1. Telephone through the switchboard.").arg(way.route.noRoute);
}

QString callScript(const alert::AlertRow& row, const QString& recommendedAction, const report::User& caller) {
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    const auto site = siteText(row);
    QStringList lines;
    lines << QStringLiteral("\"This is %1, %2, with a result that needs action (%3).")
                 .arg(spoken(caller.name), caller.role, row.categoryLabel.toLower());
    lines << QStringLiteral("Patient: %1, born %2, number %3.")
                 .arg(spoken(row.patient.name),
                      row.patient.birthDate.isValid()
                          ? british.toString(row.patient.birthDate, QStringLiteral("d MMMM yyyy"))
                          : QStringLiteral("on an unknown date"),
                      row.patient.key.id);
    lines << QStringLiteral("Finding: %1%2")
                 .arg(row.findingLabel,
                      site.isEmpty() ? QStringLiteral(".") : QStringLiteral(", %1.").arg(site));
    if (!row.text.isEmpty() && sentence(row.text) != sentence(row.findingLabel)) lines << sentence(row.text);
    if (!recommendedAction.trimmed().isEmpty())
        lines << QStringLiteral("Recommended: %1").arg(sentence(recommendedAction));
    lines << QStringLiteral(
        "Please read back patient, number and finding, and tell me your name and role.\"");
    return lines.join(u'\n');
}

namespace {

/// What one call needs, gathered from two answers.
struct Sheet {
    QString numbers = QStringLiteral("Looking up the numbers…");
    QString action;
};

} // namespace

void fillCallSheet(alert::AlertService& service, const alert::AlertRow& row, FactsForm& form) {
    const auto sheet = std::make_shared<Sheet>();
    form.setProperty("sheetOf", row.view.alertId);
    const auto show = [sheet, row, &form, caller = service.user()] {
        if (form.act() != wordsOf(AlertAct::RecordCall).id || form.property("sheetOf") != row.view.alertId)
            return;
        form.setSheet(sheet->numbers + QStringLiteral("\n\n") + callScript(row, sheet->action, caller));
    };
    show();
    whenFinished(service.wayNow(row.view.alertId), &form, [sheet, show](const Result<alert::AlertWay>& way) {
        QStringList lines{way ? noRouteText(*way) : way.error().message};
        if (way) lines += reachLines(*way);
        lines.removeAll(QString());
        sheet->numbers = lines.join(u'\n');
        show();
    });
    whenFinished(service.alert(row.view.alertId), &form, [sheet, show](const Result<alert::Alert>& alert) {
        const auto raised = alert ? alert::raisedDraft(*alert) : std::nullopt;
        if (raised) sheet->action = raised->recommendedAction;
        show();
    });
}

} // namespace vigil::ui
