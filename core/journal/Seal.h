// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"

namespace vigil::journal {

/// Who stands behind an event, also when its author is sealed.
struct SealedAuthor {
    QString author;
    QString device;
    qint64 deviceSeq = 0;
    qint64 clockOffsetMs = 0;
    OnBehalfOf onBehalfOf;

    bool operator==(const SealedAuthor&) const = default;
};

/// For kinds with a sealed author: moves author, device, device number, clock offset (it gives a computer
/// away) and on-behalf-of into the sealed JSON, keeps what was sealed before, and empties them in the
/// envelope. Idempotent. Events of other kinds come back unchanged. Services call it as the last step of
/// making an event. Pure.
[[nodiscard]] Event sealAuthor(Event event);

/// Reads it back from a sealed part: what the client kept of its own events, or what the department revealed.
[[nodiscard]] SealedAuthor sealedAuthor(const QByteArray& sealed);

} // namespace vigil::journal
