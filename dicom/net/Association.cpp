// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Association.h"

#include <algorithm>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr std::chrono::milliseconds farewell{150};
constexpr std::chrono::milliseconds releaseAtMost{2000};
constexpr qint64 longestAnswer = 16 * 1024 * 1024; // of a query: kept in memory
constexpr std::size_t maximumContexts = 128;       // PS3.8 9.3.2.2: odd identifiers from 1 to 255

Patience untilFarewell() {
    return {{}, farewell, std::chrono::steady_clock::now() + farewell};
}

T_ASC_SC_ROLE roleOf(const Proposal& proposal) {
    return proposal.role == Proposal::Role::Provider ? ASC_SC_ROLE_SCP : ASC_SC_ROLE_DEFAULT;
}

} // namespace

Proposal uncompressed(std::string abstractSyntax) {
    return {std::move(abstractSyntax),
            {UID_LittleEndianExplicitTransferSyntax, UID_LittleEndianImplicitTransferSyntax}};
}

Result<std::unique_ptr<Association>> Association::open(const study::PacsPeer& peer,
                                                       const study::LocalNode& local,
                                                       const std::vector<Proposal>& proposals,
                                                       std::stop_token stop, TimePoint until) {
    std::unique_ptr<Association> association(new Association(peer, local, std::move(stop), until));
    if (peer.tls == study::PacsPeer::Tls::On) {
        VIGIL_TRY(auto tls, TlsContext::load(local.tlsFiles, TlsContext::Role::Caller));
        association->m_transport.useTls(std::move(tls));
    }
    VIGIL_CHECK(association->request(proposals));
    return association;
}

Association::Association(study::PacsPeer peer, study::LocalNode local, std::stop_token stop, TimePoint until)
    : m_peer(std::move(peer)), m_local(std::move(local)),
      m_transport(Patience{std::move(stop), m_peer.silenceTimeout, until}) {}

Association::~Association() {
    abort();
    ASC_dropNetwork(&m_network);
}

std::chrono::milliseconds Association::timeLeft() const {
    const auto now = std::chrono::steady_clock::now();
    if (patience().until == TimePoint::max()) return std::chrono::milliseconds::max();
    return std::chrono::ceil<std::chrono::milliseconds>(std::max(patience().until, now) - now);
}

Result<void> Association::propose(T_ASC_Parameters* parameters,
                                  const std::vector<Proposal>& proposals) const {
    if (proposals.size() > maximumContexts)
        return Error{
            Error::Code::Internal, QStringLiteral("Too many kinds of objects for one connection."), {}};
    T_ASC_PresentationContextID id = 1;
    for (const auto& proposal : proposals) {
        std::vector<const char*> syntaxes;
        for (const auto& syntax : proposal.transferSyntaxes)
            syntaxes.push_back(syntax.c_str());
        const auto added =
            ASC_addPresentationContext(parameters, id, proposal.abstractSyntax.c_str(), syntaxes.data(),
                                       static_cast<int>(syntaxes.size()), roleOf(proposal));
        if (added.bad()) return errorOf(added);
        id = static_cast<T_ASC_PresentationContextID>(id + 2);
    }
    return {};
}

Result<void> Association::request(const std::vector<Proposal>& proposals) {
    const auto end = m_transport.connect(
        m_peer.host, m_peer.port, std::min<std::chrono::milliseconds>(m_peer.connectTimeout, timeLeft()));
    if (end.kind != LinkEnd::Kind::None) return dicom::errorOf(end, parties());

    auto condition =
        ASC_initializeNetwork(NET_REQUESTOR, 0, static_cast<int>(m_peer.silenceTimeout.count()), &m_network);
    if (condition.good()) condition = ASC_setTransportLayer(m_network, &m_transport, 0);
    T_ASC_Parameters* parameters = nullptr;
    if (condition.good()) condition = ASC_createAssociationParameters(&parameters, m_local.limits.pduBytes);
    if (condition.bad()) return errorOf(condition);
    ASC_setAPTitles(parameters, m_local.aeTitle.toLatin1().constData(), m_peer.aeTitle.toLatin1().constData(),
                    nullptr);
    ASC_setPresentationAddresses(parameters, "localhost", m_transport.address().c_str());
    if (auto proposed = propose(parameters, proposals); !proposed) {
        ASC_destroyAssociationParameters(&parameters);
        return proposed.error();
    }

    condition = ASC_requestAssociation(m_network, parameters, &m_association);
    if (condition.good() && ASC_countAcceptedPresentationContexts(parameters) > 0) return {};
    auto error =
        condition.good() ? notOffered(QStringLiteral("what is needed"), parties()) : errorOf(condition);
    if (condition == DUL_ASSOCIATIONREJECTED) {
        T_ASC_RejectParameters rejection{};
        ASC_getRejectParameters(parameters, &rejection);
        error = dicom::errorOf(rejection, parties());
    }
    if (condition.bad()) ASC_destroyAssociation(&m_association);
    return error;
}

T_ASC_PresentationContextID Association::contextFor(const std::string& abstractSyntax) const {
    return ASC_findAcceptedPresentationContextID(m_association, abstractSyntax.c_str());
}

Error Association::errorOf(const OFCondition& condition) const {
    return dicom::errorOf(condition, m_transport.end(), parties());
}

Result<void> Association::send(T_ASC_PresentationContextID context, T_DIMSE_Message& command,
                               DcmDataset* dataset) {
    const auto sent = DIMSE_sendMessageUsingMemoryData(m_association, context, &command, nullptr, dataset,
                                                       nullptr, nullptr);
    if (sent.bad()) return errorOf(sent);
    return {};
}

Result<Message> Association::receive(const Waiting& waiting) {
    Message message;
    LinkEnd end;
    const auto received = nextCommand(m_association, m_transport, std::min(patience().silence, timeLeft()),
                                      toleratedBytes(m_local.limits), waiting, message, end);
    if (received.good()) return message;
    if (received == DIMSE_NODATAAVAILABLE) return dicom::errorOf(end, parties());
    return errorOf(received);
}

Result<std::unique_ptr<DcmDataset>> Association::receiveDataset() {
    m_transport.allow(longestAnswer);
    DcmDataset* dataset = nullptr;
    T_ASC_PresentationContextID context = 0;
    const auto received =
        DIMSE_receiveDataSetInMemory(m_association, DIMSE_BLOCKING, 0, &context, &dataset, nullptr, nullptr);
    std::unique_ptr<DcmDataset> owned(dataset);
    if (received.bad()) return errorOf(received);
    return owned;
}

void Association::cancel(T_ASC_PresentationContextID context, quint16 messageId) {
    if (m_association == nullptr) return;
    m_transport.setPatience(untilFarewell());
    // One look for the answer is enough: others may still be on their way, and the peer has the C-CANCEL.
    if (DIMSE_sendCancelRequest(m_association, context, messageId).good()) (void)receive().has_value();
    abort();
}

void Association::release() {
    if (m_association == nullptr) return;
    const auto silence = std::min(releaseAtMost, patience().silence);
    m_transport.setPatience(
        {patience().stop, silence, std::min(patience().until, std::chrono::steady_clock::now() + silence)});
    ASC_releaseAssociation(m_association);
    ASC_destroyAssociation(&m_association);
}

void Association::abort() {
    if (m_association == nullptr) return;
    m_transport.setPatience(untilFarewell());
    ASC_abortAssociation(m_association);
    ASC_destroyAssociation(&m_association);
}

} // namespace vigil::dicom
