// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/AdtListener.h"

#include "core/alert/AlertStory.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"
#include "tests/support/PythonServer.h"

#include <QProcess>
#include <QSettings>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace vigil;
using namespace vigil::app;
using namespace vigil::test;
using namespace std::chrono_literals;

/// The listener as the hospital's system meets it: through python3-hl7's client, and through lines that
/// misbehave.
class AdtListenerTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<dispatch::PatientMoves> m_moves;
    std::unique_ptr<AdtListener> m_listener;
    std::atomic<int> m_acted{0};
    alert::AlertDraft m_draft;

    void open(AdtSettings settings = {}) {
        auto listener = AdtListener::open(settings, *m_moves, m_desk->clock, QTimeZone("Europe/London"),
                                          [this] { ++m_acted; });
        VIGIL_VERIFY(listener);
        m_listener = std::move(*listener);
    }
    QByteArray transferTo(const QByteArray& place) const {
        const auto& patient = m_draft.patient;
        return "MSH|^~\\&|PAS|TRUST|VIGIL|RAD|20261124090000||ADT^A02^ADT_A02|M1|P|2.5.1\rEVN|A02|"
               "20261124090000\rPID|1||" +
               patient.key.id.toUtf8() + "^^^" + patient.key.issuer.toUtf8() + "^MR||X^Y||" +
               patient.birthDate.toString("yyyyMMdd").toUtf8() + "\rPV1|1|I|" + place + "\r";
    }
    static QByteArray framed(const QByteArray& message) { return '\x0b' + message + "\x1c\r"; }
    std::unique_ptr<QTcpSocket> line() const {
        auto socket = std::make_unique<QTcpSocket>();
        socket->connectToHost(QHostAddress::LocalHost, m_listener->port());
        return socket->waitForConnected(5000) ? std::move(socket) : nullptr;
    }
    static QByteArray answerOn(QTcpSocket& socket, int answers = 1) {
        QByteArray all;
        while (all.count('\x1c') < answers && socket.waitForReadyRead(5000))
            all += socket.readAll();
        return all;
    }
    QString raise() {
        m_draft = anAlertDraft().of("pe").build();
        m_draft.owner = {};
        m_draft.backUpRole.clear();
        m_draft.location = "Ward 5";
        return *m_desk->raise(m_draft);
    }
    alert::AlertView view(const QString& id) {
        return stateAt(*waitFor(m_desk->alerts().alert(id)), m_desk->clock.now());
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_moves = std::make_unique<dispatch::PatientMoves>(
            dispatch::PatientMoves::Parts{m_desk->alerts(), m_desk->data(), m_desk->clock, "dispatcher"});
        m_acted = 0;
    }
    void cleanup() {
        m_listener.reset();
        m_moves.reset();
        m_desk.reset();
    }

    void aSenderThatIsNotOursIsAnsweredWhenTheAlertIsWhereThePatientIs() {
        if (!PythonServer::has(QStringLiteral("hl7.client"))) QSKIP("needs python3-hl7");
        const auto id = raise();
        open();
        QProcess python;
        python.start("/usr/bin/python3",
                     {"-c",
                      "import sys, hl7\nfrom hl7.client import MLLPClient\n"
                      "with MLLPClient('127.0.0.1', int(sys.argv[1])) as line:\n"
                      "    for message in sys.argv[2:]:\n"
                      "        answer = line.send_message(message.encode()).decode().strip('\\x0b\\x1c\\r')\n"
                      "        ack = hl7.parse(answer)\n"
                      "        print(ack.segment('MSA')[1], ack.segment('MSA')[2], ack.segment('MSH')[9])\n",
                      QString::number(m_listener->port()), QString::fromUtf8(transferTo("ED^3")),
                      QString::fromUtf8(
                          transferTo("ED").replace("ADT^A02^ADT_A02", "ORU^R01").replace("|M1|", "|M2|"))});
        QVERIFY(python.waitForFinished(20000));
        const auto printed = python.readAllStandardOutput() + python.readAllStandardError();
        QCOMPARE(printed, QByteArray("AA M1 ACK^A02\nAE M2 ACK^R01\n"));
        QCOMPARE(python.readAllStandardError(), QByteArray());
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
        QCOMPARE(m_acted.load(), 1);
    }
    void piecesAndSeveralInOneAreRead() {
        const auto id = raise();
        open();
        const auto socket = line();
        QVERIFY(socket);
        const auto bytes = framed(transferTo("Ward 5")) + framed(transferTo("ED"));
        for (const auto& piece : {QByteArray("noise"), bytes.left(40), bytes.mid(40)}) {
            socket->write(piece);
            QVERIFY(socket->waitForBytesWritten(5000));
        }
        QCOMPARE(answerOn(*socket, 2).count("MSA|AA|M1"), 2);
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
    }
    void whatCannotBeKeptIsSentAgainByTheSender() {
        const auto id = raise();
        open();
        const auto socket = line();
        QVERIFY(socket);
        m_desk->data().records().beforeEachStatement([]() -> Result<void> {
            return Error{Error::Code::DiskFull, QStringLiteral("full"), {}};
        });
        socket->write(framed(transferTo("ED")));
        const auto refused = answerOn(*socket);
        m_desk->data().records().beforeEachStatement({});
        QVERIFY2(refused.contains("MSA|AE|M1\rERR|||207|E"), refused.constData());
        QCOMPARE(view(id).owner.role, "Responsible consultant");
        socket->write(framed(transferTo("ED")));
        QVERIFY(answerOn(*socket).contains("MSA|AA|M1"));
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
    }
    void whoSendsTooMuchIsClosedAndOthersAreHeard() {
        raise();
        open();
        const auto flood = line(), good = line();
        QVERIFY(flood && good);
        flood->write('\x0b' + QByteArray(1'100'000, 'x'));
        QTRY_VERIFY(flood->state() == QAbstractSocket::UnconnectedState || flood->waitForDisconnected(100));
        good->write(framed(transferTo("ED")));
        QVERIFY(answerOn(*good).contains("MSA|AA|"));
    }
    void whoIsNotNamedIsNotHeard() {
        AdtSettings settings;
        settings.from << QHostAddress("192.0.2.1");
        open(settings);
        const auto stranger = line();
        QVERIFY(!stranger || stranger->state() == QAbstractSocket::UnconnectedState ||
                stranger->waitForDisconnected(5000));
    }
    void whereItCannotListenItSaysSo() {
        open();
        AdtSettings settings;
        settings.port = m_listener->port();
        const auto second = AdtListener::open(settings, *m_moves, m_desk->clock, QTimeZone::utc(), {});
        QVERIFY(!second);
        QVERIFY(second.error().message.contains("[adt] port"));
    }
    void theSettingsAreChecked_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("fault");
        QTest::newRow("nothing") << QByteArray("[adt]\n") << QString();
        QTest::newRow("this computer") << QByteArray("[adt]\nport=2576\nauthority=PAS\n") << QString();
        QTest::newRow("port") << QByteArray("[adt]\nport=high\n") << "vigil.ini, [adt] port";
        QTest::newRow("address") << QByteArray("[adt]\nport=1\naddress=here\n") << "vigil.ini, [adt] address";
        QTest::newRow("network") << QByteArray("[adt]\nport=1\naddress=0.0.0.0\n") << "names who may connect";
        QTest::newRow("from") << QByteArray("[adt]\nport=1\nfrom=10.0.0.1, pas\n") << "vigil.ini, [adt] from";
        QTest::newRow("all") << QByteArray("[adt]\nport=1\naddress=0.0.0.0\nfrom=10.0.0.1, 10.0.0.2\n")
                             << QString();
    }
    void theSettingsAreChecked() {
        QFETCH(QByteArray, text);
        QFETCH(QString, fault);
        const auto name = m_folder->filePath("vigil.ini");
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QSettings ini(name, QSettings::IniFormat);
        const auto read = DispatchSettings::read(ini);
        QCOMPARE(read.has_value(), fault.isEmpty());
        if (!read) QVERIFY2(read.error().message.contains(fault), qPrintable(read.error().message));
        if (read) QCOMPARE(read->adt.has_value(), text.contains("port"));
        if (read && text.contains("0.0.0.0")) QCOMPARE(read->adt->from.size(), 2);
    }
};

QTEST_GUILESS_MAIN(AdtListenerTest)
#include "AdtListenerTest.moc"
