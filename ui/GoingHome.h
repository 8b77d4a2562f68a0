// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "ui/Theme.h"

#include <QFrame>
#include <QFuture>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

class QLineEdit;
class QVBoxLayout;

namespace vigil::ui {

/// What a reader leaves behind when Vigil is closed.
struct GoingHome {
    /// `id`: alert id, row of the safety net, Study Instance UID of a draft, or nothing for messages.
    struct Line {
        QString text;
        QString id;

        bool operator==(const Line&) const = default;
    };
    QList<Line> untold;         ///< criticals to be told by this reader, and nobody has been told of them
    QList<Line> begun;          ///< alerts begun and not raised: nobody is told of them; ids of studies
    QList<Line> stillToTell;    ///< of this reader, withdrawn or changed, and not everybody told knows
    QList<Line> notActedOn;     ///< criticals of this reader that somebody has taken and not acted on
    QList<Line> unacknowledged; ///< other open alerts of this reader that nobody has taken
    QList<Line> twice;          ///< studies with a final report of this reader and of another, not settled
    QList<Line> undelivered;    ///< messages that have not left this computer, one a destination
    QList<Line> drafts;         ///< reports begun and not signed

    [[nodiscard]] bool isEmpty() const {
        return untold.isEmpty() && begun.isEmpty() && stillToTell.isEmpty() && notActedOn.isEmpty() &&
               unacknowledged.isEmpty() && twice.isEmpty() && undelivered.isEmpty() && drafts.isEmpty();
    }
    bool operator==(const GoingHome&) const = default;
};

/// "Before I go home": stands between closing the window and its end when something is left open, and leads
/// to each of it. With a critical that nobody was told of Vigil closes only with a reason, which is noted on
/// the alert, and never by Enter in it: a dictated "new line" is Enter. Owned by MainWindow; UI thread.
class GoingHomePanel : public QFrame {
    Q_OBJECT
public:
    using Ask = std::function<QFuture<Result<GoingHome>>()>;
    /// Notes why on each of the alerts.
    using Note = std::function<QFuture<Result<void>>(const QStringList& alertIds, const QString& why)>;

    GoingHomePanel(Ask ask, Note note, QWidget* parent);

    /// Whether the window may close now. When not it asks what is open, and either says leave() or shows
    /// itself.
    bool mayLeave();

Q_SIGNALS:
    void leave();
    void alertRequested(const QString& alertId);
    void netRowRequested(const QString& rowId);
    void draftRequested(const QString& studyUid);
    void begunRequested(const QString& studyUid);
    void outboxRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Section {
        QString icon;
        QString title;
        QString go; ///< on the button of each line
        void (GoingHomePanel::*request)(const QString& id);
        Tone tone;
    };
    void take(const Result<GoingHome>& left);
    void rebuild(const QString& problem);
    void addSection(const Section& section, const QList<GoingHome::Line>& lines);
    void addEnd(const QString& problem);
    void goToOutbox(const QString&);
    void end();
    void goHome();
    void putAway();

    Ask m_ask;
    Note m_note;
    GoingHome m_left;
    QVBoxLayout* m_column;
    QWidget* m_body = nullptr;
    QVBoxLayout* m_sections = nullptr; ///< of m_body: what is left open, scrolls where it is too much
    QLineEdit* m_why = nullptr;
    bool m_asking = false;
    bool m_noting = false;
    bool m_cannotNote = false; ///< the disk is full, say
    bool m_mayLeave = false;
};

} // namespace vigil::ui
