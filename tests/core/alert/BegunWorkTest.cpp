// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/BegunWork.h"

#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using vigil::test::anAlertDraft;
using vigil::test::Desk;
using vigil::test::waitFor;

/// What was begun about alerts on a computer, and what takes it away.
class BegunWorkTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;

    BegunWork& begun() { return m_desk->alerts().begunWork(); }
    KeptWork all() {
        const auto work = waitFor(begun().all());
        if (!work) qFatal("%s", qPrintable(work.error().message));
        return *work;
    }
    void restart(const report::User& user = test::aRadiologist()) {
        m_desk.reset();
        m_desk = std::make_unique<Desk>(m_folder->path(), user);
    }
    void keep(const KeptAlert& alert) { VIGIL_VERIFY(waitFor(begun().keep(alert))); }
    void keep(const KeptAct& act) { VIGIL_VERIFY(waitFor(begun().keep(act))); }
    static KeptAlert anAlert(const QString& id) {
        return {id,
                QStringLiteral("report-1"),
                test::aPatient(),
                test::aStudy().procedures,
                QStringLiteral("alert-1"),
                QStringLiteral("report-0"),
                QStringLiteral("ward 7"),
                {{QStringLiteral("finding"), QStringLiteral("Pneumothorax")}},
                QStringLiteral("The disk is full.")};
    }
    static KeptAct aCall(const QString& alertId, const QString& act = QStringLiteral("call")) {
        return {alertId,
                act,
                {{QStringLiteral("name"), QStringLiteral("Okafor, Ben")}},
                {{QStringLiteral("name"), QString()}}};
    }
    QString raised(const AlertDraft& draft = anAlertDraft().build(), const QString& id = {}) {
        const auto raised = waitFor(m_desk->alerts().raise(draft, id));
        if (!raised) qFatal("%s", qPrintable(raised.error().message));
        return *raised;
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
    void whatWasKeptIsThereAtTheNextStartInItsOrder() {
        keep(anAlert("b"));
        m_desk->clock.advance(std::chrono::minutes(1));
        keep(anAlert("a"));
        keep(aCall("alert-2"));
        auto changed = anAlert("b");
        changed.fields.insert("finding", "Aortic dissection");
        keep(changed); // and stays the first
        restart();
        QCOMPARE(all(), (KeptWork{{changed, anAlert("a")}, {aCall("alert-2")}}));
    }
    void whatIsDiscardedIsGone() {
        keep(anAlert("a"));
        keep(anAlert("b"));
        keep(aCall("alert-2", "call"));
        keep(aCall("alert-2", "handOver"));
        VIGIL_VERIFY(waitFor(begun().discardAlert("a")));
        VIGIL_VERIFY(waitFor(begun().discardAct("alert-2", "call")));
        QCOMPARE(all(), (KeptWork{{anAlert("b")}, {aCall("alert-2", "handOver")}}));
    }
    void anotherUserOfThisComputerSeesNoneOfIt() {
        keep(anAlert("a"));
        keep(aCall("alert-2"));
        auto colleague = test::aRadiologist();
        colleague.id = QStringLiteral("colleague");
        restart(colleague);
        QCOMPARE(all(), KeptWork());
        keep(anAlert("theirs"));
        VIGIL_VERIFY(waitFor(begun().discardAlert("a"))); // is not theirs to discard
        restart();
        QCOMPARE(all(), (KeptWork{{anAlert("a")}, {aCall("alert-2")}}));
    }
    void whatIsRaisedIsNotBegunAnyMore() {
        keep(anAlert("a"));
        keep(anAlert("b"));
        raised(anAlertDraft().build(), "a");
        QCOMPARE(all().alerts, QList{anAlert("b")});
    }
    void whatIsRefusedIsStillBegun() {
        keep(anAlert("a"));
        auto ofAnother = anAlertDraft().build();
        ofAnother.imagesPatient.id = QStringLiteral("another");
        QVERIFY(!waitFor(m_desk->alerts().raise(ofAnother, "a")));
        QCOMPARE(all().alerts, QList{anAlert("a")});
    }
    void whatTakesThePlaceOfAnAlertOrJoinsOneIsNotBegunAnyMore() {
        keep(anAlert("a"));
        keep(anAlert("b"));
        const auto wrong = raised();
        const auto right = waitFor(m_desk->alerts().supersede(wrong, anAlertDraft().build(), "a"));
        VIGIL_VERIFY(right);
        QCOMPARE(all().alerts, QList{anAlert("b")});
        VIGIL_VERIFY(waitFor(m_desk->alerts().acknowledge(
            *right, {"Clinician^Chris", "Consultant", "7654321", "telephone, read back"})));
        VIGIL_VERIFY(waitFor(m_desk->alerts().join(*right, anAlertDraft().build(), "b")));
        QCOMPARE(all(), KeptWork());
    }
    /// One call may be about several alerts; what was begun about another is not about this conversation.
    void aRecordedCallTakesItsFormsAway() {
        const auto one = raised();
        const auto other = raised();
        keep(aCall(one, "call"));
        keep(aCall(one, "handOver"));
        keep(aCall(other));
        CallRecord call;
        call.outcome = CallOutcome::NoAnswer;
        VIGIL_VERIFY(waitFor(m_desk->alerts().recordCalls({{one, call}, {other, call}})));
        QCOMPARE(all().acts, QList{aCall(other)});
        VIGIL_VERIFY(waitFor(m_desk->alerts().handOverCall(other, {"Patel^Asha", "Coordinator"})));
        QCOMPARE(all(), KeptWork());
    }
};

QTEST_GUILESS_MAIN(BegunWorkTest)
#include "BegunWorkTest.moc"
