// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/Theme.h"

#include <QIcon>
#include <QString>

namespace vigil::ui {

/// The icon `resources/icons/NAME.svg`, drawn with the text colour of the running scheme (or of `tone`),
/// crisp at every scale. Our icons use `currentColor` only. UI thread only.
[[nodiscard]] QIcon themedIcon(const QString& name, Tone tone = Tone::Plain);

} // namespace vigil::ui
