// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/Assertion.h"

#include <QList>
#include <QRegularExpression>

namespace vigil::report {

/// Words that change how a concept near them is meant.
struct AssertionRule {
    enum class Effect {
        Before,  ///< stands before the concept ("no …")
        After,   ///< stands after it ("… is excluded")
        Around,  ///< either
        Ends,    ///< ends the reach of others ("but")
        Nothing, ///< looks like a trigger and is none ("no increase in")
    };
    QRegularExpression words;
    Effect effect;
    Assertion assertion;
    int reach; ///< words at most between it and the concept
};

[[nodiscard]] const QList<AssertionRule>& assertionRules();

} // namespace vigil::report
