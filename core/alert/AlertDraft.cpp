// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertDraft.h"

namespace vigil::alert {

QString sideWords(Laterality laterality) {
    switch (laterality) {
    case Laterality::Left:
        return QStringLiteral("left");
    case Laterality::Right:
        return QStringLiteral("right");
    case Laterality::Bilateral:
        return QStringLiteral("both sides");
    case Laterality::NotApplicable:
        break;
    }
    return {};
}

} // namespace vigil::alert
