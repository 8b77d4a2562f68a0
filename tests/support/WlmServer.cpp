// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/WlmServer.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace vigil::test {

namespace {

const QString title = QStringLiteral("WORKLIST");

void put(DcmItem& item, const DcmTagKey& tag, const QString& value) {
    item.putAndInsertString(DcmTag(tag), value.toLatin1().constData());
}

} // namespace

bool WlmServer::isInstalled() {
    return !QStandardPaths::findExecutable(QStringLiteral("wlmscpfs")).isEmpty();
}

bool WlmServer::add(const Entry& entry) {
    // The server finds the folder of a list by the title that it is called by, and wants a lock file in it.
    const auto list = folder() + u'/' + title;
    QDir().mkpath(list);
    QFile lock(list + QStringLiteral("/lockfile"));
    if (!lock.open(QIODevice::WriteOnly)) return false;

    const auto number = QString::number(++m_entries);
    DcmFileFormat file;
    auto& dataset = *file.getDataset();
    const bool isLatin = entry.rawName.isEmpty();
    const auto characterSet = isLatin ? QByteArrayLiteral("ISO_IR 100") : entry.characterSet;
    if (!characterSet.isEmpty())
        dataset.putAndInsertString(DCM_SpecificCharacterSet, characterSet.constData());
    put(dataset, DCM_PatientID, entry.patientId);
    dataset.putAndInsertString(DCM_PatientName, isLatin ? entry.patientName.toLatin1().constData()
                                                        : entry.rawName.constData());
    put(dataset, DCM_PatientBirthDate, QStringLiteral("19560704"));
    put(dataset, DCM_PatientSex, QStringLiteral("F"));
    put(dataset, DCM_AccessionNumber, entry.accession);
    put(dataset, DCM_StudyInstanceUID, QStringLiteral("1.2.826.0.1.3680043.10.99.") + number);
    put(dataset, DCM_RequestedProcedureID, QStringLiteral("RP") + number);
    put(dataset, DCM_RequestedProcedureDescription, entry.description);
    put(dataset, DCM_ReasonForTheRequestedProcedure, entry.reason);
    put(dataset, DCM_RequestedProcedurePriority, QStringLiteral("HIGH"));
    put(dataset, DCM_RequestingPhysician,
        isLatin ? QStringLiteral("Pétain^Marie") : QStringLiteral("Petain^Marie"));
    put(dataset, DCM_ReferringPhysicianName, QStringLiteral("Smith^Ann"));
    DcmItem* step = nullptr;
    dataset.findOrCreateSequenceItem(DCM_ScheduledProcedureStepSequence, step, 0);
    put(*step, DCM_Modality, entry.modality);
    put(*step, DCM_ScheduledStationAETitle, QStringLiteral("CT1"));
    put(*step, DCM_ScheduledProcedureStepStartDate, entry.date);
    put(*step, DCM_ScheduledProcedureStepStartTime, QStringLiteral("101500"));
    put(*step, DCM_ScheduledPerformingPhysicianName, QString());
    put(*step, DCM_ScheduledProcedureStepDescription, entry.description);
    put(*step, DCM_ScheduledProcedureStepID, QStringLiteral("SPS") + number);
    DcmItem* code = nullptr;
    dataset.findOrCreateSequenceItem(DCM_RequestedProcedureCodeSequence, code, 0);
    put(*code, DCM_CodeValue, QStringLiteral("CTCHEST"));
    put(*code, DCM_CodingSchemeDesignator, QStringLiteral("99VIGIL"));
    put(*code, DCM_CodeMeaning, entry.description);
    const auto path = list + u'/' + number + QStringLiteral(".wl");
    return file.saveFile(OFFilename(path.toLocal8Bit().constData()), EXS_LittleEndianExplicit).good();
}

bool WlmServer::start() {
    return launch(QStringLiteral("wlmscpfs"),
                  {QStringLiteral("--data-files-path"), folder(), QStringLiteral("--keep-char-set"),
                   QStringLiteral("--disable-file-reject"), QString::number(m_port)},
                  {m_port});
}

study::PacsPeer WlmServer::peer() const {
    study::PacsPeer peer;
    peer.name = QStringLiteral("ris");
    peer.aeTitle = title;
    peer.host = QStringLiteral("127.0.0.1");
    peer.port = m_port;
    peer.silenceTimeout = std::chrono::seconds(10);
    return peer;
}

} // namespace vigil::test
