// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/AlertsBoard.h"

#include "core/base/Async.h"
#include "ui/Icons.h"
#include "ui/alerts/AlertDetails.h"
#include "ui/alerts/AlertText.h"
#include "ui/alerts/AlertsModel.h"
#include "ui/alerts/CallSheet.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
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

struct ViewWords {
    alert::BoardView view;
    const char* id;    ///< of the button
    const char* name;  ///< on the button
    const char* empty; ///< what stands there when nothing does
};

/// In the order of the keys 1 to 9 and 0.
constexpr ViewWords views[] = {
    {alert::BoardView::Open, "showOpen", "Open",
     "No open alerts.\nAn alert is raised with F9 while a report is written; it stays here until somebody "
     "has acted "
     "and it is closed."},
    {alert::BoardView::Overdue, "showOverdue", "Overdue", "Nothing is overdue."},
    {alert::BoardView::Mine, "showMine", "Mine",
     "No open alert is yours.\nYours are those that you raised, that you own, or that wait for your role."},
    {alert::BoardView::MyTeam, "showMyTeam", "My team",
     "No open alert waits for your role or was raised by it."},
    {alert::BoardView::Unacknowledged, "showUnacknowledged", "Not acknowledged",
     "Somebody has taken every open alert."},
    {alert::BoardView::NotActedOn, "showNotActedOn", "Not acted on",
     "Whoever acknowledged an alert has also recorded an act."},
    {alert::BoardView::NoRoute, "showNoRoute", "No route", "Every alert has somebody to go to."},
    {alert::BoardView::NotDelivered, "showNotDelivered", "This computer only",
     "The department has every alert of this computer."},
    {alert::BoardView::All, "showAll", "All", "No alerts yet."},
    {alert::BoardView::ElsewhereOffline, "showElsewhereOffline", "Elsewhere offline",
     "Every computer that an open alert was raised on is connected, or was closed with nothing left to "
     "send."}};

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
    m_banner = new QLabel(this);
    m_banner->setObjectName(QStringLiteral("alertsBanner"));
    m_banner->setTextFormat(Qt::PlainText);
    m_banner->setWordWrap(true);
    m_banner->setMargin(9);
    m_banner->setProperty("tone", QStringLiteral("warning"));
    m_banner->hide();
    layout->addWidget(m_banner);
    layout->addWidget(buildTop());
    layout->addWidget(buildMiddle(), 1);
    layout->addWidget(buildActs());
    connect(&events, &Events::alertsChanged, this, &AlertsBoard::refresh);
    m_tick.setInterval(countdownTick);
    connect(&m_tick, &QTimer::timeout, m_model, &AlertsModel::refreshTime);
    m_tick.start();
    choose(alert::BoardView::Open);
}

QWidget* AlertsBoard::buildTop() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(6);
    auto* title = new QLabel(QStringLiteral("Alerts"), bar);
    title->setProperty("role", QStringLiteral("title"));
    row->addWidget(title);
    row->addSpacing(12);
    m_filters = new QButtonGroup(this);
    int key = 0;
    for (const auto& words : views) {
        const auto name = QString::fromLatin1(words.name);
        auto* button = new QPushButton(name, bar);
        button->setCheckable(true);
        button->setProperty("role", QStringLiteral("flat"));
        button->setAccessibleName(QStringLiteral("Show: %1").arg(name.toLower()));
        button->setObjectName(QString::fromLatin1(words.id));
        button->setToolTip(QStringLiteral("Key %1").arg(++key % 10));
        button->setMinimumWidth(1);
        m_filters->addButton(button, static_cast<int>(words.view));
        row->addWidget(button);
    }
    connect(m_filters, &QButtonGroup::idClicked, this,
            [this](int id) { choose(static_cast<alert::BoardView>(id)); });
    row->addStretch(1);
    m_count = new QLabel(bar);
    m_count->setProperty("role", QStringLiteral("muted"));
    row->addWidget(m_count);
    return bar;
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
    connect(&m_details->form(), &FactsForm::dismissed, this, [this] {
        if (!m_actingOn.isEmpty()) {
            m_actingOn.clear();
            refresh(); // its row may go now
        }
        if (m_table->isVisible() && isAncestorOf(focusWidget() ? focusWidget() : m_details))
            m_table->setFocus(Qt::OtherFocusReason);
    });
    return splitter;
}

void AlertsBoard::buildTable() {
    m_table = new QTableView(this);
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
            [this] { showCurrent(); });
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

QWidget* AlertsBoard::buildActs() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("banner"));
    auto* grid = new QGridLayout(bar);
    grid->setContentsMargins(12, 5, 12, 5);
    grid->setHorizontalSpacing(4);
    grid->setVerticalSpacing(2);
    const int columns = static_cast<int>((allActs().size() + 1) / 2);
    int index = 0;
    for (const auto& words : allActs()) {
        auto* button =
            new QPushButton(themedIcon(words.icon), QStringLiteral("%1  %2").arg(words.key, words.name), bar);
        button->setObjectName(words.act == AlertAct::Acknowledge ? QStringLiteral("acknowledgeAlert")
                                                                 : words.id + QStringLiteral("Act"));
        button->setAccessibleName(words.name);
        button->setToolTip(QStringLiteral("Key %1").arg(words.key));
        button->setProperty("role", QStringLiteral("flat"));
        button->setMinimumWidth(1);
        connect(button, &QPushButton::clicked, this, [this, act = words.act] { start(act); });
        grid->addWidget(button, index / columns, index % columns, Qt::AlignLeft);
        ++index;
    }
    grid->setColumnStretch(columns, 1);
    m_acts = bar;
    return bar;
}

void AlertsBoard::setBanner(const QString& text) {
    m_banner->setText(text);
    m_banner->setVisible(!text.isEmpty());
}

void AlertsBoard::choose(alert::BoardView view) {
    m_view = view;
    m_filters->button(static_cast<int>(view))->setChecked(true);
    refresh();
}

void AlertsBoard::refresh() {
    alert::BoardFilter filter;
    using Which = alert::BoardFilter::Which;
    // Somebody else may close what a form is open for.
    filter.which = m_view == alert::BoardView::All || !held().isEmpty() ? Which::All : Which::Open;
    const auto question = ++m_asked;
    whenFinished(m_service.board(filter), this, [this, question](const Result<alert::BoardRows>& rows) {
        if (question != m_asked) return;
        if (rows) return take(*rows);
        setBanner(rows.error().message);
    });
}

void AlertsBoard::take(const alert::BoardRows& rows) {
    m_rows = rows;
    countViews();
    auto shown = rows;
    const alert::BoardReader me{m_service.user().name, m_service.user().role};
    const auto kept = held();
    shown.removeIf([&, now = m_clock.now()](const alert::BoardRow& row) {
        const bool listed = alert::isIn(m_view, *row, me, now);
        if (!listed && row->view.alertId == kept) sayWhatHappenedMeanwhile(*row);
        return !listed && row->view.alertId != kept;
    });
    const auto* before = currentRow();
    const auto wanted = m_wanted.isEmpty() && before ? before->view.alertId : m_wanted;
    m_model->setRows(shown, me);
    m_count->setText(shown.size() == 1 ? QStringLiteral("1 alert")
                                       : QStringLiteral("%L1 alerts").arg(shown.size()));
    for (const auto& words : views)
        if (words.view == m_view) m_empty->setText(QString::fromLatin1(words.empty));
    m_stack->setCurrentWidget(shown.isEmpty() ? static_cast<QWidget*>(m_empty) : m_table);
    m_acts->setEnabled(!shown.isEmpty());
    const int row = m_model->rowOf(wanted);
    if (row >= 0) m_wanted.clear();
    if (!shown.isEmpty()) m_table->selectRow(std::max(0, row));
    showCurrent();
}

QString AlertsBoard::held() const {
    return m_details->form().act().isEmpty() ? QString() : m_actingOn;
}

void AlertsBoard::sayWhatHappenedMeanwhile(const alert::AlertRow& row) {
    m_details->form().showProblem(
        QStringLiteral("Meanwhile: %1. The alert stays here until this form is closed.")
            .arg(stateWords(row.view.state).toLower()));
}

void AlertsBoard::countViews() {
    const alert::BoardReader me{m_service.user().name, m_service.user().role};
    const auto now = m_clock.now();
    for (const auto& words : views) {
        const auto count = std::count_if(m_rows.begin(), m_rows.end(), [&](const alert::BoardRow& row) {
            return alert::isIn(words.view, *row, me, now);
        });
        const auto name = QString::fromLatin1(words.name);
        const bool counted = count > 0 && words.view != alert::BoardView::All;
        m_filters->button(static_cast<int>(words.view))
            ->setText(counted ? QStringLiteral("%1 %L2").arg(name).arg(count) : name);
    }
}

const alert::AlertRow* AlertsBoard::currentRow() const {
    return m_model->at(m_table->currentIndex().row());
}

void AlertsBoard::showCurrent() {
    const auto* row = currentRow();
    if (!row) return m_details->clear();
    m_details->showRow(*row);
    loadHistory(row->view.alertId);
}

void AlertsBoard::loadHistory(const QString& alertId) {
    whenFinished(m_service.alert(alertId), this, [this](const Result<alert::Alert>& alert) {
        if (alert) m_details->showHistory(*alert);
    });
    whenFinished(m_service.wayNow(alertId), this, [this, alertId](const Result<alert::AlertWay>& way) {
        if (way) m_details->showWay(alertId, *way);
    });
}

void AlertsBoard::showAlert(const QString& alertId) {
    m_wanted = alertId;
    choose(alert::BoardView::All);
}

void AlertsBoard::focusTable() {
    m_table->setFocus(Qt::OtherFocusReason);
}

void AlertsBoard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void AlertsBoard::start(AlertAct act) {
    const auto* row = currentRow();
    if (!row || !isPossible(act, *row)) return;
    m_actingOn = row->view.alertId;
    auto& form = m_details->form();
    askFor(act, *row, m_service.policy(), form, {sameOwner(*row, m_rows), m_clock.now()});
    if (act == AlertAct::RecordCall) fillCallSheet(m_service, *row, form);
}

void AlertsBoard::record(const QString& actId, const QHash<QString, QString>& facts) {
    const auto* row = m_model->at(m_model->rowOf(m_actingOn));
    if (!row) return m_details->form().showProblem(QStringLiteral("This alert is not in the list any more."));
    for (const auto& words : allActs()) {
        if (words.id != actId) continue;
        const auto alertId = m_actingOn;
        whenFinished(perform(words.act, *row, facts, m_service), this,
                     [this, actId, alertId](const Result<void>& done) {
                         auto& form = m_details->form();
                         const bool stillOurs = form.act() == actId && m_actingOn == alertId;
                         if (!done && stillOurs) return form.showProblem(done.error().message);
                         if (!done) return setBanner(done.error().message);
                         if (stillOurs) form.dismiss();
                         refresh();
                     });
    }
}

bool AlertsBoard::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) fitColumns();
    if (watched != m_table || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->modifiers() != Qt::NoModifier) return QWidget::eventFilter(watched, event);
    if (key->key() >= Qt::Key_0 && key->key() <= Qt::Key_9)
        return choose(views[(key->key() - Qt::Key_0 + 9) % 10].view), true;
    if (const auto act = actOfKey(key->key())) return start(*act), true;
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter && currentRow() && !currentRow()->studyUids.isEmpty())
        return Q_EMIT studyRequested(currentRow()->studyUids.first()), true;
    return QWidget::eventFilter(watched, event);
}

} // namespace vigil::ui
