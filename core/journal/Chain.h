// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"

#include <QList>

/// Chain format 1: how the department queue hashes its events. Pure functions, usable on any thread. The SQL
/// function `vigil.link_hash` (resources/sql/department) computes the same bytes; a test compares the two.
///
///     hash     = sha256(previous ‖ header ‖ sha256(open) ‖ sealedDigest)
///     previous = hash of seq - 1; 32 zero bytes before seq 1
///     header   = "vigil-chain-1:" and then these fields as netstrings (`<bytes in decimal>:<UTF-8>,`), in
///     this order:
///                log_id, seq, event_id, aggregate_kind, aggregate_id, kind, kind_version, author, submitter,
///                on_behalf_of name, role, registration, how_known, device, device_seq, occurred_at,
///                clock_offset_ms, policy_sha256, client_version, received_at (UUIDs lower-case without
///                braces, numbers in decimal, times as toIso() writes them, nothing = "0:,")
///     sealedDigest = sha256(salt ‖ netstring(sealed) ‖ netstring(sealed submitter))
///
/// **Sealed authors.** For kinds whose author is sealed (hasSealedAuthor) the header's author, submitter and
/// device are empty and device_seq is 0. Author and device stand in the sealed JSON that the client wrote
/// (see Seal.h). The server keeps the submitter it saw beside the sealed part and hashes it there: as firmly
/// on the chain as in the open header, and as invisible as the author. For all other kinds the sealed
/// submitter is empty. The 16 random bytes of salt, drawn by the server for each event, stop anybody from
/// guessing a short sealed part by trying out names against its digest.
namespace vigil::journal::chain {

/// The hash before the first event: 32 zero bytes.
[[nodiscard]] QByteArray genesis();

[[nodiscard]] QByteArray openDigest(const QByteArray& open);
[[nodiscard]] QByteArray sealedDigest(const QByteArray& salt, const QByteArray& sealed,
                                      const QString& sealedSubmitter);
/// The bytes of the header, for documentation, tests and auditors.
[[nodiscard]] QByteArray header(const Event& event, const Receipt& receipt);
/// The hash of an event from its envelope and the receipt's log id, seq, time, submitter, digests and
/// previous hash.
[[nodiscard]] QByteArray link(const Event& event, const Receipt& receipt);

/// What verify() found. `firstBadSeq` 0: all links hold.
struct Verdict {
    qint64 firstBadSeq = 0;
    QString what; ///< plain English, no patient data

    [[nodiscard]] bool isGood() const { return firstBadSeq == 0; }
    bool operator==(const Verdict&) const = default;
};

/// One event alone: do its digests and its hash agree with its envelope? Enough for a working set, which has
/// gaps. A part that was masked or redacted (empty `open`) is judged by its digest only: whoever reads the
/// whole log asks isEmptied() and looks for the redaction (sync/LogAudit).
[[nodiscard]] Verdict verifyOne(const LoggedEvent& logged);
/// Its open part was taken away after it was hashed: masked, redacted or blanked by somebody.
[[nodiscard]] bool isEmptied(const LoggedEvent& logged);
/// A gapless run of events that continues `from`: every link, every number.
[[nodiscard]] Verdict verify(const QList<LoggedEvent>& events, const Position& from);

} // namespace vigil::journal::chain
