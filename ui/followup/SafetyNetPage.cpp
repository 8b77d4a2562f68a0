// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/SafetyNetPage.h"

#include "core/base/Async.h"
#include "ui/Icons.h"
#include "ui/PlainLabel.h"
#include "ui/RowsTable.h"
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

QString momentText(UtcTime time) {
    return QLocale(QLocale::English, QLocale::UnitedKingdom)
        .toString(toDateTime(time).toLocalTime(), QStringLiteral("d MMM yyyy HH:mm"));
}

using safetynet::NetList;

constexpr int whatColumn = 4;

QString nameOf(NetList list) {
    auto name = safetynet::toText(list);
    name[0] = name.at(0).toUpper();
    return name;
}

/// Authors are sealed: it is said that one is oneself, and not who the other is.
QString ownerOf(const safetynet::NetRow& row) {
    if (row.list != NetList::Twice) return row.owner.role;
    return row.mine ? QStringLiteral("You and the other reader")
                    : QStringLiteral("Both readers, %1").arg(row.owner.role.toLower());
}

/// What usually is the reason; anything else can be written.
QStringList reasonsFor(NetList list) {
    if (list == NetList::Twice)
        return {QStringLiteral("both say the same"), QStringLiteral("agreed with the other reader"),
                QStringLiteral("one has an addendum that names the other"),
                QStringLiteral("one was issued in error")};
    return {QStringLiteral("told by telephone, recorded elsewhere"), QStringLiteral("already known"),
            QStringLiteral("not what the text means"), QStringLiteral("reported in another system"),
            QStringLiteral("needs no report")};
}

QStringList cellsOf(const safetynet::NetRow& row) {
    return {nameOf(row.list),
            momentText(row.since),
            QStringLiteral("%1 · %2").arg(study::displayName(row.patient.name), row.patient.key.id),
            QStringLiteral("%1 · %2").arg(row.description, row.accessionNumber),
            row.what,
            ownerOf(row),
            row.overdue ? QStringLiteral("overdue: %1").arg(momentText(row.nextAt)) : momentText(row.nextAt)};
}

} // namespace

SafetyNetPage::SafetyNetPage(safetynet::SafetyNetService& service, Events& events, QWidget* parent)
    : QWidget(parent), m_service(service) {
    setObjectName(QStringLiteral("safetyNetPlace"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_pane = new RowsPane(makeTable(), "emptySafetyNet",
                          QStringLiteral("Nothing fell through.\nHere stand final reports that assert a "
                                         "must-alert finding without an alert, studies with two final "
                                         "reports, and studies past their limit without a verified report, "
                                         "until somebody resolves them."),
                          this);
    setFocusProxy(m_pane);
    m_form = new FactsForm(this);
    layout->addWidget(m_pane, 1);
    layout->addWidget(m_form);
    layout->addWidget(buildFoot());
    connect(m_form, &FactsForm::submitted, this,
            [this](const QString&, const QHash<QString, QString>& facts) {
                record(facts.value(QStringLiteral("reason")));
            });
    connect(m_form, &FactsForm::dismissed, this, [this](bool hadFocus) {
        if (hadFocus) m_pane->focusTable();
        refresh(); // its row may go now
    });
    connect(m_pane, &RowsPane::moved, this, &SafetyNetPage::moved);
    const auto again = [this] {
        if (isVisible()) refresh(); // the lists are searched for; nobody waits for them elsewhere
    };
    connect(&events, &Events::safetyNetChanged, this, again);
    connect(&events, &Events::alertsChanged, this, again);
    connect(&events, &Events::worklistChanged, this, again);
    connect(&events, &Events::reportSigned, this, again);
}

QTableWidget* SafetyNetPage::makeTable() {
    auto* table = rowsTable("safetyNet", QStringLiteral("Reverse safety net"),
                            {QStringLiteral("List"), QStringLiteral("Since"), QStringLiteral("Patient"),
                             QStringLiteral("Examination"), QStringLiteral("What"), QStringLiteral("Owner"),
                             QStringLiteral("Resolve by")},
                            this);
    static const char* const samples[] = {"Report without alert",
                                          "24 Nov 2026 09:00",
                                          "Whitfield, H · 440012",
                                          "CT abdomen and pelvis · ACC-001",
                                          "",
                                          "Both readers, fail-safe officer",
                                          "overdue: 24 Nov 2026 09:00"};
    for (int column = 0; column < table->columnCount(); ++column)
        table->setColumnWidth(column, fontMetrics().horizontalAdvance(QLatin1String(samples[column])) + 22);
    table->horizontalHeader()->setSectionResizeMode(whatColumn, QHeaderView::Stretch);
    table->installEventFilter(this);
    return table;
}

QWidget* SafetyNetPage::buildFoot() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("banner"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 7, 12, 7);
    m_resolve = new QPushButton(themedIcon(QStringLiteral("final")), QStringLiteral("R  Resolve"), bar);
    m_resolve->setObjectName(QStringLiteral("resolveRow"));
    m_resolve->setAccessibleName(QStringLiteral("Resolve"));
    m_resolve->setProperty("role", QStringLiteral("flat"));
    auto* older =
        new QPushButton(themedIcon(QStringLiteral("clock")), QStringLiteral("O  Older ones too"), bar);
    older->setObjectName(QStringLiteral("wholeTime"));
    older->setAccessibleName(QStringLiteral("Show older ones too"));
    older->setCheckable(true);
    older->setProperty("role", QStringLiteral("flat"));
    m_more = plainLabel({}, bar, "role", QStringLiteral("muted"));
    m_more->setObjectName(QStringLiteral("safetyNetMore"));
    row->addWidget(m_resolve);
    row->addWidget(older);
    row->addWidget(m_more, 1);
    connect(m_resolve, &QPushButton::clicked, this, &SafetyNetPage::startResolving);
    connect(older, &QPushButton::toggled, this, [this](bool on) {
        m_wholeTime = on;
        refresh();
    });
    return bar;
}

void SafetyNetPage::refresh() {
    auto filter = m_service.usual();
    if (m_wholeTime) filter.since = {};
    const auto question = ++m_asked;
    whenFinished(m_service.rows(filter), this, [this, question](const Result<safetynet::NetRows>& found) {
        if (question != m_asked) return;
        if (found) return take(*found);
        m_more->setText(found.error().message);
    });
}

QString SafetyNetPage::held() const {
    return m_form->act().isEmpty() ? QString() : m_resolving;
}

QList<safetynet::NetRow> SafetyNetPage::withHeld(QList<safetynet::NetRow> rows) const {
    const auto kept = held();
    const auto isKept = [&](const safetynet::NetRow& row) { return row.rowId == kept; };
    if (kept.isEmpty() || std::any_of(rows.begin(), rows.end(), isKept)) return rows;
    const auto was = std::find_if(m_rows.begin(), m_rows.end(), isKept);
    if (was == m_rows.end()) return rows;
    rows.insert(std::min(rows.size(), static_cast<qsizetype>(was - m_rows.begin())), *was);
    if (!m_form->isSaving())
        m_form->showRemark(QStringLiteral(
            "Meanwhile this row has gone from the list. It stays here until this form is closed."));
    return rows;
}

int SafetyNetPage::rowToChoose() const {
    const auto wanted = m_wanted.isEmpty() ? m_chosen : m_wanted;
    for (int row = 0; row < m_rows.size(); ++row)
        if (m_rows.at(row).rowId == wanted) return row;
    return wanted.isEmpty() && !m_rows.isEmpty() ? 0 : -1; // nobody is moved but by themselves
}

void SafetyNetPage::take(const safetynet::NetRows& found) {
    m_rows = withHeld(found.rows);
    QList<QStringList> cells;
    for (const auto& row : std::as_const(m_rows))
        cells << cellsOf(row);
    const int chosen = rowToChoose();
    m_pane->setRows(cells, chosen);
    if (chosen >= 0) {
        m_wanted.clear();
        m_chosen = m_rows.at(chosen).rowId;
    }
    if (held() != m_chosen) m_form->dismiss();
    m_resolve->setEnabled(currentRow() != nullptr);
    QStringList words;
    if (found.more) words << QStringLiteral("There are more than are shown.");
    if (found.older > 0)
        words << QStringLiteral("%L1 studies older than 90 days have no report.").arg(found.older);
    m_more->setText(words.join(QLatin1Char(' ')));
    Q_EMIT countChanged(static_cast<int>(m_rows.size()));
}

void SafetyNetPage::showRow(const QString& rowId) {
    m_wanted = rowId;
    refresh();
}

const safetynet::NetRow* SafetyNetPage::currentRow() const {
    return m_pane->current(m_rows);
}

void SafetyNetPage::moved() {
    const auto* row = currentRow();
    m_resolve->setEnabled(row != nullptr);
    if (!row) return;
    m_wanted.clear();
    m_chosen = row->rowId;
    if (held() != m_chosen) m_form->dismiss();
}

void SafetyNetPage::startResolving() {
    const auto* row = currentRow();
    if (!row || m_form->isSaving()) return;
    m_resolving = row->rowId;
    m_form->ask(QStringLiteral("resolve"), QStringLiteral("Resolve: %1").arg(row->what),
                QStringLiteral("The row goes from the list of everybody; the reason stays in the log."),
                QStringLiteral("Resolve"),
                {{QStringLiteral("reason"),
                  QStringLiteral("Why"),
                  FactField::Kind::OpenChoice,
                  FactField::Need::Required,
                  reasonsFor(row->list),
                  {},
                  {}}});
    m_form->setAbout(QStringLiteral("%1 · %2: %3 · %4")
                         .arg(study::displayName(row->patient.name), row->patient.key.id, row->description,
                              row->accessionNumber));
}

void SafetyNetPage::record(const QString& reason) {
    const auto resolving = m_resolving;
    whenFinished(m_service.resolve(resolving, reason), this, [this, resolving](const Result<void>& done) {
        const bool stillOurs = held() == resolving;
        if (!done && stillOurs) return m_form->showProblem(done.error().message);
        if (!done) return m_more->setText(done.error().message);
        if (stillOurs) m_form->dismiss();
        refresh();
    });
}

void SafetyNetPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

bool SafetyNetPage::takeKey(const QKeyEvent& key) {
    if (key.modifiers() != Qt::NoModifier || key.isAutoRepeat()) return false;
    if (key.key() == Qt::Key_R) return startResolving(), true;
    if (key.key() == Qt::Key_O) return findChild<QPushButton*>(QStringLiteral("wholeTime"))->toggle(), true;
    return false;
}

void SafetyNetPage::keyPressEvent(QKeyEvent* event) {
    if (!takeKey(*event)) QWidget::keyPressEvent(event);
}

bool SafetyNetPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || watched != &m_pane->table())
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (takeKey(*key)) return true;
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter && key->modifiers() == Qt::NoModifier && currentRow())
        return Q_EMIT studyRequested(currentRow()->studyUid), true;
    return QWidget::eventFilter(watched, event);
}

} // namespace vigil::ui
