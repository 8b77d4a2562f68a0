// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/BegunKeeper.h"

#include "core/base/Async.h"

#include <algorithm>
#include <chrono>

namespace vigil::ui {

namespace {

constexpr std::chrono::milliseconds keepPause{300};
constexpr std::chrono::milliseconds keepAtLeast{1000};
constexpr std::chrono::milliseconds keepAgain{3000};

bool isSame(const alert::KeptAlert& one, const alert::KeptAlert& other) {
    return one.id == other.id;
}

bool isSame(const alert::KeptAct& one, const alert::KeptAct& other) {
    return one.alertId == other.alertId && one.act == other.act;
}

QString keyOf(const alert::KeptAlert& kept) {
    return kept.id;
}

QString keyOf(const alert::KeptAct& kept) {
    return kept.alertId;
}

template <class T>
void forget(QList<T>& list, const T& gone) {
    list.removeIf([&](const T& each) { return isSame(each, gone); });
}

/// Those of `now` that are not kept as they are.
template <class T>
QList<T> changedSince(const QList<T>& kept, const QList<T>& now, const QSet<QString>& underWay) {
    auto changed = now;
    changed.removeIf([&](const T& each) { return kept.contains(each) || underWay.contains(keyOf(each)); });
    return changed;
}

/// Those that are kept and not there any more.
template <class T>
QList<T> goneSince(const QList<T>& kept, const QList<T>& now, const QSet<QString>& underWay) {
    auto gone = kept;
    gone.removeIf([&](const T& each) {
        const auto same = [&](const T& other) { return isSame(each, other); };
        return std::any_of(now.begin(), now.end(), same) || underWay.contains(keyOf(each));
    });
    return gone;
}

} // namespace

BegunKeeper::BegunKeeper(alert::BegunWork& work, Look look, Ours ours, QObject* parent)
    : QObject(parent), m_work(work), m_look(std::move(look)), m_ours(std::move(ours)) {
    m_pause.setInterval(keepPause);
    m_atLeast.setInterval(keepAtLeast);
    m_again.setInterval(keepAgain);
    for (auto* timer : {&m_pause, &m_atLeast, &m_again}) {
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, this, &BegunKeeper::keepNow);
    }
}

void BegunKeeper::load() {
    whenFinished(m_work.all(), this, [this](const Result<alert::KeptWork>& work) { take(work); });
}

void BegunKeeper::take(const Result<alert::KeptWork>& work) {
    if (!work)
        return Q_EMIT failed(QStringLiteral("What was begun about alerts before cannot be read. %1")
                                 .arg(work.error().message));
    auto older = m_ours(*work);
    older.alerts.removeIf([this](const alert::KeptAlert& each) { return m_seen.contains(keyOf(each)); });
    older.acts.removeIf([this](const alert::KeptAct& each) { return m_seen.contains(keyOf(each)); });
    m_kept.alerts << older.alerts;
    m_kept.acts << older.acts;
    Q_EMIT loaded(older);
}

void BegunKeeper::keepSoon() {
    m_pause.start();
    if (!m_atLeast.isActive()) m_atLeast.start();
}

void BegunKeeper::keepNow() {
    m_pause.stop();
    m_atLeast.stop();
    const auto now = m_look();
    dropOld(now);
    const auto keep = [this](auto& list, const auto& each) {
        forget(list, each);
        list << each;
        m_seen << keyOf(each);
        whenFinished(m_work.keep(each), this, [this, &list, each](const Result<void>& kept) {
            wrote(kept, [&] { list.removeAll(each); });
        });
    };
    for (const auto& each : changedSince(m_kept.alerts, now.work.alerts, now.underWay))
        keep(m_kept.alerts, each);
    for (const auto& each : changedSince(m_kept.acts, now.work.acts, now.underWay))
        keep(m_kept.acts, each);
}

void BegunKeeper::dropOld(const Now& now) {
    for (const auto& each : goneSince(m_kept.alerts, now.work.alerts, now.underWay)) {
        forget(m_kept.alerts, each);
        whenFinished(m_work.discardAlert(each.id), this,
                     [this, each](const Result<void>& gone) { wrote(gone, [&] { m_kept.alerts << each; }); });
    }
    for (const auto& each : goneSince(m_kept.acts, now.work.acts, now.underWay)) {
        forget(m_kept.acts, each);
        whenFinished(m_work.discardAct(each.alertId, each.act), this,
                     [this, each](const Result<void>& gone) { wrote(gone, [&] { m_kept.acts << each; }); });
    }
}

/// What could not be written is tried again, and said once.
void BegunKeeper::wrote(const Result<void>& kept, const std::function<void()>& undo) {
    const bool wasFailing = std::exchange(m_failing, !kept);
    if (kept) return;
    undo();
    m_again.start();
    if (!wasFailing)
        Q_EMIT failed(
            QStringLiteral("What is being entered about an alert cannot be kept on this computer: raise "
                           "it before Vigil is closed. %1")
                .arg(kept.error().message));
}

} // namespace vigil::ui
