// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Door.h"

namespace vigil::app {

Door::Door() {
    m_context.moveToThread(&m_thread);
    m_thread.setObjectName(QStringLiteral("door"));
    m_thread.start();
}

Door::~Door() {
    QMetaObject::invokeMethod(
        &m_context, [this] { m_instance.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

Result<std::unique_ptr<Door>> Door::open(Application& application) {
    std::unique_ptr<Door> door(new Door);
    Result<void> listening;
    const auto open = [&] {
        door->m_instance = std::make_unique<Instance>(application);
        listening = door->m_instance->listen();
    };
    QMetaObject::invokeMethod(&door->m_context, open, Qt::BlockingQueuedConnection);
    if (!listening) return listening.error();
    return door;
}

} // namespace vigil::app
