// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QLocalServer>
#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <functional>
#include <optional>

namespace vigil::app {

class Application;

/// What vigilctl asks a running Vigil to do, and what came of it: one line of JSON each way over a local
/// socket in the data folder, readable by its owner only.
struct InstanceRequest {
    QStringList arguments;
    QString folder; ///< where relative paths begin
    QStringList secrets;
};
struct InstanceAnswer {
    int exitCode = 1;
    QByteArray output;
    QByteArray messages;
};

/// The open door of a running Vigil for vigilctl: one process owns a data folder, so writing goes through it.
/// Lives on the main thread; each request runs on a pool thread and works with the same services as the
/// window. Owned by main().
class Instance : public QObject {
    Q_OBJECT
public:
    explicit Instance(Application& application, QObject* parent = nullptr);
    ~Instance() override;

    Result<void> listen();

    /// Asks the Vigil that owns the folder; nothing when none answers, and then `request` was not called (it
    /// may read secrets from standard input). Blocks.
    static std::optional<InstanceAnswer> ask(const QString& dataFolder,
                                             const std::function<InstanceRequest()>& request);

private:
    void serve();
    static InstanceAnswer run(Application& application, const InstanceRequest& request);

    Application& m_application;
    QLocalServer m_server;
    QThreadPool m_pool;
};

} // namespace vigil::app
