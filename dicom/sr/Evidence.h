// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Study.h"

#include <QHash>
#include <QList>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// Hierarchical SOP Instance Reference macro (PS3.3 C.17.2.1): study, series, instance. Writes nothing for no
/// instances; linear in their number (dcmsr's own list is quadratic).
void writeReferences(DcmItem& dataset, const DcmTagKey& sequence, const QList<study::InstanceKey>& instances);

/// The instances of such a sequence by SOP Instance UID.
[[nodiscard]] QHash<QString, study::InstanceKey> readReferences(DcmItem& dataset, const DcmTagKey& sequence);

} // namespace vigil::dicom
