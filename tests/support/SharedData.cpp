// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/SharedData.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

namespace vigil::test {

QString sharedPath(const QString& relative) {
    for (const auto& root :
         {qEnvironmentVariable("VIGIL_SHARED"), QStringLiteral(VIGIL_SOURCE_DIR "/../shared"),
          QStringLiteral(VIGIL_SOURCE_DIR "/../../shared")}) {
        const QString path = root + QLatin1Char('/') + relative;
        if (!root.isEmpty() && QFileInfo::exists(path)) return path;
    }
    return {};
}

QStringList sharedFiles(const QString& relative) {
    QStringList files;
    const QString folder = sharedPath(relative);
    if (folder.isEmpty()) return files;
    for (QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories); walk.hasNext();)
        files << walk.next();
    files.sort();
    return files;
}

} // namespace vigil::test
