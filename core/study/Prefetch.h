// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Study.h"

#include <QSet>

namespace vigil::study {

/// What is fetched before the reader asks: [prefetch] of vigil.ini.
struct PrefetchRules {
    enum class Match {
        BodyPart, ///< a part of the body in common; by modality when the part is not known
        Modality,
        Any
    };
    bool enabled = true;
    int next = 2;   ///< so many unread studies after the open one, in the order shown
    int priors = 3; ///< at most so many of the patient's earlier studies
    int years = 5;  ///< none older than this before the study that is read
    Match match = Match::BodyPart;

    bool operator==(const PrefetchRules&) const = default;
};

/// The parts of the body that a study shows, in our own few words ("head", "chest", "abdomen" …): from Body
/// Part Examined, and from the words of the description when that says nothing. Empty when neither does.
[[nodiscard]] QSet<QString> bodyRegions(const Study& study);

/// Which of the patient's other studies are worth having here while `current` is read, newest first. Pure.
/// Studies of another patient, later ones and those without a date are never among them.
[[nodiscard]] QList<Study> priorsToPrefetch(const Study& current, const QList<Study>& others,
                                            const PrefetchRules& rules);

} // namespace vigil::study
