// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/MoveVerdict.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vigil;
using namespace vigil::setup;
using State = Finding::State;
using Verdict = study::IncomingCall::Verdict;

/// Where a test move went wrong, judged from both ends.
class MoveVerdictTest : public QObject {
    Q_OBJECT
    study::PacsPeer m_pacs;
    Destination m_self{QStringLiteral("VG-ROOM1"), QStringLiteral("10.0.0.12"), 11112};

    [[nodiscard]] Finding judge(const study::TransferAnswer& answer,
                                const QList<study::IncomingCall>& calls = {},
                                const std::optional<QString>& from = {}) const {
        return judgeMove(m_pacs, m_self, {answer, from, calls});
    }
    [[nodiscard]] static QString lineFor(const Finding& finding, const QString& system) {
        for (const auto& line : finding.lines)
            if (line.system == system) return line.text;
        return {};
    }

private Q_SLOTS:
    void init() {
        m_pacs = {};
        m_pacs.name = QStringLiteral("main");
        m_pacs.aeTitle = QStringLiteral("ARCHIVE");
        m_pacs.host = QStringLiteral("pacs.hospital");
    }
    void anInstanceThatArrivedIsTheProof() {
        QVERIFY(judge({0, 1, 0}, {}, QStringLiteral("main")).state == State::Ok);
        // Whatever the PACS says: what is here is here.
        QVERIFY(judge({0xB000, 0, 1}, {}, QStringLiteral("main")).state == State::Ok);
        const auto other = judge({0, 1, 0}, {}, QStringLiteral("second"));
        QVERIFY(other.state == State::Warning);
        QVERIFY(other.message.contains(QStringLiteral("second")));
    }
    void anUnknownDestinationComesWithTheLinesToEnter() {
        const auto finding = judge({0xA801, 0, 0});
        QVERIFY(finding.state == State::Failed);
        QCOMPARE(finding.message, QStringLiteral("The PACS does not know \"VG-ROOM1\" as a destination."));
        QVERIFY(finding.remedy.contains(QStringLiteral("host 10.0.0.12, port 11112")));
        const auto orthanc =
            QJsonDocument::fromJson((u'{' + lineFor(finding, QStringLiteral("Orthanc")) + u'}').toUtf8());
        const auto entry = orthanc.object().value(QStringLiteral("VG-ROOM1")).toObject();
        QCOMPARE(entry.value(QStringLiteral("AET")).toString(), QStringLiteral("VG-ROOM1"));
        QCOMPARE(entry.value(QStringLiteral("Host")).toString(), QStringLiteral("10.0.0.12"));
        QCOMPARE(entry.value(QStringLiteral("Port")).toInt(), 11112);
        QCOMPARE(lineFor(finding, QStringLiteral("dcmqrscp")),
                 QStringLiteral("vg_room1 = (VG-ROOM1, 10.0.0.12, 11112)"));
        QVERIFY(
            lineFor(finding, QStringLiteral("dcmqrscp (AETable)")).startsWith(QStringLiteral("ARCHIVE ")));
        const auto dcm4chee = lineFor(finding, QStringLiteral("dcm4chee-arc"));
        for (const auto* word : {"Device name: vg-room1", "hostname 10.0.0.12", "port 11112", "VG-ROOM1"})
            QVERIFY2(dcm4chee.contains(QLatin1String(word)), word);
        QVERIFY(lineFor(finding, QStringLiteral("dcm4chee-arc (LDIF)"))
                    .contains(QStringLiteral("dicomHostname: 10.0.0.12\ndicomPort: 11112\n")));
    }
    void anEncryptedListenerGetsAnEncryptedEntry() {
        m_self.tls = study::PacsPeer::Tls::On;
        QVERIFY(lineFor(judge({0xA801, 0, 0}), QStringLiteral("Orthanc"))
                    .contains(QStringLiteral("\"UseDicomTls\" : true")));
    }
    void anotherCertificateThanThePacssIsNamed() {
        study::IncomingCall call{Verdict::WrongCertificate, QStringLiteral("10.0.0.9"),
                                 QStringLiteral("ARCHIVE"), QStringLiteral("VG-ROOM1")};
        call.certificate = QStringLiteral("sha256:0011");
        const auto finding = judge({0xA702, 0, 1}, {call});
        QVERIFY(finding.state == State::Failed);
        QVERIFY(finding.message.contains(QStringLiteral("callerCertificate in [pacs/main]")));
        QVERIFY(finding.remedy.contains(QStringLiteral("10.0.0.9")));
        QVERIFY(finding.remedy.contains(QStringLiteral("callerCertificate=sha256:0011 in [pacs/main]")));
    }
    void withoutAnAddressTheLinesSayWhereItBelongs() {
        m_self.host.clear();
        QVERIFY(lineFor(judge({0xA801, 0, 0}), QStringLiteral("Orthanc"))
                    .contains(QStringLiteral("ADDRESS-OF-THIS-COMPUTER")));
        m_self.host = QStringLiteral("10.0.0.12");
    }
    void sayingSentWithoutArrivingMeansAnotherComputer() {
        const auto finding = judge({0, 1, 0});
        QVERIFY(finding.state == State::Failed);
        QVERIFY(finding.message.contains(QStringLiteral("another computer")));
    }
    void aFailedSubOperationWithoutACallMeansAddressOrFirewall() {
        for (const auto& answer : {study::TransferAnswer{0xA702, 0, 1}, study::TransferAnswer{0xB000, 0, 1},
                                   study::TransferAnswer{0xA702, 0, 0}}) {
            const auto finding = judge(answer);
            QVERIFY(finding.state == State::Failed);
            QVERIFY(finding.message.contains(QStringLiteral("no connection arrived at port 11112")));
            QVERIFY(finding.remedy.contains(QStringLiteral("firewall")));
            QVERIFY(!finding.lines.isEmpty());
        }
        QVERIFY(judge({0xC000, 0, 0}).message.contains(QStringLiteral("does not know")));
        QVERIFY(judge({0xC801, 0, 0}).message.contains(QStringLiteral("does not allow")));
    }
    void aCallThatWasTurnedAwayNamesBothSides() {
        const QString from = QStringLiteral("10.0.0.9");
        const auto address = judge({0xA702, 0, 1}, {{Verdict::UnknownAddress, from, {}, {}}});
        QVERIFY(address.message.contains(from));
        QVERIFY(address.message.contains(QStringLiteral("pacs.hospital")));
        QVERIFY(address.remedy.contains(QStringLiteral("host=10.0.0.9")));

        const auto called =
            judge({0xA702, 0, 1},
                  {{Verdict::WrongCalledTitle, from, QStringLiteral("ARCHIVE"), QStringLiteral("vg-room1")}});
        QVERIFY(called.message.contains(QStringLiteral("calls it \"vg-room1\"")));
        QVERIFY(!called.lines.isEmpty());

        const auto caller =
            judge({0xA702, 0, 1},
                  {{Verdict::UnknownCaller, from, QStringLiteral("SENDER"), QStringLiteral("VG-ROOM1")}});
        QVERIFY(caller.message.contains(QStringLiteral("\"SENDER\"")));
        QVERIFY(caller.remedy.contains(QStringLiteral("aeTitle=SENDER in [pacs/main]")));

        const auto plain =
            judge({0xA702, 0, 1},
                  {{Verdict::Unencrypted, from, QStringLiteral("ARCHIVE"), QStringLiteral("VG-ROOM1")}});
        QVERIFY(plain.message.contains(QStringLiteral("sends unencrypted")));
        QVERIFY(plain.remedy.contains(QStringLiteral("tls=on in [local]")));
        QVERIFY(judge({0xA702, 0, 1}, {{Verdict::NoRequest, from, {}, {}}})
                    .remedy.contains(QStringLiteral("TLS")));
        QVERIFY(judge({0xA702, 0, 1}, {{Verdict::Accepted, from, QStringLiteral("ARCHIVE"), {}}})
                    .message.contains(QStringLiteral("no object was kept")));
    }
    void theStatusIsThereForTheAdministrator() {
        QVERIFY(judge({0xA702, 0, 1}).detail.contains(QStringLiteral("0xa702")));
    }
};

QTEST_GUILESS_MAIN(MoveVerdictTest)
#include "MoveVerdictTest.moc"
