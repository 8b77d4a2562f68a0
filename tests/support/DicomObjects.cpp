// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DicomObjects.h"

#include "core/base/Ids.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QDir>
#include <QFile>

#include <vector>

namespace vigil::test {

namespace {

void put(DcmItem& item, const DcmTag& tag, const QString& value) {
    item.putAndInsertString(tag, value.toUtf8().constData());
}

void putPixels(DcmDataset& dataset, const DicomObject& object) {
    dataset.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(object.rows));
    dataset.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(object.columns));
    dataset.putAndInsertUint16(DCM_SamplesPerPixel, 1);
    put(dataset, DCM_PhotometricInterpretation, QStringLiteral("MONOCHROME2"));
    dataset.putAndInsertUint16(DCM_BitsAllocated, 16);
    dataset.putAndInsertUint16(DCM_BitsStored, 12);
    dataset.putAndInsertUint16(DCM_HighBit, 11);
    dataset.putAndInsertUint16(DCM_PixelRepresentation, 0);
    std::vector<Uint16> pixels;
    for (int row = 0; row < object.rows; ++row)
        for (int column = 0; column < object.columns; ++column)
            pixels.push_back(static_cast<Uint16>((row * 16 + column * 8 + object.instanceNumber * 4) % 4096));
    pixels.resize(pixels.size() - static_cast<std::size_t>(object.pixelsLost));
    dataset.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
}

void putTitle(DcmDataset& dataset, const DicomObject::Title& title) {
    DcmItem* item = nullptr;
    dataset.findOrCreateSequenceItem(DCM_ConceptNameCodeSequence, item, 0);
    put(*item, DCM_CodeValue, title.value);
    put(*item, DCM_CodingSchemeDesignator, title.scheme);
    put(*item, DCM_CodeMeaning, title.meaning);
}

/// One paragraph: a report without content is none.
void putContent(DcmDataset& dataset) {
    DcmItem* item = nullptr;
    dataset.findOrCreateSequenceItem(DCM_ContentSequence, item, 0);
    put(*item, DCM_RelationshipType, QStringLiteral("CONTAINS"));
    put(*item, DCM_ValueType, QStringLiteral("TEXT"));
    put(*item, DCM_TextValue, QStringLiteral("No abnormality."));
    DcmItem* name = nullptr;
    item->findOrCreateSequenceItem(DCM_ConceptNameCodeSequence, name, 0);
    put(*name, DCM_CodeValue, QStringLiteral("121071"));
    put(*name, DCM_CodingSchemeDesignator, QStringLiteral("DCM"));
    put(*name, DCM_CodeMeaning, QStringLiteral("Finding"));
}

void putRequests(DcmItem& dataset, const QList<DicomObject::Request>& requests) {
    for (qsizetype i = 0; i < requests.size(); ++i) {
        DcmItem* item = nullptr;
        dataset.findOrCreateSequenceItem(DCM_RequestAttributesSequence, item, static_cast<long>(i));
        put(*item, DCM_AccessionNumber, requests.at(i).accession);
        put(*item, DCM_RequestedProcedureID, requests.at(i).procedureId);
        put(*item, DCM_RequestedProcedureDescription, requests.at(i).description);
    }
}

/// Study, series and patient as any object needs them.
DicomObject anObject(const char* sopClass, const QString& modality) {
    DicomObject object;
    object.sopClassUid = QString::fromLatin1(sopClass);
    object.studyUid = aUid();
    object.seriesUid = aUid();
    object.sopInstanceUid = aUid();
    object.set(0x0008, 0x0005, QStringLiteral("ISO_IR 192"));
    object.set(0x0008, 0x0060, modality);
    object.set(0x0020, 0x0010, QStringLiteral("S1"));
    object.ofPatient(QStringLiteral("PAT1"), QStringLiteral("Doe^Jane"));
    object.withAccession(QStringLiteral("ACC1"));
    object.onDate(QStringLiteral("20261123"));
    object.described(QStringLiteral("CT chest"));
    object.inSeries(object.seriesUid, 1);
    return object;
}

} // namespace

QString aUid() {
    return dicomUid(QUuid::createUuid());
}

DicomObject& DicomObject::set(quint16 group, quint16 element, const QString& value) {
    for (auto& existing : elements) {
        if (existing.group != group || existing.element != element) continue;
        existing.value = value;
        return *this;
    }
    elements.append({group, element, value});
    return *this;
}

DicomObject& DicomObject::inStudy(const QString& uid) {
    studyUid = uid;
    return *this;
}

DicomObject& DicomObject::inSeries(const QString& uid, int number) {
    seriesUid = uid;
    return set(0x0020, 0x0011, QString::number(number));
}

DicomObject& DicomObject::withUid(const QString& uid) {
    sopInstanceUid = uid;
    return *this;
}

DicomObject& DicomObject::ofPatient(const QString& id, const QString& name, const QString& birthDate,
                                    const QString& sex) {
    set(0x0010, 0x0020, id);
    set(0x0010, 0x0010, name);
    set(0x0010, 0x0030, birthDate);
    return set(0x0010, 0x0040, sex);
}

DicomObject& DicomObject::withAccession(const QString& accession) {
    return set(0x0008, 0x0050, accession);
}

DicomObject& DicomObject::forRequest(const QString& accession, const QString& procedureId,
                                     const QString& description) {
    requests.append({accession, procedureId, description});
    return *this;
}

DicomObject& DicomObject::onDate(const QString& date, const QString& time) {
    set(0x0008, 0x0020, date);
    return set(0x0008, 0x0030, time);
}

DicomObject& DicomObject::described(const QString& description) {
    return set(0x0008, 0x1030, description);
}

QByteArray DicomObject::bytes() const {
    DcmFileFormat file;
    auto& dataset = *file.getDataset();
    put(dataset, DCM_SOPClassUID, sopClassUid);
    put(dataset, DCM_SOPInstanceUID, sopInstanceUid);
    put(dataset, DCM_StudyInstanceUID, studyUid);
    put(dataset, DCM_SeriesInstanceUID, seriesUid);
    put(dataset, DCM_InstanceNumber, QString::number(instanceNumber));
    for (const auto& element : elements)
        put(dataset, DcmTag(element.group, element.element), element.value);
    if (!title.value.isEmpty()) {
        putTitle(dataset, title);
        putContent(dataset);
    }
    putRequests(dataset, requests);
    if (rows > 0) putPixels(dataset, *this);

    QByteArray result(static_cast<qsizetype>(rows) * columns * 2 + 64 * 1024, '\0');
    DcmOutputBufferStream stream(result.data(), result.size());
    file.transferInit();
    const auto written = file.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr);
    file.transferEnd();
    if (written.bad()) qFatal("a test object could not be encoded: %s", written.text());
    void* buffer = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(buffer, length);
    result.truncate(static_cast<qsizetype>(length));
    return result;
}

QString DicomObject::writeTo(const QString& folder) const {
    const auto path = QDir(folder).filePath(sopInstanceUid + QStringLiteral(".dcm"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write a test object");
    file.write(bytes());
    return path;
}

DicomObject aCtSlice(int number) {
    auto object = anObject(UID_CTImageStorage, QStringLiteral("CT"));
    constexpr double spacing = 5;
    object.instanceNumber = number;
    object.rows = 64;
    object.columns = 64;
    object.set(0x0008, 0x103E, QStringLiteral("Axial"));
    object.set(0x0018, 0x0015, QStringLiteral("CHEST"));
    object.set(0x0020, 0x0032, QStringLiteral("-160\\-160\\%1").arg(spacing * number));
    object.set(0x0020, 0x0037, QStringLiteral("1\\0\\0\\0\\1\\0"));
    object.set(0x0020, 0x0052, QStringLiteral("1.2.826.0.1.3680043.10.1"));
    object.set(0x0028, 0x0030, QStringLiteral("5\\5"));
    object.set(0x0028, 0x1050, QStringLiteral("40"));
    object.set(0x0028, 0x1051, QStringLiteral("400"));
    object.set(0x0028, 0x1052, QStringLiteral("-1024"));
    object.set(0x0028, 0x1053, QStringLiteral("1"));
    return object;
}

DicomObject aTextReport(const QString& completion, const QString& verification) {
    auto object = anObject(UID_BasicTextSRStorage, QStringLiteral("SR"));
    object.set(0x0008, 0x103E, QStringLiteral("Report"));
    object.set(0x0008, 0x0023, QStringLiteral("20261123"));
    object.set(0x0008, 0x0033, QStringLiteral("110000"));
    object.set(0x0040, 0xA040, QStringLiteral("CONTAINER"));
    object.set(0x0040, 0xA050, QStringLiteral("SEPARATE"));
    object.set(0x0040, 0xA491, completion);
    object.set(0x0040, 0xA493, verification);
    object.title = {QStringLiteral("18748-4"), QStringLiteral("LN"),
                    QStringLiteral("Diagnostic imaging report")};
    return object;
}

QList<DicomObject> storedStudy(int series, int slices, const QString& patientId, const QString& name) {
    QList<DicomObject> objects;
    const auto studyUid = aUid();
    for (int s = 1; s <= series; ++s) {
        const auto seriesUid = aUid();
        for (int i = 1; i <= slices; ++i) {
            auto slice = aCtSlice(i);
            slice.inStudy(studyUid).inSeries(seriesUid, s).ofPatient(patientId, name);
            objects.append(slice);
        }
    }
    return objects;
}

} // namespace vigil::test
