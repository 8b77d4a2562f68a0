// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/AssociationLimit.h"

namespace vigil::dicom {

AssociationLimit::Place AssociationLimit::take(const QHostAddress& address) {
    const std::scoped_lock lock(m_mutex);
    if (m_all >= m_limits.associations || m_byAddress.value(address) >= m_limits.associationsPerAddress)
        return nullptr;
    ++m_all;
    ++m_byAddress[address];
    return {this, [this, address](const void*) { giveBack(address); }};
}

void AssociationLimit::giveBack(const QHostAddress& address) {
    const std::scoped_lock lock(m_mutex);
    --m_all;
    if (--m_byAddress[address] == 0) m_byAddress.remove(address);
}

} // namespace vigil::dicom
