// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertService.h"
#include "core/notify/AdtMessage.h"
#include "core/store/PatientPlaceStore.h"

#include <QSet>

#include <mutex>

namespace vigil::dispatch {

/// Lets open alerts follow their patients, by what the hospital's system says of where they are: where the
/// policy asks another team there the alert goes to it (as "Patient moved" by hand does), another ward of the
/// same kind and a discharge are noted. What is older than a person's own word on it changes nothing. Any
/// thread, none that the alert service or the writers work on; the parts must outlive it.
class PatientMoves {
public:
    struct Parts {
        alert::AlertService& alerts;
        store::DataFolder& data;
        const Clock& clock;
        QString user; ///< whose acts are not a person's word
    };
    explicit PatientMoves(Parts parts) : m_parts(std::move(parts)) {}

    /// Kept, and told to the open alerts of the patient. A failure has kept it or not; it is sent again and
    /// then adds nothing.
    Result<void> take(const notify::AdtMessage& message);
    /// Alerts that were raised since the last look, perhaps with where the patient was before.
    Result<void> lookAgain();

private:
    [[nodiscard]] Result<std::optional<store::PatientPlace>> known(const study::PatientKey& patient) const;
    Result<void> tell(const QString& alertId, const store::PatientPlace& place);
    Result<void> noteOnce(const alert::Alert& alert, const QString& words);

    Parts m_parts;
    std::mutex m_mutex;
    QSet<QString> m_seen; ///< open alerts that were compared; forgotten with the process
};

} // namespace vigil::dispatch
