// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Events.h"
#include "core/study/StudyService.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>

namespace vigil::ui {

class WorklistPage;

/// Keeps the worklist page supplied: reads the rows whenever something has changed (at most a few times a
/// second), and asks the PACS when the reader wants it and every so often by itself. Asking by itself shows
/// nothing but what it brought. Reads never wait for the PACS. UI thread; owned by MainWindow.
class WorklistFlow : public QObject {
    Q_OBJECT
public:
    WorklistFlow(WorklistPage& page, study::StudyService& studies, const Clock& clock, Events& events,
                 int days, QObject* parent = nullptr);
    ~WorklistFlow() override;

    /// From now on the PACS is asked so long after it was asked last; 0: only when the reader asks.
    void refreshEvery(std::chrono::milliseconds pause);
    void load();
    void refresh();
    /// Asks every PACS for a name, a patient number or an accession number, whatever the date, and shows what
    /// it found as long as the text stays.
    void searchPacs(const QString& text);
    void cancel();

Q_SIGNALS:
    /// A refresh ended; `error` is empty when every PACS answered.
    void pacsAsked(bool reached, const QString& error);
    void loaded();

private:
    void takeRows(const Result<study::Worklist>& worklist);
    enum class By { Reader, Itself };
    void refreshBy(By whom);
    void ask(const study::WorklistQuery& query, By whom);
    void askNext();
    void takeRefreshed(const Result<study::StudyService::Refreshed>& refreshed);

    WorklistPage& m_page;
    study::StudyService& m_studies;
    const Clock& m_clock;
    const int m_days;
    QTimer m_changed; ///< collects changes
    QTimer m_progress;
    bool m_loading = false;
    bool m_again = false;
    bool m_refreshing = false;
    By m_by = By::Reader; ///< who wanted what is being asked
    QTimer m_pause;       ///< until the PACS is asked by itself
    QString m_wide;       ///< the text that the PACS was asked for; rows of any age show
    QList<study::WorklistQuery> m_toAsk;
    std::stop_source m_stop;
    std::shared_ptr<std::atomic<int>> m_found;
};

} // namespace vigil::ui
