// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Peers.h"
#include "dicom/net/Conditions.h"
#include "dicom/net/Dimse.h"
#include "dicom/net/Transport.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmnet/dimse.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vigil::dicom {

/// One abstract syntax that we ask for, in the order of preferred transfer syntaxes.
struct Proposal {
    enum class Role { Requestor, Provider }; ///< Provider: we receive C-STORE on our own association (C-GET)

    std::string abstractSyntax;
    std::vector<std::string> transferSyntaxes;
    Role role = Role::Requestor;
};

/// Implicit and explicit VR little endian: what queries are asked in.
[[nodiscard]] Proposal uncompressed(std::string abstractSyntax);

/// An association that we requested, from the first byte to release or abort. Every call ends with Cancelled
/// soon after the stop token given to open(), and with Timeout when the peer is silent for longer than its
/// silenceTimeout. Owned by one call of a service; one thread.
class Association {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    /// All of it ends at `until`, whatever the peer does.
    static Result<std::unique_ptr<Association>>
    open(const study::PacsPeer& peer, const study::LocalNode& local, const std::vector<Proposal>& proposals,
         std::stop_token stop, TimePoint until = TimePoint::max());
    /// Aborts what was not released.
    ~Association();
    Association(const Association&) = delete;
    Association& operator=(const Association&) = delete;

    /// The accepted presentation context of an abstract syntax, 0 when there is none.
    [[nodiscard]] T_ASC_PresentationContextID contextFor(const std::string& abstractSyntax) const;
    [[nodiscard]] quint16 nextMessageId() { return m_association->nextMsgID++; }

    Result<void> send(T_ASC_PresentationContextID context, T_DIMSE_Message& command, DcmDataset* dataset);
    /// The next command. Cancelled and Timeout leave the association usable, so that a C-CANCEL can still be
    /// sent. `waiting` says what to do while nothing comes.
    Result<Message> receive(const Waiting& waiting = {});
    Result<std::unique_ptr<DcmDataset>> receiveDataset();

    /// Sends C-CANCEL, gives the peer a moment for its last answer and ends the association.
    void cancel(T_ASC_PresentationContextID context, quint16 messageId);
    void release();
    void abort();

    [[nodiscard]] T_ASC_Association* native() { return m_association; }
    [[nodiscard]] const Patience& patience() const { return m_transport.patience(); }
    [[nodiscard]] Error errorOf(const OFCondition& condition) const;
    [[nodiscard]] Parties parties() const { return {m_peer, m_local}; }

private:
    Association(study::PacsPeer peer, study::LocalNode local, std::stop_token stop, TimePoint until);
    [[nodiscard]] std::chrono::milliseconds timeLeft() const;
    Result<void> request(const std::vector<Proposal>& proposals);
    Result<void> propose(T_ASC_Parameters* parameters, const std::vector<Proposal>& proposals) const;

    study::PacsPeer m_peer;
    study::LocalNode m_local;
    Transport m_transport;
    T_ASC_Network* m_network = nullptr;
    T_ASC_Association* m_association = nullptr;
};

} // namespace vigil::dicom
