// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QObject>
#include <QStringList>

#include <functional>

namespace vigil {
class Events;
}

namespace vigil::ui {

/// Watches whether the study that is read here is open at another computer too, and says so when that
/// changes: both sides get to know, whoever came first. UI thread; owned by MainWindow.
class OpenElsewhere : public QObject {
    Q_OBJECT
public:
    /// Answers who else has a study open, one line a reader, e.g. "okafor at VG-DESK1".
    using Ask = std::function<QFuture<Result<QStringList>>(const QString& studyUid)>;

    OpenElsewhere(Ask ask, const Events& events, QObject* parent = nullptr);

    void watch(const QString& studyUid);
    void stop();

Q_SIGNALS:
    /// `readers` is empty when nobody else has it open any more.
    void readersChanged(const QStringList& readers);

private:
    void look();

    Ask m_ask;
    QString m_studyUid;
    QStringList m_readers;
};

} // namespace vigil::ui
