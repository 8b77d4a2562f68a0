// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportContent.h"
#include "core/study/Study.h"
#include "ui/viewer/DecodeQueue.h"

#include <QList>
#include <QString>

#include <optional>

namespace vigil::ui {

/// One picture of a stack.
struct Slice {
    study::InstanceKey instance;
    FrameKey frame;
    int frames = 1; ///< of the object
    int instanceNumber = 0;
    std::optional<double> position; ///< along the normal, mm

    bool operator==(const Slice&) const = default;
    /// As a report points at it: the frame from 1, or 0 for an object of one frame.
    [[nodiscard]] report::ImageReference reference() const;
};

/// What one view scrolls through: the images of a series, or the frames of one multi-frame object.
struct ImageStack {
    QString id; ///< unique in a study and stable while more objects arrive
    QString studyUid;
    QString seriesUid;
    QString modality;
    QString description;
    QString bodyPart;
    QString laterality;
    int seriesNumber = 0;
    QString frameOfReferenceUid;
    QList<Slice> slices;

    bool operator==(const ImageStack&) const = default;
    [[nodiscard]] bool isCine() const { return slices.size() > 1 && slices.first().frames > 1; }
    /// "Series 3, Chest 1.0 mm"
    [[nodiscard]] QString title() const;
    /// The place of an image, -1 when it is not in this stack.
    [[nodiscard]] qsizetype indexOf(const report::ImageReference& reference) const;
    /// The slice closest to a position, -1 when the slices have none.
    [[nodiscard]] qsizetype nearest(double position) const;
};

/// Groups the images among the objects of a study into stacks, by series number. Slices are in order of
/// position when every one has its own, else of instance number; the direction follows the instance numbers.
/// Pure.
[[nodiscard]] QList<ImageStack> stacksOf(const QList<study::StoredObject>& objects);

/// The prior's stack that is most like this one: same modality, then words of the description, then size; -1
/// when there is none.
[[nodiscard]] qsizetype mostAlike(const ImageStack& stack, const QList<ImageStack>& candidates);

} // namespace vigil::ui
