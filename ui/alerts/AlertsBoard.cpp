// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertsBoard.h"

#include "core/base/Async.h"
#include "ui/ListPlace.h"
#include "ui/PlainLabel.h"
#include "ui/StillTable.h"
#include "ui/Theme.h"
#include "ui/alerts/ActsBar.h"
#include "ui/alerts/AlertDetails.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/AlertViews.h"
#include "ui/alerts/AlertsModel.h"
#include "ui/alerts/CallSheet.h"

#include <QAccessible>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <utility>

namespace vigil::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto countdownTick = 10s;
constexpr int ticksPerQuestion = 6;

/// Who has a second line (the patient's age and number, say) keeps it: a long first one is cut, not wrapped.
class OwnLines : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (option->text.contains(QChar::LineSeparator)) option->features &= ~QStyleOptionViewItem::WrapText;
    }
};

} // namespace

AlertsBoard::AlertsBoard(alert::AlertService& service, const Clock& clock, Events& events, QWidget* parent)
    : QWidget(parent), m_service(service), m_clock(clock) {
    setObjectName(QStringLiteral("alertsPlace"));
    m_model = new AlertsModel(clock, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_banner = addLine("alertsBanner", "warning");
    m_problems = addLine("alertsProblem", "");
    m_views = new AlertViews(this);
    m_acts = new ActsBar(this);
    layout->addWidget(m_banner);
    layout->addWidget(m_problems);
    layout->addWidget(m_views);
    layout->addWidget(buildMiddle(), 1);
    layout->addWidget(m_acts);
    connect(m_views, &AlertViews::chosen, this, &AlertsBoard::choose);
    connect(m_acts, &ActsBar::chosen, this, &AlertsBoard::start);
    connect(&events, &Events::alertsChanged, this, &AlertsBoard::refreshSoon);
    m_tick.setInterval(countdownTick);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        refreshTime();
        if (isVisible() && ++m_ticks % ticksPerQuestion == 0) refreshSoon(); // what only the service knows
    });
    m_tick.start();
    addKeeper();
    choose(alert::BoardView::Open);
}

QLabel* AlertsBoard::addLine(const char* name, const char* tone) {
    auto* line = plainLabel({}, this, "tone", QString::fromLatin1(tone));
    line->setObjectName(QString::fromLatin1(name));
    line->setMargin(9);
    line->hide();
    return line;
}

QWidget* AlertsBoard::buildMiddle() {
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    buildTable();
    m_empty = new QLabel(splitter);
    m_empty->setObjectName(QStringLiteral("emptyAlerts"));
    m_empty->setProperty("role", QStringLiteral("muted"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(48);
    m_empty->setFocusPolicy(Qt::TabFocus); // the keys go on where the list was
    m_stack = new QStackedWidget(splitter);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_details = new AlertDetails(m_clock, splitter);
    splitter->addWidget(m_stack);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 1);
    const int em = fontMetrics().averageCharWidth();
    m_details->setMinimumWidth(46 * em);
    splitter->setSizes({150 * em, 56 * em});
    connect(m_details, &AlertDetails::studyRequested, this, &AlertsBoard::studyRequested);
    connect(&m_details->form(), &FactsForm::submitted, this, &AlertsBoard::record);
    connect(&m_details->form(), &FactsForm::dismissed, this, [this](bool hadFocus) {
        if (!m_actingOn.isEmpty()) {
            m_actingOn.clear();
            refresh(); // its row may go now
        }
        if (hadFocus) focusTable();
    });
    return splitter;
}

void AlertsBoard::buildTable() {
    m_table = new StillTable<QTableView>(this);
    m_table->setObjectName(QStringLiteral("alertsBoard"));
    m_table->setAccessibleName(QStringLiteral("Alerts board"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new OwnLines(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(2 * fontMetrics().lineSpacing() + 14);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    setFocusProxy(m_table); // whoever comes to the place by its key can act at once
    fitColumns();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &AlertsBoard::chosenByReader);
}

void AlertsBoard::fitColumns() {
    // Room for these words, in the widest row that fits: who owns an alert is seen without scrolling.
    using Words = std::array<const char*, AlertsModel::ColumnCount>;
    static constexpr std::array<Words, 3> samples{
        Words{"Significant un", "overdue 23 h 59 m", "Acknowledge", "This computer only",
              "73 y M · 9991234567", "Tension or large pneumothorax", "Responsible consultant",
              "23 Nov 22:40"},
        Words{"Significant un", "overdue 23 h 59 m", "Acknowledge", "This computer only",
              "73 y M · 9991234567", "Aortic dissection", "Responsible c", "23 Nov 22:40"},
        Words{"Significant", "overdue 23 h", "Acknowledge", "This compute", "73 y M · 9991234567",
              "Pneumothora", "Responsible", "22:40"}};
    std::array<int, AlertsModel::ColumnCount> chosen{};
    for (const auto& words : samples) {
        for (int column = 0; column < AlertsModel::ColumnCount; ++column) {
            const bool withIcon = column == AlertsModel::CategoryColumn ||
                                  column == AlertsModel::TimeColumn || column == AlertsModel::StateColumn;
            const auto at = static_cast<std::size_t>(column);
            chosen[at] = fontMetrics().horizontalAdvance(QString::fromUtf8(words[at])) + 18 +
                         (withIcon ? fontMetrics().height() + 8 : 0);
        }
        if (std::accumulate(chosen.begin(), chosen.end(), 0) <= m_table->viewport()->width()) break;
    }
    auto* header = m_table->horizontalHeader();
    for (int column = 0; column < AlertsModel::ColumnCount; ++column) {
        m_table->setColumnWidth(column, chosen[static_cast<std::size_t>(column)]);
        header->setSectionResizeMode(column, column == AlertsModel::FindingColumn ? QHeaderView::Stretch
                                                                                  : QHeaderView::Interactive);
    }
}

void AlertsBoard::setBanner(const QString& text) {
    m_banner->setText(text);
    m_banner->setVisible(!text.isEmpty());
}

void AlertsBoard::setReveal(KeptApartBar::Ask ask) {
    m_details->setReveal(std::move(ask), m_service.user().role);
}

void AlertsBoard::say(const QString& text, const QString& tone) {
    m_said = text;
    setLook(*m_problems, "tone", tone);
    showProblems();
}

void AlertsBoard::showProblems() {
    QStringList lines{m_unread, m_said};
    lines.removeAll(QString());
    const auto text = lines.join(u'\n');
    if (!m_unread.isEmpty()) setLook(*m_problems, "tone", QStringLiteral("critical"));
    m_problems->setVisible(!text.isEmpty());
    if (m_problems->text() == text) return;
    m_problems->setText(text);
    QAccessibleEvent said(m_problems, QAccessible::Alert);
    if (!text.isEmpty()) QAccessible::updateAccessibility(&said);
}

void AlertsBoard::choose(alert::BoardView view) {
    m_views->setView(view);
    m_viewIsNew = true;
    m_waiting.reset();
    m_wanted.clear();
    refresh();
}

void AlertsBoard::refresh() {
    alert::BoardFilter filter;
    using Which = alert::BoardFilter::Which;
    // Somebody else may close what is shown, or what a form is open for.
    const bool all = m_views->view() == alert::BoardView::All || !held().isEmpty() || m_ended;
    filter.which = all ? Which::All : Which::Open;
    const auto question = ++m_asked;
    m_asking = true;
    m_askAgain = false;
    whenFinished(m_service.board(filter), this, [this, question](const Result<alert::BoardRows>& rows) {
        if (question != m_asked) return;
        m_asking = false;
        m_unread = rows ? QString() : rows.error().message;
        showProblems();
        if (rows) {
            take(*rows);
            Q_EMIT refreshed();
        }
        if (const auto act = std::exchange(m_waiting, std::nullopt)) start(*act);
        if (m_askAgain) refresh();
    });
}

void AlertsBoard::refreshSoon() {
    if (m_asking)
        m_askAgain = true;
    else
        refresh();
}

void AlertsBoard::refreshTime() {
    if (m_asking || !isVisible()) return; // then all of it will be new
    m_model->refreshTime();
    take(m_rows);
}

alert::BoardReader AlertsBoard::reader() const {
    return {m_service.user().name, m_service.user().role};
}

void AlertsBoard::take(const alert::BoardRows& rows) {
    m_rows = rows;
    m_views->count(m_rows, reader(), m_clock.now());
    const auto shown = inView();
    m_views->setShown(shown.size());
    m_empty->setText(m_views->emptyWords());
    goToKept();
    settle(shown);
    showPage(*m_stack, shown.isEmpty() ? static_cast<QWidget&>(*m_empty) : *m_table, *this);
    showShown();
    openKept();
    sayWhatHappenedMeanwhile();
}

alert::BoardRows AlertsBoard::inView() const {
    auto shown = m_rows;
    const auto view = m_views->view();
    shown.removeIf([&, kept = held(), me = reader(), now = m_clock.now()](const alert::BoardRow& row) {
        return !alert::isIn(view, *row, me, now) && row->view.alertId != kept;
    });
    return shown;
}

/// Puts the rows into the list. The caret goes with its row and never to a neighbour.
void AlertsBoard::settle(const alert::BoardRows& shown) {
    const QScopedValueRollback settling(m_settling, true);
    const auto before = m_model->at(m_table->currentIndex().row());
    const bool stays = before && std::any_of(shown.begin(), shown.end(), [&](const auto& row) {
                           return row->view.alertId == before->view.alertId;
                       });
    refill(*m_table, stays, [&] {
        m_model->setRows(shown, reader());
        return rowToChoose();
    });
    follow(rowToChoose());
}

int AlertsBoard::rowToChoose() const {
    if (!m_wanted.isEmpty()) return m_model->rowOf(m_wanted);
    const int row = m_shown ? m_model->rowOf(m_shown->view.alertId) : -1;
    const bool anyWillDo = !m_shown || m_viewIsNew;
    return row < 0 && anyWillDo && m_model->rowCount() > 0 ? 0 : row;
}

/// What the details show from now on.
void AlertsBoard::follow(int row) {
    const bool went = m_viewIsNew || !m_wanted.isEmpty();
    m_viewIsNew = false;
    if (row >= 0) {
        m_shown = m_model->at(row);
        m_wanted.clear();
        m_ended = false;
    } else if (went) {
        m_shown.reset();
        m_ended = false;
    } else if (m_shown) {
        const auto here = std::find_if(m_rows.begin(), m_rows.end(), [this](const auto& each) {
            return each->view.alertId == m_shown->view.alertId;
        });
        if (here != m_rows.end()) m_shown = *here;
        if (here == m_rows.end() && !m_ended) m_ended = m_askAgain = true; // how did it end?
    }
}

QString AlertsBoard::held() const {
    return m_details->form().act().isEmpty() ? QString() : m_actingOn;
}

void AlertsBoard::sayWhatHappenedMeanwhile() {
    const bool mine = m_details->form().isSaving(); // then it is most likely what is being saved
    if (held().isEmpty() || mine || !m_shown || m_shown->view.alertId != held()) return;
    if (alert::isIn(m_views->view(), *m_shown, reader(), m_clock.now())) return;
    m_details->form().showRemark(
        QStringLiteral("Meanwhile: %1. The alert stays here until this form is closed.")
            .arg(stateWords(m_shown->view.state).toLower()));
}

void AlertsBoard::chosenByReader() {
    if (m_settling) return;
    const auto row = m_model->at(m_table->currentIndex().row());
    if (!row) return;
    m_shown = row;
    m_waiting.reset();
    m_wanted.clear();
    m_ended = false;
    say({});
    showShown();
}

void AlertsBoard::showShown() {
    if (!m_shown || !m_detailed || m_shown->view.alertId != m_detailed->view.alertId) m_rights = {};
    m_acts->offer(m_shown.get(), m_rights);
    const bool changed = m_shown != m_detailed;
    m_detailed = m_shown;
    if (!m_shown) return m_details->clear();
    m_details->showRow(*m_shown);
    m_details->setAway(m_model->rowOf(m_shown->view.alertId) < 0);
    if (changed) loadHistory(m_shown->view.alertId);
}

void AlertsBoard::loadHistory(const QString& alertId) {
    whenFinished(m_service.alert(alertId), this, [this](const Result<alert::Alert>& alert) {
        if (!alert) return;
        m_details->showHistory(*alert);
        learnRights(*alert);
    });
    whenFinished(m_service.wayNow(alertId), this, [this, alertId](const Result<alert::AlertWay>& way) {
        if (way) m_details->showWay(alertId, *way);
    });
}

void AlertsBoard::learnRights(const alert::Alert& alert) {
    if (!m_shown || m_shown->view.alertId != alert.alertId) return;
    m_rights = alert::rightsOf(alert, m_service.user());
    m_acts->offer(m_shown.get(), m_rights);
}

void AlertsBoard::showAlert(const QString& alertId) {
    choose(alert::BoardView::All);
    m_wanted = alertId;
}

void AlertsBoard::focusTable() {
    m_stack->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void AlertsBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_detailed.reset(); // whom to reach may have changed with the hour
    refresh();
}

void AlertsBoard::start(AlertAct act) {
    say({});
    const auto name = wordsOf(act).name;
    if (!m_shown) return say(QStringLiteral("%1: no alert is chosen.").arg(name));
    if (m_details->form().isSaving()) return say(QStringLiteral("The act before is still being saved."));
    const auto row = m_shown;
    if (const auto why = whyNot(act, *row, m_rights); !why.isEmpty()) {
        if (!m_asking) return say(QStringLiteral("%1: not now, %2.").arg(name, why));
        m_waiting = act;
        return;
    }
    if (act == AlertAct::Retract) return startTakingBack(row);
    begin(act, row);
}

/// What would be taken back is looked up and shown before anything is.
void AlertsBoard::startTakingBack(const alert::BoardRow& row) {
    const auto& id = row->view.alertId;
    whenFinished(m_service.alert(id), this,
                 [this, row, before = m_details->form().act()](const Result<alert::Alert>& alert) {
                     if (!m_shown || m_shown->view.alertId != row->view.alertId) return;
                     if (m_details->form().act() != before) return; // another form came first
                     if (!alert) return say(alert.error().message, QStringLiteral("critical"));
                     const auto* last = takenBackNext(*alert, m_service.user().id, m_clock.now());
                     if (!last)
                         return say(QStringLiteral("There is nothing of yours from the last ten minutes that "
                                                   "can be taken back here."));
                     m_takingBack = vigil::toText(last->logged.event.eventId);
                     begin(AlertAct::Retract, row, actText(*last));
                 });
}

void AlertsBoard::begin(AlertAct act, const alert::BoardRow& row, const QString& toTakeBack) {
    m_keptBefore = whatIsBegun().work.acts; // a call that gives way to this act is there again under its key
    m_actingOn = row->view.alertId;
    auto& form = m_details->form();
    askFor(act, *row, m_service.policy(), form,
           {sameOwner(*row, m_rows), m_clock.now(), toTakeBack, m_rights});
    m_preset = form.values();
    enterKept(act);
    if (act == AlertAct::RecordCall) fillCallSheet(m_service, *row, form);
}

void AlertsBoard::record(const QString& actId, QHash<QString, QString> facts) {
    if (!m_shown || m_shown->view.alertId != m_actingOn)
        return m_details->form().showProblem(
            QStringLiteral("Another alert is shown by now. Nothing was recorded."));
    m_keeper->keepNow();
    for (const auto& words : allActs()) {
        if (words.id != actId) continue;
        if (words.act == AlertAct::Retract) facts.insert(takenBackEvent, m_takingBack);
        whenFinished(perform(words.act, *m_shown, facts, m_service), this,
                     [this, act = words.act, alertId = m_actingOn](const Result<void>& done) {
                         recorded(done, act, alertId);
                     });
    }
}

void AlertsBoard::recorded(const Result<void>& done, AlertAct act, const QString& alertId) {
    auto& form = m_details->form();
    const bool stillOurs = form.act() == wordsOf(act).id && m_actingOn == alertId;
    if (!done && stillOurs) {
        form.showProblem(done.error().message);
        return m_keeper->keepSoon(); // while it was being saved nothing was
    }
    if (!done)
        return say(QStringLiteral("%1: %2").arg(wordsOf(act).name, done.error().message),
                   QStringLiteral("critical"));
    const bool isCall = act == AlertAct::RecordCall || act == AlertAct::HandOverCall;
    if (isCall) m_keptBefore.removeIf([&](const alert::KeptAct& each) { return each.alertId == alertId; });
    if (stillOurs) form.dismiss();
    refreshSoon();
}

void AlertsBoard::showKeptApart() {
    say({});
    if (!m_details->pressKeptApart())
        say(QStringLiteral("Nothing is kept apart here that could be shown to you."));
}

bool AlertsBoard::takeKey(const QKeyEvent& key) {
    if (key.modifiers() != Qt::NoModifier) return false;
    const auto view = AlertViews::ofKey(key.key());
    const auto act = actOfKey(key.key());
    const bool keptApart = key.key() == Qt::Key_K;
    if (!view && !act && !keptApart) return false;
    if (key.isAutoRepeat()) return true;
    if (keptApart) return showKeptApart(), true;
    if (view) return choose(*view), true;
    return start(*act), true;
}

void AlertsBoard::keyPressEvent(QKeyEvent* event) {
    if (!takeKey(*event)) QWidget::keyPressEvent(event);
}

bool AlertsBoard::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) fitColumns();
    if (watched != m_table || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (takeKey(*key)) return true;
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter && key->modifiers() == Qt::NoModifier && m_shown && !m_shown->studyUids.isEmpty())
        return Q_EMIT studyRequested(m_shown->studyUids.first()), true;
    return QWidget::eventFilter(watched, event);
}

} // namespace vigil::ui
