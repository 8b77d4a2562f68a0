// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Study.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QRegularExpression>

#include <chrono>

namespace vigil::study {

/// How soon a request wants its report, and by when: site rules read from a policy file
/// (resources/policies/worklist.yaml). C-FIND does not carry the request's priority, so the rules look at
/// what it does carry: location, referrer, description. Immutable once read; may be shared between threads.
class WorklistPolicy {
public:
    /// Invalid, with the line number, when the file breaks a rule.
    static Result<WorklistPolicy> read(const QByteArray& yaml);

    /// The first rule that fits; Routine when none does.
    [[nodiscard]] Urgency urgencyOf(const Study& study) const;
    /// Study time plus the turnaround limit of the urgency, UTC. Invalid when the study has no time.
    [[nodiscard]] QDateTime dueAt(const Study& study, Urgency urgency) const;
    [[nodiscard]] std::chrono::hours limitOf(Urgency urgency) const { return m_limits.value(urgency); }

private:
    struct Rule {
        Urgency urgency = Urgency::Routine;
        QString field;
        QRegularExpression pattern;
    };
    QList<Rule> m_rules;
    QHash<Urgency, std::chrono::hours> m_limits;
};

[[nodiscard]] QString nameOf(Urgency urgency);

} // namespace vigil::study
