// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/followup/FollowUpDraft.h"
#include "core/study/Study.h"

#include <QRegularExpression>

#include <chrono>

namespace vigil::followup {

/// How the department watches follow-ups and what makes an examination a candidate: site rules
/// (resources/policies/followup.yaml). Immutable once read; may be shared between threads.
class FollowUpPolicy {
public:
    /// Invalid, with the line number, when the file breaks a rule.
    static Result<FollowUpPolicy> read(const QByteArray& yaml);

    /// Officer and zone are the alert policy's to say.
    [[nodiscard]] const FollowUpRules& rules() const { return m_rules; }
    /// When the PACS is asked for an examination without anybody asking.
    struct Looking {
        std::chrono::hours every{24};
        int fromPercent = 50; ///< of the interval; what is booked is looked for at once
    };
    [[nodiscard]] const Looking& looking() const { return m_looking; }
    /// Whether an examination of these modalities is of the one that was asked for.
    [[nodiscard]] bool isOf(const QString& modality, const QStringList& taken) const;
    /// What a text names, by the names of the groups.
    [[nodiscard]] QStringList bodyPartsIn(const QString& text) const;
    [[nodiscard]] QStringList purposesIn(const QString& text) const;

private:
    struct Words {
        QString name;
        QRegularExpression pattern;
    };
    static QStringList namesIn(const QList<Words>& groups, const QString& text);

    FollowUpRules m_rules;
    Looking m_looking;
    QList<QStringList> m_sameModality;
    QList<Words> m_bodyParts;
    QList<Words> m_purposes;
};

/// Compares an examination with what was recommended. Nothing when it cannot be it: another patient, modality
/// or part of the body, taken before the recommendation, or the examination that led to it. Pure.
[[nodiscard]] std::optional<Proposal> proposalOf(const FollowUpDraft& draft, UtcTime recommendedAt,
                                                 const study::Study& examination,
                                                 const FollowUpPolicy& policy);

} // namespace vigil::followup
