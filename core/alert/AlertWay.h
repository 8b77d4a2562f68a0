// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"
#include "core/directory/Route.h"

#include <optional>

namespace vigil::alert {

/// Who gets an alert and how they are reached, at one moment. A value.
struct AlertWay {
    QString location;                     ///< where the patient is, as far as it is known
    QString place;                        ///< label of the location's rule; empty = none fits
    std::optional<CategoryRule> category; ///< as it is there
    QString ownerRole;                    ///< who is asked when the reporter chooses nobody
    QString referrer;                     ///< of the study, DICOM form; empty = not named there
    bool byPractice = false;              ///< of general practice: the practice that asked owns it
    QStringList practices;                ///< those that the directory knows today, for `byPractice`
    bool directoryKnown = false;          ///< false: only the policy's roles are known, and no address
    directory::Stop asked;                ///< who is asked to act now
    directory::Route route;               ///< while the directory is known
};

/// A call about one of the alerts of a conversation.
struct CallOf {
    QString alertId;
    CallRecord call;
};

} // namespace vigil::alert
