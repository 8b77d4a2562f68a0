// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vigil::ui {

class HelpPanel;

/// All keys of the window by place, for F1. The acts on alerts and follow-ups are those that the boards know.
void addWindowKeys(HelpPanel& help);

} // namespace vigil::ui
