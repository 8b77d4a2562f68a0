// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertChange.h"
#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"
#include "core/base/Clock.h"

#include <QUuid>

#include <optional>

namespace vigil::notify {

/// What one recipient is told about one alert. A value; but for the link it follows from the log alone, so
/// that two dispatchers write the same message.
struct AlertNotice {
    enum class Restricted { No, Yes };
    enum class Asks {
        Act,
        Tell,        ///< it was withdrawn, and who was told does not know
        Close,       ///< it was acted on and stands open
        TellPatient, ///< it was acted on, and the patient does not know
        Correct      ///< nothing: it says what has changed
    };

    QUuid noticeId; ///< MSH-10 and Message-ID derive from it
    QString alertId;
    UtcTime at;     ///< when it was queued, as the log has it
    QTimeZone zone; ///< in which people are told times
    alert::Party to;
    int rung = 0; ///< of the ladder; 0: as it was raised
    Asks asks = Asks::Act;
    bool copy = false;  ///< for information: `owner` is asked
    alert::Party owner; ///< who is asked to act
    alert::CategoryRule category;
    alert::AlertDraft finding;
    QString findingLabel;
    /// The text stays inside the team, and so does what kind of finding it is.
    Restricted restricted = Restricted::No;
    alert::Party raisedBy;
    UtcTime raisedAt;
    std::optional<UtcTime> acknowledgeBy;
    /// What has changed since this recipient, or by HL7 this receiver, was first told.
    std::optional<alert::AlertChange> correction;
    QList<report::Communication> communications; ///< made by a voice until now
    QString link;                                ///< where this recipient opens the alert; empty: nowhere

    /// It says that the alert does not stand any more.
    [[nodiscard]] bool isOver() const {
        using What = alert::AlertChange::What;
        return asks == Asks::Correct && correction &&
               (correction->what == What::Withdrawn || correction->what == What::Superseded);
    }
};
/// "Robin Fox (Responsible consultant)", or the role.
[[nodiscard]] QString partyWords(const alert::Party& who);
/// "Lung, left": site and side; empty when neither was entered.
[[nodiscard]] QString placeWords(const alert::AlertDraft& finding);
/// A change in a sentence or two, without anything about the patient. `categoryNow`: its label.
[[nodiscard]] QString changeWords(const alert::AlertChange& change, const QString& categoryNow);

} // namespace vigil::notify
