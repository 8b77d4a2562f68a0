// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/worklist/WorklistFlow.h"

#include "core/base/Async.h"
#include "core/study/PacsSearch.h"
#include "ui/worklist/WorklistPage.h"
#include "ui/worklist/WorklistText.h"

#include <chrono>

namespace vigil::ui {

using namespace std::chrono_literals;

WorklistFlow::WorklistFlow(WorklistPage& page, study::StudyService& studies, const Clock& clock,
                           Events& events, int days, QObject* parent)
    : QObject(parent), m_page(page), m_studies(studies), m_clock(clock), m_days(days) {
    m_changed.setSingleShot(true);
    m_changed.setInterval(200ms);
    connect(&m_changed, &QTimer::timeout, this, &WorklistFlow::load);
    const auto collect = [this] {
        if (!m_changed.isActive()) m_changed.start();
    };
    connect(&events, &Events::worklistChanged, this, collect);
    connect(&events, &Events::studyChanged, this, collect);
    connect(&events, &Events::draftChanged, this, collect);
    connect(&events, &Events::reportSigned, this, collect);
    connect(&events, &Events::alertsChanged, this, collect);
    connect(&events, &Events::presenceChanged, this, collect);
    // The PACS answers on its own thread; the window looks at the count when it has time.
    m_progress.setInterval(150ms);
    connect(&m_progress, &QTimer::timeout, this, [this] { m_page.showRefreshing(m_found->load()); });
    connect(&page, &WorklistPage::refreshRequested, this, &WorklistFlow::refresh);
    connect(&page, &WorklistPage::pacsSearchRequested, this, &WorklistFlow::searchPacs);
    connect(&page, &WorklistPage::searchRequested, this, [this](const QString& text) {
        if (m_wide.isEmpty() || text.trimmed() == m_wide) return;
        m_wide.clear();
        load();
    });
    connect(&page, &WorklistPage::cancelRequested, this, &WorklistFlow::cancel);
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, [this] { refreshBy(By::Itself); });
}

WorklistFlow::~WorklistFlow() {
    m_stop.request_stop();
}

void WorklistFlow::refreshEvery(std::chrono::milliseconds pause) {
    m_pause.setInterval(pause);
    if (pause > 0ms && !m_studies.sourceIds().isEmpty())
        m_pause.start();
    else
        m_pause.stop();
}

void WorklistFlow::load() {
    if (m_loading) {
        m_again = true;
        return;
    }
    m_loading = true;
    store::StudyStore::Filter filter;
    filter.since = toDateTime(m_clock.now()).toLocalTime().date().addDays(-m_days);
    filter.anyDate = m_wide;
    whenFinished(m_studies.rows(filter), this,
                 [this](const Result<study::Worklist>& worklist) { takeRows(worklist); });
}

void WorklistFlow::takeRows(const Result<study::Worklist>& worklist) {
    m_loading = false;
    if (worklist)
        m_page.setRows(worklist->rows, worklist->notShown);
    else
        m_page.showRefreshFailed(worklist.error());
    Q_EMIT loaded();
    if (std::exchange(m_again, false)) m_changed.start();
}

void WorklistFlow::refresh() {
    if (m_refreshing && m_by == By::Itself) {
        m_by = By::Reader; // what is wanted is under way
        m_page.showRefreshing(m_found->load());
        m_progress.start();
    }
    refreshBy(By::Reader);
}

void WorklistFlow::refreshBy(By whom) {
    if (m_refreshing) return;
    study::WorklistQuery query;
    query.from = toDateTime(m_clock.now()).toLocalTime().date().addDays(-m_days);
    // Asking by itself goes on for all: an emergency of another modality has to be said, and what is gone
    // from the PACS is known only from a question for everything.
    if (whom == By::Reader) query.modalities = m_page.modalities();
    ask(query, whom);
}

void WorklistFlow::searchPacs(const QString& text) {
    if (m_refreshing && m_by == By::Reader) return;
    m_toAsk = study::queriesFor(text);
    if (m_toAsk.isEmpty())
        return m_page.showRefreshed(
            QStringLiteral("Type at least two letters of the name, or a patient or accession number."));
    m_wide = text;
    if (m_refreshing)
        m_stop.request_stop(); // what a person wants goes before
    else
        askNext();
}

void WorklistFlow::askNext() {
    ask(m_toAsk.takeFirst(), By::Reader);
}

void WorklistFlow::ask(const study::WorklistQuery& query, By whom) {
    m_refreshing = true;
    m_by = whom;
    m_pause.stop();
    m_stop = {};
    m_found = std::make_shared<std::atomic<int>>(0);
    if (whom == By::Reader) {
        m_page.showRefreshing(0);
        m_progress.start();
    }
    auto future =
        m_studies.refresh(query, m_stop.get_token(), [found = m_found](int count) { found->store(count); });
    whenFinished(future, this, [this](const Result<study::StudyService::Refreshed>& refreshed) {
        takeRefreshed(refreshed);
    });
}

void WorklistFlow::takeRefreshed(const Result<study::StudyService::Refreshed>& refreshed) {
    m_refreshing = false;
    m_progress.stop();
    if (!refreshed && m_by == By::Reader) m_toAsk.clear();
    if (!m_toAsk.isEmpty()) return askNext();
    if (m_pause.intervalAsDuration() > 0ms) m_pause.start();
    const auto now = toDateTime(m_clock.now());
    if (!refreshed) {
        m_page.showRefreshFailed(refreshed.error());
        if (refreshed.error().code != Error::Code::Cancelled)
            Q_EMIT pacsAsked(false, refreshed.error().message);
        return load();
    }
    const auto missing = refreshed->unreachable.join(QLatin1Char('\n'));
    m_page.showRefreshed(missing.isEmpty() ? QStringLiteral("As of %1").arg(momentText(now, now)) : missing);
    Q_EMIT pacsAsked(true, missing);
    load();
}

void WorklistFlow::cancel() {
    m_stop.request_stop();
}

} // namespace vigil::ui
