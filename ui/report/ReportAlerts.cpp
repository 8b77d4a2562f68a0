// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportAlerts.h"

#include "core/alert/AlertStory.h"
#include "core/base/Async.h"
#include "ui/Icons.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/CallSheet.h"
#include "ui/report/AlertForm.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto countdownTick = 10s;

bool callIsOpen(const alert::AlertRow& row) {
    return row.view.callTask == alert::CallTask::Open;
}

QPushButton* actButton(AlertAct act, QWidget* parent) {
    const auto& words = wordsOf(act);
    auto* button = new QPushButton(themedIcon(words.icon), words.name, parent);
    button->setObjectName(words.id + QStringLiteral("Button"));
    button->setAccessibleName(words.name);
    return button;
}

} // namespace

ReportAlerts::ReportAlerts(alert::AlertService& service, const Clock& clock, Events& events, QWidget* parent)
    : QWidget(parent), m_service(service), m_clock(clock) {
    setObjectName(QStringLiteral("reportAlerts"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_banner = new QLabel(this);
    m_banner->setObjectName(QStringLiteral("criticalBanner"));
    m_banner->setAccessibleName(QStringLiteral("Critical alert not yet told"));
    m_banner->setTextFormat(Qt::PlainText);
    m_banner->setWordWrap(true);
    m_banner->setMargin(8);
    m_banner->setAutoFillBackground(true);
    m_banner->setProperty("tone", QStringLiteral("critical"));
    m_banner->hide();
    layout->addWidget(m_banner);
    m_list = new QVBoxLayout;
    m_list->setSpacing(4);
    layout->addLayout(m_list);
    m_form = new AlertForm(service.policy(), this);
    m_facts = new FactsForm(this);
    connect(m_form, &AlertForm::raiseRequested, this, &ReportAlerts::raise);
    connect(m_form, &AlertForm::joinRequested, this, &ReportAlerts::join);
    connect(m_form, &AlertForm::wayAsked, this, &ReportAlerts::askWay);
    connect(m_form, &AlertForm::dismissed, this, [this] {
        m_form->hide();
        Q_EMIT formClosed();
    });
    connect(m_facts, &FactsForm::submitted, this, &ReportAlerts::record);
    connect(m_facts, &FactsForm::dismissed, this, &ReportAlerts::formClosed);
    connect(&events, &Events::alertsChanged, this, &ReportAlerts::refresh);
    connect(&events, &Events::outboxChanged, this, &ReportAlerts::refresh);
    m_tick.setInterval(countdownTick);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!m_rows.isEmpty()) rebuild();
    });
    m_tick.start();
}

void ReportAlerts::setReport(const report::ReportContent& content) {
    const bool another = content.reportId != m_content.reportId;
    m_content = content;
    if (another) {
        m_form->hide();
        m_facts->hide();
        m_callFor.clear();
        take({});
    }
    refresh();
}

void ReportAlerts::clear() {
    ++m_asked;
    setReport({});
}

void ReportAlerts::setImage(const std::optional<report::ImageReference>& image, const QString& label,
                            const study::PatientKey& patient) {
    m_image = image;
    m_imageLabel = label;
    m_imagesPatient = patient;
    // While the form is open its link stays with the image that was shown when it was opened.
}

QList<QWidget*> ReportAlerts::forms() const {
    return {m_form, m_facts};
}

bool ReportAlerts::isFormOpen() const {
    return !m_form->isHidden();
}

bool ReportAlerts::isEntering() const {
    return isFormOpen() || !m_facts->isHidden();
}

void ReportAlerts::flag() {
    if (m_content.reportId.isEmpty()) return;
    if (isFormOpen()) return m_form->raiseAlert();
    m_correction = {};
    beginForm(m_image, m_imageLabel);
}

void ReportAlerts::beginForm(const std::optional<report::ImageReference>& image, const QString& label) {
    m_facts->hide();
    m_form->begin(image, label,
                  QStringLiteral("%1 · %2").arg(study::displayName(m_content.patient.name),
                                                patientLine(m_content.patient, m_clock.now())));
    whenFinished(m_service.earlier(m_content.patient.key), m_form,
                 [this, reportId = m_content.reportId](const Result<alert::BoardRows>& rows) {
                     if (rows && reportId == m_content.reportId) showEarlier(*rows);
                 });
}

bool ReportAlerts::isCorrectable(const alert::AlertRow& row) const {
    const auto ours = m_content.studyUids();
    // One that another examination has joined speaks for that as well.
    const bool ofThisReport = row.reportId == m_content.reportId &&
                              std::all_of(row.studyUids.begin(), row.studyUids.end(),
                                          [&](const QString& uid) { return ours.contains(uid); });
    return row.view.open && alert::stands(row.view) && ofThisReport &&
           study::isSamePerson(row.view.raisedBy.name, m_service.user().name);
}

void ReportAlerts::correct(const QString& alertId) {
    whenFinished(m_service.alert(alertId), this,
                 [this, alertId, reportId = m_content.reportId](const Result<alert::Alert>& alert) {
                     const auto* row = rowOf(alertId);
                     if (!row || reportId != m_content.reportId) return;
                     if (isFormOpen())
                         return m_form->showProblem(
                             QStringLiteral("Raise or cancel this one first, then correct the other."));
                     if (alert) return beginCorrection(*row, *alert);
                     m_banner->setText(alert.error().message);
                     m_banner->show();
                 });
}

void ReportAlerts::beginCorrection(const alert::AlertRow& row, const alert::Alert& alert) {
    const auto raised = alert::raisedDraft(alert);
    if (!raised) return;
    if (row.restricted && raised->text.isEmpty()) {
        m_banner->setText(QStringLiteral("The text of this alert is on the computer that it was raised on. "
                                         "Correct it there."));
        return m_banner->show();
    }
    auto draft = *raised;
    draft.category = row.view.category; // as it stands now
    m_correction = {row.view.alertId, {}};
    const auto now = alert::AlertStory(alert).draft().location;
    if (now != raised->location) m_correction.location = now;
    const bool hasImage = !draft.images.isEmpty();
    beginForm(hasImage ? std::optional(draft.images.first()) : m_image,
              hasImage ? QStringLiteral("the image it was raised with") : m_imageLabel);
    m_form->correct(draft);
}

alert::BoardRows ReportAlerts::stillToTell(const QString& butFor) const {
    auto rows = m_rows;
    rows.removeIf([&](const alert::BoardRow& row) {
        return row->view.stillToTell.isEmpty() || row->view.alertId == butFor;
    });
    return rows;
}

void ReportAlerts::showEarlier(const alert::BoardRows& rows) {
    using Earlier = AlertForm::Earlier;
    QList<Earlier> earlier;
    for (const auto& row : rows) {
        if (row->view.alertId == m_correction.alertId) continue;
        const bool ofThisStudy = row->studyUids.contains(m_content.studyUids().value(0));
        earlier << Earlier{
            row->view.alertId,
            QStringLiteral("%1 (%2, %3, raised %4)")
                .arg(row->findingLabel, row->categoryLabel.toLower(), alert::toText(row->view.state),
                     timeText(row->view.raisedAt, m_clock.now())),
            alert::stillActs(row->view) && !ofThisStudy ? Earlier::Join::Offered : Earlier::Join::No};
    }
    m_form->setEarlier(earlier);
}

alert::AlertDraft ReportAlerts::ofThisReport(alert::AlertDraft draft) const {
    draft.reportId = m_content.reportId;
    draft.patient = m_content.patient;
    draft.procedures = m_content.procedures;
    draft.reportPatient = m_content.patient.key;
    draft.imagesPatient = m_imagesPatient.id.isEmpty() ? m_content.patient.key : m_imagesPatient;
    draft.location = m_correction.location;
    return draft;
}

void ReportAlerts::join(const QString& alertId, const alert::AlertDraft& seen) {
    m_form->setWork(AlertForm::Work::Raising);
    whenFinished(m_service.join(alertId, ofThisReport(seen)), this,
                 [this, reportId = m_content.reportId](const Result<void>& joined) {
                     m_form->setWork(AlertForm::Work::Idle);
                     if (!joined) return m_form->showProblem(joined.error().message);
                     if (reportId != m_content.reportId) return;
                     m_form->hide();
                     refresh();
                     Q_EMIT formClosed();
                 });
}

void ReportAlerts::askWay(const alert::AlertDraft& entered) {
    const auto question = ++m_wayAsked;
    whenFinished(m_service.wayOf(ofThisReport(entered)), m_form,
                 [this, question](const Result<alert::AlertWay>& way) {
                     if (question == m_wayAsked && way) m_form->showWay(*way);
                 });
}

void ReportAlerts::raise(const alert::AlertDraft& draft) {
    m_form->setWork(AlertForm::Work::Raising);
    const auto complete = ofThisReport(draft);
    whenFinished(m_correction.alertId.isEmpty() ? m_service.raise(complete)
                                                : m_service.supersede(m_correction.alertId, complete),
                 this, [this, reportId = m_content.reportId](const Result<QString>& alertId) {
                     m_form->setWork(AlertForm::Work::Idle);
                     if (!alertId) return m_form->showProblem(alertId.error().message);
                     if (reportId == m_content.reportId) m_form->hide();
                     afterRaise(*alertId);
                 });
}

void ReportAlerts::afterRaise(const QString& alertId) {
    m_callFor = alertId;
    refresh();
}

void ReportAlerts::refresh() {
    const auto question = ++m_asked;
    if (m_content.reportId.isEmpty()) return take({});
    alert::BoardFilter filter;
    filter.which = alert::BoardFilter::Which::All;
    filter.studyUid = m_content.studyUids().value(0);
    whenFinished(m_service.board(filter), this, [this, question](const Result<alert::BoardRows>& rows) {
        if (question == m_asked && rows) take(*rows);
    });
}

void ReportAlerts::take(const alert::BoardRows& rows) {
    m_rows = rows;
    rebuild();
    Q_EMIT changed();
    if (m_callFor.isEmpty()) return;
    const auto* raised = rowOf(m_callFor);
    if (!raised) return;
    const auto alertId = std::exchange(m_callFor, {});
    if (callIsOpen(*raised))
        ask(AlertAct::RecordCall, alertId);
    else
        Q_EMIT formClosed();
}

const alert::AlertRow* ReportAlerts::rowOf(const QString& alertId) const {
    for (const auto& row : m_rows)
        if (row->view.alertId == alertId) return row.get();
    return nullptr;
}

QStringList ReportAlerts::alertedFindings() const {
    QStringList codes;
    for (const auto& row : m_rows)
        if (alert::stands(row->view)) codes << row->findingCode;
    return codes;
}

QStringList ReportAlerts::pendingCriticals() const {
    return criticals([](const alert::AlertRow&) { return false; });
}

QStringList ReportAlerts::untoldCriticals() const {
    return criticals(&isCalledOrHandedOver);
}

QStringList ReportAlerts::criticals(bool (*left)(const alert::AlertRow&)) const {
    QStringList lines;
    for (const auto& row : m_rows) {
        const auto why = whyUntold(*row);
        if (!why.isEmpty() && !left(*row))
            lines << QStringLiteral("%1: %2").arg(row->findingLabel, why.join(QStringLiteral("; ")));
    }
    return lines;
}

void ReportAlerts::updateBanner() {
    const auto lines = pendingCriticals();
    m_banner->setVisible(!lines.isEmpty());
    m_banner->setText(lines.join(u'\n'));
    auto colours = m_banner->palette();
    colours.setColor(QPalette::Window, toneSurface(palette(), Tone::Critical));
    m_banner->setPalette(colours);
}

void ReportAlerts::rebuild() {
    // A row that has the focus is not taken away under the reader's hand: only its words change then.
    const auto* focused = focusWidget();
    const bool isHere = focused && focused->hasFocus();
    const auto keep = isHere ? focused->objectName() : QString();
    const auto keepRow = isHere ? focused->parent()->property("alertId").toString() : QString();
    while (auto* item = m_list->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (const auto& row : std::as_const(m_rows)) {
        auto* widget = rowWidget(*row);
        m_list->addWidget(widget);
        if (keep.isEmpty() || widget->property("alertId").toString() != keepRow) continue;
        if (auto* again = widget->findChild<QPushButton*>(keep)) again->setFocus();
    }
    updateBanner();
}

QWidget* ReportAlerts::rowWidget(const alert::AlertRow& row) {
    auto* frame = new QFrame(this);
    frame->setProperty("role", QStringLiteral("panel"));
    frame->setObjectName(QStringLiteral("alertRow"));
    frame->setProperty("alertId", row.view.alertId);
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(10, 6, 10, 6);
    layout->setSpacing(4);
    auto* line = new QHBoxLayout;
    auto* icon = new QLabel(frame);
    const int size = fontMetrics().height();
    icon->setPixmap(
        themedIcon(categoryIcon(row.view.category), categoryTone(row.rank)).pixmap(QSize(size, size)));
    const auto now = m_clock.now();
    auto* words = new QLabel(frame);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setObjectName(QStringLiteral("alertWords"));
    words->setText(QStringLiteral("%1 · %2").arg(row.categoryLabel, row.findingLabel));
    auto* state = new QLabel(frame);
    state->setTextFormat(Qt::PlainText);
    state->setWordWrap(true);
    state->setObjectName(QStringLiteral("alertState"));
    auto text = stateWords(row.view.state);
    if (row.view.open && !nextStep(row.view, now).isEmpty())
        text += QStringLiteral(" · %1 %2").arg(nextStep(row.view, now), countdown(row.view, now));
    state->setText(text);
    state->setProperty(isOverdue(row.view, now) ? "tone" : "role",
                       isOverdue(row.view, now) ? QStringLiteral("critical") : QStringLiteral("muted"));
    line->addWidget(icon, 0, Qt::AlignTop);
    line->addWidget(words, 1);
    layout->addLayout(line);
    layout->addWidget(state);
    frame->setAccessibleName(words->text() + QStringLiteral(", ") + text);
    if (auto* buttons = rowButtons(row, frame)) layout->addLayout(buttons);
    return frame;
}

QLayout* ReportAlerts::rowButtons(const alert::AlertRow& row, QWidget* parent) {
    QList<QPushButton*> wanted;
    for (const auto act : {AlertAct::RecordCall, AlertAct::HandOverCall}) {
        const bool isToBeCalled =
            row.view.callTask == alert::CallTask::HandedOver || !row.view.stillToTell.isEmpty();
        if (!callIsOpen(row) && (act == AlertAct::HandOverCall || !isToBeCalled)) continue;
        wanted << actButton(act, parent);
        connect(wanted.last(), &QPushButton::clicked, this,
                [this, act, id = row.view.alertId] { ask(act, id); });
    }
    if (isCorrectable(row)) {
        wanted << new QPushButton(themedIcon(QStringLiteral("draft")), QStringLiteral("Correct"), parent);
        wanted.last()->setObjectName(QStringLiteral("correctAlertButton"));
        wanted.last()->setAccessibleName(QStringLiteral("Correct this alert"));
        connect(wanted.last(), &QPushButton::clicked, this, [this, id = row.view.alertId] { correct(id); });
    }
    if (wanted.isEmpty()) return nullptr;
    auto* buttons = new QHBoxLayout;
    for (auto* button : wanted)
        buttons->addWidget(button);
    buttons->addStretch(1);
    return buttons;
}

void ReportAlerts::ask(AlertAct act, const QString& alertId) {
    const auto* row = rowOf(alertId);
    if (!row) return;
    m_actingOn = alertId;
    m_form->hide();
    askFor(act, *row, m_service.policy(), *m_facts, {stillToTell(alertId), m_clock.now()});
    if (act == AlertAct::RecordCall) fillCallSheet(m_service, *row, *m_facts);
}

void ReportAlerts::record(const QString& actId, const QHash<QString, QString>& facts) {
    const auto* row = rowOf(m_actingOn);
    if (!row) return m_facts->showProblem(QStringLiteral("This alert is not here any more."));
    const auto act =
        actId == wordsOf(AlertAct::HandOverCall).id ? AlertAct::HandOverCall : AlertAct::RecordCall;
    whenFinished(perform(act, *row, facts, m_service), this,
                 [this, actId, alertId = m_actingOn](const Result<void>& done) {
                     if (m_facts->act() != actId || m_actingOn != alertId) return refresh();
                     if (!done) return m_facts->showProblem(done.error().message);
                     m_facts->dismiss();
                     refresh();
                 });
}

} // namespace vigil::ui
