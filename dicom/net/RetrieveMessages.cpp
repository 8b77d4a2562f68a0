// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/RetrieveMessages.h"

#include <dcmtk/dcmdata/dctk.h>

namespace vigil::dicom {

namespace {

/// The parts that DCMTK's two structures name alike.
template <class Request>
void fill(Request& request, RetrieveMethod method, quint16 messageId) {
    request.MessageID = messageId;
    request.Priority = DIMSE_PRIORITY_MEDIUM;
    request.DataSetType = DIMSE_DATASET_PRESENT;
    OFStandard::strlcpy(request.AffectedSOPClassUID, modelOf(method), sizeof(request.AffectedSOPClassUID));
}

template <class Response>
RetrieveResponse read(const Response& response, unsigned countsCompleted, unsigned countsFailed,
                      unsigned countsWarnings) {
    const bool counted = (response.opts & countsCompleted) != 0;
    const int completed = counted ? response.NumberOfCompletedSubOperations : 0;
    const int failed = (response.opts & countsFailed) != 0 ? response.NumberOfFailedSubOperations : 0;
    const int warnings = (response.opts & countsWarnings) != 0 ? response.NumberOfWarningSubOperations : 0;
    return {response.DimseStatus, completed, failed, counted ? completed + failed + warnings : -1,
            response.DataSetType};
}

} // namespace

const char* modelOf(RetrieveMethod method) {
    return method == RetrieveMethod::Move ? UID_MOVEStudyRootQueryRetrieveInformationModel
                                          : UID_GETStudyRootQueryRetrieveInformationModel;
}

QString serviceOf(RetrieveMethod method) {
    return method == RetrieveMethod::Move ? QStringLiteral("C-MOVE") : QStringLiteral("C-GET");
}

T_DIMSE_Message retrieveRequest(RetrieveMethod method, quint16 messageId, const QString& destination) {
    T_DIMSE_Message message{};
    if (method == RetrieveMethod::Get) {
        message.CommandField = DIMSE_C_GET_RQ;
        fill(message.msg.CGetRQ, method, messageId);
        return message;
    }
    message.CommandField = DIMSE_C_MOVE_RQ;
    auto& move = message.msg.CMoveRQ;
    fill(move, method, messageId);
    OFStandard::strlcpy(move.MoveDestination, destination.toLatin1().constData(),
                        sizeof(move.MoveDestination));
    return message;
}

std::optional<RetrieveResponse> retrieveResponse(const T_DIMSE_Message& command) {
    if (command.CommandField == DIMSE_C_MOVE_RSP)
        return read(command.msg.CMoveRSP, O_MOVE_NUMBEROFCOMPLETEDSUBOPERATIONS,
                    O_MOVE_NUMBEROFFAILEDSUBOPERATIONS, O_MOVE_NUMBEROFWARNINGSUBOPERATIONS);
    if (command.CommandField == DIMSE_C_GET_RSP)
        return read(command.msg.CGetRSP, O_GET_NUMBEROFCOMPLETEDSUBOPERATIONS,
                    O_GET_NUMBEROFFAILEDSUBOPERATIONS, O_GET_NUMBEROFWARNINGSUBOPERATIONS);
    return std::nullopt;
}

} // namespace vigil::dicom
