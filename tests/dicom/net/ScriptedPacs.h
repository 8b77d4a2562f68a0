// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/net/Dimse.h"
#include "tests/dicom/net/Sender.h"

#include <QMap>
#include <QMutex>
#include <QMutexLocker>

#include <list>
#include <thread>

namespace vigil::test {

/// A PACS with one study that behaves as its script says: names less than it has, refuses a level, sends
/// elsewhere, keeps silent. Listens on 127.0.0.1 from its construction on; the script is set before it is
/// asked. Threads of its own.
class ScriptedPacs {
public:
    enum class Level { None, Series, Image };
    struct Script {
        QList<DicomObject> study;
        qsizetype namesAtMost = 1 << 20;     ///< at IMAGE level, of each series
        int countsBesides = 0;               ///< at SERIES level, more than there are
        bool countsSeries = true;            ///< Number of Series Related Instances is answered
        Level findRefusedFrom = Level::None; ///< from this level down
        bool refusesImageRetrieve = false;
        bool sendsElsewhere = false; ///< C-MOVE succeeds, and nothing comes here
        bool countsSent = true;      ///< otherwise the counters of C-MOVE and C-GET stay at nothing
        int losesLast = 0;           ///< so many are counted as sent and are not
        bool breaksOff = false;      ///< instead of the last response of C-MOVE and C-GET
        bool getsToo = true;
        bool tellsProgress = false;
        std::chrono::milliseconds beforeEach{0};
        bool echoes = true;
        QByteArray patientName; ///< STUDY level: byte by byte that of the one study it has
        QByteArray modalities;  ///< STUDY level: of that study, whatever was asked for; empty = not said
    };

    explicit ScriptedPacs(quint16 destination) : m_destination(destination) {
        int error = 0;
        m_socket = dicom::listenOn(QHostAddress(QHostAddress::LocalHost), 0, error);
        m_acceptor = std::thread([this] { accept(); });
    }
    ~ScriptedPacs() {
        m_stop.request_stop();
        m_acceptor.join();
        for (auto& worker : m_workers)
            worker.join();
    }
    ScriptedPacs(const ScriptedPacs&) = delete;
    ScriptedPacs& operator=(const ScriptedPacs&) = delete;

    Script script;

    [[nodiscard]] study::PacsPeer peer() const {
        study::PacsPeer peer;
        peer.name = QStringLiteral("scripted");
        peer.aeTitle = QStringLiteral("SCRIPTED");
        peer.host = QStringLiteral("127.0.0.1");
        peer.port = dicom::portOf(m_socket);
        peer.silenceTimeout = std::chrono::seconds(10);
        return peer;
    }
    /// What was asked for: "C-MOVE STUDY", "C-FIND IMAGE", "C-ECHO".
    [[nodiscard]] QStringList requests() const {
        const QMutexLocker lock(&m_mutex);
        return m_requests;
    }

private:
    void accept() {
        while (!m_stop.stop_requested()) {
            QHostAddress address;
            auto socket = dicom::acceptWithin(m_socket, dicom::pollSlice, address);
            if (socket.isOpen())
                m_workers.emplace_back(
                    [this, taken = std::move(socket)]() mutable { serve(std::move(taken)); });
        }
    }
    void serve(dicom::Socket socket) {
        dicom::Transport transport(dicom::Patience{m_stop.get_token(), std::chrono::seconds(30)});
        T_ASC_Network* network = nullptr;
        T_ASC_Association* association = nullptr;
        const auto received = transport.receive(std::move(socket), 128 * 1024, &network, &association);
        if (received.good() && transport.end().kind == dicom::LinkEnd::Kind::None) {
            acceptContexts(association->params);
            if (ASC_acknowledgeAssociation(association).good())
                while (serveNext(association, transport)) {
                }
        }
        if (association != nullptr) {
            ASC_dropAssociation(association);
            ASC_destroyAssociation(&association);
        }
        ASC_dropNetwork(&network);
    }
    void acceptContexts(T_ASC_Parameters* parameters) const {
        for (int i = 0; i < ASC_countPresentationContexts(parameters); ++i) {
            T_ASC_PresentationContext context{};
            ASC_getPresentationContext(parameters, i, &context);
            const bool isGet =
                QByteArray(context.abstractSyntax) == UID_GETStudyRootQueryRetrieveInformationModel;
            bool plain = false;
            for (int j = 0; j < context.transferSyntaxCount; ++j)
                plain = plain || QByteArray(context.proposedTransferSyntaxes[j]) ==
                                     UID_LittleEndianExplicitTransferSyntax;
            if (plain && (script.getsToo || !isGet))
                ASC_acceptPresentationContext(parameters, context.presentationContextID,
                                              UID_LittleEndianExplicitTransferSyntax, context.proposedRole);
            else
                ASC_refusePresentationContext(parameters, context.presentationContextID,
                                              ASC_P_ABSTRACTSYNTAXNOTSUPPORTED);
        }
    }
    void note(const QString& request) {
        const QMutexLocker lock(&m_mutex);
        m_requests << request;
    }
    bool serveNext(T_ASC_Association* association, dicom::Transport& transport) {
        dicom::Message message;
        dicom::LinkEnd end;
        const auto got =
            dicom::nextCommand(association, transport, std::chrono::hours(1), 1 << 30, {}, message, end);
        if (got == DUL_PEERREQUESTEDRELEASE) ASC_acknowledgeRelease(association);
        if (got.bad()) return false;
        const auto& command = message.command;
        if (command.CommandField == DIMSE_C_ECHO_RQ) {
            note(QStringLiteral("C-ECHO"));
            return !script.echoes || DIMSE_sendEchoResponse(association, message.context,
                                                            &command.msg.CEchoRQ, STATUS_Success, nullptr)
                                         .good();
        }
        if (command.CommandField == DIMSE_C_CANCEL_RQ) return true;
        DcmDataset* received = nullptr;
        T_ASC_PresentationContextID context = 0;
        if (DIMSE_receiveDataSetInMemory(association, DIMSE_BLOCKING, 0, &context, &received, nullptr,
                                         nullptr)
                .bad())
            return false;
        const std::unique_ptr<DcmDataset> identifier(received);
        switch (command.CommandField) {
        case DIMSE_C_FIND_RQ:
            return find(association, message, *identifier);
        case DIMSE_C_MOVE_RQ:
            return move(association, message, *identifier);
        case DIMSE_C_GET_RQ:
            return get(association, message, *identifier);
        default:
            return false;
        }
    }
    static QString valueOf(DcmItem& item, const DcmTagKey& tag) {
        OFString value;
        item.findAndGetOFStringArray(tag, value);
        return QString::fromLatin1(value.c_str()).trimmed();
    }
    /// The level that is asked for, which is noted.
    QString levelOf(DcmItem& identifier, const QString& service) {
        const auto level = valueOf(identifier, DCM_QueryRetrieveLevel);
        note(service + QLatin1Char(' ') + level);
        return level;
    }
    [[nodiscard]] QMap<QString, QList<DicomObject>> bySeries() const {
        QMap<QString, QList<DicomObject>> series;
        for (const auto& object : script.study)
            series[object.seriesUid] << object;
        return series;
    }

    bool find(T_ASC_Association* association, const dicom::Message& message, DcmItem& identifier) {
        const auto level = levelOf(identifier, QStringLiteral("C-FIND"));
        auto request = message.command.msg.CFindRQ;
        const auto answer = [&](quint16 status, DcmDataset* item) {
            T_DIMSE_C_FindRSP response{};
            response.DimseStatus = status;
            response.DataSetType = item == nullptr ? DIMSE_DATASET_NULL : DIMSE_DATASET_PRESENT;
            return DIMSE_sendFindResponse(association, message.context, &request, &response, item, nullptr)
                .good();
        };
        if (level == QLatin1String("STUDY")) return findStudy(identifier, answer);
        const bool isSeries = level == QLatin1String("SERIES");
        const bool refused =
            script.findRefusedFrom == Level::Series || (!isSeries && script.findRefusedFrom == Level::Image);
        if (refused) return answer(0xA900, nullptr);
        const auto series = bySeries();
        int besides = script.countsBesides;
        for (auto it = series.cbegin(); it != series.cend(); ++it) {
            if (isSeries) {
                DcmDataset item;
                item.putAndInsertString(DCM_QueryRetrieveLevel, "SERIES");
                item.putAndInsertString(DCM_SeriesInstanceUID, it.key().toLatin1().constData());
                const auto count = QByteArray::number(it->size() + std::exchange(besides, 0));
                if (script.countsSeries)
                    item.putAndInsertString(DCM_NumberOfSeriesRelatedInstances, count.constData());
                if (!answer(STATUS_Pending, &item)) return false;
            } else if (it.key() == valueOf(identifier, DCM_SeriesInstanceUID)) {
                for (const auto& object : it->mid(0, script.namesAtMost)) {
                    DcmDataset item;
                    item.putAndInsertString(DCM_QueryRetrieveLevel, "IMAGE");
                    item.putAndInsertString(DCM_SOPInstanceUID, object.sopInstanceUid.toLatin1().constData());
                    item.putAndInsertString(DCM_SOPClassUID, object.sopClassUid.toLatin1().constData());
                    if (!answer(STATUS_Pending, &item)) return false;
                }
            }
        }
        return answer(STATUS_Success, nullptr);
    }
    bool findStudy(DcmItem& identifier, const std::function<bool(quint16, DcmDataset*)>& answer) {
        OFString name;
        identifier.findAndGetOFStringArray(DCM_PatientName, name);
        DcmDataset item;
        item.putAndInsertString(DCM_QueryRetrieveLevel, "STUDY");
        item.putAndInsertString(DCM_StudyInstanceUID, "1.2.3");
        if (!script.modalities.isEmpty())
            item.putAndInsertString(DCM_ModalitiesInStudy, script.modalities.constData());
        if (script.patientName == name.c_str() && !answer(STATUS_Pending, &item)) return false;
        return answer(STATUS_Success, nullptr);
    }
    [[nodiscard]] QList<DicomObject> wanted(DcmItem& identifier) const {
        const auto series = valueOf(identifier, DCM_SeriesInstanceUID);
        const auto instances =
            valueOf(identifier, DCM_SOPInstanceUID).split(QLatin1Char('\\'), Qt::SkipEmptyParts);
        QList<DicomObject> objects;
        for (const auto& object : script.study)
            if ((series.isEmpty() || object.seriesUid == series) &&
                (instances.isEmpty() || instances.contains(object.sopInstanceUid)))
                objects << object;
        return objects;
    }
    /// Sends with `send` what is wanted; `answer` brings responses on their way.
    bool retrieve(DcmItem& identifier, const QString& service,
                  const std::function<bool(const DicomObject&)>& send,
                  const std::function<bool(quint16 status, int sent)>& answer) {
        if (levelOf(identifier, service) == QLatin1String("IMAGE") && script.refusesImageRetrieve)
            return answer(0xA900, 0);
        const auto objects = wanted(identifier);
        int sent = 0;
        for (const auto& object : objects) {
            const auto until = std::chrono::steady_clock::now() + script.beforeEach;
            while (std::chrono::steady_clock::now() < until && !m_stop.stop_requested())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            if (m_stop.stop_requested()) return false;
            if (++sent <= objects.size() - script.losesLast && !send(object)) return false;
            if (script.tellsProgress && !answer(STATUS_Pending, sent)) return false;
        }
        return !script.breaksOff && answer(STATUS_Success, sent);
    }
    bool move(T_ASC_Association* association, const dicom::Message& message, DcmItem& identifier) {
        auto request = message.command.msg.CMoveRQ;
        std::unique_ptr<Sender> sender;
        const auto send = [&](const DicomObject& object) {
            if (script.sendsElsewhere) return true;
            if (!sender)
                sender = std::make_unique<Sender>(m_destination, QStringLiteral("SCRIPTED"),
                                                  QString::fromLatin1(request.MoveDestination));
            return sender->association && sender->send(object) >= 0;
        };
        return retrieve(identifier, QStringLiteral("C-MOVE"), send, [&](quint16 status, int sent) {
            T_DIMSE_C_MoveRSP response{};
            response.DimseStatus = status;
            response.DataSetType = DIMSE_DATASET_NULL;
            response.NumberOfCompletedSubOperations = static_cast<DIC_US>(script.countsSent ? sent : 0);
            return DIMSE_sendMoveResponse(association, message.context, &request, &response, nullptr, nullptr)
                .good();
        });
    }
    bool get(T_ASC_Association* association, const dicom::Message& message, DcmItem& identifier) {
        auto request = message.command.msg.CGetRQ;
        const auto send = [&](const DicomObject& object) {
            return Sender::sendOver(association, object) >= 0;
        };
        return retrieve(identifier, QStringLiteral("C-GET"), send, [&](quint16 status, int sent) {
            T_DIMSE_C_GetRSP response{};
            response.DimseStatus = status;
            response.DataSetType = DIMSE_DATASET_NULL;
            response.NumberOfCompletedSubOperations = static_cast<DIC_US>(script.countsSent ? sent : 0);
            return DIMSE_sendGetResponse(association, message.context, &request, &response, nullptr, nullptr)
                .good();
        });
    }

    const quint16 m_destination;
    mutable QMutex m_mutex;
    QStringList m_requests;
    std::stop_source m_stop;
    dicom::Socket m_socket;
    std::list<std::thread> m_workers;
    std::thread m_acceptor;
};

} // namespace vigil::test
