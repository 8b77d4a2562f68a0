// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/AlertNotice.h"
#include "core/notify/FollowUpNotice.h"

#include <QByteArray>

/// HL7 v2.5.1 as text: the alert as ORU^R01, and what came back. Pure; any thread.
namespace vigil::notify {

/// MSH-3 to MSH-6 and MSH-11, as the other side wants them.
struct Hl7Names {
    QString sendingApplication = QStringLiteral("VIGIL");
    QString sendingFacility;
    QString receivingApplication;
    QString receivingFacility;
    QString processingId = QStringLiteral("P"); ///< P production, T training, D debugging

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

/// ORU^R01 in UTF-8, each segment ended by CR.
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
