// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "core/sync/Destination.h"
#include "dicom/net/Association.h"

class DcmFileFormat;

namespace vigil::dicom {

/// The destination "archive": stores signed documents in a PACS by C-STORE and believes it only when a C-FIND
/// at IMAGE level names the instance. Sending twice is harmless: what is there already is not sent again. One
/// worker thread.
class Archive final : public sync::Destination {
public:
    Archive(study::PacsPeer peer, study::LocalNode local);

    QList<sync::Delivery> deliver(const QList<sync::OutboxMessage>& messages, std::stop_token stop) override;

private:
    sync::Delivery deliverOne(const sync::OutboxMessage& message, const std::stop_token& stop);
    Result<bool> isThere(Association& association, DcmItem& dataset) const;
    Result<quint16> store(Association& association, DcmFileFormat& file) const;

    study::PacsPeer m_peer;
    study::LocalNode m_local;
};

} // namespace vigil::dicom
