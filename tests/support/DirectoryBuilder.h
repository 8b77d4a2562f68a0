// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/directory/Directory.h"

namespace vigil::test {

/// Entries with few words: `aPerson("jones").holding("Consultant").onLeave("smith", from, until)`. Verified
/// on 2026-11-01 and reachable by telephone unless told.
class EntryBuilder {
public:
    EntryBuilder(const QString& id, directory::Entry::Kind kind);
    EntryBuilder& named(const QString& name);
    EntryBuilder& holding(const QString& role);
    EntryBuilder& reachedBy(const directory::Addresses& addresses);
    EntryBuilder& onLeave(const QString& deputy, const QDate& from, const QDate& until);
    EntryBuilder& until(const QDate& lastDay);
    EntryBuilder& openFrom(const QTime& opens, const QTime& closes);
    EntryBuilder& verified(const QDate& day);
    [[nodiscard]] directory::Entry build() const { return m_entry; }
    operator directory::Entry() const { return m_entry; }

private:
    directory::Entry m_entry;
};
[[nodiscard]] EntryBuilder aPerson(const QString& id);
[[nodiscard]] EntryBuilder anInbox(const QString& role);
[[nodiscard]] EntryBuilder aPractice(const QString& id);

[[nodiscard]] directory::Directory aDirectory(const QList<directory::Entry>& entries);

} // namespace vigil::test
