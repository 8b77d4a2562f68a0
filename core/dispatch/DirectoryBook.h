// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/dispatch/AddressBook.h"
#include "core/store/DataFolder.h"
#include "core/store/DirectoryStore.h"

#include <QTimeZone>

namespace vigil::dispatch {

/// The department's directory as an address book, rota and leave cover followed; for whom it knows no address
/// the file is asked. The `hl7` column of the directory is the NAME of [hl7/NAME]. All parts must outlive it;
/// one thread.
class DirectoryBook final : public AddressBook {
public:
    /// `zone`: in which a day begins.
    DirectoryBook(store::DataFolder& data, const store::DirectoryStore& store, const AddressFile& file,
                  const Clock& clock, QTimeZone zone)
        : m_data(data), m_store(store), m_file(file), m_clock(clock), m_zone(std::move(zone)) {}

    Result<void> lookAgain() override;
    [[nodiscard]] QList<Address> addressesOf(const alert::Party& party) const override;
    [[nodiscard]] bool hasTelephone(const alert::Party& party) const override;

private:
    /// Of whoever is on duty now, with the deputies of today.
    [[nodiscard]] QList<directory::Addresses> ofNow(const alert::Party& party) const;

    store::DataFolder& m_data;
    const store::DirectoryStore& m_store;
    const AddressFile& m_file;
    const Clock& m_clock;
    QTimeZone m_zone;
    directory::Directory m_directory;
};

} // namespace vigil::dispatch
