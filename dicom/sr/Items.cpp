// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/Items.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace vigil::dicom {

std::vector<DcmItem*> itemsOf(DcmItem& item, const DcmTagKey& sequence) {
    std::vector<DcmItem*> found;
    DcmElement* element = nullptr;
    if (item.findAndGetElement(sequence, element).bad()) return found;
    auto* items = dynamic_cast<DcmSequenceOfItems*>(element);
    if (items == nullptr) return found;
    found.reserve(items->card());
    // nextInContainer walks in constant time; getItem(n) counts from the start each time.
    for (DcmObject* next = items->nextInContainer(nullptr); next != nullptr;
         next = items->nextInContainer(next))
        if (auto* child = dynamic_cast<DcmItem*>(next)) found.push_back(child);
    return found;
}

} // namespace vigil::dicom
