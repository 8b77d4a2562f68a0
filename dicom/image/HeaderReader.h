// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/study/Study.h"

#include <QByteArray>
#include <QString>

#include <optional>

class DcmItem;

namespace vigil::dicom {

struct TextCoding;

/// What the index of objects holds about a DICOM file; reads up to the pixel data only. Corrupt when it is no
/// DICOM file or lacks the identifying UIDs. Thread-safe.
[[nodiscard]] Result<study::ObjectHeader> readHeader(const QString& path,
                                                     const QString& fallbackCharset = {});

/// The same from the first bytes of a file, without opening it; nothing when they do not reach as far as the
/// pixel data or are not right: then the file must be asked.
[[nodiscard]] std::optional<study::ObjectHeader> headerFromBeginning(const QByteArray& bytes,
                                                                     const QString& fallbackCharset);

/// The same from a dataset in memory; the transfer syntax stays empty, for a dataset does not carry it.
[[nodiscard]] study::ObjectHeader headerOf(DcmItem& dataset, const QString& fallbackCharset);

/// Who gave the accession number of this item (Issuer of Accession Number Sequence); empty when it does not
/// say.
[[nodiscard]] QString accessionIssuerOf(DcmItem& item, const TextCoding& coding);

} // namespace vigil::dicom
