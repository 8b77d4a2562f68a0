// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/image/FunctionalGroups.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcitem.h>

namespace vigil::dicom {

DcmItem* functionalGroup(DcmItem& dataset, const DcmTagKey& macro, int frame) {
    const auto within = [&](const DcmTagKey& groups, long index) -> DcmItem* {
        DcmItem* group = nullptr;
        DcmItem* found = nullptr;
        if (!dataset.tagExists(groups) || dataset.findAndGetSequenceItem(groups, group, index).bad())
            return nullptr;
        if (!group->tagExists(macro) || group->findAndGetSequenceItem(macro, found, 0).bad()) return nullptr;
        return found;
    };
    if (auto* found = within(DCM_PerFrameFunctionalGroupsSequence, frame)) return found;
    return within(DCM_SharedFunctionalGroupsSequence, 0);
}

DcmItem& groupOrDataset(DcmItem& dataset, const DcmTagKey& macro, int frame) {
    auto* found = functionalGroup(dataset, macro, frame);
    return found != nullptr ? *found : dataset;
}

} // namespace vigil::dicom
