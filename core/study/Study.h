// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/study/Patient.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace vigil::study {

/// One requested procedure (PS3.3 C.17.2, Referenced Request Sequence): what was asked for and is answered by
/// the report.
struct RequestedProcedure {
    QString studyUid;
    QString accessionIssuer;
    QString accessionNumber;
    QString placerOrderNumber;
    QString fillerOrderNumber;
    QString requestedProcedureId;
    QString description;
    Code code;

    bool operator==(const RequestedProcedure&) const = default;
};

/// How soon the request wants a report. Not the urgency of a finding: that is the alert's category.
enum class Urgency { Emergency, Inpatient, SuspectedCancer, Urgent, Routine };

/// One study as the PACS describes it at STUDY level.
struct Study {
    QString sourceId; ///< which PACS: the NAME of [pacs/NAME]
    QString studyUid;
    Patient patient;
    QDateTime
        studyTime; ///< local time of the scanner (Study Date and Time); date only when no time was given
    QString description;
    QStringList modalities; ///< (0008,0061); sorted, unique
    QString bodyPart;
    QString accessionNumber;
    QString studyId;
    QString referringPhysician; ///< DICOM form
    QString institution;
    QString patientLocation;
    Urgency urgency = Urgency::Routine;
    int seriesCount = -1;   ///< (0020,1206), -1 when the PACS does not say
    int instanceCount = -1; ///< (0020,1208), -1 when the PACS does not say
    /// SOP Class UIDs in the study (0008,0062), empty when the PACS does not say.
    QStringList sopClasses;
    QList<RequestedProcedure>
        procedures; ///< at least one: the study's own accession when nothing more is known

    bool operator==(const Study&) const = default;
};

/// An instance named by the PACS at IMAGE level, whether or not it is here.
struct InstanceKey {
    QString studyUid;
    QString seriesUid;
    QString sopClassUid;
    QString sopInstanceUid;

    bool operator==(const InstanceKey&) const = default;
};

/// What Vigil reads from the header of a stored object; the index of objects holds these.
struct ObjectHeader {
    InstanceKey key;
    Patient patient;
    QString transferSyntaxUid;
    QString modality;
    QString seriesDescription;
    QString bodyPart;
    QString laterality;
    int seriesNumber = 0;
    int instanceNumber = 0;
    int frames = 1;
    int rows = 0;    ///< 0 when the object has no pixels
    int columns = 0; ///< 0 when the object has no pixels
    /// Where the slice lies along the normal of its plane, in mm (Image Position · normal of Image
    /// Orientation); absent for projections.
    std::optional<double> slicePosition;
    QString frameOfReferenceUid;
    /// What the image was taken for (Request Attributes Sequence, PS3.3 10.6); one image may answer several.
    QList<RequestedProcedure> requests;
    // SR documents: title and flags decide "reported or not".
    Code documentTitle;
    QString completionFlag;   ///< COMPLETE, PARTIAL or empty
    QString verificationFlag; ///< VERIFIED, UNVERIFIED or empty

    bool operator==(const ObjectHeader&) const = default;
};

/// An object that is here: header and file. The path is relative to the object folder and never built from a
/// peer's text.
struct StoredObject {
    ObjectHeader header;
    QString path;
    qint64 bytes = 0;

    bool operator==(const StoredObject&) const = default;
};

/// Enters what the images of a study say they were taken for. Such a request takes the place of the bare
/// accession that STUDY level names; one that the study knows already is not entered twice.
void enterRequests(Study& study, const QList<RequestedProcedure>& requests);
/// Enters `request` into procedures of a report or a study by the same rule.
void enterRequest(QList<RequestedProcedure>& procedures, const RequestedProcedure& request);

/// True when an SR of this kind means "this study has been reported" (design: "Reported or not"): Basic Text,
/// Enhanced or Comprehensive SR, title in CID 7000, COMPLETE and VERIFIED. Dose, CAD, echo and AI documents
/// and key objects never do.
[[nodiscard]] bool countsAsReport(const ObjectHeader& header);
/// True for SOP classes 88.11, 88.22 and 88.33 (text reports), whatever their title and state.
[[nodiscard]] bool isReportClass(const QString& sopClassUid);
/// True for objects with pixels that the viewer shows (not SR, PR, KO, RT plans, waveforms …).
[[nodiscard]] bool isImage(const ObjectHeader& header);

} // namespace vigil::study
