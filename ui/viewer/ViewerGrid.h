// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewer/ImageView.h"
#include "ui/viewer/ScrollSync.h"
#include "ui/viewer/ViewerModel.h"

#include <QWidget>

class QGridLayout;

namespace vigil::ui {

struct GridShape {
    int rows = 1;
    int columns = 1;

    bool operator==(const GridShape&) const = default;
    [[nodiscard]] int count() const { return rows * columns; }
};

/// One to six views side by side. One of them is active: keys, presets and the strip's choice go to it. A
/// view never changes its stack by itself once it has one. UI thread; owned by ReadingPlace.
class ViewerGrid : public QWidget {
    Q_OBJECT
public:
    static constexpr int mostViews = 6;

    ViewerGrid(ViewerModel& model, DecodeQueue& queue, QWidget* parent = nullptr);

    /// The reader chose this shape: from now on nothing changes it but the reader.
    void setShape(GridShape shape);
    [[nodiscard]] GridShape shape() const { return m_shape; }
    /// One view alone, and back.
    void toggleMaximised();
    [[nodiscard]] ImageView& active() const { return *m_views.at(m_active); }
    [[nodiscard]] QList<ImageView*> visibleViews() const;
    void activate(ImageView* view);

    /// Puts a stack into the active view.
    void show(const QString& studyUid, const QString& stackId);
    /// Puts the stack of a prior that is most like the active one into the next view; makes room for it when
    /// there is one view.
    void showBeside(const QString& priorUid);
    /// Goes to an image, in the view that shows its stack or in the active one. False when it is not here.
    bool jumpTo(const report::ImageReference& reference);
    void setSync(ScrollSync::State state);
    [[nodiscard]] ScrollSync::State sync() const { return m_sync.state(); }

Q_SIGNALS:
    void activeChanged();
    /// Another picture is in the active view.
    void shown();
    void shapeChanged();
    void stacksChanged();
    void linkRequested();
    void seriesStepRequested(int step);

private:
    ImageView* addView();
    void applyShape(GridShape shape);
    void clearAll();
    void takeObjects(const QString& studyUid);
    void hang();
    void place(ImageView& view, const ImageStack& stack);
    void arrange();
    [[nodiscard]] ImageView::Labels labelsFor(const ViewerStudy& study) const;

    ViewerModel& m_model;
    DecodeQueue& m_queue;
    QGridLayout* m_layout;
    QList<ImageView*> m_views;
    ScrollSync m_sync;
    GridShape m_shape;
    int m_active = 0;
    bool m_maximised = false;
    bool m_hung = false;
    bool m_readerChose = false;
};

} // namespace vigil::ui
