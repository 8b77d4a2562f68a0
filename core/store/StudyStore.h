// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/Transaction.h"
#include "core/study/Study.h"
#include "core/study/WorklistRow.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <optional>

namespace vigil::store {

/// The SQL of studies in cache.db: what the PACS said of them, the search index, what a retrieve came to,
/// what counts as their report. Stateless; writing in a Transaction, reading from a Database.
class StudyStore {
public:
    struct Filter {
        QString search; ///< as typed; every word must occur
        /// Of studies that have their report, the newest so many; all that wait for one are always in, and
        /// all that anyDate finds.
        int reportedLimit = 5000;
        /// Studies from this day on; invalid = all. Older ones are priors and stay off, but for preliminary
        /// reports and these:
        QDate since = {};
        QStringList alwaysIn = {}; ///< Study Instance UIDs
        QString anyDate = {};      ///< as typed; what it finds is in, whatever its date
    };
    /// What the last retrieve of a study came to.
    struct Retrieval {
        int expected = 0; ///< instances that the PACS named at IMAGE level, or at STUDY level before that
        QList<study::InstanceKey> missing;
        QString message; ///< why it ended early; empty when it did not
        /// The PACS has named the instances: `missing` is all that is missing.
        bool listKnown = false;
        int failed = 0;                       ///< what the PACS counted as failed
        int studyCount = -1;                  ///< what STUDY level said at that time, -1 unknown
        QHash<QString, QString> damaged = {}; ///< of `missing`, what came damaged: SOP Instance UID → why

        int counted = -1;         ///< the most that STUDY or SERIES level counted, -1 unknown
        int unproved = 0;         ///< of those, what was neither named nor came
        bool onlyCounted = false; ///< the PACS named no instances; `missing` cannot say what is missing

        [[nodiscard]] bool isComplete() const {
            return listKnown && missing.isEmpty() && expected > 0 && unproved == 0;
        }
        bool operator==(const Retrieval&) const = default;
    };

    /// Inserts or refreshes; rows are keyed by (source, study UID). Answers whether anything was new but the
    /// moment.
    static Result<bool> upsert(Transaction& cache, const study::Study& study, const QDateTime& dueAt,
                               UtcTime now);
    static Result<void> setOutsideDocuments(Transaction& cache, const QString& sourceId,
                                            const QString& studyUid,
                                            const QList<study::ObjectHeader>& documents);
    /// When the documents of a study were asked for, and what the PACS said of the study then (`as`, free
    /// text).
    struct DocumentsAsked {
        QString as;
        UtcTime at{};
    };
    static Result<void> setDocumentsAsked(Transaction& cache, const QString& sourceId,
                                          const QString& studyUid, const DocumentsAsked& asked);
    static Result<QHash<QString, DocumentsAsked>> documentsAsked(const Database& cache,
                                                                 const QString& sourceId);
    static Result<void> setRetrieval(Transaction& cache, const QString& studyUid, const QString& sourceId,
                                     const Retrieval& retrieval, UtcTime now);
    /// Marks the studies of a source, from this day on, that the PACS has not named since: they are not in
    /// the PACS any more. Answers their UIDs. One that is named again loses the mark.
    static Result<QStringList> markVanished(Transaction& cache, const QString& sourceId, const QDate& from,
                                            UtcTime namedSince);
    /// What the department's reports of a study come to.
    struct Reported {
        QString reportId;
        QString state; ///< as report::toText()
        UtcTime signedAt{};
        int finals = 0; ///< different reports that are final or later
    };
    static Result<void> setReport(Transaction& cache, const QString& studyUid, const Reported& reported);
    /// "preliminary", "final" …: what the department's last report of the study is, empty when it has none.
    static Result<QString> reportState(const Database& cache, const QString& studyUid);
    static Result<void> clearReport(Transaction& cache, const QString& studyUid);

    /// Rows in reading order (urgency, then time to the limit). Status is what the cache knows: unread,
    /// preliminary, final or outside report; claims, drafts and alerts are the service's to add.
    static Result<study::Worklist> rows(const Database& cache, const Filter& filter);
    static Result<std::optional<study::Study>> study(const Database& cache, const QString& studyUid);
    /// Other studies of the patient, newest first.
    static Result<QList<study::Study>> ofPatient(const Database& cache, const study::PatientKey& patient);
    /// True when every PACS that had the study names it no more.
    static Result<bool> isVanished(const Database& cache, const QString& studyUid);
    /// Images that STUDY level names beyond (or short of) what it and the retrieve named then.
    [[nodiscard]] static int grownBy(const Retrieval& last, int namedNow);
    [[nodiscard]] static int shrunkBy(const Retrieval& last, int namedNow);
    static Result<std::optional<Retrieval>> retrieval(const Database& cache, const QString& studyUid);
};

} // namespace vigil::store
