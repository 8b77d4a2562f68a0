// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/StorageListener.h"
#include "dicom/image/HeaderReader.h"
#include "dicom/net/Finder.h"
#include "dicom/net/Startup.h"
#include "tests/dicom/net/Sender.h"
#include "tests/fakes/FakeObjectSink.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/NoThreads.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::test;

class StorageListenerTest : public QObject {
    Q_OBJECT
    std::unique_ptr<FakeObjectSink> m_sink;
    study::CallLog m_calls;
    std::unique_ptr<dicom::StorageListener> m_listener;

    [[nodiscard]] Sender sender(const QString& calling = QStringLiteral("PACS"),
                                const QString& called = QStringLiteral("VG-TEST")) const {
        return {m_listener->port(), calling, called};
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::startNetwork().has_value()); }
    void init() {
        study::LocalNode local;
        local.aeTitle = QStringLiteral("VG-TEST");
        local.port = 0;
        local.bindAddress = QStringLiteral("127.0.0.1");
        local.unsolicited = study::LocalNode::Unsolicited::Accept;
        study::PacsPeer pacs;
        pacs.name = QStringLiteral("main");
        pacs.aeTitle = QStringLiteral("PACS");
        pacs.host = QStringLiteral("localhost");
        study::PacsPeer elsewhere = pacs;
        elsewhere.aeTitle = QStringLiteral("FAR");
        elsewhere.host = QStringLiteral("192.0.2.1");
        m_sink = std::make_unique<FakeObjectSink>();
        m_listener =
            std::make_unique<dicom::StorageListener>(local, QList{pacs, elsewhere}, *m_sink, &m_calls);
        QVERIFY(m_listener->start().has_value());
        QVERIFY(m_listener->port() != 0);
    }
    void cleanup() { m_listener.reset(); }

    void everyCallIsNotedWithWhatWasMadeOfIt() {
        using Verdict = study::IncomingCall::Verdict;
        const auto verdictOf = [&](const auto& act) {
            const auto before = m_calls.mark();
            act();
            const QDeadlineTimer deadline(5000);
            while (m_calls.since(before).isEmpty() && !deadline.hasExpired())
                std::this_thread::yield();
            return m_calls.since(before).value(0);
        };
        const auto accepted = verdictOf([&] { QVERIFY(sender().association); });
        QCOMPARE(accepted, (study::IncomingCall{Verdict::Accepted, QStringLiteral("127.0.0.1"),
                                                QStringLiteral("PACS"), QStringLiteral("VG-TEST")}));
        const auto called =
            verdictOf([&] { QVERIFY(!sender(QStringLiteral("PACS"), QStringLiteral("OTHER")).association); });
        QVERIFY(called.verdict == Verdict::WrongCalledTitle);
        QCOMPARE(called.calledTitle, QStringLiteral("OTHER"));
        const auto caller = verdictOf([&] { QVERIFY(!sender(QStringLiteral("STRANGER")).association); });
        QVERIFY(caller.verdict == Verdict::UnknownCaller);
        QCOMPARE(caller.callingTitle, QStringLiteral("STRANGER"));
        const auto noise = verdictOf([&] {
            QTcpSocket socket;
            socket.connectToHost(QStringLiteral("127.0.0.1"), m_listener->port());
            QVERIFY(socket.waitForConnected(2000));
            socket.write("GET / HTTP/1.0\r\n\r\n");
            QVERIFY(socket.waitForBytesWritten(2000));
            socket.disconnectFromHost();
        });
        QVERIFY(noise.verdict == Verdict::NoRequest);
    }

    void aSystemWithoutThreadsClosesTheConnectionAndGoesOn() {
        {
            const NoThreads none;
            QTcpSocket socket;
            socket.connectToHost(QStringLiteral("127.0.0.1"), m_listener->port());
            QVERIFY(socket.waitForConnected(2000));
            QVERIFY(socket.waitForDisconnected(2000));
        }
        QCOMPARE(sender().send(aCtSlice()), 0);
    }
    void whatComesDamagedIsRefusedAndNamed() {
        auto slice = aCtSlice(3);
        slice.pixelsLost = 1;
        m_sink->want(slice.studyUid);
        QCOMPARE(sender().send(slice), 0xC000);
        const auto damaged = m_sink->damagedInstances(slice.studyUid);
        QCOMPARE(damaged.value(slice.sopInstanceUid), QStringLiteral("the pixel data ends early"));
        QCOMPARE(m_sink->count(), 0);
        QVERIFY(m_sink->files().isEmpty());
        auto header = aCtSlice(4);
        header.rows = 0; // somebody took the pixels out
        QCOMPARE(sender().send(header), 0);
        QCOMPARE(m_sink->count(), 1);
    }
    /// As from a disk with a lost end: the network does its part well.
    void aDataSetThatIsCutOffIsRefusedAndTheNextOneTaken() {
        const auto slice = aCtSlice(3);
        auto dataset = slice.bytes();
        const auto length =
            static_cast<unsigned char>(dataset[140]) | static_cast<unsigned char>(dataset[141]) << 8;
        dataset.remove(0, 144 + length);
        const auto pacs = sender();
        QCOMPARE(pacs.sendData(slice, dataset.chopped(1000)), 0xC000);
        QCOMPARE(pacs.sendData(slice, dataset.chopped(8192)), 0xC000); // behind the header of the pixels
        QCOMPARE(m_sink->count(), 0);
        QVERIFY(m_sink->files().isEmpty());
        QCOMPARE(pacs.sendData(slice, dataset), 0);
        QCOMPARE(m_sink->count(), 1);
    }
    void keepsTheBytesAndReadsTheHeader() {
        const auto slice = aCtSlice(7);
        QCOMPARE(sender().send(slice), 0);
        QCOMPARE(m_sink->count(), 1);
        const auto object = m_sink->objects().first();
        QCOMPARE(object.sourceId, QStringLiteral("main"));
        QCOMPARE(object.header.key.sopInstanceUid, slice.sopInstanceUid);
        QCOMPARE(object.header.instanceNumber, 7);
        QCOMPARE(object.header.transferSyntaxUid, QStringLiteral("1.2.840.10008.1.2.1"));
        QFile file(object.temporaryPath);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto kept = file.readAll();
        QCOMPARE(kept.size(), object.bytes);
        QCOMPARE(kept.right(64 * 64 * 2), slice.bytes().right(64 * 64 * 2));
        QCOMPARE(kept.mid(128, 4), QByteArray("DICM"));
    }
    void answersAnEcho() {
        study::PacsPeer self;
        self.name = QStringLiteral("self");
        self.aeTitle = QStringLiteral("VG-TEST");
        self.host = QStringLiteral("127.0.0.1");
        self.port = m_listener->port();
        study::LocalNode pacs;
        pacs.aeTitle = QStringLiteral("PACS");
        QVERIFY(dicom::Finder(self, pacs).echo({}).has_value());
    }
    void refusesAnUnknownCallerAndNamesIt() {
        const auto stranger = sender(QStringLiteral("STRANGER"));
        QVERIFY(!stranger.association);
        QCOMPARE(stranger.error.code, Error::Code::Refused);
        QVERIFY(stranger.error.message.contains(QLatin1String("\"STRANGER\"")));
    }
    void refusesAKnownAeTitleFromAnotherAddress() { QVERIFY(!sender(QStringLiteral("FAR")).association); }
    void refusesWhoCallsSomebodyElse() {
        const auto confused = sender(QStringLiteral("PACS"), QStringLiteral("OTHER"));
        QVERIFY(!confused.association);
        QCOMPARE(confused.error.code, Error::Code::Refused);
        QVERIFY(confused.error.message.contains(QLatin1String("\"OTHER\"")));
    }
    void takesStorageOnly() {
        auto pacs = sender();
        QVERIFY(pacs.association->contextFor(UID_CTImageStorage) != 0);
        QCOMPARE(pacs.association->contextFor(UID_FINDStudyRootQueryRetrieveInformationModel), 0);
    }
    void aPushedObjectIsAnsweredWhenItIsDurable() {
        m_sink->hold();
        auto pacs = sender();
        const auto slice = aCtSlice();
        auto status = std::async(std::launch::async, [&] { return pacs.send(slice); });
        QCOMPARE(status.wait_for(std::chrono::milliseconds(400)), std::future_status::timeout);
        QCOMPARE(m_sink->count(), 0);
        m_sink->letGo();
        QCOMPARE(status.get(), 0);
        QCOMPARE(m_sink->count(), 1);
    }
    void anObjectThatWasAskedForIsAnsweredAtOnce() {
        m_sink->hold();
        const auto slice = aCtSlice();
        m_sink->want(slice.studyUid);
        QCOMPARE(sender().send(slice), 0);
        QCOMPARE(m_sink->count(), 0);
        m_sink->letGo();
        QCOMPARE(m_sink->count(), 1);
    }
    void aFullDiskIsToldAndLeavesNothingBehind() {
        auto pacs = sender();
        for (const auto disk : {FakeObjectSink::Disk::FullAtFile, FakeObjectSink::Disk::FullAtAccept}) {
            m_sink->setDisk(disk);
            QCOMPARE(pacs.send(aCtSlice()), 0xA700);
            QCOMPARE(m_sink->count(), 0);
            QVERIFY(m_sink->files().isEmpty());
        }
        m_sink->setDisk(FakeObjectSink::Disk::Roomy);
        QCOMPARE(pacs.send(aCtSlice()), 0);
    }
    void anObjectThatIsNotTheAnnouncedOneIsRefused() {
        auto pacs = sender();
        QCOMPARE(pacs.send(aCtSlice(), aUid()), 0xA900);
        QVERIFY(m_sink->files().isEmpty());
    }
    void severalAssociationsAtOnce() {
        std::vector<std::future<int>> sendings;
        for (int i = 0; i < 8; ++i)
            sendings.push_back(std::async(std::launch::async, [this] {
                auto pacs = sender();
                int good = 0;
                for (int n = 1; n <= 5; ++n)
                    good += pacs.send(aCtSlice(n)) == 0 ? 1 : 0;
                return good;
            }));
        for (auto& sending : sendings)
            QCOMPARE(sending.get(), 5);
        QCOMPARE(m_sink->count(), 40);
    }
    void noiseScansAndHalfOpenConnectionsDoNotDisturb() {
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < 6; ++i) {
            auto& socket = sockets.emplace_back(std::make_unique<QTcpSocket>());
            socket->connectToHost(QStringLiteral("127.0.0.1"), m_listener->port());
            QVERIFY(socket->waitForConnected());
        }
        sockets[0]->write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        sockets[1]->write(
            QByteArray::fromHex("010000ffffff")); // an association request of 16 MB that never comes
        sockets[2]->write(QByteArray::fromHex("01000000000400010000"));     // one that is too short
        sockets[3]->write(QByteArray::fromHex("0400000000060000000201ff")); // data before any association
        for (auto& socket : sockets)
            socket->flush();
        sockets[4]->abort();
        QCOMPARE(sender().send(aCtSlice()), 0);
        QCOMPARE(sender().send(aCtSlice()), 0);
        QCOMPARE(m_sink->count(), 2);
    }
    void aSenderThatDiesInTheMiddleLeavesNothingBehind() {
        auto big = aCtSlice();
        big.rows = big.columns = 1024;
        {
            auto pacs = sender();
            pacs.dieInTheMiddle = true;
            QCOMPARE(pacs.send(big), -1);
        }
        QTRY_VERIFY(m_sink->files().isEmpty());
        QCOMPARE(sender().send(big), 0);
        QCOMPARE(m_sink->files().size(), 1);
    }
    void stopsWithinASecondAndStartsAgain() {
        auto idle = sender();
        QVERIFY(idle.association);
        QTcpSocket halfOpen;
        halfOpen.connectToHost(QStringLiteral("127.0.0.1"), m_listener->port());
        QVERIFY(halfOpen.waitForConnected());
        QElapsedTimer timer;
        timer.start();
        m_listener->stop();
        QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(m_listener->port(), 0);
        QVERIFY(m_listener->start().has_value());
        QCOMPARE(sender().send(aCtSlice()), 0);
    }
    void aPortInUseIsSaidPlainly() {
        study::LocalNode second;
        second.aeTitle = QStringLiteral("VG-2");
        second.port = m_listener->port();
        second.bindAddress = QStringLiteral("127.0.0.1");
        dicom::StorageListener other(second, {}, *m_sink);
        const auto started = other.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, Error::Code::Busy);
        QVERIFY(started.error().message.contains(QString::number(second.port)));
    }
};

QTEST_GUILESS_MAIN(StorageListenerTest)
#include "StorageListenerTest.moc"
