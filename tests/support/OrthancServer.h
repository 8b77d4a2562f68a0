// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/ServerProcess.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace vigil::test {

/// A private Orthanc on free ports of 127.0.0.1, without plugins, with its storage in a temporary folder.
class OrthancServer : public ServerProcess {
public:
    OrthancServer();
    [[nodiscard]] static bool isInstalled();

    /// DICOM with TLS only, in both directions: callers must show a certificate that `files` vouches for, and
    /// move destinations are called with TLS. Before start().
    void useTls(const study::TlsFiles& files);
    /// Merged into its configuration; before start().
    void configure(const QString& key, const QJsonValue& value);
    bool start();
    /// The ports hold once start() has returned true.
    [[nodiscard]] quint16 httpPort() const { return m_httpPort; }
    [[nodiscard]] quint16 dicomPort() const { return m_dicomPort; }
    /// As our configuration would describe it.
    [[nodiscard]] study::PacsPeer peer() const;

    /// Makes Orthanc know a move destination on 127.0.0.1, while it runs.
    bool addModality(const QString& aeTitle, quint16 port);
    bool upload(const QByteArray& file);
    bool upload(const QList<DicomObject>& objects);
    bool uploadFolder(const QString& folder);
    /// Removes a study; false when it is not there.
    bool deleteStudy(const QString& studyUid);
    [[nodiscard]] int instanceCount();

    /// GET, POST, PUT or DELETE; an invalid document when the answer is not 2xx or no JSON.
    QJsonDocument request(const QByteArray& method, const QString& path, const QByteArray& body = {});

private:
    bool startOnce();
    void choosePorts();

    quint16 m_httpPort = 0;
    quint16 m_dicomPort = 0;
    QJsonObject m_configuration;
    study::PacsPeer::Tls m_tls = study::PacsPeer::Tls::Off;
};

} // namespace vigil::test
