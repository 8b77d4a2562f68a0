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
}

WorklistFlow::~WorklistFlow() {
    m_stop.request_stop();
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
                 [this](const Result<QList<study::WorklistRow>>& rows) { takeRows(rows); });
}

void WorklistFlow::takeRows(const Result<QList<study::WorklistRow>>& rows) {
    m_loading = false;
    if (rows)
        m_page.setRows(*rows);
    else
        m_page.showRefreshFailed(rows.error());
    Q_EMIT loaded();
    if (std::exchange(m_again, false)) m_changed.start();
}

void WorklistFlow::refresh() {
    if (m_refreshing) return;
    study::WorklistQuery query;
    query.from = toDateTime(m_clock.now()).toLocalTime().date().addDays(-m_days);
    ask(query);
}

void WorklistFlow::searchPacs(const QString& text) {
    if (m_refreshing) return;
    m_toAsk = study::queriesFor(text);
    if (m_toAsk.isEmpty())
        return m_page.showRefreshed(
            QStringLiteral("Type at least two letters of the name, or a patient or accession number."));
    m_wide = text;
    ask(m_toAsk.takeFirst());
}

void WorklistFlow::ask(const study::WorklistQuery& query) {
    m_refreshing = true;
    m_stop = {};
    m_found = std::make_shared<std::atomic<int>>(0);
    m_page.showRefreshing(0);
    m_progress.start();
    auto future =
        m_studies.refresh(query, m_stop.get_token(), [found = m_found](int count) { found->store(count); });
    whenFinished(future, this, [this](const Result<study::StudyService::Refreshed>& refreshed) {
        takeRefreshed(refreshed);
    });
}

void WorklistFlow::takeRefreshed(const Result<study::StudyService::Refreshed>& refreshed) {
    m_refreshing = false;
    m_progress.stop();
    if (!refreshed) m_toAsk.clear();
    if (!m_toAsk.isEmpty()) return ask(m_toAsk.takeFirst());
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
