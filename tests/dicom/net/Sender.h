// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/Association.h"
#include "tests/support/DicomObjects.h"

#include <dcmtk/dcmdata/dcistrmb.h>

namespace vigil::test {

/// One association of a PACS that sends to our listener on 127.0.0.1. Owned by the test; one thread.
class Sender {
public:
    Sender(quint16 port, const QString& calling, const QString& called,
           const std::optional<study::TlsFiles>& tls = {}) {
        study::PacsPeer listener;
        listener.name = QStringLiteral("vigil");
        listener.aeTitle = called;
        listener.host = QStringLiteral("127.0.0.1");
        listener.port = port;
        listener.silenceTimeout = std::chrono::seconds(5);
        study::LocalNode self;
        self.aeTitle = calling;
        if (tls) {
            listener.tls = study::PacsPeer::Tls::On;
            self.tlsFiles = *tls;
        }
        auto opened = dicom::Association::open(
            listener, self,
            {dicom::uncompressed(UID_CTImageStorage), dicom::uncompressed(UID_VerificationSOPClass),
             dicom::uncompressed(UID_FINDStudyRootQueryRetrieveInformationModel)},
            stop.get_token());
        if (opened)
            association = std::move(*opened);
        else
            error = opened.error();
    }

    /// The status of the answer, -1 when there was none.
    int send(const DicomObject& object, const QString& announcedUid = {}) const {
        DcmFileFormat file;
        const auto bytes = object.bytes();
        DcmInputBufferStream stream;
        stream.setBuffer(bytes.constData(), bytes.size());
        stream.setEos();
        file.read(stream);
        T_DIMSE_C_StoreRQ request{};
        request.MessageID = association->nextMessageId();
        request.DataSetType = DIMSE_DATASET_PRESENT;
        qstrncpy(request.AffectedSOPClassUID, object.sopClassUid.toLatin1().constData(), 65);
        const auto uid = announcedUid.isEmpty() ? object.sopInstanceUid : announcedUid;
        qstrncpy(request.AffectedSOPInstanceUID, uid.toLatin1().constData(), 65);
        T_DIMSE_C_StoreRSP response{};
        DcmDataset* detail = nullptr;
        const auto sent = DIMSE_storeUser(association->native(), association->contextFor(UID_CTImageStorage),
                                          &request, nullptr, file.getDataset(), progress,
                                          const_cast<Sender*>(this), DIMSE_BLOCKING, 0, &response, &detail);
        delete detail;
        return sent.good() ? response.DimseStatus : -1;
    }

    std::unique_ptr<dicom::Association> association;
    Error error;
    bool dieInTheMiddle = false;

private:
    static void progress(void* self, T_DIMSE_StoreProgress* state, T_DIMSE_C_StoreRQ*) {
        auto* sender = static_cast<Sender*>(self);
        if (sender->dieInTheMiddle && state->state == DIMSE_StoreProgressing) sender->stop.request_stop();
    }

    std::stop_source stop;
};

} // namespace vigil::test
