// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/setup/PacsForm.h"

#include "core/base/Async.h"
#include "ui/Theme.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

namespace vigil::ui {

namespace {

using Method = study::PacsPeer::Method;
using Tls = study::PacsPeer::Tls;

Error wrong(const QString& message) {
    return {Error::Code::Invalid, message, {}};
}

} // namespace

PacsForm::PacsForm(Save save, QWidget* parent) : QFrame(parent), m_save(std::move(save)) {
    setObjectName(QStringLiteral("pacsForm"));
    setProperty("role", QStringLiteral("panel"));
    setAccessibleName(QStringLiteral("Add a PACS"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(18, 12, 18, 14);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    auto* heading = new QLabel(QStringLiteral("Add a PACS"), this);
    heading->setProperty("role", QStringLiteral("heading"));
    grid->addWidget(heading, 0, 0, 1, 4);
    int place = 0;
    const auto add = [&](const QString& label, const char* name, QWidget* field) {
        auto* words = new QLabel(label, this);
        words->setBuddy(field);
        field->setObjectName(QString::fromLatin1(name));
        field->setAccessibleName(QString(label).remove(QLatin1Char('&')));
        const int row = 1 + place / 2;
        const int column = place % 2 * 2;
        grid->addWidget(words, row, column);
        grid->addWidget(field, row, column + 1);
        ++place;
    };
    m_name = new QLineEdit(QStringLiteral("main"), this);
    m_title = new QLineEdit(this);
    m_host = new QLineEdit(this);
    m_port = new QLineEdit(QStringLiteral("104"), this);
    m_method = new QComboBox(this);
    m_method->addItem(QStringLiteral("C-MOVE, and C-GET where that fails"), static_cast<int>(Method::Auto));
    m_method->addItem(QStringLiteral("C-MOVE only"), static_cast<int>(Method::Move));
    m_method->addItem(QStringLiteral("C-GET only"), static_cast<int>(Method::Get));
    m_tls = new QComboBox(this);
    m_tls->addItem(QStringLiteral("not encrypted"), static_cast<int>(Tls::Off));
    m_tls->addItem(QStringLiteral("encrypted (TLS)"), static_cast<int>(Tls::On));
    add(QStringLiteral("&Name in Vigil"), "pacsName", m_name);
    add(QStringLiteral("AE &title"), "pacsTitle", m_title);
    add(QStringLiteral("&Host"), "pacsHost", m_host);
    add(QStringLiteral("P&ort"), "pacsPort", m_port);
    add(QStringLiteral("&Fetch by"), "pacsMethod", m_method);
    add(QStringLiteral("Conn&ection"), "pacsTls", m_tls);
    m_button = new QPushButton(QStringLiteral("Sa&ve to vigil.ini"), this);
    m_button->setObjectName(QStringLiteral("savePacs"));
    m_button->setAccessibleName(QStringLiteral("Save the PACS to vigil.ini"));
    m_button->setProperty("role", QStringLiteral("primary"));
    connect(m_button, &QPushButton::clicked, this, &PacsForm::save);
    m_answer = new QLabel(this);
    m_answer->setObjectName(QStringLiteral("pacsAnswer"));
    m_answer->setTextFormat(Qt::PlainText);
    m_answer->setWordWrap(true);
    grid->addWidget(m_answer, 4, 0, 1, 3);
    grid->addWidget(m_button, 4, 3, Qt::AlignRight);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    for (auto* field : {m_name, m_title, m_host, m_port})
        connect(field, &QLineEdit::returnPressed, this, &PacsForm::save);
}

void PacsForm::begin() {
    m_title->setFocus(Qt::OtherFocusReason);
}

Result<study::PacsPeer> PacsForm::entered() const {
    static const QRegularExpression plainName(QStringLiteral("^[A-Za-z0-9_-]+$"));
    constexpr int longestTitle = 16; // PS3.5 6.2, VR AE
    study::PacsPeer peer;
    peer.name = m_name->text().trimmed();
    peer.aeTitle = m_title->text().trimmed();
    peer.host = m_host->text().trimmed();
    bool number = false;
    const int port = m_port->text().trimmed().toInt(&number);
    if (!plainName.match(peer.name).hasMatch())
        return wrong(QStringLiteral("The name in Vigil is letters, digits, - and _ without spaces."));
    if (peer.aeTitle.isEmpty() || peer.aeTitle.size() > longestTitle ||
        peer.aeTitle.contains(QLatin1Char('\\')))
        return wrong(QStringLiteral("The AE title of the PACS has 1 to 16 characters and no backslash."));
    if (peer.host.isEmpty() || peer.host.contains(QLatin1Char(' ')))
        return wrong(QStringLiteral("The host is the name or address of the PACS, without spaces."));
    if (!number || port < 1 || port > 65535)
        return wrong(QStringLiteral("The port is a number from 1 to 65535, often 104 or 11112."));
    peer.port = static_cast<quint16>(port);
    peer.method = static_cast<Method>(m_method->currentData().toInt());
    peer.tls = static_cast<Tls>(m_tls->currentData().toInt());
    return peer;
}

void PacsForm::save() {
    if (!m_button->isEnabled()) return;
    const auto peer = entered();
    if (!peer) return say(peer.error());
    m_button->setEnabled(false);
    whenFinished(m_save(*peer), this, [this](const Result<QString>& saved) {
        m_button->setEnabled(true);
        say(saved);
    });
}

void PacsForm::say(const Result<QString>& saved) {
    setLook(*m_answer, "tone", saved ? QStringLiteral("good") : QStringLiteral("critical"));
    m_answer->setText(
        saved ? QStringLiteral("Saved to %1. Start Vigil again: then it counts, and the checks try it.")
                    .arg(*saved)
              : saved.error().message);
}

} // namespace vigil::ui
