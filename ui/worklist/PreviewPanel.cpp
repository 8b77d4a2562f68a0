// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/PreviewPanel.h"

#include "ui/Theme.h"
#include "ui/worklist/WorklistText.h"

#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

QString birthText(const study::Patient& patient) {
    if (!patient.birthDate.isValid()) return QStringLiteral("Birth date not given");
    return QStringLiteral("Born %1").arg(QLocale(QLocale::English, QLocale::UnitedKingdom)
                                             .toString(patient.birthDate, QStringLiteral("d MMM yyyy")));
}

QString toneWord(Tone tone) {
    if (tone == Tone::Critical) return QStringLiteral("critical");
    return tone == Tone::Warning ? QStringLiteral("warning") : QString();
}

} // namespace

PreviewPanel::PreviewPanel(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("preview"));
    setAccessibleName(QStringLiteral("Preview"));
    setProperty("role", QStringLiteral("panel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(6);
    m_name = new QLabel(this);
    m_name->setProperty("role", QStringLiteral("heading"));
    m_who = new QLabel(this);
    m_who->setProperty("role", QStringLiteral("muted"));
    m_limit = new QLabel(this);
    for (auto* label : {m_name, m_who, m_limit}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        layout->addWidget(label);
    }
    layout->addSpacing(8);
    m_lines = new QFormLayout;
    m_lines->setHorizontalSpacing(14);
    m_lines->setVerticalSpacing(7);
    m_lines->setRowWrapPolicy(QFormLayout::DontWrapRows);
    m_lines->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    layout->addLayout(m_lines);
    layout->addStretch(1);
    auto* hint = new QLabel(QStringLiteral("Enter opens · Space closes this"), this);
    hint->setProperty("role", QStringLiteral("muted"));
    layout->addWidget(hint);
}

void PreviewPanel::addLine(const QString& label, const QString& text) {
    if (text.isEmpty()) return;
    auto* name = new QLabel(label, this);
    name->setProperty("role", QStringLiteral("muted"));
    auto* value = new QLabel(text, this);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_lines->addRow(name, value);
}

void PreviewPanel::show(const study::WorklistRow& row, const QDateTime& now) {
    while (m_lines->rowCount() > 0)
        m_lines->removeRow(0);
    const auto& study = row.study;
    const auto day = study.studyTime.date();
    m_name->setText(study::displayName(study.patient.name));
    m_who->setText(QStringLiteral("%1, %2").arg(birthText(study.patient), ageAndSex(study.patient, day)));
    const auto limit = limitText(row, now);
    m_limit->setText(limit.isEmpty() || row.status == study::ReadingStatus::Final
                         ? statusWord(row.status)
                         : QStringLiteral("%1, limit %2").arg(statusWord(row.status), limit));
    setLook(*m_limit, "tone", toneWord(limitTone(row, now)));

    addLine(QStringLiteral("Examination"), study.description);
    addLine(QStringLiteral("Taken"), momentText(study.studyTime, now));
    addLine(QStringLiteral("Urgency"), urgencyWord(study.urgency));
    addLine(QStringLiteral("Patient id"), study.patient.key.id);
    QStringList accessions;
    for (const auto& procedure : study.procedures)
        if (!procedure.accessionNumber.isEmpty()) accessions << procedure.accessionNumber;
    if (accessions.isEmpty() && !study.accessionNumber.isEmpty()) accessions << study.accessionNumber;
    addLine(QStringLiteral("Accession"), accessions.join(QStringLiteral(", ")));
    addLine(QStringLiteral("Referrer"), study::displayName(study.referringPhysician));
    addLine(QStringLiteral("Location"), study.patientLocation);
    addLine(QStringLiteral("Images"), imagesText(row));
    addLine(QStringLiteral("Priors"),
            row.priors > 0 ? QString::number(row.priors) : QStringLiteral("none known"));
    addLine(QStringLiteral("Alerts"), alertsText(row));
    addLine(QStringLiteral("Claimed by"), row.claimedByMe ? QStringLiteral("you") : row.claimedBy);
    addLine(QStringLiteral("From"), study.sourceId);
}

} // namespace vigil::ui
