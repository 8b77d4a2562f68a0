// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/DirectoryService.h"

#include "tests/support/Desk.h"
#include "tests/support/Futures.h"
#include "tests/support/LogPeople.h"

#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::directory;
using namespace vigil::test;
using namespace std::chrono_literals;

/// Directory and alerts on one desk, with the real stores.
class DirectoryServiceTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<store::PolicyStore> m_policies;
    std::unique_ptr<store::DirectoryStore> m_store;
    std::unique_ptr<alert::PolicyInForce> m_inForce;
    std::unique_ptr<DirectoryService> m_service;
    static constexpr auto table =
        "id,kind,name,roles,telephone,cover,verified_on,verified_by\n"
        "jones,person,Jones^Ann,Responsible consultant,0161 496 0001,smith "
        "2026-11-20..2026-11-30,2026-11-01,Fay\n"
        "smith,person,Smith^Bo,Responsible consultant,0161 496 0002,,2026-11-01,Fay\n"
        "reg,inbox,Registrar,Specialty registrar on call,0161 496 0003,,2026-11-01,Fay\n";

    Directory now() { return *waitFor(m_service->directory()); }
    alert::AlertView view(const QString& id) {
        return stateAt(*waitFor(m_desk->alerts().alert(id)), m_desk->clock.now());
    }
    int ownEvents() {
        return static_cast<int>(m_desk->data()
                                    .recordsReader()
                                    .runAndWait([this](const store::Database& records) {
                                        return m_desk->journalStore().ownUnaccepted(records);
                                    })
                                    ->size());
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_policies = std::make_unique<store::PolicyStore>(m_desk->journalStore());
        m_store = std::make_unique<store::DirectoryStore>(m_desk->journalStore());
        m_inForce = std::make_unique<alert::PolicyInForce>(starterPolicy(), m_desk->data(), *m_policies);
        m_service = std::make_unique<DirectoryService>(*m_inForce, m_desk->data(), m_desk->facts(), *m_store,
                                                       m_desk->clock, m_desk->ids, aRadiologist());
        m_desk->alerts().follow(*m_inForce, *m_store);
    }
    void cleanup() {
        m_service.reset();
        m_desk.reset();
    }
    void anImportIsShownBeforeAndIsAllOrNothing() {
        QCOMPARE(waitFor(m_service->plan(table, Extent::Part))->added.size(), 3);
        QCOMPARE(ownEvents(), 0);
        QVERIFY(!waitFor(m_service->import(QByteArray(table) + "x y,person,N,,,,,\n", Extent::Part)));
        QCOMPARE(ownEvents(), 0);
        VIGIL_VERIFY(waitFor(m_service->import(table, Extent::Part)));
        QCOMPARE(ownEvents(), 3);
        QCOMPARE(now().entries.size(), 3);
        QCOMPARE(m_desk->contradiction(), QString());
        VIGIL_VERIFY(waitFor(m_service->import(table, Extent::Whole)));
        QCOMPARE(ownEvents(), 3);
    }
    void aCrashInTheMiddleOfAnImportChangesNothing() {
        int left = 4;
        m_desk->data().records().beforeEachStatement([&left]() -> Result<void> {
            if (left-- > 0) return {};
            return Error{Error::Code::DiskFull, QStringLiteral("full"), {}};
        });
        QVERIFY(!waitFor(m_service->import(table, Extent::Part)));
        m_desk->data().records().beforeEachStatement({});
        QCOMPARE(ownEvents(), 0);
        QVERIFY(now().isEmpty());
    }
    void verifyingAndRetiringAreFacts() {
        VIGIL_VERIFY(waitFor(m_service->import(table, Extent::Part)));
        VIGIL_VERIFY(waitFor(m_service->verify("jones")));
        QCOMPARE(now().entry("jones")->verifiedOn, QDate(2026, 11, 24));
        QCOMPARE(now().entry("jones")->verifiedBy, aRadiologist().name);
        VIGIL_VERIFY(waitFor(m_service->retire("smith", "left")));
        QVERIFY(now().entry("smith")->retired);
        QCOMPARE(waitFor(m_service->verify("smith")).error().code, Error::Code::NotFound);
        QCOMPARE(waitFor(m_service->retire("nobody", "x")).error().code, Error::Code::NotFound);
        const auto faults = waitFor(m_service->faults());
        VIGIL_VERIFY(faults);
        QVERIFY(!faults->isEmpty());
    }
    void theDirectoryOutlivesTheProgramAndTheDepartmentTakesIt() {
        VIGIL_VERIFY(waitFor(m_service->import(table, Extent::Part)));
        const auto before = now();
        QCOMPARE(acceptAll(m_desk->journal(), m_desk->journalStore(), m_desk->data(),
                           journal::aggregate::directory),
                 3);
        QCOMPARE(now(), before);
        // It never counts as ended.
        VIGIL_VERIFY(m_desk->journal().dropEnded(m_desk->clock.now() + 24h * 400, {}));
        QCOMPARE(now(), before);
    }
    void withoutADirectoryAnAlertKeepsTheRolesOfThePolicy() {
        auto draft = anAlertDraft().of("pe").build();
        draft.owner = {};
        const auto id = *m_desk->raise(draft);
        QCOMPARE(view(id).owner, (alert::Party{{}, "Responsible consultant"}));
        QVERIFY(!waitFor(m_desk->alerts().alert(id))->facts.first().data.contains("route"));
    }
    void anAlertGoesToWhoeverStandsIn() {
        VIGIL_VERIFY(waitFor(m_service->import(table, Extent::Part)));
        auto draft = anAlertDraft().of("pe").build();
        draft.owner = {"Jones^Ann", "Responsible consultant"};
        const auto id = *m_desk->raise(draft);
        QCOMPARE(view(id).owner, (alert::Party{"Smith^Bo", "Responsible consultant"}));
        const auto route = waitFor(m_desk->alerts().alert(id))->facts.first().data.value("route").toObject();
        QCOMPARE(route.value("owner").toObject().value("insteadOf").toString(), "Jones^Ann");
        QVERIFY(view(id).attention.isEmpty());
    }
    void anAlertGoesToWhoeverTheRotaNames() {
        VIGIL_VERIFY(waitFor(m_service->import(table, Extent::Part)));
        const QByteArray rota("role,id,from,until\n"
                              "Responsible consultant,smith,2026-11-24 08:00,2026-11-24 20:00\n");
        QVERIFY(
            waitFor(m_service->planRota(rota))->words.first().startsWith("Responsible consultant: 1 shift"));
        QVERIFY(now().rota.isEmpty());
        VIGIL_VERIFY(waitFor(m_service->importRota(rota)));
        QVERIFY(!waitFor(m_service->importRota(rota + "X,nobody,2026-11-24 08:00,2026-11-24 20:00\n")));
        auto draft = anAlertDraft().of("pe").build();
        draft.owner = {};
        const auto id = *m_desk->raise(draft);
        QCOMPARE(view(id).owner, (alert::Party{"Smith^Bo", "Responsible consultant"}));
        QCOMPARE(acceptAll(m_desk->journal(), m_desk->journalStore(), m_desk->data(),
                           journal::aggregate::directory),
                 4);
        QCOMPARE(now().rota.all().size(), 1);
        m_desk->clock.advance(12h);
        const auto later = waitFor(m_desk->alerts().alert(*m_desk->raise(draft)))->facts.first().data;
        QVERIFY(
            QJsonDocument(later).toJson().contains("the rota names nobody as Responsible consultant now"));
    }
    void anAlertWithoutARouteIsRaisedAndSaysSo() {
        VIGIL_VERIFY(waitFor(m_service->import("id,kind,name,roles\nx,person,X,Librarian\n", Extent::Part)));
        const auto id = *m_desk->raise(anAlertDraft().of("pe").build());
        const auto shown = view(id);
        QCOMPARE(shown.state, alert::State::NoRoute);
        QCOMPARE(shown.owner, (alert::Party{{}, "Fail-safe officer"}));
        QCOMPARE(shown.attention.size(), 1);
        QVERIFY(shown.attention.first().reason.startsWith("no route: "));
    }
    void aPracticeIsKnownByItsNameInTheDirectory() {
        auto draft = anAlertDraft().of("nodule").build();
        draft.owner = {};
        draft.location = "High Street Surgery";
        QVERIFY(!waitFor(m_desk->alerts().wayOf(draft))->byPractice); // a hospital has a surgery as well
        VIGIL_VERIFY(
            waitFor(m_service->import("id,kind,name,roles,telephone,verified_on,verified_by\n"
                                      "hs,practice,High Street Surgery,,0161 496 0100,2026-11-01,Fay\n",
                                      Extent::Part)));
        const auto way = waitFor(m_desk->alerts().wayOf(draft));
        QVERIFY(way->byPractice);
        QCOMPARE(way->place, "General practice");
        QCOMPARE(way->asked.who, (alert::Party{"High Street Surgery", "General practitioner"}));
        const auto id = *m_desk->raise(draft);
        QCOMPARE(view(id).owner.name, "High Street Surgery");
        QCOMPARE(alert::raisedDraft(*waitFor(m_desk->alerts().alert(id)))->requestingPractice,
                 draft.location);
    }
    void theLadderFollowsThePlaceOfThePatient() {
        auto draft = anAlertDraft().of("pe").build();
        draft.owner = {};
        draft.backUpRole.clear();
        draft.location = "ED Resus 3";
        const auto id = *m_desk->raise(draft);
        QCOMPARE(view(id).owner.role, "Emergency department doctor");
        QCOMPARE(*view(id).acknowledgeBy, m_desk->clock.now() + 1h);
    }
};

QTEST_GUILESS_MAIN(DirectoryServiceTest)
#include "DirectoryServiceTest.moc"
