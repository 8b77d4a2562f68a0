// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"

#include <QList>
#include <QString>

namespace vigil::study {

/// How soon a study is wanted here; the first is served first.
enum class RetrievePriority {
    Opened,  ///< the reader looks at it
    Next,    ///< the reader will open it next
    Prior,   ///< an earlier study of the patient whose study is open
    Prefetch ///< whenever nothing else wants the line
};

/// A study that is wanted here and not complete yet, with the state of its retries. cache.db keeps it, so
/// that a killed Vigil goes on where it was.
struct WantedStudy {
    QString studyUid;
    QString sourceId;
    RetrievePriority priority = RetrievePriority::Prefetch;
    qint64 position = 0; ///< order within a priority
    int attempts = 0;    ///< failed ones so far
    UtcTime notBefore{};
    QString problem;   ///< why the last attempt did not bring everything; empty when there was none
    bool held = false; ///< the cause does not go away by itself: waits for a person or a new start
    /// A person has put it where it is: no list and no rule moves it any more, only opening it does.
    bool byHand = false;

    bool operator==(const WantedStudy&) const = default;
};

/// Where wanted studies outlive the program. Called from one thread at a time, in the order of what happened.
class WantedStudies {
public:
    virtual ~WantedStudies() = default;
    virtual Result<QList<WantedStudy>> load() = 0;
    /// Both return at once; what they write is in the file soon after.
    virtual void keep(const WantedStudy& wanted) = 0;
    virtual void forget(const QString& studyUid) = 0;
};

} // namespace vigil::study
