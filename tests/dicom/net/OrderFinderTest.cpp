// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/Dicom.h"
#include "tests/support/DoctorsRoom.h"
#include "tests/support/WlmServer.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::test;
using Next = study::OrderSource::Next;

/// Orders from a real modality worklist (wlmscpfs).
class OrderFinderTest : public QObject {
    Q_OBJECT
    WlmServer m_server;
    study::LocalNode m_local;
    QDate m_today = QDate::currentDate();

    QList<study::Order> found(const study::OrderQuery& query, Next after = Next::More) {
        QList<study::Order> orders;
        const auto asked = dicom::orderSource(m_server.peer(), m_local)
                               ->find(query,
                                      [&](study::Order order) {
                                          orders << std::move(order);
                                          return after;
                                      },
                                      {});
        if (!asked) qWarning("%s", qPrintable(asked.error().message + asked.error().detail));
        return orders;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!WlmServer::isInstalled()) QSKIP("needs wlmscpfs");
        QVERIFY(dicom::initialise().has_value());
        m_local.aeTitle = QStringLiteral("VG-TEST");
        const auto today = m_today.toString(QStringLiteral("yyyyMMdd"));
        QVERIFY(m_server.add({QStringLiteral("77"), QStringLiteral("Müller^Jörg"), QStringLiteral("A-1"),
                              QStringLiteral("CT chest with contrast"), QStringLiteral("Haemoptysis"),
                              QStringLiteral("CT"), today}));
        QVERIFY(
            m_server.add({QStringLiteral("78"), QStringLiteral("Doe^Jane"), QStringLiteral("A-2"),
                          QStringLiteral("MR knee"), QStringLiteral("Trauma"), QStringLiteral("MR"), today}));
        QVERIFY(m_server.add({QStringLiteral("79"),
                              QStringLiteral("Roe^Jim"),
                              QStringLiteral("A-3"),
                              QStringLiteral("CT head"),
                              {},
                              QStringLiteral("CT"),
                              QStringLiteral("20200101")}));
        QVERIFY(m_server.start());
    }
    void anOrderIsReadWithItsStepAndItsCharacterSet() {
        study::OrderQuery query;
        query.accessionNumber = QStringLiteral("A-1");
        const auto orders = found(query);
        QCOMPARE(orders.size(), 1);
        const auto& order = orders.first();
        QCOMPARE(order.sourceId, QStringLiteral("ris"));
        QCOMPARE(order.patient.key.id, QStringLiteral("77"));
        QCOMPARE(order.patient.name, QStringLiteral("Müller^Jörg"));
        QCOMPARE(order.patient.birthDate, QDate(1956, 7, 4));
        QCOMPARE(order.procedure.accessionNumber, QStringLiteral("A-1"));
        QCOMPARE(order.procedure.requestedProcedureId, QStringLiteral("RP1"));
        QCOMPARE(order.procedure.description, QStringLiteral("CT chest with contrast"));
        QCOMPARE(order.procedure.code.value, QStringLiteral("CTCHEST"));
        QVERIFY(!order.procedure.studyUid.isEmpty());
        QCOMPARE(order.reason, QStringLiteral("Haemoptysis"));
        QCOMPARE(order.priority, QStringLiteral("HIGH"));
        QCOMPARE(order.requestingPhysician, QStringLiteral("Pétain^Marie"));
        QCOMPARE(order.modality, QStringLiteral("CT"));
        QCOMPARE(order.scheduledAt, QDateTime(m_today, QTime(10, 15)));
    }
    void daysModalityAndPatientNarrowTheList() {
        study::OrderQuery today;
        today.from = today.to = m_today;
        QCOMPARE(found(today).size(), 2);
        today.modality = QStringLiteral("MR");
        QCOMPARE(found(today).size(), 1);
        study::OrderQuery patient;
        patient.patientId = QStringLiteral("79");
        QCOMPARE(found(patient).size(), 1);
        QCOMPARE(found({}).size(), 3);
    }
    void enoughIsEnough() { QCOMPARE(found({}, Next::Enough).size(), 1); }
    void errorsSpeakOfTheOrderList() {
        auto nobody = m_server.peer();
        nobody.port = freePort();
        const auto asked =
            dicom::orderSource(nobody, m_local)->find({}, [](const auto&) { return Next::More; }, {});
        QVERIFY(!asked);
        QVERIFY(asked.error().message.startsWith(QStringLiteral("Order list \"ris\"")));
        QVERIFY(asked.error().message.contains(QStringLiteral("[orders/ris]")));
        auto stranger = m_server.peer();
        stranger.aeTitle = QStringLiteral("NOBODY");
        QVERIFY(!dicom::orderSource(stranger, m_local)->find({}, [](const auto&) { return Next::More; }, {}));
    }
    void aStoppedServerIsCancelledWithinHalfASecond() {
        m_server.suspend();
        std::stop_source stop;
        QElapsedTimer timer;
        timer.start();
        auto future = std::async(std::launch::async, [&] {
            return dicom::orderSource(m_server.peer(), m_local)
                ->find(
                    {}, [](const auto&) { return Next::More; }, stop.get_token());
        });
        QVERIFY(future.wait_for(std::chrono::milliseconds(200)) == std::future_status::timeout);
        timer.restart();
        stop.request_stop();
        const auto asked = future.get();
        const auto elapsed = timer.elapsed();
        m_server.resume();
        QVERIFY(!asked);
        QVERIFY(asked.error().code == Error::Code::Cancelled);
        QVERIFY(elapsed < 500);
    }
    void theDoctorCountsTodaysOrders() {
        DoctorsRoom room;
        room.orders = {m_server.peer()};
        room.probe = [&](const auto& peer) { return dicom::peerProbe(peer, room.local); };
        room.orderSource = [&](const auto& peer) { return dicom::orderSource(peer, room.local); };
        room.listeningPort = []() -> Result<quint16> {
            return Error{Error::Code::NotFound, QStringLiteral("None."), {}};
        };
        const auto findings = room.examined();
        QVERIFY(findings.value(QStringLiteral("orders/ris/network")).state == setup::Finding::State::Ok);
        QVERIFY(
            findings.value(QStringLiteral("orders/ris/search")).message.contains(QStringLiteral("2 orders")));
    }
};

QTEST_GUILESS_MAIN(OrderFinderTest)
#include "OrderFinderTest.moc"
