// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/PatientMoves.h"

#include "core/alert/AlertStory.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::notify;
using namespace vigil::test;
using namespace std::chrono_literals;

/// What the hospital's system says, read and told to the alerts of one desk.
class PatientMovesTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<PatientMoves> m_moves;
    study::Patient m_patient;

    static QByteArray message(const QByteArray& event, const QByteArray& place,
                              const QByteArray& numbers = "4711^^^PAS^MR",
                              const QByteArray& at = "202611240900", const QByteArray& patientClass = "I") {
        return "MSH|^~\\&|PAS|TRUST|VIGIL|RAD|20261124090500||ADT^" + event + "^ADT_A02|M1|P|2.5.1\r" +
               "EVN|" + event + "|" + at + "\rPID|1||" + numbers + "||Okafor^Ngozi||19590412|F\rPV1|1|" +
               patientClass + "|" + place + "\r";
    }
    AdtReading reading(const QString& authority = {}) const {
        return {authority, QTimeZone("Europe/London")};
    }
    Result<AdtMessage> read(const QByteArray& bytes, const QString& authority = {}) const {
        return readAdt(bytes, reading(authority), FixedClock().now());
    }
    Result<void> say(AdtMessage::What what, const QString& location, UtcTime at, const char* event = "A02") {
        return m_moves->take({what, event, m_patient.key, m_patient.birthDate, location, at});
    }
    Result<void> moved(const QString& location) { return say(AdtMessage::What::IsThere, location, now()); }
    UtcTime now() const { return m_desk->clock.now(); }
    QString raise(const QString& location, const QString& finding = "pe") {
        auto draft = anAlertDraft().of(finding).build();
        draft.owner = {};
        draft.backUpRole.clear();
        draft.location = location;
        m_patient = draft.patient;
        return *m_desk->raise(draft);
    }
    alert::Alert alertOf(const QString& id) { return *waitFor(m_desk->alerts().alert(id)); }
    alert::AlertView view(const QString& id) { return stateAt(alertOf(id), now()); }
    QString location(const QString& id) {
        const auto found = alertOf(id);
        return alert::AlertStory(found).draft().location;
    }
    QStringList notes(const QString& id) {
        QStringList words;
        for (const auto& fact : alertOf(id).facts)
            if (fact.logged.event.kind == journal::kind::alertNoted)
                words << fact.data.value("note").toString();
        return words;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_moves = std::make_unique<PatientMoves>(
            PatientMoves::Parts{m_desk->alerts(), m_desk->data(), m_desk->clock, aRadiologist().id});
        m_patient = anAlertDraft().build().patient;
    }
    void cleanup() {
        m_moves.reset();
        m_desk.reset();
    }

    void aTransferIsRead() {
        const auto adt = read(message("A02", "WARD 5^12^B^TRUST"));
        QVERIFY(adt);
        QCOMPARE(adt->what, AdtMessage::What::IsThere);
        QCOMPARE(adt->patient, (study::PatientKey{"PAS", "4711"}));
        QCOMPARE(adt->birthDate, QDate(1959, 4, 12));
        QCOMPARE(adt->location, "WARD 5");
        QCOMPARE(toIso(adt->at), "2026-11-24T09:00:00.000000Z");
        QCOMPARE(read(message("A03", "WARD 5"))->what, AdtMessage::What::Discharged);
        QCOMPARE(read(message("A60", ""))->what, AdtMessage::What::Other);
        QCOMPARE(read(message("A02", "^^^^^^^^Short stay unit"))->location, "Short stay unit");
        QCOMPARE(toIso(read(message("A02", "W", "1", "202607240900"))->at), "2026-07-24T08:00:00.000000Z");
        QCOMPARE(toIso(read(message("A02", "W", "1", "20261124080000.5+0200"))->at),
                 "2026-11-24T06:00:00.000000Z");
        QCOMPARE(read(message("A02", "W", "1", "20991124080000"))->at,
                 FixedClock().now()); // a clock that is wrong
    }
    void separatorsEscapesAndOtherEndsOfLinesAreRead() {
        auto other = message("A02", "A\\T\\E \\S\\ st\xE4tion");
        other.replace('\r', '\n').replace('|', '#');
        const auto adt = read(other);
        QVERIFY(adt);
        QCOMPARE(adt->location, QStringLiteral("A&E ^ stätion"));
    }
    void theNumberThatTheArchiveUsesIsTaken() {
        const QByteArray numbers("9434765919^^^NHS^NH~4711^^^PAS^MR~99^^^OLD^MR");
        QCOMPARE(read(message("A02", "W", numbers))->patient.id, "4711");
        QCOMPARE(read(message("A02", "W", numbers), "nhs")->patient,
                 (study::PatientKey{"nhs", "9434765919"}));
        QCOMPARE(read(message("A02", "W", numbers), "ELSEWHERE")->what,
                 AdtMessage::What::Other); // never somebody else's
        QCOMPARE(read(message("A02", "W", "12"))->patient, (study::PatientKey{"", "12"}));
    }
    void whoIsNotHereSaysNothingOfAPlace() {
        using What = AdtMessage::What;
        const auto what = [&](const QByteArray& event, const QByteArray& patientClass,
                              const QByteArray& place = "W") {
            return read(message(event, place, "4711^^^PAS^MR", "202611240900", patientClass))->what;
        };
        QCOMPARE(what("A05", "I"), What::Other); // is to come
        QCOMPARE(what("A04", "O"), What::Other); // a clinic
        QCOMPARE(what("A04", "E"), What::IsThere);
        QCOMPARE(what("A08", ""), What::Other);
        QCOMPARE(what("A02", ""), What::IsThere);
        QCOMPARE(what("A08", "I", ""), What::Other); // another name or address of somebody: acknowledged
        // A cancel counts from when it was recorded, not from when what it cancels had happened.
        const auto cancel = message("A12", "W").replace("202611240900\r", "202611240900||||202611240700\r");
        QCOMPARE(toIso(read(cancel)->at), "2026-11-24T09:00:00.000000Z");
        QCOMPARE(toIso(read(QByteArray(cancel).replace("A12", "A02"))->at), "2026-11-24T07:00:00.000000Z");
    }
    void whatIsNotReadIsAnsweredAndQuotesNobody() {
        for (const auto& bad : {QByteArray("nonsense"), QByteArray(), QByteArray("MSH|^~\\&"),
                                message("A02", "W").replace("ADT^", "ORU^"),
                                QByteArray("MSH|^~\\&|||||||ADX^A02|\rPID|||Okafor\x00\xff\rPV1", 45)}) {
            const auto adt = read(bad);
            QVERIFY2(!adt, bad.constData());
            QVERIFY(!adt.error().message.contains("Okafor"));
            const auto answer = ackOf(bad, adt.error(), "X1", FixedClock().now());
            QVERIFY(answer.startsWith("MSH|"));
            QVERIFY(answer.contains(bad.startsWith("MSH") && bad.size() > 8 ? "\rMSA|AE|" : "\rMSA|AR|"));
            QVERIFY(!answer.contains("Okafor"));
        }
        const auto good = ackOf(message("A02", "W"), {}, "X1", FixedClock().now());
        QCOMPARE(
            good,
            QByteArray("MSH|^~\\&|VIGIL|RAD|PAS|TRUST|20261124090000+0000||ACK^A02|X1|P|2.5.1\rMSA|AA|M1\r"));
    }
    void theTeamWhereThePatientIsNowIsAsked() {
        const auto id = raise("Ward 5");
        QCOMPARE(view(id).owner.role, "Responsible consultant");
        m_desk->clock.advance(5min);
        VIGIL_VERIFY(moved("ED"));
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
        QCOMPARE(location(id), "ED");
        QCOMPARE(*view(id).acknowledgeBy, now() - 5min + 1h); // no longer than it was, and the new place's
        const auto facts = alertOf(id).facts.size();
        VIGIL_VERIFY(moved("ED")); // sent again
        VIGIL_VERIFY(m_moves->lookAgain());
        QCOMPARE(alertOf(id).facts.size(), facts);
    }
    void whoeverIsAskedThereByNoWordOfThePolicyIsAskedAsWell() {
        const auto id = raise("ED");
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
        VIGIL_VERIFY(moved("CCU")); // no word of the policy: the category's own team
        QCOMPARE(view(id).owner.role, "Responsible consultant");
        QCOMPARE(location(id), "CCU");
    }
    void oneThatHasEndedKeepsItFromNoOther() {
        const auto wrong = raise("Ward 5");
        VIGIL_VERIFY(waitFor(m_desk->alerts().recordCall(
            wrong, {alert::CallOutcome::Reached, {"Fox^Robin", "Consultant"}, "telephone", true, {}})));
        VIGIL_VERIFY(waitFor(m_desk->alerts().withdraw(wrong, "Wrong side")));
        QVERIFY(view(wrong).open); // until who was told knows
        const auto right = raise("Ward 5"), later = raise("Ward 5");
        VIGIL_VERIFY(moved("ED"));
        for (const auto& id : {right, later})
            QCOMPARE(view(id).owner.role, "Emergency department doctor");
        QCOMPARE(location(wrong), "Ward 5");
        VIGIL_VERIFY(m_moves->lookAgain());
    }
    void whatCouldNotBeToldIsToldByTheNextLook() {
        const auto id = raise("Ward 5");
        VIGIL_VERIFY(m_moves->lookAgain());
        int left = 4; // the place is kept, and then the disk is full
        m_desk->data().records().beforeEachStatement([&left]() -> Result<void> {
            if (left-- > 0) return {};
            return Error{Error::Code::DiskFull, QStringLiteral("full"), {}};
        });
        QVERIFY(!moved("ED"));
        m_desk->data().records().beforeEachStatement({});
        QCOMPARE(view(id).owner.role, "Responsible consultant");
        VIGIL_VERIFY(m_moves->lookAgain());
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
    }
    void aNumberAloneMovesNobody() {
        const auto id = raise("Ward 5");
        auto nameless =
            notify::AdtMessage{AdtMessage::What::IsThere, "A02", {{}, m_patient.key.id}, {}, "ED", now()};
        VIGIL_VERIFY(m_moves->take(nameless));
        QCOMPARE(view(id).owner.role, "Responsible consultant");
    }
    void anotherWardOfTheSameKindIsNotedAndKeepsWhomTheReporterNamed() {
        const auto id = raise("Ward 5");
        VIGIL_VERIFY(moved("WARD 5 BAY 2")); // another bed
        QCOMPARE(notes(id), QStringList());
        m_desk->clock.advance(1min);
        VIGIL_VERIFY(moved("Ward 9"));
        VIGIL_VERIFY(moved("Ward 9"));
        QCOMPARE(notes(id), QStringList{"The patient is on Ward 9 now, by the hospital's system."});
        QCOMPARE(view(id).owner.role, "Responsible consultant");
        m_desk->clock.advance(1min);
        VIGIL_VERIFY(moved("Ward 5")); // back again: who read of ward 9 has to hear it
        QCOMPARE(notes(id).size(), 2);
        m_desk->clock.advance(1min);
        VIGIL_VERIFY(moved("X-17")); // no word of the policy: nobody else is asked
        QCOMPARE(notes(id).last(), "The patient is on X-17 now, by the hospital's system.");
    }
    void aDischargeIsNotedOnce() {
        const auto id = raise("Ward 5");
        VIGIL_VERIFY(say(AdtMessage::What::Discharged, "Ward 5", now(), "A03"));
        VIGIL_VERIFY(say(AdtMessage::What::Discharged, "Ward 5", now(), "A03"));
        m_desk->clock.advance(1min);
        VIGIL_VERIFY(say(AdtMessage::What::IsThere, "Ward 5", now(), "A08")); // a correction of the old stay
        QCOMPARE(
            notes(id),
            QStringList{"The patient was discharged on 2026-11-24 09:00 UTC, by the hospital's system."});
        QVERIFY(view(id).open);
    }
    void whatIsRaisedAfterTheMoveFollowsToo() {
        VIGIL_VERIFY(moved("ED Resus"));
        m_desk->clock.advance(10min);
        const auto id = raise("Ward 5"); // as the order says it
        VIGIL_VERIFY(m_moves->lookAgain());
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
        // Also by a dispatcher that was started anew.
        const auto later = raise("Ward 5");
        PatientMoves another({m_desk->alerts(), m_desk->data(), m_desk->clock, aRadiologist().id});
        VIGIL_VERIFY(another.lookAgain());
        QCOMPARE(view(later).owner.role, "Emergency department doctor");
    }
    void whatAPersonSaidLaterAndWhoIsSomebodyElseAreLeftAlone() {
        const auto id = raise("Ward 5");
        PatientMoves another({m_desk->alerts(), m_desk->data(), m_desk->clock, "dispatcher"});
        m_desk->clock.advance(5min);
        VIGIL_VERIFY(waitFor(m_desk->alerts().reroute(id, "outpatient")));
        const AdtMessage before{AdtMessage::What::IsThere, "A02", m_patient.key,
                                m_patient.birthDate,       "ED",  now() - 1min};
        VIGIL_VERIFY(another.take(before));
        QCOMPARE(location(id), "outpatient");
        auto twin = before;
        twin.at = now() + 1min;
        twin.birthDate = m_patient.birthDate.addDays(1);
        VIGIL_VERIFY(another.take(twin));
        QCOMPARE(location(id), "outpatient");
        auto otherIssuer = before;
        otherIssuer.patient.issuer = "ELSEWHERE";
        otherIssuer.at = now() + 2min;
        if (!m_patient.key.issuer.isEmpty()) {
            VIGIL_VERIFY(another.take(otherIssuer));
            QCOMPARE(location(id), "outpatient");
        }
        auto after = before;
        after.at = now() + 3min;
        VIGIL_VERIFY(another.take(after));
        QCOMPARE(location(id), "ED");
        auto overtaken = before; // came late
        overtaken.location = "Ward 1";
        VIGIL_VERIFY(another.take(overtaken));
        QCOMPARE(location(id), "ED");
    }
    void whoHasTakenItKeepsItAndWhatWasActedOnIsLeftAlone() {
        const auto taken = raise("Ward 5");
        VIGIL_VERIFY(waitFor(
            m_desk->alerts().acknowledge(taken, {"Fox^Robin", "Consultant", {}, "telephone, read back"})));
        VIGIL_VERIFY(moved("ED"));
        QCOMPARE(view(taken).owner.name, "Fox^Robin");
        VIGIL_VERIFY(waitFor(m_desk->alerts().actOn(taken, {"Anticoagulated", {"Fox^Robin", "Consultant"}})));
        const auto facts = alertOf(taken).facts.size();
        m_desk->clock.advance(1min);
        VIGIL_VERIFY(moved("Ward 7"));
        QCOMPARE(alertOf(taken).facts.size(), facts);
    }
    void aRestrictedOneSaysNothingMore() {
        const auto id = raise("Ward 5", "suspected-abuse");
        VIGIL_VERIFY(moved("Ward 9"));
        VIGIL_VERIFY(moved("Ward 9"));
        QCOMPARE(alertOf(id).facts.size(), 1);
    }
};

QTEST_GUILESS_MAIN(PatientMovesTest)
#include "PatientMovesTest.moc"
