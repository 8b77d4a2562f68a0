// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "tests/support/PostgresServer.h"
#include "tests/support/PythonServer.h"

#include <QMap>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace vigil::test {

/// A department on a real PostgreSQL, a real HL7 receiver, and `vigilctl dispatch` as a program on "one" and
/// "two", which notice silence within seconds, or "calm", which has the usual patience: on a busy machine a
/// turn of seconds runs out by itself. What it did is read from outside.
class DispatchRoom {
public:
    /// Why it cannot be had ("needs …"); empty when it stands.
    QString open();

    [[nodiscard]] PostgresServer& server() { return *m_server; }
    [[nodiscard]] Hl7Receiver& receiver() { return m_receiver; }
    void write(const QString& name, const QByteArray& text);
    /// A finished `vigilctl dispatch --once`.
    std::unique_ptr<QProcess> once(const QString& device, QProcess::ProcessChannelMode channels);
    std::unique_ptr<QProcess> start(const QString& device);
    /// The exit code of another verb of vigilctl on the same folder.
    int run(const QString& device, const QStringList& words, const QByteArray& input = {});
    static void signal(const QProcess& process, int number);
    static void kill(QProcess& process);

    /// Raised half an hour ago and never acknowledged; answers its id, or nothing.
    QString raiseLate();
    /// Its author takes it back as wrong; false when the department refuses.
    bool withdraw(const QString& alertId);
    /// How many events of a kind the log has of an alert.
    int count(const QString& alertId, const QString& kind);
    /// How often each message about an alert arrived, by control id.
    [[nodiscard]] QMap<QString, int> arrived(const QString& alertId) const;
    bool beats();

private:
    void prepare(QProcess& process) const;
    /// Before the verb.
    [[nodiscard]] QStringList options(const QString& device) const;

    QTemporaryDir m_folder;
    std::unique_ptr<PostgresServer> m_server;
    Hl7Receiver m_receiver;
    SystemClock m_clock;
};

} // namespace vigil::test
