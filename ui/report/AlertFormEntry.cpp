// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in an alert form, taken out while the reader is elsewhere and put back.
#include "ui/report/AlertForm.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>

namespace vigil::ui {

void AlertForm::followEdits() {
    for (auto* line : findChildren<QLineEdit*>()) // those of editable boxes are among them
        connect(line, &QLineEdit::textChanged, this, &AlertForm::edited);
    for (auto* box : {m_category, m_side})
        connect(box, &QComboBox::currentIndexChanged, this, &AlertForm::edited);
    for (auto* mark : std::initializer_list<QAbstractButton*>{m_suspected, m_linkImage})
        connect(mark, &QAbstractButton::toggled, this, &AlertForm::edited);
    connect(m_text, &QPlainTextEdit::textChanged, this, &AlertForm::edited);
    connect(m_due, &QDateEdit::dateChanged, this, &AlertForm::edited);
    connect(m_told, &ToldFields::changed, this, &AlertForm::edited);
}

QString AlertForm::findingWords() const {
    return m_finding->currentText().trimmed();
}

/// The only one that can be joined; of several the reader chooses, from the first on.
void AlertForm::joinByKey() {
    const auto offered = m_earlier->findChildren<QPushButton*>(QStringLiteral("joinAlert"));
    if (offered.isEmpty() || !m_raise->isEnabled()) return;
    if (offered.size() == 1) return offered.first()->click();
    offered.first()->setFocus(Qt::ShortcutFocusReason);
}

AlertEntry AlertForm::entry() const {
    AlertEntry entry;
    entry.image = m_image;
    entry.imageLabel = m_imageLabel;
    entry.isLinked = m_linkImage->isChecked();
    entry.correctionOf = m_correctionOf;
    entry.finding = m_finding->currentText();
    entry.category = m_category->currentData().toString();
    entry.reason = m_reason->text();
    entry.isSuspected = m_suspected->isChecked();
    entry.site = m_site->text();
    entry.side = m_side->currentIndex();
    entry.text = m_text->toPlainText();
    entry.hasPractices = !m_requestingPractice->isHidden();
    entry.requestingPractice = m_requestingPractice->text();
    entry.registeredPractice = m_registeredPractice->text();
    entry.ownerName = m_ownerName->text();
    entry.ownerRole = m_ownerRole->currentText();
    entry.backUpRole = m_backUp->currentText();
    entry.action = m_action->text();
    entry.due = m_due->date();
    entry.presetText = m_presetText;
    entry.presetName = m_presetName;
    entry.presetOwner = m_presetOwner;
    entry.presetBackUp = m_presetBackUp;
    entry.isRestricted = m_restricted;
    entry.location = m_location;
    entry.referrer = m_referrer;
    entry.told = m_told->entry();
    return entry;
}

void AlertForm::resume(const AlertEntry& entry, const QString& patient) {
    reset(entry.image, entry.imageLabel, patient);
    setCorrection(entry.correctionOf);
    m_location = entry.location;
    m_referrer = entry.referrer;
    // Finding and category first: they write presets into what comes after them.
    m_finding->setEditText(entry.finding);
    m_category->setCurrentIndex(m_category->findData(entry.category));
    m_reason->setText(entry.reason);
    (entry.isSuspected ? m_suspected : m_unsuspected)->setChecked(true);
    m_told->resume(entry.told);
    m_site->setText(entry.site);
    m_side->setCurrentIndex(entry.side);
    m_text->setPlainText(entry.text);
    setPracticesVisible(entry.hasPractices);
    m_requestingPractice->setText(entry.requestingPractice);
    m_registeredPractice->setText(entry.registeredPractice);
    m_ownerName->setText(entry.ownerName);
    m_ownerRole->setEditText(entry.ownerRole);
    m_backUp->setEditText(entry.backUpRole);
    m_action->setText(entry.action);
    m_due->setDate(entry.due);
    m_linkImage->setChecked(entry.isLinked);
    m_presetText = entry.presetText;
    m_presetName = entry.presetName;
    m_presetOwner = entry.presetOwner;
    m_presetBackUp = entry.presetBackUp;
    m_restricted = entry.isRestricted;
    show();
    askWay();
}

} // namespace vigil::ui
