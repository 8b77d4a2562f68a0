// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/DemoStudies.h"

#include "core/base/Ids.h"
#include "core/study/Patient.h"
#include "dicom/Dicom.h"

#include <QDir>

#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpls/djencode.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace vigil::dicom {
namespace demo {
namespace {

/// The lossless encoders, for as long as it lives.
class Encoders {
public:
    Encoders() {
        DJEncoderRegistration::registerCodecs();
        DJLSEncoderRegistration::registerCodecs();
        DcmRLEEncoderRegistration::registerCodecs();
    }
    ~Encoders() {
        DJEncoderRegistration::cleanup();
        DJLSEncoderRegistration::cleanup();
        DcmRLEEncoderRegistration::cleanup();
    }
    Encoders(const Encoders&) = delete;
    Encoders& operator=(const Encoders&) = delete;
};

QString dicomDate(const QDate& date) {
    return date.toString(QStringLiteral("yyyyMMdd"));
}
QString dicomTime(const QTime& time) {
    return time.toString(QStringLiteral("HHmmss"));
}

/// Age String (PS3.5 6.2, VR AS): years, below two years months.
QString ageString(const QDate& birth, const QDate& day) {
    int months = (day.year() - birth.year()) * 12 + day.month() - birth.month();
    if (day.day() < birth.day()) --months;
    const bool inMonths = months < 24;
    return QStringLiteral("%1%2")
        .arg(inMonths ? months : months / 12, 3, 10, QLatin1Char('0'))
        .arg(inMonths ? QLatin1Char('M') : QLatin1Char('Y'));
}

} // namespace

DemoWriter::DemoWriter(QString folder, QDate today)
    : m_folder(std::move(folder)), m_today(today),
      m_root(derivedId(QUuid(), QStringLiteral("vigil demo ") + today.toString(Qt::ISODate))) {}

QString DemoWriter::uid(const QString& name) const {
    return dicomUid(derivedId(m_root, name));
}

void DemoWriter::putStudy(Header& header, const Study& study) const {
    const Person& who = study.person;
    header.text(DCM_SpecificCharacterSet, QStringLiteral("ISO_IR 192"))
        .text(DCM_PatientName, who.name)
        .text(DCM_PatientID, who.nhsNumber)
        .text(DCM_IssuerOfPatientID, QStringLiteral("NHS"))
        .text(DCM_PatientBirthDate, dicomDate(who.birthDate))
        .text(DCM_PatientSex, who.sex)
        .text(DCM_PatientAge, ageString(who.birthDate, study.date))
        .decimals(DCM_PatientSize, {who.metres}, 2)
        .decimals(DCM_PatientWeight, {who.kilograms}, 1)
        .text(DCM_StudyInstanceUID, uid(study.key))
        .text(DCM_StudyDate, dicomDate(study.date))
        .text(DCM_StudyTime, dicomTime(study.time))
        .text(DCM_StudyID, QStringLiteral("V") + study.orders.first().accession.right(9))
        .text(DCM_AccessionNumber, study.orders.first().accession)
        .text(DCM_ReferringPhysicianName, study.referrer)
        .text(DCM_RequestingPhysician, study.referrer)
        .text(DCM_RequestingService, study.location)
        .text(DCM_CurrentPatientLocation, study.location)
        .text(DCM_StudyDescription, study.description)
        .text(DCM_InstitutionName, QString::fromUtf8("St Elsewhere\xE2\x80\x99s Hospital"))
        .text(DCM_InstitutionalDepartmentName, QStringLiteral("Radiology"))
        .text(DCM_StationName, study.station)
        .text(DCM_Manufacturer, study.manufacturer)
        .text(DCM_ManufacturerModelName, study.model)
        .text(DCM_DeviceSerialNumber, QStringLiteral("PH-") + study.station)
        .text(DCM_SoftwareVersions, QStringLiteral("1.0"));
}

/// Request Attributes (PS3.3 10.6), one item a requested procedure; priority and order numbers as Standard
/// Extended attributes.
void DemoWriter::putOrders(Header& header, const Study& study) const {
    for (const Order& order : study.orders) {
        Header request = header.child(DCM_RequestAttributesSequence);
        request.text(DCM_AccessionNumber, order.accession)
            .text(DCM_StudyInstanceUID, uid(study.key))
            .text(DCM_RequestedProcedureID, order.procedureId)
            .text(DCM_RequestedProcedureDescription, order.description)
            .text(DCM_ScheduledProcedureStepID, QStringLiteral("SPS") + order.procedureId.mid(2))
            .text(DCM_ScheduledProcedureStepDescription, order.description)
            .text(DCM_ReasonForTheRequestedProcedure, study.reason)
            .text(DCM_RequestedProcedurePriority, study.priority)
            .text(DCM_PlacerOrderNumberImagingServiceRequest, QStringLiteral("PL") + order.accession.mid(3))
            .text(DCM_FillerOrderNumberImagingServiceRequest, QStringLiteral("FI") + order.accession.mid(3));
        if (!order.code.isEmpty())
            request.code(DCM_RequestedProcedureCodeSequence, order.code, QStringLiteral("99VIGIL"),
                         order.description);
        Header issuer = request.child(DCM_IssuerOfAccessionNumberSequence);
        issuer.text(DCM_LocalNamespaceEntityID, QStringLiteral("RXV"));
        request.join(issuer);
        header.join(request);
    }
    Header issuer = header.child(DCM_IssuerOfAccessionNumberSequence);
    issuer.text(DCM_LocalNamespaceEntityID, QStringLiteral("RXV"));
    header.join(issuer);
}

void DemoWriter::putSeries(Header& header, const Study& study, const Series& series, int index) const {
    const QString name = QStringLiteral("%1/%2").arg(study.key).arg(series.number);
    const QTime begun = study.time.addSecs(60 * (series.number % 50));
    const QTime taken = begun.addSecs(index);
    header.text(DCM_Modality, study.modality)
        .text(DCM_SeriesInstanceUID, uid(name))
        .number(DCM_SeriesNumber, series.number)
        .text(DCM_SeriesDescription, series.description)
        .text(DCM_ProtocolName, series.protocol)
        .text(DCM_BodyPartExamined, study.bodyPart)
        .text(DCM_SeriesDate, dicomDate(study.date))
        .text(DCM_SeriesTime, dicomTime(begun))
        .text(DCM_AcquisitionDate, dicomDate(study.date))
        .text(DCM_AcquisitionTime, dicomTime(taken))
        .text(DCM_ContentDate, dicomDate(study.date))
        .text(DCM_ContentTime, dicomTime(taken))
        .text(DCM_PerformedProcedureStepStartDate, dicomDate(study.date))
        .text(DCM_PerformedProcedureStepStartTime, dicomTime(begun))
        .text(DCM_PerformedProcedureStepID, QStringLiteral("PPS") + study.orders.first().procedureId.mid(2))
        .text(DCM_PerformedProcedureStepDescription, study.description)
        .text(DCM_OperatorsName, QStringLiteral("Radiographer^On^Duty"))
        .text(DCM_SOPInstanceUID, uid(QStringLiteral("%1/%2").arg(name).arg(index)))
        .number(DCM_InstanceNumber, index + 1);
    if (!study.laterality.isEmpty() && study.modality != QLatin1String("DX"))
        header.text(DCM_Laterality, study.laterality);
    if (study.modality == QLatin1String("CT") || study.modality == QLatin1String("MR"))
        header.text(DCM_FrameOfReferenceUID, uid(study.key + QStringLiteral("/frame")));
}

Result<void> DemoWriter::writeInstance(const Study& study, const Series& series, int index) const {
    DcmFileFormat file;
    Header header(*file.getDataset());
    putStudy(header, study);
    putOrders(header, study);
    putSeries(header, study, series, index);
    series.fill(header, index);
    VIGIL_CHECK(header.outcome());
    const QString path = QStringLiteral("%1/%2/s%3-%4.dcm")
                             .arg(m_folder, study.key)
                             .arg(series.number, 3, 10, QLatin1Char('0'))
                             .arg(index + 1, 4, 10, QLatin1Char('0'));
    header.note(file.getDataset()->chooseRepresentation(series.syntax, nullptr));
    header.note(file.saveFile(QFile::encodeName(path).constData(), series.syntax));
    return header.outcome();
}

Result<int> DemoWriter::write(const QList<Study>& studies) {
    struct Job {
        const Study* study;
        const Series* series;
        int index;
    };
    std::vector<Job> jobs;
    for (const Study& study : studies) {
        if (!QDir(m_folder).mkpath(study.key))
            return Error{Error::Code::Denied,
                         QStringLiteral("The folder for the demo studies cannot be written."), m_folder};
        for (const Series& series : study.series)
            for (int index = 0; index < series.instances; ++index)
                jobs.push_back({&study, &series, index});
    }
    // Multi-frame objects and radiographs take longest and come first, so that no processor waits for one at
    // the end.
    std::stable_sort(jobs.begin(), jobs.end(),
                     [](const Job& a, const Job& b) { return a.series->instances < b.series->instances; });
    const Encoders encoders;
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    Result<void> outcome;
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
            workers.emplace_back([&] {
                for (std::size_t at = next++; at < jobs.size(); at = next++) {
                    auto written = writeInstance(*jobs[at].study, *jobs[at].series, jobs[at].index);
                    if (written) continue;
                    const std::lock_guard lock(guard);
                    outcome = std::move(written);
                    next = jobs.size();
                }
            });
        }
    }
    if (!outcome) return outcome.error();
    return static_cast<int>(jobs.size());
}

} // namespace demo

Result<int> writeDemoStudies(const QString& folder, QDate today) {
    return demo::DemoWriter(folder, today).write(demo::demoStudies(today));
}

} // namespace vigil::dicom
