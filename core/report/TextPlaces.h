// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertPolicy.h"
#include "core/report/ReportContent.h"

#include <QRegularExpression>

#include <functional>

namespace vigil::report {

/// A sentence of a report and where it stands.
struct Place {
    int section = 0;
    int paragraph = 0;
    qsizetype start = 0; ///< within the paragraph
    QString text;
};

/// The sentences of the wanted sections, in order.
[[nodiscard]] QList<Place> sentencesOf(const ReportContent& content,
                                       const std::function<bool(const Section&)>& wanted);

/// A must-alert term in a sentence.
struct TermHit {
    const alert::FindingRule* finding;
    qsizetype start;
    qsizetype length;
    QString term; ///< as the policy writes it
};

/// The must-alert terms in a sentence; of overlapping ones the longest.
[[nodiscard]] QList<TermHit> policyTermsIn(const QString& sentence, const alert::AlertPolicy& policy);

} // namespace vigil::report
