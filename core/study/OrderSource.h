// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Study.h"

#include <QDate>
#include <QString>

#include <functional>
#include <stop_token>

namespace vigil::study {

struct OrderQuery {
    QDate from; ///< Scheduled Procedure Step Start Date, both inclusive; invalid = open
    QDate to;
    QString patientId;
    QString accessionNumber;
    QString modality;
    QString patientName{}; ///< DICOM form, any script; "*" stands for any letters (PS3.4 C.2.2.2.4)

    bool operator==(const OrderQuery&) const = default;
};

/// One scheduled procedure step of a modality worklist (PS3.4 K.6.1.2.2) with the request behind it.
struct Order {
    QString sourceId; ///< which list: the NAME of [orders/NAME]
    Patient patient;
    RequestedProcedure procedure;
    QString requestingPhysician; ///< DICOM form
    QString referringPhysician;  ///< DICOM form
    QString reason;
    QString priority; ///< Requested Procedure Priority: STAT, HIGH, ROUTINE, MEDIUM, LOW or empty
    QString patientLocation;
    QString modality;
    QDateTime scheduledAt; ///< local time of the scanner
    QString stepDescription;

    bool operator==(const Order&) const = default;
};

/// Asks a modality worklist for orders (C-FIND; PS3.4 K.6.1). Blocking; `stop` ends it within 500 ms with
/// Error::Code::Cancelled.
class OrderSource {
public:
    virtual ~OrderSource() = default;
    /// Calls `found` for each order as it arrives; answering Enough ends the query.
    enum class Next { More, Enough };
    virtual Result<void> find(const OrderQuery& query, const std::function<Next(Order)>& found,
                              std::stop_token stop) = 0;
};

} // namespace vigil::study
