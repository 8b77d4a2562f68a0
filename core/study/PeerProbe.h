// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Ports.h"

#include <QDate>
#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>

namespace vigil::study {

/// What a PACS answered to the request for one test instance, in its own words.
struct TransferAnswer {
    quint16 status = 0; ///< of the last C-MOVE or C-GET response (PS3.4 C.4.2.1.5)
    int completed = 0;  ///< sub-operations, as far as the PACS counts them
    int failed = 0;

    bool operator==(const TransferAnswer&) const = default;
};

/// Tries the steps of reaching one DICOM peer one by one, for the set-up doctor: each answers what went wrong
/// at this step and no other. Blocking; `stop` ends each call within 500 ms. One instance belongs to one
/// thread.
class PeerProbe {
public:
    virtual ~PeerProbe() = default;
    /// The addresses of its host name; Unreachable when the name is not known.
    virtual Result<QStringList> resolve(std::stop_token stop) = 0;
    /// Opens a connection and closes it: the address that this computer has on the way there.
    virtual Result<QString> connect(std::stop_token stop) = 0;
    /// C-ECHO, under our AE title.
    virtual Result<void> echo(std::stop_token stop) = 0;
    /// An instance of a study since `from` that is probably small, by C-FIND; nothing when there is no study.
    virtual Result<std::optional<InstanceKey>> sample(QDate from, std::stop_token stop) = 0;
    /// C-MOVE of one instance to our AE title. An error only when the PACS did not answer the request.
    virtual Result<TransferAnswer> testMove(const InstanceKey& instance, std::stop_token stop) = 0;
    /// C-GET of one instance into `sink`.
    virtual Result<TransferAnswer> testGet(const InstanceKey& instance, ObjectSink& sink,
                                           std::stop_token stop) = 0;
};

} // namespace vigil::study
