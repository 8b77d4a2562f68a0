// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/PageStore.h"
#include "core/base/Ids.h"
#include "core/journal/Event.h"

#include <chrono>

namespace vigil::page {

/// Who is signed in: the browser in which a link was used, until the link expires. After a pause it sleeps,
/// and wakes by the pass-code. Of the cookie only a hash is kept; each sign-in makes another one. Blocks; any
/// thread but those of the writers.
class PageSessions {
public:
    enum class State { Awake, Asleep };
    struct Session {
        store::PageLink link;
        State state = State::Asleep;

        /// In whose name acts are recorded.
        [[nodiscard]] journal::OnBehalfOf who() const;
    };

    PageSessions(PageStore& store, const Clock& clock, IdSource& ids, std::chrono::minutes idle)
        : m_store(store), m_clock(clock), m_ids(ids), m_idle(idle) {}

    /// Signs in by a link; answers the cookie. `link` is as it was read: Conflict when somebody else has used
    /// it meanwhile.
    Result<QByteArray> begin(const store::PageLink& link, const journal::OnBehalfOf& who);
    /// The session of a cookie for that link; nothing when it is not its cookie, or the link is over.
    Result<std::optional<Session>> find(const QString& selector, const QByteArray& cookie) const;
    /// It is in use, now.
    Result<void> touch(const QString& selector);
    Result<void> markViewed(const QString& selector);
    /// Puts it to sleep.
    Result<void> end(const QString& selector);

    /// What each form of the session carries and nobody else can know.
    [[nodiscard]] static QByteArray formToken(const QByteArray& cookie);

private:
    template <class Change>
    Result<void> change(const QString& selector, Change change);

    PageStore& m_store;
    const Clock& m_clock;
    IdSource& m_ids;
    std::chrono::minutes m_idle;
};

} // namespace vigil::page
