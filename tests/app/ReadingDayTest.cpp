// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"
#include "tests/app/Hospital.h"
#include "tests/support/Futures.h"
#include "ui/Theme.h"
#include "ui/worklist/WorklistPage.h"

#include <QApplication>
#include <QTest>

using namespace vigil;
using vigil::app::Application;
using vigil::test::waitFor;

namespace {

constexpr int patience = test::hospitalPatience;

} // namespace

/// The whole job through the real composition, a real Orthanc and a real PostgreSQL: find, fetch, write,
/// flag, sign, deliver, and a second computer that acts. What is claimed is read back from outside: the
/// document from Orthanc, the events by psql.
class ReadingDayTest : public QObject {
    Q_OBJECT
private:
    test::Hospital m_hospital;
    QString m_studyUid;
    QString m_alertId;
    std::unique_ptr<Application> m_reader;
    std::unique_ptr<Application> m_officer;

    QString psql(const QString& sql) { return m_hospital.psql(sql); }
    std::optional<alert::AlertRow> seenBy(Application& desk) {
        const auto rows = waitFor(desk.alerts().board({alert::BoardFilter::Which::All, {}, {}, {}, 50}));
        if (!rows) return std::nullopt;
        for (const auto& row : *rows)
            if (row->view.alertId == m_alertId) return *row;
        return std::nullopt;
    }
    study::Study theStudy() {
        const auto found = waitFor(m_reader->studies().study(m_studyUid));
        return found && *found ? **found : study::Study{};
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_hospital.open()) QSKIP("needs Orthanc and PostgreSQL");
        const auto objects =
            test::storedStudy(1, 5, QStringLiteral("9990000018"), QStringLiteral("Example^Ellen"));
        m_studyUid = objects.first().studyUid;
        QVERIFY(m_hospital.orthanc.upload(objects));
        VIGIL_VERIFY(m_hospital.addUsers({QStringLiteral("okafor"), QStringLiteral("officer")}));
        m_reader = m_hospital.desk(QStringLiteral("okafor"), QStringLiteral("Okafor^Ruth"),
                                   QStringLiteral("VG-READER"), test::Hospital::Listener::Own);
        QVERIFY(m_reader);
        m_officer = m_hospital.desk(QStringLiteral("officer"), QStringLiteral("Lamb^Peter"),
                                    QStringLiteral("VG-OFFICER"), test::Hospital::Listener::None);
        QVERIFY(m_officer);
    }
    void cleanupTestCase() {
        m_reader.reset();
        m_officer.reset();
    }

    void theStudyIsFoundAndComesCompletely() {
        const auto refreshed = waitFor(m_reader->studies().refresh({}, {}));
        VIGIL_VERIFY(refreshed);
        QCOMPARE(theStudy().patient.name, QStringLiteral("Example^Ellen"));
        const auto outcome = waitFor(m_reader->studies().retrieve(m_studyUid, {}));
        VIGIL_VERIFY(outcome);
        QVERIFY(outcome->isComplete());
        QCOMPARE(outcome->received, 5);
        const auto objects = waitFor(m_reader->studies().objects(m_studyUid));
        VIGIL_VERIFY(objects);
        const auto frame = m_reader->frames().read(m_reader->studies().absolutePath(objects->first()), 0);
        VIGIL_VERIFY(frame);
        QVERIFY(frame->columns > 0);
    }
    void anAlertLeavesBeforeTheReportIsSigned() {
        const auto study = theStudy();
        const auto opened = waitFor(m_reader->reports().openDraft(study.patient, {study}));
        VIGIL_VERIFY(opened);
        alert::AlertDraft draft;
        draft.reportId = opened->content.reportId;
        draft.patient = study.patient;
        draft.procedures = opened->content.procedures;
        draft.findingCode = m_reader->policy().findings().first().code;
        draft.site = QStringLiteral("chest");
        draft.laterality = alert::Laterality::Left;
        draft.text = QStringLiteral("Large left pneumothorax.");
        draft.reportPatient = study.patient.key;
        draft.imagesPatient = study.patient.key;
        const auto raised = waitFor(m_reader->alerts().raise(draft));
        VIGIL_VERIFY(raised);
        m_alertId = *raised;
        QTRY_COMPARE_WITH_TIMEOUT(
            psql(QStringLiteral(
                     "SELECT count(*) FROM vigil.event WHERE kind='alert.raised' AND aggregate_id='%1'")
                     .arg(m_alertId)),
            QStringLiteral("1"), patience);
    }
    void theOtherComputerSeesItAndRecordsTheCall() {
        QTRY_VERIFY_WITH_TIMEOUT(seenBy(*m_officer).has_value(), patience);
        alert::CallRecord call;
        call.told = {QStringLiteral("Patel^Asha"), QStringLiteral("Emergency department doctor")};
        call.readBack = true;
        VIGIL_VERIFY(waitFor(m_officer->alerts().recordCall(m_alertId, call)));
        QTRY_VERIFY_WITH_TIMEOUT(seenBy(*m_reader)->view.callTask == alert::CallTask::Done, patience);
    }
    void signingPutsTheReportIntoThePacsAndTheEventIntoTheDepartment() {
        const auto study = theStudy();
        const auto opened = waitFor(m_reader->reports().openDraft(study.patient, {study}));
        VIGIL_VERIFY(opened);
        auto content = opened->content;
        for (auto& section : content.sections)
            section.paragraphs = {{QStringLiteral("Large left pneumothorax. No fracture."), {}}};
        const auto revision = waitFor(m_reader->reports().saveDraft(content, opened->revision));
        VIGIL_VERIFY(revision);
        VIGIL_VERIFY(
            waitFor(m_reader->reports().setPin(report::Pin(QStringLiteral("271828")), std::nullopt)));
        auto context = waitFor(m_reader->signContext({m_studyUid}));
        VIGIL_VERIFY(context);
        const auto verdict = waitFor(m_reader->reports().check(content.reportId, *context));
        VIGIL_VERIFY(verdict);
        QCOMPARE(verdict->problems, QStringList());
        context->dismissed = verdict->remarks;
        QVERIFY(!waitFor(m_reader->reports().sign(content.reportId, *revision,
                                                  report::Pin(QStringLiteral("0000")), *context)));
        const auto outcome = waitFor(m_reader->reports().sign(
            content.reportId, *revision, report::Pin(QStringLiteral("271828")), *context));
        VIGIL_VERIFY(outcome);
        QCOMPARE(outcome->documents.size(), 1);
        const auto uid = outcome->documents.first().sopInstanceUid;
        QTRY_COMPARE_WITH_TIMEOUT(
            psql(QStringLiteral(
                     "SELECT count(*) FROM vigil.event WHERE kind='report.signed' AND aggregate_id='%1'")
                     .arg(m_studyUid)),
            QStringLiteral("1"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(
            !m_hospital.orthanc.request("POST", QStringLiteral("/tools/lookup"), uid.toUtf8())
                 .array()
                 .isEmpty(),
            patience);
        const auto nothingWaits = [this] {
            const auto destinations = m_reader->destinations();
            return std::all_of(destinations.begin(), destinations.end(),
                               [](const sync::DestinationStatus& status) { return status.waiting == 0; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(nothingWaits(), patience);
    }
    void theStudyCountsAsFinalOnBothComputers() {
        const auto statusAt = [this](Application& desk) {
            const auto rows = waitFor(desk.studies().rows()).value_or(study::Worklist{}).rows;
            for (const auto& row : rows)
                if (row.study.studyUid == m_studyUid) return row.status;
            return study::ReadingStatus::Unread;
        };
        QTRY_COMPARE_WITH_TIMEOUT(statusAt(*m_reader), study::ReadingStatus::Final, patience);
        VIGIL_VERIFY(waitFor(m_officer->studies().refresh({}, {})));
        QTRY_COMPARE_WITH_TIMEOUT(statusAt(*m_officer), study::ReadingStatus::Final, patience);
    }
    void theAlertIsAcknowledgedActedOnAndClosedByTheOther() {
        VIGIL_VERIFY(waitFor(m_officer->alerts().acknowledge(
            m_alertId, {QStringLiteral("Patel^Asha"), seenBy(*m_officer)->view.owner.role,
                        QStringLiteral("7000001"), QStringLiteral("telephone, read back")})));
        alert::Act act;
        act.what = QStringLiteral("Chest drain placed");
        act.by = {QStringLiteral("Patel^Asha"), QStringLiteral("Emergency department doctor")};
        act.patientTold = alert::Act::PatientTold::Yes;
        VIGIL_VERIFY(waitFor(m_officer->alerts().actOn(m_alertId, act)));
        VIGIL_VERIFY(waitFor(m_officer->alerts().close(m_alertId, QStringLiteral("Lung expanded"))));
        QTRY_VERIFY_WITH_TIMEOUT(seenBy(*m_reader)->view.state == alert::State::Closed, patience);
        QVERIFY(!seenBy(*m_reader)->view.open);
    }
    void aSecondVigilOnTheFolderIsRefused() {
        const auto second =
            Application::open(m_reader->settings(), m_hospital.folderOf(QStringLiteral("okafor")),
                              Application::Running::Command);
        QVERIFY(!second);
        QCOMPARE(second.error().code, Error::Code::Busy);
    }
    void theWindowShowsTheWorklist() {
        ui::applyTheme(*qApp, ui::Scheme::Dark);
        app::Window window(*m_reader);
        window.mainWindow().resize(1600, 1000);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window.mainWindow()));
        window.mainWindow().openStudy(m_studyUid);
        QTRY_VERIFY_WITH_TIMEOUT(window.mainWindow().place() == ui::Place::Reading, patience);
        const auto shots = qEnvironmentVariable("VIGIL_SCREENSHOTS");
        if (!shots.isEmpty()) {
            window.mainWindow().grab().save(shots + QStringLiteral("/reading-day.png"));
        }
    }
};

QTEST_MAIN(ReadingDayTest)
#include "ReadingDayTest.moc"
