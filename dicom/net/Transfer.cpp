// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Transfer.h"

#include "dicom/net/Finder.h"

#include <utility>

namespace vigil::dicom {

Result<std::unique_ptr<Transfer>> Transfer::open(Method method, const study::PacsPeer& peer,
                                                 const study::LocalNode& local, study::ObjectSink& sink,
                                                 Arrivals& arrivals, std::stop_token stop) {
    std::vector<Proposal> proposals{uncompressed(modelOf(method))};
    if (method == Method::Get)
        for (auto& proposal :
             storageProposals(arrivals.isOpenEnded() ? QList<study::InstanceKey>{} : arrivals.missing()))
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

Result<Message> Transfer::await(quint16 messageId) {
    Waiting waiting;
    waiting.eachSlice = [this] { m_arrivals.update(); };
    // Many PACS say nothing between the sub-operations of a C-MOVE, and a tape may take minutes: what arrives
    // here is a sign of life, and so is an answer to the question whether anybody is there.
    if (m_method == Method::Move) {
        waiting.lastSign = [this] { return m_arrivals.lastArrival(); };
        waiting.isAlive = [this](Waiting::Time until) { return peerAnswers(until); };
    }
    auto message = m_association->receive(waiting);
    if (!message && message.error().code == Error::Code::Cancelled)
        m_association->cancel(m_context, messageId);
    return message;
}

bool Transfer::peerAnswers(Waiting::Time until) {
    m_arrivals.updateNow();
    const auto parties = m_association->parties();
    const auto echo = Finder(parties.peer, parties.local).echoUntil(until, m_association->patience().stop);
    return echo || isAnswer(echo.error()); // also "no more connections now" comes from somebody
}

Result<void> Transfer::takeObject(const Message& message) {
    const auto condition = m_receiver.take(m_association->native(), message);
    if (condition.bad()) return m_association->errorOf(condition);
    m_arrivals.update();
    return {};
}

Result<void> Transfer::runOne(Query& request) {
    const auto messageId = m_association->nextMessageId();
    auto command = retrieveRequest(m_method, messageId, m_association->parties().local.aeTitle);
    VIGIL_CHECK(m_association->send(m_context, command, &request.identifier()));
    const int failedBefore = m_failed;
    for (;;) {
        VIGIL_TRY(const auto message, await(messageId));
        if (message.command.CommandField == DIMSE_C_STORE_RQ) {
            VIGIL_CHECK(takeObject(message));
            continue;
        }
        const auto response = retrieveResponse(message.command);
        if (!response)
            return m_association->errorOf(
                makeDcmnetCondition(DIMSEC_UNEXPECTEDRESPONSE, OF_error, "unexpected command"));
        if (response->dataset != DIMSE_DATASET_NULL) VIGIL_CHECK(m_association->receiveDataset());
        m_arrivals.addFailed(failedBefore + response->failed - m_failed);
        m_failed = failedBefore + response->failed;
        m_arrivals.update();
        if (DICOM_PENDING_STATUS(response->status)) continue;
        // 0xB000: done, but some sub-operations failed (PS3.4 C.4.2.1.5); they are counted.
        const bool ended = response->status == STATUS_Success || DICOM_WARNING_STATUS(response->status);
        const bool counts = response->total >= 0 && m_suboperations >= 0;
        m_suboperations = counts ? m_suboperations + response->total : -1;
        if (ended) return {};
        return errorOfStatus(response->status, serviceOf(m_method), m_association->parties());
    }
}

} // namespace vigil::dicom
