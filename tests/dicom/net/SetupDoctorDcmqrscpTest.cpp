// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/support/DcmqrscpServer.h"
#include "tests/support/DoctorsRoom.h"

#include <QTest>

using namespace vigil;
using namespace vigil::test;
using State = setup::Finding::State;

/// The doctor against dcmqrscp, which knows no more destinations than it was told.
class SetupDoctorDcmqrscpTest : public QObject {
    Q_OBJECT
    DcmqrscpServer m_pacs;
    std::unique_ptr<DoctorsRoom> m_room;
    std::unique_ptr<study::StorageListener> m_listener;
    quint16 m_port = 0;

    setup::Finding move(const QString& aeTitle) {
        m_room = std::make_unique<DoctorsRoom>();
        m_room->local.aeTitle = aeTitle;
        m_room->local.port = m_port;
        m_room->pacs = {m_pacs.peer()};
        m_room->pacs.first().method = study::PacsPeer::Method::Move;
        m_room->pacs.first().silenceTimeout = std::chrono::seconds(10);
        m_room->probe = [this](const auto& peer) { return dicom::peerProbe(peer, m_room->local); };
        m_room->orderSource = [this](const auto& peer) { return dicom::orderSource(peer, m_room->local); };
        m_listener = dicom::storageListener(m_room->local, m_room->pacs, m_room->arrivals, &m_room->calls);
        const auto started = m_listener->start();
        m_room->listeningPort = [this, started]() -> Result<quint16> {
            VIGIL_CHECK(started);
            return m_listener->port();
        };
        const auto finding = m_room->examined().value(QStringLiteral("pacs/qrscp/move"));
        m_listener.reset();
        return finding;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!DcmqrscpServer::isInstalled()) QSKIP("needs dcmqrscp");
        QVERIFY(dicom::initialise().has_value());
        m_port = freePort();
        m_pacs.addModality(QStringLiteral("VG-TEST"), m_port);
        m_pacs.addModality(QStringLiteral("VG-MOVED"), freePort());
        QVERIFY(m_pacs.start());
        QVERIFY(m_pacs.upload(storedStudy(1, 2)));
    }
    void theRightSetUpIsProvedByAnInstanceThatArrives() {
        QVERIFY(move(QStringLiteral("VG-TEST")).state == State::Ok);
    }
    void aDestinationThatItDoesNotKnow() {
        const auto finding = move(QStringLiteral("VG-NOBODY"));
        QVERIFY(finding.state == State::Failed);
        QVERIFY(finding.message.contains(QStringLiteral("does not know \"VG-NOBODY\"")));
        QStringList texts;
        for (const auto& line : finding.lines)
            texts << line.text;
        QVERIFY(texts.contains(QStringLiteral("vg_nobody = (VG-NOBODY, 127.0.0.1, %1)").arg(m_port)));
    }
    void aWrongPortInItsHostTable() {
        const auto finding = move(QStringLiteral("VG-MOVED"));
        QVERIFY(finding.state == State::Failed);
        QVERIFY(finding.remedy.contains(QStringLiteral("port %1").arg(m_port)));
    }
};

QTEST_GUILESS_MAIN(SetupDoctorDcmqrscpTest)
#include "SetupDoctorDcmqrscpTest.moc"
