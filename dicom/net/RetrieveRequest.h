// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Study.h"
#include "dicom/net/Query.h"

#include <mutex>
#include <vector>

namespace vigil::dicom {

/// The identifiers of C-MOVE and C-GET requests that together ask for some instances of one study (PS3.4
/// C.4.2.1.4).
class RetrieveRequest {
public:
    static constexpr qsizetype instancesAtOnce = 100;
    /// The whole study in one request.
    static std::vector<Query> wholeStudy(const QString& studyUid);
    /// Just these instances: IMAGE level, one request a series and `atOnce` instances.
    static std::vector<Query> images(const QList<study::InstanceKey>& keys,
                                     qsizetype atOnce = instancesAtOnce);
    /// The series that hold these instances, for a PACS that refuses IMAGE level.
    static std::vector<Query> series(const QList<study::InstanceKey>& keys);
    static std::vector<Query> series(const QString& studyUid, const QStringList& seriesUids);
};

/// Requests that several transfers carry out together, each the next one that nobody has taken. Owned by one
/// retrieve; thread-safe.
class RequestQueue {
public:
    explicit RequestQueue(std::vector<Query> requests);
    /// Null when none is left.
    [[nodiscard]] Query* next();

private:
    std::mutex m_mutex;
    std::vector<Query> m_requests;
    std::size_t m_next = 0;
};

/// The presentation contexts under which a C-GET may bring these instances: as many of the transfer syntaxes
/// as fit beside each other, for a PACS picks one a context and may be unable to convert (at most 127
/// contexts).
[[nodiscard]] std::vector<Proposal> storageProposals(const QList<study::InstanceKey>& keys);

} // namespace vigil::dicom
