// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// The item of functional group `macro` that is valid for a frame (PS3.3 C.7.6.16): per-frame before shared;
/// null when the object has none. Belongs to `dataset`.
[[nodiscard]] DcmItem* functionalGroup(DcmItem& dataset, const DcmTagKey& macro, int frame);

/// The same, or the dataset itself, where the classic objects keep the attributes.
[[nodiscard]] DcmItem& groupOrDataset(DcmItem& dataset, const DcmTagKey& macro, int frame);

} // namespace vigil::dicom
