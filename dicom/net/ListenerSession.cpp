// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/ListenerSession.h"

#include "core/base/Log.h"
#include "dicom/net/Conditions.h"
#include "dicom/net/TransferSyntaxes.h"

#include <dcmtk/dcmdata/dctk.h>

#include <array>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr std::chrono::milliseconds parting{250};

using Verdict = study::IncomingCall::Verdict;

/// The first of the caller's transfer syntaxes that we take: it knows best what it need not convert.
std::string chosenSyntax(const T_ASC_PresentationContext& context) {
    for (int i = 0; i < context.transferSyntaxCount; ++i)
        if (isReceivable(context.proposedTransferSyntaxes[i])) return context.proposedTransferSyntaxes[i];
    return {};
}

/// An AE title as it goes into the log: a line feed in it would begin a line of the caller's choice.
QString printable(const char* aeTitle) {
    auto text = QString::fromLatin1(aeTitle).trimmed();
    for (auto& c : text)
        if (!c.isPrint()) c = u'?';
    return text;
}

} // namespace

ListenerSession::ListenerSession(const House& house, std::stop_token stop)
    : m_house(house), m_either(std::move(stop), m_over.get_token()), m_stop(m_either.token()),
      m_transport(Patience{m_stop, house.local.limits.requestTimeout,
                           std::chrono::steady_clock::now() + house.local.limits.requestTimeout}) {
    m_transport.useTls(house.tls);
}

ListenerSession::~ListenerSession() {
    if (m_association != nullptr) {
        m_transport.setPatience({{}, parting, std::chrono::steady_clock::now() + parting});
        ASC_dropAssociation(m_association);
        ASC_destroyAssociation(&m_association);
    }
    ASC_dropNetwork(&m_network);
}

void ListenerSession::run(Socket socket, const QHostAddress& address) {
    const auto from = address.toString();
    if (!m_house.callers.knows(address, m_stop)) {
        spdlog::warn("a connection from {} was closed: no PACS is configured at this address", from);
        m_house.calls.add({Verdict::UnknownAddress, from, {}, {}});
        return;
    }
    const auto received =
        m_transport.receive(std::move(socket), m_house.local.limits.pduBytes, &m_network, &m_association);
    // DCMTK calls it good when the other side hangs up before it said anything.
    if (received.bad() || m_transport.end().kind != LinkEnd::Kind::None) {
        const auto& end = m_transport.end();
        spdlog::warn("a connection from {} brought no DICOM request: {}", from,
                     end.kind == LinkEnd::Kind::None ? QString::fromLatin1(received.text()) : reasonOf(end));
        m_house.calls.add({Verdict::NoRequest, from, {}, {}});
        return;
    }
    if (const auto caller = admit(address)) serve(*caller);
}

std::optional<study::PacsPeer> ListenerSession::admit(const QHostAddress& address) {
    constexpr std::size_t aeSize = 17;
    std::array<char, aeSize> calling{};
    std::array<char, aeSize> called{};
    std::array<char, aeSize> responding{};
    ASC_getAPTitles(m_association->params, calling.data(), aeSize, called.data(), aeSize, responding.data(),
                    aeSize);
    const auto callingAe = printable(calling.data());
    const auto calledAe = printable(called.data());
    if (calledAe != m_house.local.aeTitle) {
        spdlog::warn("{} called us \"{}\", but we are \"{}\"", callingAe, calledAe, m_house.local.aeTitle);
        m_house.calls.add({Verdict::WrongCalledTitle, address.toString(), callingAe, calledAe});
        reject(ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER,
               ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED);
        return std::nullopt;
    }
    auto caller = m_house.callers.find(callingAe, address, m_stop);
    if (!caller) {
        spdlog::warn("\"{}\" at {} was refused: no PACS is configured under this AE title and address",
                     callingAe, address.toString());
        m_house.calls.add({Verdict::UnknownCaller, address.toString(), callingAe, calledAe});
        reject(ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER,
               ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED);
        return std::nullopt;
    }
    if (caller->tls == study::PacsPeer::Tls::On && !m_house.tls) {
        spdlog::warn(
            "{} at {} was refused: it is to encrypt (tls=on in [pacs/{}]), but tls is off in [local]",
            caller->name, address.toString(), caller->name);
        m_house.calls.add({Verdict::Unencrypted, address.toString(), callingAe, calledAe});
        // As a listener with TLS answers who does not speak it.
        reject(ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEPROVIDER_ACSE_RELATED,
               ASC_REASON_SP_ACSE_PROTOCOLVERSIONNOTSUPPORTED);
        return std::nullopt;
    }
    if (!provesToBe(*caller, {Verdict::WrongCertificate, address.toString(), callingAe, calledAe}))
        return std::nullopt;
    m_place = m_house.limit.take(address);
    if (!m_place) {
        m_house.calls.add({Verdict::TooMany, address.toString(), callingAe, calledAe});
        reject(ASC_RESULT_REJECTEDTRANSIENT, ASC_SOURCE_SERVICEPROVIDER_PRESENTATION_RELATED,
               ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED);
        return std::nullopt;
    }
    m_transport.setPatience({m_stop, caller->silenceTimeout, std::chrono::steady_clock::time_point::max(),
                             m_house.local.limits.idleTimeout});
    acceptContexts();
    if (ASC_acknowledgeAssociation(m_association).bad()) return std::nullopt;
    m_house.calls.add({Verdict::Accepted, address.toString(), callingAe, calledAe});
    return caller;
}

bool ListenerSession::provesToBe(const study::PacsPeer& caller, study::IncomingCall call) {
    if (caller.callerCertificate.isEmpty()) return true;
    const auto shown = m_transport.peerCertificate();
    if (shown.isFor(caller.callerCertificate)) return true;
    call.certificate = shown.fingerprint();
    spdlog::warn("{} at {} was refused: its certificate ({}) is not the one that callerCertificate in "
                 "[pacs/{}] names",
                 caller.name, call.address, call.certificate, caller.name);
    m_house.calls.add(std::move(call));
    reject(ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER, ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED);
    return false;
}

void ListenerSession::reject(T_ASC_RejectParametersResult result, T_ASC_RejectParametersSource source,
                             T_ASC_RejectParametersReason reason) {
    m_transport.setPatience({m_stop, parting, std::chrono::steady_clock::now() + parting});
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

OFCondition ListenerSession::answer(StoreReceiver& receiver, const Message& message) {
    if (message.command.CommandField == DIMSE_C_STORE_RQ) return receiver.take(m_association, message);
    if (message.command.CommandField == DIMSE_C_ECHO_RQ)
        return DIMSE_sendEchoResponse(m_association, message.context, &message.command.msg.CEchoRQ,
                                      STATUS_Success, nullptr);
    return DIMSE_BADCOMMANDTYPE;
}

void ListenerSession::serve(const study::PacsPeer& caller) {
    const auto& limits = m_house.local.limits;
    StoreReceiver receiver(
        m_house.sink, caller.name, caller.charset, m_stop,
        {limits.objectBytes, m_house.local.unsolicited, [this] { m_over.request_stop(); }});
    for (;;) {
        Message message;
        LinkEnd end;
        auto condition = nextCommand(m_association, m_transport, limits.idleTimeout, toleratedBytes(limits),
                                     {}, message, end);
        if (condition == DUL_PEERREQUESTEDRELEASE) {
            ASC_acknowledgeRelease(m_association);
            return;
        }
        if (condition.good()) condition = answer(receiver, message);
        if (condition.good() && !m_over.stop_requested()) continue;
        if (m_over.stop_requested())
            spdlog::info("the connection with {} was ended: what it brings was cancelled", caller.name);
        if (condition != DUL_PEERABORTEDASSOCIATION && !m_stop.stop_requested()) {
            const auto& cause = end.kind == LinkEnd::Kind::None ? m_transport.end() : end;
            spdlog::warn("the connection with {} was ended: {}", caller.name,
                         cause.kind == LinkEnd::Kind::None ? QString::fromLatin1(condition.text())
                                                           : reasonOf(cause));
        }
        m_transport.setPatience({{}, parting, std::chrono::steady_clock::now() + parting});
        ASC_abortAssociation(m_association);
        return;
    }
}

} // namespace vigil::dicom
