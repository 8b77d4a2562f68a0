// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace vigil::report {

/// A signing PIN on its way from the field to the check. Wiped when it goes; it has no way into a log.
class Pin {
public:
    explicit Pin(const QString& text);
    ~Pin();
    Pin(const Pin& other) = default;
    Pin& operator=(const Pin&) = delete;

    [[nodiscard]] bool isLongEnough() const; ///< four characters or more
    /// Argon2id in the form that holds its own salt and cost. Takes about 100 ms.
    [[nodiscard]] Result<QByteArray> hash() const;
    [[nodiscard]] bool matches(const QByteArray& hash) const;

private:
    std::vector<char> m_bytes;
};

} // namespace vigil::report
