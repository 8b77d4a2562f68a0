// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace vigil::dicom {

/// What an object that was cut off shows of it.
enum class Damage {
    EndsEarly,          ///< in the middle of an element or of a sequence
    PixelDataEndsEarly, ///< fewer bytes, fragments or frames than the object itself speaks of
    ContentMissing      ///< a structured report without content
};

/// In plain words, for behind a colon: "the pixel data ends early".
[[nodiscard]] QString reasonOf(Damage damage);

/// Whether the end of an object is missing. Walks its elements and the headers of its fragments (PS3.5 7,
/// A.4) and compares; pixels are neither read nor decoded, so that each object can be asked on arrival. What
/// is merely odd (wrong lengths within sequences, unknown VRs, zeros behind the end, an image whose pixels
/// somebody took out) is no damage.
/// `beginning` are the first bytes of the file `path` of `bytes` bytes; the file is opened only when they do
/// not tell. Knows nothing about deflated objects, which are never received. Thread-safe.
[[nodiscard]] std::optional<Damage> damageOf(const QByteArray& beginning, const QString& path, qint64 bytes);

} // namespace vigil::dicom
