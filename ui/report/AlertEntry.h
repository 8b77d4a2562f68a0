// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/report/ReportContent.h"

#include <QDate>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace vigil::ui {

/// What stands in ToldFields.
struct ToldEntry {
    bool isTold = false;
    QString name{};
    QString role{};
    std::optional<UtcTime> at{}; ///< nothing: now, when it is ticked
    QString method{};            ///< empty: the usual one
    bool isReadBack = false;

    bool operator==(const ToldEntry&) const = default;
};

/// What stands in an alert form, and what the form itself wrote there: kept while the reader is elsewhere.
struct AlertEntry {
    std::optional<report::ImageReference> image{};
    QString imageLabel{};
    bool isLinked = false;
    QString correctionOf{}; ///< the finding of the alert that it takes the place of
    QString finding{};      ///< as typed
    QString category{};     ///< code
    QString reason{};
    bool isSuspected = false;
    QString site{};
    int side = 0;
    QString text{};
    bool hasPractices = false;
    QString requestingPractice{};
    QString registeredPractice{};
    QString ownerName{};
    QString ownerRole{};
    QString backUpRole{};
    QString action{};
    QDate due{};
    QString presetText{};
    QString presetName{};
    QString presetOwner{};
    QString presetBackUp{};
    bool isRestricted = false;
    QString location{};
    QString referrer{};
    ToldEntry told{};

    bool operator==(const AlertEntry&) const = default;
};

/// As it is kept on the disk. entryFromObject(toObject(x)) == x.
[[nodiscard]] QJsonObject toObject(const AlertEntry& entry);
[[nodiscard]] AlertEntry entryFromObject(const QJsonObject& object);

} // namespace vigil::ui
