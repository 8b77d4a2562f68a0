// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace vigil::test {

/// A DICOM object in the making: `aCtSlice(3).ofPatient("P7", "Doe^Jane").bytes()`. Valid enough for Orthanc
/// and for our own reader. Text is written as UTF-8 (ISO_IR 192). A value; any thread.
class DicomObject {
public:
    DicomObject& inStudy(const QString& studyUid);
    DicomObject& inSeries(const QString& seriesUid, int number = 1);
    DicomObject& withUid(const QString& sopInstanceUid);
    DicomObject& ofPatient(const QString& id, const QString& name,
                           const QString& birthDate = QStringLiteral("19500101"),
                           const QString& sex = QStringLiteral("F"));
    DicomObject& withAccession(const QString& accession);
    /// One more item of its Request Attributes Sequence.
    DicomObject& forRequest(const QString& accession, const QString& procedureId, const QString& description);
    DicomObject& onDate(const QString& date, const QString& time = QStringLiteral("101500"));
    DicomObject& described(const QString& studyDescription);
    /// Any text element of the dataset, by its tag, e.g. set(0x0008, 0x0090, "Smith^Ann").
    DicomObject& set(quint16 group, quint16 element, const QString& value);

    QString studyUid;
    QString seriesUid;
    QString sopClassUid;
    QString sopInstanceUid;
    int instanceNumber = 1;

    /// The whole file (Part 10, explicit VR little endian).
    [[nodiscard]] QByteArray bytes() const;
    /// Writes bytes() into a folder, as <SOP Instance UID>.dcm, and returns the path.
    QString writeTo(const QString& folder) const;

    struct Element {
        quint16 group;
        quint16 element;
        QString value;
    };
    QList<Element> elements;
    int rows = 0; ///< 0: no pixels
    int columns = 0;
    int pixelsLost = 0; ///< so many of the last ones are left out, as on a damaged disk
    struct Title {
        QString value;
        QString scheme;
        QString meaning;
    };
    struct Request {
        QString accession;
        QString procedureId;
        QString description;
    };
    QList<Request> requests;
    Title title; ///< of a document, when value is not empty
};

/// A fresh UID under 2.25.
[[nodiscard]] QString aUid();

/// A CT slice of 64 x 64 pixels with a gradient that differs from slice to slice, at z = 5 mm * number.
[[nodiscard]] DicomObject aCtSlice(int number = 1);
/// A Basic Text SR, by default a verified, complete report (LOINC 18748-4).
[[nodiscard]] DicomObject aTextReport(const QString& completion = QStringLiteral("COMPLETE"),
                                      const QString& verification = QStringLiteral("VERIFIED"));
/// A study of `series` CT series with `slices` slices each, of one patient.
[[nodiscard]] QList<DicomObject> storedStudy(int series = 1, int slices = 3,
                                             const QString& patientId = QStringLiteral("PAT1"),
                                             const QString& name = QStringLiteral("Doe^Jane"));

} // namespace vigil::test
