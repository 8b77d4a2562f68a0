// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"

namespace vigil::alert {

/// Who has heard of an alert, and who of them still has to hear that it does not stand as they heard it. A
/// value.
class AlertContacts {
public:
    void told(const Party& who);
    /// What they were told is not so any more: each of them has to hear of it.
    void changed() { m_toTell = m_told; }
    /// Heard of it when it was not so any more, from a message that was on its way.
    void toldTooLate(const Party& who);
    /// Knows now, or cannot be reached. A role knows when somebody of that role does, a person in person.
    void knows(const Party& who);
    void everybodyKnows() { m_toTell.clear(); }

    [[nodiscard]] const QList<Party>& stillToTell() const { return m_toTell; }

private:
    QList<Party> m_told;
    QList<Party> m_toTell;
};

} // namespace vigil::alert
