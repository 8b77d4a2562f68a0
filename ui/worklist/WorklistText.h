// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/WorklistRow.h"
#include "ui/Theme.h"

#include <QDateTime>
#include <QString>

/// How the facts of a row read: words first, the icon and the tone only repeat them. Pure functions of row
/// and time.
namespace vigil::ui {

[[nodiscard]] QString urgencyWord(study::Urgency urgency);
[[nodiscard]] QString urgencyIcon(study::Urgency urgency);
[[nodiscard]] QString statusWord(study::ReadingStatus status);
[[nodiscard]] QString statusIcon(study::ReadingStatus status);

/// True when the limit has passed and nobody has reported the study yet.
[[nodiscard]] bool isBreached(const study::WorklistRow& row, const QDateTime& now);
/// True when the limit will pass within the hour.
[[nodiscard]] bool isNearBreach(const study::WorklistRow& row, const QDateTime& now);
/// "in 42 min", "in 2 d 4 h"; after the limit "over by 1 h 10 min"; "reported" when final; empty without a
/// limit.
[[nodiscard]] QString limitText(const study::WorklistRow& row, const QDateTime& now);
[[nodiscard]] Tone limitTone(const study::WorklistRow& row, const QDateTime& now);

/// "12 of 340", "340" when all are here, "none of 340", "12 here" when the PACS does not say how many there
/// are.
[[nodiscard]] QString imagesText(const study::WorklistRow& row);
/// "1 critical, 2 other", "2 open"; empty without alerts.
[[nodiscard]] QString alertsText(const study::WorklistRow& row);
/// "78 y F": age at the examination and sex.
[[nodiscard]] QString ageAndSex(const study::Patient& patient, const QDate& day);
/// "03:12" today, "yesterday 22:40", "21 Nov 22:40" this year, else with the year.
[[nodiscard]] QString momentText(const QDateTime& moment, const QDateTime& now);
/// "1 h 10 min", "2 d 4 h", "under a minute"; from 10 h and 10 d on without the smaller unit.
[[nodiscard]] QString durationText(qint64 seconds);

} // namespace vigil::ui
