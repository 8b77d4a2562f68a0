// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/study/WorklistRow.h"

#include <QSet>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace vigil::ui {

class ListsPane;
class ModalityChoice;
class PreviewPanel;
class WorklistModel;

/// The Worklist place: saved lists, one search field, one table. It shows rows and says what the reader
/// wants; whoever owns it fetches rows, opens studies and refreshes. A refresh never moves the reader's place
/// in the table. UI thread.
class WorklistPage : public QWidget {
    Q_OBJECT
public:
    explicit WorklistPage(const Clock& clock, QWidget* parent = nullptr);

    /// `notShown`: so many older ones with a report are left out; said beside the count.
    void setRows(const QList<study::WorklistRow>& rows, int notShown = 0);
    /// A refresh has begun; `found` counts the studies the PACS has named so far.
    void showRefreshing(int found);
    /// It ended well. `note` is empty or says what to know ("as of 07:12, PACS cannot be reached").
    void showRefreshed(const QString& note);
    void showRefreshFailed(const Error& error);
    /// What to do when nothing is configured yet; shown instead of an empty table.
    void setSetUpHint(const QString& hint);

    [[nodiscard]] WorklistModel& model() { return *m_model; }
    /// What the reader has limited the list to; empty: all. A refresh by the reader asks for these only.
    [[nodiscard]] QStringList modalities() const;
    void chooseModalities(const QStringList& modalities);
    [[nodiscard]] QString currentStudyUid() const;
    void selectStudy(const QString& studyUid);
    void focusTable();
    void focusSearch();

Q_SIGNALS:
    void openRequested(const QString& studyUid);
    void refreshRequested();
    void cancelRequested();
    /// The reader has limited the list to these, or to none in particular.
    void modalitiesChosen(const QStringList& modalities);
    /// The text changed and rests; the owner may look further than the rows that are shown.
    void searchRequested(const QString& text);
    /// The reader wants the PACS itself asked for this text.
    void pacsSearchRequested(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void buildTable();
    QWidget* buildTop();
    void buildModality(QWidget* bar);
    [[nodiscard]] QString emptyText() const;
    QWidget* buildMiddle();
    void chooseList(int list);
    void updateCounts();
    void updateEmptyText();
    void askPacs();
    void updatePreview();
    void togglePreview();
    void openCurrent();
    void noteNewEmergencies(const QList<study::WorklistRow>& rows);
    void showNewEmergency();
    void keepPlace(const std::function<void()>& change);
    void fitColumns();

    const Clock& m_clock;
    WorklistModel* m_model;
    ListsPane* m_lists;
    QLineEdit* m_search;
    ModalityChoice* m_modality;
    QTableView* m_table;
    PreviewPanel* m_preview;
    QStackedWidget* m_stack; ///< table or the text of an empty place
    QLabel* m_empty;
    QLabel* m_count;
    QLabel* m_note;
    QPushButton* m_ask;
    QPushButton* m_new; ///< "1 new emergency study": rows that came in elsewhere than under the eye
    QPushButton* m_refresh;
    QPushButton* m_cancel;
    QProgressBar* m_progress;
    QTimer m_searchRest;
    QTimer m_tick;
    int m_list = 1;
    int m_notShown = 0;
    QSet<QString> m_known;        ///< Study UIDs that were listed before
    QStringList m_newEmergencies; ///< not looked at yet
    QString m_setUpHint;
};

} // namespace vigil::ui
