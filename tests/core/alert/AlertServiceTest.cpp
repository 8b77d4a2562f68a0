// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertService.h"
#include "core/alert/AlertJson.h"
#include "core/alert/AlertRows.h"
#include "core/base/Async.h"
#include "core/store/PresenceStore.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using namespace std::chrono_literals;
using vigil::test::anAlertDraft;
using vigil::test::Desk;
using vigil::test::waitFor;

class AlertServiceTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    AlertService& alerts() { return m_desk->alerts(); }
    QString raised(const AlertDraft& draft = anAlertDraft().build()) {
        const auto id = m_desk->raise(draft);
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    AlertRow row(const QString& alertId) {
        BoardFilter filter;
        filter.which = BoardFilter::Which::All;
        const auto rows = waitFor(alerts().board(filter));
        for (const auto& row : *rows)
            if (row->view.alertId == alertId) return *row;
        return {};
    }
    State stateOf(const QString& alertId) { return row(alertId).view.state; }
    static journal::OnBehalfOf chris(const QString& role = "Consultant") {
        return {"Clinician^Chris", role, "7654321", "telephone, read back"};
    }
    template <class T>
    static Error::Code code(const Result<T>& result) {
        return result ? Error::Code::Cancelled : result.error().code;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
    }
    void cleanup() {
        m_desk.reset();
        m_folder.reset();
    }
    void raisingIsAFactAtOnceAndOnTheBoard() {
        QSignalSpy changed(&m_desk->events, &Events::alertsChanged);
        const auto id = raised();
        QCOMPARE(m_desk->contradiction(), QString());
        QCOMPARE(m_desk->wakes, 1);
        const auto shown = row(id);
        QCOMPARE(shown.view.state, State::ThisComputerOnly);
        QCOMPARE(shown.view.callTask, CallTask::Open);
        QCOMPARE(shown.findingLabel, "Tension or large pneumothorax");
        QCOMPARE(shown.patient, test::aPatient());
        QCOMPARE(shown.view.owner.name, test::aRadiologist().name);
        QCOMPARE(shown.raisedFor, (Party{"Referrer^Robin", "Responsible consultant"}));
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(waitFor(alerts().counts())->value(test::aStudy().studyUid).critical, 1);
    }
    void anotherPatientStopsItAndIsNamed_data() {
        QTest::addColumn<QString>("where");
        for (const auto* where : {"report", "images", "linked image", "nobody", "issuer"})
            QTest::newRow(where) << where;
    }
    void anotherPatientStopsItAndIsNamed() {
        QFETCH(const QString, where);
        auto draft = anAlertDraft().build();
        if (where == "report") draft.reportPatient.id = "9990000026";
        if (where == "images") draft.imagesPatient.id = "9990000026";
        if (where == "issuer") draft.imagesPatient.issuer = "OTHER";
        if (where == "nobody") draft.patient = {};
        if (where == "linked image")
            draft.images << report::ImageReference{{"9.9", "9.9.1", "1", "9.9.1.1"}, 0};
        const auto answer = m_desk->raise(draft);
        QCOMPARE(code(answer), Error::Code::Invalid);
        QVERIFY(answer.error().message.contains("patient") ||
                answer.error().message.contains("another study"));
        QVERIFY(waitFor(alerts().board())->isEmpty());
        QCOMPARE(m_desk->wakes, 0);
    }
    void anIssuerThatTheImagesDoNotNameStopsNothing() {
        auto draft = anAlertDraft().build();
        draft.imagesPatient.issuer.clear();
        VIGIL_VERIFY(m_desk->raise(draft));
        draft.reportPatient.issuer = draft.patient.key.issuer = QString();
        draft.imagesPatient.issuer = "NHS";
        VIGIL_VERIFY(m_desk->raise(draft));
        draft.reportPatient.issuer = "OTHER"; // beside the images' one
        QCOMPARE(code(m_desk->raise(draft)), Error::Code::Invalid);
    }
    void loweringBelowTheDefaultNeedsAReason() {
        QCOMPARE(code(m_desk->raise(anAlertDraft().withCategory("urgent").build())), Error::Code::Invalid);
        const auto id = raised(anAlertDraft().withCategory("urgent", "small and known").build());
        QCOMPARE(row(id).view.category, "urgent");
        VIGIL_VERIFY(
            m_desk->raise(anAlertDraft().of("pe").withCategory("critical").build())); // raising is free
    }
    void suspectedTurnsOnlySignificantIntoDocumentedOnly() {
        QCOMPARE(stateOf(raised(anAlertDraft().of("nodule").suspected().build())), State::DocumentedOnly);
        QCOMPARE(stateOf(raised(anAlertDraft().suspected().build())), State::ThisComputerOnly);
    }
    void aRestrictedTextStaysOutOfTheOpenPart() {
        auto draft = anAlertDraft().of("suspected-abuse").build();
        draft.text = "Metaphyseal corner fractures.";
        draft.recommendedAction = "Skeletal survey of the siblings";
        draft.site = "Left humerus";
        const auto id = raised(draft);
        const auto alert = waitFor(alerts().alert(id));
        QVERIFY(!alert->facts.first().logged.event.open.contains("Metaphyseal"));
        QVERIFY(alert->facts.first().logged.event.sealed.contains("Metaphyseal"));
        QVERIFY(row(id).restricted);
        QCOMPARE(row(id).view.callTask, CallTask::Open);
        QVERIFY(!alert->facts.first().logged.event.open.contains("Suspected abuse"));
        QVERIFY(!alert->facts.first().logged.event.open.contains("siblings"));
        QVERIFY(!alert->facts.first().logged.event.open.contains("humerus"));
        QCOMPARE(row(id).site, draft.site);
        QCOMPARE(raisedDraft(*alert)->recommendedAction, draft.recommendedAction);
        QCOMPARE(row(id).findingLabel, "Suspected abuse of a child"); // here is the sealed part
        auto elsewhere = alert->facts.first().logged;
        elsewhere.event.sealed.clear();
        const auto outside = rowOf(apply({}, elsewhere));
        QCOMPARE(outside.findingLabel, "Restricted finding");
        QVERIFY(outside.text.isEmpty());
    }
    void onlyTheOfficerSaysThatSomebodyCannotBeReached() {
        const auto id = raised();
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        VIGIL_VERIFY(waitFor(alerts().withdraw(id, "wrong side")));
        QCOMPARE(row(id).view.stillToTell, (QList<Party>{{chris().name, chris().role}}));
        const CallRecord gone{
            CallOutcome::CannotBeReached, {chris().name, chris().role}, {}, false, "abroad"};
        QCOMPARE(code(waitFor(alerts().recordCall(id, gone))), Error::Code::Denied);
        m_desk.reset();
        auto officer = test::aRadiologist();
        officer.id = "fay";
        officer.role = "Fail-safe officer";
        m_desk = std::make_unique<Desk>(m_folder->path(), officer);
        VIGIL_VERIFY(waitFor(alerts().recordCall(id, gone)));
        QVERIFY(!row(id).view.open);
    }
    void suspectedAbuseHasATeamOfItsOwnWhateverTheFormSaid() {
        auto draft = anAlertDraft().of("suspected-abuse").build();    // to the referrer
        draft.owner = {"Referrer^Robin", "Consultant paediatrician"}; // as a form may have it
        draft.backUpRole = "Specialty registrar on call";
        const auto id = raised(draft);
        QCOMPARE(row(id).raisedFor, (Party{{}, "Consultant paediatrician"}));
        const auto facts = waitFor(alerts().alert(id))->facts;
        QCOMPARE(facts.first().data.value("backUp").toString(), "Safeguarding lead");
        for (const auto* role : {"Consultant", "Specialty registrar on call", "Responsible consultant"}) {
            QCOMPARE(code(waitFor(alerts().acknowledge(id, chris(role)))), Error::Code::Denied);
            QCOMPARE(code(waitFor(alerts().actOn(id, {"seen", {"X", role}, {}}))), Error::Code::Denied);
        }
        // Nor is it a way out to make it another category.
        VIGIL_VERIFY(waitFor(alerts().recategorise(id, "urgent", "seen by the team")));
        QCOMPARE(code(waitFor(alerts().acknowledge(id, chris()))), Error::Code::Denied);
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris("Safeguarding lead"))));
    }
    void theWholeLoopFromCallToClosing() {
        const auto id = raised();
        VIGIL_VERIFY(
            waitFor(alerts().recordCall(id, {CallOutcome::NoAnswer, {}, "bleep", false, "no answer"})));
        QCOMPARE(row(id).view.callTask, CallTask::Open);
        VIGIL_VERIFY(waitFor(
            alerts().recordCall(id, {CallOutcome::Reached, {"Robin", "Consultant"}, "telephone", true, {}})));
        QCOMPARE(row(id).view.callTask, CallTask::Done);
        VIGIL_VERIFY(waitFor(alerts().markViewed(id)));
        QCOMPARE(stateOf(id), State::Viewed);
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        QCOMPARE(row(id).view.acknowledgedBy.name, "Clinician^Chris");
        QCOMPARE(code(waitFor(alerts().close(id, {}))), Error::Code::Denied); // nobody has acted
        VIGIL_VERIFY(waitFor(
            alerts().actOn(id, {"chest drain", {"Clinician^Chris", "Consultant"}, Act::PatientTold::Yes})));
        QCOMPARE(stateOf(id), State::ActedOn);
        VIGIL_VERIFY(waitFor(alerts().close(id, "done")));
        QCOMPARE(stateOf(id), State::Closed);
        QVERIFY(waitFor(alerts().board())->isEmpty());
        QCOMPARE(code(waitFor(alerts().acknowledge(id, chris()))), Error::Code::Conflict);
        QCOMPARE(waitFor(alerts().alert(id))->facts.size(), 7);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void whoMayOnlyPassOnIsToldSo() {
        const auto id = raised();
        const auto clerk = waitFor(alerts().acknowledge(id, chris("Ward clerk")));
        QCOMPARE(code(clerk), Error::Code::Denied);
        QVERIFY(clerk.error().message.contains("pass"));
        QCOMPARE(code(waitFor(alerts().acknowledge(id, {}))),
                 Error::Code::Denied); // the radiologist themself
        auto unknown = chris();
        unknown.howKnown.clear();
        QCOMPARE(code(waitFor(alerts().acknowledge(id, unknown))), Error::Code::Invalid);
        QCOMPARE(stateOf(id), State::ThisComputerOnly);
    }
    void whatWasDoneIsSomebodysWhoMayAct() {
        const auto id = raised();
        // Neither the radiologist's own word nor a clerk's ends the ladder.
        QCOMPARE(code(waitFor(alerts().actOn(id, {"seen", {}, Act::PatientTold::Yes}))), Error::Code::Denied);
        const auto clerk =
            waitFor(alerts().actOn(id, {"seen", {"Lee^Alex", "Ward clerk"}, Act::PatientTold::Yes}));
        QCOMPARE(code(clerk), Error::Code::Denied);
        QVERIFY(clerk.error().message.contains("Ward clerk"));
        using Kind = RecipientAct::Kind;
        RecipientAct act;
        act.kind = Kind::ActedOn;
        act.act.what = "seen";
        QCOMPARE(code(waitFor(alerts().recordFor(chris("Ward clerk"), id, act))), Error::Code::Denied);
        act.act.by = {"Lee^Alex", "Ward clerk"};
        QCOMPARE(code(waitFor(alerts().recordFor(chris(), id, act))), Error::Code::Denied);
        QCOMPARE(waitFor(alerts().alert(id))->facts.size(), 1);
        VIGIL_VERIFY(waitFor(alerts().actOn(id, {"seen", {"Clinician^Chris", "Consultant"}, {}})));
        QCOMPARE(stateOf(id), State::ActedOn);
    }
    void whoDidNotActInTimeIsRelievedByAnother() {
        const auto id = raised();
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        auto sam = chris();
        sam.name = "Okafor^Sam";
        QCOMPARE(code(waitFor(alerts().acknowledge(id, sam))), Error::Code::Conflict);
        m_desk->clock.advance(2h);
        m_desk->record(id, journal::kind::alertEscalated, {{"step", 1}, {"role", "Consultant on call"}});
        QCOMPARE(code(waitFor(alerts().acknowledge(id, chris()))), Error::Code::Conflict);
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, sam)));
        QCOMPARE(row(id).view.acknowledgedBy.name, sam.name);
    }
    void aComputerThatWentOutOfSightIsNamedWhileThisOneKnows() {
        const auto id = raised();
        const auto device = row(id).device;
        QVERIFY(!device.isEmpty());
        const auto now = m_desk->clock.now();
        const auto windows = [&](QList<sync::Presence> known) {
            return m_desk->data().cache().runAndWait(store::Lane::Bulk, [&](store::Transaction& cache) {
                return store::PresenceStore().replace(cache, QUuid(), sync::windowTopic, known);
            });
        };
        const sync::Presence theirs{sync::windowTopic, device, "lee", device, now - 5min};
        sync::Presence ours{sync::windowTopic, "READING-9", "kim", "READING-9", now + 1min};
        VIGIL_VERIFY(windows({theirs, ours}));
        QCOMPARE(row(id).deviceLostSince, theirs.until);
        ours.until = now - 1s; // has not looked since: it may be the one that is offline
        VIGIL_VERIFY(windows({theirs, ours}));
        QVERIFY(!row(id).deviceLostSince);
        VIGIL_VERIFY(windows({ours}));
        QVERIFY(!row(id).deviceLostSince);
    }
    void anUnsignedReportIsSeenAfterItsLimit() {
        m_desk->setPin();
        const auto reportId = m_desk->draft();
        auto draft = anAlertDraft().build();
        draft.reportId = reportId;
        const auto id = raised(draft);
        const auto free = raised(); // of no report
        m_desk->clock.advance(30min);
        QVERIFY(!row(id).unsignedSince);
        m_desk->clock.advance(1s);
        QCOMPARE(row(id).unsignedSince, row(id).signBy);
        QCOMPARE(*row(id).signBy, row(id).view.raisedAt + 30min);
        QVERIFY(!row(free).unsignedSince);
        VIGIL_VERIFY(m_desk->sign(reportId));
        QVERIFY(!row(id).unsignedSince);
    }
    void aDeclinedOneGoesToTheBackUpAndItsTimesStay() {
        const auto id = raised();
        const auto before = row(id).view.acknowledgeBy;
        m_desk->clock.advance(5min);
        VIGIL_VERIFY(waitFor(alerts().decline(id, "Not my patient", {})));
        QCOMPARE(stateOf(id), State::Declined);
        QCOMPARE(row(id).view.acknowledgeBy, before);
        QVERIFY(!row(id).view.owner.isEmpty());
    }
    /// Somebody who sees that it does not get on need not wait for the clock.
    void aPersonBringsInTheNextOneBeforeTheClockDoes() {
        const auto id = raised();
        const auto before = row(id).view;
        QCOMPARE(code(waitFor(alerts().escalate(id, {}, " "))), Error::Code::Invalid);
        VIGIL_VERIFY(waitFor(alerts().escalate(id, {}, "ward does not answer")));
        QCOMPARE(stateOf(id), State::Escalated);
        QCOMPARE(row(id).view.owner, (Party{{}, "Specialty registrar on call"}));
        QCOMPARE(row(id).view.acknowledgeBy, before.acknowledgeBy);
        QVERIFY(*row(id).view.nextAt <= before.raisedAt + 60min);
        VIGIL_VERIFY(waitFor(alerts().escalate(id, "Consultant on call", "registrar in theatre")));
        QCOMPARE(row(id).view.owner.role, "Consultant on call");
        VIGIL_VERIFY(waitFor(alerts().actOn(id, {"Drain placed", {}, Act::PatientTold::Yes}, chris())));
        QCOMPARE(code(waitFor(alerts().escalate(id, {}, "once more"))), Error::Code::Conflict);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void theReportCarriesTheTextCodeOfTheCategoryAsItStands() {
        const auto id = raised(anAlertDraft().inReport("r-1").build());
        const auto carried = [this] {
            return awaited(m_desk->data().recordsReader().run([](const store::Database& records) {
                       return store::AlertStore::alertsOfReport(records, "r-1");
                   }))
                .value()
                .value(0)
                .finding.textCode;
        };
        QCOMPARE(carried(), "VIGIL-CRITICAL");
        VIGIL_VERIFY(waitFor(alerts().recategorise(id, "urgent", "small after all")));
        QCOMPARE(carried(), "VIGIL-URGENT");
    }
    void nobodyIsBroughtInForWhatIsDocumentedOnly() {
        auto draft = anAlertDraft().of("nodule").build();
        draft.category = "routine";
        draft.loweringReason = "known for years";
        QCOMPARE(code(waitFor(alerts().escalate(raised(draft), {}, "why not"))), Error::Code::Denied);
    }
    void oneConversationAboutSeveralAlertsIsAnEventEachOrNone() {
        const auto first = raised();
        const auto second = raised(anAlertDraft().of("pe").build());
        CallRecord told{CallOutcome::Reached, {"Clinician^Chris", "Consultant"}, "telephone", true, {}, {}};
        CallRecord later{CallOutcome::Voicemail, {}, "telephone", false, {}, {}};
        QCOMPARE(code(waitFor(alerts().recordCalls({{first, told}, {"not here", later}}))),
                 Error::Code::NotFound);
        QCOMPARE(row(first).view.callTask, CallTask::Open);
        VIGIL_VERIFY(waitFor(alerts().recordCalls({{first, told}, {second, later}})));
        QCOMPARE(row(first).view.callTask, CallTask::Done);
        QCOMPARE(row(first).view.communications.size(), 1);
        QCOMPARE(row(second).view.communications.size(), 0);
        const auto facts = waitFor(alerts().alert(second)).value().facts;
        QCOMPARE(callFromObject(facts.last().data), later);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void whatIsTypedForAClinicianNamesThemAndHowItIsKnown() {
        const auto id = raised();
        auto unknown = chris();
        unknown.howKnown.clear();
        QCOMPARE(code(waitFor(alerts().decline(id, "Not my patient", {}, unknown))), Error::Code::Invalid);
        QCOMPARE(code(waitFor(alerts().actOn(id, {"Drain placed", {}, {}}, unknown))), Error::Code::Invalid);
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        auto other = chris();
        other.name = "Other^Olive";
        QCOMPARE(code(waitFor(alerts().decline(id, "Not my patient", {}, other))), Error::Code::Denied);
        VIGIL_VERIFY(waitFor(alerts().decline(id, "Not my patient", {}, chris())));
        QCOMPARE(stateOf(id), State::Declined);
        VIGIL_VERIFY(waitFor(alerts().actOn(id, {"Drain placed", {}, {}}, chris())));
        QCOMPARE(row(id).view.act.by, (Party{"Clinician^Chris", "Consultant"}));
        const auto facts = waitFor(alerts().alert(id)).value().facts;
        QCOMPARE(facts.last().logged.event.onBehalfOf, chris());
    }
    void anAttentionItemIsTickedOffOnceWithAReason() {
        const auto id = raised();
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        VIGIL_VERIFY(waitFor(alerts().recordFor({"Late^Lou", "Consultant", {}, "page"}, id,
                                                {RecipientAct::Kind::Accepted, {}, {}, {}})));
        const auto item = row(id).view.attention.value(0);
        QVERIFY(!item.eventId.isNull() && !item.seen);
        QCOMPARE(code(waitFor(alerts().tickOff(id, item.eventId, {}))), Error::Code::Invalid);
        QCOMPARE(code(waitFor(alerts().tickOff(id, QUuid::createUuid(), "x y z"))), Error::Code::Conflict);
        VIGIL_VERIFY(waitFor(alerts().tickOff(id, item.eventId, "both know of each other")));
        QVERIFY(row(id).view.attention.value(0).seen);
        QCOMPARE(code(waitFor(alerts().tickOff(id, item.eventId, "again"))), Error::Code::Conflict);
    }
    void whoWouldGetItDependsOnWhereThePatientIs() {
        auto asked = anAlertDraft().of("pe").build();
        asked.owner = {};
        asked.category = "urgent";
        auto way = waitFor(alerts().wayOf(asked)).value();
        QCOMPARE(way.asked.who.role, "Responsible consultant");
        QVERIFY(!way.directoryKnown);
        asked.location = "ED Resus 3";
        way = waitFor(alerts().wayOf(asked)).value();
        QCOMPARE(way.place, "Emergency department");
        QCOMPARE(way.asked.who.role, "Emergency department doctor");
        QCOMPARE(toText(*way.category->limits.acknowledge), "1 h");
        QVERIFY(!way.byPractice);
        asked.location = "General practice";
        QVERIFY(waitFor(alerts().wayOf(asked)).value().byPractice);
        for (const auto& rule : test::starterPolicy()->findings())
            if (!rule.ownerRole.isEmpty()) asked.findingCode = rule.code;
        QVERIFY(!waitFor(alerts().wayOf(asked)).value().byPractice); // it has a route of its own
    }
    void anActCanBeTakenBackForTenMinutes() {
        const auto id = raised();
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        m_desk->clock.advance(9min);
        VIGIL_VERIFY(waitFor(alerts().retract(id)));
        QCOMPARE(stateOf(id), State::ThisComputerOnly);
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        m_desk->clock.advance(11min);
        QCOMPARE(code(waitFor(alerts().retract(id))), Error::Code::Denied);
    }
    void whenThePatientHasMovedTheTeamThereIsResolvedAnew() {
        const auto id = raised();
        QCOMPARE(code(waitFor(alerts().reroute(id, " "))), Error::Code::Invalid);
        VIGIL_VERIFY(waitFor(alerts().reroute(id, "ED Resus 3"))); // as the ward writes it
        QCOMPARE(row(id).raisedFor.role, "Emergency department doctor");
        QVERIFY(row(id).view.attention.isEmpty());
        const auto way = waitFor(alerts().wayNow(id));
        QCOMPARE(way->place, "Emergency department");
        QCOMPARE(way->asked.who.role, "Emergency department doctor");
        // Another category is that of the place where the patient is.
        VIGIL_VERIFY(waitFor(alerts().recategorise(id, "urgent", "smaller than it looked")));
        const auto facts = waitFor(alerts().alert(id)).value().facts;
        const auto rules = rulesFromObject(facts.last().data.value("rules").toObject());
        QCOMPARE(rules.category.backUpRole, "Emergency department consultant");
        VIGIL_VERIFY(waitFor(
            alerts().actOn(id, {"chest drain", {"Clinician^Chris", "Consultant"}, Act::PatientTold::Yes})));
        QCOMPARE(code(waitFor(alerts().reroute(id, "Ward 7"))), Error::Code::Conflict);
    }
    void loweringLaterNeedsAReasonAndTheAuthor() {
        const auto id = raised();
        QCOMPARE(code(waitFor(alerts().recategorise(id, "urgent", {}))), Error::Code::Invalid);
        VIGIL_VERIFY(waitFor(alerts().recategorise(id, "urgent", "smaller than it looked")));
        QCOMPARE(row(id).view.category, "urgent");
        m_desk.reset();
        auto other = test::aRadiologist();
        other.id = "lee";
        m_desk = std::make_unique<Desk>(m_folder->path(), other);
        QCOMPARE(code(waitFor(alerts().recategorise(id, "significant", "why not"))), Error::Code::Denied);
        QCOMPARE(code(waitFor(alerts().withdraw(id, "why not"))), Error::Code::Denied);
        QCOMPARE(code(waitFor(alerts().retract(id))), Error::Code::NotFound);
        VIGIL_VERIFY(waitFor(alerts().recategorise(id, "critical", {})));
    }
    void whatARecipientDidIsAFactWhateverItChanges() {
        using Kind = RecipientAct::Kind;
        const auto id = raised();
        const auto sam = journal::OnBehalfOf{"Okafor^Sam", "Consultant", "1", "recipient's page"};
        RecipientAct act;
        act.kind = Kind::Accepted;
        const auto first = waitFor(alerts().recordFor(chris(), id, act));
        VIGIL_VERIFY(first);
        QVERIFY(first->remark.isEmpty());
        const auto second = waitFor(alerts().recordFor(sam, id, act));
        VIGIL_VERIFY(second);
        QVERIFY(second->remark.contains("somebody else had acknowledged"));
        QCOMPARE(row(id).view.acknowledgedBy.name, chris().name);
        act.kind = Kind::ActedOn;
        act.act.what = "Drain.";
        VIGIL_VERIFY(waitFor(alerts().recordFor(chris(), id, act)));
        QCOMPARE(row(id).view.act.by, (Party{chris().name, chris().role}));
        VIGIL_VERIFY(waitFor(alerts().close(id, {})));
        const auto late = waitFor(alerts().recordFor(sam, id, act));
        VIGIL_VERIFY(late);
        QVERIFY(late->remark.contains("after the alert was closed"));
        QCOMPARE(waitFor(alerts().alert(id))->facts.size(), 6);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void aRecipientSaysWhoWhyAndWhat() {
        using Kind = RecipientAct::Kind;
        const auto id = raised();
        RecipientAct act;
        act.kind = Kind::Accepted;
        QCOMPARE(code(waitFor(alerts().recordFor({}, id, act))), Error::Code::Invalid);
        QCOMPARE(code(waitFor(alerts().recordFor(chris("Ward clerk"), id, act))), Error::Code::Denied);
        act.kind = Kind::NotMine;
        QCOMPARE(code(waitFor(alerts().recordFor(chris(), id, act))), Error::Code::Invalid);
        act.kind = Kind::ActedOn;
        QCOMPARE(code(waitFor(alerts().recordFor(chris(), id, act))), Error::Code::Invalid);
        QCOMPARE(waitFor(alerts().alert(id))->facts.size(), 1);
    }
    void earlierAlertsOfThePatientAreFoundOpenAndClosed() {
        const auto first = raised();
        const auto second = raised(anAlertDraft().of("nodule").build());
        VIGIL_VERIFY(waitFor(alerts().withdraw(first, "another finding")));
        auto key = test::aPatient().key;
        const auto ids = [&] {
            QStringList found;
            for (const auto& row : waitFor(alerts().earlier(key)).value())
                found << row->view.alertId;
            return found;
        };
        QCOMPARE(ids(), (QStringList{second, first})); // the open one first
        key.issuer.clear();
        QCOMPARE(ids().size(), 2);
        key.issuer = "ANOTHER";
        QVERIFY(ids().isEmpty());
        key.id = "9990000026";
        QVERIFY(ids().isEmpty());
        key.id.clear();
        QVERIFY(ids().isEmpty());
    }
    void anOpenAlertIsNeverLeftOutOfTheBoard() {
        QStringList open;
        for (int i = 0; i < 4; ++i)
            open << raised(anAlertDraft().of("nodule").build());
        VIGIL_VERIFY(
            waitFor(alerts().withdraw(raised(), "another finding"))); // nobody was told: it has ended
        BoardFilter filter;
        filter.which = BoardFilter::Which::All;
        filter.closedLimit = 0;
        QStringList shown;
        for (const auto& row : waitFor(alerts().board(filter)).value())
            shown << row->view.alertId;
        open.sort();
        shown.sort();
        QCOMPARE(shown, open);
    }
    void onlyWhatSomebodyIsActingOnIsJoined() {
        const auto id = raised(anAlertDraft().of("nodule").build());
        auto seen = anAlertDraft().build();
        seen.procedures.first().studyUid = "2.25.77";
        seen.procedures.first().accessionNumber = "ACC-77";
        QCOMPARE(code(waitFor(alerts().join(id, seen))), Error::Code::Conflict); // nobody has taken it
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        auto another = seen;
        another.patient.key.id = "9990000026";
        QCOMPARE(code(waitFor(alerts().join(id, another))), Error::Code::Invalid);
        const auto before = row(id).view;
        VIGIL_VERIFY(waitFor(alerts().join(id, seen)));
        QCOMPARE(m_desk->contradiction(), QString());
        QCOMPARE(row(id).view, before);
        QVERIFY(row(id).studyUids.contains("2.25.77"));
        QVERIFY(row(id).accessionNumbers.contains("ACC-77"));
        BoardFilter ofTheOther;
        ofTheOther.studyUid = "2.25.77";
        QCOMPARE(waitFor(alerts().board(ofTheOther))->size(), 1);
        VIGIL_VERIFY(waitFor(
            alerts().actOn(id, {"booked", {"Clinician^Chris", "Consultant"}, Act::PatientTold::Yes})));
        QCOMPARE(code(waitFor(alerts().join(id, seen))), Error::Code::Conflict); // nobody acts any more
    }
    void oneThatTakesThePlaceOfAnotherEndsItInTheSameStep() {
        const auto first = raised();
        CallRecord call;
        call.told = {"Lee^Jon", "Registrar"};
        VIGIL_VERIFY(waitFor(alerts().recordCall(first, call)));
        auto another = anAlertDraft().of("pe").build();
        const int wakes = m_desk->wakes;
        const auto second = waitFor(alerts().supersede(first, another));
        VIGIL_VERIFY(second);
        QCOMPARE(m_desk->wakes, wakes + 1);
        QCOMPARE(m_desk->contradiction(), QString());
        QCOMPARE(stateOf(first), State::Superseded);
        QCOMPARE(row(first).view.due, Due::TellWithdrawn); // somebody had heard of it
        QVERIFY(row(*second).view.open);
        const auto facts = waitFor(alerts().alert(*second))->facts;
        QCOMPARE(facts.first().data.value("supersedes").toString(), first);
        QCOMPARE(code(waitFor(alerts().supersede(first, another))), Error::Code::Conflict);
        QCOMPARE(code(waitFor(alerts().supersede("none", another))), Error::Code::NotFound);
        BoardFilter all;
        all.which = BoardFilter::Which::All;
        QCOMPARE(waitFor(alerts().board(all))->size(), 2); // what was refused raised nothing
    }
    void overdueIsComputedAtTheTimeOfLooking() {
        const auto id = raised();
        BoardFilter overdue;
        overdue.which = BoardFilter::Which::Overdue;
        QVERIFY(waitFor(alerts().board(overdue))->isEmpty());
        m_desk->clock.advance(11min);
        QCOMPARE(waitFor(alerts().board(overdue))->size(), 1);
        QVERIFY(row(id).view.overdue);
    }
    void theBoardBeginsWithTheMostUrgent() {
        const auto nodule = raised(anAlertDraft().of("nodule").build());
        const auto pe = raised(anAlertDraft().of("pe").build());
        const auto pneumothorax = raised();
        QStringList order;
        const auto rows = waitFor(alerts().board());
        for (const auto& shown : *rows)
            order << shown->view.alertId;
        QCOMPARE(order, QStringList({pneumothorax, pe, nodule}));
        BoardFilter ofStudy;
        ofStudy.studyUid = "9.9.9";
        QVERIFY(waitFor(alerts().board(ofStudy))->isEmpty());
    }
    /// What two boards hold of one alert is one and the same until it changes, and never changes in a board.
    void boardsShareTheRowsThatHaveNotChanged() {
        const auto quiet = raised(anAlertDraft().of("nodule").build());
        const auto busy = raised();
        const auto before = waitFor(alerts().board()).value();
        QVERIFY(waitFor(alerts().board()).value() == before);
        VIGIL_VERIFY(waitFor(alerts().note(busy, "on the way")));
        m_desk->clock.advance(31min);
        const auto after = waitFor(alerts().board()).value();
        QCOMPARE(after.size(), 2);
        QCOMPARE(after.first()->view.alertId, busy);
        QVERIFY(after.first()->view.overdue);
        QVERIFY(!before.first()->view.overdue);
        QCOMPARE(after.last()->view.alertId, quiet);
        QVERIFY(after.last() == before.last());
        QVERIFY(waitFor(alerts().board()).value() == after); // late ones too
    }
    void whatIsNotHereIsNotFound() {
        QCOMPARE(code(waitFor(alerts().close("nothing", {}))), Error::Code::NotFound);
    }
};

QTEST_GUILESS_MAIN(AlertServiceTest)
#include "AlertServiceTest.moc"
