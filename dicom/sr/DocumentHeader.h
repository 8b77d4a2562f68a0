// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/SrCodec.h"

class DcmItem;

namespace vigil::dicom {

/// Which document is being written: one of those that belong to a report.
struct DocumentIdentity {
    study::InstanceKey self;
    QList<study::InstanceKey> identical; ///< the same report in the other studies
};

/// Writes all modules of Enhanced SR (PS3.3 A.35.2) except the content tree: SOP common, patient, study,
/// series, equipment and SR Document General with requests, observers, evidence, predecessors.
void writeHeader(DcmItem& dataset, const report::ReportContent& content,
                 const report::SigningContext& context, const DocumentIdentity& identity);

/// Every instance that text points at.
[[nodiscard]] QList<study::InstanceKey> referencedInstances(const report::ReportContent& content);

/// Requests as they stand in Referenced Request Sequence, in order.
[[nodiscard]] QList<study::RequestedProcedure> readRequests(DcmItem& dataset);

} // namespace vigil::dicom
