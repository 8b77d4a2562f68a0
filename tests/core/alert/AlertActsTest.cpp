// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertService.h"
#include "core/store/ReportStore.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using namespace std::chrono_literals;
using vigil::test::anAlertDraft;
using vigil::test::Desk;
using vigil::test::waitFor;

/// What may be done when, on a desk of its own.
class AlertActsTest : public QObject {
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
    void whatIsRaisedSaysFromWhichReportAndWhetherTheDepartmentAnswered() {
        const auto raisedData = [this](const alert::AlertDraft& draft) {
            return waitFor(m_desk->alerts().alert(*m_desk->raise(draft)))->facts.first().data;
        };
        auto draft = anAlertDraft().of("pe").build();
        draft.reportId.clear();
        const auto free = raisedData(draft);
        QVERIFY(!free.contains("reportVersion") && !free.contains("offline"));
        draft.reportId = m_desk->draft();
        const auto report = m_desk->data().recordsReader().runAndWait([&](const store::Database& records) {
            return store::ReportStore::find(records, draft.reportId);
        });
        m_desk->alerts().setOnline(false);
        const auto offline = raisedData(draft);
        QCOMPARE(offline.value("reportVersion").toInt(), (*report)->revision());
        QVERIFY(offline.value("offline").toBool());
        m_desk->alerts().setOnline(true);
        QVERIFY(!raisedData(draft).contains("offline"));
    }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
    }
    void cleanup() {
        m_desk.reset();
        m_folder.reset();
    }
    void whomSomebodyBroughtInIsNotTakenBack() {
        const auto id = raised();
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        VIGIL_VERIFY(waitFor(alerts().escalate(id, "Consultant on call", "in theatre")));
        const auto escalation = waitFor(alerts().alert(id))->facts.last().logged.event.eventId;
        QCOMPARE(code(waitFor(alerts().retract(id, escalation))), Error::Code::Denied);
        VIGIL_VERIFY(waitFor(alerts().retract(id))); // the act before it
        QVERIFY(row(id).view.acknowledgedBy.isEmpty());
        QCOMPARE(stateOf(id), State::Escalated);
        QVERIFY(row(id).view.attention.isEmpty());
    }
    void whatHasBecomeMoreUrgentIsAcknowledgedAnew() {
        const auto id = raised(anAlertDraft().withCategory("urgent", "small").build());
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        QCOMPARE(code(waitFor(alerts().acknowledge(id, chris()))), Error::Code::Conflict);
        VIGIL_VERIFY(waitFor(alerts().recategorise(id, "critical", {})));
        QVERIFY(row(id).view.acknowledgeAnew);
        VIGIL_VERIFY(waitFor(alerts().acknowledge(id, chris())));
        QVERIFY(!row(id).view.acknowledgeAnew);
        QCOMPARE(row(id).view.due, Due::Act);
        QCOMPARE(row(id).view.attention.size(), 0);
    }
    void whatIsSaidAboutARestrictedOneIsForItsTeam() {
        const auto id = raised(anAlertDraft().of("suspected-abuse").build());
        VIGIL_VERIFY(waitFor(alerts().recordCall(
            id, {CallOutcome::Reached, {"Quinn", "Safeguarding lead"}, "telephone", true, "burns, secret"})));
        VIGIL_VERIFY(waitFor(alerts().note(id, "secret: the mother was told")));
        VIGIL_VERIFY(waitFor(alerts().escalate(id, {}, "secret reason")));
        VIGIL_VERIFY(waitFor(
            alerts().actOn(id, {"secret plan", {"Quinn", "Safeguarding lead"}, Act::PatientTold::No})));
        const auto alert = waitFor(alerts().alert(id));
        QCOMPARE(alert->facts.size(), 5);
        for (const auto& fact : alert->facts.mid(1)) {
            QVERIFY(!fact.logged.event.open.contains("secret"));
            QVERIFY(fact.logged.event.sealed.contains("secret"));
        }
        QCOMPARE(stateOf(id), State::ActedOn);
        QVERIFY(!row(id).view.act.what.isEmpty());
        const auto other = raised();
        VIGIL_VERIFY(waitFor(alerts().note(other, "open to all")));
        QVERIFY(waitFor(alerts().alert(other))->facts.last().logged.event.sealed.isEmpty());
    }
    void noCallIsRecordedBeforeItWasMade() {
        const auto id = raised();
        CallRecord call{CallOutcome::Reached, {"Robin", "Doctor"}, "telephone", true, {}};
        call.at = m_desk->clock.now() + 1min;
        QCOMPARE(code(waitFor(alerts().recordCall(id, call))), Error::Code::Invalid);
        m_desk->clock.advance(5min);
        VIGIL_VERIFY(waitFor(alerts().recordCall(id, call)));
        QCOMPARE(row(id).view.communications.first().at, *call.at);
    }
};

QTEST_GUILESS_MAIN(AlertActsTest)
#include "AlertActsTest.moc"
