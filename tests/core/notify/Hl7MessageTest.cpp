// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notify/Hl7Message.h"

#include "core/base/Ids.h"
#include "tests/support/NoticeBuilder.h"

#include <QTest>

using namespace vigil;
using namespace vigil::notify;
using namespace vigil::test;

class Hl7MessageTest : public QObject {
    Q_OBJECT
    static QList<QByteArray> segments(const QByteArray& message) { return message.split('\r'); }
    static QByteArray field(const QByteArray& segment, int number) {
        return segment.split('|').value(segment.startsWith("MSH") ? number - 1 : number);
    }
    static QByteArray observation(const QByteArray& message, const QByteArray& code) {
        for (const auto& segment : segments(message))
            if (segment.startsWith("OBX") && field(segment, 3).startsWith(code + '^')) return segment;
        return {};
    }

private Q_SLOTS:
    void theHeaderSaysWhatItIs() {
        const auto message =
            hl7AlertMessage(aNotice(), {QStringLiteral("VIGIL"), QStringLiteral("RAD & Co"),
                                        QStringLiteral("EPR"), QStringLiteral("TRUST"), QStringLiteral("T")});
        const auto header = segments(message).first();
        QVERIFY(header.startsWith(
            "MSH|^~\\&|VIGIL|RAD \\T\\ Co|EPR|TRUST|20261124090000+0000||ORU^R01^ORU_R01|"));
        QCOMPARE(field(header, 10), controlIdOf(aNotice().noticeId).toLatin1());
        QCOMPARE(field(header, 11), "T");
        QCOMPARE(field(header, 12), "2.5.1");
        QCOMPARE(field(header, 18), "UNICODE UTF-8");
        QVERIFY(message.endsWith('\r'));
        QVERIFY(!message.contains('\n'));
    }
    void theControlIdFollowsFromTheNoticeAndFits() {
        const auto id = controlIdOf(aNotice().noticeId);
        QCOMPARE(id.size(), 20); // MSH-10, ST 20
        QCOMPARE(controlIdOf(aNotice().noticeId), id);
        QVERIFY(controlIdOf(QUuid::createUuid()) != id);
    }
    void patientAndRequestAreNamed() {
        const auto all = segments(hl7AlertMessage(aNotice(), {}));
        QCOMPARE(all.at(1), QByteArray("PID|1||X-77^^^TRUST^MR||O\\F\\Müller^Anna^Maria^jun^Dr||19560704|F"));
        QVERIFY(all.at(2).startsWith("OBR|1|ORD-1|ACC-1|^CT chest \\T\\ abdomen|||20261124085900+0000"));
        QCOMPARE(field(all.at(2), 25), "P");
        QCOMPARE(field(all.at(2), 28), "^Robin^Chris");
        QCOMPARE(field(all.at(2), 32), "&Kim&Sam");
    }
    void theFindingIsFlaggedAsPanicAndTheCategoryStandsBesideIt() {
        const auto message = hl7AlertMessage(aNotice(), {});
        const auto finding = observation(message, "59776-5");
        QCOMPARE(field(finding, 2), "FT");
        QCOMPARE(
            field(finding, 5),
            "Large pneumothorax, left \\F\\ 5 cm \\S\\ apex \\R\\ \\E\\ \\T\\ tension.\\.br\\Midline shift.");
        QCOMPARE(field(finding, 8), "AA");
        QCOMPARE(field(finding, 14), "20261124085900+0000");
        const auto category = observation(message, "ALERT-CATEGORY");
        QCOMPARE(field(category, 5), "RID49480^ACR Category 1 Actionable Finding^RADLEX");
        QCOMPARE(field(category, 4), field(finding, 4)); // same sub-id
        QCOMPARE(field(observation(message, "ALERT-CODE"), 5), "VIGIL-CRITICAL^Critical^L");
        QCOMPARE(field(observation(message, "18783-1"), 5), "Chest drain");
        QCOMPARE(field(observation(message, "ALERT-BY"), 5), "20261124092900+0000");
    }
    void noTextCanEndASegmentOrAFrame() {
        auto notice = aNotice();
        notice.finding.text = QString::fromLatin1("a\x1c\rPID|2\x0b\nb\tc");
        notice.finding.patient.name = QStringLiteral("Evil\rOBX|9^Anna");
        const auto message = hl7AlertMessage(notice, {});
        QVERIFY(!message.contains('\x1c') && !message.contains('\x0b') && !message.contains('\n'));
        int patients = 0;
        for (const auto& segment : segments(message))
            patients += segment.startsWith("PID") ? 1 : 0;
        QCOMPARE(patients, 1);
        QCOMPARE(hl7Escaped(QString::fromLatin1("\x1c")), QStringLiteral("\\X1C\\"));
        QVERIFY(field(observation(message, "59776-5"), 5).contains("\\X1C\\\\.br\\PID\\F\\2\\X0B\\\\.br\\b"));
    }
    void aRestrictedFindingStaysInside() {
        auto notice = aNotice();
        notice.restricted = AlertNotice::Restricted::Yes;
        const auto message = hl7AlertMessage(notice, {});
        QVERIFY(!message.contains("neumothorax"));
        QVERIFY(!message.contains("Chest drain"));
        QCOMPARE(field(segments(message).first(), 8), "R");
        QCOMPARE(field(observation(message, "59776-5"), 8), "AA");
    }
    void siteSideAndDueDateAreSaidButNotOfARestrictedFinding() {
        auto notice = aNotice();
        notice.finding.text = QStringLiteral("Large pneumothorax.");
        notice.finding.site = QStringLiteral("Lung");
        notice.finding.laterality = alert::Laterality::Left;
        notice.finding.dueDate = QDate(2026, 12, 1);
        const auto message = hl7AlertMessage(notice, {});
        const auto finding = observation(message, "59776-5");
        QCOMPARE(field(finding, 5), "Large pneumothorax.\\.br\\Where: Lung, left");
        const auto site = observation(message, "ALERT-SITE");
        QCOMPARE(field(site, 5), "Lung, left");
        QCOMPARE(field(site, 4), field(finding, 4)); // same sub-id
        QCOMPARE(field(observation(message, "ALERT-DUE"), 2), "DT");
        QCOMPARE(field(observation(message, "ALERT-DUE"), 5), "20261201");
        notice.restricted = AlertNotice::Restricted::Yes;
        const auto restricted = hl7AlertMessage(notice, {});
        QVERIFY(!restricted.contains("Lung") && !restricted.contains("20261201"));
        const auto bare = hl7AlertMessage(aNotice(), {});
        QVERIFY(observation(bare, "ALERT-SITE").isEmpty() && observation(bare, "ALERT-DUE").isEmpty());
    }
    void aCopySaysWhoIsAsked() {
        QVERIFY(observation(hl7AlertMessage(aNotice(), {}), "ALERT-COPY").isEmpty());
        auto notice = aNotice();
        notice.copy = true;
        notice.owner = {{}, QStringLiteral("Responsible consultant")};
        QCOMPARE(field(observation(hl7AlertMessage(notice, {}), "ALERT-COPY"), 5), "Responsible consultant");
    }
    void aCorrectionReplacesWhatWasSentUnderTheSameIdentity() {
        const auto first = hl7AlertMessage(aNotice(), {});
        const auto corrected = hl7AlertMessage(aCorrection(alert::AlertChange::What::Lowered), {});
        QCOMPARE(field(segments(corrected).at(2), 25), "C");
        QCOMPARE(field(segments(corrected).at(2), 3), field(segments(first).at(2), 3));
        QCOMPARE(field(segments(corrected).at(2), 22), "20261124091000+0000");
        for (const auto* code : {"59776-5", "ALERT-CATEGORY", "ALERT-CODE", "18783-1", "ALERT-BY"}) {
            QCOMPARE(field(observation(corrected, code), 3), field(observation(first, code), 3));
            QCOMPARE(field(observation(corrected, code), 4), field(observation(first, code), 4));
            QCOMPARE(field(observation(first, code), 11), "P");
            QCOMPARE(field(observation(corrected, code), 11), "C");
        }
        QCOMPARE(field(observation(corrected, "59776-5"), 5), field(observation(first, "59776-5"), 5));
        const auto change = observation(corrected, "ALERT-CHANGE");
        QCOMPARE(field(change, 5), "The category of this alert was lowered from Immediate to Critical.");
        QCOMPARE(field(change, 14), "20261124091000+0000");
        QVERIFY(observation(first, "ALERT-CHANGE").isEmpty());
        // What the category as it is now has not is taken away, or the old one would stand.
        auto bare = aCorrection(alert::AlertChange::What::Lowered);
        bare.category.radlex = {};
        const auto gone = observation(hl7AlertMessage(bare, {}), "ALERT-CATEGORY");
        QCOMPARE(field(gone, 5), "\"\"");
        QCOMPARE(field(gone, 11), "D");
    }
    void whatDoesNotStandIsPostedAsWrongAndAlarmsNobody() {
        for (const auto what : {alert::AlertChange::What::Withdrawn, alert::AlertChange::What::Superseded}) {
            const auto message = hl7AlertMessage(aCorrection(what), {});
            QCOMPARE(field(segments(message).at(2), 25), "C");
            for (const auto* code : {"59776-5", "ALERT-CATEGORY", "ALERT-CODE", "18783-1"}) {
                QCOMPARE(field(observation(message, code), 11), "W");
                QCOMPARE(field(observation(message, code), 8), "");
            }
            // For whoever does not look at OBX-11.
            QVERIFY(
                field(observation(message, "59776-5"), 5).contains(": nobody has to act on this. It said: "));
        }
        Hl7Names names;
        names.agreed.withdrawn = Hl7Agreement::Withdrawn::Deleted;
        const auto message = hl7AlertMessage(aCorrection(alert::AlertChange::What::Withdrawn), names);
        QCOMPARE(field(observation(message, "59776-5"), 11), "D");
    }
    void twoAlertsOfOneExaminationDoNotTouchEachOther() {
        auto other = aNotice();
        other.alertId = QStringLiteral("6a2b1c00-aaaa-4bbb-8ccc-ddddeeee0000");
        const auto one = observation(hl7AlertMessage(aNotice(), {}), "59776-5");
        const auto two = observation(hl7AlertMessage(other, {}), "59776-5");
        QVERIFY(field(one, 4) != field(two, 4));
        QVERIFY(field(one, 4).size() <= 17); // and ".99" behind it: OBX-4, ST 20
    }
    void callsThatWereMadeStandInTheMessage() {
        auto notice = aNotice();
        notice.communications = {{"Robin^Chris", "Responsible consultant", "telephone", true, notice.at},
                                 {"", "Ward 7", "telephone", false, notice.at}};
        const auto message = hl7AlertMessage(notice, {});
        const auto call = observation(message, "73568-8");
        QCOMPARE(field(call, 3), "73568-8^Communication of Critical Results^LN");
        QCOMPARE(field(call, 5), "Robin, Chris (Responsible consultant), telephone, read back");
        QCOMPARE(field(call, 14), "20261124090000+0000");
        QCOMPARE(field(call, 11), "F");
        QCOMPARE(field(call, 4), field(observation(message, "59776-5"), 4) + ".1");
        QVERIFY(message.contains("Ward 7, telephone, not read back"));
        QVERIFY(!hl7AlertMessage(aNotice(), {}).contains("73568-8"));
    }
    void whatTheVersionLeavesOpenIsSentByAgreementOnly() {
        const auto plain = hl7AlertMessage(aNotice(), {});
        QVERIFY(!plain.contains("TQ1|"));
        QCOMPARE(field(observation(plain, "59776-5"), 21), "");
        Hl7Names names;
        names.agreed.urgency = Hl7Agreement::Urgency::InTq1;
        names.agreed.instanceIds = Hl7Agreement::InstanceIds::InObx21;
        const auto agreed = hl7AlertMessage(aNotice(), names);
        QCOMPARE(segments(agreed).at(3), QByteArray("TQ1|1||||||||S^Stat^HL70485"));
        const auto uid = dicomUid(QUuid(aNotice().alertId)).toLatin1();
        QCOMPARE(field(observation(agreed, "59776-5"), 21), uid + "^^" + uid + "^ISO");
        QCOMPARE(field(observation(agreed, "18783-1"), 21), "");
        auto urgent = aNotice();
        urgent.category.rank = 1;
        QVERIFY(hl7AlertMessage(urgent, names).contains("A^ASAP^HL70485"));
        QVERIFY(
            hl7AlertMessage(aCorrection(alert::AlertChange::What::Withdrawn), names).contains("R^Routine"));
    }
    void anAcknowledgmentIsReadWhateverItsDelimiters() {
        const auto ack = readAck("MSH$%~\\&$EPR$T$VIGIL$$20261124$$ACK$1$P$2.5.1\rMSA$AA$ABC\r");
        QVERIFY(ack);
        QCOMPARE(ack->answer, Hl7Ack::Answer::Accepted);
        QCOMPARE(ack->controlId, "ABC");
        QCOMPARE(readAck("MSH|^~\\&|E\nMSA|CR|X\n")->answer, Hl7Ack::Answer::Rejected);
        QVERIFY(!readAck("MSH|^~\\&|EPR\r"));
        QVERIFY(!readAck("hello"));
        QVERIFY(!readAck(""));
    }
    void whatTheOtherSideSaysIsToldWithoutItsWords() {
        const auto ack = readAck("MSH|^~\\&|E\rMSA|AE|X|Kowalska unknown\rERR|||204^Kowalska|E|||Kowalska\r");
        QCOMPARE(ack->errorCode, "204");
        QVERIFY(!ack->isPassing());
        QCOMPARE(ack->meaning(), "answered with an error (AE): patient or order unknown there");
        const auto text = readAck("MSH|^~\\&|E\rMSA|AR|X\rERR|||Kowalska^Anna is unknown\r");
        QVERIFY(!text->meaning().contains("Kowalska") || text->errorCode.size() <= 8);
        QVERIFY(readAck("MSH|^~\\&|E\rMSA|AR|X\rERR|||207|E\r")->isPassing());
    }
};

QTEST_GUILESS_MAIN(Hl7MessageTest)
#include "Hl7MessageTest.moc"
