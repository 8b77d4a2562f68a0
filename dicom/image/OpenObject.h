// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <memory>

class DcmFileFormat;

namespace vigil::dicom {

/// Opens a file that nobody vouches for: depth of nesting and inflated size are checked before DCMTK reads
/// it. Long values (pixels) stay in the file until they are asked for. The result belongs to one thread at a
/// time.
[[nodiscard]] Result<std::unique_ptr<DcmFileFormat>> openObject(const QString& path);

/// The same for bytes in memory.
[[nodiscard]] Result<std::unique_ptr<DcmFileFormat>> openObject(const QByteArray& bytes);

/// The checks alone, for those who let DCMTK read a file themselves.
[[nodiscard]] Result<void> checkFile(const QString& path);

} // namespace vigil::dicom
