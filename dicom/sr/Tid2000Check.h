// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class DcmItem;

namespace vigil::dicom {

/// Checks an SR against TID 2000 with its included templates 1002, 1204, 2002, 2001 (PS3.16; non-extensible,
/// order significant): one line a violation, naming the item by its position. Independent of the writer: it
/// reads the dataset.
[[nodiscard]] QStringList tid2000Problems(DcmItem& dataset);

} // namespace vigil::dicom
