// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/ProbeTransfer.h"

#include "dicom/net/Association.h"
#include "dicom/net/Query.h"
#include "dicom/net/RetrieveMessages.h"
#include "dicom/net/RetrieveRequest.h"
#include "dicom/net/StoreReceiver.h"

#include <functional>

namespace vigil::dicom {

namespace {

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
        const auto response = retrieveResponse(message->command);
        if (!response)
            return association.errorOf(
                makeDcmnetCondition(DIMSEC_UNEXPECTEDRESPONSE, OF_error, "unexpected command"));
        if (response->dataset != DIMSE_DATASET_NULL) VIGIL_CHECK(association.receiveDataset());
        if (!DICOM_PENDING_STATUS(response->status))
            return study::TransferAnswer{response->status, response->completed, response->failed};
    }
}

Result<study::TransferAnswer> request(Association& association, RetrieveMethod method,
                                      const study::InstanceKey& instance, const TakeObject& take) {
    const auto context = association.contextFor(modelOf(method));
    if (context == 0)
        return notOffered(QStringLiteral("fetching studies by %1").arg(serviceOf(method)),
                          association.parties());
    const auto messageId = association.nextMessageId();
    auto command = retrieveRequest(method, messageId, association.parties().local.aeTitle);
    auto queries = RetrieveRequest::images({instance});
    VIGIL_CHECK(association.send(context, command, &queries.front().identifier()));
    VIGIL_TRY(auto answer, finalAnswer(association, context, messageId, take));
    association.release();
    return answer;
}

} // namespace

Result<study::TransferAnswer> moveOne(const study::PacsPeer& peer, const study::LocalNode& local,
                                      const study::InstanceKey& instance, std::stop_token stop) {
    constexpr auto method = RetrieveMethod::Move;
    VIGIL_TRY(auto association,
              Association::open(peer, local, {uncompressed(modelOf(method))}, std::move(stop)));
    return request(*association, method, instance, {});
}

Result<study::TransferAnswer> getOne(const study::PacsPeer& peer, const study::LocalNode& local,
                                     const study::InstanceKey& instance, study::ObjectSink& sink,
                                     std::stop_token stop) {
    constexpr auto method = RetrieveMethod::Get;
    std::vector<Proposal> proposals{uncompressed(modelOf(method))};
    for (auto& proposal : storageProposals({instance}))
        proposals.push_back(std::move(proposal));
    VIGIL_TRY(auto association, Association::open(peer, local, proposals, stop));
    StoreReceiver receiver(sink, peer.name, peer.charset, stop,
                           {local.limits.objectBytes, study::LocalNode::Unsolicited::Accept});
    const auto take = [&](const Message& message) -> Result<void> {
        const auto condition = receiver.take(association->native(), message);
        if (condition.bad()) return association->errorOf(condition);
        return {};
    };
    return request(*association, method, instance, take);
}

} // namespace vigil::dicom
