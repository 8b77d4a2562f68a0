// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"
#include "core/store/Transaction.h"
#include "core/study/Patient.h"

#include <memory>
#include <optional>

namespace vigil::store {

/// The SQL of the embedded department: one SQLite file (WAL, synchronous=FULL) that this object holds
/// exclusively, with the one connection to it. Knows rows, not rules: EmbeddedDepartment decides what goes
/// in. Belongs to one thread.
class DepartmentFile {
public:
    /// What is hashed with an event but not given out.
    struct Secret {
        QByteArray salt;
        QString sealedSubmitter;
    };
    struct Stored {
        journal::LoggedEvent logged; ///< without the sealed part
        Secret secret;
    };
    struct Lease {
        QString topic;
        QString key;
        QString holder;
        QString device;
        UtcTime until;
    };
    enum class Effect {
        Continues,
        Closes
    }; ///< Closes: the event ends its aggregate, unless something follows

    /// Opens or creates the file; a new one gets `newLogId`. Busy when another process has it, Newer when a
    /// later Vigil wrote it.
    static Result<std::unique_ptr<DepartmentFile>> open(const QString& file, const QUuid& newLogId);

    [[nodiscard]] const QUuid& logId() const { return m_logId; }
    Result<std::unique_ptr<Transaction>> begin() { return Transaction::begin(*m_database); }

    [[nodiscard]] Result<journal::Position> head() const;
    [[nodiscard]] Result<std::optional<Stored>> find(const QUuid& eventId) const;
    /// The sealed part of an event, empty when it has none; NotFound when there is no such event.
    [[nodiscard]] Result<QByteArray> sealedPart(const QUuid& eventId) const;
    Result<void> insert(Transaction& transaction, const journal::LoggedEvent& logged, const Secret& secret,
                        Effect effect);

    [[nodiscard]] Result<QList<journal::LoggedEvent>> after(qint64 seq, int limit) const;
    /// All events of aggregates that are open or had an event since `recent`; studies: those with an event
    /// since then.
    [[nodiscard]] Result<QList<journal::LoggedEvent>> workingSet(UtcTime recent) const;
    [[nodiscard]] Result<QList<journal::LoggedEvent>> ofAggregate(const QString& kind,
                                                                  const QString& id) const;
    /// Ids of what was raised about a patient, the newest first; nobody has an empty id.
    [[nodiscard]] Result<QStringList> alertsAbout(const study::PatientKey& patient) const;
    [[nodiscard]] Result<QByteArray> hashAt(qint64 seq) const;

    Result<void> putLease(const Lease& lease);
    Result<void> dropLease(const QString& topic, const QString& key);
    /// Those that run out after `time`.
    [[nodiscard]] Result<QList<Lease>> leases(const QString& topic, UtcTime time) const;

private:
    explicit DepartmentFile(std::unique_ptr<Database> database) : m_database(std::move(database)) {}
    Result<void> takeLogId(const QUuid& newLogId);
    [[nodiscard]] Result<QList<journal::LoggedEvent>> events(const QString& condition,
                                                             const QVariantList& arguments) const;

    std::unique_ptr<Database> m_database;
    QUuid m_logId;
};

} // namespace vigil::store
