// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Peers.h"
#include "core/study/Ports.h"
#include "dicom/image/WholeCheck.h"
#include "dicom/net/Dimse.h"

#include <QByteArray>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dimse.h>

#include <functional>

namespace vigil::dicom {

/// Which objects are taken; of the others nothing stays on the disk.
struct Intake {
    qint64 bytes = study::ListenerLimits{}.objectBytes;
    study::LocalNode::Unsolicited unsolicited = study::LocalNode::Unsolicited::Accept;
    /// Ends the association: it brings a study that was asked for and given up. Without it, and where
    /// anything is taken, such objects are only treated as others.
    std::function<void()> endAssociation = {};
};

/// Takes the datasets of C-STORE requests: writes the bytes as they come into the sink's temporary file (Part
/// 10, nothing is parsed or re-encoded on the way), reads the header from the first of them, looks whether
/// the object is whole and hands it over. Owned by one association; one thread.
class StoreReceiver {
public:
    StoreReceiver(study::ObjectSink& sink, QString sourceId, QString fallbackCharset, std::stop_token stop,
                  Intake intake = {});

    /// Takes what a C-STORE request brings and answers it; a bad condition means the association is lost.
    OFCondition take(T_ASC_Association* association, const Message& message);
    /// Why the last object that could not be kept was not kept; on this side, not the peer's.
    [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

private:
    /// Receives the dataset that follows `request`. `status` is what to answer; a bad condition means the
    /// association is lost.
    OFCondition receive(T_ASC_Association* association, T_ASC_PresentationContextID context,
                        const T_DIMSE_C_StoreRQ& request, quint16& status);
    [[nodiscard]] bool endsWhatWasGivenUp(const QByteArray& beginning) const;
    quint16 tooBig();
    void noteTrouble(const Error& error, const QByteArray& beginning);
    quint16 handOver(const QString& path, qint64 bytes, const QByteArray& beginning,
                     const T_DIMSE_C_StoreRQ& request);
    quint16 refuseDamaged(const study::InstanceKey& instance, Damage damage);
    quint16 statusOf(std::future<Result<void>> durable, const QString& studyUid);

    study::ObjectSink& m_sink;
    QString m_sourceId;
    QString m_charset;
    Intake m_intake;
    std::stop_token m_stop;
    std::optional<Error> m_trouble;
    QByteArray m_buffer; ///< bytes on their way to the file
};

} // namespace vigil::dicom
