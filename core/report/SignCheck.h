// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/Report.h"
#include "core/report/SrCodec.h"
#include "core/report/TextChecks.h"

namespace vigil::report {

/// What surrounds a signature: who the images and the order say the patient is, and the evidence.
struct SignContext {
    SigningContext::State state = SigningContext::State::Final;
    QList<study::PatientKey> imagesPatients; ///< all that the images of the studies name
    study::PatientKey orderPatient;          ///< of the order; empty id = no order known
    QList<study::InstanceKey> evidence;
    /// Studies whose instances could not all be named; each stops the signature.
    QStringList incompleteEvidence;
    /// One sentence a study with images that the PACS names and that are not here: nobody has read them. The
    /// reader may sign all the same, and that is kept with the report.
    QStringList unseen;
    QHash<QString, study::Study> studies;
    int utcOffsetMinutes = 0;
    QList<Remark> dismissed; ///< remarks that the reader saw and dismissed

    bool operator==(const SignContext&) const = default;
};

/// What stands against a signature. `remarks` can be dismissed, `problems` cannot.
struct SignVerdict {
    QStringList problems;
    QList<Remark> remarks;

    [[nodiscard]] bool maySign() const { return problems.isEmpty() && remarks.isEmpty(); }
    bool operator==(const SignVerdict&) const = default;
};

/// Step 1 of signing. Pure. `content` already carries its findings.
[[nodiscard]] SignVerdict checkBeforeSigning(const Report& report, const ReportContent& content,
                                             const SignContext& context, const alert::AlertPolicy& policy,
                                             const QStringList& alertedFindings);

} // namespace vigil::report
