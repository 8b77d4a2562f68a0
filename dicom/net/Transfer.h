// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/Arrivals.h"
#include "dicom/net/Association.h"
#include "dicom/net/RetrieveMessages.h"
#include "dicom/net/RetrieveRequest.h"
#include "dicom/net/StoreReceiver.h"

namespace vigil::dicom {

/// One association over which instances are fetched by C-MOVE to our own listener or by C-GET. Owned by one
/// retrieve; one thread.
class Transfer {
public:
    using Method = RetrieveMethod;

    static Result<std::unique_ptr<Transfer>> open(Method method, const study::PacsPeer& peer,
                                                  const study::LocalNode& local, study::ObjectSink& sink,
                                                  Arrivals& arrivals, std::stop_token stop);
    /// Carries out one request after the other, as long as there are any; the first failure ends it.
    /// Sub-operations that the PACS could not do are no failure, they are counted.
    Result<void> run(RequestQueue& requests);
    [[nodiscard]] int failed() const { return m_failed; }
    /// The sub-operations of all requests that have come to their end; -1 when the PACS does not count them.
    [[nodiscard]] int suboperations() const { return m_suboperations; }
    /// What went wrong on this side while objects came over this association.
    [[nodiscard]] const std::optional<Error>& trouble() const { return m_receiver.trouble(); }
    void release() { m_association->release(); }

private:
    Transfer(Method method, std::unique_ptr<Association> association, study::ObjectSink& sink,
             Arrivals& arrivals);
    Result<void> runOne(Query& request);
    Result<Message> await(quint16 messageId);
    Result<void> takeObject(const Message& message);
    bool peerAnswers(Waiting::Time until);

    Method m_method;
    std::unique_ptr<Association> m_association;
    Arrivals& m_arrivals;
    StoreReceiver m_receiver;
    T_ASC_PresentationContextID m_context = 0;
    int m_failed = 0;
    int m_suboperations = 0;
};

} // namespace vigil::dicom
