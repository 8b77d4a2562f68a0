// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/ServerProcess.h"

namespace vigil::test {

/// DCMTK's own archive on a free port of 127.0.0.1: stricter than Orthanc about query levels, and the only
/// one here that knows no more than it was told. Objects are sent to it by `storescu`.
class DcmqrscpServer : public ServerProcess {
public:
    DcmqrscpServer();
    [[nodiscard]] static bool isInstalled();

    /// A move destination on 127.0.0.1; before start().
    void addModality(const QString& aeTitle, quint16 port);
    bool start();
    bool upload(const QList<DicomObject>& objects);
    [[nodiscard]] quint16 dicomPort() const { return m_port; }
    [[nodiscard]] study::PacsPeer peer() const;

private:
    quint16 m_port;
    QStringList m_hosts;
};

} // namespace vigil::test
