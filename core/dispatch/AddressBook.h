// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace vigil::dispatch {

/// A way to reach somebody.
struct Address {
    enum class Channel { Hl7, Mail };
    Channel channel = Channel::Mail;
    QString value; ///< the NAME of [hl7/NAME], or a mail address

    /// The outbox destination: "hl7/NAME" or "mail".
    [[nodiscard]] QString destination() const;
    bool operator==(const Address&) const = default;
};

/// Who is reached how (port). Asked anew for every notice, because people and patients move.
class AddressBook {
public:
    virtual ~AddressBook() = default;
    /// Before each look at the alerts: what is known may have changed.
    virtual Result<void> lookAgain() { return {}; }
    /// Empty: nobody knows how, which is a fault that is shown.
    [[nodiscard]] virtual QList<Address> addressesOf(const alert::Party& party) const = 0;
    /// Whether people know a number by which to call them, a telephone or a bleep.
    [[nodiscard]] virtual bool hasTelephone(const alert::Party&) const { return false; }
};

/// An address book in a YAML file: a list of entries with `role` and perhaps `name`, `mail` and `hl7` (a text
/// or a list). The entry of the person in that role counts, then that of the person, then that of the role. A
/// value.
class AddressFile final : public AddressBook {
public:
    /// Invalid with the line number in the message.
    static Result<AddressFile> parse(const QByteArray& yaml);
    static Result<AddressFile> load(const QString& path);

    [[nodiscard]] QList<Address> addressesOf(const alert::Party& party) const override;
    /// The HL7 receivers and mail that any entry names.
    [[nodiscard]] QStringList destinations() const;

private:
    struct Entry {
        alert::Party party;
        QList<Address> addresses;
    };
    QList<Entry> m_entries;
};

} // namespace vigil::dispatch
