// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace vigil::test {

/// A file or folder of the shared test data (environment VIGIL_SHARED, or ../shared beside the sources);
/// empty when it is not there, so that a test can skip.
[[nodiscard]] QString sharedPath(const QString& relative);

/// All files below a shared folder, sorted; empty when it is not there.
[[nodiscard]] QStringList sharedFiles(const QString& relative);

} // namespace vigil::test
