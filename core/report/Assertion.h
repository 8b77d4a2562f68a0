// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace vigil::report {

/// How a sentence speaks of a concept.
enum class Assertion { Affirmed, Negated, Uncertain, Historical, Hypothetical, Other };
[[nodiscard]] QString toText(Assertion assertion); ///< "affirmed" …

/// Rule-based, after the idea of NegEx and ConText: trigger words, their direction and what ends their reach.
/// Pure.
[[nodiscard]] Assertion assertionOf(const QString& sentence, const QString& concept_);
/// The same for a concept at a known place.
[[nodiscard]] Assertion assertionAt(const QString& sentence, qsizetype start, qsizetype length);

} // namespace vigil::report
