// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LeavingWork.h"

#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::app;
using vigil::test::anAlertDraft;
using vigil::test::waitFor;

/// What keeps a reader from going home, from the real services of a computer without a department.
class LeavingWorkTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Application> m_application;
    std::unique_ptr<LeavingWork> m_leaving;

    ui::GoingHome left(const QStringList& pending = {}) {
        const auto found = waitFor(m_leaving->find(pending));
        if (!found) qFatal("%s", qPrintable(found.error().message));
        return *found;
    }
    QString raised(const QString& finding) {
        auto draft = anAlertDraft().of(finding).build();
        draft.category.clear();
        const auto id = waitFor(m_application->alerts().raise(draft));
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    /// By a colleague who works at this computer before this reader does.
    QString theirs(const QString& finding) {
        auto colleague = test::aRadiologist();
        colleague.id = QStringLiteral("colleague");
        colleague.name = QStringLiteral("Colleague^Carol");
        openAs(colleague);
        const auto id = raised(finding);
        openAs(test::aRadiologist());
        return id;
    }
    void openAs(const report::User& user) {
        m_leaving.reset();
        m_application.reset();
        Settings settings;
        settings.listen = false;
        settings.user = user;
        auto opened = Application::open(settings, m_folder->filePath("data"), Application::Running::Command);
        if (!opened) qFatal("%s", qPrintable(opened.error().message));
        m_application = std::move(*opened);
        m_leaving = std::make_unique<LeavingWork>(*m_application);
    }
    void acknowledge(const QString& id, const QString& by) {
        VIGIL_VERIFY(waitFor(m_application->alerts().acknowledge(
            id, {by, QStringLiteral("Responsible consultant"), {}, QStringLiteral("telephone")})));
    }
    void act(const QString& id) {
        VIGIL_VERIFY(waitFor(m_application->alerts().actOn(
            id,
            {QStringLiteral("drain in place"),
             {QStringLiteral("Clinician^Chris"), QStringLiteral("Responsible consultant")},
             alert::Act::PatientTold::Yes},
            {QStringLiteral("Clinician^Chris"),
             QStringLiteral("Responsible consultant"),
             {},
             QStringLiteral("telephone")})));
    }
    static QStringList ids(const QList<ui::GoingHome::Line>& lines) {
        QStringList all;
        for (const auto& line : lines)
            all << line.id;
        return all;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        openAs(test::aRadiologist());
    }
    void cleanup() {
        m_leaving.reset();
        m_application.reset();
        m_folder.reset();
    }
    void nothingLeftIsEmpty() { QVERIFY(left().isEmpty()); }

    void aCriticalThatNobodyWasToldOfNeedsAReason() {
        const auto id = raised("tension-pneumothorax");
        QCOMPARE(ids(left().untold), QStringList{id});
        QVERIFY(left().untold.first().text.contains("no call recorded"));
        QVERIFY(left().unacknowledged.isEmpty());
    }
    void oneWhoseCallIsHandedOverByNameIsShownAndNeedsNone() {
        const auto id = raised("tension-pneumothorax");
        VIGIL_VERIFY(waitFor(m_application->alerts().handOverCall(id, {"Coordinator^Cas", "Coordinator"})));
        QVERIFY(left().untold.isEmpty());
        QCOMPARE(ids(left().unacknowledged), QStringList{id});
        QVERIFY(left().unacknowledged.first().text.contains("handed over"));
    }
    void oneWhoseCallIsRecordedNeedsNoneAlsoWithoutTheDepartment() {
        const auto id = raised("tension-pneumothorax");
        alert::CallRecord unanswered;
        unanswered.outcome = alert::CallOutcome::Voicemail;
        VIGIL_VERIFY(waitFor(m_application->alerts().recordCall(id, unanswered)));
        QCOMPARE(ids(left().untold), QStringList{id}); // nobody was told by a voicemail
        alert::CallRecord call;
        call.told = {"Clinician^Chris", "Consultant"};
        VIGIL_VERIFY(waitFor(m_application->alerts().recordCall(id, call)));
        QVERIFY(left().untold.isEmpty());
        QVERIFY(left().unacknowledged.first().text.contains("this computer only"));
    }
    void whatIsLessThanCriticalIsOnlyShown() {
        const auto id = raised("pe");
        QVERIFY(left().untold.isEmpty());
        QCOMPARE(ids(left().unacknowledged), QStringList{id});
    }
    void whatTheOpenReportKnowsAloneCounts() {
        QCOMPARE(left({"Aortic dissection: no call recorded yet"}).untold.size(), 1);
    }
    void aCallThatWasHandedOverToMeIsMineToMake() {
        const auto id = theirs("tension-pneumothorax");
        QVERIFY(left().isEmpty());
        const auto& me = m_application->alerts().user();
        VIGIL_VERIFY(waitFor(m_application->alerts().handOverCall(id, {me.name, me.role})));
        QCOMPARE(ids(left().untold), QStringList{id});
        QVERIFY(left().untold.first().text.contains("handed over to you"));
    }
    void aCriticalThatSomebodyTookAndNobodyActedOnIsShown() {
        const auto mine = raised("tension-pneumothorax");
        acknowledge(mine, "Clinician^Chris");
        const auto taken = theirs("tension-pneumothorax");
        acknowledge(taken, m_application->alerts().user().name);
        auto expected = QStringList{mine, taken};
        auto found = ids(left().notActedOn);
        expected.sort();
        found.sort();
        QCOMPARE(found, expected);
        QVERIFY(left().unacknowledged.isEmpty());
        act(mine);
        QCOMPARE(ids(left().notActedOn), QStringList{taken});
    }
    void whatWasActedOnIsNotCalledUnacknowledged() {
        const auto id = raised("pe");
        QCOMPARE(ids(left().unacknowledged), QStringList{id});
        act(id);
        QVERIFY(left().unacknowledged.isEmpty());
    }
    void whoHeardOfWhatIsWithdrawnIsStillToBeTold() {
        const auto id = raised("tension-pneumothorax");
        alert::CallRecord call;
        call.told = {"Clinician^Chris", "Consultant"};
        VIGIL_VERIFY(waitFor(m_application->alerts().recordCall(id, call)));
        VIGIL_VERIFY(waitFor(m_application->alerts().withdraw(id, "wrong patient's images")));
        QCOMPARE(ids(left().stillToTell), QStringList{id});
        QVERIFY(left().stillToTell.first().text.contains("Clinician, Chris"));
        QVERIFY(left().untold.isEmpty());
        QVERIFY(left().unacknowledged.isEmpty());
    }
    void whatIsBegunAndNotRaisedIsShown() {
        const auto found = waitFor(m_leaving->find(
            {}, {{"b-7", "1.2.3", "Aortic dissection, Okafor, Ngozi", "The disk is full.", {}}}));
        VIGIL_VERIFY(found);
        QCOMPARE(found->begun.size(), 1);
        QCOMPARE(found->begun.first().id, QStringLiteral("1.2.3"));
        QCOMPARE(found->begun.first().text,
                 QStringLiteral("Aortic dissection, Okafor, Ngozi: The disk is full."));
        QVERIFY(!found->isEmpty());
    }
    void theReasonIsNotedOnTheAlert() {
        const auto id = raised("tension-pneumothorax");
        VIGIL_VERIFY(waitFor(m_leaving->note({id, {}}, "fire alarm")));
        const auto facts = waitFor(m_application->alerts().alert(id)).value().facts;
        QCOMPARE(facts.last().logged.event.kind, journal::kind::alertNoted);
        QVERIFY(facts.last().data.value("note").toString().contains("fire alarm"));
    }
};

QTEST_MAIN(LeavingWorkTest)
#include "LeavingWorkTest.moc"
