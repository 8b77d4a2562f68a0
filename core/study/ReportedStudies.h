// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Projection.h"
#include "core/store/JournalStore.h"
#include "core/store/StudyStore.h"

namespace vigil::study {

/// The projection behind "preliminary" and "final" on the worklist: how far the reports of a study have come,
/// by their report.signed events, and how many different ones are final.
class ReportedStudies final : public journal::Projection {
public:
    explicit ReportedStudies(const store::JournalStore& journal) : m_journal(journal) {}

    [[nodiscard]] QString name() const override { return QStringLiteral("reported-studies"); }
    [[nodiscard]] int foldVersion() const override { return 2; }
    Result<void> eventsChanged(store::Transaction& cache,
                               const QSet<journal::AggregateKey>& changed) override;

private:
    const store::JournalStore& m_journal;
};

/// Of the events of one study, its final reports that stand (none that was issued in error), each as far as
/// it came, the earliest first. More than one contradict each other until a person has looked. Pure.
[[nodiscard]] QList<store::StudyStore::Reported> finalReports(const QList<journal::LoggedEvent>& events);

} // namespace vigil::study
