// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/study/Patient.h"

#include <QByteArray>
#include <QTimeZone>

/// HL7 v2 ADT: what the hospital's system says of where a patient is (v2.5.1, chapter 3). Pure; any thread.
namespace vigil::notify {

/// What is read of an ADT message.
struct AdtMessage {
    enum class What {
        IsThere,    ///< A01, A02, A04, A06 to A08, A12, A13 of a patient who is here: where they are now
        Discharged, ///< A03
        Other       ///< says nothing of a patient or a place; it is acknowledged and left alone
    };
    What what = What::Other;
    QString event;             ///< "A02"; MSH-9.2, or EVN-1
    study::PatientKey patient; ///< PID-3
    QDate birthDate;           ///< PID-7; may be invalid
    QString location;          ///< PV1-3: point of care, else its description or room
    UtcTime at;                ///< EVN-6 (not of a cancel), EVN-2 or MSH-7; never later than when it was read

    bool operator==(const AdtMessage&) const = default;
};

/// How a site's messages are read.
struct AdtReading {
    QString authority; ///< PID-3.4 of the number that the archive uses; empty = the medical record number, or
                       ///< the first
    QTimeZone zone;    ///< of times without an offset

    bool operator==(const AdtReading&) const = default;
};

/// Invalid when it is no ADT message; the text quotes nothing of it.
[[nodiscard]] Result<AdtMessage> readAdt(const QByteArray& message, const AdtReading& reading, UtcTime now);

/// The answer to a message, in original mode: AA, AE with what is wrong, or AR when it is no HL7 at all.
/// `controlId`: MSH-10 of the answer.
[[nodiscard]] QByteArray ackOf(const QByteArray& message, const Result<void>& taken, const QString& controlId,
                               UtcTime now);

} // namespace vigil::notify
