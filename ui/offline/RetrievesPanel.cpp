// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/offline/RetrievesPanel.h"

#include "ui/FittingScroll.h"
#include "ui/Icons.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace vigil::ui {

using study::RetrievePriority;
using RetrieveState = study::RetrieveQueue::State;
using Place = study::RetrieveQueue::Place;

namespace {

constexpr int mostLines = 8; ///< before the list scrolls
constexpr int columns = 8;

/// A button of a line is named after what it does and its study, so that a rebuilt line finds its focus
/// again.
const auto cancelPrefix = QLatin1String("cancel_");

QLabel* tonedLabel(const QString& text, QWidget* parent, const QString& tone = {}) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    if (!tone.isEmpty()) label->setProperty("tone", tone);
    return label;
}

QPushButton* makeButton(const QString& text, const QString& name, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setAccessibleName(name);
    button->setProperty("role", QStringLiteral("flat"));
    return button;
}

} // namespace

QString RetrievesPanel::whatOf(RetrievePriority priority) {
    switch (priority) {
    case RetrievePriority::Opened:
        return QStringLiteral("opened");
    case RetrievePriority::Next:
        return QStringLiteral("next to read");
    case RetrievePriority::Prior:
        return QStringLiteral("prior");
    case RetrievePriority::Prefetch:
        return QStringLiteral("in advance");
    }
    return {};
}

QString RetrievesPanel::stateOf(const study::RetrieveQueue::Entry& entry) {
    switch (entry.state) {
    case RetrieveState::Waiting:
        return QStringLiteral("waiting");
    case RetrieveState::Running:
        return entry.progress.expected < 0 ? QStringLiteral("asking the PACS")
                                           : QStringLiteral("%1 of %2 images here")
                                                 .arg(entry.progress.received)
                                                 .arg(entry.progress.expected);
    case RetrieveState::Stopping:
        return QStringLiteral("stopping");
    case RetrieveState::Resting:
        return QStringLiteral("tried again soon");
    case RetrieveState::Held:
        return QStringLiteral("stopped");
    }
    return {};
}

RetrievesPanel::RetrievesPanel(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("retrieves"));
    setAccessibleName(QStringLiteral("Retrieves"));
    setProperty("role", QStringLiteral("panel"));
    setFocusPolicy(Qt::StrongFocus);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(18, 12, 18, 14);
    m_column->setSpacing(10);
    auto* top = new QHBoxLayout;
    auto* title = new QLabel(QStringLiteral("Images on their way"), this);
    title->setProperty("role", QStringLiteral("heading"));
    top->addWidget(title, 1);
    auto* tryNow = makeButton(QStringLiteral("Try now"), QStringLiteral("Try all retrieves now"), this);
    auto* cancelAll = makeButton(QStringLiteral("Cancel all"), QStringLiteral("Cancel all retrieves"), this);
    cancelAll->setObjectName(QStringLiteral("cancelAllRetrieves"));
    auto* close = makeButton(QStringLiteral(" Close"), QStringLiteral("Close retrieves"), this);
    close->setIcon(themedIcon(QStringLiteral("cancel")));
    connect(tryNow, &QPushButton::clicked, this, &RetrievesPanel::tryNowRequested);
    connect(cancelAll, &QPushButton::clicked, this, &RetrievesPanel::cancelAllRequested);
    connect(close, &QPushButton::clicked, this, &RetrievesPanel::closed);
    for (auto* button : {tryNow, cancelAll, close})
        top->addWidget(button);
    m_tryNow = tryNow;
    m_cancelAll = cancelAll;
    m_column->addLayout(top);
    addMoveKey("Ctrl+Home", Place::First);
    addMoveKey("Ctrl+Up", Place::Up);
    addMoveKey("Ctrl+Down", Place::Down);
    rebuild();
}

/// A shortcut instead of a key press: a button takes the arrows for itself, with and without Ctrl.
void RetrievesPanel::addMoveKey(const char* key, Place place) {
    auto* shortcut = new QShortcut(QKeySequence(QLatin1String(key)), this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, [this, place] {
        const auto uid = focusedStudy();
        const auto line = std::find_if(m_shown.cbegin(), m_shown.cend(),
                                       [&uid](const Line& each) { return each.studyUid == uid; });
        if (line != m_shown.cend() && canMove(line - m_shown.cbegin(), place))
            Q_EMIT moveRequested(uid, place);
    });
}

QString RetrievesPanel::focusedStudy() const {
    const auto* focused = focusWidget();
    if (!m_body || !m_body->isAncestorOf(focused)) return {};
    return focused->objectName().section(QLatin1Char('_'), 1);
}

bool RetrievesPanel::canMove(qsizetype index, Place place) const {
    const auto other = place == Place::Down ? index + 1 : index - 1;
    return other >= 0 && other < m_shown.size() && m_shown.at(other).opened == m_shown.at(index).opened;
}

void RetrievesPanel::setQueue(const study::RetrieveQueue::Snapshot& queue,
                              const QHash<QString, QString>& names) {
    QList<Line> lines;
    for (const auto& entry : queue.entries) {
        const auto& wanted = entry.wanted;
        lines << Line{wanted.studyUid,
                      names.value(wanted.studyUid, wanted.studyUid),
                      whatOf(wanted.priority),
                      stateOf(entry),
                      entry.state == RetrieveState::Resting || entry.state == RetrieveState::Held
                          ? wanted.problem
                          : QString(),
                      wanted.priority == RetrievePriority::Opened};
    }
    if (lines == m_shown && queue.pause == m_pause) return;
    const bool stays =
        queue.pause == m_pause && std::equal(lines.begin(), lines.end(), m_shown.begin(), m_shown.end(),
                                             [](const Line& a, const Line& b) { return a.hasPlaceOf(b); });
    m_shown = lines;
    m_pause = queue.pause;
    if (!stays) return rebuild();
    for (qsizetype i = 0; i < m_shown.size(); ++i)
        m_states.at(i)->setText(m_shown.at(i).state);
}

void RetrievesPanel::rebuild() {
    const auto* focused = m_body && m_body->isAncestorOf(focusWidget()) ? focusWidget() : nullptr;
    const auto focusedName = focused ? focused->objectName() : QString();
    delete m_body;
    m_states.clear();
    auto* area = new FittingScroll(this);
    auto* body = new QWidget(area);
    auto* grid = new QGridLayout(body);
    grid->setContentsMargins(0, 0, 14, 0); // the scroll bar's place
    grid->setHorizontalSpacing(20);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(3, 1); // the problem's
    int row = 0;
    if (!m_pause.isEmpty())
        grid->addWidget(tonedLabel(m_pause, body, QStringLiteral("critical")), row++, 0, 1, columns);
    if (m_shown.isEmpty())
        grid->addWidget(tonedLabel(QStringLiteral("Nothing is on its way. What you open, the next studies of "
                                                  "your list and their priors appear here while they come."),
                                   body),
                        row++, 0, 1, columns);
    for (qsizetype i = 0; i < m_shown.size(); ++i)
        addLine(*grid, row++, i, body);
    area->setWidget(body);
    area->viewport()->setAutoFillBackground(false);
    body->setAutoFillBackground(false);
    area->setMaximumHeight(mostLines * (2 * fontMetrics().height() + 4));
    m_column->addWidget(area);
    m_body = area;
    m_tryNow->setVisible(!m_pause.isEmpty() ||
                         std::any_of(m_shown.begin(), m_shown.end(),
                                     [](const Line& line) { return !line.problem.isEmpty(); }));
    m_cancelAll->setVisible(!m_shown.isEmpty());
    if (focused) focusAgain(focusedName);
}

/// The key stays on the line where it was, also when its button has nothing to do any more: at the end of the
/// line nothing moves further down.
void RetrievesPanel::focusAgain(const QString& name) {
    auto* button = m_body->findChild<QPushButton*>(name);
    if (!button || !button->isEnabled())
        button = m_body->findChild<QPushButton*>(cancelPrefix + name.section(QLatin1Char('_'), 1));
    m_body->show(); // what is not shown yet takes no focus
    auto* next = button ? static_cast<QWidget*>(button) : this;
    next->setFocus(Qt::OtherFocusReason);
}

void RetrievesPanel::addLine(QGridLayout& grid, int row, qsizetype index, QWidget* body) {
    const auto& line = m_shown.at(index);
    grid.addWidget(tonedLabel(line.name, body), row, 0);
    auto* what = tonedLabel(line.what, body);
    what->setProperty("role", QStringLiteral("muted"));
    grid.addWidget(what, row, 1);
    m_states << tonedLabel(line.state, body);
    grid.addWidget(m_states.last(), row, 2);
    auto* problem = tonedLabel(line.problem, body, QStringLiteral("warning"));
    problem->setWordWrap(true);
    grid.addWidget(problem, row, 3);
    addMoves(grid, row, index, body);
    auto* cancel = makeButton(QStringLiteral("Cancel"), QStringLiteral("Cancel %1").arg(line.name), body);
    cancel->setObjectName(cancelPrefix + line.studyUid);
    connect(cancel, &QPushButton::clicked, this,
            [this, uid = line.studyUid] { Q_EMIT cancelRequested(uid); });
    grid.addWidget(cancel, row, columns - 1);
}

void RetrievesPanel::addMoves(QGridLayout& grid, int row, qsizetype index, QWidget* body) {
    struct Move {
        Place place;
        const char* text;
        const char* key;
        QString name;
    };
    const auto& line = m_shown.at(index);
    const Move moves[] = {{Place::First, "First", "first_", QStringLiteral("Fetch %1 first").arg(line.name)},
                          {Place::Up, "Up", "up_", QStringLiteral("Move %1 up").arg(line.name)},
                          {Place::Down, "Down", "down_", QStringLiteral("Move %1 down").arg(line.name)}};
    int column = 4;
    for (const auto& move : moves) {
        auto* button = makeButton(QLatin1String(move.text), move.name, body);
        button->setObjectName(QLatin1String(move.key) + line.studyUid);
        button->setEnabled(canMove(index, move.place));
        connect(button, &QPushButton::clicked, this,
                [this, uid = line.studyUid, place = move.place] { Q_EMIT moveRequested(uid, place); });
        grid.addWidget(button, row, column++);
    }
}

QStringList RetrievesPanel::lines() const {
    QStringList lines;
    for (const auto& line : m_shown) {
        auto text = QStringLiteral("%1, %2: %3").arg(line.name, line.what, line.state);
        if (!line.problem.isEmpty()) text += QStringLiteral(". ") + line.problem;
        lines << text;
    }
    return lines;
}

void RetrievesPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return Q_EMIT closed();
    QFrame::keyPressEvent(event);
}

} // namespace vigil::ui
