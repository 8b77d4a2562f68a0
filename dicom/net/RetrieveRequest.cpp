// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/RetrieveRequest.h"

#include "dicom/net/TransferSyntaxes.h"

#include <QMap>
#include <QSet>

#include <algorithm>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr std::size_t contextsAtMost = 127; // one of the 128 is the C-GET itself

QMap<QString, QStringList> bySeries(const QList<study::InstanceKey>& keys) {
    QMap<QString, QStringList> series;
    for (const auto& key : keys)
        series[key.seriesUid] << key.sopInstanceUid;
    return series;
}

std::vector<std::string> classesOf(const QList<study::InstanceKey>& keys) {
    QSet<QString> named;
    for (const auto& key : keys)
        named.insert(key.sopClassUid);
    std::vector<std::string> classes;
    // A PACS need not name the SOP class in its answers: then the usual ones are offered.
    if (named.remove(QString()) || named.isEmpty())
        for (int i = 0; i < numberOfDcmShortSCUStorageSOPClassUIDs; ++i)
            named.insert(QString::fromLatin1(dcmShortSCUStorageSOPClassUIDs[i]));
    for (const auto& uid : named)
        classes.push_back(uid.toStdString());
    std::sort(classes.begin(), classes.end());
    if (classes.size() > contextsAtMost) classes.resize(contextsAtMost);
    return classes;
}

/// `slots` lists of transfer syntaxes: uncompressed, then one compressed each, the last takes the rest.
std::vector<std::vector<std::string>> spread(std::size_t room) {
    std::vector<std::vector<std::string>> lists{uncompressedSyntaxes()};
    for (const auto& syntax : compressedSyntaxes()) {
        if (lists.size() < room)
            lists.push_back({syntax});
        else
            lists.back().push_back(syntax);
    }
    return lists;
}

} // namespace

std::vector<Query> RetrieveRequest::wholeStudy(const QString& studyUid) {
    std::vector<Query> queries;
    queries.emplace_back(Query::Level::Study).match(DCM_StudyInstanceUID, studyUid);
    return queries;
}

std::vector<Query> RetrieveRequest::images(const QList<study::InstanceKey>& keys, qsizetype atOnce) {
    std::vector<Query> queries;
    const auto grouped = bySeries(keys);
    for (auto it = grouped.cbegin(); it != grouped.cend(); ++it)
        for (qsizetype first = 0; first < it->size(); first += atOnce)
            queries.emplace_back(Query::Level::Image)
                .match(DCM_StudyInstanceUID, keys.first().studyUid)
                .match(DCM_SeriesInstanceUID, it.key())
                .matchAny(DCM_SOPInstanceUID, it->mid(first, atOnce));
    return queries;
}

std::vector<Query> RetrieveRequest::series(const QList<study::InstanceKey>& keys) {
    return keys.isEmpty() ? std::vector<Query>{} : series(keys.first().studyUid, bySeries(keys).keys());
}

std::vector<Query> RetrieveRequest::series(const QString& studyUid, const QStringList& seriesUids) {
    std::vector<Query> queries;
    for (const auto& seriesUid : seriesUids)
        queries.emplace_back(Query::Level::Series)
            .match(DCM_StudyInstanceUID, studyUid)
            .match(DCM_SeriesInstanceUID, seriesUid);
    return queries;
}

RequestQueue::RequestQueue(std::vector<Query> requests) : m_requests(std::move(requests)) {}

Query* RequestQueue::next() {
    const std::scoped_lock lock(m_mutex);
    return m_next < m_requests.size() ? &m_requests[m_next++] : nullptr;
}

std::vector<Proposal> storageProposals(const QList<study::InstanceKey>& keys) {
    const auto classes = classesOf(keys);
    const auto lists = spread(contextsAtMost / classes.size());
    std::vector<Proposal> proposals;
    for (const auto& uid : classes)
        for (const auto& list : lists)
            proposals.push_back({uid, list, Proposal::Role::Provider});
    return proposals;
}

} // namespace vigil::dicom
