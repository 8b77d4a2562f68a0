// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Ids.h"
#include "core/report/SrCodec.h"
#include "core/study/CallLog.h"
#include "core/study/OrderSource.h"
#include "core/study/PeerProbe.h"
#include "core/study/Peers.h"
#include "core/study/Ports.h"
#include "core/sync/Destination.h"

#include <QDate>
#include <QList>
#include <QString>

#include <memory>

/// The public face of dicom/: factories for the core's ports. No DCMTK type is visible here.
namespace vigil::dicom {

/// Once per process, before anything else: data dictionary, codecs, DCMTK's log into ours (dcmnet capped at
/// INFO: DEBUG prints whole datasets). Fails with a plain message when the dictionary is missing.
Result<void> initialise();

std::unique_ptr<study::WorklistSource> worklistSource(const study::PacsPeer& peer,
                                                      const study::LocalNode& local);

/// The listener must be started for C-MOVE. `sink` and the listener outlive the retriever.
std::unique_ptr<study::StudyRetriever> studyRetriever(const study::PacsPeer& peer,
                                                      const study::LocalNode& local, study::ObjectSink& sink);

/// Accepts the configured peers only (AE title and address). `calls`, when given, hears of every connection
/// and outlives the listener.
std::unique_ptr<study::StorageListener> storageListener(const study::LocalNode& local,
                                                        const QList<study::PacsPeer>& peers,
                                                        study::ObjectSink& sink,
                                                        study::CallLog* calls = nullptr);

/// The modality worklist of [orders/NAME].
std::unique_ptr<study::OrderSource> orderSource(const study::PacsPeer& peer, const study::LocalNode& local);

/// Tries the steps of reaching a peer one by one, for the set-up doctor.
std::unique_ptr<study::PeerProbe> peerProbe(const study::PacsPeer& peer, const study::LocalNode& local);

std::unique_ptr<study::FrameReader> frameReader();

std::unique_ptr<report::SrCodec> srCodec(IdSource& ids);

/// Destination "archive": C-STORE of SR documents, delivered only when a C-FIND finds the instance there.
std::unique_ptr<sync::Destination> archive(const study::PacsPeer& peer, const study::LocalNode& local);

/// Writes the demo studies (computed pictures of invented people) below `folder` and says how many files.
/// Dates and ages are relative to `today`; the same day gives the same objects. Needs initialise() for the
/// data dictionary only.
Result<int> writeDemoStudies(const QString& folder, QDate today);

/// A computed study for measurements: one series of CT slices, or of multi-frame captures when it has frames.
struct BulkStudy {
    QString studyUid;
    QString patientId;
    int instances = 400;
    int rows = 512;
    int columns = 512;
    int frames = 1;
    QDate date = QDate::currentDate();
};
/// Writes the files of a study of 16-bit pictures into `folder`, in the order of instance numbers, and names
/// them. Needs initialise() for the data dictionary only.
Result<QStringList> writeBulkStudy(const QString& folder, const BulkStudy& study);

} // namespace vigil::dicom
