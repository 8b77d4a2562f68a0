// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Study.h"
#include "ui/viewer/ImageStack.h"

#include <QList>
#include <QObject>

#include <optional>

namespace vigil::ui {

/// A study on the table of the reader: the one that is read, or a prior of the same patient.
struct ViewerStudy {
    study::Study study;
    bool isPrior = false;
    QList<ImageStack> stacks;
    int imagesHere = 0;
    int imagesExpected = -1; ///< -1 when the PACS does not say
};

/// What the Reading place shows: one study and its priors as stacks of images. It is told which objects are
/// here, again and again while they arrive; the views follow without moving. UI thread; owned by
/// ReadingPlace.
class ViewerModel : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Begins a reading: everything of the study before is gone.
    void open(const study::Study& study);
    void close();
    /// Priors, newest first; those that are known already keep their images.
    void setPriors(const QList<study::Study>& priors);
    /// The objects of the study or of one of its priors that are here now. Other studies are not taken.
    void setObjects(const QString& studyUid, const QList<study::StoredObject>& objects, int imagesExpected);

    [[nodiscard]] bool isOpen() const { return !m_studies.isEmpty(); }
    /// The study that is read first, then the priors.
    [[nodiscard]] const QList<ViewerStudy>& studies() const { return m_studies; }
    [[nodiscard]] const ViewerStudy* find(const QString& studyUid) const;
    [[nodiscard]] const ImageStack* stack(const QString& studyUid, const QString& stackId) const;
    /// The stack that holds an image.
    [[nodiscard]] const ImageStack* stackOf(const report::ImageReference& reference) const;
    /// The stack to begin with: the first with more than a scout's few images, else the first.
    [[nodiscard]] const ImageStack* firstToShow(const ViewerStudy& study) const;

Q_SIGNALS:
    /// Another study was opened, or none.
    void opened();
    /// Objects of a study arrived.
    void objectsChanged(const QString& studyUid);
    void priorsChanged();

private:
    QList<ViewerStudy> m_studies;
};

} // namespace vigil::ui
