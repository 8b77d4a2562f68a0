// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/RetrieveQueue.h"

#include <QFrame>
#include <QHash>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace vigil::ui {

/// What is being fetched, what waits and what did not come, in the order in which it is served; each line can
/// be cancelled and put elsewhere in the line, by buttons or by keys (Ctrl+Home, Ctrl+Up, Ctrl+Down). Stands
/// above the status bar, not over the images. UI thread; owned by MainWindow.
class RetrievesPanel : public QFrame {
    Q_OBJECT
public:
    explicit RetrievesPanel(QWidget* parent = nullptr);

    /// `names` says whose study an entry is ("Okafor, Ngozi, CT chest"); one that is not known yet is told by
    /// its UID.
    void setQueue(const study::RetrieveQueue::Snapshot& queue, const QHash<QString, QString>& names);
    [[nodiscard]] QStringList lines() const;

Q_SIGNALS:
    void cancelRequested(const QString& studyUid);
    void cancelAllRequested();
    /// A study is to be served earlier or later.
    void moveRequested(const QString& studyUid, vigil::study::RetrieveQueue::Place place);
    /// Nothing rests or is held any more.
    void tryNowRequested();
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Line {
        QString studyUid;
        QString name;
        QString what; ///< "open now", "next", "prior", "prefetch"
        QString state;
        QString problem;
        bool opened = false; ///< nothing passes what is open
        bool operator==(const Line&) const = default;
        /// Only the words of its state may differ: then nothing has to move.
        [[nodiscard]] bool hasPlaceOf(const Line& other) const {
            return studyUid == other.studyUid && name == other.name && what == other.what &&
                   problem == other.problem && opened == other.opened;
        }
    };
    void rebuild();
    void addLine(QGridLayout& grid, int row, qsizetype index, QWidget* body);
    void addMoves(QGridLayout& grid, int row, qsizetype index, QWidget* body);
    void addMoveKey(const char* key, study::RetrieveQueue::Place place);
    void focusAgain(const QString& name);
    [[nodiscard]] QString focusedStudy() const;
    [[nodiscard]] bool canMove(qsizetype index, study::RetrieveQueue::Place place) const;
    [[nodiscard]] static QString whatOf(study::RetrievePriority priority);
    [[nodiscard]] static QString stateOf(const study::RetrieveQueue::Entry& entry);

    QList<Line> m_shown;
    QList<QLabel*> m_states; ///< one a line
    QString m_pause;
    QVBoxLayout* m_column;
    QWidget* m_body = nullptr;
    QWidget* m_tryNow;
    QWidget* m_cancelAll;
};

} // namespace vigil::ui
