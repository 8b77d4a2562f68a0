// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/BegunWork.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <functional>

namespace vigil::ui {

/// Keeps what a reader has begun about alerts on the disk: 300 ms after the last change, at least every
/// second while somebody types on, and at once when asked. It compares what there is with what it wrote, so
/// that nobody has to tell it what changed. One for each place where something can be begun. Owned by that
/// place; UI thread.
class BegunKeeper : public QObject {
    Q_OBJECT
public:
    struct Now {
        alert::KeptWork work;
        /// Ids of alerts, and alerts of forms, that are being recorded at this moment: that takes them away
        /// itself, and until it is answered they are left as they are.
        QSet<QString> underWay;
    };
    using Look = std::function<Now()>;
    /// What of all that was kept belongs to this place; the rest is left alone.
    using Ours = std::function<alert::KeptWork(const alert::KeptWork& all)>;

    BegunKeeper(alert::BegunWork& work, Look look, Ours ours, QObject* parent);

    /// What was kept before this window was opened comes with loaded().
    void load();
    void keepSoon();
    void keepNow();

Q_SIGNALS:
    void loaded(const vigil::alert::KeptWork& work);
    /// Once, until it succeeds again; it is tried on.
    void failed(const QString& message);

private:
    void dropOld(const Now& now);
    void wrote(const Result<void>& kept, const std::function<void()>& undo);
    void take(const Result<alert::KeptWork>& work);

    alert::BegunWork& m_work;
    Look m_look;
    Ours m_ours;
    alert::KeptWork m_kept; ///< as it was written last
    QSet<QString> m_seen;   ///< written here: what is read of these at the start is not older work
    bool m_failing = false;
    QTimer m_pause;
    QTimer m_atLeast;
    QTimer m_again;
};

} // namespace vigil::ui
