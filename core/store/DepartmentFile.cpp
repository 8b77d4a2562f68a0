// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/DepartmentFile.h"

#include "core/base/Ids.h"
#include "core/store/Migrations.h"

namespace vigil::store {

namespace {

using journal::LoggedEvent;

const QString loggedColumns = QStringLiteral(
    "e.seq, e.event_id, e.aggregate_kind, e.aggregate_id, e.kind, e.kind_version, e.author, e.behalf_name, "
    "e.behalf_role, e.behalf_registration, e.behalf_how_known, e.device, e.device_seq, e.occurred_at, "
    "e.clock_offset_ms, e.policy_sha256, e.client_version, e.submitter, e.received_at, e.open_sha256, "
    "e.sealed_sha256, e.previous_hash, e.hash, p.open, p.salt, p.sealed_submitter");
const QString fromEvents = QStringLiteral(" FROM event e JOIN part p ON p.seq = e.seq ");

DepartmentFile::Stored readRow(const Row& row, const QUuid& logId) {
    int column = 0;
    const auto text = [&row, &column] { return row.text(column++); };
    const auto number = [&row, &column] { return row.number(column++); };
    const auto time = [&row, &column] { return row.time(column++); };
    const auto bytes = [&row, &column] { return row.bytes(column++); };
    DepartmentFile::Stored stored;
    auto& [event, receipt] = stored.logged;
    receipt.logId = logId;
    receipt.seq = number();
    event.eventId = QUuid::fromString(text());
    event.aggregateKind = text();
    event.aggregateId = text();
    event.kind = text();
    event.kindVersion = static_cast<int>(number());
    event.author = text();
    event.onBehalfOf.name = text();
    event.onBehalfOf.role = text();
    event.onBehalfOf.registration = text();
    event.onBehalfOf.howKnown = text();
    event.device = text();
    event.deviceSeq = number();
    event.occurredAt = time();
    event.clockOffsetMs = number();
    event.policySha256 = text();
    event.clientVersion = text();
    receipt.submitter = text();
    receipt.receivedAt = time();
    receipt.openSha256 = bytes();
    receipt.sealedSha256 = bytes();
    receipt.previousHash = bytes();
    receipt.hash = bytes();
    event.open = text().toUtf8();
    stored.secret.salt = bytes();
    stored.secret.sealedSubmitter = text();
    return stored;
}

/// A null string would be bound as NULL.
QString present(const QString& text) {
    return text.isNull() ? QStringLiteral("") : text;
}
QString present(const QByteArray& utf8) {
    return present(QString::fromUtf8(utf8));
}

} // namespace

Result<std::unique_ptr<DepartmentFile>> DepartmentFile::open(const QString& file, const QUuid& newLogId) {
    VIGIL_TRY(auto database, Database::open(file, Database::Mode::ReadWrite, Database::Durability::Full));
    VIGIL_CHECK(database->value(QStringLiteral("PRAGMA locking_mode=EXCLUSIVE")));
    VIGIL_CHECK(Migrations(QStringLiteral(":/vigil/sql/embedded")).apply(*database));
    std::unique_ptr<DepartmentFile> opened(new DepartmentFile(std::move(database)));
    VIGIL_CHECK(opened->takeLogId(newLogId));
    return opened;
}

Result<void> DepartmentFile::takeLogId(const QUuid& newLogId) {
    VIGIL_TRY(auto transaction, begin());
    VIGIL_CHECK(transaction->execute(QStringLiteral("INSERT OR IGNORE INTO log (one, log_id) VALUES (1, ?)"),
                                     {toText(newLogId)}));
    VIGIL_TRY(const auto logId, m_database->value(QStringLiteral("SELECT log_id FROM log")));
    m_logId = QUuid::fromString(logId.toString());
    return transaction->commit();
}

Result<journal::Position> DepartmentFile::head() const {
    journal::Position head;
    VIGIL_CHECK(m_database->rows(QStringLiteral("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"), {},
                                 [&head](const Row& row) {
                                     head = {row.number(0), row.bytes(1)};
                                 }));
    return head;
}

Result<std::optional<DepartmentFile::Stored>> DepartmentFile::find(const QUuid& eventId) const {
    std::optional<Stored> found;
    VIGIL_CHECK(m_database->rows(QStringLiteral("SELECT ") + loggedColumns + fromEvents +
                                     QStringLiteral("WHERE e.event_id = ?"),
                                 {toText(eventId)}, [&](const Row& row) { found = readRow(row, m_logId); }));
    return found;
}

Result<QByteArray> DepartmentFile::sealedPart(const QUuid& eventId) const {
    std::optional<QByteArray> found;
    VIGIL_CHECK(m_database->rows(QStringLiteral("SELECT p.sealed") + fromEvents +
                                     QStringLiteral("WHERE e.event_id = ?"),
                                 {toText(eventId)}, [&](const Row& row) { found = row.text(0).toUtf8(); }));
    if (!found)
        return Error{Error::Code::NotFound, QStringLiteral("The department does not know this event."),
                     toText(eventId)};
    return *found;
}

Result<void> DepartmentFile::insert(Transaction& transaction, const LoggedEvent& logged, const Secret& secret,
                                    Effect effect) {
    const auto& [event, receipt] = logged;
    const auto& behalf = event.onBehalfOf;
    const auto receivedAt = toIso(receipt.receivedAt);
    VIGIL_CHECK(transaction.execute(
        QStringLiteral("INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        {receipt.seq,
         toText(event.eventId),
         event.aggregateKind,
         event.aggregateId,
         event.kind,
         event.kindVersion,
         present(event.author),
         present(behalf.name),
         present(behalf.role),
         present(behalf.registration),
         present(behalf.howKnown),
         present(event.device),
         event.deviceSeq,
         toIso(event.occurredAt),
         event.clockOffsetMs,
         present(event.policySha256),
         present(event.clientVersion),
         present(receipt.submitter),
         receivedAt,
         receipt.openSha256,
         receipt.sealedSha256,
         receipt.previousHash,
         receipt.hash}));
    VIGIL_CHECK(transaction.execute(QStringLiteral("INSERT INTO part VALUES (?,?,?,?,?)"),
                                    {receipt.seq, present(event.open), present(event.sealed), secret.salt,
                                     present(secret.sealedSubmitter)}));
    VIGIL_CHECK(transaction.execute(
        QStringLiteral(
            "INSERT INTO aggregate_activity VALUES (?,?,?,?,?) ON CONFLICT (aggregate_kind, aggregate_id) "
            "DO UPDATE SET last_seq = excluded.last_seq, last_at = excluded.last_at, "
            "closed_seq = coalesce(excluded.closed_seq, closed_seq)"),
        {event.aggregateKind, event.aggregateId, receipt.seq, receivedAt,
         effect == Effect::Closes ? QVariant(receipt.seq) : QVariant()}));
    return {};
}

Result<QList<LoggedEvent>> DepartmentFile::events(const QString& condition,
                                                  const QVariantList& arguments) const {
    return m_database->list(QStringLiteral("SELECT ") + loggedColumns + fromEvents + condition, arguments,
                            [this](const Row& row) { return readRow(row, m_logId).logged; });
}

Result<QList<LoggedEvent>> DepartmentFile::after(qint64 seq, int limit) const {
    return events(QStringLiteral("WHERE e.seq > ? ORDER BY e.seq LIMIT ?"), {seq, limit});
}

Result<QList<LoggedEvent>> DepartmentFile::workingSet(UtcTime recent) const {
    return events(QStringLiteral(
                      "JOIN aggregate_activity a ON a.aggregate_kind = e.aggregate_kind AND a.aggregate_id = "
                      "e.aggregate_id WHERE a.last_at >= ? OR (a.aggregate_kind <> 'study' AND "
                      "(a.closed_seq IS NULL OR a.last_seq > a.closed_seq)) ORDER BY e.seq"),
                  {toIso(recent)});
}

Result<QList<LoggedEvent>> DepartmentFile::ofAggregate(const QString& kind, const QString& id) const {
    return events(QStringLiteral("WHERE e.aggregate_kind = ? AND e.aggregate_id = ? ORDER BY e.seq"),
                  {present(kind), present(id)});
}

Result<QStringList> DepartmentFile::alertsAbout(const study::PatientKey& patient) const {
    // The log of a room is small enough to be read through; an alert is taken whatever stands in it.
    const auto ids = m_database->list(
        QStringLiteral(
            "SELECT alert_id FROM (SELECT e.aggregate_id AS alert_id, e.seq, CASE WHEN json_valid(p.open) "
            "THEN json_extract(p.open,'$.patient.id') END AS id, CASE WHEN json_valid(p.open) THEN "
            "coalesce(json_extract(p.open,'$.patient.issuer'),'') END AS issuer") +
            fromEvents +
            QStringLiteral(
                "WHERE e.aggregate_kind = 'alert' AND e.kind = 'alert.raised') WHERE id <> '' AND "
                "id = ? AND (? = '' OR issuer IN (?,'')) GROUP BY alert_id ORDER BY max(seq) DESC"),
        {present(patient.id), present(patient.issuer), present(patient.issuer)},
        [](const Row& row) { return row.text(0); });
    if (!ids) return ids.error();
    return QStringList(*ids);
}

Result<QByteArray> DepartmentFile::hashAt(qint64 seq) const {
    VIGIL_TRY(const auto hash,
              m_database->value(QStringLiteral("SELECT hash FROM event WHERE seq = ?"), {seq}));
    if (!hash.isValid())
        return Error{Error::Code::NotFound, QStringLiteral("The department's log does not reach that far."),
                     QString::number(seq)};
    return hash.toByteArray();
}

Result<void> DepartmentFile::putLease(const Lease& lease) {
    VIGIL_TRY(auto transaction, begin());
    VIGIL_CHECK(transaction->execute(QStringLiteral("INSERT OR REPLACE INTO presence VALUES (?,?,?,?,?)"),
                                     {present(lease.topic), present(lease.key), present(lease.holder),
                                      present(lease.device), toIso(lease.until)}));
    return transaction->commit();
}

Result<void> DepartmentFile::dropLease(const QString& topic, const QString& key) {
    VIGIL_TRY(auto transaction, begin());
    VIGIL_CHECK(transaction->execute(QStringLiteral("DELETE FROM presence WHERE topic = ? AND key = ?"),
                                     {present(topic), present(key)}));
    return transaction->commit();
}

Result<QList<DepartmentFile::Lease>> DepartmentFile::leases(const QString& topic, UtcTime time) const {
    return m_database->list(QStringLiteral("SELECT topic, key, holder, device, until FROM presence "
                                           "WHERE topic = ? AND until > ? ORDER BY key"),
                            {present(topic), toIso(time)}, [](const Row& row) {
                                return Lease{row.text(0), row.text(1), row.text(2), row.text(3), row.time(4)};
                            });
}

} // namespace vigil::store
