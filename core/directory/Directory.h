// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/directory/Rota.h"
#include "core/journal/Event.h"

#include <QDate>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QTime>

#include <optional>

/// Who is who and how to reach them, apart from the policy. Personal data of staff, never of patients.
namespace vigil::directory {

/// "From then until then this one stands in": leave of a person, days included.
struct Cover {
    QString deputy; ///< id of an entry
    QDate from;
    QDate until;

    bool operator==(const Cover&) const = default;
};

/// How to reach somebody; telephone first.
struct Addresses {
    QString telephone;
    QString bypass; ///< of a practice: the number that is answered when it is closed to the public
    QString mail;
    QString hl7; ///< endpoint or facility code of the receiving system

    [[nodiscard]] bool isEmpty() const {
        return telephone.isEmpty() && bypass.isEmpty() && mail.isEmpty() && hl7.isEmpty();
    }
    bool operator==(const Addresses&) const = default;
};

/// A person, the inbox of a role, or a practice.
struct Entry {
    enum class Kind { Person, Inbox, Practice };
    QString id; ///< chosen by the site, never used again for somebody else
    Kind kind = Kind::Person;
    QString name; ///< DICOM form for persons, as written for others
    QStringList roles;
    QString registration; ///< e.g. GMC number; of a practice its code
    Addresses addresses;
    QTime opens; ///< of a practice, on working days; invalid = as the policy says
    QTime closes;
    QList<Cover> cover;
    QDate validFrom;  ///< invalid = always
    QDate validUntil; ///< last day; invalid = open
    QDate verifiedOn; ///< somebody made sure that the addresses are right; invalid = never
    QString verifiedBy;
    bool retired = false;
    bool needsNewerVigil = false; ///< a newer Vigil changed it

    [[nodiscard]] bool isValidOn(const QDate& day) const;
    [[nodiscard]] bool holds(const QString& role) const { return roles.contains(role, Qt::CaseInsensitive); }
    bool operator==(const Entry&) const = default;
};
[[nodiscard]] QString toText(Entry::Kind kind); ///< "person", "inbox", "practice"
[[nodiscard]] std::optional<Entry::Kind> kindFromText(const QString& text);

/// All entries, retired ones too, and who is on duty when. A value.
struct Directory {
    QMap<QString, Entry> entries; ///< by id
    Rota rota;

    [[nodiscard]] bool isEmpty() const { return entries.isEmpty(); }
    [[nodiscard]] const Entry* entry(const QString& id) const; ///< null when unknown
    /// Those who hold a role on a day: inboxes first, then by id.
    [[nodiscard]] QList<Entry> holders(const QString& role, const QDate& day) const;
    /// Names of the practices of a day, each found again by named(): an id where two have one name.
    [[nodiscard]] QStringList practices(const QDate& day) const;
    /// By id, registration or name; null when nobody or more than one fits.
    [[nodiscard]] const Entry* named(const QString& text, Entry::Kind kind) const;
    bool operator==(const Directory&) const = default;
};

/// The fold. Pure; the order in which events come and how often does not matter. A change of the addresses
/// takes a verification of the old ones away.
[[nodiscard]] Directory directoryOf(const QList<journal::LoggedEvent>& events);

[[nodiscard]] QJsonObject toObject(const Entry& entry);
[[nodiscard]] Entry entryFromObject(const QJsonObject& object);

} // namespace vigil::directory
