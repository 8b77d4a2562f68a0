// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"
#include "ui/viewer/ViewerGrid.h"
#include "ui/viewer/ViewerModel.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;
class QToolButton;

namespace vigil::ui {

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

    /// What the progress is about, before its words: "Prior: ".
    void setProgressSubject(const QString& subject) { m_subject = subject; }
    /// How far the retrieve of the study has come. `expected` < 0 while unknown.
    void showProgress(const study::RetrieveProgress& progress);
    /// The retrieve ended; what is missing is named and can be asked for again.
    void showArrived(const study::RetrieveOutcome& outcome);
    void showRetrieveFailed(const Error& error);
    void hideProgress();

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
    QWidget* buildProgress();
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
    QWidget* m_progress = nullptr;
    QLabel* m_progressText = nullptr;
    QProgressBar* m_progressBar = nullptr;
    QPushButton* m_cancel = nullptr;
    QPushButton* m_again = nullptr;
    QString m_subject;
    QString m_awaitedPrior; ///< shown beside as soon as its first images are here
};

} // namespace vigil::ui
