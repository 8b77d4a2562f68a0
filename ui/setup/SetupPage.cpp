// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/setup/SetupPage.h"

#include "ui/Icons.h"
#include "ui/setup/CheckRow.h"
#include "ui/setup/PacsForm.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

using FindingState = setup::Finding::State;

namespace {

constexpr int lookEvery = 100; ///< ms

bool isDecided(const setup::Check& check) {
    return check.finding.state != FindingState::Waiting && check.finding.state != FindingState::Running;
}

QString plural(qsizetype count, const QString& one, const QString& many) {
    return count == 1 ? one : many.arg(count);
}

QString textOf(const setup::Check& check) {
    auto text =
        QStringLiteral("%1, %2: %3. %4")
            .arg(check.subject, check.name, setup::nameOf(check.finding.state), check.finding.message);
    if (!check.finding.remedy.isEmpty()) text += QStringLiteral("\n  What to do: ") + check.finding.remedy;
    for (const auto& line : check.finding.lines)
        text += QStringLiteral("\n  For %1 (%2):\n%3").arg(line.system, line.where, line.text.trimmed());
    if (!check.finding.detail.isEmpty()) text += QStringLiteral("\n  [%1]").arg(check.finding.detail);
    return text;
}

} // namespace

SetupPage::SetupPage(Begin begin, Save save, QWidget* parent) : QWidget(parent), m_begin(std::move(begin)) {
    setObjectName(QStringLiteral("setup"));
    setAccessibleName(QStringLiteral("Set-up"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(makeTop());
    m_area = new QScrollArea(this);
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    auto* body = new QWidget(m_area);
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(20, 14, 20, 20);
    m_column->setSpacing(12);
    m_welcome = new QLabel(body);
    m_welcome->setObjectName(QStringLiteral("welcome"));
    m_welcome->setTextFormat(Qt::PlainText);
    m_welcome->setWordWrap(true);
    m_welcome->hide();
    m_column->addWidget(m_welcome);
    if (save) {
        m_form = new PacsForm(std::move(save), body);
        m_form->hide();
        m_column->addWidget(m_form);
    }
    m_column->addStretch(1);
    m_area->setWidget(body);
    outer->addWidget(m_area, 1);
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &SetupPage::look);
    sayState();
}

SetupPage::~SetupPage() {
    if (m_run) m_run->cancel();
}

QWidget* SetupPage::makeTop() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(20, 10, 16, 10);
    row->setSpacing(10);
    auto* title = new QLabel(QStringLiteral("Set-up"), bar);
    title->setProperty("role", QStringLiteral("title"));
    row->addWidget(title);
    m_summary = new QLabel(bar);
    m_summary->setObjectName(QStringLiteral("setupSummary"));
    m_summary->setAccessibleName(QStringLiteral("State of the set-up"));
    row->addWidget(m_summary, 1);
    const auto button = [&](const char* name, const char* icon, const QString& text, auto act) {
        auto* made = new QPushButton(themedIcon(QString::fromLatin1(icon)), QLatin1Char(' ') + text, bar);
        made->setObjectName(QString::fromLatin1(name));
        connect(made, &QPushButton::clicked, this, act);
        row->addWidget(made);
        return made;
    };
    auto* form = button("addPacs", "pacs", QStringLiteral("Add a &PACS"), [this] {
        if (!m_form) return;
        m_form->setVisible(m_form->isHidden());
        if (m_form->isVisible()) m_form->begin();
    });
    form->setAccessibleName(QStringLiteral("Add a PACS"));
    form->setProperty("role", QStringLiteral("flat"));
    m_copy = button("copySetup", "final", QStringLiteral("&Copy all"), [this] { copyAll(); });
    m_copy->setAccessibleName(QStringLiteral("Copy all checks as text"));
    m_copy->setProperty("role", QStringLiteral("flat"));
    m_stop = button("stopSetup", "cancel", QStringLiteral("&Stop"), [this] { stop(); });
    m_stop->setAccessibleName(QStringLiteral("Stop the checks"));
    m_stop->setToolTip(QStringLiteral("Esc"));
    m_again = button("runSetup", "refresh", QStringLiteral("&Run again"), [this] { run(); });
    m_again->setAccessibleName(QStringLiteral("Run the checks again"));
    m_again->setProperty("role", QStringLiteral("primary"));
    m_again->setToolTip(QStringLiteral("F5"));
    return bar;
}

void SetupPage::setNoPacs() {
    m_welcome->setText(QStringLiteral(
        "Vigil fetches studies from a PACS by DICOM, and none is configured yet. Ask its administrator "
        "for its AE title, host and port, and tell them the AE title and port of this computer, which "
        "stand below, with its address. Enter the PACS here, start Vigil again, and come back: the "
        "checks then go on until an image really arrives."));
    m_welcome->show();
    if (m_form) m_form->show();
}

void SetupPage::enter() {
    if (!m_run) run();
    (isRunning() ? m_stop : m_again)->setFocus(Qt::OtherFocusReason);
}

void SetupPage::run() {
    if (isRunning() || !m_begin) return;
    m_run = m_begin();
    m_timer.start();
    look();
}

void SetupPage::stop() {
    if (isRunning() && m_run) m_run->cancel();
}

void SetupPage::look() {
    // Asked first: what comes between the two questions is seen then.
    const bool finished = m_run->isFinished();
    update(m_run->checks());
    if (finished) m_timer.stop();
    sayState();
}

void SetupPage::update(const QList<setup::Check>& checks) {
    const bool samePlan = std::equal(checks.cbegin(), checks.cend(), m_checks.cbegin(), m_checks.cend(),
                                     [](const auto& a, const auto& b) { return a.id == b.id; });
    m_checks = checks;
    if (!samePlan) rebuild(checks);
    for (const auto& check : checks)
        if (auto* row = m_rows.value(check.id)) row->show(check);
}

void SetupPage::rebuild(const QList<setup::Check>& checks) {
    delete m_list;
    m_rows.clear();
    m_list = new QWidget(m_area->widget());
    auto* column = new QVBoxLayout(m_list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    QString subject;
    QVBoxLayout* rows = nullptr;
    for (const auto& check : checks) {
        if (rows == nullptr || check.subject != subject) {
            subject = check.subject;
            auto* panel = new QFrame(m_list);
            panel->setProperty("role", QStringLiteral("panel"));
            panel->setAccessibleName(subject);
            rows = new QVBoxLayout(panel);
            rows->setContentsMargins(8, 10, 8, 8);
            rows->setSpacing(2);
            auto* heading = new QLabel(subject, panel);
            heading->setProperty("role", QStringLiteral("heading"));
            heading->setContentsMargins(10, 0, 0, 4);
            rows->addWidget(heading);
            column->addWidget(panel);
        }
        auto* row = new CheckRow(m_list);
        connect(row, &CheckRow::copied, this, [this](const QString& what) {
            m_summary->setText(QStringLiteral("The line for %1 is on the clipboard.").arg(what));
        });
        rows->addWidget(row);
        m_rows.insert(check.id, row);
    }
    m_column->insertWidget(m_column->count() - 1, m_list);
}

QString SetupPage::summary() const {
    const auto count = [this](auto wanted) {
        return std::count_if(m_checks.cbegin(), m_checks.cend(), wanted);
    };
    const auto decided = count(isDecided);
    if (isRunning()) return QStringLiteral("Checking: %1 of %2 done").arg(decided).arg(m_checks.size());
    if (m_checks.isEmpty()) return QStringLiteral("Not checked yet");
    const auto in = [&](FindingState state) {
        return count([state](const auto& check) { return check.finding.state == state; });
    };
    if (const auto failed = in(FindingState::Failed); failed > 0)
        return plural(failed, QStringLiteral("1 check failed"), QStringLiteral("%1 checks failed"));
    if (const auto untried = in(FindingState::NotTried); untried > 0)
        return plural(untried, QStringLiteral("1 check could not be tried"),
                      QStringLiteral("%1 checks could not be tried"));
    if (const auto warnings = in(FindingState::Warning); warnings > 0)
        return QStringLiteral("The set-up works; ") +
               plural(warnings, QStringLiteral("1 warning"), QStringLiteral("%1 warnings"));
    return QStringLiteral("The set-up works");
}

void SetupPage::sayState() {
    m_summary->setText(summary());
    if (m_again->hasFocus() && isRunning()) {
        m_stop->setEnabled(true);
        m_stop->setFocus(Qt::OtherFocusReason);
    }
    m_again->setEnabled(!isRunning() && m_begin);
    m_again->setText(m_checks.isEmpty() ? QStringLiteral(" &Run the checks") : QStringLiteral(" &Run again"));
    // The focus does not fall out of the page when a button goes grey under it.
    if (m_stop->hasFocus() && m_again->isEnabled()) m_again->setFocus(Qt::OtherFocusReason);
    m_stop->setEnabled(isRunning());
    m_copy->setEnabled(!m_checks.isEmpty());
}

void SetupPage::copyAll() {
    QStringList texts;
    for (const auto& check : m_checks)
        texts << textOf(check);
    QGuiApplication::clipboard()->setText(texts.join(QLatin1Char('\n')));
    m_summary->setText(QStringLiteral("All checks are on the clipboard."));
}

void SetupPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F5) return run();
    if (event->key() == Qt::Key_Escape) return stop();
    QWidget::keyPressEvent(event);
}

} // namespace vigil::ui
