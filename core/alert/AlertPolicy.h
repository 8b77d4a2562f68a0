// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/WorkingCalendar.h"
#include "core/base/Result.h"
#include "core/study/Patient.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTime>

#include <optional>

namespace vigil::alert {

/// What a category asks for. Absent = not asked for.
struct Limits {
    std::optional<Limit> spokenContact; ///< a voice, or the call handed to a named coordinator
    std::optional<Limit> acknowledge;
    std::optional<Limit> backUp;      ///< the back-up role is brought in
    std::optional<Limit> endOfLadder; ///< the last rung is brought in
    std::optional<Limit> actedOn;
    std::optional<Limit> renew;        ///< past the last rung, and between an act and its closing: look again
    std::optional<Limit> reportSigned; ///< the report that carries it stays unsigned no longer unnoticed

    bool operator==(const Limits&) const = default;
};

/// A category of alerts, most urgent first in the policy.
struct CategoryRule {
    QString code;           ///< "critical", "urgent", "cancer", "significant", "routine"
    QString label;          ///< for the window
    study::Code radlex;     ///< CID 7035
    QString textCode;       ///< the site's alert text code for report and HL7
    int rank = 0;           ///< 0 = most urgent; the order in the file
    bool actionable = true; ///< false: documented only, nobody has to act
    /// What the referrer suspected already is documented only; never of the two most urgent ones.
    bool documentsSuspected = false;
    /// What somebody who may accept it was told already and has read back is documented only; never of the
    /// two most urgent ones.
    bool documentsTold = false;
    Limits limits;
    QString ownerRole;
    QString backUpRole;
    QString endRole;       ///< end of the ladder
    QStringList laterEnds; ///< brought in after it, one each time it is renewed; the last one stays
    QString copyTo;        ///< told at once beside the owner (cancer tracking); empty = nobody
    QStringList mayAccept; ///< roles that may acknowledge
    QStringList mayPassOn; ///< roles that may only pass on; the clock keeps running
    /// Roles whose act ends the ladder. Alerts of before this list have none: there any act counts.
    QStringList mayAct;
    bool patientToKnow = false; ///< what was done is not enough until the patient was told

    [[nodiscard]] bool lets(const QString& role) const; ///< may this role act

    bool operator==(const CategoryRule&) const = default;
};

/// A finding of the pick list.
struct FindingRule {
    enum class Ask { No, Yes };
    QString code;
    QString label;
    QString category; ///< default
    QString text;     ///< what the alert says unless the reporter writes something else
    Ask site = Ask::No;
    Ask laterality = Ask::No;
    bool restricted = false; ///< text hidden outside the team (suspected abuse): it goes into the sealed part
    QString ownerRole;       ///< own route; empty = the category's
    QString backUpRole;      ///< of its own route; empty = the category's
    QStringList team;  ///< only they own and accept it, and read its text; empty = whoever the category lets
    QString openLabel; ///< what others see instead of the label; empty = the label
    QStringList terms; ///< must-alert terms: asserted in a report without an alert they are remarked

    bool operator==(const FindingRule&) const = default;
};

/// When somebody answers there: on working days, from and until in local time.
struct OpeningHours {
    QTime opens;
    QTime closes;

    bool operator==(const OpeningHours&) const = default;
};

/// How the ladder differs where the patient is or where the request came from.
struct LocationRule {
    /// What of a category is other here. Absent and empty = as in the category.
    struct Change {
        QString category;
        Limits limits;
        QString ownerRole;
        QString backUpRole;
        QString endRole;
        QStringList laterEnds; ///< of endRole
        QString copyTo;

        bool operator==(const Change&) const = default;
    };
    /// For requests of general practice: the practice owns the alert while it is open.
    struct Practice {
        OpeningHours hours; ///< unless the directory knows the practice's own
        QString outOfHoursRole;

        bool operator==(const Practice&) const = default;
    };
    QString code; ///< "emergency", "inpatient", "outpatient", "gp"
    QString label;
    QStringList match; ///< words of a location's name by which it is known, e.g. "ED"
    QList<Change> changes;
    std::optional<Practice> practice;

    bool operator==(const LocationRule&) const = default;
};

/// Who may do what beyond accepting and passing on, by role.
struct Permissions {
    QStringList lower;         ///< beside the author
    QStringList withdraw;      ///< beside the author
    QStringList proposePolicy; ///< empty = whoever the department lets
    QStringList approvePolicy; ///< empty = whoever the department lets

    bool operator==(const Permissions&) const = default;
};

/// The department's rules for alerts: findings, categories, limits, ladder, roles, calendar. Read from YAML
/// and then constant; an alert stores the limits and the hash of the policy it was raised under. Any thread.
class AlertPolicy {
public:
    /// Invalid with the line number in the message.
    static Result<AlertPolicy> parse(const QByteArray& yaml);
    /// A file, or the built-in starter policy ":/vigil/policies/default.yaml".
    static Result<AlertPolicy> load(const QString& path);

    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] QString version() const { return m_version; }
    [[nodiscard]] QString sha256() const { return m_sha256; } ///< hex, of the file's bytes
    [[nodiscard]] const QList<CategoryRule>& categories() const { return m_categories; }
    [[nodiscard]] const QList<FindingRule>& findings() const { return m_findings; }
    [[nodiscard]] const QStringList& declineReasons() const { return m_declineReasons; }
    [[nodiscard]] const WorkingCalendar& calendar() const { return m_calendar; }
    [[nodiscard]] QString officerRole() const { return m_officerRole; }             ///< the fail-safe officer
    [[nodiscard]] QString officerDeputyRole() const { return m_officerDeputyRole; } ///< empty = none
    /// Who is sent the weekly list of alerts that went wrong.
    [[nodiscard]] QString directorRole() const { return m_directorRole; }
    [[nodiscard]] QString dutyRole() const { return m_dutyRole; }
    [[nodiscard]] const Permissions& permissions() const { return m_permissions; }
    [[nodiscard]] const QList<LocationRule>& locations() const { return m_locations; }
    /// The last day for which its calendar knows the bank holidays.
    [[nodiscard]] QDate calendarEnds() const { return m_calendarEnds; }

    [[nodiscard]] const CategoryRule* category(const QString& code) const; ///< null when unknown
    [[nodiscard]] const FindingRule* finding(const QString& code) const;   ///< null when unknown
    /// The rule for a location: by its code, else the first of which a word stands in `text`, as the order or
    /// the modality wrote it. Null when none fits.
    [[nodiscard]] const LocationRule* location(const QString& text) const;
    /// The category as it is at a location; nothing when the category is unknown.
    [[nodiscard]] std::optional<CategoryRule> categoryAt(const QString& code, const QString& location) const;
    /// The same for a finding, which may have a route and a team of its own.
    [[nodiscard]] std::optional<CategoryRule> categoryFor(const QString& finding, const QString& code,
                                                          const QString& location) const;

private:
    friend class PolicyReader;
    QString m_name;
    QString m_version;
    QString m_sha256;
    QList<CategoryRule> m_categories;
    QList<FindingRule> m_findings;
    QStringList m_declineReasons;
    WorkingCalendar m_calendar;
    QString m_officerRole;
    QString m_dutyRole;
    QString m_officerDeputyRole;
    QString m_directorRole;
    Permissions m_permissions;
    QList<LocationRule> m_locations;
    QDate m_calendarEnds;
};

} // namespace vigil::alert
