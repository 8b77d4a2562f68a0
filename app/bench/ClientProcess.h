// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Settings.h"
#include "app/bench/PrivateDepartment.h"

#include <QJsonObject>
#include <QProcess>

namespace vigil::app {

/// This program once more, as a client of a private department: what one client takes is measured in a
/// process of its own. Its vigil.ini and data lie below a folder; it ends when this object goes. One thread;
/// needs no event loop.
class ClientProcess {
public:
    /// The department must outlive it.
    ClientProcess(const PrivateDepartment& department, QString folder)
        : m_department(department), m_folder(std::move(folder)) {}
    ~ClientProcess();

    /// `words` as after `vigilctl bench`.
    Result<void> start(const QStringList& words);
    /// Returns when it has printed readyWord.
    Result<void> waitUntilReady(std::chrono::seconds atMost);
    /// Ends its standard input, which it may wait for, and answers the JSON that it printed.
    Result<QJsonObject> finish(std::chrono::seconds atMost);

    [[nodiscard]] QString dataFolder() const { return m_folder + QStringLiteral("/data"); }
    /// Settings of a client without storage listener and PACS, as user login(number).
    [[nodiscard]] static Settings settings(const PrivateDepartment& department, int number);

    static constexpr char readyWord[] = "ready\n";

private:
    [[nodiscard]] Error failed();

    const PrivateDepartment& m_department;
    QString m_folder;
    QProcess m_process;
};

} // namespace vigil::app
