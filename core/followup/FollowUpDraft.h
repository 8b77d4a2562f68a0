// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"

#include <QTimeZone>

/// What people enter about recommended follow-ups. Plain values.
namespace vigil::followup {

/// A follow-up as it is being recommended; becomes a fact by FollowUpService::recommend().
struct FollowUpDraft {
    QString reportId; ///< the report it stands in; empty for a free one
    study::Patient patient;
    QList<study::RequestedProcedure> procedures; ///< the examinations that led to it
    QString modality;                            ///< DICOM code: "CT", "MR" …
    QString bodyPart;
    QString reason; ///< what the examination is to answer
    QDate dueDate;
    alert::Party owner; ///< who has it booked: the referrer, a person or a role
    QString alertId;    ///< the alert it belongs to; may be empty
    /// What the report in front of the reader says about the patient: a mismatch stops.
    study::PatientKey reportPatient;

    bool operator==(const FollowUpDraft&) const = default;
};

/// The limits that a follow-up takes along: it is judged by those it was recommended under.
struct FollowUpRules {
    QList<int> reminders{25, 100}; ///< per cent of the interval, ascending
    int graceDays = 3;             ///< after the due or the booked day, before the officer is brought in
    int renewDays = 7;             ///< how often the officer hears of it again
    QString officerRole;           ///< the fail-safe officer
    QStringList mayConfirm;        ///< roles that may say "this examination answers it", beside the reporter
    QTimeZone zone{QByteArrayLiteral("Europe/London")};

    bool operator==(const FollowUpRules&) const = default;
};

/// How a follow-up came to its end.
enum class End { Answered, DoneElsewhere, DeclinedByPatient, Died, ReferrersDecision, EnteredInError };
[[nodiscard]] QString toText(End end); ///< "answered", "done elsewhere" …
/// Reads toText() and the words of the command line ("done-elsewhere").
[[nodiscard]] std::optional<End> endFromText(const QString& text);

/// An end as somebody records it.
struct Closing {
    End end = End::Answered;
    QString note;           ///< where it was done, how it is known, why
    alert::Party decidedBy; ///< of ReferrersDecision: the clinician, by name
    QString studyUid;       ///< of Answered: the examination
    QString verifiedReport; ///< of Answered: the verified report of it (report id or SOP Instance UID)

    bool operator==(const Closing&) const = default;
};

/// One thing that was compared between a recommendation and an examination.
struct Aspect {
    enum class Agreement { Agrees, Differs, NotSaid };
    QString what; ///< "patient", "modality", "body part", "purpose", "date"
    Agreement agreement = Agreement::NotSaid;
    QString said; ///< in plain words, without patient data

    bool operator==(const Aspect&) const = default;
};

/// An examination in the PACS that may be the one that was recommended. Says what matches and what does not;
/// whether it answers is a person's to say.
struct Proposal {
    QString studyUid;
    QString accessionNumber;
    QString description;
    QString studyTime; ///< ISO 8601, the scanner's local time
    QList<Aspect> aspects;

    /// Nothing differs; not that it answers.
    [[nodiscard]] bool fits() const;
    bool operator==(const Proposal&) const = default;
};

} // namespace vigil::followup
