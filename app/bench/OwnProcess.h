// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace vigil::app {

/// A port of 127.0.0.1 that was free a moment ago.
[[nodiscard]] quint16 freePort();

/// Whether a program waits for the other side before it sends a small rest (Nagle). DCMTK's tools do, unless
/// their environment says TCP_NODELAY=1.
enum class Nagle { On, Off };

/// A server that a measurement starts: stopped, and nothing else is, when this object goes. One thread; needs
/// no event loop.
class OwnProcess {
public:
    ~OwnProcess();
    /// Returns when the program accepts connections on `port`.
    Result<void> start(const QString& program, const QStringList& arguments, const QString& folder,
                       quint16 port, Nagle nagle = Nagle::On);
    void stop();

private:
    QProcess m_process;
};

/// Runs a program to its end and says how long it took. `atMost` is for a program that hangs.
Result<double> timedRun(const QString& program, const QStringList& arguments, const QString& folder,
                        Nagle nagle = Nagle::On, std::chrono::seconds atMost = std::chrono::minutes(15));

} // namespace vigil::app
