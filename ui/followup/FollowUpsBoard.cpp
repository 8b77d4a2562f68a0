// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/followup/FollowUpsBoard.h"

#include "core/base/Async.h"
#include "ui/Icons.h"
#include "ui/ListPlace.h"
#include "ui/PlainLabel.h"
#include "ui/StillTable.h"
#include "ui/alerts/AlertActs.h"
#include "ui/followup/FollowUpText.h"
#include "ui/followup/FollowUpsModel.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace vigil::ui {

namespace {

constexpr std::chrono::minutes whatIsLateIsAskedEach{1};

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

QString proposedWords(int proposed) {
    if (proposed == 0) return QStringLiteral("The PACS holds no further examination that it could be.");
    const auto what = proposed == 1 ? QStringLiteral("1 examination is proposed")
                                    : QStringLiteral("%L1 examinations are proposed").arg(proposed);
    return QStringLiteral("%1; see what matches and what not.").arg(what);
}

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
    connect(&events, &Events::followUpsChanged, this, &FollowUpsBoard::refreshSoon);
    connect(&m_tick, &QTimer::timeout, this, &FollowUpsBoard::refreshSoon);
    m_tick.start(whatIsLateIsAskedEach);
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
    m_empty->setFocusPolicy(Qt::TabFocus); // the keys go on where the list was
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
    m_details->setAccessibleDescription(QStringLiteral("Follow-up details"));
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
    connect(m_form, &FactsForm::dismissed, this, [this](bool hadFocus) {
        if (!m_actingOn.isEmpty()) {
            m_actingOn.clear();
            refresh(); // its row may go now
        }
        if (hadFocus) focusList();
    });
    return splitter;
}

void FollowUpsBoard::buildTable() {
    m_table = new StillTable<QTableView>(this);
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
            &FollowUpsBoard::chosenByReader);
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
    m_viewIsNew = true;
    m_views->button(static_cast<int>(view))->setChecked(true);
    m_empty->setText(QString::fromLatin1(followUpViews[static_cast<int>(view)].empty));
    refresh();
}

void FollowUpsBoard::refresh() {
    store::FollowUpStore::Filter filter;
    using Which = store::FollowUpStore::Which;
    // Somebody else may end what is shown, or what a form is open for.
    filter.which = m_view == View::All || !held().isEmpty() || m_ended ? Which::All : Which::Open;
    const auto question = ++m_asked;
    m_asking = true;
    m_askAgain = false;
    whenFinished(m_service.rows(filter), this,
                 [this, question](const Result<QList<followup::FollowUpRow>>& rows) {
                     if (question != m_asked) return;
                     m_asking = false;
                     if (!rows) {
                         say(rows.error().message, QStringLiteral("critical"));
                         m_unread = true;
                         return;
                     }
                     if (m_unread) say({}, {});
                     take(*rows);
                     if (m_askAgain) refresh();
                 });
}

void FollowUpsBoard::refreshSoon() {
    if (m_asking)
        m_askAgain = true;
    else
        refresh();
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

void FollowUpsBoard::count(const QList<followup::FollowUpRow>& rows) {
    for (int id = 0; id < static_cast<int>(std::size(followUpViews)); ++id) {
        const auto view = static_cast<View>(id);
        const auto count =
            std::count_if(rows.begin(), rows.end(), [&](const auto& row) { return isIn(view, row); });
        const auto name = QString::fromLatin1(followUpViews[id].name);
        m_views->button(id)->setText(
            count > 0 && view != View::All ? QStringLiteral("%1 %L2").arg(name).arg(count) : name);
        if (view == View::Overdue) Q_EMIT overdueChanged(static_cast<int>(count));
    }
}

QString FollowUpsBoard::held() const {
    return m_form->act().isEmpty() ? QString() : m_actingOn;
}

void FollowUpsBoard::take(const QList<followup::FollowUpRow>& rows) {
    count(rows);
    auto shown = rows;
    shown.removeIf(
        [&, kept = held()](const auto& row) { return !isIn(m_view, row) && row.view.followUpId != kept; });
    settle(shown);
    follow(rowToChoose(), rows);
    showPage(*m_stack, shown.isEmpty() ? static_cast<QWidget&>(*m_empty) : *m_table, *this);
    showShown();
    if (!held().isEmpty() && m_shown && !isIn(m_view, *m_shown) && !m_form->isSaving())
        m_form->showRemark(
            QStringLiteral("Meanwhile: %1. The follow-up stays here until this form is closed.")
                .arg(followUpState(m_shown->view).toLower()));
}

/// Puts the rows into the list. The caret goes with its row and never to a neighbour.
void FollowUpsBoard::settle(const QList<followup::FollowUpRow>& shown) {
    const QScopedValueRollback settling(m_settling, true);
    const auto* before = m_model->at(m_table->currentIndex().row());
    const bool stays = before && std::any_of(shown.begin(), shown.end(), [&](const auto& row) {
                           return row.view.followUpId == before->view.followUpId;
                       });
    refill(*m_table, stays, [&] {
        m_model->setRows(shown);
        return rowToChoose();
    });
}

int FollowUpsBoard::rowToChoose() const {
    const int row = m_shown ? m_model->rowOf(m_shown->view.followUpId) : -1;
    const bool anyWillDo = !m_shown || m_viewIsNew;
    return row < 0 && anyWillDo && m_model->rowCount() > 0 ? 0 : row;
}

/// What the details show from now on.
void FollowUpsBoard::follow(int row, const QList<followup::FollowUpRow>& all) {
    const bool went = std::exchange(m_viewIsNew, false);
    if (row >= 0) {
        m_shown = *m_model->at(row);
        m_ended = false;
    } else if (went) {
        m_shown.reset();
        m_ended = false;
    } else if (m_shown) {
        const auto here = std::find_if(all.begin(), all.end(), [this](const auto& each) {
            return each.view.followUpId == m_shown->view.followUpId;
        });
        if (here != all.end()) m_shown = *here;
        if (here == all.end() && !m_ended) m_ended = m_askAgain = true; // how did it end?
    }
}

void FollowUpsBoard::focusList() {
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void FollowUpsBoard::chosenByReader() {
    const auto* row = m_model->at(m_table->currentIndex().row());
    if (m_settling || !row) return;
    m_shown = *row;
    m_ended = false;
    if (m_actingOn != row->view.followUpId) m_form->dismiss();
    showShown();
}

void FollowUpsBoard::showShown() {
    offerActs();
    if (!m_shown) {
        m_form->dismiss();
        return m_details->clear();
    }
    const bool away = m_model->rowOf(m_shown->view.followUpId) < 0;
    const auto words = followUpDetails(*m_shown);
    m_details->setText(away ? QStringLiteral("Not in this view any more. It stays here until you choose "
                                             "another follow-up.\n\n") +
                                  words
                            : words);
}

void FollowUpsBoard::offerActs() {
    for (const auto& words : allFollowUpActs()) {
        auto* button = m_acts->findChild<QPushButton*>(words.id + QStringLiteral("FollowUp"));
        const auto why = m_shown ? whyNot(words.act, *m_shown) : QStringLiteral("no follow-up is chosen");
        const auto key = QStringLiteral("Key %1").arg(words.key);
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() ? key : QStringLiteral("%1: not now, %2").arg(key, why));
        button->setAccessibleDescription(why);
    }
}

void FollowUpsBoard::say(const QString& text, const QString& tone) {
    m_unread = false;
    m_message->setText(text);
    setLook(*m_message, "tone", tone);
    m_message->setVisible(!text.isEmpty());
}

void FollowUpsBoard::start(FollowUpAct act) {
    if (!m_shown) return say(QStringLiteral("No follow-up is chosen."), {});
    if (m_form->isSaving()) return say(QStringLiteral("The act before is still being saved."), {});
    if (const auto why = whyNot(act, *m_shown); !why.isEmpty())
        return say(QStringLiteral("Not now: %1.").arg(why), {});
    if (act == FollowUpAct::Look) return look();
    say({}, {});
    if (act == FollowUpAct::TakeBack) return startTakingBack(m_shown->view.followUpId);
    begin(act);
}

/// What would be taken back is looked up and shown before anything is.
void FollowUpsBoard::startTakingBack(const QString& followUpId) {
    whenFinished(m_service.followUp(followUpId), this,
                 [this, followUpId, before = m_form->act()](const Result<followup::FollowUp>& followUp) {
                     if (!m_shown || m_shown->view.followUpId != followUpId) return;
                     if (m_form->act() != before) return; // another form came first
                     if (!followUp) return say(followUp.error().message, QStringLiteral("critical"));
                     const auto now = m_clock.now();
                     const auto* last = followup::lastActOf(*followUp, m_service.user().id);
                     if (!last || !followup::canStillBeTakenBack(*last, now))
                         return say(QStringLiteral("There is nothing of yours from the last ten minutes that "
                                                   "can be taken back here."),
                                    {});
                     m_takingBack = vigil::toText(last->logged.event.eventId);
                     begin(FollowUpAct::TakeBack, followUpActText(*last, now));
                 });
}

void FollowUpsBoard::begin(FollowUpAct act, const QString& toTakeBack) {
    m_actingOn = m_shown->view.followUpId;
    askFor(act, *m_shown, toDateTime(m_clock.now()).toLocalTime().date(), *m_form, toTakeBack);
}

void FollowUpsBoard::look() {
    say(QStringLiteral("Asking the PACS…"), {});
    whenFinished(m_service.look(m_shown->view.followUpId, m_closing.get_token()), this,
                 [this](const Result<followup::FollowUpService::Looked>& looked) {
                     if (!looked) return say(looked.error().message, QStringLiteral("warning"));
                     if (!looked->unreachable.isEmpty())
                         return say(looked->unreachable.join(QLatin1Char(' ')), QStringLiteral("warning"));
                     say(proposedWords(looked->proposed), {});
                     refresh();
                 });
}

void FollowUpsBoard::record(const QString& actId, QHash<QString, QString> facts) {
    if (!m_shown || m_shown->view.followUpId != m_actingOn)
        return m_form->showProblem(
            QStringLiteral("Another follow-up is shown by now. Nothing was recorded."));
    for (const auto& words : allFollowUpActs()) {
        if (words.id != actId) continue;
        if (words.act == FollowUpAct::TakeBack) facts.insert(takenBackEvent, m_takingBack);
        const auto followUpId = m_actingOn;
        whenFinished(perform(words.act, *m_shown, facts, m_service), this,
                     [this, actId, followUpId](const Result<void>& done) {
                         const bool stillOurs = m_form->act() == actId && m_actingOn == followUpId;
                         if (!done && stillOurs) return m_form->showProblem(done.error().message);
                         if (!done) return say(done.error().message, QStringLiteral("critical"));
                         if (stillOurs) m_form->dismiss();
                         say({}, {});
                         refreshSoon();
                     });
    }
}

void FollowUpsBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

bool FollowUpsBoard::takeKey(const QKeyEvent& key) {
    if (key.modifiers() != Qt::NoModifier) return false;
    if (key.key() >= Qt::Key_1 && key.key() <= Qt::Key_4) {
        if (!key.isAutoRepeat()) choose(static_cast<View>(key.key() - Qt::Key_1));
        return true;
    }
    for (const auto& words : allFollowUpActs()) {
        if (key.key() != words.key.at(0).unicode()) continue;
        if (!key.isAutoRepeat()) start(words.act);
        return true;
    }
    return false;
}

void FollowUpsBoard::keyPressEvent(QKeyEvent* event) {
    if (!takeKey(*event)) QWidget::keyPressEvent(event);
}

bool FollowUpsBoard::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_table || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (takeKey(*key)) return true;
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter && key->modifiers() == Qt::NoModifier && m_shown && !m_shown->draft.procedures.isEmpty())
        return Q_EMIT studyRequested(m_shown->draft.procedures.first().studyUid), true;
    return QWidget::eventFilter(watched, event);
}

} // namespace vigil::ui
