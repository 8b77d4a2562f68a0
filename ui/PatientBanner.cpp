// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/PatientBanner.h"

#include "ui/Theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

QString date(const QDate& day) {
    return QLocale(QLocale::English, QLocale::UnitedKingdom).toString(day, QStringLiteral("d MMM yyyy"));
}

QString bornText(const study::Patient& patient, const QDate& examined, const QDate& today) {
    QStringList parts;
    if (patient.birthDate.isValid()) {
        const auto now = study::ageAt(patient.birthDate, today);
        const auto then = study::ageAt(patient.birthDate, examined);
        auto text = QStringLiteral("Born %1, %2").arg(date(patient.birthDate), now);
        if (!then.isEmpty() && then != now) text += QStringLiteral(" (%1 when examined)").arg(then);
        parts << text;
    } else {
        parts << QStringLiteral("Birth date not given");
    }
    if (patient.sex == QLatin1String("F"))
        parts << QStringLiteral("female");
    else if (patient.sex == QLatin1String("M"))
        parts << QStringLiteral("male");
    else
        parts << (patient.sex.isEmpty() ? QStringLiteral("sex not given") : QStringLiteral("sex other"));
    return parts.join(QStringLiteral(" · "));
}

QString accessionText(const study::Study& study) {
    QStringList numbers;
    for (const auto& procedure : study.procedures)
        if (!procedure.accessionNumber.isEmpty() && !numbers.contains(procedure.accessionNumber))
            numbers << procedure.accessionNumber;
    if (numbers.isEmpty() && !study.accessionNumber.isEmpty()) numbers << study.accessionNumber;
    return numbers.isEmpty() ? QStringLiteral("No accession number") : numbers.join(QStringLiteral(", "));
}

} // namespace

PatientBanner::PatientBanner(const Clock& clock, QWidget* parent) : QFrame(parent), m_clock(clock) {
    setObjectName(QStringLiteral("patientBanner"));
    setAccessibleName(QStringLiteral("Patient banner"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 7, 16, 7);
    column->setSpacing(2);
    m_row = new QHBoxLayout;
    m_row->setSpacing(22);
    column->addLayout(m_row);
    m_name = addFact(QStringLiteral("patientName"));
    m_name->setFont(scaledFont(font(), 3));
    m_name->setStyleSheet(QStringLiteral("font-weight: 600"));
    m_born = addFact(QStringLiteral("patientBorn"));
    m_identifiers = addFact(QStringLiteral("patientIdentifiers"));
    m_examination = addFact(QStringLiteral("examination"));
    m_accession = addFact(QStringLiteral("accession"));
    m_accession->setProperty("role", QStringLiteral("muted"));
    m_row->addStretch(1);
    m_mismatch = new QLabel(this);
    m_mismatch->setObjectName(QStringLiteral("mismatch"));
    m_mismatch->setTextFormat(Qt::PlainText);
    m_mismatch->setWordWrap(true);
    m_mismatch->setProperty("tone", QStringLiteral("critical"));
    m_mismatch->hide();
    column->addWidget(m_mismatch);
    hide();
}

QLabel* PatientBanner::addFact(const QString& objectName) {
    auto* label = new QLabel(this);
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    m_row->addWidget(label);
    return label;
}

void PatientBanner::show(const study::Study& study) {
    const auto& patient = study.patient;
    const auto name = study::displayName(patient.name);
    m_name->setText(name.isEmpty() ? QStringLiteral("No name given") : name);
    m_born->setText(
        bornText(patient, study.studyTime.date(), toDateTime(m_clock.now()).toLocalTime().date()));
    m_identifiers->setText(patient.key.issuer.isEmpty()
                               ? patient.key.id
                               : QStringLiteral("%1 (%2)").arg(patient.key.id, patient.key.issuer));
    const auto what =
        study.description.isEmpty() ? study.modalities.join(QLatin1Char('/')) : study.description;
    m_examination->setText(study.studyTime.isValid()
                               ? QStringLiteral("%1, %2 %3")
                                     .arg(what, date(study.studyTime.date()),
                                          study.studyTime.time().toString(QStringLiteral("HH:mm")))
                               : what);
    m_accession->setText(accessionText(study));
    setMismatch({});
    setVisible(true);
}

void PatientBanner::clear() {
    setMismatch({});
    hide();
}

void PatientBanner::setMismatch(const QString& text) {
    m_mismatch->setText(text);
    m_mismatch->setVisible(!text.isEmpty());
    setLook(*this, "mismatch", text.isEmpty() ? QStringLiteral("false") : QStringLiteral("true"));
    speak();
}

bool PatientBanner::hasMismatch() const {
    return !m_mismatch->text().isEmpty();
}

QString PatientBanner::text() const {
    QStringList parts;
    if (hasMismatch()) parts << m_mismatch->text();
    for (const auto* label : {m_name, m_born, m_identifiers, m_examination, m_accession})
        parts << label->text();
    return parts.join(QStringLiteral(", "));
}

void PatientBanner::speak() {
    setAccessibleDescription(text());
}

} // namespace vigil::ui
