// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace vigil::test {

/// A port of 127.0.0.1 that was free a moment ago.
[[nodiscard]] quint16 freePort();
/// Whether something accepts connections there.
[[nodiscard]] bool listens(quint16 port);

/// A server program in a temporary folder of its own; dies with this object, also when it was suspended.
class ServerProcess {
public:
    virtual ~ServerProcess();
    /// Stops listening and leaves no process behind; may be started again on the same port.
    void stop();
    /// SIGSTOP: the kernel still takes connections, nobody answers.
    void suspend();
    void resume();
    [[nodiscard]] QString folder() const { return m_folder.path(); }

protected:
    /// Starts the program and waits until all ports take connections; false when it does not within 20 s.
    bool launch(const QString& program, const QStringList& arguments, const QList<quint16>& ports,
                const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment());
    [[nodiscard]] QByteArray output() { return m_process.readAll(); }

private:
    void signal(int number);

    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace vigil::test
