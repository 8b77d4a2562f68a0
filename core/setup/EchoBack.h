// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Peers.h"

#include <QByteArray>

#include <optional>
#include <stop_token>

namespace vigil::setup {

/// Has an Orthanc send a C-ECHO to this computer, by its REST API, at the address that [pacs/NAME] rest=
/// names. DICOM has no way to ask for that. Blocks the calling thread; a stop ends each call within a second.
class EchoBack {
public:
    /// This computer among the modalities that the PACS knows.
    struct Entry {
        QString id; ///< the name of the entry
        QString host;
        int port = 0;
    };

    EchoBack(const study::PacsPeer& pacs, const study::TlsFiles& tls) : m_pacs(pacs), m_tls(tls) {}

    /// What the PACS has entered under this AE title; nothing when it knows none.
    [[nodiscard]] Result<std::optional<Entry>> entryFor(const QString& aeTitle, std::stop_token stop) const;
    /// Whether the C-ECHO to that entry was answered, as the PACS sees it.
    [[nodiscard]] Result<bool> ask(const Entry& entry, std::stop_token stop) const;

private:
    struct Answer {
        long status = 0;
        QByteArray body;
    };
    Result<Answer> request(const QString& path, const QByteArray& post, std::stop_token stop) const;
    [[nodiscard]] Error unexpected(const Answer& answer) const;

    const study::PacsPeer& m_pacs;
    const study::TlsFiles& m_tls;
};

} // namespace vigil::setup
