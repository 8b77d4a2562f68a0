// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/StoreReceiver.h"

#include "core/base/Log.h"
#include "dicom/image/HeaderReader.h"

#include <dcmtk/dcmdata/dcostrma.h>
#include <dcmtk/dcmdata/dctk.h>

#include <QFile>

#include <algorithm>
#include <chrono>
#include <utility>

namespace vigil::dicom {

namespace {

constexpr quint16 outOfResources = 0xA700; // PS3.4 B.2.3
constexpr quint16 notAuthorised = 0x0124;  // PS3.7 9.1.1.1.9
constexpr quint16 cannotUnderstand = 0xC000;
constexpr quint16 doesNotMatchClass = 0xA900;

constexpr qsizetype writeAtOnce = 256 * 1024;
constexpr qsizetype beginningKept = 64 * 1024;

/// PS3.8 9.3.5.1: data under another context than the command's.
OFCondition wrongContext() {
    return makeDcmnetCondition(DIMSEC_INVALIDPRESENTATIONCONTEXTID, OF_error,
                               "data under another presentation context than announced");
}

/// Writes through to a file in large pieces and keeps the first bytes, in which the header is. It never tells
/// DCMTK of an error, which would make it look for the rest of a dataset that may have come to its end
/// already; what is wrong is asked afterwards.
class FileConsumer final : public DcmConsumer {
public:
    /// `looked` is called now and then with the beginning of the object.
    FileConsumer(const QString& path, qint64 most, QByteArray& buffer,
                 std::function<void(const QByteArray&)> looked)
        : m_file(path), m_most(most), m_buffer(buffer), m_looked(std::move(looked)) {
        m_buffer.resize(0); // keeps its memory from one object to the next
        m_failed = !m_file.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
    }
    /// To be called before the others.
    void finish() {
        if (!isTooBig()) writeOut();
        m_file.close();
    }
    [[nodiscard]] bool hasFailed() const { return m_failed; }
    [[nodiscard]] bool isTooBig() const { return m_bytes > m_most; }
    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    [[nodiscard]] const QByteArray& beginning() const { return m_beginning; }

    OFBool good() const override { return OFTrue; }
    OFCondition status() const override { return EC_Normal; }
    OFBool isFlushed() const override { return OFTrue; }
    offile_off_t avail() const override { return 1 << 30; }
    void flush() override {}
    offile_off_t write(const void* data, offile_off_t size) override {
        m_bytes += size;
        if (isTooBig()) {
            // The space is given back at once, not when the rest has come.
            if (m_file.isOpen()) m_file.remove();
            return size;
        }
        const auto* bytes = static_cast<const char*>(data);
        const auto missing = std::min<qsizetype>(beginningKept - m_beginning.size(), size);
        if (missing > 0) m_beginning.append(bytes, missing);
        m_buffer.append(bytes, size);
        if (m_buffer.size() >= writeAtOnce) {
            writeOut();
            m_looked(m_beginning);
        }
        return size;
    }

private:
    void writeOut() {
        if (!m_failed && m_file.write(m_buffer) != m_buffer.size()) m_failed = true;
        m_buffer.resize(0);
    }

    QFile m_file;
    qint64 m_most;
    QByteArray& m_buffer;
    std::function<void(const QByteArray&)> m_looked;
    QByteArray m_beginning;
    qint64 m_bytes = 0;
    bool m_failed = false;
};

class Output final : public DcmOutputStream {
public:
    explicit Output(DcmConsumer* consumer) : DcmOutputStream(consumer) {}
};

/// The file meta information (PS3.10 7.1).
OFCondition writeMeta(DcmOutputStream& stream, const T_ASC_Association* association,
                      const char* transferSyntax, const T_DIMSE_C_StoreRQ& request) {
    DcmMetaInfo meta;
    const Uint8 version[2] = {0, 1};
    meta.putAndInsertUint32(DCM_FileMetaInformationGroupLength, 0);
    meta.putAndInsertUint8Array(DCM_FileMetaInformationVersion, version, 2);
    meta.putAndInsertString(DCM_MediaStorageSOPClassUID, request.AffectedSOPClassUID);
    meta.putAndInsertString(DCM_MediaStorageSOPInstanceUID, request.AffectedSOPInstanceUID);
    meta.putAndInsertString(DCM_TransferSyntaxUID, transferSyntax);
    meta.putAndInsertString(DCM_ImplementationClassUID, OFFIS_IMPLEMENTATION_CLASS_UID);
    meta.putAndInsertString(DCM_ImplementationVersionName, OFFIS_DTK_IMPLEMENTATION_VERSION_NAME);
    meta.putAndInsertString(DCM_SourceApplicationEntityTitle, association->params->DULparams.callingAPTitle);
    auto condition = meta.computeGroupLengthAndPadding(
        EGL_withGL, EPD_noChange, META_HEADER_DEFAULT_TRANSFERSYNTAX, EET_UndefinedLength);
    if (condition.bad()) return condition;
    meta.transferInit();
    condition = meta.write(stream, META_HEADER_DEFAULT_TRANSFERSYNTAX, EET_ExplicitLength, nullptr);
    meta.transferEnd();
    return condition;
}

OFCondition discard(T_ASC_Association* association) {
    DIC_UL bytes = 0;
    DIC_UL parts = 0;
    return DIMSE_ignoreDataSet(association, DIMSE_BLOCKING, 0, &bytes, &parts);
}

} // namespace

StoreReceiver::StoreReceiver(study::ObjectSink& sink, QString sourceId, QString fallbackCharset,
                             std::stop_token stop, Intake intake)
    : m_sink(sink), m_sourceId(std::move(sourceId)), m_charset(std::move(fallbackCharset)), m_intake(intake),
      m_stop(std::move(stop)) {}

OFCondition StoreReceiver::take(T_ASC_Association* association, const Message& message) {
    const auto& request = message.command.msg.CStoreRQ;
    quint16 status = STATUS_Success;
    const auto received = receive(association, message.context, request, status);
    return received.good() ? answerStore(association, message.context, request, status) : received;
}

OFCondition StoreReceiver::receive(T_ASC_Association* association, T_ASC_PresentationContextID context,
                                   const T_DIMSE_C_StoreRQ& request, quint16& status) {
    T_ASC_PresentationContext accepted{};
    const auto known = ASC_findAcceptedPresentationContext(association->params, context, &accepted);
    if (known.bad()) return known;
    status = outOfResources;
    const auto path = m_sink.temporaryFile();
    if (!path) {
        m_trouble = path.error();
        spdlog::warn("a received object was refused: {} {}", path.error().message, path.error().detail);
        return discard(association);
    }

    FileConsumer consumer(*path, m_intake.bytes, m_buffer, [this](const QByteArray& beginning) {
        if (endsWhatWasGivenUp(beginning)) m_intake.endAssociation();
    });
    Output stream(&consumer);
    const auto meta = writeMeta(stream, association, accepted.acceptedTransferSyntax, request);
    T_ASC_PresentationContextID dataContext = 0;
    const auto received =
        DIMSE_receiveDataSetInFile(association, DIMSE_BLOCKING, 0, &dataContext, &stream, nullptr, nullptr);
    consumer.finish();
    const bool big = consumer.isTooBig();
    if (received.good() && dataContext != context) {
        QFile::remove(*path);
        return wrongContext();
    }
    if (received.good() && meta.good() && !big && !consumer.hasFailed()) {
        status = handOver(*path, consumer.bytes(), consumer.beginning(), request);
        return received;
    }
    QFile::remove(*path);
    if (received.good() && big) {
        status = tooBig();
        noteTrouble(*m_trouble, consumer.beginning());
    } else if (received.good()) {
        m_trouble = Error{
            Error::Code::DiskFull,
            QStringLiteral("A received object could not be written. The disk of this computer is full."),
            {}};
        noteTrouble(*m_trouble, consumer.beginning());
        spdlog::warn("a received object could not be written: the disk may be full");
    }
    return received;
}

/// With C-MOVE the retrieve is not this association: it hears of it by the sink.
void StoreReceiver::noteTrouble(const Error& error, const QByteArray& beginning) {
    if (const auto header = headerFromBeginning(beginning, m_charset))
        m_sink.noteTrouble(header->key.studyUid, error);
}

bool StoreReceiver::endsWhatWasGivenUp(const QByteArray& beginning) const {
    if (!m_intake.endAssociation || m_intake.unsolicited == study::LocalNode::Unsolicited::Accept)
        return false;
    const auto abandoned = m_sink.abandoned();
    if (abandoned.isEmpty()) return false;
    const auto header = headerFromBeginning(beginning, m_charset);
    return header && abandoned.contains(header->key.studyUid) && !m_sink.isWanted(header->key.studyUid);
}

quint16 StoreReceiver::tooBig() {
    m_trouble =
        Error{Error::Code::Rejected,
              QStringLiteral("An object of the study is larger than the %1 MiB that this computer takes. "
                             "Raise maxObjectMiB in [local] of vigil.ini if it is needed.")
                  .arg(m_intake.bytes >> 20),
              {}};
    spdlog::warn("{} sent an object that was refused: {}", m_sourceId, m_trouble->message);
    return outOfResources;
}

quint16 StoreReceiver::handOver(const QString& path, qint64 bytes, const QByteArray& beginning,
                                const T_DIMSE_C_StoreRQ& request) {
    const auto known = headerFromBeginning(beginning, m_charset);
    auto header = known ? Result<study::ObjectHeader>(*known) : readHeader(path, m_charset);
    const bool matches =
        header && header->key.sopInstanceUid == QString::fromLatin1(request.AffectedSOPInstanceUID).trimmed();
    if (!matches) {
        QFile::remove(path);
        spdlog::warn("{} sent an object that {}", m_sourceId,
                     header ? "is not the one it announced" : header.error().detail.toStdString());
        return header ? doesNotMatchClass : cannotUnderstand;
    }
    const auto studyUid = header->key.studyUid;
    if (m_intake.unsolicited == study::LocalNode::Unsolicited::Refuse && !m_sink.isWanted(studyUid)) {
        QFile::remove(path);
        if (endsWhatWasGivenUp(beginning)) {
            m_intake.endAssociation();
            return notAuthorised;
        }
        spdlog::warn(
            "{} sent an object that nobody asked for; it was refused (allowUnsolicited=no in [local] "
            "of vigil.ini)",
            m_sourceId);
        return notAuthorised;
    }
    if (const auto damage = damageOf(beginning, path, bytes)) {
        QFile::remove(path);
        return refuseDamaged(header->key, *damage);
    }
    return statusOf(m_sink.accept({path, bytes, std::move(*header), m_sourceId}), studyUid);
}

/// PS3.4 B.2.3: what lacks a part that its SOP class demands does not match it; what breaks off cannot be
/// understood.
quint16 StoreReceiver::refuseDamaged(const study::InstanceKey& instance, Damage damage) {
    m_sink.noteDamaged(instance, reasonOf(damage));
    spdlog::warn("{} sent an object that is damaged and was not kept: {}", m_sourceId, reasonOf(damage));
    const bool breaksOff = damage == Damage::EndsEarly || damage == Damage::PixelDataEndsEarly;
    return breaksOff ? cannotUnderstand : doesNotMatchClass;
}

quint16 StoreReceiver::statusOf(std::future<Result<void>> durable, const QString& studyUid) {
    constexpr std::chrono::milliseconds slice{50};
    constexpr std::chrono::seconds atMost{60};
    // What we asked for is still in the PACS and is compared with what is durable afterwards: no need to wait
    // here, unless the network outruns the disk.
    const bool wanted = m_sink.isWanted(studyUid);
    const auto deadline = std::chrono::steady_clock::now() + atMost;
    auto wait = std::chrono::milliseconds(0);
    while (durable.wait_for(wait) != std::future_status::ready) {
        const bool enough = wanted && !m_sink.isCongested();
        if (enough || std::chrono::steady_clock::now() >= deadline || m_stop.stop_requested())
            return wanted ? STATUS_Success : outOfResources;
        wait = slice;
    }
    const auto result = durable.get();
    if (result) return STATUS_Success;
    m_trouble = result.error();
    spdlog::warn("a received object could not be kept: {} {}", result.error().message, result.error().detail);
    return result.error().code == Error::Code::Corrupt ? cannotUnderstand : outOfResources;
}

} // namespace vigil::dicom
