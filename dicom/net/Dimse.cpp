// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Dimse.h"

#include <dcmtk/dcmdata/dctk.h>

namespace vigil::dicom {

namespace {

/// A command set has some ten short elements (PS3.7 E), but the dataset may begin in the same PDU. DCMTK
/// would collect elements for ever.
constexpr qint64 longestCommand = 256 * 1024;

/// Decides whether a peer that says nothing is still waited for.
class SignsOfLife {
public:
    SignsOfLife(std::chrono::milliseconds silence, const Waiting& waiting)
        : m_silence(silence), m_waiting(waiting) {}

    bool goOn() {
        if (m_waiting.lastSign)
            if (const auto sign = m_waiting.lastSign(); sign > m_last) begin(sign);
        const auto until = m_last + m_silence;
        if (m_waiting.isAlive && !m_asked && Clock::now() >= until - m_silence / 2) {
            m_asked = true;
            if (m_waiting.isAlive(until)) begin(Clock::now());
            return true;
        }
        return Clock::now() < until;
    }

private:
    using Clock = std::chrono::steady_clock;
    void begin(Clock::time_point sign) {
        m_last = sign;
        m_asked = false;
    }

    std::chrono::milliseconds m_silence;
    const Waiting& m_waiting;
    Clock::time_point m_last = Clock::now();
    bool m_asked = false;
};

} // namespace

OFCondition nextCommand(T_ASC_Association* association, Transport& transport,
                        std::chrono::milliseconds silence, qint64 atMost, const Waiting& waiting,
                        Message& message, LinkEnd& end) {
    SignsOfLife signs(silence, waiting);
    for (;;) {
        transport.lookOnce();
        transport.allow(longestCommand);
        DcmDataset* detail = nullptr;
        const auto received = DIMSE_receiveCommand(association, DIMSE_NONBLOCKING, 0, &message.context,
                                                   &message.command, &detail);
        delete detail;
        transport.allow(atMost);
        if (received != DIMSE_NODATAAVAILABLE) return received;
        if (transport.patience().stop.stop_requested()) {
            end = {LinkEnd::Kind::Cancelled, 0};
            return received;
        }
        if (waiting.eachSlice) waiting.eachSlice();
        if (transport.waitForMessage() || signs.goOn()) continue;
        // It may have begun to speak while it was asked.
        if (transport.waitForMessage()) continue;
        end = {LinkEnd::Kind::Silent, 0};
        return received;
    }
}

qint64 toleratedBytes(const study::ListenerLimits& limits) {
    constexpr qint64 atLeast = 1024 * 1024;
    return 2 * limits.objectBytes + atLeast;
}

OFCondition answerStore(T_ASC_Association* association, T_ASC_PresentationContextID context,
                        const T_DIMSE_C_StoreRQ& request, quint16 status) {
    T_DIMSE_C_StoreRSP response{};
    response.MessageIDBeingRespondedTo = request.MessageID;
    response.DimseStatus = status;
    response.DataSetType = DIMSE_DATASET_NULL;
    OFStandard::strlcpy(response.AffectedSOPClassUID, request.AffectedSOPClassUID,
                        sizeof(response.AffectedSOPClassUID));
    OFStandard::strlcpy(response.AffectedSOPInstanceUID, request.AffectedSOPInstanceUID,
                        sizeof(response.AffectedSOPInstanceUID));
    response.opts = O_STORE_AFFECTEDSOPCLASSUID | O_STORE_AFFECTEDSOPINSTANCEUID;
    return DIMSE_sendStoreResponse(association, context, &request, &response, nullptr);
}

} // namespace vigil::dicom
