// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportContent.h"
#include "core/study/Study.h"

#include <QDate>
#include <QList>
#include <QString>

#include <optional>

/// What people enter about alerts. Plain values.
namespace vigil::alert {

enum class Suspected { No, Yes };
enum class Laterality { NotApplicable, Left, Right, Bilateral };
/// "left", "right", "both sides"; empty when it does not apply.
[[nodiscard]] QString sideWords(Laterality laterality);

/// A person, a role, or a person in a role.
struct Party {
    QString name; ///< DICOM form or as written; empty = the role
    QString role;

    [[nodiscard]] bool isEmpty() const { return name.isEmpty() && role.isEmpty(); }
    bool operator==(const Party&) const = default;
};

enum class CallOutcome {
    Reached,
    NoAnswer,
    WrongNumber,
    CallBack,
    PassedOn,
    CannotBeReached, ///< by the officer's judgement, of somebody who has to hear of a change
    Bleep,           ///< not answered
    Voicemail
};

/// One line of the contact diary.
struct CallRecord {
    CallOutcome outcome = CallOutcome::Reached;
    Party told;
    QString method = QStringLiteral("telephone");
    bool readBack = false;
    QString note;
    std::optional<UtcTime> callBackAt{}; ///< of CallOutcome::CallBack
    std::optional<UtcTime> at{};         ///< when it was made; nothing: when it was recorded

    bool operator==(const CallRecord&) const = default;
};

/// An alert as it is being entered; becomes a fact by AlertService::raise().
struct AlertDraft {
    QString reportId; ///< the draft it is raised from; empty for a free alert
    study::Patient patient;
    QList<study::RequestedProcedure> procedures;
    QString findingCode;
    QString category;       ///< empty = the finding's default
    QString loweringReason; ///< needed when the category is below the finding's default
    Suspected suspected = Suspected::No;
    QString site;
    Laterality laterality = Laterality::NotApplicable;
    QString text;
    Party owner;        ///< empty role = the policy's
    QString backUpRole; ///< empty = the policy's
    QString location;   ///< where the patient is or the request came from, as the order says it, or its code
    QString requestingPractice; ///< of a request of general practice: code or name
    QString registeredPractice; ///< where the patient is registered, when that is another one
    QString recommendedAction;
    QDate dueDate; ///< of the recommended action; may be invalid
    QList<report::ImageReference> images;
    /// Somebody who was told before it is raised: recorded with it, as a call of its own.
    std::optional<CallRecord> told{};
    /// What the viewer and the report say about patient and studies: compared with the above, a mismatch
    /// stops.
    study::PatientKey reportPatient;
    study::PatientKey imagesPatient;

    bool operator==(const AlertDraft&) const = default;
};

/// What was done about the finding.
struct Act {
    enum class PatientTold { No, Yes, NotYetKnown };
    QString what;
    Party by;
    PatientTold patientTold = PatientTold::NotYetKnown;

    bool operator==(const Act&) const = default;
};

} // namespace vigil::alert
