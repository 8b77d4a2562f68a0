// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/ServerProcess.h"

#include <QJsonObject>
#include <QList>

namespace vigil::test {

/// A receiver of alerts made of a Debian package of Python, on a free port of 127.0.0.1: answers as it is
/// told and keeps what it understood.
class PythonServer : public ServerProcess {
public:
    /// Whether Debian's Python has this module.
    [[nodiscard]] static bool has(const QString& module);

    bool start();
    [[nodiscard]] quint16 port() const { return m_port; }
    /// What it does with what comes from now on; the words are the script's.
    void setPlan(const QString& plan);
    [[nodiscard]] QList<QJsonObject> received() const;
    void forget();

protected:
    PythonServer(QString script, QStringList arguments)
        : m_script(std::move(script)), m_arguments(std::move(arguments)) {}

private:
    QString m_script;
    QStringList m_arguments;
    quint16 m_port = freePort();
};

/// An MLLP server of python3-hl7 (hl7_receiver.py): "AA", "AE", "AR", "AR 207", "drop", "stall", "other
/// first".
class Hl7Receiver final : public PythonServer {
public:
    Hl7Receiver() : PythonServer(QStringLiteral("hl7_receiver.py"), {}) {}
    [[nodiscard]] static bool isInstalled() { return has(QStringLiteral("hl7.mllp")); }
};

/// A mail server of python3-aiosmtpd (smtp_receiver.py): "", "rcpt CODE", "data CODE", "drop", "stall". With
/// a certificate it offers STARTTLS.
class MailReceiver final : public PythonServer {
public:
    explicit MailReceiver(const QString& certificate = {}, const QString& key = {})
        : PythonServer(QStringLiteral("smtp_receiver.py"),
                       certificate.isEmpty() ? QStringList() : QStringList{certificate, key}) {}
    [[nodiscard]] static bool isInstalled() { return has(QStringLiteral("aiosmtpd")); }
};

} // namespace vigil::test
