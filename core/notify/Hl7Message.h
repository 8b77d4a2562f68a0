// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/AlertNotice.h"
#include "core/notify/FollowUpNotice.h"

#include <QByteArray>

/// HL7 v2.5.1 as text: the alert as ORU^R01, and what came back. Pure; any thread.
namespace vigil::notify {

/// What version 2.5.1 leaves to agreement between two sides.
struct Hl7Agreement {
    /// OBX-11 (table 0085) of what was withdrawn or replaced: W, posted as wrong, keeps it visible at the
    /// other side; D has it deleted there.
    enum class Withdrawn { AsWrong, Deleted };
    /// Whether TQ1-9 says S, A or R. That receivers route alerts by it is UNCONFIRMED: agree with the site.
    enum class Urgency { Untold, InTq1 };
    /// OBX-21 belongs to version 2.7. In 2.5.1 it is reserved, and a strict receiver may refuse it.
    enum class InstanceIds { None, InObx21 };
    Withdrawn withdrawn = Withdrawn::AsWrong;
    Urgency urgency = Urgency::Untold;
    InstanceIds instanceIds = InstanceIds::None;

    bool operator==(const Hl7Agreement&) const = default;
};

/// MSH-3 to MSH-6 and MSH-11, as the other side wants them, and what was agreed with it.
struct Hl7Names {
    QString sendingApplication = QStringLiteral("VIGIL");
    QString sendingFacility;
    QString receivingApplication;
    QString receivingFacility;
    QString processingId = QStringLiteral("P"); ///< P production, T training, D debugging
    Hl7Agreement agreed{};

    bool operator==(const Hl7Names&) const = default;
};

/// MSH-10 of a notice: 20 characters (the longest that version 2.5.1 allows), the same whoever sends it and
/// however often.
[[nodiscard]] QString controlIdOf(const QUuid& noticeId);

/// A text as it may stand in one component; line ends become spaces, other control characters are written as
/// \Xdd\ so that none can end a segment or a frame.
[[nodiscard]] QString hl7Escaped(const QString& text);
/// The same for a formatted text (FT), which keeps its line ends as \.br\.
[[nodiscard]] QString hl7Formatted(const QString& text);

/// OBX-4 of what belongs to one alert: with OBR-3 and OBX-3 the identity of an observation, so that neither a
/// second alert of the same examination nor its withdrawal touches the first. At most 20 characters.
[[nodiscard]] QString observationSubId(const QString& alertId);

/// ORU^R01 in UTF-8, each segment ended by CR. A notice with a correction replaces what was sent before: the
/// same OBR-3, OBX-3 and OBX-4, OBR-25 C, OBX-11 C or, of what does not stand any more, W (or D by agreement)
/// and no OBX-8.
[[nodiscard]] QByteArray hl7AlertMessage(const AlertNotice& notice, const Hl7Names& names);

/// The same about a recommended follow-up. Pure.
[[nodiscard]] QByteArray hl7FollowUpMessage(const FollowUpNotice& notice, const Hl7Names& names);

/// An acknowledgment that arrived. It means received, never that a person has acknowledged.
struct Hl7Ack {
    enum class Answer { Accepted, Error, Rejected };
    Answer answer = Answer::Rejected;
    QString controlId; ///< MSA-2
    QString errorCode; ///< ERR-3 of table 0357; empty when none came

    /// Something at the other side that may be over by the next try.
    [[nodiscard]] bool isPassing() const;
    /// What was said, without any text of the other side (it may quote the patient).
    [[nodiscard]] QString meaning() const;
};
/// Nothing when it is no acknowledgment.
[[nodiscard]] std::optional<Hl7Ack> readAck(const QByteArray& message);

} // namespace vigil::notify
