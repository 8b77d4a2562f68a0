// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/ToldFields.h"

#include "ui/alerts/AlertText.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

QComboBox* openChoice(const char* name, const QString& accessible, const QStringList& choices,
                      QWidget* parent) {
    auto* combo = new QComboBox(parent);
    combo->setObjectName(QLatin1String(name));
    combo->setAccessibleName(accessible);
    combo->setEditable(true);
    combo->setInsertPolicy(QComboBox::NoInsert);
    combo->addItems(choices);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return combo;
}

QWidget* lineOf(const QList<std::pair<QWidget*, int>>& widgets, QWidget* parent) {
    auto* holder = new QWidget(parent);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (const auto& [widget, stretch] : widgets)
        row->addWidget(widget, stretch);
    return holder;
}

/// Local, by the minute.
QDateTime localMinute(UtcTime time) {
    auto local = toDateTime(time).toLocalTime();
    local.setTime(QTime(local.time().hour(), local.time().minute()));
    return local;
}

} // namespace

ToldFields::ToldFields(const Clock& clock, QWidget* parent) : QWidget(parent), m_clock(clock) {
    m_tick = new QCheckBox(QStringLiteral("Already told by telephone (Alt+T)"), this);
    m_tick->setObjectName(QStringLiteral("alreadyTold"));
    m_tick->setAccessibleName(QStringLiteral("Already told by telephone"));
    m_tick->setFocusPolicy(Qt::NoFocus); // a dictated space must not set it; its key is Alt+T
    m_fields = new QWidget(this);
    auto* lines = new QVBoxLayout(m_fields);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(buildWho());
    lines->addWidget(buildHow());
    lines->addWidget(m_readBack); // a line of its own: beside them the form would get wider
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_tick);
    column->addWidget(m_fields);
    connect(m_tick, &QCheckBox::clicked, this, [this](bool ticked) {
        if (ticked) m_name->setFocus(Qt::OtherFocusReason);
    });
    connect(m_tick, &QCheckBox::toggled, this, [this](bool ticked) {
        if (ticked) m_at->setDateTime(localMinute(m_clock.now()));
        showFields();
        Q_EMIT changed();
    });
    resume({});
}

QWidget* ToldFields::buildWho() {
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("toldName"));
    m_name->setAccessibleName(QStringLiteral("Told, name"));
    m_name->setPlaceholderText(QStringLiteral("who was told"));
    m_role = openChoice("toldRole", QStringLiteral("Told, role"), {}, this);
    m_role->lineEdit()->setPlaceholderText(QStringLiteral("role"));
    connect(m_name, &QLineEdit::textChanged, this, &ToldFields::changed);
    connect(m_role, &QComboBox::currentTextChanged, this, &ToldFields::changed);
    return lineOf({{m_name, 1}, {m_role, 2}}, this); // roles are longer than names
}

QWidget* ToldFields::buildHow() {
    m_at = new QDateTimeEdit(this);
    m_at->setObjectName(QStringLiteral("toldAt"));
    m_at->setAccessibleName(QStringLiteral("Told at"));
    m_at->setDisplayFormat(QStringLiteral("d MMM HH:mm"));
    m_method = openChoice("toldMethod", QStringLiteral("Told, how"), callMethods(), this);
    m_readBack = new QCheckBox(QStringLiteral("Read back"), this);
    m_readBack->setObjectName(QStringLiteral("toldReadBack"));
    connect(m_readBack, &QCheckBox::toggled, this, &ToldFields::changed);
    connect(m_at, &QDateTimeEdit::dateTimeChanged, this, &ToldFields::changed);
    connect(m_method, &QComboBox::currentTextChanged, this, &ToldFields::changed);
    return lineOf({{m_at, 1}, {m_method, 1}}, this);
}

void ToldFields::showFields() {
    m_fields->setVisible(m_tick->isChecked());
}

void ToldFields::setRoles(const QStringList& roles) {
    QStringList shown;
    for (int i = 0; i < m_role->count(); ++i)
        shown << m_role->itemText(i);
    if (shown == roles) return;
    const QSignalBlocker quiet(m_role);
    const auto typed = m_role->currentText();
    m_role->clear();
    m_role->addItems(roles);
    m_role->setCurrentIndex(-1);
    m_role->setEditText(typed);
}

void ToldFields::toggle() {
    m_tick->click();
}

std::optional<alert::CallRecord> ToldFields::call() const {
    if (!m_tick->isChecked()) return std::nullopt;
    alert::CallRecord call;
    call.told = {m_name->text().trimmed(), m_role->currentText().trimmed()};
    call.method = m_method->currentText().trimmed();
    call.readBack = m_readBack->isChecked();
    call.at = fromDateTime(m_at->dateTime());
    return call;
}

QWidget* ToldFields::missing() const {
    if (!m_tick->isChecked()) return nullptr;
    if (m_name->text().trimmed().isEmpty()) return m_name;
    return m_role->currentText().trimmed().isEmpty() ? m_role : nullptr;
}

ToldEntry ToldFields::entry() const {
    return {m_tick->isChecked(),     m_name->text(),
            m_role->currentText(),   fromDateTime(m_at->dateTime()),
            m_method->currentText(), m_readBack->isChecked()};
}

void ToldFields::resume(const ToldEntry& entry) {
    m_tick->setChecked(entry.isTold);
    m_name->setText(entry.name);
    m_role->setEditText(entry.role);
    m_at->setDateTime(localMinute(entry.at.value_or(m_clock.now())));
    m_method->setEditText(entry.method.isEmpty() ? callMethods().first() : entry.method);
    m_readBack->setChecked(entry.isReadBack);
    showFields();
}

} // namespace vigil::ui
