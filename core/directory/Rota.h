// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>

#include <optional>

namespace vigil::directory {

/// A stretch of time, its end not included.
struct Span {
    UtcTime from;
    UtcTime until;

    bool operator==(const Span&) const = default;
};

/// Somebody is on duty in a role.
struct Shift {
    QString entry; ///< id in the directory
    Span span;

    bool operator==(const Shift&) const = default;
};

/// Who is on duty when, of one role. Shifts may overlap (hand-over) and leave gaps.
struct DutyList {
    QString role;        ///< as the table writes it
    QList<Shift> shifts; ///< by their beginning

    /// What stood there for that time gives way, cut where it reaches over its ends: a swap of two hours
    /// leaves the rest of the night as it was.
    void replace(const Span& span, const QList<Shift>& with);
    /// Who is on duty at a moment; who stays longest first, who came in a hand-over before who goes.
    [[nodiscard]] QList<Shift> at(UtcTime now) const;
    /// The first moment of `span` at which nobody is on duty.
    [[nodiscard]] std::optional<UtcTime> firstGap(const Span& span) const;
    bool operator==(const DutyList&) const = default;
};

/// The department's rota. A value.
class Rota {
public:
    /// Null: no rota says anything of this role, in whatever case it is written.
    [[nodiscard]] const DutyList* of(const QString& role) const;
    [[nodiscard]] QList<DutyList> all() const { return m_lists.values(); } ///< by role
    void replace(const QString& role, const Span& span, const QList<Shift>& with);
    [[nodiscard]] bool isEmpty() const { return m_lists.isEmpty(); }
    bool operator==(const Rota&) const = default;

private:
    QMap<QString, DutyList> m_lists; ///< by the role in small letters
};

/// What a table says of one role from its first shift until its last one.
struct RotaChange {
    QString role;
    Span span;
    QList<Shift> shifts;

    bool operator==(const RotaChange&) const = default;
};
[[nodiscard]] QJsonObject toObject(const RotaChange& change);
/// Nothing when it is not well-formed.
[[nodiscard]] std::optional<RotaChange> rotaChangeFromObject(const QJsonObject& object);

} // namespace vigil::directory
