// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/StudyStore.h"
#include "core/study/Study.h"

#include <QHash>

namespace vigil::study {

/// What of one series is not here.
struct MissingSeries {
    QString seriesUid;
    int number = 0; ///< number, description and modality are known when a part of the series is here
    QString description;
    QString modality;
    int missing = 0;
    int here = 0;
    int damaged = 0; ///< of the missing ones, those that came damaged

    bool operator==(const MissingSeries&) const = default;
};

/// How much of a study is here: what the PACS named, what it counted and what is on the disk, compared. A
/// value; made from the local databases only.
struct Completeness {
    bool asked = false; ///< the PACS has named the instances
    int expected = -1;  ///< instances that it named, -1 unknown
    int here = 0;       ///< of those, on this computer
    QList<InstanceKey> missing;
    QList<MissingSeries> series;     ///< `missing`, by series
    QHash<QString, QString> damaged; ///< of `missing`, what came damaged: SOP Instance UID → why
    QString problem;                 ///< why the last retrieve ended early
    QString contradiction;           ///< where the PACS's own counts and the disk disagree
    /// Images that the PACS counts, but which it neither named nor sent, or which did not come: that all are
    /// here is not proved.
    int unproved = 0;
    bool onlyCounted = false; ///< the PACS names no images one by one: their number was compared
    int grownBy = 0;          ///< images that came into the PACS later
    int shrunkBy = 0;         ///< images that the PACS does not name any more
    bool vanished = false;    ///< the PACS did not name the study at the last refresh

    [[nodiscard]] bool isComplete() const {
        return asked && missing.isEmpty() && expected > 0 && grownBy == 0 && unproved == 0;
    }
    bool operator==(const Completeness&) const = default;
};

/// `ownDocuments` are reports that this computer sent to the PACS: the study did not grow by them.
[[nodiscard]] Completeness completenessOf(const Study& study,
                                          const std::optional<store::StudyStore::Retrieval>& last,
                                          const QList<StoredObject>& objects,
                                          const QStringList& ownDocuments);

[[nodiscard]] QList<MissingSeries> missingBySeries(const QList<InstanceKey>& missing,
                                                   const QList<StoredObject>& objects,
                                                   const QHash<QString, QString>& damaged = {});
/// "4 (2 damaged) of series 3 (Thorax lung), 12 of a series of which nothing is here"; at most `atMost`
/// series, the rest is counted.
[[nodiscard]] QString missingText(const QList<MissingSeries>& series, int atMost = 2);
/// "2 arrived damaged and were not kept: the pixel data ends early."
[[nodiscard]] QString damagedText(const QHash<QString, QString>& damaged);
/// What does not fit between failures that the PACS counted and what is missing; empty when it fits.
[[nodiscard]] QString contradictionOf(int failed, int missing);
/// What is not proved, in words; empty when nothing is.
[[nodiscard]] QString unprovedText(const Completeness& state);
/// True for what a reader looks at; SR documents are not images.
[[nodiscard]] bool isReportDocument(const InstanceKey& instance);

} // namespace vigil::study
