// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Event.h"

namespace vigil::journal {

bool hasSealedAuthor(const QString& kind) {
    return kind == vigil::journal::kind::reportSigned;
}

} // namespace vigil::journal
