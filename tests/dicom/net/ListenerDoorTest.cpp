// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Startup.h"
#include "dicom/net/StorageListener.h"
#include "tests/dicom/net/Sender.h"
#include "tests/fakes/FakeObjectSink.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QTest>
#include <QtEndian>

#include <functional>
#include <future>

using namespace vigil;
using namespace vigil::test;

namespace {

QByteArray big16(qsizetype value) {
    QByteArray bytes(2, '\0');
    qToBigEndian(static_cast<quint16>(value), bytes.data());
    return bytes;
}

QByteArray item(char type, const QByteArray& content) {
    return QByteArray(1, type) + '\0' + big16(content.size()) + content;
}

QByteArray pdu(char type, const QByteArray& content) {
    return QByteArray(1, type) + QByteArray(3, '\0') + big16(content.size()) + content;
}

/// An A-ASSOCIATE-RQ for Verification, by hand (PS3.8 9.3.2).
QByteArray associateRequest(const QByteArray& calling) {
    const auto context =
        QByteArray("\x01\0\0\0", 4) + item(0x30, "1.2.840.10008.1.1") + item(0x40, "1.2.840.10008.1.2");
    const auto user = item(0x51, QByteArray("\0\0\x40\0", 4)) + item(0x52, "1.2.3");
    return pdu(0x01, QByteArray("\0\x01\0\0", 4) + QByteArray("VG-TEST").leftJustified(16, ' ') +
                         calling.leftJustified(16, ' ') + QByteArray(32, '\0') +
                         item(0x10, "1.2.840.10008.3.1.1.1") + item(0x20, context) + item(0x50, user));
}

/// A P-DATA-TF with one fragment of a command set that is not the last (PS3.8 9.3.5).
QByteArray commandFragment(qsizetype size, const QByteArray& begin = {}) {
    const auto value = QByteArray("\x01\x01", 2) + begin + QByteArray(size, '\0');
    return pdu(0x04, QByteArray(2, '\0') + big16(value.size()) + value);
}

} // namespace

/// What the listener keeps out, while somebody who may send goes on to send.
class ListenerDoorTest : public QObject {
    Q_OBJECT
    study::LocalNode m_local;
    std::unique_ptr<FakeObjectSink> m_sink;
    std::unique_ptr<dicom::StorageListener> m_listener;

    void listen() {
        const auto pacs = [](const QString& aeTitle, const QString& host) {
            study::PacsPeer peer;
            peer.name = aeTitle.toLower();
            peer.aeTitle = aeTitle;
            peer.host = host;
            return peer;
        };
        m_listener = std::make_unique<dicom::StorageListener>(
            m_local, QList{pacs("PACS", "127.0.0.1"), pacs("NOISE", "127.0.0.2")}, *m_sink);
        QVERIFY(m_listener->start().has_value());
    }
    [[nodiscard]] Sender sender() const { return {m_listener->port(), "PACS", "VG-TEST"}; }
    /// A connection from another address of this computer.
    [[nodiscard]] std::unique_ptr<QTcpSocket> connection(const QString& from) const {
        auto socket = std::make_unique<QTcpSocket>();
        socket->bind(QHostAddress(from));
        socket->connectToHost(QHostAddress(QHostAddress::LocalHost), m_listener->port());
        return socket->waitForConnected(2000) ? std::move(socket) : nullptr;
    }
    /// How long the listener lets a socket live that sends one byte of `bytes` each 50 ms.
    static qint64 lifeOfADripper(QTcpSocket& socket, const QByteArray& bytes) {
        QElapsedTimer timer;
        timer.start();
        for (const char byte : bytes) {
            socket.write(&byte, 1);
            socket.flush();
            socket.waitForReadyRead(50);
            if (socket.state() != QAbstractSocket::ConnectedState) break;
        }
        return timer.elapsed();
    }
    static bool isClosed(QTcpSocket& socket, int within) {
        const QDeadlineTimer deadline(within);
        while (socket.state() == QAbstractSocket::ConnectedState && !deadline.hasExpired())
            socket.waitForReadyRead(20);
        return socket.state() != QAbstractSocket::ConnectedState;
    }
    /// An association of NOISE, made by hand.
    [[nodiscard]] std::unique_ptr<QTcpSocket> association() const {
        auto socket = connection("127.0.0.2");
        socket->write(associateRequest("NOISE"));
        if (!socket->waitForReadyRead(2000)) return nullptr;
        return socket->readAll().startsWith('\x02') ? std::move(socket) : nullptr;
    }
    /// One association that stores while `disturb` is at work; how many objects were refused.
    int refusedDuring(const std::function<void()>& disturb) {
        std::atomic<bool> over{false};
        auto legitimate = std::async(std::launch::async, [&] {
            const auto pacs = sender();
            if (!pacs.association) return -1;
            int refused = 0;
            int sent = 0;
            do
                refused += pacs.send(aCtSlice(++sent)) == 0 ? 0 : 1;
            while (!over || sent < 10);
            return refused;
        });
        disturb();
        // Another one that comes only now gets in as well.
        const auto late = sender();
        const bool stored = late.association && late.send(aCtSlice()) == 0;
        over = true;
        const int refused = legitimate.get();
        return stored ? refused : -2;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::startNetwork().has_value()); }
    void init() {
        m_local = {};
        m_local.aeTitle = "VG-TEST";
        m_local.port = 0;
        m_local.bindAddress = "127.0.0.1";
        m_local.unsolicited = study::LocalNode::Unsolicited::Accept;
        m_sink = std::make_unique<FakeObjectSink>();
    }
    void cleanup() { m_listener.reset(); }

    void whatNobodyAskedForIsRefusedAndLeavesNothingBehind() {
        m_local.unsolicited = study::LocalNode::Unsolicited::Refuse;
        listen();
        const auto asked = aCtSlice();
        m_sink->want(asked.studyUid);
        const auto pacs = sender();
        QCOMPARE(pacs.send(aCtSlice()), 0x0124);
        QVERIFY(m_sink->files().isEmpty());
        QCOMPARE(pacs.send(asked), 0);
        QCOMPARE(m_sink->count(), 1);
    }
    void whatWasGivenUpEndsItsAssociation() {
        m_local.unsolicited = study::LocalNode::Unsolicited::Refuse;
        listen();
        const auto study = storedStudy(1, 4);
        const auto other = aCtSlice();
        m_sink->want(other.studyUid);
        m_sink->want(study.first().studyUid);
        const auto pacs = sender();
        QCOMPARE(pacs.send(study.at(0)), 0);
        m_sink->abandon(study.first().studyUid);
        pacs.send(study.at(1)); // its header has to come before it is known for what it is
        QCOMPARE(pacs.send(study.at(2)), -1);
        QCOMPARE(m_sink->count(), 1);
        QVERIFY(m_sink->files().size() == 1);
        QCOMPARE(sender().send(other), 0); // and nobody else's
    }
    void aLargeObjectThatWasGivenUpIsCutOff() {
        m_local.unsolicited = study::LocalNode::Unsolicited::Refuse;
        listen();
        auto large = aCtSlice();
        large.rows = large.columns = 6000;
        constexpr qint64 size = 6000 * 6000 * 2;
        m_sink->want(large.studyUid);
        auto pacs = sender();
        qint64 gone = 0;
        pacs.onItsWay = [&](qint64 bytes) {
            gone = bytes;
            if (bytes > size / 20) m_sink->abandon(large.studyUid);
        };
        QCOMPARE(pacs.send(large), -1);
        QVERIFY2(gone < size / 2,
                 qPrintable(QString::number(gone))); // the rest lies in the network's buffers
        QCOMPARE(m_sink->count(), 0);
        QTRY_VERIFY(m_sink->files().isEmpty());
    }
    void theNetworkWaitsForTheDisk() {
        m_local.unsolicited = study::LocalNode::Unsolicited::Refuse;
        listen();
        const auto slice = aCtSlice();
        m_sink->want(slice.studyUid);
        m_sink->hold();
        m_sink->setCongested(true);
        const auto pacs = sender();
        auto sent = std::async(std::launch::async, [&] { return pacs.send(slice); });
        QCOMPARE(sent.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
        m_sink->setCongested(false);
        QCOMPARE(sent.get(), 0);
        m_sink->letGo();
    }
    void dataUnderAnotherContextThanAnnouncedIsNoFullDisk() {
        listen();
        const auto slice = aCtSlice();
        m_sink->want(slice.studyUid);
        auto dataset = slice.bytes();
        const auto length =
            static_cast<unsigned char>(dataset[140]) | static_cast<unsigned char>(dataset[141]) << 8;
        dataset.remove(0, 144 + length);
        QCOMPARE(sender().sendData(slice, dataset, 2), -1);
        QVERIFY(!m_sink->keepingTrouble(slice.studyUid));
        QTRY_VERIFY(m_sink->files().isEmpty());
        QCOMPARE(sender().sendData(slice, dataset), 0);
    }
    void whatIsTooBigIsRefusedAlone() {
        m_local.limits.objectBytes = 64 * 1024;
        listen();
        const auto pacs = sender();
        auto big = aCtSlice();
        big.rows = big.columns = 512;
        QCOMPARE(pacs.send(big), 0xA700);
        QVERIFY(m_sink->files().isEmpty());
        QCOMPARE(pacs.send(aCtSlice()), 0);
    }
    void whatHasNoEndIsCutOff() {
        m_local.limits.objectBytes = 64 * 1024;
        listen();
        auto endless = aCtSlice();
        endless.rows = endless.columns = 2048;
        QCOMPARE(sender().send(endless), -1);
        QTRY_VERIFY(m_sink->files().isEmpty());
        QCOMPARE(sender().send(aCtSlice()), 0);
    }
    void associationsAreLimitedByAddressAndComeBackLater() {
        m_local.limits.associationsPerAddress = 2;
        listen();
        auto first = std::make_unique<Sender>(sender());
        const auto second = sender();
        QVERIFY(first->association && second.association);
        const auto third = sender();
        QVERIFY(!third.association);
        QCOMPARE(third.error.code, Error::Code::Busy);
        QVERIFY(association() != nullptr); // from another address
        first.reset();
        // QTRY asks again after it has succeeded: one that is let in stays.
        std::unique_ptr<Sender> again;
        const auto comesBack = [&] {
            if (!again || !again->association) again = std::make_unique<Sender>(sender());
            return again->association != nullptr;
        };
        QTRY_VERIFY(comesBack());
        QCOMPARE(second.send(aCtSlice()), 0);
    }
    void associationsAreLimitedOverall() {
        m_local.limits.associations = 2;
        listen();
        const auto first = association();
        const auto second = association();
        QVERIFY(first && second);
        QCOMPARE(sender().error.code, Error::Code::Busy);
    }
    void aFloodFromOneAddressLeavesRoomForTheOthers() {
        listen();
        std::vector<std::unique_ptr<QTcpSocket>> flood;
        const int refused = refusedDuring([&] {
            for (int i = 0; i < 200; ++i)
                flood.push_back(connection("127.0.0.2"));
        });
        QCOMPARE(refused, 0);
        const auto open = std::count_if(flood.cbegin(), flood.cend(),
                                        [](const auto& socket) { return !isClosed(*socket, 1); });
        QVERIFY2(open <= 2 * m_local.limits.associationsPerAddress, qPrintable(QString::number(open)));
    }
    void aFloodOfAssociationsLeavesRoomForTheOthers() {
        listen();
        std::vector<std::unique_ptr<QTcpSocket>> flood;
        const int refused = refusedDuring([&] {
            for (int i = 0; i < 60; ++i)
                if (auto one = association()) flood.push_back(std::move(one));
        });
        QCOMPARE(refused, 0);
        QCOMPARE(flood.size(), std::size_t(m_local.limits.associationsPerAddress));
    }
    void portScansAndGarbageDoNotDisturb() {
        listen();
        QRandomGenerator random(7);
        const int refused = refusedDuring([&] {
            for (int i = 0; i < 300; ++i) {
                const auto socket = connection(i % 3 == 0 ? "127.0.0.3" : "127.0.0.2");
                if (!socket) continue;
                QByteArray noise(random.bounded(200), '\0');
                for (auto& byte : noise)
                    byte = static_cast<char>(random.bounded(256));
                // Half of it begins like a request, so that DCMTK's parser sees it.
                if (i % 2 == 0) noise = pdu(0x01, QByteArray("\0\x01\0\0", 4) + noise + QByteArray(100, ' '));
                socket->write(noise);
                socket->flush();
                i % 5 == 0 ? socket->abort() : socket->close();
            }
        });
        QCOMPARE(refused, 0);
    }
    void anUnknownAddressIsClosedWithoutAWord() {
        listen();
        const auto stranger = connection("127.0.0.3");
        stranger->write(associateRequest("PACS"));
        QCOMPARE(refusedDuring([&] { QVERIFY(isClosed(*stranger, 2000)); }), 0);
        QVERIFY(stranger->readAll().isEmpty());
    }
    void aByteASecondInTheRequestIsEndedByTheClock() {
        m_local.limits.requestTimeout = std::chrono::seconds(1);
        listen();
        const auto slow = connection("127.0.0.2");
        qint64 life = 0;
        QCOMPARE(refusedDuring([&] { life = lifeOfADripper(*slow, associateRequest("NOISE")); }), 0);
        QVERIFY2(life >= 900 && life < 2500, qPrintable(QString::number(life)));
    }
    void aByteASecondInADataPduIsEndedByTheClock() {
        m_local.limits.idleTimeout = std::chrono::seconds(1);
        listen();
        const auto slow = association();
        QVERIFY(slow != nullptr);
        qint64 life = 0;
        QCOMPARE(refusedDuring([&] { life = lifeOfADripper(*slow, commandFragment(200)); }), 0);
        QVERIFY2(life >= 900 && life < 2500, qPrintable(QString::number(life)));
    }
    void anAssociationWithoutACommandIsEnded() {
        m_local.limits.idleTimeout = std::chrono::seconds(1);
        listen();
        const auto idle = association();
        QVERIFY(idle != nullptr);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(refusedDuring([&] { QVERIFY(isClosed(*idle, 4000)); }), 0);
        QVERIFY2(timer.elapsed() >= 800, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(idle->readAll().startsWith('\x07')); // A-ABORT
    }
    void aCommandWithoutEndIsCutOff() {
        listen();
        const auto endless = association();
        QVERIFY(endless != nullptr);
        // (0000,0002) with 16 MB of a UID to come.
        endless->write(commandFragment(0, QByteArray::fromHex("0000020000000001")));
        const int refused = refusedDuring([&] {
            for (int i = 0; i < 100 && endless->state() == QAbstractSocket::ConnectedState; ++i) {
                endless->write(commandFragment(16000));
                endless->waitForBytesWritten(500);
            }
            QVERIFY(isClosed(*endless, 2000));
        });
        QCOMPARE(refused, 0);
    }
    void whatIsAnnouncedIsTheConfiguredPduSize() {
        m_local.limits.pduBytes = 16 * 1024;
        listen();
        const auto pacs = sender();
        QCOMPARE(pacs.association->native()->params->theirMaxPDUReceiveSize, 16 * 1024);
        auto big = aCtSlice();
        big.rows = big.columns = 512;
        QCOMPARE(pacs.send(big), 0);
    }
    void aDataPduBeyondTheAnnouncedSizeIsCutOff() {
        m_local.limits.pduBytes = 8 * 1024;
        listen();
        const auto greedy = association();
        QVERIFY(greedy != nullptr);
        greedy->write(commandFragment(16000));
        QVERIFY(isClosed(*greedy, 2000));
    }
};

QTEST_GUILESS_MAIN(ListenerDoorTest)
#include "ListenerDoorTest.moc"
