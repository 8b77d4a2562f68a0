// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/SignSheet.h"

#include "ui/FittingScroll.h"
#include "ui/Theme.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

constexpr int shortestPin = 4;

QLabel* wrapping(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

QString bullets(const QStringList& lines) {
    QStringList marked;
    for (const auto& line : lines)
        marked << QStringLiteral("•  ") + line;
    return marked.join(u'\n');
}

QLineEdit* secret(const QString& name, const QString& label, QWidget* parent) {
    auto* line = new QLineEdit(parent);
    line->setObjectName(name);
    line->setAccessibleName(label);
    line->setPlaceholderText(label);
    line->setEchoMode(QLineEdit::Password);
    line->setMaximumWidth(line->fontMetrics().averageCharWidth() * 24);
    return line;
}

} // namespace

SignSheet::SignSheet(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("signSheet"));
    setAccessibleName(QStringLiteral("Sign sheet"));
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    // What is signed scrolls; PIN and keys stand below it and are never cut off.
    auto* scroll = new FittingScroll(this);
    outer->addWidget(scroll);
    auto* page = new QWidget(scroll);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    auto* title = new QLabel(QStringLiteral("Sign this report"), page);
    title->setProperty("role", QStringLiteral("title"));
    layout->addWidget(title);
    m_problems = wrapping(page);
    m_problems->setObjectName(QStringLiteral("signProblems"));
    m_problems->setProperty("tone", QStringLiteral("critical"));
    layout->addWidget(m_problems);
    m_lines = new QFormLayout;
    m_lines->setHorizontalSpacing(14);
    m_lines->setVerticalSpacing(8);
    m_lines->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    layout->addLayout(m_lines);
    m_remarks = wrapping(page);
    m_remarks->setProperty("tone", QStringLiteral("warning"));
    layout->addWidget(m_remarks);
    m_dismiss = new QPushButton(QStringLiteral("I have seen these; the text stands (F8)"), page);
    m_dismiss->setObjectName(QStringLiteral("dismissRemarks"));
    m_dismiss->setAccessibleName(QStringLiteral("Dismiss open remarks"));
    m_dismiss->installEventFilter(this);
    layout->addWidget(m_dismiss, 0, Qt::AlignLeft);
    connect(m_dismiss, &QPushButton::clicked, this, &SignSheet::dismissRemarks);
    layout->addStretch(1);
    scroll->setWidget(page);
    auto* foot = new QVBoxLayout(new QWidget(this));
    foot->setContentsMargins(18, 0, 18, 16);
    foot->setSpacing(12);
    outer->addWidget(foot->parentWidget());
    outer->addStretch(1);
    buildPin(*foot);
}

void SignSheet::buildPin(QVBoxLayout& layout) {
    auto* page = layout.parentWidget();
    m_pinHint = wrapping(page);
    m_pinHint->setProperty("role", QStringLiteral("muted"));
    m_pin = secret(QStringLiteral("pin"), QStringLiteral("PIN"), page);
    m_again = secret(QStringLiteral("pinAgain"), QStringLiteral("PIN again"), page);
    m_message = wrapping(page);
    m_message->setObjectName(QStringLiteral("signMessage"));
    m_progress = new QProgressBar(page);
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(3);
    m_progress->setAccessibleName(QStringLiteral("Signing progress"));
    m_sign = new QPushButton(QStringLiteral("Sign report"), page);
    m_sign->setObjectName(QStringLiteral("signReport"));
    m_sign->setAccessibleName(QStringLiteral("Sign report"));
    m_sign->setProperty("role", QStringLiteral("primary"));
    m_back = new QPushButton(page);
    m_back->setObjectName(QStringLiteral("backToText"));
    auto* pins = new QHBoxLayout;
    pins->addWidget(m_pin);
    pins->addWidget(m_again);
    pins->addStretch(1);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_sign);
    buttons->addWidget(m_back);
    buttons->addStretch(1);
    layout.addWidget(m_pinHint);
    layout.addLayout(pins);
    layout.addWidget(m_message);
    layout.addWidget(m_progress);
    layout.addLayout(buttons);
    for (auto* widget : std::initializer_list<QWidget*>{m_pin, m_again, m_sign, m_back})
        widget->installEventFilter(this);
    connect(m_sign, &QPushButton::clicked, this, &SignSheet::submit);
    connect(m_back, &QPushButton::clicked, this, &SignSheet::close);
}

void SignSheet::addLine(const QString& label, const QString& text) {
    auto* name = new QLabel(label, this);
    name->setProperty("role", QStringLiteral("muted"));
    auto* value = wrapping(this);
    value->setText(text);
    m_lines->addRow(name, value);
}

void SignSheet::fillList(const SignSummary& summary) {
    while (m_lines->rowCount() > 0)
        m_lines->removeRow(0);
    addLine(QStringLiteral("Patient"), summary.patient);
    addLine(summary.procedures.size() > 1
                ? QStringLiteral("Answers %1 requests").arg(summary.procedures.size())
                : QStringLiteral("Answers"),
            summary.procedures.join(u'\n'));
    addLine(QStringLiteral("Document"), summary.title);
    addLine(QStringLiteral("Content"),
            QStringLiteral("%1, %2").arg(
                summary.sections == 1 ? QStringLiteral("1 section")
                                      : QStringLiteral("%1 sections").arg(summary.sections),
                summary.images == 1 ? QStringLiteral("1 image")
                                    : QStringLiteral("%1 images").arg(summary.images)));
    addLine(QStringLiteral("Alerts"),
            summary.alerts.isEmpty() ? QStringLiteral("none") : summary.alerts.join(u'\n'));
    addLine(QStringLiteral("Signed by"), summary.signer);
}

void SignSheet::present(const SignSummary& summary, Pin pin) {
    m_pinState = pin;
    m_working = false;
    m_done = false;
    m_blocked = !summary.problems.isEmpty();
    m_remarksOpen = !summary.remarks.isEmpty();
    fillList(summary);
    m_problems->setVisible(m_blocked);
    m_problems->setText(QStringLiteral("Cannot be signed yet\n") + bullets(summary.problems));
    m_remarks->setVisible(m_remarksOpen);
    m_dismiss->setVisible(m_remarksOpen);
    m_remarks->setText(QStringLiteral("Open remarks\n") + bullets(summary.remarks));
    const bool first = pin == Pin::ToBeChosen;
    m_pinHint->setText(first ? QStringLiteral("First signature on this computer: choose a PIN of at least %1 "
                                              "characters and enter it twice. It stands for your signature.")
                                   .arg(shortestPin)
                             : QStringLiteral("Your PIN signs and sends what is listed above."));
    for (auto* line : {m_pin, m_again}) {
        line->clear();
        line->setEnabled(!m_blocked);
    }
    m_pin->show();
    m_pinHint->show();
    m_again->setVisible(first);
    m_sign->setText(QStringLiteral("Sign report"));
    updateSign();
    m_sign->show();
    m_back->setText(QStringLiteral("Back to the text (Esc)"));
    m_back->setAccessibleName(QStringLiteral("Back to the text"));
    m_back->setEnabled(true);
    m_message->hide();
    m_progress->hide();
    auto* focused = m_blocked       ? static_cast<QWidget*>(m_back)
                    : m_remarksOpen ? m_dismiss
                                    : static_cast<QWidget*>(m_pin);
    focused->setFocus(Qt::OtherFocusReason);
}

void SignSheet::updateSign() {
    m_sign->setEnabled(!m_blocked && !m_remarksOpen && !m_working);
}

void SignSheet::dismissRemarks() {
    if (!m_remarksOpen) return;
    m_remarksOpen = false;
    m_dismiss->hide();
    updateSign();
    Q_EMIT remarksDismissed();
    if (!m_blocked) m_pin->setFocus(Qt::OtherFocusReason);
}

void SignSheet::pinIsKnown() {
    m_pinState = Pin::Known;
    m_again->hide();
    m_pinHint->setText(QStringLiteral("Your PIN signs and sends what is listed above."));
}

void SignSheet::submit() {
    if (m_working || m_blocked) return;
    if (m_remarksOpen) return showProblem(QStringLiteral("Look at the open remarks first."));
    if (m_pin->text().isEmpty()) return showProblem(QStringLiteral("Enter your PIN."));
    if (m_pinState == Pin::ToBeChosen) {
        if (m_pin->text().size() < shortestPin)
            return showProblem(QStringLiteral("A PIN has at least %1 characters.").arg(shortestPin));
        if (m_pin->text() != m_again->text())
            return showProblem(QStringLiteral("The two PINs differ. Enter them again."));
        Q_EMIT pinChosen(m_pin->text());
        return;
    }
    Q_EMIT signRequested(m_pin->text());
}

void SignSheet::showWorking(const QString& text) {
    m_working = true;
    for (auto* widget : std::initializer_list<QWidget*>{m_pin, m_again, m_sign, m_back})
        widget->setEnabled(false);
    m_progress->show();
    setLook(*m_message, "tone", {});
    m_message->setText(text);
    m_message->show();
}

void SignSheet::showProblem(const QString& message) {
    m_working = false;
    for (auto* widget : std::initializer_list<QWidget*>{m_pin, m_again, m_sign, m_back})
        widget->setEnabled(true);
    updateSign();
    m_progress->hide();
    setLook(*m_message, "tone", QStringLiteral("critical"));
    m_message->setText(message);
    m_message->show();
    m_pin->selectAll();
    m_pin->setFocus(Qt::OtherFocusReason);
}

void SignSheet::forget() {
    m_working = false;
    m_pin->clear();
    m_again->clear();
    m_progress->hide();
}

void SignSheet::showDone(const QString& message) {
    m_working = false;
    m_done = true;
    for (auto* widget :
         std::initializer_list<QWidget*>{m_progress, m_pin, m_again, m_pinHint, m_sign, m_remarks, m_dismiss})
        widget->hide();
    m_pin->clear();
    m_again->clear();
    setLook(*m_message, "tone", QStringLiteral("good"));
    m_message->setText(message);
    m_message->show();
    m_back->setEnabled(true);
    m_back->setText(QStringLiteral("Next study"));
    m_back->setAccessibleName(QStringLiteral("Next study"));
    m_back->setFocus(Qt::OtherFocusReason);
}

void SignSheet::close() {
    if (m_working) return; // the transaction decides now; its answer follows at once
    m_pin->clear();
    m_again->clear();
    if (m_done)
        Q_EMIT finished();
    else
        Q_EMIT dismissed();
}

bool SignSheet::eventFilter(QObject* watched, QEvent* event) {
    const bool key = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!key) return QFrame::eventFilter(watched, event);
    const auto* press = static_cast<QKeyEvent*>(event);
    const bool enter = press->key() == Qt::Key_Return || press->key() == Qt::Key_Enter;
    const bool escape = press->key() == Qt::Key_Escape;
    if (press->key() == Qt::Key_F8 && m_remarksOpen) {
        if (event->type() == QEvent::KeyPress) dismissRemarks();
        return event->accept(), true;
    }
    if (!enter && !escape) return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride) return event->accept(), true;
    if (escape || watched == m_back) return close(), true;
    if (watched == m_dismiss) return dismissRemarks(), true;
    if (watched == m_pin && m_again->isVisible()) return m_again->setFocus(), true;
    return submit(), true;
}

} // namespace vigil::ui
