// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/Association.h"
#include "tests/support/DicomObjects.h"

#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcostrmb.h>

#include <algorithm>
#include <functional>

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
        return sendOver(association->native(), object, announcedUid, progress, const_cast<Sender*>(this));
    }
    static int sendOver(T_ASC_Association* association, const DicomObject& object,
                        const QString& announcedUid = {}, DIMSE_StoreUserCallback callback = nullptr,
                        void* context = nullptr) {
        DcmFileFormat file;
        const auto bytes = object.bytes();
        DcmInputBufferStream stream;
        stream.setBuffer(bytes.constData(), bytes.size());
        stream.setEos();
        file.read(stream);
        T_DIMSE_C_StoreRQ request{};
        request.MessageID = association->nextMsgID++;
        request.DataSetType = DIMSE_DATASET_PRESENT;
        qstrncpy(request.AffectedSOPClassUID, object.sopClassUid.toLatin1().constData(), 65);
        const auto uid = announcedUid.isEmpty() ? object.sopInstanceUid : announcedUid;
        qstrncpy(request.AffectedSOPInstanceUID, uid.toLatin1().constData(), 65);
        T_DIMSE_C_StoreRSP response{};
        DcmDataset* detail = nullptr;
        const auto presentation = ASC_findAcceptedPresentationContextID(association, UID_CTImageStorage);
        const auto sent = DIMSE_storeUser(association, presentation, &request, nullptr, file.getDataset(),
                                          callback, context, DIMSE_BLOCKING, 0, &response, &detail);
        delete detail;
        return sent.good() ? response.DimseStatus : -1;
    }

    /// The same with these bytes as the data set, whatever they are (explicit VR little endian).
    /// `apart` is added to the presentation context of the data set.
    int sendData(const DicomObject& object, const QByteArray& dataset, int apart = 0) const {
        DcmDataset command;
        command.putAndInsertUint32(DCM_CommandGroupLength, 0);
        command.putAndInsertString(DCM_AffectedSOPClassUID, object.sopClassUid.toLatin1().constData());
        command.putAndInsertUint16(DCM_CommandField, DIMSE_C_STORE_RQ);
        command.putAndInsertUint16(DCM_MessageID, association->nextMessageId());
        command.putAndInsertUint16(DCM_Priority, 0);
        command.putAndInsertUint16(DCM_CommandDataSetType, 1);
        command.putAndInsertString(DCM_AffectedSOPInstanceUID, object.sopInstanceUid.toLatin1().constData());
        command.computeGroupLengthAndPadding(EGL_withGL, EPD_noChange, EXS_LittleEndianImplicit);
        QByteArray bytes(4096, '\0');
        DcmOutputBufferStream stream(bytes.data(), bytes.size());
        command.transferInit();
        command.write(stream, EXS_LittleEndianImplicit, EET_ExplicitLength, nullptr);
        command.transferEnd();
        void* written = nullptr;
        offile_off_t length = 0;
        stream.flushBuffer(written, length);
        bytes.truncate(static_cast<qsizetype>(length));
        T_DIMSE_Message answer{};
        T_ASC_PresentationContextID answered = 0;
        if (!sendParts(DUL_COMMANDPDV, bytes) || !sendParts(DUL_DATASETPDV, dataset, apart) ||
            DIMSE_receiveCommand(association->native(), DIMSE_BLOCKING, 0, &answered, &answer, nullptr,
                                 nullptr)
                .bad())
            return -1;
        return answer.msg.CStoreRSP.DimseStatus;
    }

    std::unique_ptr<dicom::Association> association;
    Error error;
    bool dieInTheMiddle = false;
    std::function<void(qint64 bytes)> onItsWay; ///< told how much of an object has gone out

private:
    bool sendParts(DUL_DATAPDV type, QByteArray bytes, int apart = 0) const {
        constexpr qsizetype atOnce = 8192;
        for (qsizetype at = 0; at < bytes.size(); at += atOnce) {
            DUL_PDV pdv{};
            pdv.fragmentLength = static_cast<unsigned long>(std::min(atOnce, bytes.size() - at));
            pdv.presentationContextID =
                static_cast<DUL_PRESENTATIONCONTEXTID>(association->contextFor(UID_CTImageStorage) + apart);
            pdv.pdvType = type;
            pdv.lastPDV = at + atOnce >= bytes.size();
            pdv.data = bytes.data() + at;
            DUL_PDVLIST list{};
            list.count = 1;
            list.pdv = &pdv;
            if (DUL_WritePDVs(&association->native()->DULassociation, &list).bad()) return false;
        }
        return true;
    }
    static void progress(void* self, T_DIMSE_StoreProgress* state, T_DIMSE_C_StoreRQ*) {
        auto* sender = static_cast<Sender*>(self);
        if (sender->onItsWay && state->state == DIMSE_StoreProgressing)
            sender->onItsWay(state->progressBytes);
        if (sender->dieInTheMiddle && state->state == DIMSE_StoreProgressing) sender->stop.request_stop();
    }

    std::stop_source stop;
};

} // namespace vigil::test
