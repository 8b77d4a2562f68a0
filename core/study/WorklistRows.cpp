// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyService.h"

#include "core/base/Async.h"
#include "core/store/AlertStore.h"
#include "core/store/CursorStore.h"
#include "core/store/JournalStore.h"
#include "core/store/ObjectIndexStore.h"
#include "core/store/OutboxStore.h"
#include "core/store/PresenceStore.h"
#include "core/store/ReportStore.h"

#include <QSet>

#include <algorithm>

namespace vigil::study {

namespace {

/// Adds what other aggregates know to the rows: who has a study open, drafts of this computer, open alerts.
void decorate(QList<WorklistRow>& rows, const QList<sync::Presence>& claims,
              const QList<store::DraftRow>& drafts, const QHash<QString, alert::AlertCount>& alerts,
              const QString& userId) {
    QSet<QString> drafted;
    for (const auto& draft : drafts)
        for (const auto& uid : draft.studyUids)
            drafted.insert(uid);
    QHash<QString, QString> holders;
    for (const auto& claim : claims)
        holders.insert(claim.key, claim.holder);
    for (auto& row : rows) {
        const auto& uid = row.study.studyUid;
        const auto count = alerts.value(uid);
        row.openAlerts = count.open;
        row.criticalAlerts = count.critical;
        row.claimedBy = holders.value(uid);
        row.claimedByMe = !row.claimedBy.isEmpty() && row.claimedBy == userId;
        const bool unread =
            row.status == ReadingStatus::Unread || row.status == ReadingStatus::OutsideUnverified;
        if (unread && drafted.contains(uid))
            row.status = ReadingStatus::Draft;
        else if (unread && !row.claimedBy.isEmpty())
            row.status = ReadingStatus::Claimed;
    }
}

/// Studies that stay on the worklist however old they are: somebody has them open, a draft or an alert waits.
QStringList unfinished(const QList<sync::Presence>& claims, const QList<store::DraftRow>& drafts,
                       const QHash<QString, alert::AlertCount>& alerts) {
    QStringList uids;
    for (const auto& claim : claims)
        uids << claim.key;
    for (const auto& draft : drafts)
        uids << draft.studyUids;
    for (auto it = alerts.cbegin(); it != alerts.cend(); ++it)
        if (it->open > 0) uids << it.key();
    return uids;
}

/// A study does not count as grown by the reports that this computer sent there.
Result<void> forgetOwnReports(const store::Database& cache, QList<WorklistRow>& rows,
                              const QMultiHash<QString, QString>& own) {
    for (auto& row : rows) {
        const auto documents = own.values(row.study.studyUid);
        if (row.grownBy == 0 || documents.isEmpty()) continue;
        VIGIL_TRY(const auto here, store::ObjectIndexStore::sizesOfStudy(cache, row.study.studyUid));
        const auto notHere = std::count_if(documents.begin(), documents.end(),
                                           [&here](const QString& uid) { return !here.contains(uid); });
        const int ours = std::min(row.grownBy, static_cast<int>(notHere));
        row.grownBy -= ours;
        row.imagesExpected -= ours;
    }
    return {};
}

} // namespace

Result<QMultiHash<QString, QString>> StudyService::ownDocuments() {
    return m_data.recordsReader().runAndWait(
        [](const store::Database& records) -> Result<QMultiHash<QString, QString>> {
            VIGIL_TRY(const auto documents, store::ReportStore::documents(records));
            QMultiHash<QString, QString> own;
            if (documents.isEmpty()) return own;
            QSet<QString> onTheirWay;
            VIGIL_TRY(const auto waiting,
                      store::OutboxStore().undelivered(records, QStringLiteral("archive")));
            for (const auto& message : waiting)
                onTheirWay.insert(message.messageId);
            for (const auto& document : documents)
                if (!onTheirWay.contains(document.sopInstanceUid))
                    own.insert(document.studyUid, document.sopInstanceUid);
            return own;
        });
}

QFuture<Result<Worklist>> StudyService::rows(store::StudyStore::Filter filter) {
    return runOn(m_local, [this, filter = std::move(filter)]() mutable -> Result<Worklist> {
        auto reading = m_data.recordsReader().run(
            [](const store::Database& records) { return store::ReportStore::drafts(records); });
        reading.waitForFinished();
        const auto drafts = reading.result();
        if (!drafts) return drafts.error();
        const auto own = ownDocuments();
        if (!own) return own.error();
        return readNow([&, now = m_clock.now()](const store::Database& cache) -> Result<Worklist> {
            VIGIL_TRY(const auto serverNow,
                      store::CursorStore().departmentNow(cache, store::departmentDestination, now));
            VIGIL_TRY(const auto claims,
                      store::PresenceStore().current(cache, QStringLiteral("claim"), serverNow));
            VIGIL_TRY(const auto alerts, store::AlertStore::counts(cache));
            filter.alwaysIn = unfinished(claims, *drafts, alerts);
            VIGIL_TRY(auto worklist, store::StudyStore::rows(cache, filter));
            decorate(worklist.rows, claims, *drafts, alerts, m_userId);
            VIGIL_CHECK(forgetOwnReports(cache, worklist.rows, *own));
            return worklist;
        });
    });
}

} // namespace vigil::study
