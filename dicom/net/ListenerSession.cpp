// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/ListenerSession.h"

#include "core/base/Log.h"
#include "dicom/net/Dimse.h"
#include "dicom/net/StoreReceiver.h"
#include "dicom/net/TransferSyntaxes.h"

#include <dcmtk/dcmdata/dctk.h>

#include <array>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr std::chrono::seconds requestAtMost{10};
constexpr std::chrono::minutes idleAtMost{5};
constexpr std::chrono::milliseconds farewell{250};

using Verdict = study::IncomingCall::Verdict;

/// The first of the caller's transfer syntaxes that we take: it knows best what it need not convert.
std::string chosenSyntax(const T_ASC_PresentationContext& context) {
    for (int i = 0; i < context.transferSyntaxCount; ++i)
        if (isReceivable(context.proposedTransferSyntaxes[i])) return context.proposedTransferSyntaxes[i];
    return {};
}

} // namespace

ListenerSession::ListenerSession(const study::LocalNode& local, Callers& callers, study::ObjectSink& sink,
                                 study::CallLog& calls, std::stop_token stop)
    : m_local(local), m_callers(callers), m_sink(sink), m_calls(calls), m_stop(std::move(stop)),
      m_transport(Patience{m_stop, requestAtMost, std::chrono::steady_clock::now() + requestAtMost}) {}

ListenerSession::~ListenerSession() {
    if (m_association != nullptr) {
        m_transport.setPatience({{}, farewell, std::chrono::steady_clock::now() + farewell});
        ASC_dropAssociation(m_association);
        ASC_destroyAssociation(&m_association);
    }
    ASC_dropNetwork(&m_network);
}

void ListenerSession::run(Socket socket, const QHostAddress& address, Room room) {
    const auto from = address.toString();
    if (!m_callers.knows(address, m_stop)) {
        spdlog::warn("a connection from {} was closed: no PACS is configured at this address", from);
        m_calls.add({Verdict::UnknownAddress, from, {}, {}});
        return;
    }
    const auto received = m_transport.receive(std::move(socket), &m_network, &m_association);
    // DCMTK calls it good when the other side hangs up before it said anything.
    if (received.bad() || m_transport.end().kind != LinkEnd::Kind::None) {
        spdlog::warn("a connection from {} brought no DICOM request: {}", from, received.text());
        m_calls.add({Verdict::NoRequest, from, {}, {}});
        return;
    }
    if (const auto caller = admit(address, room)) serve(*caller);
}

std::optional<study::PacsPeer> ListenerSession::admit(const QHostAddress& address, Room room) {
    constexpr std::size_t aeSize = 17;
    std::array<char, aeSize> calling{};
    std::array<char, aeSize> called{};
    std::array<char, aeSize> responding{};
    ASC_getAPTitles(m_association->params, calling.data(), aeSize, called.data(), aeSize, responding.data(),
                    aeSize);
    const auto callingAe = QString::fromLatin1(calling.data()).trimmed();
    const auto calledAe = QString::fromLatin1(called.data()).trimmed();
    if (calledAe != m_local.aeTitle) {
        spdlog::warn("{} called us \"{}\", but we are \"{}\"", callingAe, calledAe, m_local.aeTitle);
        m_calls.add({Verdict::WrongCalledTitle, address.toString(), callingAe, calledAe});
        reject(ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER,
               ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED);
        return std::nullopt;
    }
    auto caller = m_callers.find(callingAe, address, m_stop);
    if (!caller) {
        spdlog::warn("\"{}\" at {} was refused: no PACS is configured under this AE title and address",
                     callingAe, address.toString());
        m_calls.add({Verdict::UnknownCaller, address.toString(), callingAe, calledAe});
        reject(ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER,
               ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED);
        return std::nullopt;
    }
    if (room == Room::Full) {
        m_calls.add({Verdict::TooMany, address.toString(), callingAe, calledAe});
        reject(ASC_RESULT_REJECTEDTRANSIENT, ASC_SOURCE_SERVICEPROVIDER_PRESENTATION_RELATED,
               ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED);
        return std::nullopt;
    }
    m_transport.setPatience({m_stop, caller->silenceTimeout});
    acceptContexts();
    if (ASC_acknowledgeAssociation(m_association).bad()) return std::nullopt;
    m_calls.add({Verdict::Accepted, address.toString(), callingAe, calledAe});
    return caller;
}

void ListenerSession::reject(T_ASC_RejectParametersResult result, T_ASC_RejectParametersSource source,
                             T_ASC_RejectParametersReason reason) {
    m_transport.setPatience({m_stop, farewell, std::chrono::steady_clock::now() + farewell});
    const T_ASC_RejectParameters parameters{result, source, reason};
    ASC_rejectAssociation(m_association, &parameters);
}

void ListenerSession::acceptContexts() {
    auto* parameters = m_association->params;
    for (int i = 0; i < ASC_countPresentationContexts(parameters); ++i) {
        T_ASC_PresentationContext context{};
        if (ASC_getPresentationContext(parameters, i, &context).bad()) continue;
        const std::string abstractSyntax = context.abstractSyntax;
        const auto syntax = chosenSyntax(context);
        const bool known = abstractSyntax == UID_VerificationSOPClass || isStorageClass(abstractSyntax);
        if (!known || syntax.empty())
            ASC_refusePresentationContext(parameters, context.presentationContextID,
                                          known ? ASC_P_TRANSFERSYNTAXESNOTSUPPORTED
                                                : ASC_P_ABSTRACTSYNTAXNOTSUPPORTED);
        else
            ASC_acceptPresentationContext(parameters, context.presentationContextID, syntax.c_str());
    }
}

void ListenerSession::serve(const study::PacsPeer& caller) {
    StoreReceiver receiver(m_sink, caller.name, caller.charset, m_stop);
    for (;;) {
        Message message;
        LinkEnd end;
        auto condition = nextCommand(m_association, m_transport, idleAtMost, {}, message, end);
        if (condition == DUL_PEERREQUESTEDRELEASE) {
            ASC_acknowledgeRelease(m_association);
            return;
        }
        if (condition.good() && message.command.CommandField == DIMSE_C_STORE_RQ) {
            const auto& request = message.command.msg.CStoreRQ;
            quint16 status = STATUS_Success;
            condition = receiver.receive(m_association, message.context, request, status);
            if (condition.good()) condition = answerStore(m_association, message.context, request, status);
        } else if (condition.good() && message.command.CommandField == DIMSE_C_ECHO_RQ) {
            condition = DIMSE_sendEchoResponse(m_association, message.context, &message.command.msg.CEchoRQ,
                                               STATUS_Success, nullptr);
        } else if (condition.good()) {
            condition = DIMSE_BADCOMMANDTYPE;
        }
        if (condition.good()) continue;
        if (condition != DUL_PEERABORTEDASSOCIATION && !m_stop.stop_requested())
            spdlog::warn("the connection with {} was ended: {}", caller.name, condition.text());
        m_transport.setPatience({{}, farewell, std::chrono::steady_clock::now() + farewell});
        ASC_abortAssociation(m_association);
        return;
    }
}

} // namespace vigil::dicom
