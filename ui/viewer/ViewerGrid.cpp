// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ViewerGrid.h"

#include "core/study/Patient.h"

#include <QGridLayout>
#include <QLocale>

#include <algorithm>

namespace vigil::ui {

namespace {

bool isProjection(const QString& modality) {
    static const QStringList projections{QStringLiteral("DX"), QStringLiteral("CR"), QStringLiteral("MG"),
                                         QStringLiteral("RF"), QStringLiteral("XA"), QStringLiteral("PX")};
    return projections.contains(modality);
}

GridShape shapeFor(qsizetype views) {
    if (views <= 1) return {1, 1};
    if (views == 2) return {1, 2};
    return views == 3 ? GridShape{1, 3} : GridShape{2, 2};
}

} // namespace

ViewerGrid::ViewerGrid(ViewerModel& model, DecodeQueue& queue, QWidget* parent)
    : QWidget(parent), m_model(model), m_queue(queue) {
    m_layout = new QGridLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(2);
    for (int i = 0; i < mostViews; ++i)
        m_views << addView();
    m_sync.setViews(m_views);
    connect(&model, &ViewerModel::opened, this, &ViewerGrid::clearAll);
    connect(&model, &ViewerModel::objectsChanged, this, &ViewerGrid::takeObjects);
    arrange();
}

ImageView* ViewerGrid::addView() {
    auto* view = new ImageView(m_queue, this);
    connect(view, &ImageView::activated, this, [this, view] { activate(view); });
    connect(view, &ImageView::scrolled, this, [this, view](ImageView::Origin origin) {
        if (origin == ImageView::Origin::Reader) m_sync.follow(*view);
    });
    connect(view, &ImageView::shown, this, [this, view] {
        if (view == m_views.at(m_active)) Q_EMIT shown();
    });
    connect(view, &ImageView::maximiseRequested, this, &ViewerGrid::toggleMaximised);
    connect(view, &ImageView::linkRequested, this, &ViewerGrid::linkRequested);
    connect(view, &ImageView::seriesStepRequested, this, &ViewerGrid::seriesStepRequested);
    return view;
}

void ViewerGrid::clearAll() {
    for (auto* view : std::as_const(m_views)) {
        view->clear();
        view->setEmptyText(m_model.isOpen()
                               ? QStringLiteral("No image is here yet.")
                               : QStringLiteral("No study is open.\nChoose one in the worklist (Ctrl+1)."));
    }
    m_hung = false;
    m_maximised = false;
    m_active = 0;
    m_readerChose = false;
    applyShape({1, 1});
}

void ViewerGrid::setShape(GridShape shape) {
    m_readerChose = true;
    applyShape(shape);
}

void ViewerGrid::applyShape(GridShape shape) {
    m_shape = {std::clamp(shape.rows, 1, 2), std::clamp(shape.columns, 1, 3)};
    m_maximised = false;
    if (m_active >= m_shape.count()) m_active = 0;
    arrange();
    Q_EMIT shapeChanged();
    Q_EMIT activeChanged();
}

void ViewerGrid::toggleMaximised() {
    m_maximised = !m_maximised && m_shape.count() > 1;
    arrange();
}

void ViewerGrid::arrange() {
    for (int i = 0; i < m_views.size(); ++i) {
        auto* view = m_views.at(i);
        m_layout->removeWidget(view);
        const bool inShape = i < m_shape.count();
        const bool visible = m_maximised ? i == m_active : inShape;
        view->setVisible(visible);
        view->setActive(i == m_active && m_shape.count() > 1);
        if (visible)
            m_layout->addWidget(view, m_maximised ? 0 : i / m_shape.columns,
                                m_maximised ? 0 : i % m_shape.columns);
    }
    for (int row = 0; row < 2; ++row)
        m_layout->setRowStretch(row, !m_maximised && row < m_shape.rows ? 1 : 0);
    for (int column = 0; column < 3; ++column)
        m_layout->setColumnStretch(column, !m_maximised && column < m_shape.columns ? 1 : 0);
}

QList<ImageView*> ViewerGrid::visibleViews() const {
    return m_views.mid(0, m_shape.count());
}

void ViewerGrid::activate(ImageView* view) {
    const auto index = m_views.indexOf(view);
    if (index < 0 || index == m_active) return;
    m_active = static_cast<int>(index);
    for (int i = 0; i < m_views.size(); ++i)
        m_views.at(i)->setActive(i == m_active && m_shape.count() > 1);
    Q_EMIT activeChanged();
}

ImageView::Labels ViewerGrid::labelsFor(const ViewerStudy& study) const {
    const auto& of = study.study;
    const QLocale british(QLocale::English, QLocale::UnitedKingdom);
    const auto date = british.toString(of.studyTime.date(), QStringLiteral("d MMM yyyy"));
    const auto who = QStringLiteral("%1  %2").arg(study::displayName(of.patient.name), of.patient.key.id);
    return {who, of.description, date, study.isPrior};
}

void ViewerGrid::place(ImageView& view, const ImageStack& stack) {
    if (const auto* study = m_model.find(stack.studyUid)) view.setStack(stack, labelsFor(*study));
    m_sync.relink();
    Q_EMIT stacksChanged();
}

void ViewerGrid::takeObjects(const QString& studyUid) {
    for (auto* view : std::as_const(m_views)) {
        if (view->isEmpty() || view->stack().studyUid != studyUid) continue;
        const auto* fresh = m_model.stack(studyUid, view->stack().id);
        if (fresh && *fresh != view->stack()) view->updateStack(*fresh);
    }
    hang();
}

/// The first picture goes up by itself, further ones only while the reader has not touched anything: nothing
/// jumps.
void ViewerGrid::hang() {
    if (!m_model.isOpen()) return;
    const auto& study = m_model.studies().first();
    const auto* first = m_model.firstToShow(study);
    if (!first) return;
    if (!isProjection(first->modality)) {
        if (!m_hung) place(*m_views.first(), *first);
        m_hung = true;
        return;
    }
    if (m_readerChose) return;
    const auto count = std::min<qsizetype>(study.stacks.size(), 4);
    if (const auto shape = shapeFor(count); shape != m_shape) applyShape(shape);
    for (qsizetype i = 0; i < count; ++i)
        if (m_views.at(i)->isEmpty()) place(*m_views.at(i), study.stacks.at(i));
    m_hung = true;
}

void ViewerGrid::show(const QString& studyUid, const QString& stackId) {
    if (const auto* stack = m_model.stack(studyUid, stackId)) place(active(), *stack);
}

void ViewerGrid::showBeside(const QString& priorUid) {
    const auto* prior = m_model.find(priorUid);
    if (!prior || prior->stacks.isEmpty()) return;
    const auto alike =
        active().isEmpty() ? 0 : std::max<qsizetype>(0, mostAlike(active().stack(), prior->stacks));
    const auto stack = prior->stacks.at(alike);
    if (m_shape.count() == 1) setShape({1, 2});
    auto* view = m_views.at((m_active + 1) % m_shape.count());
    place(*view, stack);
    if (!active().isEmpty() && active().position() && view->position()) {
        // The same share of the way through is the best guess between two scans; the reader corrects and
        // links again.
        const auto share =
            static_cast<double>(active().index()) / static_cast<double>(active().stack().slices.size());
        view->goTo(static_cast<qsizetype>(share * static_cast<double>(stack.slices.size())),
                   ImageView::Origin::Program);
    }
    m_sync.setState(ScrollSync::State::On);
    Q_EMIT stacksChanged();
}

bool ViewerGrid::jumpTo(const report::ImageReference& reference) {
    const auto* stack = m_model.stackOf(reference);
    if (!stack) return false;
    ImageView* target = nullptr;
    for (auto* view : visibleViews())
        if (!view->isEmpty() && view->stack().id == stack->id) target = view;
    if (!target) {
        target = &active();
        place(*target, *stack);
    }
    activate(target);
    target->goTo(stack->indexOf(reference), ImageView::Origin::Reader);
    return true;
}

void ViewerGrid::setSync(ScrollSync::State state) {
    m_sync.setState(state);
    Q_EMIT stacksChanged();
}

} // namespace vigil::ui
