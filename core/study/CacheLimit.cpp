// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/CacheLimit.h"

#include "core/base/Log.h"
#include "core/store/CacheUseStore.h"
#include "core/store/ReportStore.h"

#include <QFile>

#include <chrono>
#include <optional>
#include <utility>

namespace vigil::study {

namespace {

using namespace std::chrono_literals;
using store::CacheUseStore;

/// What is pushed here tells nobody: looked at this often all the same.
constexpr auto lookAnyway = 60s;
/// While a study streams in, it is not looked at with each image.
constexpr auto restBetween = 2s;

CacheLimit::Reason reasonOf(CacheUseStore::Stays stays) {
    switch (stays) {
    case CacheUseStore::Stays::OpenAlert:
        return CacheLimit::Reason::OpenAlert;
    case CacheUseStore::Stays::Wanted:
        return CacheLimit::Reason::Wanted;
    default:
        return CacheLimit::Reason::NotInPacs;
    }
}

QString wordsOf(CacheLimit::Reason reason) {
    switch (reason) {
    case CacheLimit::Reason::Open:
        return QStringLiteral("open in the window");
    case CacheLimit::Reason::Wanted:
        return QStringLiteral("being fetched");
    case CacheLimit::Reason::UnfinishedReport:
        return QStringLiteral("with an unfinished report");
    case CacheLimit::Reason::OpenAlert:
        return QStringLiteral("with an open alert");
    case CacheLimit::Reason::NotInPacs:
        return QStringLiteral("not known to be in a PACS");
    }
    return {};
}

QString gibibytes(qint64 bytes) {
    return QStringLiteral("%1 GiB").arg(double(bytes) / double(1 << 30), 0, 'f', 1);
}

} // namespace

QString overLimitText(const CacheLimit::Outcome& outcome, qint64 limit) {
    QStringList kept;
    for (auto it = outcome.stays.cbegin(); it != outcome.stays.cend(); ++it)
        kept << QStringLiteral("%1 %2").arg(it.value()).arg(wordsOf(it.key()));
    return QStringLiteral(
               "The images on this computer take %1; the limit is %2. None of their studies may be "
               "removed: %3. Finish reports and alerts, or raise cacheLimitGiB in [local] of "
               "vigil.ini.")
        .arg(gibibytes(outcome.bytes), gibibytes(limit), kept.join(QStringLiteral(", ")));
}

CacheLimit::CacheLimit(store::DataFolder& data, StudyTurns& turns, IsWanted isWanted, const Clock& clock,
                       Events& events)
    : m_data(data), m_turns(turns), m_isWanted(std::move(isWanted)), m_clock(clock), m_events(events) {}

CacheLimit::~CacheLimit() {
    stop();
}

void CacheLimit::stop() {
    m_thread.request_stop();
    if (m_thread.joinable()) m_thread.join();
}

void CacheLimit::start(Rules rules) {
    if (rules.bytes <= 0) return;
    {
        const std::scoped_lock lock(m_mutex);
        m_rules = std::move(rules);
        m_look = true;
    }
    if (!m_thread.joinable()) m_thread = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

void CacheLimit::setOpen(const QSet<QString>& studyUids) {
    QSet<QString> opened;
    {
        const std::scoped_lock lock(m_mutex);
        opened = studyUids - m_open;
        // What was closed may make room now.
        if (!studyUids.contains(m_open)) m_look = true;
        m_open = studyUids;
        m_woken.notify_all();
    }
    if (opened.isEmpty()) return;
    static_cast<void>(m_data.cache().run(
        store::Lane::Bulk, [opened, now = m_clock.now()](store::Transaction& cache) -> Result<int> {
            for (const auto& uid : opened)
                VIGIL_CHECK(CacheUseStore::setOpened(cache, uid, now));
            return 0;
        }));
}

void CacheLimit::look() {
    const std::scoped_lock lock(m_mutex);
    m_look = true;
    m_woken.notify_all();
}

QString CacheLimit::trouble() const {
    const std::scoped_lock lock(m_mutex);
    return m_trouble;
}

void CacheLimit::setTrouble(const QString& text) {
    {
        const std::scoped_lock lock(m_mutex);
        // How much it is changes by the minute; that it is too much is said once.
        if (m_trouble.isEmpty() == text.isEmpty()) return;
        m_trouble = text;
    }
    if (!text.isEmpty()) spdlog::warn("images: {}", text);
    Q_EMIT m_events.roomChanged();
}

void CacheLimit::loop(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        Rules rules;
        {
            std::unique_lock lock(m_mutex);
            m_woken.wait_for(lock, stop, lookAnyway, [this] { return m_look; });
            m_look = false;
            rules = m_rules;
        }
        if (stop.stop_requested()) return;
        const auto outcome = enforce(rules, stop);
        if (!outcome)
            spdlog::warn("images: the limit could not be kept: {}", outcome.error().detail);
        else
            setTrouble(outcome->bytes > rules.bytes && !stop.stop_requested()
                           ? overLimitText(*outcome, rules.bytes)
                           : QString());
        std::unique_lock lock(m_mutex);
        m_woken.wait_for(lock, stop, restBetween, [] { return false; });
    }
}

Result<CacheLimit::Outcome> CacheLimit::enforce(const Rules& rules, std::stop_token stop) {
    Outcome outcome;
    auto& reader = m_data.cacheReader();
    VIGIL_TRY(outcome.bytes, reader.runAndWait(CacheUseStore::bytes));
    if (outcome.bytes <= rules.bytes) return outcome;
    VIGIL_TRY(const auto studies, reader.runAndWait(CacheUseStore::leastRecentFirst));
    for (const auto& study : studies) {
        if (outcome.bytes <= rules.bytes || stop.stop_requested()) break;
        VIGIL_TRY(auto reason, reasonToStay(study.studyUid));
        if (!reason) {
            VIGIL_TRY(const auto stays, reader.runAndWait([&](const store::Database& cache) {
                return CacheUseStore::stays(cache, study.studyUid, rules.sources);
            }));
            if (stays != CacheUseStore::Stays::No) reason = reasonOf(stays);
        }
        if (reason) {
            ++outcome.stays[*reason];
            continue;
        }
        VIGIL_TRY(const auto whole, evict(study.studyUid, rules, stop));
        if (whole) outcome.gone << study.studyUid;
        VIGIL_TRY(outcome.bytes, reader.runAndWait(CacheUseStore::bytes));
    }
    if (!outcome.gone.isEmpty()) {
        spdlog::info("images: {} studies were removed to keep the limit", outcome.gone.size());
        Q_EMIT m_events.worklistChanged();
    }
    return outcome;
}

bool CacheLimit::isOpen(const QString& studyUid) const {
    const std::scoped_lock lock(m_mutex);
    return m_open.contains(studyUid);
}

Result<std::optional<CacheLimit::Reason>> CacheLimit::reasonToStay(const QString& studyUid) {
    if (isOpen(studyUid)) return std::optional(Reason::Open);
    if (m_isWanted(studyUid) || m_turns.isBusy(studyUid)) return std::optional(Reason::Wanted);
    VIGIL_TRY(const auto unfinished, m_data.recordsReader().runAndWait([&](const store::Database& records) {
        return store::ReportStore::unfinishedOfStudy(records, studyUid);
    }));
    if (!unfinished.isEmpty()) return std::optional(Reason::UnfinishedReport);
    return std::optional<Reason>();
}

/// Row first, then file: a kill leaves files without rows at worst, and those are named in the same
/// transaction, so that recovery removes them instead of taking them in again.
Result<bool> CacheLimit::evict(const QString& studyUid, const Rules& rules, const std::stop_token& stop) {
    // A retrieve must not find images that are gone a moment later. One that is under way is not waited for.
    std::stop_source noWaiting;
    noWaiting.request_stop();
    const StudyTurns::Turn turn(m_turns, studyUid, noWaiting.get_token());
    if (!turn) return false;
    bool whole = false;
    bool some = false;
    while (!whole && !stop.stop_requested()) {
        VIGIL_TRY(const auto paths, evictSlice(studyUid, rules));
        some = some || !paths.isEmpty();
        if (paths.isEmpty()) break;
        VIGIL_CHECK(removeFiles(paths));
        whole = paths.size() < rules.objectsAtOnce;
    }
    if (some) Q_EMIT m_events.studyChanged(studyUid);
    return some;
}

Result<void> CacheLimit::removeFiles(const QStringList& paths) {
    QStringList gone;
    for (const auto& path : paths) {
        const auto file = m_data.objectFolder() + QLatin1Char('/') + path;
        if (QFile::remove(file) || !QFile::exists(file)) gone << path;
    }
    const auto forgotten =
        m_data.cache().runAndWait(store::Lane::Bulk, [&gone](store::Transaction& cache) -> Result<int> {
            VIGIL_CHECK(CacheUseStore::forgetFiles(cache, gone));
            return 0;
        });
    if (!forgotten) return forgotten.error();
    return {};
}

/// Looks again each time: it may have been opened, or pushed to, between two slices.
Result<QStringList> CacheLimit::evictSlice(const QString& studyUid, const Rules& rules) {
    return m_data.cache().runAndWait(
        store::Lane::Bulk, [&](store::Transaction& cache) -> Result<QStringList> {
            if (isOpen(studyUid) || m_isWanted(studyUid)) return QStringList();
            VIGIL_TRY(const auto stays, CacheUseStore::stays(cache.database(), studyUid, rules.sources));
            if (stays != CacheUseStore::Stays::No) return QStringList();
            return CacheUseStore::evict(cache, studyUid, rules.objectsAtOnce);
        });
}

} // namespace vigil::study
