// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>

namespace vigil::dicom {

/// Deviations found while a document is read: each kind once, with how often it occurred, in the order of
/// appearance.
class Warnings {
public:
    void add(const QString& message);
    [[nodiscard]] QStringList list() const;

private:
    QStringList m_order;
    QHash<QString, int> m_counts;
};

} // namespace vigil::dicom
