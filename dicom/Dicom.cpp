// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"

#include "dicom/LogBridge.h"
#include "dicom/image/Codecs.h"
#include "dicom/image/FrameReader.h"
#include "dicom/net/Archive.h"
#include "dicom/net/Finder.h"
#include "dicom/net/OrderFinder.h"
#include "dicom/net/Probe.h"
#include "dicom/net/Retriever.h"
#include "dicom/net/Startup.h"
#include "dicom/net/StorageListener.h"
#include "dicom/sr/SrCodec.h"

namespace vigil::dicom {

Result<void> initialise() {
    bridgeLog();
    registerDecoders();
    return startNetwork();
}

std::unique_ptr<study::WorklistSource> worklistSource(const study::PacsPeer& peer,
                                                      const study::LocalNode& local) {
    return std::make_unique<Finder>(peer, local);
}

std::unique_ptr<study::OrderSource> orderSource(const study::PacsPeer& peer, const study::LocalNode& local) {
    return std::make_unique<OrderFinder>(peer, local);
}

std::unique_ptr<study::PeerProbe> peerProbe(const study::PacsPeer& peer, const study::LocalNode& local) {
    return std::make_unique<Probe>(peer, local);
}

std::unique_ptr<study::FrameReader> frameReader() {
    return std::make_unique<FrameReader>();
}

std::unique_ptr<study::StudyRetriever>
studyRetriever(const study::PacsPeer& peer, const study::LocalNode& local, study::ObjectSink& sink) {
    return std::make_unique<Retriever>(peer, local, sink);
}

std::unique_ptr<sync::Destination> archive(const study::PacsPeer& peer, const study::LocalNode& local) {
    return std::make_unique<Archive>(peer, local);
}

std::unique_ptr<study::StorageListener> storageListener(const study::LocalNode& local,
                                                        const QList<study::PacsPeer>& peers,
                                                        study::ObjectSink& sink, study::CallLog* calls) {
    return std::make_unique<StorageListener>(local, peers, sink, calls);
}

std::unique_ptr<report::SrCodec> srCodec(IdSource& ids) {
    return std::make_unique<SrCodec>(ids);
}

} // namespace vigil::dicom
