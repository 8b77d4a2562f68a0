// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Department.h"

#include <chrono>
#include <optional>

namespace vigil::sync {

/// When a department is next looked at as a whole: greeted, its presence read, what is held renewed. In
/// between its news are answered by reading the log and sending what is due, and nothing else: a department
/// of 200 windows would ask its server six things for each event, and every window write its disk. Times are
/// the steady clock's. A value; one thread.
class WholeRounds {
public:
    using Time = std::chrono::steady_clock::time_point;
    using milliseconds = std::chrono::milliseconds;

    static constexpr std::chrono::seconds every{20};
    /// Earlier by up to so much, so that windows that were opened together do not ask together for ever.
    static constexpr milliseconds spread{5000};
    /// It waits so long for a moment without news: the next alert is not to wait for it.
    static constexpr std::chrono::seconds patience{5};

    /// Nothing is known of the last round or of what came since, or it is time again.
    [[nodiscard]] bool isDue(Time now) const;
    /// How long one may wait for news until then, at most `atMost`.
    [[nodiscard]] milliseconds until(Time now, milliseconds atMost) const;

    /// What ended the wait before this round says that a lease changed hands.
    [[nodiscard]] bool hasPresenceNews() const { return m_news && m_news->presence; }

    /// A wait has ended, with these news; `byItself`: it lasted as long as it was to.
    void waited(const News& news, bool byItself);
    /// A round has ended: nobody has waited since.
    void ended() { m_news.reset(); }
    /// It was a whole one, and all went well; `earlier` is drawn from 0 to `spread`.
    void wholeEnded(Time now, milliseconds earlier) { m_due = now + every - earlier; }
    void failed() { m_due.reset(); }

private:
    std::optional<News> m_news; ///< what ended the wait before this round; nothing when nobody waited
    std::optional<Time> m_due;  ///< while all has gone well since the last one
    bool m_quiet = false;       ///< the last wait ended by itself
};

} // namespace vigil::sync
