// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Probe.h"

#include "dicom/net/Conditions.h"
#include "dicom/net/Finder.h"
#include "dicom/net/ProbeTransfer.h"
#include "dicom/net/Query.h"
#include "dicom/text/ItemReader.h"

#include <QUdpSocket>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace vigil::dicom {

namespace {

constexpr std::size_t studiesLookedAt = 50;
constexpr std::size_t instancesLookedAt = 200;

struct SampleStudy {
    QString uid;
    int instances = 0; ///< as the PACS counts them; a large number when it does not
};

/// How large an instance of this kind usually is, in no unit. A PACS seldom says the true size by C-FIND.
int usualSize(const QString& sopClassUid) {
    const auto isBelow = [&](const char* root) { return sopClassUid.startsWith(QLatin1String(root)); };
    if (isBelow("1.2.840.10008.5.1.4.1.1.88.") || isBelow("1.2.840.10008.5.1.4.1.1.11.")) return 1; // SR, PR
    const auto is = [&](const char* uid) { return sopClassUid == QLatin1String(uid); };
    if (is(UID_SecondaryCaptureImageStorage)) return 2;
    if (is(UID_MRImageStorage)) return 3;
    if (is(UID_CTImageStorage) || is(UID_UltrasoundImageStorage)) return 4;
    if (is(UID_ComputedRadiographyImageStorage) || is(UID_DigitalXRayImageStorageForPresentation)) return 5;
    if (is(UID_DigitalMammographyXRayImageStorageForPresentation)) return 6;
    return 7; // several frames, or nobody knows
}

/// The studies with the fewest instances first, of those that the PACS names first.
Result<std::vector<SampleStudy>> someStudies(Association& association, const QDate& from) {
    Query query(Query::Level::Study);
    query.match(DCM_StudyDate, from.toString(QStringLiteral("yyyyMMdd")) + QLatin1Char('-'));
    query.ask({DCM_StudyInstanceUID, DCM_NumberOfStudyRelatedInstances});
    std::vector<SampleStudy> studies;
    VIGIL_CHECK(find(association, UID_FINDStudyRootQueryRetrieveInformationModel, query.identifier(),
                     [&](DcmItem& answer) {
                         const ItemReader reader(answer, {});
                         const auto uid = reader.value(DCM_StudyInstanceUID);
                         const int count = reader.number(DCM_NumberOfStudyRelatedInstances,
                                                         std::numeric_limits<int>::max());
                         if (!uid.isEmpty() && count > 0) studies.push_back({uid, count});
                         return studies.size() < studiesLookedAt ? Next::More : Next::Enough;
                     }));
    std::stable_sort(studies.begin(), studies.end(),
                     [](const auto& a, const auto& b) { return a.instances < b.instances; });
    return studies;
}

/// Instances of one series: one of documents if there is one, for they are small.
Result<std::vector<study::InstanceKey>> someInstances(Association& association, const QString& studyUid) {
    Query seriesQuery(Query::Level::Series);
    seriesQuery.match(DCM_StudyInstanceUID, studyUid).ask({DCM_SeriesInstanceUID, DCM_Modality});
    QString seriesUid;
    VIGIL_CHECK(find(association, seriesQuery, [&](DcmItem& answer) {
        const ItemReader reader(answer, {});
        const bool small = reader.value(DCM_Modality) == QLatin1String("SR");
        if (seriesUid.isEmpty() || small) seriesUid = reader.value(DCM_SeriesInstanceUID);
    }));
    std::vector<study::InstanceKey> keys;
    if (seriesUid.isEmpty()) return keys;
    Query imageQuery(Query::Level::Image);
    imageQuery.match(DCM_StudyInstanceUID, studyUid)
        .match(DCM_SeriesInstanceUID, seriesUid)
        .ask({DCM_SOPInstanceUID, DCM_SOPClassUID});
    VIGIL_CHECK(find(association, UID_FINDStudyRootQueryRetrieveInformationModel, imageQuery.identifier(),
                     [&](DcmItem& answer) {
                         const ItemReader reader(answer, {});
                         keys.push_back({studyUid, seriesUid, reader.value(DCM_SOPClassUID),
                                         reader.value(DCM_SOPInstanceUID)});
                         return keys.size() < instancesLookedAt ? Next::More : Next::Enough;
                     }));
    std::erase_if(keys, [](const auto& key) { return key.sopInstanceUid.isEmpty(); });
    return keys;
}

} // namespace

Probe::Probe(study::PacsPeer peer, study::LocalNode local)
    : m_peer(std::move(peer)), m_local(std::move(local)) {}

Error Probe::errorOf(LinkEnd::Kind kind) const {
    return dicom::errorOf(LinkEnd{kind, 0}, {m_peer, m_local});
}

Result<QStringList> Probe::resolve(std::stop_token stop) {
    QStringList addresses;
    for (const auto& address : addressesOf(m_peer.host, m_peer.connectTimeout, stop))
        addresses << address.toString();
    addresses.removeDuplicates();
    if (!addresses.isEmpty()) return addresses;
    return errorOf(stop.stop_requested() ? LinkEnd::Kind::Cancelled : LinkEnd::Kind::UnknownHost);
}

Result<QString> Probe::connect(std::stop_token stop) {
    LinkEnd end;
    const auto socket = connectTo(m_peer.host, m_peer.port, m_peer.connectTimeout, stop, end);
    if (!socket.isOpen()) return dicom::errorOf(end, {m_peer, m_local});
    // Nothing is sent: a datagram socket that has a peer knows the address of the way there.
    QUdpSocket way;
    for (const auto& address : addressesOf(m_peer.host, m_peer.connectTimeout, stop)) {
        constexpr int milliseconds = 200;
        way.connectToHost(address, m_peer.port);
        if (way.waitForConnected(milliseconds)) return way.localAddress().toString();
        way.abort();
    }
    return QString();
}

Result<void> Probe::echo(std::stop_token stop) {
    return Finder(m_peer, m_local).echo(stop);
}

Result<std::optional<study::InstanceKey>> Probe::sample(QDate from, std::stop_token stop) {
    const auto open = [&] {
        return Association::open(m_peer, m_local,
                                 {uncompressed(UID_FINDStudyRootQueryRetrieveInformationModel)}, stop);
    };
    VIGIL_TRY(auto search, open());
    VIGIL_TRY(const auto studies, someStudies(*search, from));
    search->release();
    for (const auto& study : studies) {
        // The first search may have ended its association by C-CANCEL.
        VIGIL_TRY(auto association, open());
        VIGIL_TRY(const auto keys, someInstances(*association, study.uid));
        association->release();
        const auto smallest = std::min_element(keys.begin(), keys.end(), [](const auto& a, const auto& b) {
            return usualSize(a.sopClassUid) < usualSize(b.sopClassUid);
        });
        if (smallest != keys.end()) return std::optional(*smallest);
    }
    return std::optional<study::InstanceKey>();
}

Result<study::TransferAnswer> Probe::testMove(const study::InstanceKey& instance, std::stop_token stop) {
    return moveOne(m_peer, m_local, instance, std::move(stop));
}

Result<study::TransferAnswer> Probe::testGet(const study::InstanceKey& instance, study::ObjectSink& sink,
                                             std::stop_token stop) {
    return getOne(m_peer, m_local, instance, sink, std::move(stop));
}

} // namespace vigil::dicom
