// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/viewer/ViewerModel.h"

#include <QFrame>
#include <QHash>
#include <QPixmap>

class QListView;
class QStandardItem;
class QStandardItemModel;

namespace vigil::ui {

/// The series of the study with a small picture each, then the priors with their dates and series. Priors
/// whose images are not here offer to bring them. UI thread; owned by ReadingPlace.
class SeriesStrip : public QFrame {
    Q_OBJECT
public:
    SeriesStrip(ViewerModel& model, DecodeQueue& queue, QWidget* parent = nullptr);
    ~SeriesStrip() override;

    /// Marks the series that are on the screen.
    void setShown(const QStringList& stackIds, const QString& activeStackId);
    /// Goes to the next or previous series of the study of the active one.
    void step(int by);

Q_SIGNALS:
    void seriesChosen(const QString& studyUid, const QString& stackId);
    /// A prior was chosen: show it beside when its images are here, else bring them.
    void priorChosen(const QString& studyUid);

private:
    void rebuild();
    void refresh(const QString& studyUid);
    void addStudy(const ViewerStudy& study);
    QStandardItem* seriesItem(const ImageStack& stack) const;
    void wishThumbnails();
    void takeThumbnail(const FrameKey& key);
    void choose(const QModelIndex& index);

    ViewerModel& m_model;
    DecodeQueue& m_queue;
    QListView* m_view;
    QStandardItemModel* m_items;
    QHash<FrameKey, QPixmap> m_pictures;
    QHash<FrameKey, QString> m_missing; ///< wished for, stack id
    QStringList m_shown;
    QString m_active;
};

} // namespace vigil::ui
