// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/DispatchService.h"
#include "tests/app/Hospital.h"
#include "tests/support/Futures.h"

#include <QTest>

#include <thread>

using namespace vigil;
using namespace vigil::test;

/// An examination that is stored in a real Orthanc is proposed by the dispatcher, without anybody asking.
class FollowUpWatchOrthancPostgresTest : public QObject {
    Q_OBJECT
    Hospital m_hospital;

    std::unique_ptr<app::Application> dispatcher() {
        app::Settings settings;
        settings.local = {QStringLiteral("VG-DISPATCH"), 0, QStringLiteral("127.0.0.1")};
        settings.listen = false;
        settings.pacs = {m_hospital.orthanc.peer()};
        settings.department = {QStringLiteral("ward"),
                               m_hospital.postgres().urlFor(QStringLiteral("dispatcher"))};
        settings.user.id = QStringLiteral("dispatcher");
        auto opened = app::Application::open(settings, m_hospital.folderOf(QStringLiteral("dispatcher")),
                                             app::Application::Running::Command);
        if (!opened) qWarning("%s", qPrintable(opened.error().message + opened.error().detail));
        return opened ? std::move(*opened) : nullptr;
    }
    static followup::FollowUpDraft draftFor(const study::Patient& patient) {
        followup::FollowUpDraft draft;
        draft.patient = patient;
        study::RequestedProcedure led;
        led.studyUid = QStringLiteral("1.2.826.0.1.1");
        draft.procedures = {led};
        draft.modality = QStringLiteral("CT");
        draft.bodyPart = QStringLiteral("chest");
        draft.reason = QStringLiteral("nodule");
        draft.dueDate = QDate::currentDate(); // the interval is over: it is looked for
        draft.owner = {QStringLiteral("Referrer^Robin"), QStringLiteral("Responsible consultant")};
        return draft;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_hospital.open()) QSKIP("needs PostgreSQL 15 and Orthanc");
        VIGIL_VERIFY(m_hospital.addUsers({QStringLiteral("kim")}));
        sync::DepartmentSchema schema(m_hospital.postgres().superuserUrl(), std::chrono::seconds(30));
        VIGIL_VERIFY(schema.addUser(
            {QStringLiteral("dispatcher"), {QStringLiteral("dispatcher")}, QStringLiteral("secret")}, {}));
    }
    void whatIsStoredIsProposedWithoutAnybodyAsking() {
        const auto desk = m_hospital.desk(QStringLiteral("kim"), QStringLiteral("Kim^Lee"),
                                          QStringLiteral("VG-KIM"), Hospital::Listener::None);
        QVERIFY(desk);
        study::Patient patient{{{}, QStringLiteral("9990000018")},
                               QStringLiteral("Example^Erin"),
                               QDate(1953, 3, 9),
                               QStringLiteral("F")};
        const auto id = waitFor(desk->followUps().recommend(draftFor(patient)));
        VIGIL_VERIFY(id);
        QVERIFY(m_hospital.orthanc.upload(
            {aCtSlice()
                 .ofPatient(patient.key.id, patient.name, QStringLiteral("19530309"))
                 .described(QStringLiteral("CT chest"))
                 .onDate(QDate::currentDate().toString(QStringLiteral("yyyyMMdd")))}));
        QTRY_COMPARE_WITH_TIMEOUT(
            m_hospital.psql(QStringLiteral("SELECT count(*) FROM vigil.event WHERE kind = '%1'")
                                .arg(journal::kind::followUpRecommended)),
            QStringLiteral("1"), hospitalPatience);
        const auto application = dispatcher();
        QVERIFY(application);
        auto service = app::DispatchService::open(*application);
        VIGIL_VERIFY(service);
        std::jthread running([&](std::stop_token stop) { (*service)->run(std::move(stop)); });
        const auto proposed = [&] {
            const auto followUp = waitFor(desk->followUps().followUp(*id));
            return followUp ? stateAt(*followUp, desk->clock().now()).proposals.size() : 0;
        };
        QTRY_COMPARE_WITH_TIMEOUT(proposed(), 1, hospitalPatience * 2);
        QCOMPARE(m_hospital.psql(QStringLiteral("SELECT author FROM vigil.event WHERE kind = '%1'")
                                     .arg(journal::kind::followUpProposed)),
                 QStringLiteral("dispatcher"));
        running.request_stop();
        running.join();
        service = Error{Error::Code::Cancelled, {}, {}};
    }
};

QTEST_GUILESS_MAIN(FollowUpWatchOrthancPostgresTest)
#include "FollowUpWatchOrthancPostgresTest.moc"
