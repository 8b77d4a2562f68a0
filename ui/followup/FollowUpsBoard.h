// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/followup/FollowUpService.h"
#include "ui/followup/FollowUpActs.h"

#include <QWidget>

#include <stop_token>

class QButtonGroup;
class QLabel;
class QStackedWidget;
class QTableView;

namespace vigil::ui {

class FollowUpsModel;

/// Recommended follow-ups: each with its owner, its next time, its reminders and what the PACS holds that may
/// answer it; one key an act, with a small form. Follows Events::followUpsChanged. Service, clock and events
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
    void showEvent(QShowEvent* event) override;

private:
    enum class View { Open, Overdue, Mine, All };
    QWidget* buildTop();
    QWidget* buildMiddle();
    QWidget* buildActs();
    void buildTable();
    void choose(View view);
    void take(const QList<followup::FollowUpRow>& rows);
    [[nodiscard]] bool isIn(View view, const followup::FollowUpRow& row) const;
    [[nodiscard]] const followup::FollowUpRow* currentRow() const;
    void showCurrent();
    void start(FollowUpAct act);
    void look();
    void record(const QString& actId, const QHash<QString, QString>& facts);
    void say(const QString& text, const QString& tone);

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
    quint64 m_asked = 0; ///< answers to older questions are not shown
    std::stop_source m_closing;
};

} // namespace vigil::ui
