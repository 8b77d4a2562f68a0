// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/AlertForm.h"

#include "ui/Announce.h"
#include "ui/FittingScroll.h"
#include "ui/Icons.h"
#include "ui/PlainLabel.h"
#include "ui/Theme.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/CallSheet.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDateEdit>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QShortcut>
#include <QStringListModel>
#include <QVBoxLayout>

#include <utility>

namespace vigil::ui {

namespace {

constexpr int textLines = 2;
constexpr std::chrono::milliseconds askWait{150}; ///< after the last keystroke
constexpr int earlierShown = 4;
const QDate noDate(1900, 1, 1); // QDateEdit has no empty value: its minimum shows "no date"

QComboBox* roleBox(const char* name, const QString& accessible, const QStringList& roles, QWidget* parent) {
    auto* combo = new QComboBox(parent);
    combo->setObjectName(QLatin1String(name));
    combo->setAccessibleName(accessible);
    combo->setEditable(true);
    combo->addItems(roles);
    combo->setCurrentIndex(-1);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return combo;
}

QWidget* sideBySide(const QList<QWidget*>& widgets, QWidget* parent) {
    auto* holder = new QWidget(parent);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (auto* widget : widgets)
        row->addWidget(widget, 1);
    return holder;
}

} // namespace

AlertForm::AlertForm(const alert::AlertPolicy& policy, const Clock& clock, QWidget* parent)
    : QFrame(parent), m_policy(policy) {
    setObjectName(QStringLiteral("alertForm"));
    setAccessibleName(QStringLiteral("Alert"));
    setProperty("role", QStringLiteral("panel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 10);
    layout->setSpacing(6);
    m_title = plainLabel({}, this, "role", QStringLiteral("heading"));
    m_patient = new QLabel(this);
    m_patient->setProperty("role", QStringLiteral("muted"));
    m_patient->setTextFormat(Qt::PlainText);
    m_correction = plainLabel({}, this, "tone", QStringLiteral("info"));
    m_correction->setObjectName(QStringLiteral("correction"));
    layout->addWidget(m_title);
    layout->addWidget(m_patient);
    layout->addWidget(m_correction);
    // What is entered scrolls between title and buttons: a key that raises an alert is never cut off.
    auto* scroll = new FittingScroll(this);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 4, 0);
    buildEarlier(*column);
    auto* grid = new QGridLayout;
    column->addLayout(grid);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    buildFinding(*grid);
    buildPlace(*grid, clock);
    buildPractices(*grid);
    buildPeople(*grid);
    buildAction(*grid);
    scroll->setWidget(page);
    for (auto* ground : {scroll->viewport(), page}) // of the form, not of a window
        ground->setAutoFillBackground(false);
    layout->addWidget(scroll, 1);
    buildButtons(*layout);
    setCorrection({});
    followEdits();
    hide();
}

QLabel* AlertForm::addRow(QGridLayout& grid, const QString& label, QWidget* widget) {
    const int row = grid.rowCount();
    auto* name = new QLabel(label, this);
    name->setProperty("role", QStringLiteral("muted"));
    grid.addWidget(name, row, 0, Qt::AlignLeft | Qt::AlignVCenter);
    grid.addWidget(widget, row, 1);
    return name;
}

QLineEdit* AlertForm::line(const char* name, const QString& accessible, const QString& hint) {
    auto* edit = new QLineEdit(this);
    edit->setObjectName(QLatin1String(name));
    edit->setAccessibleName(accessible);
    edit->setPlaceholderText(hint);
    return edit;
}

void AlertForm::buildFinding(QGridLayout& grid) {
    m_finding = new QComboBox(this);
    m_finding->setObjectName(QStringLiteral("finding"));
    m_finding->setAccessibleName(QStringLiteral("Finding"));
    m_finding->setEditable(true);
    m_finding->setInsertPolicy(QComboBox::NoInsert);
    m_finding->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const auto& rule : m_policy.findings()) {
        const auto* category = m_policy.category(rule.category);
        m_finding->addItem(
            themedIcon(categoryIcon(rule.category), categoryTone(category ? category->rank : 0)), rule.label,
            rule.code);
    }
    m_finding->lineEdit()->setPlaceholderText(QStringLiteral("Type a part of it"));
    auto* completer = m_finding->completer();
    completer->setFilterMode(Qt::MatchContains);
    completer->setCompletionMode(QCompleter::PopupCompletion);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    addRow(grid, QStringLiteral("Finding"), m_finding);
    m_category = new QComboBox(this);
    m_category->setObjectName(QStringLiteral("category"));
    m_category->setAccessibleName(QStringLiteral("Category"));
    for (const auto& rule : m_policy.categories())
        m_category->addItem(themedIcon(categoryIcon(rule.code), categoryTone(rule.rank)), rule.label,
                            rule.code);
    addRow(grid, QStringLiteral("Category"), m_category);
    m_limits = new QLabel(this);
    m_limits->setObjectName(QStringLiteral("limits"));
    m_limits->setProperty("role", QStringLiteral("muted"));
    m_limits->setWordWrap(true);
    grid.addWidget(m_limits, grid.rowCount(), 1);
    m_reason = line("loweringReason", QStringLiteral("Reason for lowering"),
                    QStringLiteral("why it is less urgent here; this is recorded"));
    m_reasonLabel = addRow(grid, QStringLiteral("Why lower"), m_reason);
    connect(m_finding, &QComboBox::currentTextChanged, this, &AlertForm::chooseFinding);
    connect(m_category, &QComboBox::currentIndexChanged, this, &AlertForm::showCategory);
}

void AlertForm::buildPlace(QGridLayout& grid, const Clock& clock) {
    m_unsuspected = new QRadioButton(QStringLiteral("Not suspected"), this);
    m_unsuspected->setObjectName(QStringLiteral("unsuspected"));
    m_suspected = new QRadioButton(QStringLiteral("Suspected"), this);
    m_suspected->setObjectName(QStringLiteral("suspected"));
    addRow(grid, QStringLiteral("Referrer"), sideBySide({m_unsuspected, m_suspected}, this));
    m_told = new ToldFields(clock, this);
    addRow(grid, QStringLiteral("Told"), m_told);
    connect(m_suspected, &QRadioButton::toggled, this, &AlertForm::showLimits);
    connect(m_told, &ToldFields::changed, this, &AlertForm::showLimits);
    connect(new QShortcut(Qt::ALT | Qt::Key_T, this), &QShortcut::activated, m_told, &ToldFields::toggle);
    m_site = line("site", QStringLiteral("Site"), QStringLiteral("site, e.g. upper lobe"));
    m_side = new QComboBox(this);
    m_side->setObjectName(QStringLiteral("side"));
    m_side->setAccessibleName(QStringLiteral("Side"));
    m_side->addItems({QStringLiteral("no side"), QStringLiteral("left"), QStringLiteral("right"),
                      QStringLiteral("both sides")});
    addRow(grid, QStringLiteral("Where"), sideBySide({m_site, m_side}, this));
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(QStringLiteral("alertText"));
    m_text->setAccessibleName(QStringLiteral("Alert text"));
    m_text->setPlaceholderText(QStringLiteral("What the clinician reads"));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(textLines * m_text->fontMetrics().lineSpacing() + 22);
    addRow(grid, QStringLiteral("Text"), m_text);
}

void AlertForm::buildPractices(QGridLayout& grid) {
    m_requestingPractice = line("requestingPractice", QStringLiteral("Practice that asked"),
                                QStringLiteral("practice that asked"));
    m_registeredPractice =
        line("registeredPractice", QStringLiteral("Practice where the patient is registered"),
             QStringLiteral("registered at, if another"));
    m_practices = new QStringListModel(this);
    for (auto* edit : {m_requestingPractice, m_registeredPractice}) {
        auto* completer = new QCompleter(m_practices, edit);
        completer->setFilterMode(Qt::MatchContains);
        completer->setCaseSensitivity(Qt::CaseInsensitive);
        edit->setCompleter(completer);
        connect(edit, &QLineEdit::textChanged, this, [this] { m_askSoon.start(); });
    }
    m_practiceRows = {addRow(grid, QStringLiteral("Asked by"), m_requestingPractice), m_requestingPractice,
                      addRow(grid, QStringLiteral("Registered"), m_registeredPractice), m_registeredPractice};
}

void AlertForm::setPracticesVisible(bool visible) {
    for (auto* each : std::as_const(m_practiceRows))
        each->setVisible(visible);
}

/// Only where a practice asked: elsewhere they would be two more fields to pass.
void AlertForm::showPractices(const alert::AlertWay& way) {
    setPracticesVisible(way.byPractice);
    if (m_practices->stringList() != way.practices) m_practices->setStringList(way.practices);
}

void AlertForm::addPractices(alert::AlertDraft& draft) const {
    if (m_requestingPractice->isHidden()) return;
    draft.requestingPractice = m_requestingPractice->text().trimmed();
    draft.registeredPractice = m_registeredPractice->text().trimmed();
}

void AlertForm::buildPeople(QGridLayout& grid) {
    const auto roles = rolesOf(m_policy);
    m_ownerName = line("ownerName", QStringLiteral("Owner, name"), QStringLiteral("person, if known"));
    m_ownerRole = roleBox("ownerRole", QStringLiteral("Owner, role"), roles, this);
    auto* owner = sideBySide({m_ownerName, m_ownerRole}, this);
    static_cast<QHBoxLayout*>(owner->layout())->setStretch(1, 2); // roles are longer than names
    addRow(grid, QStringLiteral("Owner"), owner);
    m_backUp = roleBox("backUpRole", QStringLiteral("Back-up role"), roles, this);
    addRow(grid, QStringLiteral("Back-up"), m_backUp);
    m_recipients = plainLabel({}, this, "role", QStringLiteral("muted"));
    m_recipients->setObjectName(QStringLiteral("recipients"));
    m_recipients->setAccessibleName(QStringLiteral("Who gets this alert"));
    m_recipients->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid.addWidget(m_recipients, grid.rowCount(), 1);
    m_askSoon.setSingleShot(true);
    m_askSoon.setInterval(askWait);
    connect(&m_askSoon, &QTimer::timeout, this, &AlertForm::askWay);
    for (auto* combo : {m_ownerRole, m_backUp})
        connect(combo, &QComboBox::currentTextChanged, this, [this] { m_askSoon.start(); });
    connect(m_ownerName, &QLineEdit::textChanged, this, [this] { m_askSoon.start(); });
}

void AlertForm::buildAction(QGridLayout& grid) {
    m_action = line("recommendedAction", QStringLiteral("Recommended action"),
                    QStringLiteral("what should be done"));
    m_due = new QDateEdit(this);
    m_due->setObjectName(QStringLiteral("dueDate"));
    m_due->setAccessibleName(QStringLiteral("Due date"));
    m_due->setMinimumDate(noDate);
    m_due->setSpecialValueText(QStringLiteral("no date"));
    m_due->setDisplayFormat(QStringLiteral("d MMM yyyy"));
    m_due->setCalendarPopup(true);
    addRow(grid, QStringLiteral("Action"), sideBySide({m_action, m_due}, this));
    m_linkImage = new QCheckBox(this);
    m_linkImage->setObjectName(QStringLiteral("linkImage"));
    addRow(grid, QStringLiteral("Image"), m_linkImage);
}

void AlertForm::buildEarlier(QVBoxLayout& column) {
    m_earlier = new QWidget(this);
    m_earlier->setObjectName(QStringLiteral("earlierAlerts"));
    m_earlier->setAccessibleName(QStringLiteral("Earlier alerts of this patient"));
    new QVBoxLayout(m_earlier);
    m_earlier->layout()->setContentsMargins(0, 0, 0, 0);
    m_earlier->hide();
    column.addWidget(m_earlier);
    connect(new QShortcut(Qt::ALT | Qt::Key_J, this), &QShortcut::activated, this, &AlertForm::joinByKey);
}

void AlertForm::buildButtons(QVBoxLayout& column) {
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("alertProblem"));
    m_problem->setProperty("tone", QStringLiteral("critical"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column.addWidget(m_problem);
    m_raise = new QPushButton(this);
    m_raise->setObjectName(QStringLiteral("raiseAlert"));
    m_raise->setProperty("role", QStringLiteral("primary"));
    m_raise->setFocusPolicy(Qt::NoFocus); // a dictated space must not press it; its key is F9
    m_cancel = new QPushButton(QStringLiteral("Cancel (Esc)"), this);
    m_cancel->setObjectName(QStringLiteral("cancelAlert"));
    m_cancel->setAccessibleName(QStringLiteral("Cancel alert"));
    m_cancel->setFocusPolicy(Qt::NoFocus);
    auto* row = new QHBoxLayout;
    row->addWidget(m_raise);
    row->addWidget(m_cancel);
    row->addStretch(1);
    column.addLayout(row);
    connect(m_raise, &QPushButton::clicked, this, &AlertForm::raiseAlert);
    connect(m_cancel, &QPushButton::clicked, this, &AlertForm::dismissed);
}

void AlertForm::begin(const std::optional<report::ImageReference>& image, const QString& imageLabel,
                      const QString& patient) {
    reset(image, imageLabel, patient);
    show();
    takeFocus();
    askWay(); // where the patient is and who referred is known before the finding is chosen
}

void AlertForm::takeFocus() {
    m_finding->setFocus(Qt::ShortcutFocusReason);
}

void AlertForm::reset(const std::optional<report::ImageReference>& image, const QString& imageLabel,
                      const QString& patient) {
    m_patient->setText(patient);
    setCorrection({});
    m_presetText.clear();
    m_restricted = false;
    m_finding->setCurrentIndex(-1);
    m_finding->setEditText({});
    m_category->setCurrentIndex(-1);
    for (auto* edit : {m_reason, m_site, m_requestingPractice, m_registeredPractice, m_ownerName, m_action})
        edit->clear();
    showPractices({});
    m_unsuspected->setChecked(true);
    m_told->resume({});
    m_side->setCurrentIndex(0);
    m_text->clear();
    for (auto* combo : {m_ownerRole, m_backUp})
        combo->setEditText({});
    for (auto* known : {&m_location, &m_referrer, &m_presetName, &m_presetOwner, &m_presetBackUp})
        known->clear();
    m_recipients->clear();
    m_due->setDate(noDate);
    setEarlier({});
    setImage(image, imageLabel);
    m_linkImage->setChecked(image.has_value());
    m_problem->hide();
    showCategory();
    setWork(Work::Idle);
}

void AlertForm::setCorrection(const QString& finding) {
    m_correctionOf = finding;
    const bool correcting = !finding.isEmpty();
    m_title->setText(correcting ? QStringLiteral("Correct an alert")
                                : QStringLiteral("Flag a critical or significant finding"));
    m_correction->setVisible(correcting);
    m_correction->setText(
        QStringLiteral("Takes the place of \"%1\". Whoever was told of that has to be told again.")
            .arg(finding));
    const auto words = correcting ? QStringLiteral("Raise in its place") : QStringLiteral("Raise alert");
    m_raise->setText(words + QStringLiteral(" (F9)"));
    m_raise->setAccessibleName(words);
}

void AlertForm::correct(const alert::AlertDraft& raised) {
    const auto* rule = m_policy.finding(raised.findingCode);
    setCorrection(rule ? rule->label : raised.findingCode);
    if (rule) m_finding->setEditText(rule->label);
    if (const int at = m_category->findData(raised.category); at >= 0) m_category->setCurrentIndex(at);
    m_reason->setText(raised.loweringReason);
    (raised.suspected == alert::Suspected::Yes ? m_suspected : m_unsuspected)->setChecked(true);
    m_site->setText(raised.site);
    m_side->setCurrentIndex(static_cast<int>(raised.laterality));
    m_text->setPlainText(raised.text);
    m_requestingPractice->setText(raised.requestingPractice);
    m_registeredPractice->setText(raised.registeredPractice);
    if (!raised.requestingPractice.isEmpty() || !raised.registeredPractice.isEmpty())
        setPracticesVisible(true); // before it is known who asked: hidden ones do not go along
    m_linkImage->setChecked(m_image && !raised.images.isEmpty());
    m_action->setText(raised.recommendedAction);
    m_due->setDate(raised.dueDate.isValid() ? raised.dueDate : noDate);
}

void AlertForm::setImage(const std::optional<report::ImageReference>& image, const QString& label) {
    m_image = image;
    m_imageLabel = label;
    m_linkImage->setEnabled(image.has_value());
    m_linkImage->setText(
        image ? QStringLiteral("link %1").arg(label.isEmpty() ? QStringLiteral("the image shown") : label)
              : QStringLiteral("no image is shown"));
}

void AlertForm::setEarlier(const QList<Earlier>& alerts, const QString& note) {
    auto* column = m_earlier->layout();
    while (auto* item = column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_earlier->setVisible(!alerts.isEmpty() || !note.isEmpty());
    if (!alerts.isEmpty())
        column->addWidget(plainLabel(QStringLiteral("Already alerted about this patient:"), m_earlier, "tone",
                                     QStringLiteral("info")));
    for (const auto& earlier : alerts.mid(0, earlierShown))
        column->addWidget(earlierRow(earlier));
    if (alerts.size() > earlierShown)
        column->addWidget(plainLabel(QStringLiteral("and %1 more").arg(alerts.size() - earlierShown),
                                     m_earlier, "role", QStringLiteral("muted")));
    if (note.isEmpty()) return;
    auto* line = plainLabel(note, m_earlier, "role", QStringLiteral("muted"));
    line->setObjectName(QStringLiteral("earlierNote"));
    column->addWidget(line);
}

QWidget* AlertForm::earlierRow(const Earlier& earlier) {
    auto* words = plainLabel(earlier.words, m_earlier);
    if (earlier.join == Earlier::Join::No) return words;
    auto* join = new QPushButton(QStringLiteral("Join (Alt+J)"), m_earlier);
    join->setObjectName(QStringLiteral("joinAlert"));
    join->setAccessibleName(QStringLiteral("Join the earlier alert: %1").arg(earlier.words));
    join->setToolTip(QStringLiteral("The same finding: adds this examination to that alert"));
    connect(join, &QPushButton::clicked, this,
            [this, id = earlier.alertId] { Q_EMIT joinRequested(id, linkedImage()); });
    auto* line = sideBySide({words, join}, m_earlier);
    static_cast<QHBoxLayout*>(line->layout())->setStretch(1, 0);
    return line;
}

const alert::FindingRule* AlertForm::finding() const {
    const auto text = m_finding->currentText().trimmed();
    for (const auto& rule : m_policy.findings())
        if (rule.label.compare(text, Qt::CaseInsensitive) == 0) return &rule;
    return nullptr;
}

const alert::CategoryRule* AlertForm::category() const {
    return m_policy.category(m_category->currentData().toString());
}

void AlertForm::chooseFinding() {
    const auto* rule = finding();
    if (!rule) return;
    m_category->setCurrentIndex(m_category->findData(rule->category));
    // What was written for a restricted finding's team is not handed on to everybody.
    const bool leavesTheTeam = std::exchange(m_restricted, rule->restricted) && !rule->restricted;
    const auto text = m_text->toPlainText();
    if (text.trimmed().isEmpty() || text == m_presetText || leavesTheTeam) {
        m_presetText = rule->text;
        m_text->setPlainText(rule->text);
    }
    if (leavesTheTeam) m_action->clear();
    showCategory();
    m_problem->hide();
}

bool AlertForm::isLowered() const {
    const auto* rule = finding();
    const auto* standard = rule ? m_policy.category(rule->category) : nullptr;
    return standard && category() && category()->rank > standard->rank;
}

alert::Party AlertForm::owner() const {
    const auto name = m_ownerName->text().trimmed();
    // The name as the order has it, unless somebody wrote another one.
    const bool isReferrer = !m_referrer.isEmpty() && name == study::displayName(m_referrer);
    return {isReferrer ? m_referrer : name, m_ownerRole->currentText().trimmed()};
}

void AlertForm::askWay() {
    alert::AlertDraft asked;
    if (const auto* chosen = finding()) asked.findingCode = chosen->code;
    if (const auto* chosen = category()) asked.category = chosen->code;
    asked.owner = owner();
    asked.backUpRole = m_backUp->currentText().trimmed();
    addPractices(asked);
    Q_EMIT wayAsked(asked);
}

void AlertForm::showWay(const alert::AlertWay& way) {
    if (m_location != way.location || m_referrer != way.referrer) {
        m_location = way.location;
        m_referrer = way.referrer;
        showCategory();
    }
    showPractices(way);
    if (!category()) return m_recipients->clear();
    const auto fault = noRouteText(way);
    auto lines = reachLines(way);
    if (!fault.isEmpty()) lines.prepend(fault);
    m_recipients->setText(lines.join(u'\n'));
    setLook(*m_recipients, "tone", fault.isEmpty() ? QString() : QStringLiteral("critical"));
}

std::optional<QString> AlertForm::missing() const {
    const auto* rule = finding();
    if (!rule) return QStringLiteral("Choose the finding: type a part of its name.");
    if (!category()) return QStringLiteral("Choose the category.");
    if (isLowered() && m_reason->text().trimmed().isEmpty())
        return QStringLiteral("%1 is less urgent than this finding asks for. Give the reason.")
            .arg(category()->label);
    if (rule->laterality == alert::FindingRule::Ask::Yes && rule->site == alert::FindingRule::Ask::No &&
        m_side->currentIndex() == 0)
        return QStringLiteral("Say which side it is on.");
    if (m_told->missing()) return QStringLiteral("Say who was told: name and role.");
    return std::nullopt;
}

alert::AlertDraft AlertForm::linkedImage() const {
    alert::AlertDraft draft;
    if (m_image && m_linkImage->isChecked()) draft.images << *m_image;
    return draft;
}

alert::AlertDraft AlertForm::draft() const {
    auto draft = linkedImage();
    draft.findingCode = finding()->code;
    draft.category = category()->code;
    if (isLowered()) draft.loweringReason = m_reason->text().trimmed();
    draft.suspected = m_suspected->isChecked() ? alert::Suspected::Yes : alert::Suspected::No;
    draft.site = m_site->text().trimmed();
    draft.laterality = static_cast<alert::Laterality>(m_side->currentIndex());
    draft.text = m_text->toPlainText().trimmed();
    draft.owner = owner();
    draft.backUpRole = m_backUp->currentText().trimmed();
    addPractices(draft);
    draft.recommendedAction = m_action->text().trimmed();
    if (m_due->date() != noDate) draft.dueDate = m_due->date();
    draft.told = m_told->call();
    return draft;
}

void AlertForm::raiseAlert() {
    if (!m_raise->isEnabled()) return;
    if (const auto reason = missing()) return showProblem(*reason);
    m_problem->hide();
    Q_EMIT raiseRequested(draft());
}

void AlertForm::showProblem(const QString& message) {
    m_problem->setText(message);
    m_problem->show();
    announce(*m_problem);
    if (!finding())
        m_finding->setFocus(Qt::OtherFocusReason);
    else if (isLowered() && m_reason->text().trimmed().isEmpty())
        m_reason->setFocus(Qt::OtherFocusReason);
    else if (auto* field = m_told->missing())
        field->setFocus(Qt::OtherFocusReason);
}

void AlertForm::setWork(Work work) {
    for (auto* button : {m_raise, m_cancel})
        button->setEnabled(work == Work::Idle);
}

void AlertForm::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        if (m_cancel->isEnabled()) Q_EMIT dismissed();
        return;
    }
    // Enter that no field wanted ends here: it raises nothing and reaches nobody else.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return event->accept();
    QFrame::keyPressEvent(event);
}

} // namespace vigil::ui
