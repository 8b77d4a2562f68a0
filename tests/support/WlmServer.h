// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "tests/support/ServerProcess.h"

namespace vigil::test {

/// DCMTK's modality worklist server on a free port of 127.0.0.1. Its list is a folder of files.
class WlmServer : public ServerProcess {
public:
    [[nodiscard]] static bool isInstalled();

    /// One scheduled procedure step; text in ISO 8859-1, as the file declares, but for a name of its own.
    struct Entry {
        QString patientId;
        QString patientName;
        QString accession;
        QString description;
        QString reason;
        QString modality;
        QString date; ///< YYYYMMDD
        /// Instead of patientName, byte by byte, under this Specific Character Set (empty: none declared).
        QByteArray rawName{};
        QByteArray characterSet{};
    };
    bool add(const Entry& entry);
    bool start();
    [[nodiscard]] study::PacsPeer peer() const;

private:
    quint16 m_port = freePort();
    int m_entries = 0;
};

} // namespace vigil::test
