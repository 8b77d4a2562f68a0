// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Study.h"
#include "dicom/net/Query.h"

#include <vector>

namespace vigil::dicom {

/// The identifiers of C-MOVE and C-GET requests that together ask for some instances of one study (PS3.4
/// C.4.2.1.4).
class RetrieveRequest {
public:
    /// The whole study in one request.
    static std::vector<Query> wholeStudy(const QString& studyUid);
    /// Just these instances: IMAGE level, one request a series and hundred instances.
    static std::vector<Query> images(const QList<study::InstanceKey>& keys);
    /// The series that hold these instances, for a PACS that refuses IMAGE level.
    static std::vector<Query> series(const QList<study::InstanceKey>& keys);
};

/// The presentation contexts under which a C-GET may bring these instances: as many of the transfer syntaxes
/// as fit beside each other, for a PACS picks one a context and may be unable to convert (at most 127
/// contexts).
[[nodiscard]] std::vector<Proposal> storageProposals(const QList<study::InstanceKey>& keys);

} // namespace vigil::dicom
