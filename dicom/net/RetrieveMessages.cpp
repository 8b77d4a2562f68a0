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
RetrieveResponse read(const Response& response, unsigned countsCompleted, unsigned countsFailed) {
    const bool completed = (response.opts & countsCompleted) != 0;
    const bool failed = (response.opts & countsFailed) != 0;
    return {response.DimseStatus, completed ? response.NumberOfCompletedSubOperations : 0,
            failed ? response.NumberOfFailedSubOperations : 0, response.DataSetType};
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
                    O_MOVE_NUMBEROFFAILEDSUBOPERATIONS);
    if (command.CommandField == DIMSE_C_GET_RSP)
        return read(command.msg.CGetRSP, O_GET_NUMBEROFCOMPLETEDSUBOPERATIONS,
                    O_GET_NUMBEROFFAILEDSUBOPERATIONS);
    return std::nullopt;
}

} // namespace vigil::dicom
