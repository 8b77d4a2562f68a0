// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUpService.h"
#include "ui/followup/FollowUpActs.h"

#include <QTimer>
#include <QWidget>

#include <optional>
#include <stop_token>

class QButtonGroup;
class QKeyEvent;
class QLabel;
class QStackedWidget;
class QTableView;

namespace vigil::ui {

class FollowUpsModel;

/// Recommended follow-ups: each with its owner, its next time, its reminders and what the PACS holds that may
/// answer it; one key an act, with a small form. Acts are about the follow-up that the details show, and only
/// its reader moves to another one. Follows Events::followUpsChanged and the hours. Service, clock and events
/// must outlive it; UI thread.
class FollowUpsBoard : public QWidget {
    Q_OBJECT
public:
    FollowUpsBoard(followup::FollowUpService& service, const Clock& clock, Events& events,
                   QWidget* parent = nullptr);
    ~FollowUpsBoard() override;

    void refresh();

Q_SIGNALS:
    void studyRequested(const QString& studyUid);
    /// How many are overdue, for the name of the tab.
    void overdueChanged(int count);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    enum class View { Open, Overdue, Mine, All };
    QWidget* buildTop();
    QWidget* buildMiddle();
    QWidget* buildActs();
    void buildTable();
    void choose(View view);
    /// After events, which come in bursts: one question at a time.
    void refreshSoon();
    void take(const QList<followup::FollowUpRow>& rows);
    void count(const QList<followup::FollowUpRow>& rows);
    void settle(const QList<followup::FollowUpRow>& shown);
    [[nodiscard]] int rowToChoose() const; ///< -1: none
    void follow(int row, const QList<followup::FollowUpRow>& all);
    [[nodiscard]] bool isIn(View view, const followup::FollowUpRow& row) const;
    /// The follow-up that an open form speaks of; empty when none is open. Its row stays.
    [[nodiscard]] QString held() const;
    void chosenByReader();
    void focusList();
    void showShown();
    void offerActs();
    void start(FollowUpAct act);
    void startTakingBack(const QString& followUpId);
    void begin(FollowUpAct act, const QString& toTakeBack = {});
    void look();
    void record(const QString& actId, QHash<QString, QString> facts);
    void say(const QString& text, const QString& tone);
    bool takeKey(const QKeyEvent& key);

    followup::FollowUpService& m_service;
    const Clock& m_clock;
    FollowUpsModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_message = nullptr;
    QLabel* m_details = nullptr;
    FactsForm* m_form = nullptr;
    QButtonGroup* m_views = nullptr;
    QWidget* m_acts = nullptr;
    View m_view = View::Open;
    QString m_actingOn;
    QString m_takingBack;                         ///< the event that the form names
    std::optional<followup::FollowUpRow> m_shown; ///< what the details show and the acts are about
    bool m_viewIsNew = false;                     ///< its reader went to another view
    bool m_ended = false;                         ///< what is shown is not among the open ones any more
    bool m_settling = false;                      ///< the caret moves with its row, and not by its reader
    bool m_asking = false;
    bool m_askAgain = false;
    bool m_unread = false; ///< the message says that the list could not be read
    quint64 m_asked = 0;   ///< answers to older questions are not shown
    QTimer m_tick;
    std::stop_source m_closing;
};

} // namespace vigil::ui
