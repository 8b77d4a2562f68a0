// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/ProbeTransfer.h"

#include "dicom/net/Association.h"
#include "dicom/net/Query.h"
#include "dicom/net/RetrieveRequest.h"
#include "dicom/net/StoreReceiver.h"

#include <functional>

namespace vigil::dicom {

namespace {

constexpr auto moveModel = UID_MOVEStudyRootQueryRetrieveInformationModel;
constexpr auto getModel = UID_GETStudyRootQueryRetrieveInformationModel;

T_DIMSE_Message moveRequest(quint16 messageId, const QString& destination) {
    T_DIMSE_Message message{};
    message.CommandField = DIMSE_C_MOVE_RQ;
    auto& move = message.msg.CMoveRQ;
    move.MessageID = messageId;
    move.Priority = DIMSE_PRIORITY_MEDIUM;
    move.DataSetType = DIMSE_DATASET_PRESENT;
    OFStandard::strlcpy(move.AffectedSOPClassUID, moveModel, sizeof(move.AffectedSOPClassUID));
    OFStandard::strlcpy(move.MoveDestination, destination.toLatin1().constData(),
                        sizeof(move.MoveDestination));
    return message;
}

T_DIMSE_Message getRequest(quint16 messageId) {
    T_DIMSE_Message message{};
    message.CommandField = DIMSE_C_GET_RQ;
    auto& get = message.msg.CGetRQ;
    get.MessageID = messageId;
    get.Priority = DIMSE_PRIORITY_MEDIUM;
    get.DataSetType = DIMSE_DATASET_PRESENT;
    OFStandard::strlcpy(get.AffectedSOPClassUID, getModel, sizeof(get.AffectedSOPClassUID));
    return message;
}

/// C-MOVE and C-GET responses are alike; `Counted` are the bits that say which counters are there.
template <class Response>
study::TransferAnswer answerOf(const Response& response, unsigned countsCompleted, unsigned countsFailed) {
    study::TransferAnswer answer;
    answer.status = response.DimseStatus;
    if ((response.opts & countsCompleted) != 0) answer.completed = response.NumberOfCompletedSubOperations;
    if ((response.opts & countsFailed) != 0) answer.failed = response.NumberOfFailedSubOperations;
    return answer;
}

using TakeObject = std::function<Result<void>(const Message&)>;

/// Waits for the final answer; objects that come over the same association go to `take`.
Result<study::TransferAnswer> finalAnswer(Association& association, T_ASC_PresentationContextID context,
                                          quint16 messageId, const TakeObject& take) {
    for (;;) {
        auto message = association.receive();
        if (!message) {
            if (message.error().code == Error::Code::Cancelled) association.cancel(context, messageId);
            return message.error();
        }
        if (message->command.CommandField == DIMSE_C_STORE_RQ && take) {
            VIGIL_CHECK(take(*message));
            continue;
        }
        study::TransferAnswer answer;
        T_DIMSE_DataSetType dataset = DIMSE_DATASET_NULL;
        if (message->command.CommandField == DIMSE_C_MOVE_RSP) {
            const auto& move = message->command.msg.CMoveRSP;
            answer =
                answerOf(move, O_MOVE_NUMBEROFCOMPLETEDSUBOPERATIONS, O_MOVE_NUMBEROFFAILEDSUBOPERATIONS);
            dataset = move.DataSetType;
        } else if (message->command.CommandField == DIMSE_C_GET_RSP) {
            const auto& get = message->command.msg.CGetRSP;
            answer = answerOf(get, O_GET_NUMBEROFCOMPLETEDSUBOPERATIONS, O_GET_NUMBEROFFAILEDSUBOPERATIONS);
            dataset = get.DataSetType;
        } else {
            return association.errorOf(
                makeDcmnetCondition(DIMSEC_UNEXPECTEDRESPONSE, OF_error, "unexpected command"));
        }
        if (dataset != DIMSE_DATASET_NULL) VIGIL_CHECK(association.receiveDataset());
        if (!DICOM_PENDING_STATUS(answer.status)) return answer;
    }
}

Result<study::TransferAnswer> request(Association& association, const char* model, T_DIMSE_Message command,
                                      quint16 messageId, const study::InstanceKey& instance,
                                      const TakeObject& take) {
    const auto context = association.contextFor(model);
    if (context == 0)
        return notOffered(QStringLiteral("fetching studies by %1")
                              .arg(take ? QStringLiteral("C-GET") : QStringLiteral("C-MOVE")),
                          association.parties());
    auto queries = RetrieveRequest::images({instance});
    VIGIL_CHECK(association.send(context, command, &queries.front().identifier()));
    VIGIL_TRY(auto answer, finalAnswer(association, context, messageId, take));
    association.release();
    return answer;
}

} // namespace

Result<study::TransferAnswer> moveOne(const study::PacsPeer& peer, const study::LocalNode& local,
                                      const study::InstanceKey& instance, std::stop_token stop) {
    VIGIL_TRY(auto association, Association::open(peer, local, {uncompressed(moveModel)}, std::move(stop)));
    const auto messageId = association->nextMessageId();
    return request(*association, moveModel, moveRequest(messageId, local.aeTitle), messageId, instance, {});
}

Result<study::TransferAnswer> getOne(const study::PacsPeer& peer, const study::LocalNode& local,
                                     const study::InstanceKey& instance, study::ObjectSink& sink,
                                     std::stop_token stop) {
    std::vector<Proposal> proposals{uncompressed(getModel)};
    for (auto& proposal : storageProposals({instance}))
        proposals.push_back(std::move(proposal));
    VIGIL_TRY(auto association, Association::open(peer, local, proposals, stop));
    StoreReceiver receiver(sink, peer.name, peer.charset, stop,
                           {local.limits.objectBytes, study::LocalNode::Unsolicited::Accept});
    const auto take = [&](const Message& message) -> Result<void> {
        const auto& store = message.command.msg.CStoreRQ;
        quint16 status = STATUS_Success;
        auto condition = receiver.receive(association->native(), message.context, store, status);
        if (condition.good()) condition = answerStore(association->native(), message.context, store, status);
        if (condition.bad()) return association->errorOf(condition);
        return {};
    };
    const auto messageId = association->nextMessageId();
    return request(*association, getModel, getRequest(messageId), messageId, instance, take);
}

} // namespace vigil::dicom
