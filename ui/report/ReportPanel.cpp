// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ReportPanel.h"

#include "ui/Announce.h"
#include "ui/FittingScroll.h"
#include "ui/Icons.h"
#include "ui/Theme.h"
#include "ui/report/LateTextBar.h"
#include "ui/report/ProceduresBar.h"
#include "ui/report/RemarksPane.h"
#include "ui/report/RemarksWatch.h"
#include "ui/report/ReportAlerts.h"
#include "ui/report/ReportEditor.h"
#include "ui/report/ReportFollowUp.h"
#include "ui/report/ReportSession.h"
#include "ui/report/SignSheet.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QResizeEvent>
#include <QShortcut>
#include <QStackedWidget>

#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto reminderTick = 1s;
constexpr int wordsBesideKeysFrom = 64; // average characters: the words "Saved …" and three keys beside them
constexpr int sideBySideFrom = 118;     // average characters: text and alert form both readable

QShortcut* shortcut(const QKeySequence& key, QWidget* parent, Qt::ShortcutContext context) {
    auto* made = new QShortcut(key, parent, nullptr, nullptr, context);
    made->setAutoRepeat(false);
    return made;
}

} // namespace

ReportPanel::ReportPanel(report::ReportService& reports, alert::AlertService& alerts, const Clock& clock,
                         Events& events, QWidget* parent)
    : QWidget(parent), m_alertService(alerts), m_clock(clock), m_guard(clock) {
    setObjectName(QStringLiteral("reportPanel"));
    setAccessibleName(QStringLiteral("Report"));
    m_session = new ReportSession(reports, clock, this);
    m_alerts = new ReportAlerts(alerts, clock, events);
    m_followUp = new ReportFollowUp(clock, this);
    m_sheet = new SignSheet(this);
    m_pages = new QStackedWidget(this);
    m_empty = new QLabel(
        QStringLiteral("No study is open.\nThe report of the study you open stands here; it is saved "
                       "at every pause."),
        this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(32);
    m_empty->setProperty("role", QStringLiteral("muted"));
    m_writing = buildWriting();
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_writing);
    m_pages->addWidget(m_sheet);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    m_remarksWatch = new RemarksWatch(alerts.policy(), *m_remarks, *m_editor, this);
    m_signing = new SigningFlow(reports, alerts.user(), *m_session, *m_sheet, *m_remarksWatch, *m_alerts,
                                clock, this);
    wire();
    addKeys(m_writing);
    m_tick.setInterval(reminderTick);
    connect(&m_tick, &QTimer::timeout, this, &ReportPanel::showReminder);
    m_tick.start();
}

QWidget* ReportPanel::buildWriting() {
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_message = new QLabel(page);
    m_message->setObjectName(QStringLiteral("reportMessage"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setMargin(9);
    m_message->hide();
    m_procedures = new ProceduresBar(page);
    m_late = new LateTextBar(page);
    m_editor = new ReportEditor(page);
    m_editor->setMinimumHeight(8 * m_editor->fontMetrics().lineSpacing());
    m_editor->setFrameShape(QFrame::NoFrame);
    m_remarks = new RemarksPane(page);
    auto* text = new QWidget(page);
    auto* textLayout = new QVBoxLayout(text);
    textLayout->setContentsMargins(8, 8, 8, 4);
    textLayout->setSpacing(2);
    textLayout->addWidget(m_editor, 1);
    textLayout->addWidget(m_remarks);
    m_middle = new QBoxLayout(QBoxLayout::TopToBottom);
    m_middle->setSpacing(0);
    m_middle->addWidget(text, 1);
    m_middle->addWidget(buildAlerts(page));
    layout->addWidget(m_message);
    layout->addWidget(m_procedures);
    layout->addWidget(m_late);
    layout->addLayout(m_middle, 1);
    layout->addWidget(buildFooter());
    return page;
}

/// What was raised scrolls; the form of what is being entered stands below it and scrolls by itself.
QWidget* ReportPanel::buildAlerts(QWidget* page) {
    auto* side = new QWidget(page);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(8, 4, 8, 4);
    auto* scroll = new FittingScroll(side);
    auto* holder = new QWidget(scroll);
    auto* rows = new QVBoxLayout(holder);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_alerts);
    rows->addWidget(m_followUp);
    rows->addStretch(1);
    scroll->setWidget(holder);
    column->addWidget(scroll);
    const auto forms = m_alerts->forms() << m_followUp->form();
    for (auto* form : forms) {
        column->addWidget(form);
        form->installEventFilter(this);
    }
    column->addStretch(1);
    return side;
}

QWidget* ReportPanel::buildFooter() {
    auto* bar = new QWidget(this);
    m_footer = new QBoxLayout(QBoxLayout::LeftToRight, bar);
    m_footer->setContentsMargins(8, 6, 8, 8);
    m_footer->setSpacing(6);
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    m_saved = new QLabel(bar);
    m_saved->setObjectName(QStringLiteral("saved"));
    m_saved->setProperty("role", QStringLiteral("muted"));
    m_saved->setWordWrap(true);
    m_footer->addWidget(m_saved, 1);
    m_footer->addLayout(row);
    row->addStretch(1);
    auto* flag = new QPushButton(themedIcon(QStringLiteral("alerts"), Tone::Critical),
                                 QStringLiteral("Alert… F9"), bar);
    flag->setObjectName(QStringLiteral("flagCriticalFinding"));
    flag->setAccessibleName(QStringLiteral("Flag critical finding"));
    flag->setFocusPolicy(Qt::NoFocus);
    auto* sign = new QPushButton(QStringLiteral("Sign…"), bar);
    sign->setToolTip(QStringLiteral("Ctrl+Enter"));
    sign->setObjectName(QStringLiteral("openSignSheet"));
    sign->setAccessibleName(QStringLiteral("Open the sign sheet"));
    sign->setFocusPolicy(Qt::NoFocus);
    m_followUpButton =
        new QPushButton(themedIcon(QStringLiteral("clock")), QStringLiteral("Follow-up…"), bar);
    m_followUpButton->setToolTip(QStringLiteral("Shift+F9"));
    m_followUpButton->setObjectName(QStringLiteral("recommendFollowUp"));
    m_followUpButton->setAccessibleName(QStringLiteral("Recommend a follow-up"));
    m_followUpButton->setFocusPolicy(Qt::NoFocus);
    m_followUpButton->hide();
    row->addWidget(flag);
    row->addWidget(m_followUpButton);
    row->addWidget(sign);
    connect(m_followUpButton, &QPushButton::clicked, this, &ReportPanel::recommendFollowUp);
    connect(flag, &QPushButton::clicked, this, &ReportPanel::flagCriticalFinding);
    connect(sign, &QPushButton::clicked, this, &ReportPanel::startSigning);
    return bar;
}

void ReportPanel::addKeys(QWidget* writing) {
    connect(shortcut(Qt::Key_F9, this, Qt::WindowShortcut), &QShortcut::activated, this,
            &ReportPanel::flagCriticalFinding);
    connect(shortcut(Qt::CTRL | Qt::Key_F9, this, Qt::WindowShortcut), &QShortcut::activated, this,
            &ReportPanel::correctAlert);
    connect(shortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_C, this, Qt::WindowShortcut), &QShortcut::activated, this,
            &ReportPanel::recordCall);
    connect(shortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_H, this, Qt::WindowShortcut), &QShortcut::activated, this,
            &ReportPanel::handOverCall);
    connect(shortcut(Qt::SHIFT | Qt::Key_F9, this, Qt::WindowShortcut), &QShortcut::activated, this,
            &ReportPanel::recommendFollowUp);
    connect(shortcut(Qt::Key_F2, this, Qt::WindowShortcut), &QShortcut::activated, this,
            &ReportPanel::writeHere);
    for (const auto key : {Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter})
        connect(shortcut(key, this, Qt::WindowShortcut), &QShortcut::activated, this,
                &ReportPanel::startSigning);
    connect(shortcut(Qt::Key_F7, writing, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, m_remarks,
            &RemarksPane::goToNext);
    connect(shortcut(Qt::Key_F8, writing, Qt::WidgetWithChildrenShortcut), &QShortcut::activated, m_remarks,
            &RemarksPane::dismissCurrent);
}

void ReportPanel::wire() {
    m_editor->setAdmission([this](const QString& text) { return admit(text); });
    connect(m_editor, &ReportEditor::edited, this, [this] { m_session->setSections(m_editor->sections()); });
    connect(m_editor, &ReportEditor::deliberateAct, this, &ReportPanel::writeHere);
    connect(m_editor, &ReportEditor::imageActivated, this, &ReportPanel::imageActivated);
    connect(m_session, &ReportSession::opened, this, &ReportPanel::showOpened);
    connect(m_session, &ReportSession::contentChanged, this, [this] {
        m_procedures->setProcedures(m_session->content().procedures);
        m_alerts->setReport(m_session->content());
        m_followUp->setReport(m_session->content(), m_studies);
    });
    connect(m_session, &ReportSession::saving, this, [this] {
        m_remarksWatch->contentChanged(m_session->content());
        showSaved(QStringLiteral("Writing…"), {});
    });
    connect(m_session, &ReportSession::saved, this, [this](UtcTime at) {
        showSaved(QStringLiteral("Saved %1 · on this computer")
                      .arg(toDateTime(at).toLocalTime().toString(QStringLiteral("HH:mm:ss"))),
                  {});
    });
    connect(m_session, &ReportSession::saveFailed, this, [this](const QString& message) {
        showSaved(QStringLiteral("Not saved. ") + message, QStringLiteral("critical"));
    });
    connect(m_session, &ReportSession::failed, this,
            [this](const QString& message) { showMessage(message, QStringLiteral("critical")); });
    connect(m_procedures, &ProceduresBar::addRequested, this,
            [this](const study::Study& study) { m_session->addStudies({study}); });
    connect(m_procedures, &ProceduresBar::removeRequested, m_session, &ReportSession::removeProcedure);
    connect(m_late, &LateTextBar::putHere, this, [this] { settleLateText(LatePlace::Here); });
    connect(m_late, &LateTextBar::putIntoPrevious, this, [this] { settleLateText(LatePlace::Previous); });
    connect(m_late, &LateTextBar::discarded, this, &ReportPanel::discardLateText);
    connect(m_alerts, &ReportAlerts::changed, this, [this] {
        m_remarksWatch->setAlertedFindings(m_alerts->alertedFindings());
        Q_EMIT alertsChanged();
    });
    connect(m_alerts, &ReportAlerts::begunChanged, this, &ReportPanel::begunAlertsChanged);
    connect(m_alerts, &ReportAlerts::failed, this, &ReportPanel::failed);
    connect(m_alerts, &ReportAlerts::formClosed, this, [this] {
        if (isVisible() && m_session->isOpen()) m_editor->setFocus(Qt::OtherFocusReason);
    });
    connect(m_followUp, &ReportFollowUp::formClosed, this, [this] {
        if (isVisible() && m_session->isOpen()) m_editor->setFocus(Qt::OtherFocusReason);
    });
    connect(m_signing, &SigningFlow::sheetReady, this, [this] { m_pages->setCurrentWidget(m_sheet); });
    connect(m_signing, &SigningFlow::stopped, this,
            [this](const QString& message) { showMessage(message, QStringLiteral("critical")); });
    connect(m_signing, &SigningFlow::reportSigned, this, [this](const QString& reportId) {
        m_guard.signedAndDone();
        Q_EMIT reportSigned(reportId);
    });
    connect(m_signing, &SigningFlow::signedElsewhere, this, &ReportPanel::reportSigned);
    connect(m_sheet, &SignSheet::dismissed, this, [this] {
        m_pages->setCurrentWidget(m_writing);
        m_editor->setFocus(Qt::OtherFocusReason);
    });
    connect(m_sheet, &SignSheet::finished, this, [this] {
        closeReport();
        Q_EMIT nextRequested();
    });
}

void ReportPanel::openStudy(const study::Patient& patient, const QList<study::Study>& studies) {
    m_requestsOf.reset();
    m_studies = studies;
    m_followUp->clear();
    m_guard.signedAndDone(); // from here on nothing is typed until the new report is here and acted on
    m_alerts->clear();
    m_editor->setSections({});
    m_procedures->setOthers({});
    showMessage({}, {});
    showSaved(QStringLiteral("Opening…"), {});
    m_pages->setCurrentWidget(m_writing);
    m_session->open(patient, studies);
    updateMismatch();
}

void ReportPanel::showOpened(const QString& warning) {
    const auto& content = m_session->content();
    m_editor->setSections(content.sections);
    m_procedures->setProcedures(content.procedures);
    m_alerts->setReport(content);
    m_followUp->setReport(content, m_studies);
    m_remarksWatch->begin(content);
    m_guard.switchedTo(content.reportId, label());
    showMessage(warning, QStringLiteral("warning"));
    showSaved(QStringLiteral("Draft · on this computer"), {});
    updateMismatch();
    showReminder();
    showLateText();
    if (const auto named = std::exchange(m_requestsOf, std::nullopt)) coverRequests(*named);
}

void ReportPanel::coverRequests(const study::Study& study) {
    if (!isOpen()) {
        m_requestsOf = study;
        return;
    }
    const auto& content = m_session->content();
    if (!content.studyUids().contains(study.studyUid)) return;
    auto procedures = content.procedures;
    for (const auto& request : study.procedures)
        study::enterRequest(procedures, request);
    if (procedures != content.procedures) m_session->addStudies({study});
}

void ReportPanel::closeReport() {
    m_session->close();
    m_guard.signedAndDone();
    m_editor->setSections({});
    m_editor->hideIdentity();
    m_alerts->clear();
    m_followUp->clear();
    m_remarksWatch->begin({});
    m_pages->setCurrentWidget(m_empty);
    updateMismatch();
}

QString ReportPanel::label() const {
    const auto& content = m_session->content();
    QStringList examinations;
    for (const auto& procedure : content.procedures)
        examinations << procedure.description;
    return QStringLiteral("%1 · %2").arg(study::displayName(content.patient.name),
                                         examinations.join(QStringLiteral(" + ")));
}

bool ReportPanel::isOpen() const {
    return m_session->isOpen();
}

void ReportPanel::setCurrentImage(const std::optional<report::ImageReference>& image,
                                  const study::PatientKey& patient) {
    m_image = image;
    m_imagesPatient = patient;
    m_alerts->setImage(image, image ? labelOf(*image) : QString(), patient);
    updateMismatch();
}

void ReportPanel::insertImage(const report::ImageReference& image) {
    if (!m_session->isOpen() || isMismatched()) return;
    if (!m_session->content().studyUids().contains(image.instance.studyUid))
        return showMessage(QStringLiteral("This image belongs to a study that the report does not cover."),
                           QStringLiteral("warning"));
    m_editor->insertImage(image);
}

void ReportPanel::setFollowUps(followup::FollowUpService& followUps, Events& events) {
    m_followUp->setService(followUps, events);
    m_followUpButton->show();
}

void ReportPanel::recommendFollowUp() {
    if (!isWriting()) return;
    updateMismatch();
    if (!m_mismatched) m_followUp->recommend();
}

void ReportPanel::startSigning() {
    if (!isWriting()) return;
    updateMismatch();
    if (m_mismatched) return;
    if (m_alerts->hasBegun())
        return showMessage(
            QStringLiteral("An alert is being entered: raise it (F9) or cancel it (Esc), then sign."),
            QStringLiteral("warning"));
    if (m_followUp->isFormOpen())
        return showMessage(
            QStringLiteral("A follow-up is being entered: record it (Ctrl+Enter) or close it (Esc), then "
                           "sign."),
            QStringLiteral("warning"));
    if (firstLateText())
        return showMessage(QStringLiteral("Decide first where the late text belongs."),
                           QStringLiteral("warning"));
    showMessage({}, {});
    m_signing->start();
}

void ReportPanel::setImageLabels(ImageLabels labels) {
    m_labels = labels;
    m_editor->setImageLabels(std::move(labels));
}

QString ReportPanel::labelOf(const report::ImageReference& image) const {
    return m_labels ? m_labels(image) : QString();
}

void ReportPanel::setSignContextSource(SignContextSource source) {
    m_signing->setContextSource(std::move(source));
}

void ReportPanel::setOtherStudies(const QList<study::Study>& studies) {
    m_procedures->setOthers(studies);
}

void ReportPanel::saveNow() {
    m_session->saveNow();
    m_alerts->keepNow();
}

void ReportPanel::showMessage(const QString& text, const QString& tone) {
    m_message->setText(text);
    setLook(*m_message, "tone", tone);
    m_message->setVisible(!text.isEmpty());
    if (!text.isEmpty()) announce(*m_message);
}

void ReportPanel::showSaved(const QString& text, const QString& tone) {
    m_saved->setText(text);
    setLook(*m_saved, "tone", tone);
    if (tone == QLatin1String("critical")) announce(*m_saved);
}

/// While something is entered the form has the room; the remarks wait by their number.
bool ReportPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show || event->type() == QEvent::Hide)
        m_remarks->setCompact(m_alerts->isEntering() || m_followUp->isFormOpen());
    return QWidget::eventFilter(watched, event);
}

void ReportPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool wide = event->size().width() > sideBySideFrom * fontMetrics().averageCharWidth();
    m_middle->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    const bool roomy = event->size().width() > wordsBesideKeysFrom * fontMetrics().averageCharWidth();
    m_footer->setDirection(roomy ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace vigil::ui
