// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/SrDecoder.h"

#include "core/base/Ids.h"
#include "dicom/image/HeaderReader.h"
#include "dicom/sr/Codes.h"
#include "dicom/sr/DocumentHeader.h"
#include "dicom/sr/Evidence.h"
#include "dicom/sr/Items.h"
#include "dicom/sr/Templates.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace vigil::dicom {

namespace {

Error foreign() {
    return {Error::Code::Unsupported,
            QStringLiteral("This document was not written by Vigil; it can be shown, not edited."),
            QString()};
}

bool isTid2000(DcmItem& dataset) {
    for (auto* item : itemsOf(dataset, DCM_ContentTemplateSequence))
        if (ItemReader(*item, {}).value(DCM_TemplateIdentifier) == QLatin1String("2000")) return true;
    return false;
}

} // namespace

Result<report::ReportContent> decodeReport(DcmItem& dataset) {
    const ItemReader reader(dataset, {});
    const auto id = uuidFromDicomUid(reader.value(DCM_ObservationUID));
    if (reader.value(DCM_SOPClassUID) != QLatin1String(UID_EnhancedSRStorage) || !isTid2000(dataset) || !id ||
        reader.value(DCM_Manufacturer) != QLatin1String("Vigil"))
        return foreign();

    report::ReportContent content;
    content.reportId = toText(*id);
    content.version = reader.number(DCM_InstanceNumber, 1);
    content.patient = headerOf(dataset, {}).patient;
    content.procedures = readRequests(dataset);
    content.title = reader.code(DCM_ConceptNameCodeSequence);
    auto evidence = readReferences(dataset, DCM_CurrentRequestedProcedureEvidenceSequence);
    evidence.insert(readReferences(dataset, DCM_PertinentOtherEvidenceSequence));

    for (auto* item : itemsOf(dataset, DCM_ContentSequence)) {
        const auto name = conceptOf(*item);
        if (name == codes::language) {
            content.language = ItemReader(*item, {}).code(DCM_ConceptCodeSequence).value;
        } else if (name == codes::criticalResults) {
            auto finding = ActionableFindingTemplate::read(*item, evidence);
            if (!finding) return foreign();
            content.findings << std::move(*finding);
        } else if (ItemReader(*item, {}).value(DCM_ValueType) == QLatin1String("CONTAINER")) {
            content.sections << SectionTemplate::read(*item, evidence);
        }
    }
    return content;
}

} // namespace vigil::dicom
