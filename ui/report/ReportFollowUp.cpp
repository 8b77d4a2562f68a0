// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportFollowUp.h"

#include "core/base/Async.h"
#include "ui/PlainLabel.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/FactsForm.h"
#include "ui/followup/FollowUpText.h"

#include <QVBoxLayout>

namespace vigil::ui {

namespace {

/// None is preset: what the reader did not choose is not what a patient waits for.
struct Interval {
    const char* words;
    int weeks;
    int months;
};
constexpr Interval intervals[] = {{"in 6 weeks", 6, 0},
                                  {"in 3 months", 0, 3},
                                  {"in 6 months", 0, 6},
                                  {"in 12 months", 0, 12},
                                  {"in 24 months", 0, 24}};

QString ownDay() {
    return QStringLiteral("on another day");
}

using Kind = FactField::Kind;
using Need = FactField::Need;

/// Invalid as long as no day was chosen: today, where the other day begins, is none.
QDate chosenDay(const QString& when, const QString& day, const QDate& today) {
    for (const auto& interval : intervals)
        if (when == QLatin1String(interval.words))
            return today.addDays(7 * interval.weeks).addMonths(interval.months);
    const auto chosen = QDate::fromString(day, Qt::ISODate);
    return chosen == today ? QDate() : chosen;
}

/// The referrer of the studies, DICOM form; empty when no study names one.
QString referrerOf(const QList<study::Study>& studies) {
    for (const auto& study : studies)
        if (!study.referringPhysician.isEmpty()) return study.referringPhysician;
    return {};
}

QList<FactField> followUpFields(const QList<study::Study>& studies, const QDate& today) {
    const auto study = studies.value(0);
    const QStringList modalities{QStringLiteral("CT"), QStringLiteral("MR"), QStringLiteral("US"),
                                 QStringLiteral("DX"), QStringLiteral("PT"), QStringLiteral("NM"),
                                 QStringLiteral("MG"), QStringLiteral("RF")};
    QStringList whens;
    for (const auto& interval : intervals)
        whens << QLatin1String(interval.words);
    whens << ownDay();
    auto modality = study.modalities.value(0);
    if (modality == QLatin1String("CR")) modality = QStringLiteral("DX");
    return {{QStringLiteral("modality"), QStringLiteral("Modality"), Kind::Choice, Need::Required, modalities,
             modalities.contains(modality) ? modality : QString(), QString()},
            {QStringLiteral("bodyPart"), QStringLiteral("Part of the body"), Kind::Line, Need::Required,
             QStringList(), study.bodyPart.toLower(), QString()},
            {QStringLiteral("reason"), QStringLiteral("Question"), Kind::Line, Need::Required, QStringList(),
             QString(), QStringLiteral("what the examination is to answer")},
            {QStringLiteral("when"), QStringLiteral("Due"), Kind::Choice, Need::Required, whens, QString(),
             QString()},
            {QStringLiteral("due"), QStringLiteral("Due by"), Kind::Date, Need::Required, QStringList(),
             today.toString(Qt::ISODate), QString(), QStringLiteral("when"), QStringList{ownDay()}},
            {QStringLiteral("ownerName"), QStringLiteral("Booked by, name"), Kind::Line, Need::Optional,
             QStringList(), study::displayName(referrerOf(studies)), QStringLiteral("the referrer")},
            {QStringLiteral("ownerRole"), QStringLiteral("Booked by, role"), Kind::OpenChoice, Need::Required,
             QStringList{QStringLiteral("Referrer"), QStringLiteral("General practitioner"),
                         QStringLiteral("Responsible consultant")},
             QStringLiteral("Referrer"), QString()}};
}

} // namespace

ReportFollowUp::ReportFollowUp(const Clock& clock, QWidget* parent) : QWidget(parent), m_clock(clock) {
    setObjectName(QStringLiteral("reportFollowUp"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_known = plainLabel({}, this, "role", QStringLiteral("muted"));
    m_known->setObjectName(QStringLiteral("knownFollowUps"));
    m_known->setAccessibleName(QStringLiteral("Follow-ups of this patient"));
    m_known->hide();
    m_form = new FactsForm(this);
    m_form->setObjectName(QStringLiteral("followUpForm"));
    m_form->setAccessibleName(QStringLiteral("Recommend a follow-up"));
    layout->addWidget(m_known);
    connect(m_form, &FactsForm::submitted, this,
            [this](const QString&, const QHash<QString, QString>& facts) { record(facts); });
    connect(m_form, &FactsForm::dismissed, this, &ReportFollowUp::formClosed);
}

void ReportFollowUp::setService(followup::FollowUpService& service, Events& events) {
    m_service = &service;
    connect(&events, &Events::followUpsChanged, this, &ReportFollowUp::refresh);
}

void ReportFollowUp::setReport(const report::ReportContent& content, const QList<study::Study>& studies) {
    // What is being entered belongs to the report it was begun in.
    if (content.reportId != m_content.reportId && isFormOpen()) m_form->dismiss();
    m_content = content;
    m_studies = studies;
    refresh();
}

void ReportFollowUp::clear() {
    setReport({}, {});
}

QWidget* ReportFollowUp::form() const {
    return m_form;
}

bool ReportFollowUp::isFormOpen() const {
    return !m_form->isHidden();
}

void ReportFollowUp::recommend() {
    if (!m_service || m_content.reportId.isEmpty() || isFormOpen()) return;
    m_form->ask(QStringLiteral("recommend"), QStringLiteral("Recommend a follow-up"),
                QStringLiteral("Whoever books it is reminded until it is booked; it stays on the list until "
                               "somebody records how it ended."),
                QStringLiteral("Recommend"), followUpFields(m_studies, today()));
}

QDate ReportFollowUp::today() const {
    return toDateTime(m_clock.now()).toLocalTime().date();
}

void ReportFollowUp::record(const QHash<QString, QString>& facts) {
    const auto fact = [&](const char* key) { return facts.value(QLatin1String(key)); };
    followup::FollowUpDraft draft;
    draft.reportId = m_content.reportId;
    draft.patient = m_content.patient;
    draft.procedures = m_content.procedures;
    draft.reportPatient = m_content.patient.key;
    draft.modality = fact("modality");
    draft.bodyPart = fact("bodyPart");
    draft.reason = fact("reason");
    draft.dueDate = chosenDay(fact("when"), fact("due"), today());
    if (!draft.dueDate.isValid())
        return m_form->showProblem(QStringLiteral("Choose the day: it still stands at today."));
    draft.owner = {fact("ownerName"), fact("ownerRole")};
    // The name as the order has it, unless somebody wrote another one.
    if (draft.owner.name == study::displayName(referrerOf(m_studies)))
        draft.owner.name = referrerOf(m_studies);
    whenFinished(m_service->recommend(draft), this,
                 [this, reportId = m_content.reportId](const Result<QString>& id) {
                     if (reportId != m_content.reportId) return;
                     if (!id) return m_form->showProblem(id.error().message);
                     m_form->dismiss();
                     refresh();
                 });
}

void ReportFollowUp::refresh() {
    const auto question = ++m_asked;
    if (!m_service || m_content.patient.key.id.isEmpty()) {
        m_known->hide();
        return;
    }
    store::FollowUpStore::Filter ofPatient;
    ofPatient.patient = m_content.patient.key;
    whenFinished(m_service->rows(ofPatient), this,
                 [this, question](const Result<QList<followup::FollowUpRow>>& rows) {
                     if (question != m_asked || !rows) return;
                     QStringList lines;
                     for (const auto& row : *rows)
                         lines << QStringLiteral("Follow-up: %1 %2 by %3. %4. Owner: %5")
                                      .arg(row.draft.modality, row.draft.bodyPart, dayText(row.view.dueDate),
                                           followUpState(row.view), partyText(row.view.owner));
                     m_known->setText(lines.join(QLatin1Char('\n')));
                     m_known->setVisible(!lines.isEmpty());
                 });
}

} // namespace vigil::ui
