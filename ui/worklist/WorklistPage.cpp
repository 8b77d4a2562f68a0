// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistPage.h"

#include "ui/Icons.h"
#include "ui/Theme.h"
#include "ui/worklist/ListsPane.h"
#include "ui/worklist/ModalityChoice.h"
#include "ui/worklist/PreviewPanel.h"
#include "ui/worklist/WorklistDelegate.h"
#include "ui/worklist/WorklistModel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>
#include <vector>

namespace vigil::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto searchRest = 250ms;
constexpr auto limitTick = 15s;
constexpr int leastExamination = 12; ///< average characters; it is cut with an ellipsis
constexpr int unreportedList = 1;    ///< among the standard lists

} // namespace

WorklistPage::WorklistPage(const Clock& clock, QWidget* parent) : QWidget(parent), m_clock(clock) {
    setObjectName(QStringLiteral("worklistPlace"));
    m_model = new WorklistModel(clock, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildTop());
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(3);
    m_progress->setRange(0, 0);
    m_progress->setAccessibleName(QStringLiteral("Refresh progress"));
    auto keepRoom = m_progress->sizePolicy();
    keepRoom.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(keepRoom);
    m_progress->hide();
    layout->addWidget(m_progress);
    layout->addWidget(buildMiddle(), 1);

    m_searchRest.setSingleShot(true);
    m_searchRest.setInterval(searchRest);
    connect(&m_searchRest, &QTimer::timeout, this, [this] { Q_EMIT searchRequested(m_search->text()); });
    m_tick.setInterval(limitTick);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        keepPlace([this] { m_model->refreshTime(); });
        updateCounts();
    });
    m_tick.start();
    m_lists->choose(m_list);
    updateEmptyText();
}

QWidget* WorklistPage::buildTop() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(12);
    m_search = new QLineEdit(bar);
    m_search->setObjectName(QStringLiteral("searchWorklist"));
    m_search->setAccessibleName(QStringLiteral("Search worklist"));
    m_search->setPlaceholderText(QStringLiteral("Search name, identifier, accession, examination (Ctrl+F)"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(QStringLiteral("search"), Tone::Muted), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    row->addWidget(m_search, 3);
    buildModality(bar);
    row->addWidget(m_modality);
    m_count = new QLabel(bar);
    m_count->setObjectName(QStringLiteral("worklistCount"));
    m_count->setProperty("role", QStringLiteral("muted"));
    row->addWidget(m_count);
    m_new = new QPushButton(themedIcon(QStringLiteral("emergency"), Tone::Critical), {}, bar);
    m_new->setObjectName(QStringLiteral("newEmergencies"));
    m_new->setAccessibleName(QStringLiteral("Show the new emergency study"));
    m_new->setFocusPolicy(Qt::TabFocus);
    m_new->hide();
    connect(m_new, &QPushButton::clicked, this, &WorklistPage::showNewEmergency);
    row->addWidget(m_new);
    m_note = new QLabel(bar);
    m_note->setObjectName(QStringLiteral("worklistNote"));
    m_note->setProperty("role", QStringLiteral("muted"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true); // a long refusal must not push the window off the screen
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_note, 3);
    m_ask = new QPushButton(QStringLiteral("Ask the PACS for it"), bar);
    m_ask->setObjectName(QStringLiteral("askPacs"));
    m_ask->setAccessibleName(QStringLiteral("Ask the PACS for the text of the search"));
    m_ask->setToolTip(
        QStringLiteral("Looks in the whole PACS for this name, patient number or accession number"));
    m_ask->hide();
    connect(m_ask, &QPushButton::clicked, this, &WorklistPage::askPacs);
    row->addWidget(m_ask);
    m_cancel = new QPushButton(themedIcon(QStringLiteral("cancel")), QStringLiteral(" Cancel"), bar);
    m_cancel->setObjectName(QStringLiteral("cancelRefresh"));
    m_cancel->setAccessibleName(QStringLiteral("Cancel refresh"));
    m_cancel->setToolTip(QStringLiteral("The list stays as it is (Esc)"));
    m_cancel->hide();
    connect(m_cancel, &QPushButton::clicked, this, &WorklistPage::cancelRequested);
    row->addWidget(m_cancel);
    m_refresh = new QPushButton(themedIcon(QStringLiteral("refresh")), QStringLiteral(" Refresh"), bar);
    m_refresh->setObjectName(QStringLiteral("refreshWorklist"));
    m_refresh->setAccessibleName(QStringLiteral("Refresh worklist"));
    m_refresh->setToolTip(QStringLiteral("Ask the PACS for the studies of the last days (F5)"));
    connect(m_refresh, &QPushButton::clicked, this, &WorklistPage::refreshRequested);
    row->addWidget(m_refresh);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        keepPlace([this, &text] { m_model->setSearch(text); });
        updateEmptyText();
        m_ask->setVisible(!text.trimmed().isEmpty());
        m_searchRest.start();
    });
    auto* find = new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, this, &WorklistPage::focusSearch);
    auto* refresh =
        new QShortcut(QKeySequence(Qt::Key_F5), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(refresh, &QShortcut::activated, this, [this] {
        if (m_refresh->isEnabled()) Q_EMIT refreshRequested();
    });
    return bar;
}

void WorklistPage::buildModality(QWidget* bar) {
    m_modality = new ModalityChoice(bar);
    connect(m_modality, &ModalityChoice::chosen, this, [this](const QStringList& modalities) {
        keepPlace([this, &modalities] { m_model->setModalities(modalities); });
        updateCounts();
        updateEmptyText();
        Q_EMIT modalitiesChosen(modalities);
    });
    auto* go = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_M), this, nullptr, nullptr,
                             Qt::WidgetWithChildrenShortcut);
    connect(go, &QShortcut::activated, this, [this] { m_modality->setFocus(Qt::ShortcutFocusReason); });
}

QStringList WorklistPage::modalities() const {
    return m_model->modalities();
}

void WorklistPage::chooseModalities(const QStringList& modalities) {
    m_modality->choose(modalities);
}

QWidget* WorklistPage::buildMiddle() {
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    auto* side = new QFrame(splitter);
    side->setProperty("role", QStringLiteral("side"));
    auto* sideLayout = new QVBoxLayout(side);
    sideLayout->setContentsMargins(4, 10, 4, 4);
    m_lists = new ListsPane(standardLists(), side);
    m_lists->setStyleSheet(QStringLiteral("background: transparent"));
    sideLayout->addWidget(m_lists);
    connect(m_lists, &ListsPane::chosen, this, &WorklistPage::chooseList);

    buildTable();
    m_empty = new QLabel(splitter);
    m_empty->setObjectName(QStringLiteral("emptyWorklist"));
    m_empty->setProperty("role", QStringLiteral("muted"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setMargin(48);
    m_stack = new QStackedWidget(splitter);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_preview = new PreviewPanel(splitter);
    m_preview->hide();
    splitter->addWidget(side);
    splitter->addWidget(m_stack);
    splitter->addWidget(m_preview);
    splitter->setStretchFactor(1, 1);
    const int em = fontMetrics().averageCharWidth();
    side->setMinimumWidth(m_lists->sizeHintForColumn(0) + 12);
    m_preview->setMinimumWidth(34 * em);
    splitter->setSizes({side->minimumWidth(), 200 * em, 42 * em});
    return splitter;
}

void WorklistPage::buildTable() {
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("worklist"));
    m_table->setAccessibleName(QStringLiteral("Worklist"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new WorklistDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    // One fixed height: with ResizeToContents Qt would measure every row.
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(WorklistDelegate::rowHeight(fontMetrics()));
    auto* header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(false);
    // First click sorts, second turns the order round, third goes back to the reader's own order.
    connect(header, &QHeaderView::sectionClicked, this, [this, header](int column) {
        const bool same = header->isSortIndicatorShown() && header->sortIndicatorSection() == column;
        if (same && header->sortIndicatorOrder() == Qt::DescendingOrder) {
            header->setSortIndicatorShown(false);
            return keepPlace([this] { m_model->sort(-1, Qt::AscendingOrder); });
        }
        const auto order = same ? Qt::DescendingOrder : Qt::AscendingOrder;
        header->setSortIndicatorShown(true);
        header->setSortIndicator(column, order);
        keepPlace([this, column, order] { m_model->sort(column, order); });
    });
    fitColumns();
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QTableView::doubleClicked, this, [this] { openCurrent(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { updatePreview(); });
}

void WorklistPage::fitColumns() {
    // Measured on what the columns hold at their longest, so that they fit every font and scale; the second
    // text is for a narrow window.
    static const std::pair<const char*, const char*> samples[] = {
        {"Cancer pathway", "Emergency"},
        {"over by 9 h 59 min", "over by 9 h 59 min"},
        {"Whitfield, Harold 4400127", "Whitfield, Harold"},
        {"100 y M", "100 y M"},
        {"CT chest abdomen pelvis", "CT chest abdomen"},
        {"CT, PT", "CT"},
        {"none of 612", "204 of 612"},
        {"Preliminary", "Preliminary"},
        {"Dr Clarke, Amir", "Dr Clarke"},
        {"12", "12"},
        {"1 critical, 2 other", "1 critical"}};
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    const auto widths = [&](bool narrow) {
        std::vector<int> list;
        for (int column = 0; column < WorklistModel::ColumnCount; ++column) {
            const bool withIcon =
                column == WorklistModel::UrgencyColumn || column == WorklistModel::LimitColumn ||
                column == WorklistModel::StatusColumn || column == WorklistModel::AlertsColumn;
            const auto title = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
            const auto& sample = samples[column];
            const auto text = QString::fromLatin1(narrow ? sample.second : sample.first);
            const int icon = withIcon ? fontMetrics().height() + 6 : 0;
            list.push_back(std::max(fontMetrics().horizontalAdvance(text) + icon,
                                    QFontMetrics(bold).horizontalAdvance(title)) +
                           18);
        }
        return list;
    };
    const int room = m_table->viewport()->width();
    auto chosen = widths(false);
    if (std::accumulate(chosen.begin(), chosen.end(), 0) > room) chosen = widths(true);
    // Where even that is too wide, columns go that the preview says as well, instead of status and alerts
    // standing beyond the edge.
    int needed = std::accumulate(chosen.begin(), chosen.end(), 0);
    for (const auto column : {WorklistModel::PriorsColumn, WorklistModel::ClaimedColumn,
                              WorklistModel::ModalityColumn, WorklistModel::AgeColumn}) {
        const bool goes = needed > room;
        m_table->setColumnHidden(column, goes);
        if (goes) needed -= std::exchange(chosen[static_cast<std::size_t>(column)], 0);
    }
    auto& examination = chosen[WorklistModel::ExaminationColumn];
    examination = std::max(leastExamination * fontMetrics().averageCharWidth(),
                           examination + room - std::accumulate(chosen.begin(), chosen.end(), 0));
    for (int column = 0; column < WorklistModel::ColumnCount; ++column)
        if (!m_table->isColumnHidden(column))
            m_table->setColumnWidth(column, chosen[static_cast<std::size_t>(column)]);
}

void WorklistPage::chooseList(int list) {
    m_list = list;
    m_model->setList(standardLists().at(list));
    updateEmptyText();
    if (m_model->rowCount() > 0) m_table->selectRow(0);
}

void WorklistPage::keepPlace(const std::function<void()>& change) {
    const auto uid = currentStudyUid();
    const int before = m_model->rowOf(uid);
    const int top = m_table->verticalScrollBar()->value();
    const int rowHeight = m_table->verticalHeader()->defaultSectionSize();
    change();
    if (m_model->rowCount() == 0) return updatePreview();
    // A study that is gone leaves the place to its neighbour.
    const int found = m_model->rowOf(uid);
    const int row = found >= 0 ? found : std::clamp(before, 0, m_model->rowCount() - 1);
    if (m_table->currentIndex().row() != row) m_table->selectRow(row);
    // The row under the eye stays where it was on the screen, whatever came in above it.
    m_table->verticalScrollBar()->setValue(before < 0 ? 0 : top + (row - before) * rowHeight);
    updatePreview();
}

void WorklistPage::setRows(const QList<study::WorklistRow>& rows, int notShown) {
    m_notShown = notShown;
    noteNewEmergencies(rows);
    keepPlace([this, &rows] { m_model->setRows(rows); });
    m_modality->offer(m_model->heldModalities());
    updateCounts();
    updateEmptyText();
}

/// The row under the eye stays where it is, so what comes in above it has to be said.
void WorklistPage::noteNewEmergencies(const QList<study::WorklistRow>& rows) {
    QSet<QString> listed;
    QStringList waiting;
    for (const auto& row : rows) {
        const auto& uid = row.study.studyUid;
        listed.insert(uid);
        const bool isNew = m_newEmergencies.contains(uid) || (!m_known.isEmpty() && !m_known.contains(uid));
        if (isNew && row.study.urgency == study::Urgency::Emergency &&
            row.status == study::ReadingStatus::Unread)
            waiting << uid;
    }
    m_known = listed;
    m_newEmergencies = waiting;
    m_new->setVisible(!waiting.isEmpty());
    m_new->setText(waiting.size() == 1 ? QStringLiteral(" 1 new emergency study")
                                       : QStringLiteral(" %L1 new emergency studies").arg(waiting.size()));
}

void WorklistPage::showNewEmergency() {
    const auto uid = m_newEmergencies.value(0);
    m_newEmergencies.clear();
    m_new->hide();
    if (m_model->rowOf(uid) < 0) {
        m_search->clear();
        m_modality->choose({});
        m_lists->choose(m_list = unreportedList);
    }
    selectStudy(uid);
    m_table->setFocus(Qt::OtherFocusReason);
}

void WorklistPage::updateCounts() {
    const auto& lists = standardLists();
    for (int i = 0; i < lists.size(); ++i)
        m_lists->setCount(i, m_model->countIn(lists.at(i)));
}

void WorklistPage::updateEmptyText() {
    const int shown = m_model->rowCount();
    auto count = shown == 1 ? QStringLiteral("1 study") : QStringLiteral("%L1 studies").arg(shown);
    if (m_notShown > 0) count += QStringLiteral(", %L1 older reported ones not shown").arg(m_notShown);
    // A filter that is forgotten hides patients: it is said whenever it leaves something out.
    if (const int hidden = m_model->hiddenByModality(); hidden > 0)
        count += QStringLiteral(", %L1 of other modalities").arg(hidden);
    m_count->setText(count);
    if (shown == 0) m_empty->setText(emptyText());
    m_stack->setCurrentWidget(shown > 0 ? static_cast<QWidget*>(m_table) : m_empty);
}

QString WorklistPage::emptyText() const {
    if (m_model->total() == 0 && !m_setUpHint.isEmpty()) return m_setUpHint;
    if (const int hidden = m_model->hiddenByModality(); hidden > 0)
        return QStringLiteral(
                   "Nothing here of the modality chosen (%1).\n%2 of other modalities: Alt+M, Home "
                   "shows all.")
            .arg(m_modality->currentText(),
                 hidden == 1 ? QStringLiteral("1 study is") : QStringLiteral("%L1 studies are").arg(hidden));
    if (m_model->search().isEmpty()) return standardLists().at(m_list).whenEmpty;
    return QStringLiteral("No study here matches “%1”.\nSearching looks at every study that the last refresh "
                          "found%2, whatever list is chosen.\nEnter asks the PACS itself, whatever the date.")
        .arg(m_model->search(),
             m_notShown > 0 ? QStringLiteral(" but for %L1 older reported ones").arg(m_notShown) : QString());
}

void WorklistPage::showRefreshing(int found) {
    m_progress->show();
    m_cancel->show();
    m_refresh->setEnabled(false);
    setLook(*m_note, "tone", {});
    m_note->setText(QStringLiteral("Asking the PACS: %1 found").arg(found));
}

void WorklistPage::showRefreshed(const QString& note) {
    m_progress->hide();
    m_cancel->hide();
    m_refresh->setEnabled(true);
    setLook(*m_note, "tone", {});
    m_note->setText(note);
}

void WorklistPage::showRefreshFailed(const Error& error) {
    showRefreshed(error.code == Error::Code::Cancelled
                      ? QStringLiteral("Refresh cancelled; the list is as it was.")
                      : error.message);
    m_note->setToolTip(error.detail);
    if (error.code != Error::Code::Cancelled) setLook(*m_note, "tone", QStringLiteral("warning"));
}

void WorklistPage::setSetUpHint(const QString& hint) {
    m_setUpHint = hint;
    updateEmptyText();
}

QString WorklistPage::currentStudyUid() const {
    return m_table->currentIndex().data(WorklistModel::StudyUidRole).toString();
}

void WorklistPage::selectStudy(const QString& studyUid) {
    if (const int row = m_model->rowOf(studyUid); row >= 0) m_table->selectRow(row);
}

void WorklistPage::focusTable() {
    if (m_model->rowCount() == 0) return focusSearch();
    if (!m_table->currentIndex().isValid()) m_table->selectRow(0);
    m_table->setFocus(Qt::OtherFocusReason);
}

void WorklistPage::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void WorklistPage::openCurrent() {
    if (const auto uid = currentStudyUid(); !uid.isEmpty()) Q_EMIT openRequested(uid);
}

void WorklistPage::togglePreview() {
    m_preview->setVisible(m_preview->isHidden());
    updatePreview();
}

void WorklistPage::askPacs() {
    if (m_refresh->isEnabled()) Q_EMIT pacsSearchRequested(m_search->text().trimmed());
}

void WorklistPage::updatePreview() {
    if (m_preview->isHidden()) return;
    const auto index = m_table->currentIndex();
    if (index.isValid()) m_preview->show(m_model->shownRow(index.row()), toDateTime(m_clock.now()));
}

bool WorklistPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) fitColumns();
    if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (watched == m_search) {
        const bool down =
            key->key() == Qt::Key_Down || key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (down && m_model->rowCount() > 0) return focusTable(), true;
        if (down && key->key() != Qt::Key_Down) return askPacs(), true;
        if (key->key() == Qt::Key_Escape) return m_search->clear(), focusTable(), true;
    }
    if (watched == m_table) {
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            return openCurrent(), true;
        case Qt::Key_Space:
            return togglePreview(), true;
        case Qt::Key_Escape:
            if (m_preview->isVisible()) return togglePreview(), true;
            if (m_cancel->isVisible()) return m_cancel->click(), true;
            break;
        default:
            // Letters go to the search field: finding a patient needs no other key first.
            if (!key->text().isEmpty() && key->text().at(0).isLetterOrNumber() &&
                (key->modifiers() & ~Qt::ShiftModifier) == Qt::NoModifier) {
                m_search->setFocus(Qt::OtherFocusReason);
                m_search->insert(key->text());
                return true;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

void WorklistPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        m_table->verticalHeader()->setDefaultSectionSize(WorklistDelegate::rowHeight(fontMetrics()));
        fitColumns();
    }
    QWidget::changeEvent(event);
}

} // namespace vigil::ui
