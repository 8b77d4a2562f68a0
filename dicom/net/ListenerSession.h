// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/CallLog.h"
#include "core/study/EitherStop.h"
#include "core/study/Ports.h"
#include "dicom/net/AssociationLimit.h"
#include "dicom/net/Callers.h"
#include "dicom/net/Dimse.h"
#include "dicom/net/StoreReceiver.h"
#include "dicom/net/Transport.h"

namespace vigil::dicom {

/// One association of somebody who sends to us, from the accepted socket to its end. Whatever the other side
/// does, nothing but this session ends. Owned by its worker thread.
class ListenerSession {
public:
    /// What all sessions of a listener have in common; it outlives them. Without `tls` they are plain.
    struct House {
        const study::LocalNode& local;
        std::shared_ptr<const TlsContext> tls;
        Callers& callers;
        AssociationLimit& limit;
        study::ObjectSink& sink;
        study::CallLog& calls;
    };

    ListenerSession(const House& house, std::stop_token stop);
    ~ListenerSession();
    ListenerSession(const ListenerSession&) = delete;
    ListenerSession& operator=(const ListenerSession&) = delete;

    void run(Socket socket, const QHostAddress& address);

private:
    /// The caller when the association is accepted; otherwise it has been rejected.
    std::optional<study::PacsPeer> admit(const QHostAddress& address);
    /// Whether the certificate is the one that this PACS is to show; a caller that cannot prove it has been
    /// rejected, and `call` says so in the log of calls.
    bool provesToBe(const study::PacsPeer& caller, study::IncomingCall call);
    void reject(T_ASC_RejectParametersResult result, T_ASC_RejectParametersSource source,
                T_ASC_RejectParametersReason reason);
    void acceptContexts();
    void serve(const study::PacsPeer& caller);
    OFCondition answer(StoreReceiver& receiver, const Message& message);

    const House& m_house;
    AssociationLimit::Place m_place;
    std::stop_source m_over; ///< what it brings was given up
    study::EitherStop m_either;
    std::stop_token m_stop; ///< by the listener or by m_over
    Transport m_transport;
    T_ASC_Network* m_network = nullptr;
    T_ASC_Association* m_association = nullptr;
};

} // namespace vigil::dicom
