// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// The items of a sequence of `item` itself, in order; none when it is absent. They belong to the dataset.
[[nodiscard]] std::vector<DcmItem*> itemsOf(DcmItem& item, const DcmTagKey& sequence);

} // namespace vigil::dicom
