// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"
#include "ui/viewer/ViewerGrid.h"
#include "ui/viewer/ViewerModel.h"

#include <QWidget>

class QButtonGroup;
class QSplitter;
class QToolButton;

namespace vigil::ui {

class ArrivalStrip;
class SeriesStrip;

/// The Reading place: series and priors on the left, images in the middle, the report on the right. Whoever
/// owns it tells the model what is here and answers the signals. UI thread.
class ReadingPlace : public QWidget {
    Q_OBJECT
public:
    /// `folder` is where the paths of stored objects begin.
    ReadingPlace(study::FrameReader& reader, const QString& folder, QWidget* parent = nullptr);
    ~ReadingPlace() override;

    [[nodiscard]] ViewerModel& model() { return *m_model; }
    [[nodiscard]] ViewerGrid& grid() { return *m_grid; }
    /// Takes the report editor (and what belongs to it) over; shown right of the images.
    void setReportPanel(QWidget* panel);
    [[nodiscard]] QWidget* reportPanel() const { return m_report; }

    /// The line that says how much of the study is here.
    [[nodiscard]] ArrivalStrip& arrivals() { return *m_arrivals; }

    /// Goes to an image that a report points at; says so when it is not here.
    void jumpTo(const report::ImageReference& reference);
    void focusImages();
    /// "CT 3/45": how a report names an image; empty when it is not here.
    [[nodiscard]] QString labelOf(const report::ImageReference& reference) const;

Q_SIGNALS:
    /// The reader links the image on the screen to the report (L).
    void imageLinked(const vigil::report::ImageReference& reference);
    /// Another picture is in the active view, or another view is active.
    void imageShown();
    void retrieveCancelRequested();
    void retrieveAgainRequested();
    /// Images of a prior are wanted and not here.
    void priorRequested(const QString& studyUid);

private:
    QWidget* buildTools();
    void buildLayoutButtons(QWidget* bar);
    QToolButton* tool(const QString& icon, const QString& name, const QString& key);
    void showPresets();
    void link();
    void choosePrior(const QString& studyUid);
    void updateMarks();

    ViewerModel* m_model;
    DecodeQueue* m_queue;
    SeriesStrip* m_strip = nullptr;
    ViewerGrid* m_grid = nullptr;
    QSplitter* m_splitter = nullptr;
    QWidget* m_report = nullptr;
    QButtonGroup* m_layouts = nullptr;
    QToolButton* m_sync = nullptr;
    QToolButton* m_presets = nullptr;
    ArrivalStrip* m_arrivals = nullptr;
    QString m_awaitedPrior; ///< shown beside as soon as its first images are here
};

} // namespace vigil::ui
