// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ReadingPlace.h"

#include "core/study/Windowing.h"
#include "ui/Icons.h"
#include "ui/viewer/ArrivalStrip.h"
#include "ui/viewer/SeriesStrip.h"

#include <QButtonGroup>
#include <QFrame>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

namespace vigil::ui {

namespace {

struct Layout {
    GridShape shape;
    const char* icon;
    const char* name;
};
constexpr Layout layouts[] = {{{1, 1}, "layout1x1", "One view"},
                              {{1, 2}, "layout1x2", "Two views"},
                              {{1, 3}, "layout1x3", "Three views"},
                              {{2, 2}, "layout2x2", "Four views"},
                              {{2, 3}, "layout2x3", "Six views"}};

} // namespace

ReadingPlace::ReadingPlace(study::FrameReader& reader, const QString& folder, QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("readingPlace"));
    m_model = new ViewerModel(this);
    m_queue = new DecodeQueue(reader, folder, DecodeQueue::defaultCacheBytes, this);
    m_strip = new SeriesStrip(*m_model, *m_queue, this);
    m_grid = new ViewerGrid(*m_model, *m_queue, this);
    auto* middle = new QWidget(this);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildTools());
    m_arrivals = new ArrivalStrip(middle);
    column->addWidget(m_arrivals);
    column->addWidget(m_grid, 1);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_strip);
    m_splitter->addWidget(middle);
    m_splitter->setStretchFactor(1, 1);
    const int em = fontMetrics().averageCharWidth();
    m_strip->setMinimumWidth(24 * em);
    m_splitter->setSizes({30 * em, 120 * em});
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);

    connect(m_strip, &SeriesStrip::seriesChosen, m_grid, &ViewerGrid::show);
    connect(m_strip, &SeriesStrip::priorChosen, this, &ReadingPlace::choosePrior);
    connect(m_grid, &ViewerGrid::seriesStepRequested, m_strip, &SeriesStrip::step);
    connect(m_grid, &ViewerGrid::linkRequested, this, &ReadingPlace::link);
    connect(m_grid, &ViewerGrid::shown, this, &ReadingPlace::imageShown);
    connect(m_grid, &ViewerGrid::activeChanged, this, &ReadingPlace::imageShown);
    connect(m_grid, &ViewerGrid::activeChanged, this, &ReadingPlace::updateMarks);
    connect(m_grid, &ViewerGrid::stacksChanged, this, &ReadingPlace::updateMarks);
    connect(m_grid, &ViewerGrid::shapeChanged, this, &ReadingPlace::updateMarks);
    connect(m_arrivals, &ArrivalStrip::cancelRequested, this, &ReadingPlace::retrieveCancelRequested);
    connect(m_arrivals, &ArrivalStrip::againRequested, this, &ReadingPlace::retrieveAgainRequested);
    connect(m_model, &ViewerModel::opened, this, [this] {
        m_awaitedPrior.clear();
        m_arrivals->setPriors({});
        m_arrivals->clear();
        updateMarks();
    });
    connect(m_model, &ViewerModel::objectsChanged, this, [this](const QString& studyUid) {
        if (studyUid != m_awaitedPrior) return;
        const auto* prior = m_model->find(studyUid);
        if (!prior || prior->stacks.isEmpty()) return;
        m_awaitedPrior.clear();
        m_grid->showBeside(studyUid);
    });
}

// The views take back their wishes while the queue still lives.
ReadingPlace::~ReadingPlace() {
    delete m_grid;
    delete m_strip;
    delete m_queue;
}

QToolButton* ReadingPlace::tool(const QString& icon, const QString& name, const QString& key) {
    auto* button = new QToolButton(this);
    button->setIcon(themedIcon(icon));
    const int side = fontMetrics().height() + 4;
    button->setIconSize({side, side});
    button->setAccessibleName(name);
    button->setToolTip(QStringLiteral("%1 (%2)").arg(name, key));
    // The mouse may press it without taking the keys away from the image or the report.
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void ReadingPlace::buildLayoutButtons(QWidget* bar) {
    m_layouts = new QButtonGroup(this);
    for (int i = 0; i < static_cast<int>(std::size(layouts)); ++i) {
        auto* button = tool(QString::fromLatin1(layouts[i].icon), QString::fromLatin1(layouts[i].name),
                            QStringLiteral("Alt+%1").arg(i + 1));
        button->setCheckable(true);
        m_layouts->addButton(button, i);
        bar->layout()->addWidget(button);
        auto* key = new QShortcut(QKeySequence(QStringLiteral("Alt+%1").arg(i + 1)), this);
        connect(key, &QShortcut::activated, button, &QToolButton::click);
    }
    connect(m_layouts, &QButtonGroup::idClicked, this,
            [this](int id) { m_grid->setShape(layouts[id].shape); });
}

QWidget* ReadingPlace::buildTools() {
    auto* bar = new QFrame(this);
    bar->setProperty("role", QStringLiteral("bar"));
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(2);
    buildLayoutButtons(bar);
    row->addSpacing(12);
    m_sync = tool(QStringLiteral("sync"), QStringLiteral("Scroll together"), QStringLiteral("Alt+S"));
    m_sync->setCheckable(true);
    row->addWidget(m_sync);
    connect(m_sync, &QToolButton::clicked, this,
            [this](bool on) { m_grid->setSync(on ? ScrollSync::State::On : ScrollSync::State::Off); });
    connect(new QShortcut(QKeySequence(QStringLiteral("Alt+S")), this), &QShortcut::activated, m_sync,
            &QToolButton::click);
    row->addSpacing(12);
    m_presets = tool(QStringLiteral("window"), QStringLiteral("Window presets"), QStringLiteral("1 … 9"));
    row->addWidget(m_presets);
    connect(m_presets, &QToolButton::clicked, this, &ReadingPlace::showPresets);
    const auto act = [this, row](const char* icon, const char* name, const char* key, auto method) {
        auto* button = tool(QString::fromLatin1(icon), QString::fromLatin1(name), QString::fromLatin1(key));
        row->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, method] { (m_grid->active().*method)(); });
    };
    act("invert", "Invert", "I", &ImageView::toggleInvert);
    act("fit", "Fit", "F", &ImageView::fit);
    act("reset", "Reset", "R", &ImageView::reset);
    act("play", "Play or pause", "Space", &ImageView::togglePlay);
    row->addStretch(1);
    auto* linkButton =
        new QPushButton(themedIcon(QStringLiteral("link")), QStringLiteral(" Link image"), bar);
    linkButton->setObjectName(QStringLiteral("linkImage"));
    linkButton->setAccessibleName(QStringLiteral("Link image to report"));
    linkButton->setToolTip(
        QStringLiteral("Link the image on the screen to the report (L in the image, Ctrl+L anywhere)"));
    linkButton->setProperty("role", QStringLiteral("flat"));
    linkButton->setFocusPolicy(Qt::TabFocus);
    connect(linkButton, &QPushButton::clicked, this, &ReadingPlace::link);
    connect(new QShortcut(QKeySequence(QStringLiteral("Ctrl+L")), this), &QShortcut::activated, this,
            &ReadingPlace::link);
    row->addWidget(linkButton);
    return bar;
}

void ReadingPlace::setReportPanel(QWidget* panel) {
    delete m_report;
    m_report = panel;
    m_splitter->addWidget(panel);
    m_splitter->setStretchFactor(2, 0);
    const int em = fontMetrics().averageCharWidth();
    panel->setMinimumWidth(46 * em);
    m_splitter->setSizes({28 * em, 110 * em, 60 * em});
}

void ReadingPlace::showPresets() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this, menu](const QString& text, int number) {
        connect(menu->addAction(QStringLiteral("%1\t%2").arg(text).arg(number)), &QAction::triggered, this,
                [this, number] { m_grid->active().usePreset(number); });
    };
    add(QStringLiteral("As the image says"), 0);
    int number = 1;
    for (const auto& preset : study::windowPresets(m_grid->active().stack().modality))
        add(preset.name, number++);
    menu->popup(m_presets->mapToGlobal(QPoint(0, m_presets->height())));
}

void ReadingPlace::link() {
    const auto reference = m_grid->active().shownReference();
    if (!reference) return;
    Q_EMIT imageLinked(*reference);
    m_grid->active().setLinkNote(QStringLiteral("linked to the report"));
    auto* view = &m_grid->active();
    connect(
        view, &ImageView::scrolled, this, [view] { view->setLinkNote({}); }, Qt::SingleShotConnection);
}

void ReadingPlace::choosePrior(const QString& studyUid) {
    const auto* prior = m_model->find(studyUid);
    if (!prior) return;
    if (!prior->stacks.isEmpty()) return m_grid->showBeside(studyUid);
    m_awaitedPrior = studyUid;
    Q_EMIT priorRequested(studyUid);
}

void ReadingPlace::jumpTo(const report::ImageReference& reference) {
    if (m_grid->jumpTo(reference)) return;
    m_arrivals->showProblem(QStringLiteral("The linked image is not on this computer."));
}

QString ReadingPlace::labelOf(const report::ImageReference& reference) const {
    const auto* stack = m_model->stackOf(reference);
    if (!stack) return {};
    const auto& slice = stack->slices.at(stack->indexOf(reference));
    const int number = slice.frames > 1 ? slice.frame.frame + 1 : slice.instanceNumber;
    return QStringLiteral("%1 %2/%3").arg(stack->modality).arg(stack->seriesNumber).arg(number);
}

void ReadingPlace::focusImages() {
    m_grid->active().setFocus(Qt::OtherFocusReason);
}

void ReadingPlace::updateMarks() {
    QStringList shown;
    for (const auto* view : m_grid->visibleViews())
        if (!view->isEmpty()) shown << view->stack().id;
    m_strip->setShown(shown, m_grid->active().stack().id);
    m_sync->setChecked(m_grid->sync() == ScrollSync::State::On);
    for (int i = 0; i < static_cast<int>(std::size(layouts)); ++i)
        m_layouts->button(i)->setChecked(layouts[i].shape == m_grid->shape());
}

} // namespace vigil::ui
