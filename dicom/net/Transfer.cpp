// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Transfer.h"

#include "dicom/net/Finder.h"

#include <utility>

namespace vigil::dicom {

namespace {

const char* modelOf(Transfer::Method method) {
    return method == Transfer::Method::Move ? UID_MOVEStudyRootQueryRetrieveInformationModel
                                            : UID_GETStudyRootQueryRetrieveInformationModel;
}

QString serviceOf(Transfer::Method method) {
    return method == Transfer::Method::Move ? QStringLiteral("C-MOVE") : QStringLiteral("C-GET");
}

/// What C-MOVE and C-GET responses have in common.
struct Response {
    quint16 status = 0;
    int failed = 0;
    T_DIMSE_DataSetType dataset = DIMSE_DATASET_NULL;
};

std::optional<Response> responseOf(const T_DIMSE_Message& command) {
    if (command.CommandField == DIMSE_C_MOVE_RSP) {
        const auto& move = command.msg.CMoveRSP;
        const bool counted = (move.opts & O_MOVE_NUMBEROFFAILEDSUBOPERATIONS) != 0;
        return Response{move.DimseStatus, counted ? move.NumberOfFailedSubOperations : 0, move.DataSetType};
    }
    if (command.CommandField == DIMSE_C_GET_RSP) {
        const auto& get = command.msg.CGetRSP;
        const bool counted = (get.opts & O_GET_NUMBEROFFAILEDSUBOPERATIONS) != 0;
        return Response{get.DimseStatus, counted ? get.NumberOfFailedSubOperations : 0, get.DataSetType};
    }
    return std::nullopt;
}

} // namespace

Result<std::unique_ptr<Transfer>> Transfer::open(Method method, const study::PacsPeer& peer,
                                                 const study::LocalNode& local, study::ObjectSink& sink,
                                                 Arrivals& arrivals, std::stop_token stop) {
    std::vector<Proposal> proposals{uncompressed(modelOf(method))};
    if (method == Method::Get)
        for (auto& proposal : storageProposals(arrivals.missing()))
            proposals.push_back(std::move(proposal));
    VIGIL_TRY(auto association, Association::open(peer, local, proposals, std::move(stop)));
    std::unique_ptr<Transfer> transfer(new Transfer(method, std::move(association), sink, arrivals));
    if (transfer->m_context == 0)
        return notOffered(QStringLiteral("fetching studies by %1").arg(serviceOf(method)), {peer, local});
    return transfer;
}

Transfer::Transfer(Method method, std::unique_ptr<Association> association, study::ObjectSink& sink,
                   Arrivals& arrivals)
    : m_method(method), m_association(std::move(association)), m_arrivals(arrivals),
      m_receiver(sink, m_association->parties().peer.name, m_association->parties().peer.charset,
                 m_association->patience().stop,
                 {m_association->parties().local.limits.objectBytes, study::LocalNode::Unsolicited::Accept}),
      m_context(m_association->contextFor(modelOf(method))) {}

Result<void> Transfer::run(RequestQueue& requests) {
    while (auto request = requests.next())
        VIGIL_CHECK(runOne(*request));
    return {};
}

Result<void> Transfer::sendRequest(Query& request, quint16 messageId) {
    T_DIMSE_Message message{};
    if (m_method == Method::Move) {
        message.CommandField = DIMSE_C_MOVE_RQ;
        auto& move = message.msg.CMoveRQ;
        move.MessageID = messageId;
        move.Priority = DIMSE_PRIORITY_MEDIUM;
        move.DataSetType = DIMSE_DATASET_PRESENT;
        OFStandard::strlcpy(move.AffectedSOPClassUID, modelOf(m_method), sizeof(move.AffectedSOPClassUID));
        OFStandard::strlcpy(move.MoveDestination,
                            m_association->parties().local.aeTitle.toLatin1().constData(),
                            sizeof(move.MoveDestination));
    } else {
        message.CommandField = DIMSE_C_GET_RQ;
        auto& get = message.msg.CGetRQ;
        get.MessageID = messageId;
        get.Priority = DIMSE_PRIORITY_MEDIUM;
        get.DataSetType = DIMSE_DATASET_PRESENT;
        OFStandard::strlcpy(get.AffectedSOPClassUID, modelOf(m_method), sizeof(get.AffectedSOPClassUID));
    }
    return m_association->send(m_context, message, &request.identifier());
}

Result<Message> Transfer::await(quint16 messageId) {
    const Waiting waiting{[this] { return peerIsAlive(); }, [this] { m_arrivals.update(); }};
    auto message = m_association->receive(waiting);
    if (!message && message.error().code == Error::Code::Cancelled)
        m_association->cancel(m_context, messageId);
    return message;
}

bool Transfer::peerIsAlive() {
    m_arrivals.updateNow();
    if (const int now = m_arrivals.received(); std::exchange(m_seen, now) != now) return true;
    // Many PACS say nothing between the sub-operations of a C-MOVE, and a tape may take minutes: ask whether
    // anybody is there.
    const auto parties = m_association->parties();
    return m_method == Method::Move &&
           Finder(parties.peer, parties.local).echo(m_association->patience().stop).has_value();
}

Result<void> Transfer::takeObject(const Message& message) {
    const auto& request = message.command.msg.CStoreRQ;
    quint16 status = STATUS_Success;
    auto condition = m_receiver.receive(m_association->native(), message.context, request, status);
    if (condition.good()) condition = answerStore(m_association->native(), message.context, request, status);
    if (condition.bad()) return m_association->errorOf(condition);
    m_arrivals.update();
    return {};
}

Result<void> Transfer::runOne(Query& request) {
    const auto messageId = m_association->nextMessageId();
    VIGIL_CHECK(sendRequest(request, messageId));
    const int failedBefore = m_failed;
    for (;;) {
        VIGIL_TRY(const auto message, await(messageId));
        if (message.command.CommandField == DIMSE_C_STORE_RQ) {
            VIGIL_CHECK(takeObject(message));
            continue;
        }
        const auto response = responseOf(message.command);
        if (!response)
            return m_association->errorOf(
                makeDcmnetCondition(DIMSEC_UNEXPECTEDRESPONSE, OF_error, "unexpected command"));
        if (response->dataset != DIMSE_DATASET_NULL) VIGIL_CHECK(m_association->receiveDataset());
        m_arrivals.addFailed(failedBefore + response->failed - m_failed);
        m_failed = failedBefore + response->failed;
        m_arrivals.update();
        if (DICOM_PENDING_STATUS(response->status)) continue;
        // 0xB000: done, but some sub-operations failed (PS3.4 C.4.2.1.5); they are counted.
        if (response->status == STATUS_Success || DICOM_WARNING_STATUS(response->status)) return {};
        return errorOfStatus(response->status, serviceOf(m_method), m_association->parties());
    }
}

} // namespace vigil::dicom
