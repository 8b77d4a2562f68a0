// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/FollowUpsBoard.h"

#include "core/base/Async.h"
#include "ui/Icons.h"
#include "ui/PlainLabel.h"
#include "ui/followup/FollowUpText.h"
#include "ui/followup/FollowUpsModel.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

namespace {

struct FollowUpViewWords {
    const char* id;
    const char* name;
    const char* empty;
};
/// In the order of the keys 1 to 4 and of FollowUpsBoard::View.
constexpr FollowUpViewWords followUpViews[] = {
    {"followUpsOpen", "Open",
     "No open follow-ups.\nOne is recommended with Shift+F9 while a report is written; it stays here until "
     "an examination answers it or somebody records how it ended otherwise."},
    {"followUpsOverdue", "Overdue", "Nothing is overdue."},
    {"followUpsMine", "Mine",
     "No open follow-up is yours.\nYours are those that you recommended, or that wait for you or your role."},
    {"followUpsAll", "All", "No follow-ups yet."}};

} // namespace

FollowUpsBoard::FollowUpsBoard(followup::FollowUpService& service, const Clock& clock, Events& events,
                               QWidget* parent)
    : QWidget(parent), m_service(service), m_clock(clock) {
    setObjectName(QStringLiteral("followUpsPlace"));
    m_model = new FollowUpsModel(clock, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_message = plainLabel({}, this);
    m_message->setObjectName(QStringLiteral("followUpMessage"));
    m_message->setMargin(9);
    m_message->hide();
    layout->addWidget(m_message);
    layout->addWidget(buildTop());
    layout->addWidget(buildMiddle(), 1);
    layout->addWidget(buildActs());
    connect(&events, &Events::followUpsChanged, this, &FollowUpsBoard::refresh);
    choose(View::Open);
}

FollowUpsBoard::~FollowUpsBoard() {
    m_closing.request_stop();
}

QWidget* FollowUpsBoard::buildTop() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(6);
    m_views = new QButtonGroup(this);
    int key = 0;
    for (const auto& words : followUpViews) {
        const auto name = QString::fromLatin1(words.name);
        auto* button = new QPushButton(name, bar);
        button->setCheckable(true);
        button->setProperty("role", QStringLiteral("flat"));
        button->setObjectName(QString::fromLatin1(words.id));
        button->setAccessibleName(QStringLiteral("Show follow-ups: %1").arg(name.toLower()));
        button->setToolTip(QStringLiteral("Key %1").arg(key + 1));
        m_views->addButton(button, key++);
        row->addWidget(button);
    }
    connect(m_views, &QButtonGroup::idClicked, this, [this](int id) { choose(static_cast<View>(id)); });
    row->addStretch(1);
    return bar;
}

QWidget* FollowUpsBoard::buildMiddle() {
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    buildTable();
    m_empty = plainLabel({}, splitter, "role", QStringLiteral("muted"));
    m_empty->setObjectName(QStringLiteral("emptyFollowUps"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(48);
    m_stack = new QStackedWidget(splitter);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    auto* side = new QWidget(splitter);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea(side);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    m_details = plainLabel({}, scroll);
    m_details->setObjectName(QStringLiteral("followUpDetails"));
    m_details->setAccessibleName(QStringLiteral("Follow-up details"));
    m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_details->setMargin(14);
    scroll->setWidget(m_details);
    m_form = new FactsForm(side);
    column->addWidget(scroll, 1);
    column->addWidget(m_form);
    splitter->addWidget(m_stack);
    splitter->addWidget(side);
    splitter->setStretchFactor(0, 1);
    const int em = fontMetrics().averageCharWidth();
    side->setMinimumWidth(46 * em);
    splitter->setSizes({150 * em, 56 * em});
    connect(m_form, &FactsForm::submitted, this, &FollowUpsBoard::record);
    connect(m_form, &FactsForm::dismissed, this, [this] {
        if (m_table->isVisible()) m_table->setFocus(Qt::OtherFocusReason);
    });
    return splitter;
}

void FollowUpsBoard::buildTable() {
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("followUpsBoard"));
    m_table->setAccessibleName(QStringLiteral("Follow-ups"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(2 * fontMetrics().lineSpacing() + 14);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    static const char* const samples[] = {"  24 Nov 2026 ",         "Bring in the officer, 24 Nov 2026",
                                          "Booked for 24 Nov 2026", "Whitfield, Harold",
                                          "CT abdomen and pelvis",  "General practitioner",
                                          "1, something differs"};
    for (int column = 0; column < FollowUpsModel::ColumnCount; ++column) {
        const int icon = column == FollowUpsModel::DueColumn ? fontMetrics().height() + 8 : 0;
        m_table->setColumnWidth(column,
                                fontMetrics().horizontalAdvance(QLatin1String(samples[column])) + 18 + icon);
    }
    m_table->horizontalHeader()->setSectionResizeMode(FollowUpsModel::ExaminationColumn,
                                                      QHeaderView::Stretch);
    m_table->installEventFilter(this);
    setFocusProxy(m_table); // whoever comes to the place by its key can act at once
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { showCurrent(); });
}

QWidget* FollowUpsBoard::buildActs() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("banner"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(12, 7, 12, 7);
    row->setSpacing(4);
    for (const auto& words : allFollowUpActs()) {
        auto* button =
            new QPushButton(themedIcon(words.icon), QStringLiteral("%1  %2").arg(words.key, words.name), bar);
        button->setObjectName(words.id + QStringLiteral("FollowUp"));
        button->setAccessibleName(words.name);
        button->setToolTip(QStringLiteral("Key %1").arg(words.key));
        button->setProperty("role", QStringLiteral("flat"));
        button->setMinimumWidth(1);
        connect(button, &QPushButton::clicked, this, [this, act = words.act] { start(act); });
        row->addWidget(button);
    }
    row->addStretch(1);
    m_acts = bar;
    return bar;
}

void FollowUpsBoard::choose(View view) {
    m_view = view;
    m_views->button(static_cast<int>(view))->setChecked(true);
    m_empty->setText(QString::fromLatin1(followUpViews[static_cast<int>(view)].empty));
    refresh();
}

void FollowUpsBoard::refresh() {
    store::FollowUpStore::Filter filter;
    using Which = store::FollowUpStore::Which;
    filter.which = m_view == View::All ? Which::All : Which::Open;
    const auto question = ++m_asked;
    whenFinished(m_service.rows(filter), this,
                 [this, question](const Result<QList<followup::FollowUpRow>>& rows) {
                     if (question != m_asked) return;
                     if (rows) return take(*rows);
                     say(rows.error().message, QStringLiteral("critical"));
                 });
}

bool FollowUpsBoard::isIn(View view, const followup::FollowUpRow& row) const {
    const auto& me = m_service.user();
    switch (view) {
    case View::Open:
        return row.view.open;
    case View::Overdue:
        return row.view.overdue;
    case View::Mine:
        return row.view.open && (study::isSamePerson(row.view.owner.name, me.name) ||
                                 study::isSamePerson(row.view.recommendedBy.name, me.name) ||
                                 (!me.role.isEmpty() && row.view.owner.role == me.role));
    case View::All:
        break;
    }
    return true;
}

void FollowUpsBoard::take(const QList<followup::FollowUpRow>& rows) {
    for (int id = 0; id < static_cast<int>(std::size(followUpViews)); ++id) {
        const auto view = static_cast<View>(id);
        const auto count =
            std::count_if(rows.begin(), rows.end(), [&](const auto& row) { return isIn(view, row); });
        const auto name = QString::fromLatin1(followUpViews[id].name);
        m_views->button(id)->setText(
            count > 0 && view != View::All ? QStringLiteral("%1 %L2").arg(name).arg(count) : name);
        if (view == View::Overdue) Q_EMIT overdueChanged(static_cast<int>(count));
    }
    auto shown = rows;
    shown.removeIf([&](const auto& row) { return !isIn(m_view, row); });
    const auto* before = currentRow();
    const auto wanted = before ? before->view.followUpId : QString();
    m_model->setRows(shown);
    m_stack->setCurrentWidget(shown.isEmpty() ? static_cast<QWidget*>(m_empty) : m_table);
    m_acts->setEnabled(!shown.isEmpty());
    if (!shown.isEmpty()) m_table->selectRow(std::max(0, m_model->rowOf(wanted)));
    showCurrent();
}

const followup::FollowUpRow* FollowUpsBoard::currentRow() const {
    return m_model->at(m_table->currentIndex().row());
}

void FollowUpsBoard::showCurrent() {
    const auto* row = currentRow();
    m_details->setText(row ? followUpDetails(*row) : QString());
}

void FollowUpsBoard::say(const QString& text, const QString& tone) {
    m_message->setText(text);
    setLook(*m_message, "tone", tone);
    m_message->setVisible(!text.isEmpty());
}

void FollowUpsBoard::start(FollowUpAct act) {
    const auto* row = currentRow();
    if (!row) return;
    if (act == FollowUpAct::Look) return look();
    m_actingOn = row->view.followUpId;
    askFor(act, *row, toDateTime(m_clock.now()).toLocalTime().date(), *m_form);
}

void FollowUpsBoard::look() {
    const auto* row = currentRow();
    if (!row) return;
    say(QStringLiteral("Asking the PACS…"), {});
    whenFinished(m_service.look(row->view.followUpId, m_closing.get_token()), this,
                 [this](const Result<followup::FollowUpService::Looked>& looked) {
                     if (!looked) return say(looked.error().message, QStringLiteral("warning"));
                     if (!looked->unreachable.isEmpty())
                         return say(looked->unreachable.join(QLatin1Char(' ')), QStringLiteral("warning"));
                     say(looked->proposed > 0
                             ? QStringLiteral("%1 examinations are proposed; see what matches and what not.")
                                   .arg(looked->proposed)
                             : QStringLiteral("The PACS holds no further examination that it could be."),
                         {});
                     refresh();
                 });
}

void FollowUpsBoard::record(const QString& actId, const QHash<QString, QString>& facts) {
    const auto* row = m_model->at(m_model->rowOf(m_actingOn));
    if (!row) return m_form->showProblem(QStringLiteral("This follow-up is not in the list any more."));
    for (const auto& words : allFollowUpActs()) {
        if (words.id != actId) continue;
        const auto followUpId = m_actingOn;
        whenFinished(perform(words.act, *row, facts, m_service), this,
                     [this, actId, followUpId](const Result<void>& done) {
                         const bool stillOurs = m_form->act() == actId && m_actingOn == followUpId;
                         if (!done && stillOurs) return m_form->showProblem(done.error().message);
                         if (!done) return say(done.error().message, QStringLiteral("critical"));
                         if (stillOurs) m_form->dismiss();
                         say({}, {});
                         refresh();
                     });
    }
}

void FollowUpsBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

bool FollowUpsBoard::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_table || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->modifiers() != Qt::NoModifier) return QWidget::eventFilter(watched, event);
    if (key->key() >= Qt::Key_1 && key->key() <= Qt::Key_4)
        return choose(static_cast<View>(key->key() - Qt::Key_1)), true;
    for (const auto& words : allFollowUpActs())
        if (key->key() == words.key.at(0).unicode()) return start(words.act), true;
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter && currentRow() && !currentRow()->draft.procedures.isEmpty())
        return Q_EMIT studyRequested(currentRow()->draft.procedures.first().studyUid), true;
    return QWidget::eventFilter(watched, event);
}

} // namespace vigil::ui
