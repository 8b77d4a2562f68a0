// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/fakes/FakeObjectSink.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/OrthancServer.h"

#include <QFile>
#include <QJsonArray>
#include <QTest>

using namespace vigil;
using namespace vigil::test;

class ArchiveOrthancTest : public QObject {
    Q_OBJECT
    OrthancServer m_orthanc;
    study::LocalNode m_local;

    static sync::OutboxMessage message(const DicomObject& document) {
        sync::OutboxMessage message;
        message.messageId = document.sopInstanceUid;
        message.destination = QStringLiteral("archive");
        message.kind = QStringLiteral("sr");
        message.payload = document.bytes();
        return message;
    }
    [[nodiscard]] QList<sync::Delivery> deliver(const study::PacsPeer& peer,
                                                const QList<sync::OutboxMessage>& messages) const {
        return dicom::archive(peer, m_local)->deliver(messages, {});
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::initialise().has_value());
        m_local.aeTitle = QStringLiteral("VG-TEST");
        QVERIFY(m_orthanc.start());
    }
    void aDocumentIsDeliveredWhenTheArchiveNamesIt() {
        const auto report = aTextReport();
        const auto deliveries = deliver(m_orthanc.peer(), {message(report)});
        QCOMPARE(deliveries.size(), 1);
        QVERIFY(std::holds_alternative<sync::Delivered>(deliveries.first()));
        const auto documents =
            dicom::worklistSource(m_orthanc.peer(), m_local)->documents(report.studyUid, {});
        QVERIFY(documents.has_value());
        QCOMPARE(documents->size(), 1);
        QCOMPARE(documents->first().key.sopInstanceUid, report.sopInstanceUid);
    }
    void sendingTwiceLeavesOneDocument() {
        const auto report = aTextReport();
        const int before = m_orthanc.instanceCount();
        const auto deliveries = deliver(m_orthanc.peer(), {message(report), message(report)});
        QVERIFY(std::holds_alternative<sync::Delivered>(deliveries.at(0)));
        QVERIFY(std::holds_alternative<sync::Delivered>(deliveries.at(1)));
        QCOMPARE(m_orthanc.instanceCount(), before + 1);
    }
    void whatIsNoDicomFileIsRejectedAndTheNextOneGoesOn() {
        sync::OutboxMessage broken;
        broken.payload = "not a document";
        const auto deliveries = deliver(m_orthanc.peer(), {broken, message(aTextReport())});
        QVERIFY(std::holds_alternative<sync::Rejected>(deliveries.at(0)));
        QVERIFY(std::holds_alternative<sync::Delivered>(deliveries.at(1)));
    }
    void anAbsentArchiveMeansLaterForAll() {
        auto peer = m_orthanc.peer();
        peer.port = freePort();
        const auto deliveries = deliver(peer, {message(aTextReport()), message(aTextReport())});
        QCOMPARE(deliveries.size(), 2);
        for (const auto& delivery : deliveries) {
            QVERIFY(std::holds_alternative<sync::RetryLater>(delivery));
            QCOMPARE(std::get<sync::RetryLater>(delivery).cause, sync::RetryLater::Cause::Unreachable);
        }
    }
    void aWrongAeTitleIsALoginFailure() {
        auto peer = m_orthanc.peer();
        peer.aeTitle = QStringLiteral("NOBODY");
        const auto delivery = deliver(peer, {message(aTextReport())}).first();
        QVERIFY(std::holds_alternative<sync::RetryLater>(delivery));
        QCOMPARE(std::get<sync::RetryLater>(delivery).cause, sync::RetryLater::Cause::LoginFailed);
        QVERIFY(std::get<sync::RetryLater>(delivery).message.contains(QLatin1String("NOBODY")));
    }
    void anArchiveThatTakesButDoesNotListIsNotBelieved() {
        // Orthanc answers C-STORE with success and drops the object when this filter says so.
        OrthancServer forgetful;
        const auto script = forgetful.folder() + QStringLiteral("/forget.lua");
        QFile file(script);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("function ReceivedInstanceFilter(dicom, origin, info) return false end\n");
        file.close();
        forgetful.configure(QStringLiteral("LuaScripts"), QJsonArray{script});
        QVERIFY(forgetful.start());
        const auto delivery = deliver(forgetful.peer(), {message(aTextReport())}).first();
        QVERIFY(std::holds_alternative<sync::RetryLater>(delivery));
        QCOMPARE(std::get<sync::RetryLater>(delivery).cause, sync::RetryLater::Cause::Unconfirmed);
    }
    void anArchiveThatCannotBeAskedIsNotBelieved() {
        // Our own listener stores, but answers no queries.
        FakeObjectSink sink;
        study::LocalNode node;
        node.aeTitle = QStringLiteral("BLIND");
        node.port = 0;
        node.bindAddress = QStringLiteral("127.0.0.1");
        node.unsolicited = study::LocalNode::Unsolicited::Accept;
        study::PacsPeer us;
        us.name = QStringLiteral("us");
        us.aeTitle = m_local.aeTitle;
        us.host = QStringLiteral("127.0.0.1");
        const auto listener = dicom::storageListener(node, {us}, sink);
        QVERIFY(listener->start().has_value());
        auto blind = us;
        blind.aeTitle = node.aeTitle;
        blind.port = listener->port();
        QVERIFY(std::holds_alternative<sync::RetryLater>(deliver(blind, {message(aTextReport())}).first()));
    }
    void aHungArchiveIsSilent() {
        auto peer = m_orthanc.peer();
        peer.silenceTimeout = std::chrono::seconds(1);
        m_orthanc.suspend();
        const auto delivery = deliver(peer, {message(aTextReport())}).first();
        m_orthanc.resume();
        QVERIFY(std::holds_alternative<sync::RetryLater>(delivery));
        QCOMPARE(std::get<sync::RetryLater>(delivery).cause, sync::RetryLater::Cause::Silent);
    }
};

QTEST_GUILESS_MAIN(ArchiveOrthancTest)
#include "ArchiveOrthancTest.moc"
