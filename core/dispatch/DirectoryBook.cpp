// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/DirectoryBook.h"

#include "core/directory/Reach.h"

#include <algorithm>

namespace vigil::dispatch {

Result<void> DirectoryBook::lookAgain() {
    VIGIL_TRY(m_directory, m_data.cacheReader().runAndWait(
                               [this](const store::Database& cache) { return m_store.load(cache); }));
    return {};
}

QList<directory::Addresses> DirectoryBook::ofNow(const alert::Party& party) const {
    QStringList notes; // they stand in the alert since it was raised
    const auto now = m_clock.now();
    const auto today = toDateTime(now).toTimeZone(m_zone).date();
    return directory::stopFor(m_directory, party, {now, today, m_zone}, notes).addresses;
}

QList<Address> DirectoryBook::addressesOf(const alert::Party& party) const {
    QList<Address> found;
    const auto add = [&found](Address::Channel channel, const QString& value) {
        const Address address{channel, value};
        if (!value.isEmpty() && !found.contains(address)) found << address;
    };
    for (const auto& addresses : ofNow(party)) {
        add(Address::Channel::Hl7, addresses.hl7);
        add(Address::Channel::Mail, addresses.mail);
    }
    return found.isEmpty() ? m_file.addressesOf(party) : found;
}

bool DirectoryBook::hasTelephone(const alert::Party& party) const {
    const auto all = ofNow(party);
    return std::any_of(all.begin(), all.end(), [](const directory::Addresses& each) {
        return !each.telephone.isEmpty() || !each.bypass.isEmpty();
    });
}

} // namespace vigil::dispatch
