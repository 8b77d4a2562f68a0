// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/demo/Header.h"

#include <QDate>
#include <QList>
#include <QTime>

#include <functional>

namespace vigil::dicom::demo {

/// An invented person. The NHS number is of the range 999, which is never given to anybody, with a valid
/// check digit.
struct Person {
    QString name;
    QString nhsNumber;
    QDate birthDate;
    QString sex;
    double metres = 1.7;
    double kilograms = 70;
};

/// A requested procedure as the scanner got it from the modality worklist.
struct Order {
    QString accession;
    QString procedureId;
    QString description;
    QString code; ///< of the national catalogue style, scheme 99VIGIL
};

struct Series {
    int number = 1;
    QString description;
    QString protocol;
    E_TransferSyntax syntax = EXS_LittleEndianExplicit;
    int instances = 1;
    /// Fills everything that is particular to the image, pixels included; called from several threads at
    /// once.
    std::function<void(Header& header, int index)> fill;
};

struct Study {
    QString key; ///< name of the folder and of the derived UIDs
    Person person;
    QDate date;
    QTime time;
    QString modality;
    QString description;
    QString bodyPart;
    QString laterality;
    QString referrer;
    QString location;
    QString priority; ///< STAT, HIGH, MEDIUM, LOW
    QString reason;
    QString station;
    QString manufacturer;
    QString model;
    QList<Order> orders;
    QList<Series> series;
};

/// The ten-digit number with its check digit (modulus 11) for the first nine; empty when these nine have
/// none.
[[nodiscard]] QString nhsNumber(const QString& firstNine);

/// All demo studies; dates and ages are relative to `today`.
[[nodiscard]] QList<Study> demoStudies(const QDate& today);

} // namespace vigil::dicom::demo
