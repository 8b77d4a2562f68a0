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
    static QStringList ids(const QList<ui::GoingHome::Line>& lines) {
        QStringList all;
        for (const auto& line : lines)
            all << line.id;
        return all;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        Settings settings;
        settings.listen = false;
        settings.user = test::aRadiologist();
        auto opened = Application::open(settings, m_folder->filePath("data"), Application::Running::Command);
        if (!opened) qFatal("%s", qPrintable(opened.error().message));
        m_application = std::move(*opened);
        m_leaving = std::make_unique<LeavingWork>(*m_application);
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
