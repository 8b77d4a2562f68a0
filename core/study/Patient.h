// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QString>

namespace vigil::study {

/// A code as DICOM carries it (PS3.3 8.8): value, scheme, meaning. Compared by value and scheme, never by
/// meaning.
struct Code {
    QString value;
    QString scheme;
    QString meaning;

    [[nodiscard]] bool isEmpty() const { return value.isEmpty(); }
    bool operator==(const Code& other) const { return value == other.value && scheme == other.scheme; }
};

/// The key of a patient: the id means nothing without who issued it.
struct PatientKey {
    QString issuer; ///< (0010,0021); empty when the PACS does not say
    QString id;     ///< (0010,0020)

    bool operator==(const PatientKey&) const = default;
};

struct Patient {
    PatientKey key;
    QString name; ///< DICOM form, first component group used for display: "Family^Given^Middle^Prefix^Suffix"
    QDate birthDate;
    QString sex; ///< M, F, O or empty

    bool operator==(const Patient&) const = default;
};

/// "Family, Given Middle": how a name reads in a row and in the banner. Takes the alphabetic group, or the
/// first that is not empty.
[[nodiscard]] QString displayName(const QString& dicomName);
/// Folded for searching: lower case, accents removed, "^" and "=" as spaces.
[[nodiscard]] QString foldedForSearch(const QString& text);
/// Whether two names, in DICOM form or as typed, may be taken for one person of the department; never for two
/// empty ones.
[[nodiscard]] bool isSamePerson(const QString& a, const QString& b);
/// "73 y", under 2 years in months ("14 m"), under 8 weeks in days ("9 d"); empty when the birth date is
/// unknown.
[[nodiscard]] QString ageAt(const QDate& birthDate, const QDate& day);

} // namespace vigil::study
