// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Chain.h"

#include "core/base/Ids.h"

#include <QCryptographicHash>

namespace vigil::journal::chain {

namespace {

QByteArray sha256(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

QByteArray netstring(const QByteArray& bytes) {
    return QByteArray::number(bytes.size()) + ':' + bytes + ',';
}
QByteArray netstring(const QString& text) {
    return netstring(text.toUtf8());
}
QByteArray netstring(qint64 number) {
    return netstring(QByteArray::number(number));
}

Verdict bad(const LoggedEvent& logged, const QString& what) {
    return {logged.receipt.seq, what};
}

} // namespace

QByteArray genesis() {
    return QByteArray(32, '\0');
}

QByteArray openDigest(const QByteArray& open) {
    return sha256(open);
}

QByteArray sealedDigest(const QByteArray& salt, const QByteArray& sealed, const QString& sealedSubmitter) {
    return sha256(salt + netstring(sealed) + netstring(sealedSubmitter));
}

QByteArray header(const Event& event, const Receipt& receipt) {
    QByteArray bytes = "vigil-chain-1:";
    bytes += netstring(toText(receipt.logId)) + netstring(receipt.seq) + netstring(toText(event.eventId));
    bytes += netstring(event.aggregateKind) + netstring(event.aggregateId);
    bytes += netstring(event.kind) + netstring(static_cast<qint64>(event.kindVersion));
    bytes += netstring(event.author) + netstring(receipt.submitter);
    bytes += netstring(event.onBehalfOf.name) + netstring(event.onBehalfOf.role);
    bytes += netstring(event.onBehalfOf.registration) + netstring(event.onBehalfOf.howKnown);
    bytes += netstring(event.device) + netstring(event.deviceSeq);
    bytes += netstring(toIso(event.occurredAt)) + netstring(event.clockOffsetMs);
    bytes +=
        netstring(event.policySha256) + netstring(event.clientVersion) + netstring(toIso(receipt.receivedAt));
    return bytes;
}

QByteArray link(const Event& event, const Receipt& receipt) {
    return sha256(receipt.previousHash + header(event, receipt) + receipt.openSha256 + receipt.sealedSha256);
}

bool isEmptied(const LoggedEvent& logged) {
    return logged.event.open.isEmpty() && logged.receipt.openSha256 != openDigest({});
}

Verdict verifyOne(const LoggedEvent& logged) {
    const auto& receipt = logged.receipt;
    if (receipt.previousHash.size() != 32 || receipt.openSha256.size() != 32 ||
        receipt.sealedSha256.size() != 32)
        return bad(logged, QStringLiteral("a digest does not have 32 bytes"));
    if (!logged.event.open.isEmpty() && openDigest(logged.event.open) != receipt.openSha256)
        return bad(logged, QStringLiteral("the open part was changed"));
    if (link(logged.event, receipt) != receipt.hash)
        return bad(logged, QStringLiteral("the event does not fit its hash"));
    return {};
}

Verdict verify(const QList<LoggedEvent>& events, const Position& from) {
    qint64 seq = from.seq;
    QByteArray previous = from.seq == 0 ? genesis() : from.hash;
    for (const auto& logged : events) {
        ++seq;
        if (logged.receipt.seq != seq)
            return {seq, QStringLiteral("event %1 is missing or out of order").arg(seq)};
        if (logged.receipt.previousHash != previous)
            return bad(logged, QStringLiteral("the event does not continue the one before it"));
        if (const auto verdict = verifyOne(logged); !verdict.isGood()) return verdict;
        previous = logged.receipt.hash;
    }
    return {};
}

} // namespace vigil::journal::chain
