// SPDX-License-Identifier: GPL-3.0-or-later
// What the policy makes of what stands in an alert form: its limits, whether anybody is asked, and whom.
#include "ui/report/AlertForm.h"

#include "core/alert/DraftCheck.h"
#include "ui/Announce.h"
#include "ui/Theme.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>

namespace vigil::ui {

namespace {

/// `place`: where these limits apply; empty = everywhere.
QString limitsText(const alert::CategoryRule& rule, const QString& place) {
    QStringList parts{place};
    parts.removeAll(QString());
    if (rule.limits.spokenContact)
        parts << QStringLiteral("call within %1").arg(alert::toText(*rule.limits.spokenContact));
    if (rule.limits.acknowledge)
        parts << QStringLiteral("acknowledged within %1").arg(alert::toText(*rule.limits.acknowledge));
    if (rule.limits.actedOn)
        parts << QStringLiteral("acted on within %1").arg(alert::toText(*rule.limits.actedOn));
    return parts.join(QStringLiteral(" · "));
}

/// Empty when somebody will be asked.
QString documentedText(alert::Documented why) {
    const auto said = QStringLiteral("Documented only: nobody will be asked to act%1.");
    switch (why) {
    case alert::Documented::No:
        return {};
    case alert::Documented::ByCategory:
        return said.arg(QString());
    case alert::Documented::Suspected:
        return said.arg(QStringLiteral(", the referrer suspected it"));
    case alert::Documented::Told:
        return said.arg(QStringLiteral(", it was told and read back"));
    }
    return {};
}

} // namespace

void AlertForm::showCategory() {
    const auto* rule = category();
    m_limits->setVisible(rule != nullptr);
    if (rule) presetPeople(m_policy.categoryAt(rule->code, m_location).value_or(*rule));
    showLimits();
    m_reason->setVisible(isLowered());
    if (m_reasonLabel) m_reasonLabel->setVisible(isLowered());
}

/// What follows from the category, and that nothing does when it is only documented.
void AlertForm::showLimits() {
    const auto* rule = category();
    if (!rule) return;
    const auto* chosen = finding();
    const auto here =
        m_policy.categoryFor(chosen ? chosen->code : QString(), rule->code, m_location).value_or(*rule);
    m_told->setRoles(here.mayAccept);
    alert::AlertDraft known;
    known.suspected = m_suspected->isChecked() ? alert::Suspected::Yes : alert::Suspected::No;
    known.told = m_told->call();
    const auto documented = documentedText(alert::documentedOnly(known, here));
    const bool isNews = !documented.isEmpty() && documented != m_limits->text();
    const auto* place = m_policy.location(m_location);
    m_limits->setText(documented.isEmpty() ? limitsText(here, place ? place->label : QString()) : documented);
    setLook(*m_limits, "tone", documented.isEmpty() ? QString() : QStringLiteral("info"));
    m_recipients->setVisible(documented.isEmpty());
    if (isNews) announce(*m_limits);
}

bool AlertForm::hasOwnRoute() const {
    const auto* chosen = finding();
    return chosen && !chosen->ownerRole.isEmpty();
}

void AlertForm::presetPeople(const alert::CategoryRule& rule) {
    const auto preset = [](QComboBox& combo, QString& before, const QString& role) {
        if (combo.currentText().isEmpty() || combo.currentText() == before) combo.setEditText(role);
        before = role;
        combo.lineEdit()->setCursorPosition(0); // a long role shows its beginning
    };
    preset(*m_ownerRole, m_presetOwner, hasOwnRoute() ? finding()->ownerRole : rule.ownerRole);
    preset(*m_backUp, m_presetBackUp, rule.backUpRole);
    // Whoever asked for the examination waits for it; a finding with a route of its own passes them by.
    const auto name = hasOwnRoute() ? QString() : study::displayName(m_referrer);
    if (m_ownerName->text() == m_presetName) {
        m_ownerName->setText(name);
        m_ownerName->setCursorPosition(0);
    }
    m_presetName = name;
    m_askSoon.start();
}

} // namespace vigil::ui
