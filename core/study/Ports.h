// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/PixelFrame.h"
#include "core/study/Study.h"

#include <QDate>
#include <QHash>
#include <QList>
#include <QSet>
#include <QStringList>

#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

/// What the core needs from DICOM, as role nouns. Implementations live in dicom/, fakes in tests/fakes. All
/// calls block and belong on a pool thread, never on the UI thread; `stop` ends them within 500 ms with
/// Error::Code::Cancelled.
namespace vigil::study {

struct WorklistQuery {
    QDate from; ///< Study Date range, both inclusive; invalid = open
    QDate to;
    QStringList modalities; ///< one query each, joined; empty = all
    QString studyUid;       ///< exactly this study
    QString patientId;
    QString patientName;     ///< may hold * and ? (PS3.4 C.2.2.2.4)
    QString accessionNumber; ///< of STUDY level

    bool operator==(const WorklistQuery&) const = default;
};

/// Asks a PACS which studies there are (C-FIND, study root; PS3.4 C.6.2).
class WorklistSource {
public:
    virtual ~WorklistSource() = default;
    /// Calls `found` for each study as its answer arrives. A row with undecodable text comes with U+FFFD,
    /// never not at all.
    virtual Result<void> find(const WorklistQuery& query, const std::function<void(Study)>& found,
                              std::stop_token stop) = 0;
    /// The instances of a study at IMAGE level (via SERIES level when the PACS wants that).
    virtual Result<QList<InstanceKey>> instances(const QString& studyUid, std::stop_token stop) = 0;
    /// The SR documents of a study as far as the PACS describes them at IMAGE level (title and flags may be
    /// missing).
    virtual Result<QList<ObjectHeader>> documents(const QString& studyUid, std::stop_token stop) = 0;
    /// C-ECHO.
    virtual Result<void> echo(std::stop_token stop) = 0;
};

/// A received object on its way into the store: written to `temporaryPath`, not yet durable.
struct ReceivedObject {
    QString temporaryPath; ///< as given out by ObjectSink::temporaryFile()
    qint64 bytes = 0;
    ObjectHeader header;
    QString sourceId; ///< which PACS sent it
};

/// Takes received objects into the object folder and its index. Thread-safe: listeners call it from several
/// associations.
class ObjectSink {
public:
    virtual ~ObjectSink() = default;
    /// A fresh file name in the store's incoming folder; never derived from what the peer says. DiskFull when
    /// there is no room.
    virtual Result<QString> temporaryFile() = 0;
    /// Hands an object over. The future is ready when file and index entry are durable (batched). For an
    /// instance that Vigil asked for, C-STORE success may be sent before that; for one that somebody pushes,
    /// only after (design: "Ingest").
    virtual std::future<Result<void>> accept(ReceivedObject object) = 0;
    /// True when a retrieve of this study is under way, i.e. its instances are asked for.
    [[nodiscard]] virtual bool isWanted(const QString& studyUid) const = 0;
    /// SOP Instance UIDs of a study whose file and index entry are durable, with their size in bytes: a
    /// retrieve is judged by them, not by what the PACS says it sent. Asked a few times a second during a
    /// retrieve.
    [[nodiscard]] virtual QHash<QString, qint64> durableInstances(const QString& studyUid) const = 0;
    /// What became durable of a study that is wanted, since an earlier answer gave `cursor` (0: since it is
    /// wanted). So that asking often costs what has come, not what is there; a sink that keeps no account
    /// names everything each time.
    struct Durable {
        QHash<QString, qint64> sizes;
        quint64 cursor = 0;
    };
    [[nodiscard]] virtual Durable durableSince(const QString& studyUid, quint64 cursor) const {
        return {durableInstances(studyUid), cursor};
    }
    /// What of a study that is wanted came since it is wanted and could not be kept, because of this computer
    /// (its disk, its index): the first reason.
    [[nodiscard]] virtual std::optional<Error> keepingTrouble(const QString& studyUid) const {
        static_cast<void>(studyUid);
        return {};
    }
    /// The same from who receives: an object of the study could not even be written.
    virtual void noteTrouble(const QString& studyUid, const Error& error) {
        static_cast<void>(studyUid);
        static_cast<void>(error);
    }
    /// True while more has come than the disk keeps up with: who receives is to wait until what it handed
    /// over is durable.
    [[nodiscard]] virtual bool isCongested() const { return false; }
    /// Studies that were asked for and then given up, and are not wanted again: whatever still comes of them
    /// is to be stopped, not only refused.
    [[nodiscard]] virtual QSet<QString> abandoned() const { return {}; }
    /// An instance came, but damaged, and was not kept; `reason` in plain words for behind a colon.
    virtual void noteDamaged(const InstanceKey& instance, const QString& reason) {
        static_cast<void>(instance);
        static_cast<void>(reason);
    }
    /// What of a study that is wanted came damaged since it is wanted: SOP Instance UID → reason.
    [[nodiscard]] virtual QHash<QString, QString> damagedInstances(const QString& studyUid) const {
        static_cast<void>(studyUid);
        return {};
    }
};

struct RetrieveProgress {
    int received = 0; ///< instances durable here, of those that the PACS named
    int failed = 0;
    int expected = -1; ///< -1 until known
};

/// What is known of a study before it is retrieved.
struct Beforehand {
    Beforehand() = default;
    Beforehand(QList<InstanceKey> instances) : here(std::move(instances)) {}

    QList<InstanceKey> here;
    int counted = -1; ///< instances that STUDY level counts, -1 unknown
    /// So many the PACS counted at the last retrieve, which has got all there is: counting no more than that
    /// is no reason to fetch again.
    int settledCount = -1;
};

struct RetrieveOutcome {
    int expected = 0; ///< instances that the PACS named at IMAGE level, or counted when it sent more
    int received = 0; ///< of those, durable here
    int failed = 0;   ///< C-MOVE/C-GET counter of failed sub-operations
    qint64 bytes = 0;
    double seconds = 0;
    QString method;                  ///< "move" or "get": what was used in the end
    QList<InstanceKey> missing;      ///< named by the PACS and not here
    QHash<QString, QString> damaged; ///< of those, what came damaged: SOP Instance UID → why
    QString problem;  ///< what the PACS answered instead of sending the rest; empty when it ended well
    int counted = -1; ///< the most that STUDY or SERIES level counts, -1 unknown
    int sent = -1;    ///< the sub-operations of one request for the whole study, -1 not counted
    /// Counted by the PACS, not named, and not here: they did not come.
    int shortBy = 0;
    /// Counted by the PACS, but neither named nor sent: perhaps there are none.
    int uncertain = 0;
    bool onlyCounted = false; ///< the PACS names no instances: their number was compared

    /// All came that the PACS named or said to have sent; what it counts besides may still be uncertain.
    [[nodiscard]] bool isComplete() const { return missing.isEmpty() && expected > 0 && shortBy == 0; }
};

/// Brings studies here (C-MOVE to the own listener or C-GET; PS3.4 C.4.2, C.4.3).
class StudyRetriever {
public:
    virtual ~StudyRetriever() = default;
    /// Of the instances that are not here already. When some but not all are here, only what is missing is
    /// asked for again.
    virtual Result<RetrieveOutcome> retrieve(const QString& studyUid, const Beforehand& before,
                                             const std::function<void(RetrieveProgress)>& progress,
                                             std::stop_token stop) = 0;
};

/// The storage SCP of this computer: accepts configured peers only, one worker per association.
class StorageListener {
public:
    virtual ~StorageListener() = default;
    virtual Result<void> start() = 0;
    virtual void stop() = 0;
    /// The port it listens on (of use when 0 was configured); 0 while stopped.
    [[nodiscard]] virtual quint16 port() const = 0;
};

/// Decodes frames of stored objects. Thread-safe; called from the decode pool.
class FrameReader {
public:
    virtual ~FrameReader() = default;
    /// Frame numbers from 0.
    virtual Result<PixelFrame> read(const QString& path, int frame) = 0;
    /// The header of a file (for import and rebuilding the index).
    virtual Result<ObjectHeader> header(const QString& path) = 0;
};

} // namespace vigil::study
