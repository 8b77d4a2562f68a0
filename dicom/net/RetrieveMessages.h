// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <optional>

/// What C-MOVE and C-GET have in common (PS3.7 9.1.3, 9.1.4): requests, and what their responses say. Pure.
namespace vigil::dicom {

enum class RetrieveMethod { Move, Get };

/// The SOP class of the study root model (PS3.4 C.6.2).
[[nodiscard]] const char* modelOf(RetrieveMethod method);
/// "C-MOVE" or "C-GET", for messages.
[[nodiscard]] QString serviceOf(RetrieveMethod method);

/// `destination` is the AE title that a C-MOVE sends to.
[[nodiscard]] T_DIMSE_Message retrieveRequest(RetrieveMethod method, quint16 messageId,
                                              const QString& destination);

struct RetrieveResponse {
    quint16 status = 0;
    int completed = 0; ///< sub-operations, 0 when they are not counted
    int failed = 0;
    int total = -1; ///< all that are over: completed, failed, with a warning; -1 when they are not counted
    T_DIMSE_DataSetType dataset = DIMSE_DATASET_NULL;
};
/// Nothing when the command is neither a C-MOVE nor a C-GET response.
[[nodiscard]] std::optional<RetrieveResponse> retrieveResponse(const T_DIMSE_Message& command);

} // namespace vigil::dicom
