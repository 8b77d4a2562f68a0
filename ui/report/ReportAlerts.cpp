// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportAlerts.h"

#include "core/alert/AlertRights.h"
#include "core/base/Async.h"
#include "core/study/SamePatient.h"
#include "ui/Announce.h"
#include "ui/Icons.h"
#include "ui/PlainLabel.h"
#include "ui/alerts/AlertText.h"

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
    button->setToolTip(act == AlertAct::RecordCall ? QStringLiteral("Ctrl+Shift+C")
                                                   : QStringLiteral("Ctrl+Shift+H"));
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
    m_banner->setTextFormat(Qt::PlainText);
    m_banner->setWordWrap(true);
    m_banner->setMargin(8);
    m_banner->setAutoFillBackground(true);
    m_banner->setProperty("tone", QStringLiteral("critical"));
    m_banner->hide();
    layout->addWidget(m_banner);
    m_problem = plainLabel({}, this, "tone", QStringLiteral("critical"));
    m_problem->setObjectName(QStringLiteral("alertsProblem"));
    m_problem->hide();
    layout->addWidget(m_problem);
    m_list = new QVBoxLayout;
    m_list->setSpacing(4);
    layout->addLayout(m_list);
    m_form = new AlertForm(service.policy(), clock, this);
    m_facts = new FactsForm(this);
    connect(m_form, &AlertForm::raiseRequested, this, &ReportAlerts::raise);
    connect(m_form, &AlertForm::joinRequested, this, &ReportAlerts::join);
    connect(m_form, &AlertForm::wayAsked, this, &ReportAlerts::askWay);
    connect(m_form, &AlertForm::dismissed, this, [this] {
        if (m_begun.isRaising) return;
        endForm();
        openNext();
    });
    connect(m_facts, &FactsForm::submitted, this, &ReportAlerts::record);
    connect(m_facts, &FactsForm::dismissed, this, [this] {
        keepNow();
        openNext();
    });
    connect(&events, &Events::alertsChanged, this, &ReportAlerts::refresh);
    connect(&events, &Events::outboxChanged, this, &ReportAlerts::refresh);
    m_tick.setInterval(countdownTick);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!m_rows.isEmpty()) rebuild();
    });
    m_tick.start();
    addKeeper();
}

ReportAlerts::~ReportAlerts() {
    m_earlierAsked.request_stop();
}

void ReportAlerts::setReport(const report::ReportContent& content) {
    const bool another = content.reportId != m_content.reportId;
    if (another) keepBegun();
    m_content = content;
    if (another) {
        m_problem->hide();
        take({});
        returnBegun();
        begunHasChanged();
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
    learnRights();
    Q_EMIT changed();
    if (isEntering()) return;
    if (m_callFor.isEmpty())
        returnCall(Focus::Left);
    else if (rowOf(m_callFor))
        openNext();
}

/// By whom an alert was raised, and by which rules, is in its events: asked for once.
void ReportAlerts::learnRights() {
    for (const auto& row : std::as_const(m_rows)) {
        const auto& id = row->view.alertId;
        if (m_mayReplace.contains(id)) continue;
        m_mayReplace.insert(id, false);
        whenFinished(m_service.alert(id), this, [this, id](const Result<alert::Alert>& alert) {
            if (!alert || alert->facts.isEmpty()) {
                m_mayReplace.remove(id); // with the next news
                return;
            }
            m_mayReplace[id] = alert::rightsOf(*alert, m_service.user()).mayWithdraw;
            if (m_mayReplace[id]) rebuild();
        });
    }
}

/// By whoever may take it back, in whatever report: its author finds only a fresh draft after signing.
bool ReportAlerts::isCorrectable(const alert::AlertRow& row) const {
    const auto ours = m_content.studyUids();
    // One that another examination has joined speaks for that as well.
    const bool isOfTheseStudies = std::all_of(row.studyUids.begin(), row.studyUids.end(),
                                              [&](const QString& uid) { return ours.contains(uid); });
    return row.view.open && alert::stands(row.view) && isOfTheseStudies &&
           study::isSamePatient(row.patient.key, m_content.patient.key) &&
           m_mayReplace.value(row.view.alertId);
}

void ReportAlerts::say(const QString& problem) {
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty()) announce(*m_problem);
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
    return criticals([](const alert::AlertRow& row) {
        return isCalledOrHandedOver(row) || !row.view.acknowledgedBy.isEmpty();
    });
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
    const auto text = lines.join(u'\n');
    const bool isNews = text != m_banner->text() && !text.isEmpty();
    m_banner->setVisible(!lines.isEmpty());
    m_banner->setText(text);
    if (isNews) announce(*m_banner);
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
        wanted.last()->setToolTip(QStringLiteral("Ctrl+F9"));
        connect(wanted.last(), &QPushButton::clicked, this, [this, id = row.view.alertId] { correct(id); });
    }
    if (wanted.isEmpty()) return nullptr;
    auto* buttons = new QHBoxLayout;
    for (auto* button : wanted)
        buttons->addWidget(button);
    buttons->addStretch(1);
    return buttons;
}

} // namespace vigil::ui
