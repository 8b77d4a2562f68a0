// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/FactsForm.h"

#include "ui/FittingScroll.h"
#include "ui/PlainLabel.h"
#include "ui/Theme.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

constexpr int noteLines = 3;
constexpr int shortLabel = 24; ///< characters that stand beside a check box in one line

QComboBox* comboBox(const FactField& field, QWidget* parent) {
    auto* combo = new QComboBox(parent);
    combo->setEditable(field.kind == FactField::Kind::OpenChoice);
    combo->addItems(field.choices);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    if (field.initial.isEmpty() || combo->isEditable()) combo->setCurrentIndex(-1);
    if (combo->isEditable()) {
        combo->setEditText(field.initial);
        combo->lineEdit()->setCursorPosition(0); // a long role shows its beginning
    } else if (!field.initial.isEmpty())
        combo->setCurrentText(field.initial);
    return combo;
}

} // namespace

FactsForm::FactsForm(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("factsForm"));
    setProperty("role", QStringLiteral("panel"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 12, 14, 12);
    layout->setSpacing(8);
    m_title = plainLabel({}, this, "role", QStringLiteral("heading"));
    m_about = plainLabel({}, this);
    m_about->setObjectName(QStringLiteral("formAbout"));
    m_explanation = plainLabel({}, this, "role", QStringLiteral("muted"));
    m_sheet = plainLabel({}, this);
    m_sheet->setObjectName(QStringLiteral("callSheet"));
    m_sheet->setAccessibleDescription(QStringLiteral("What to say and whom to call"));
    m_sheet->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sheet->hide();
    m_problem = plainLabel({}, this, "tone", QStringLiteral("critical"));
    m_problem->setObjectName(QStringLiteral("formProblem"));
    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(7);
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    // A long form scrolls between its title and its buttons, which are never cut off.
    auto* scroll = new FittingScroll(this);
    auto* page = new QWidget(scroll);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 4, 0);
    column->setSpacing(8);
    column->addWidget(m_explanation);
    column->addWidget(m_sheet);
    column->addLayout(m_form);
    scroll->setWidget(page);
    for (auto* ground : {scroll->viewport(), page}) // of the form, not of a window
        ground->setAutoFillBackground(false);
    layout->addWidget(m_title);
    layout->addWidget(m_about);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_problem);
    layout->addLayout(buildButtons());
    m_problem->hide();
    watch(this);
    hide();
}

QLayout* FactsForm::buildButtons() {
    auto* buttons = new QHBoxLayout;
    m_submit = new QPushButton(this);
    m_submit->setObjectName(QStringLiteral("submitFacts"));
    m_submit->setProperty("role", QStringLiteral("primary"));
    m_submit->setAccessibleDescription(QStringLiteral("Ctrl+Enter"));
    m_close = new QPushButton(QStringLiteral("Cancel (Esc)"), this);
    m_close->setObjectName(QStringLiteral("closeFacts"));
    m_close->setAccessibleName(QStringLiteral("Close this form"));
    m_close->setAccessibleDescription(QStringLiteral("Esc"));
    for (auto* button : {m_submit, m_close}) {
        button->setFocusPolicy(Qt::TabFocus); // what is dictated after a click still goes to the field
        button->setAutoDefault(false);
        buttons->addWidget(button);
        watch(button);
    }
    buttons->addStretch(1);
    connect(m_submit, &QPushButton::clicked, this, &FactsForm::submit);
    connect(m_close, &QPushButton::clicked, this, &FactsForm::dismiss);
    return buttons;
}

void FactsForm::ask(const QString& act, const QString& title, const QString& explanation,
                    const QString& button, const QList<FactField>& fields) {
    m_act = act;
    m_fields = fields;
    m_widgets.clear();
    m_rows.clear();
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    m_title->setText(title);
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
    m_problem->hide();
    setAbout({});
    setSheet({});
    setAccessibleName(title);
    setFocusPolicy(fields.isEmpty() ? Qt::TabFocus : Qt::NoFocus); // without fields it has the caret itself
    m_button = button;
    m_submit->setAccessibleName(button);
    setSaving(false);
    QWidget* first = nullptr;
    QWidget* previous = nullptr;
    for (const auto& field : fields) {
        addField(field);
        auto* widget = m_widgets.value(field.key);
        if (previous) QWidget::setTabOrder(previous, widget);
        previous = widget;
        const bool empty = value(field.key).isEmpty() && field.kind != FactField::Kind::YesNo;
        if (!first && empty && isAskedFor(field)) first = widget;
    }
    if (previous) QWidget::setTabOrder(previous, m_submit);
    QWidget::setTabOrder(m_submit, m_close);
    showWhatIsAskedFor();
    show();
    if (!first && !fields.isEmpty()) first = m_widgets.value(fields.first().key);
    (first ? first : this)->setFocus(Qt::OtherFocusReason);
}

void FactsForm::setAbout(const QString& text) {
    m_about->setText(text);
    m_about->setVisible(!text.isEmpty());
    setAccessibleDescription(text.isEmpty() ? m_explanation->text()
                                            : QStringLiteral("%1. %2").arg(text, m_explanation->text()));
}

void FactsForm::setSaving(bool saving) {
    m_saving = saving;
    if (saving && m_submit->hasFocus()) setFocus(Qt::OtherFocusReason); // or it would go on to another button
    m_submit->setEnabled(!saving);
    m_submit->setText(saving ? QStringLiteral("Saving…") : QStringLiteral("%1 (Ctrl+Enter)").arg(m_button));
}

void FactsForm::addField(const FactField& field) {
    auto* widget = widgetFor(field);
    widget->setObjectName(field.key);
    widget->setAccessibleName(field.label);
    widget->setAccessibleDescription(field.hint);
    m_widgets.insert(field.key, widget);
    watch(widget);
    auto* row = widget;
    if (auto* check = qobject_cast<QCheckBox*>(widget); check && field.label.size() > shortLabel) {
        // A check box does not wrap its words.
        row = new QWidget(this);
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(0, 0, 0, 0);
        check->setText({});
        line->addWidget(check, 0, Qt::AlignTop);
        line->addWidget(plainLabel(field.label, row), 1);
        m_form->addRow(row);
    } else if (check) {
        m_form->addRow(QString(), check);
    } else {
        m_form->addRow(field.label, widget);
    }
    m_rows.insert(field.key, row);
    followEdits(widget);
}

void FactsForm::followEdits(QWidget* widget) {
    const auto follow = [this](auto* from, auto change) {
        if (from) connect(from, change, this, &FactsForm::edited);
    };
    auto* combo = qobject_cast<QComboBox*>(widget);
    if (combo) connect(combo, &QComboBox::currentTextChanged, this, &FactsForm::showWhatIsAskedFor);
    auto* check = qobject_cast<QCheckBox*>(widget);
    if (check) connect(check, &QCheckBox::toggled, this, &FactsForm::showWhatIsAskedFor);
    follow(combo, &QComboBox::currentTextChanged);
    follow(check, &QCheckBox::toggled);
    follow(qobject_cast<QDateTimeEdit*>(widget), &QDateTimeEdit::dateTimeChanged);
    follow(qobject_cast<QPlainTextEdit*>(widget), &QPlainTextEdit::textChanged);
    follow(qobject_cast<QLineEdit*>(widget), &QLineEdit::textChanged);
}

bool FactsForm::isAskedFor(const FactField& field) const {
    return field.shownFor.isEmpty() || field.shownWhen.contains(value(field.shownFor));
}

void FactsForm::showWhatIsAskedFor() {
    for (const auto& field : std::as_const(m_fields))
        if (!field.shownFor.isEmpty() && m_rows.contains(field.key))
            m_form->setRowVisible(m_rows.value(field.key), isAskedFor(field));
}

void FactsForm::setSheet(const QString& text) {
    m_sheet->setText(text);
    m_sheet->setVisible(!text.isEmpty());
}

QWidget* FactsForm::widgetFor(const FactField& field) {
    switch (field.kind) {
    case FactField::Kind::Choice:
    case FactField::Kind::OpenChoice: {
        auto* combo = comboBox(field, this);
        if (combo->isEditable()) combo->lineEdit()->setPlaceholderText(field.hint);
        return combo;
    }
    case FactField::Kind::Time: {
        auto* time = new QDateTimeEdit(QDateTime::fromString(field.initial, Qt::ISODate), this);
        time->setDisplayFormat(QStringLiteral("d MMM yyyy HH:mm"));
        return time;
    }
    case FactField::Kind::Date: {
        auto* date = new QDateEdit(QDate::fromString(field.initial, Qt::ISODate), this);
        date->setDisplayFormat(QStringLiteral("d MMM yyyy"));
        date->setCalendarPopup(true);
        return date;
    }
    case FactField::Kind::YesNo: {
        auto* check = new QCheckBox(field.label, this);
        check->setChecked(!field.initial.isEmpty());
        return check;
    }
    case FactField::Kind::Text: {
        auto* text = new QPlainTextEdit(field.initial, this);
        text->setTabChangesFocus(true);
        text->setPlaceholderText(field.hint);
        text->setFixedHeight(noteLines * text->fontMetrics().lineSpacing() + 20);
        return text;
    }
    case FactField::Kind::Line:
        break;
    }
    auto* line = new QLineEdit(field.initial, this);
    line->setPlaceholderText(field.hint);
    return line;
}

void FactsForm::watch(QWidget* widget) {
    widget->installEventFilter(this);
    if (auto* combo = qobject_cast<QComboBox*>(widget); combo && combo->lineEdit())
        combo->lineEdit()->installEventFilter(this);
}

bool FactsForm::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress)
        if (takeKey(watched, event)) return true;
    return QFrame::eventFilter(watched, event);
}

bool FactsForm::takeKey(QObject* watched, QEvent* event) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    const bool controlled = (key->modifiers() & Qt::ControlModifier) != 0;
    const bool ours = key->key() == Qt::Key_Escape || (enter && controlled);
    if (event->type() == QEvent::ShortcutOverride) { // otherwise a shortcut of the window would win
        if (ours) event->accept();
        return ours;
    }
    if (key->key() == Qt::Key_Escape) {
        if (!m_saving) dismiss(); // what is being written is not called off by closing
        return true;
    }
    if (enter) return takeEnter(watched, *key);
    // A space that is dictated late presses nothing.
    const bool onButton = qobject_cast<QPushButton*>(watched) != nullptr;
    if (!onButton || key->key() != Qt::Key_Space) return false;
    showRemark(watched == m_close ? QStringLiteral("Esc closes this form.")
                                  : QStringLiteral("Ctrl+Enter saves."));
    return true;
}

bool FactsForm::takeEnter(QObject* watched, const QKeyEvent& key) {
    if ((key.modifiers() & Qt::ControlModifier) != 0) {
        if (!key.isAutoRepeat()) submit();
        return true;
    }
    if (qobject_cast<QPlainTextEdit*>(watched)) return false; // a new line
    toNextField();
    return true;
}

void FactsForm::toNextField() {
    const auto* here = QApplication::focusWidget();
    bool passed = false;
    for (const auto& field : std::as_const(m_fields)) {
        auto* widget = m_widgets.value(field.key);
        if (passed && isAskedFor(field)) return widget->setFocus(Qt::TabFocusReason);
        passed = passed || widget == here || widget->isAncestorOf(here);
    }
}

bool FactsForm::hasFocusWithin() const {
    const auto* focused = QApplication::focusWidget();
    return focused && (focused == this || isAncestorOf(focused));
}

/// What a field has no use for is not a key of the page around: a letter there would begin an act.
void FactsForm::keyPressEvent(QKeyEvent* event) {
    const auto other = event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    event->setAccepted(other == Qt::NoModifier && !event->text().isEmpty());
}

QString FactsForm::value(const QString& key) const {
    auto* widget = m_widgets.value(key);
    if (const auto* combo = qobject_cast<QComboBox*>(widget)) return combo->currentText().trimmed();
    if (const auto* check = qobject_cast<QCheckBox*>(widget))
        return check->isChecked() ? QStringLiteral("yes") : QString();
    if (const auto* date = qobject_cast<QDateEdit*>(widget)) return date->date().toString(Qt::ISODate);
    if (const auto* time = qobject_cast<QDateTimeEdit*>(widget))
        return time->dateTime().toString(Qt::ISODate);
    if (const auto* text = qobject_cast<QPlainTextEdit*>(widget)) return text->toPlainText().trimmed();
    if (const auto* line = qobject_cast<QLineEdit*>(widget)) return line->text().trimmed();
    return {};
}

void FactsForm::setValue(const QString& key, const QString& text) {
    auto* widget = m_widgets.value(key);
    if (auto* combo = qobject_cast<QComboBox*>(widget)) {
        combo->setCurrentText(text);
    } else if (auto* check = qobject_cast<QCheckBox*>(widget)) {
        check->setChecked(!text.isEmpty());
    } else if (auto* date = qobject_cast<QDateEdit*>(widget)) {
        date->setDate(QDate::fromString(text, Qt::ISODate));
    } else if (auto* time = qobject_cast<QDateTimeEdit*>(widget)) {
        time->setDateTime(QDateTime::fromString(text, Qt::ISODate));
    } else if (auto* area = qobject_cast<QPlainTextEdit*>(widget)) {
        area->setPlainText(text);
    } else if (auto* line = qobject_cast<QLineEdit*>(widget)) {
        line->setText(text);
    }
}

QHash<QString, QString> FactsForm::values() const {
    QHash<QString, QString> values;
    for (const auto& field : m_fields)
        values.insert(field.key, value(field.key));
    return values;
}

void FactsForm::setValues(const QHash<QString, QString>& values) {
    for (auto each = values.begin(); each != values.end(); ++each)
        setValue(each.key(), each.value());
}

void FactsForm::submit() {
    if (m_saving || isHidden()) return;
    QHash<QString, QString> facts;
    for (const auto& field : std::as_const(m_fields)) {
        if (!isAskedFor(field)) continue;
        const auto text = value(field.key);
        if (text.isEmpty() && field.need == FactField::Need::Required) {
            showProblem(QStringLiteral("Still needed: %1.").arg(field.label.toLower()));
            m_widgets.value(field.key)->setFocus(Qt::OtherFocusReason);
            return;
        }
        facts.insert(field.key, text);
    }
    m_problem->hide();
    setSaving(true);
    Q_EMIT submitted(m_act, facts);
}

void FactsForm::showProblem(const QString& message) {
    setSaving(false);
    showRemark(message);
}

void FactsForm::showRemark(const QString& message) {
    if (m_problem->isVisible() && m_problem->text() == message) return;
    m_problem->setText(message);
    m_problem->show();
    QAccessibleEvent said(m_problem, QAccessible::Alert);
    QAccessible::updateAccessibility(&said);
}

void FactsForm::dismiss() {
    const bool wasOpen = !isHidden();
    const bool hadFocus = hasFocusWithin();
    hide();
    m_act.clear();
    setSaving(false);
    if (wasOpen) Q_EMIT dismissed(hadFocus);
}

} // namespace vigil::ui
