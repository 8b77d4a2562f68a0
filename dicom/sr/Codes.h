// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Patient.h"

/// The coded concepts that Vigil's documents use (PS3.16). Where the standard has none, scheme 99VIGIL,
/// declared in each document.
namespace vigil::dicom::codes {

inline const QString dcm = QStringLiteral("DCM");
inline const QString loinc = QStringLiteral("LN");
inline const QString local = QStringLiteral("99VIGIL");

inline const study::Code procedureReported{QStringLiteral("121058"), dcm,
                                           QStringLiteral("Procedure reported")};
inline const study::Code language{QStringLiteral("121049"), dcm,
                                  QStringLiteral("Language of Content Item and Descendants")};

// TID 1002 Observer Context
inline const study::Code observerType{QStringLiteral("121005"), dcm, QStringLiteral("Observer Type")};
inline const study::Code person{QStringLiteral("121006"), dcm, QStringLiteral("Person")};
inline const study::Code observerName{QStringLiteral("121008"), dcm, QStringLiteral("Person Observer Name")};
inline const study::Code loginName{QStringLiteral("128774"), dcm,
                                   QStringLiteral("Person Observer's Login Name")};
inline const study::Code organisation{QStringLiteral("121009"), dcm,
                                      QStringLiteral("Person Observer's Organization Name")};
inline const study::Code roleInProcedure{QStringLiteral("121011"), dcm,
                                         QStringLiteral("Person Observer's Role in this Procedure")};
inline const study::Code reader{QStringLiteral("C28747"), QStringLiteral("NCIt"), QStringLiteral("Reader")};

// CID 7001 headings and CID 7002 elements
inline const study::Code criticalResults{QStringLiteral("73568-8"), loinc,
                                         QStringLiteral("Communication of Critical Results")};
inline const study::Code finding{QStringLiteral("121071"), dcm, QStringLiteral("Finding")};
inline const study::Code resultsCommunicated{QStringLiteral("121291"), dcm,
                                             QStringLiteral("Results communicated")};

// No standard code exists for the parts of a verbal contact.
inline const study::Code communicatedTo{QStringLiteral("COMM-TO"), local,
                                        QStringLiteral("Results communicated to")};
inline const study::Code communicatedBy{QStringLiteral("COMM-METHOD"), local,
                                        QStringLiteral("Method of communication")};
inline const study::Code acknowledged{QStringLiteral("COMM-ACK"), local,
                                      QStringLiteral("Communication acknowledged")};
// The code by which a department's other systems pick an alerting report out.
inline const study::Code alertTextCode{QStringLiteral("ALERT-CODE"), local,
                                       QStringLiteral("Alert text code")};

/// What a paragraph below this heading is called (CID 7002): Findings → Finding, Impressions → Impression …
[[nodiscard]] study::Code elementOf(const study::Code& heading);

} // namespace vigil::dicom::codes
