// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Archive.h"

#include "dicom/net/Query.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace vigil::dicom {

namespace {

using sync::Delivered;
using sync::Delivery;
using sync::Rejected;
using sync::RetryLater;

/// Some archives index behind the C-STORE: how often, and how long apart, to ask.
constexpr int confirmations = 4;
constexpr std::chrono::milliseconds betweenConfirmations{250};

RetryLater later(const Error& error) {
    switch (error.code) {
    case Error::Code::Refused:
    case Error::Code::Denied:
        return {RetryLater::Cause::LoginFailed, error.message};
    case Error::Code::Timeout:
        return {RetryLater::Cause::Silent, error.message};
    case Error::Code::Busy:
        return {RetryLater::Cause::Busy, error.message};
    default:
        return {RetryLater::Cause::Unreachable, error.message};
    }
}

bool read(const QByteArray& payload, DcmFileFormat& file) {
    DcmInputBufferStream stream;
    stream.setBuffer(payload.constData(), payload.size());
    stream.setEos();
    file.transferInit();
    const auto condition = file.read(stream);
    file.transferEnd();
    return condition.good() && file.loadAllDataIntoMemory().good();
}

std::string valueOf(DcmItem& item, const DcmTagKey& tag) {
    return ItemReader(item, {}).value(tag).toStdString();
}

std::vector<Proposal> proposalsFor(DcmFileFormat& file) {
    const auto sopClass = valueOf(*file.getDataset(), DCM_SOPClassUID);
    const DcmXfer syntax(file.getDataset()->getOriginalXfer());
    std::vector<Proposal> proposals{uncompressed(UID_FINDStudyRootQueryRetrieveInformationModel)};
    if (syntax.isEncapsulated())
        proposals.push_back({sopClass, {syntax.getXferID()}, Proposal::Role::Requestor});
    else
        proposals.push_back(uncompressed(sopClass));
    return proposals;
}

void pause(const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, stop, betweenConfirmations, [] { return false; });
}

} // namespace

Archive::Archive(study::PacsPeer peer, study::LocalNode local)
    : m_peer(std::move(peer)), m_local(std::move(local)) {}

QList<Delivery> Archive::deliver(const QList<sync::OutboxMessage>& messages, std::stop_token stop) {
    QList<Delivery> deliveries;
    std::optional<RetryLater> down;
    for (const auto& message : messages) {
        deliveries << (down ? Delivery(*down) : deliverOne(message, stop));
        if (const auto* retry = std::get_if<RetryLater>(&deliveries.last()))
            if (retry->cause != RetryLater::Cause::Unconfirmed) down = *retry;
    }
    return deliveries;
}

Delivery Archive::deliverOne(const sync::OutboxMessage& message, const std::stop_token& stop) {
    DcmFileFormat file;
    if (!read(message.payload, file) || valueOf(*file.getDataset(), DCM_SOPInstanceUID).empty())
        return Rejected{QStringLiteral("The stored document is not a readable DICOM file."), false};
    auto association = Association::open(m_peer, m_local, proposalsFor(file), stop);
    if (!association) return later(association.error());

    auto there = isThere(**association, *file.getDataset());
    if (!there) return later(there.error());
    if (*there) return Delivered{};
    if ((*association)->contextFor(valueOf(*file.getDataset(), DCM_SOPClassUID)) == 0)
        return Rejected{
            QStringLiteral("PACS \"%1\" does not take this kind of document (%2).")
                .arg(m_peer.name, QString::fromLatin1(dcmFindNameOfUID(
                                      valueOf(*file.getDataset(), DCM_SOPClassUID).c_str(), "unknown"))),
            false};
    const auto status = store(**association, file);
    if (!status) return later(status.error());
    if (*status != STATUS_Success && !DICOM_WARNING_STATUS(*status) &&
        *status != STATUS_N_DuplicateSOPInstance) {
        const auto error = errorOfStatus(*status, QStringLiteral("C-STORE"), {m_peer, m_local});
        if (error.code == Error::Code::Busy || error.code == Error::Code::Denied) return later(error);
        return Rejected{error.message, false};
    }
    for (int i = 0; i < confirmations && !stop.stop_requested(); ++i) {
        if (i > 0) pause(stop);
        there = isThere(**association, *file.getDataset());
        if (!there) return later(there.error());
        if (!*there) continue;
        (*association)->release();
        return Delivered{};
    }
    return RetryLater{
        RetryLater::Cause::Unconfirmed,
        QStringLiteral("PACS \"%1\" took the document but does not list it yet.").arg(m_peer.name)};
}

Result<bool> Archive::isThere(Association& association, DcmItem& dataset) const {
    const ItemReader reader(dataset, {});
    const auto uid = reader.value(DCM_SOPInstanceUID);
    Query query(Query::Level::Image);
    query.match(DCM_StudyInstanceUID, reader.value(DCM_StudyInstanceUID))
        .match(DCM_SeriesInstanceUID, reader.value(DCM_SeriesInstanceUID))
        .match(DCM_SOPInstanceUID, uid);
    bool there = false;
    VIGIL_CHECK(find(association, query, [&](DcmItem& answer) {
        there = there || ItemReader(answer, {}).value(DCM_SOPInstanceUID) == uid;
    }));
    return there;
}

Result<quint16> Archive::store(Association& association, DcmFileFormat& file) const {
    auto& dataset = *file.getDataset();
    const auto sopClass = valueOf(dataset, DCM_SOPClassUID);
    T_DIMSE_C_StoreRQ request{};
    request.MessageID = association.nextMessageId();
    request.Priority = DIMSE_PRIORITY_MEDIUM;
    request.DataSetType = DIMSE_DATASET_PRESENT;
    OFStandard::strlcpy(request.AffectedSOPClassUID, sopClass.c_str(), sizeof(request.AffectedSOPClassUID));
    OFStandard::strlcpy(request.AffectedSOPInstanceUID, valueOf(dataset, DCM_SOPInstanceUID).c_str(),
                        sizeof(request.AffectedSOPInstanceUID));
    T_DIMSE_C_StoreRSP response{};
    DcmDataset* detail = nullptr;
    const auto sent =
        DIMSE_storeUser(association.native(), association.contextFor(sopClass), &request, nullptr, &dataset,
                        nullptr, nullptr, DIMSE_BLOCKING, 0, &response, &detail);
    delete detail;
    if (sent.bad()) return association.errorOf(sent);
    return response.DimseStatus;
}

} // namespace vigil::dicom
