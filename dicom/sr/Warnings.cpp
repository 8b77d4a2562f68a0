// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/Warnings.h"

namespace vigil::dicom {

void Warnings::add(const QString& message) {
    if (++m_counts[message] == 1) m_order << message;
}

QStringList Warnings::list() const {
    QStringList lines;
    for (const auto& message : m_order) {
        const int count = m_counts.value(message);
        lines << (count == 1 ? message : QStringLiteral("%1 (%2 times)").arg(message).arg(count));
    }
    return lines;
}

} // namespace vigil::dicom
