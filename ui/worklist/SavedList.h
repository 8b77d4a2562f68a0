// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/WorklistRow.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <functional>

namespace vigil::ui {

/// A list on the left of the worklist: a name, which rows belong to it, and what to say when there are none.
struct SavedList {
    QString id;
    QString name;
    QString icon;
    QString whenEmpty;
    std::function<bool(const study::WorklistRow& row, const QDateTime& now)> contains;
};

/// The lists every reader has, in the order shown; the second ("unreported") is where the worklist opens.
[[nodiscard]] const QList<SavedList>& standardLists();

/// The reader's order: own criticals waiting, breached, pathway class, time to the limit, location; reported
/// ones last.
[[nodiscard]] bool comesFirst(const study::WorklistRow& a, const study::WorklistRow& b, const QDateTime& now);

} // namespace vigil::ui
