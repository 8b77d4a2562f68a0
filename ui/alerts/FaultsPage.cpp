// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/FaultsPage.h"

#include "core/base/Async.h"
#include "core/study/Patient.h"
#include "ui/Icons.h"
#include "ui/PlainLabel.h"
#include "ui/RowsTable.h"
#include "ui/Theme.h"
#include "ui/alerts/FactsForm.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace vigil::ui {

namespace {

enum Column { WhereColumn, AboutColumn, WhatColumn, ToDoColumn, OwnerColumn, ByColumn };
const QString now = QStringLiteral("now");

QString dayText(const QDate& day) {
    return QLocale(QLocale::English, QLocale::UnitedKingdom).toString(day, QStringLiteral("d MMM yyyy"));
}

QString toDoAbout(directory::Fault::Kind kind) {
    using Of = directory::Fault::Kind;
    switch (kind) {
    case Of::NoOwner:
    case Of::RoleVacant:
        return QStringLiteral("Enter a person or an inbox that holds the role, or name another role in the "
                              "policy.");
    case Of::NoAddress:
        return QStringLiteral("Enter a telephone number first, then mail or HL7.");
    case Of::Leaver:
        return QStringLiteral("Give the role to somebody who is here, then retire the entry.");
    case Of::NotVerified:
        return QStringLiteral("Try the number, then press V.");
    case Of::CoverCircle:
    case Of::CoverGap:
        return QStringLiteral("Name a deputy who is here during the leave.");
    case Of::RotaGap:
        return QStringLiteral("Import the rota for that time, or give the role an inbox.");
    case Of::RotaNobody:
        return QStringLiteral("Correct the rota, or enter a telephone number or a deputy.");
    case Of::NeedsNewer:
        return QStringLiteral("Update Vigil on this computer.");
    }
    return {};
}

bool isUrgent(directory::Fault::Kind kind) {
    using Of = directory::Fault::Kind;
    return kind != Of::NotVerified && kind != Of::NeedsNewer;
}

QString addressesOf(const directory::Entry& entry) {
    QStringList parts;
    const auto add = [&parts](const char* what, const QString& address) {
        if (!address.isEmpty()) parts << QStringLiteral("%1 %2").arg(QLatin1String(what), address);
    };
    add("telephone", entry.addresses.telephone);
    add("by-pass", entry.addresses.bypass);
    add("mail", entry.addresses.mail);
    add("HL7", entry.addresses.hl7);
    return parts.isEmpty() ? QStringLiteral("no address at all") : parts.join(QStringLiteral(", "));
}

QString nameOf(const directory::Entry& entry) {
    return entry.kind == directory::Entry::Kind::Person ? study::displayName(entry.name) : entry.name;
}

} // namespace

QList<FaultLine> faultLines(const QList<directory::Fault>& directoryFaults,
                            const directory::Directory& directory, const QStringList& policyFaults,
                            const QString& policyTrouble, const QString& officerRole) {
    QList<FaultLine> lines;
    if (!policyTrouble.isEmpty())
        lines << FaultLine{
            QStringLiteral("Policy"),
            QStringLiteral("In force"),
            policyTrouble,
            QStringLiteral("Have a policy published that this Vigil can read, or update Vigil."),
            officerRole,
            now,
            true,
            {},
            {}};
    for (const auto& fault : directoryFaults) {
        FaultLine line{QStringLiteral("Directory"),
                       fault.subject,
                       fault.words,
                       toDoAbout(fault.kind),
                       officerRole,
                       fault.by.isValid() ? dayText(fault.by) : now,
                       isUrgent(fault.kind),
                       {},
                       {}};
        if (const auto* entry = directory.entry(fault.subject)) {
            line.about = nameOf(*entry);
            line.addresses = addressesOf(*entry);
            if (fault.kind == directory::Fault::Kind::NotVerified) line.verifies = entry->id;
        }
        lines << line;
    }
    for (const auto& words : policyFaults)
        lines << FaultLine{QStringLiteral("Policy"),
                           QStringLiteral("Rules"),
                           words,
                           QStringLiteral("Propose a mended policy; a second person approves it."),
                           officerRole,
                           now,
                           false,
                           {},
                           {}};
    std::stable_sort(lines.begin(), lines.end(),
                     [](const FaultLine& a, const FaultLine& b) { return a.urgent && !b.urgent; });
    return lines;
}

FaultLine silentPacsLine(const QString& officerRole) {
    return {QStringLiteral("Follow-ups"),
            QStringLiteral("PACS"),
            QStringLiteral(
                "A PACS has not answered the dispatcher for a day: what was recommended is not looked for "
                "in it."),
            QStringLiteral(
                "Look by hand (Follow-ups, P), and have the line mended: the dispatcher's log names it."),
            officerRole,
            now,
            false,
            {},
            {}};
}

FaultsPage::FaultsPage(Ask ask, Verify verify, QWidget* parent)
    : QWidget(parent), m_ask(std::move(ask)), m_verify(std::move(verify)) {
    setObjectName(QStringLiteral("faultsPlace"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_pane = new RowsPane(makeTable(), "emptyFaults",
                          QStringLiteral("Nothing stands in the way of an alert.\nHere stands what would "
                                         "cost one its way: a role that nobody holds, an entry without an "
                                         "address, a leaver, an entry not verified for 90 days, a calendar "
                                         "that ends."),
                          this);
    setFocusProxy(m_pane);
    m_form = new FactsForm(this);
    layout->addWidget(m_pane, 1);
    layout->addWidget(m_form);
    layout->addWidget(buildFoot());
    connect(m_form, &FactsForm::submitted, this, &FaultsPage::verified);
    connect(m_form, &FactsForm::dismissed, this, [this](bool hadFocus) {
        if (hadFocus) m_pane->focusTable();
    });
    connect(m_pane, &RowsPane::moved, this, &FaultsPage::moved);
    refresh();
}

QTableWidget* FaultsPage::makeTable() {
    auto* table =
        rowsTable("faults", QStringLiteral("Faults of directory and policy"),
                  {QStringLiteral("Where"), QStringLiteral("About"), QStringLiteral("What is wrong"),
                   QStringLiteral("What to do"), QStringLiteral("Owner"), QStringLiteral("Mend by")},
                  this);
    table->setWordWrap(true);
    static const char* const samples[] = {"Directory", "Specialty registrar on", "",
                                          "",          "Fail-safe officer",      "26 Nov 2026"};
    for (const int column : {WhereColumn, AboutColumn, OwnerColumn, ByColumn})
        table->setColumnWidth(column, fontMetrics().horizontalAdvance(QLatin1String(samples[column])) + 40);
    table->horizontalHeader()->setSectionResizeMode(WhatColumn, QHeaderView::Stretch);
    table->horizontalHeader()->setSectionResizeMode(ToDoColumn, QHeaderView::Stretch);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->installEventFilter(this);
    return table;
}

QWidget* FaultsPage::buildFoot() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("banner"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 7, 12, 7);
    m_verifyButton = new QPushButton(themedIcon(QStringLiteral("final")), QStringLiteral("V  Verified"), bar);
    m_verifyButton->setObjectName(QStringLiteral("verifyEntry"));
    m_verifyButton->setAccessibleName(QStringLiteral("The addresses of this entry are right"));
    m_verifyButton->setProperty("role", QStringLiteral("flat"));
    connect(m_verifyButton, &QPushButton::clicked, this, &FaultsPage::startVerifying);
    row->addWidget(m_verifyButton);
    row->addWidget(
        plainLabel(QStringLiteral("Entries and policies are changed with vigilctl directory and vigilctl "
                                  "policy."),
                   bar, "role", QStringLiteral("muted")),
        1);
    return bar;
}

void FaultsPage::refresh() {
    if (!m_ask) return;
    const auto question = ++m_asked;
    whenFinished(m_ask(), this, [this, question](const Result<QList<FaultLine>>& found) {
        if (question == m_asked) take(found);
    });
}

void FaultsPage::take(const Result<QList<FaultLine>>& found) {
    // What cannot be looked for is said, and is a fault itself.
    m_lines = found ? *found
                    : QList<FaultLine>{FaultLine{QStringLiteral("Vigil"),
                                                 {},
                                                 found.error().message,
                                                 QStringLiteral("Try again; if it stays, tell the support."),
                                                 QStringLiteral("Whoever looks at it"),
                                                 now,
                                                 true,
                                                 {},
                                                 {}}};
    QList<QStringList> rows;
    for (const auto& line : std::as_const(m_lines))
        rows << QStringList{line.where, line.about, line.what, line.toDo, line.owner, line.by};
    const int chosen = rowToChoose();
    m_pane->setRows(rows, chosen);
    if (chosen >= 0) m_chosen = m_lines.at(chosen);
    for (int row = 0; row < m_lines.size(); ++row) {
        const bool urgent = m_lines.at(row).urgent;
        auto* where = m_pane->table().item(row, WhereColumn);
        where->setIcon(themedIcon(urgent ? QStringLiteral("overdue") : QStringLiteral("warning"),
                                  urgent ? Tone::Critical : Tone::Warning));
        where->setData(Qt::AccessibleDescriptionRole,
                       urgent ? QStringLiteral("urgent") : QStringLiteral("not urgent"));
    }
    moved();
    Q_EMIT countChanged(static_cast<int>(m_lines.size()));
}

int FaultsPage::rowToChoose() const {
    for (int row = 0; m_chosen && row < m_lines.size(); ++row) {
        const auto& line = m_lines.at(row);
        if (line.where == m_chosen->where && line.about == m_chosen->about &&
            line.verifies == m_chosen->verifies && line.what == m_chosen->what)
            return row;
    }
    return m_chosen || m_lines.isEmpty() ? -1 : 0; // nobody is moved but by themselves
}

void FaultsPage::moved() {
    const auto* line = current();
    if (line) m_chosen = *line;
    // What the form names is what stands under the caret.
    if (!m_form->isSaving() && (!line || !isVerifying(line->verifies))) m_form->dismiss();
    offerVerifying();
}

bool FaultsPage::isVerifying(const QString& entryId) const {
    return !m_form->act().isEmpty() && m_verifying == entryId;
}

const FaultLine* FaultsPage::current() const {
    return m_pane->current(m_lines);
}

void FaultsPage::offerVerifying() {
    m_verifyButton->setEnabled(current() && !current()->verifies.isEmpty());
}

void FaultsPage::startVerifying() {
    const auto* line = current();
    if (!line || line->verifies.isEmpty() || m_form->isSaving()) return;
    m_verifying = line->verifies;
    m_form->ask(QStringLiteral("verify"), QStringLiteral("Verified: %1").arg(line->about),
                QStringLiteral("You have made sure that these are right: %1.").arg(line->addresses),
                QStringLiteral("They are right"), {});
}

void FaultsPage::verified() {
    whenFinished(m_verify(m_verifying), this, [this, id = m_verifying](const Result<void>& done) {
        if (!done && isVerifying(id)) return m_form->showProblem(done.error().message);
        if (isVerifying(id)) m_form->dismiss();
        refresh();
    });
}

void FaultsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

bool FaultsPage::takeKey(const QKeyEvent& key) {
    if (key.modifiers() != Qt::NoModifier || key.key() != Qt::Key_V) return false;
    if (!key.isAutoRepeat()) startVerifying();
    return true;
}

void FaultsPage::keyPressEvent(QKeyEvent* event) {
    if (!takeKey(*event)) QWidget::keyPressEvent(event);
}

bool FaultsPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && watched == &m_pane->table() &&
        takeKey(*static_cast<QKeyEvent*>(event)))
        return true;
    return QWidget::eventFilter(watched, event);
}

} // namespace vigil::ui
