// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/OpenElsewhere.h"

#include "core/base/Async.h"
#include "core/base/Events.h"

namespace vigil::ui {

OpenElsewhere::OpenElsewhere(Ask ask, const Events& events, QObject* parent)
    : QObject(parent), m_ask(std::move(ask)) {
    connect(&events, &Events::presenceChanged, this, &OpenElsewhere::look);
}

void OpenElsewhere::watch(const QString& studyUid) {
    if (m_studyUid != studyUid) stop();
    m_studyUid = studyUid;
    look();
}

void OpenElsewhere::stop() {
    m_studyUid.clear();
    if (m_readers.isEmpty()) return;
    m_readers.clear();
    Q_EMIT readersChanged({});
}

void OpenElsewhere::look() {
    if (m_studyUid.isEmpty() || !m_ask) return;
    whenFinished(m_ask(m_studyUid), this, [this, studyUid = m_studyUid](const Result<QStringList>& readers) {
        if (!readers || studyUid != m_studyUid || *readers == m_readers) return;
        m_readers = *readers;
        Q_EMIT readersChanged(m_readers);
    });
}

} // namespace vigil::ui
