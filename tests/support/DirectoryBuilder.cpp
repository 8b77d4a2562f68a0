// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DirectoryBuilder.h"

namespace vigil::test {

using directory::Entry;

EntryBuilder::EntryBuilder(const QString& id, Entry::Kind kind) {
    m_entry.id = id;
    m_entry.kind = kind;
    m_entry.name = id;
    m_entry.addresses.telephone = QStringLiteral("0161 496 0001");
    m_entry.verifiedOn = QDate(2026, 11, 1);
    m_entry.verifiedBy = QStringLiteral("Officer^Fay");
}

EntryBuilder& EntryBuilder::named(const QString& name) {
    m_entry.name = name;
    return *this;
}

EntryBuilder& EntryBuilder::holding(const QString& role) {
    m_entry.roles << role;
    return *this;
}

EntryBuilder& EntryBuilder::reachedBy(const directory::Addresses& addresses) {
    m_entry.addresses = addresses;
    return *this;
}

EntryBuilder& EntryBuilder::onLeave(const QString& deputy, const QDate& from, const QDate& until) {
    m_entry.cover << directory::Cover{deputy, from, until};
    return *this;
}

EntryBuilder& EntryBuilder::until(const QDate& lastDay) {
    m_entry.validUntil = lastDay;
    return *this;
}

EntryBuilder& EntryBuilder::openFrom(const QTime& opens, const QTime& closes) {
    m_entry.opens = opens;
    m_entry.closes = closes;
    return *this;
}

EntryBuilder& EntryBuilder::verified(const QDate& day) {
    m_entry.verifiedOn = day;
    return *this;
}

EntryBuilder aPerson(const QString& id) {
    return {id, Entry::Kind::Person};
}

EntryBuilder anInbox(const QString& role) {
    auto id = role.toLower();
    return EntryBuilder(id.replace(QLatin1Char(' '), QLatin1Char('-')), Entry::Kind::Inbox)
        .named(role)
        .holding(role);
}

EntryBuilder aPractice(const QString& id) {
    return EntryBuilder(id, Entry::Kind::Practice).holding(QStringLiteral("General practitioner"));
}

directory::Directory aDirectory(const QList<Entry>& entries) {
    directory::Directory directory;
    for (const auto& entry : entries)
        directory.entries.insert(entry.id, entry);
    return directory;
}

} // namespace vigil::test
