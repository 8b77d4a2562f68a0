// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/report/ReportContent.h"
#include "core/store/DataFolder.h"

#include <QFuture>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

namespace vigil::alert {

/// An alert that was begun and is neither raised nor discarded, as it is kept.
struct KeptAlert {
    QString id;
    QString reportId; ///< in whose report it was begun
    study::Patient patient;
    QList<study::RequestedProcedure> procedures;
    QString correctsAlert{};  ///< the alert that it is to take the place of; empty = none
    QString correctsReport{}; ///< the report of that
    QString movedTo{};        ///< where the patient has moved to since that was raised
    QJsonObject fields{};     ///< what stands in the form, as the form writes it
    QString problem{};        ///< why it was refused

    bool operator==(const KeptAlert&) const = default;
};

/// The half-filled form of an act about an alert that was raised.
struct KeptAct {
    QString alertId;
    QString act;
    QHash<QString, QString> facts;
    QHash<QString, QString> preset; ///< what stood in the form before anybody typed

    bool operator==(const KeptAct&) const = default;
};

/// In the order in which it was begun.
struct KeptWork {
    QList<KeptAlert> alerts;
    QList<KeptAct> acts;

    bool operator==(const KeptWork&) const = default;
};

/// What this computer's user has begun about alerts, on the disk of this computer and nowhere else. What
/// becomes a fact is taken away by AlertService in the transaction of the fact. Owned by AlertService;
/// callable from any thread, in the order of the calls. The futures are ready after COMMIT.
class BegunWork {
public:
    BegunWork(store::DataFolder& data, const Clock& clock, QString userId);

    QFuture<Result<void>> keep(const KeptAlert& alert);
    QFuture<Result<void>> keep(const KeptAct& act);
    QFuture<Result<void>> discardAlert(const QString& id);
    QFuture<Result<void>> discardAct(const QString& alertId, const QString& act);
    /// What this user has begun; what others began at this computer is theirs alone.
    QFuture<Result<KeptWork>> all();

private:
    store::DataFolder& m_data;
    const Clock& m_clock;
    QString m_userId;
};

} // namespace vigil::alert
