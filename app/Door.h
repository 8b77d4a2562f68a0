// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/Instance.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace vigil::app {

/// The open door of a process without a window and without an event loop of its own: an Instance on its own
/// thread, so that a busy or blocked dispatcher never holds vigilctl up. `application` must outlive it.
class Door {
public:
    static Result<std::unique_ptr<Door>> open(Application& application);
    ~Door();

private:
    Door();

    QThread m_thread;
    QObject m_context; ///< lives on m_thread
    std::unique_ptr<Instance> m_instance;
};

} // namespace vigil::app
