// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/ReportContent.h"

namespace vigil::report {

/// A report from plain text with headings ("Findings: …"), for `vigilctl report check`. Lines "Sex: F" and
/// "Exam: XR left hand" say what a text file does not carry otherwise. Pure.
[[nodiscard]] ReportContent contentFromText(const QString& text);

} // namespace vigil::report
