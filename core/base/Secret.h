// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace vigil {

/// Whether two secrets are the same, in a time that tells nothing about where they differ.
[[nodiscard]] bool equalSecrets(const QByteArray& one, const QByteArray& other);

/// SHA-256 of a secret: what is kept of it.
[[nodiscard]] QByteArray secretHash(const QByteArray& secret);

} // namespace vigil
