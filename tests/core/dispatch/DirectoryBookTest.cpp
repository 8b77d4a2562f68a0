// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/DirectoryBook.h"

#include "core/alert/PolicyInForce.h"
#include "core/directory/DirectoryService.h"
#include "core/store/PolicyStore.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
using namespace std::chrono_literals;
using Channel = Address::Channel;

/// The directory that was imported, asked by the dispatcher.
class DirectoryBookTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<store::PolicyStore> m_policies;
    std::unique_ptr<store::DirectoryStore> m_store;
    std::unique_ptr<alert::PolicyInForce> m_inForce;
    std::unique_ptr<directory::DirectoryService> m_service;
    AddressFile m_file;
    std::unique_ptr<DirectoryBook> m_book;

    void import(const QByteArray& rows) {
        VIGIL_VERIFY(waitFor(
            m_service->import("id,kind,name,roles,telephone,mail,hl7,cover,verified_on,verified_by\n" + rows,
                              directory::Extent::Part)));
        VIGIL_VERIFY(m_book->lookAgain());
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_policies = std::make_unique<store::PolicyStore>(m_desk->journalStore());
        m_store = std::make_unique<store::DirectoryStore>(m_desk->journalStore());
        m_inForce = std::make_unique<alert::PolicyInForce>(starterPolicy(), m_desk->data(), *m_policies);
        m_service = std::make_unique<directory::DirectoryService>(*m_inForce, m_desk->data(), m_desk->facts(),
                                                                  *m_store, m_desk->clock, m_desk->ids,
                                                                  aRadiologist());
        m_file = *AddressFile::parse("- role: Site manager\n  mail: manager@trust.example\n");
        m_book = std::make_unique<DirectoryBook>(m_desk->data(), *m_store, m_file, m_desk->clock,
                                                 QTimeZone("Europe/London"));
        VIGIL_VERIFY(m_book->lookAgain());
    }
    void cleanup() {
        m_book.reset();
        m_service.reset();
        m_desk.reset();
    }

    void aRoleIsReachedAtItsInbox() {
        import("reg,inbox,Registrar,Medical registrar,7001,reg@trust.example,epr,,2026-11-01,Fay\n");
        const QList<Address> both{{Channel::Hl7, "epr"}, {Channel::Mail, "reg@trust.example"}};
        QCOMPARE(m_book->addressesOf({{}, "Medical registrar"}), both);
    }
    void whoIsOnDutyIsAskedAnewEachTime() {
        import("adams,person,Adams^Jo,,7001,a@trust.example,,,2026-11-01,Fay\n"
               "brown,person,Brown^Al,,7002,b@trust.example,,,2026-11-01,Fay\n");
        QVERIFY(m_book->addressesOf({{}, "Medical registrar"}).isEmpty());
        VIGIL_VERIFY(
            waitFor(m_service->importRota("role,id,from,until\n"
                                          "Medical registrar,adams,2026-11-24 08:00,2026-11-24 20:00\n"
                                          "Medical registrar,brown,2026-11-24 20:00,2026-11-25 08:00\n")));
        VIGIL_VERIFY(m_book->lookAgain());
        QCOMPARE(m_book->addressesOf({{}, "Medical registrar"}),
                 (QList<Address>{{Channel::Mail, "a@trust.example"}}));
        m_desk->clock.advance(12h);
        QCOMPARE(m_book->addressesOf({{}, "Medical registrar"}),
                 (QList<Address>{{Channel::Mail, "b@trust.example"}}));
        QVERIFY(m_book->hasTelephone({{}, "Medical registrar"}));
        m_desk->clock.advance(24h);
        QVERIFY(m_book->addressesOf({{}, "Medical registrar"}).isEmpty());
    }
    void aPracticeIsReachedByItsNameAndNeverByTheRoleOfAll() {
        import(
            "p1,practice,High Street Surgery,General "
            "practitioner,7001,high@nhs.example,high,,2026-11-01,Fay\n"
            "p2,practice,Low Road Practice,General practitioner,7002,low@nhs.example,low,,2026-11-01,Fay\n");
        const QList<Address> high{{Channel::Hl7, "high"}, {Channel::Mail, "high@nhs.example"}};
        QCOMPARE(m_book->addressesOf({"High Street Surgery", "General practitioner"}), high);
        QVERIFY(m_book->addressesOf({{}, "General practitioner"}).isEmpty());
        QVERIFY(m_book->addressesOf({"Another Surgery", "General practitioner"}).isEmpty());
    }
    void ofSeveralPersonsNobodyIsWrittenTo() {
        import("a,person,Adams^Jo,Nurse specialist,7001,adams@trust.example,epr,,2026-11-01,Fay\n"
               "b,person,Brown^Al,Nurse specialist,7002,brown@trust.example,,,2026-11-01,Fay\n");
        QVERIFY(m_book->addressesOf({{}, "Nurse specialist"}).isEmpty());
    }
    void whoHasATelephoneOnlyIsKnownByIt() {
        import("a,person,Adams^Jo,Nurse specialist,7001,,,,2026-11-01,Fay\n"
               "b,person,Brown^Al,Nurse specialist,7002,,,,2026-11-01,Fay\n"
               "c,person,Clark^Di,Physicist,,di@trust.example,,,2026-11-01,Fay\n");
        QVERIFY(m_book->hasTelephone({{}, "Nurse specialist"}));
        QVERIFY(!m_book->hasTelephone({{}, "Physicist"}));
        QVERIFY(!m_book->hasTelephone({{}, "Site manager"})); // the file knows no numbers
    }
    void whoIsOnLeaveIsReachedAtTheDeputys() {
        const auto today = toDateTime(m_desk->clock.now()).date();
        import(
            "jones,person,Jones^Ann,Consultant,7001,jones@trust.example,,smith " +
            today.toString(Qt::ISODate).toUtf8() + ".." + today.addDays(1).toString(Qt::ISODate).toUtf8() +
            ",2026-11-01,Fay\nsmith,person,Smith^Bo,Consultant,7002,smith@trust.example,,,2026-11-01,Fay\n");
        QCOMPARE(m_book->addressesOf({"Jones^Ann", "Consultant"}),
                 (QList<Address>{{Channel::Mail, "smith@trust.example"}}));
        m_desk->clock.advance(48h);
        QCOMPARE(m_book->addressesOf({"Jones^Ann", "Consultant"}),
                 (QList<Address>{{Channel::Mail, "jones@trust.example"}}));
    }
    void theFileKnowsWhomTheDirectoryDoesNot() {
        import("reg,inbox,Registrar,Medical registrar,7001,reg@trust.example,,,2026-11-01,Fay\n");
        QCOMPARE(m_book->addressesOf({{}, "Site manager"}),
                 (QList<Address>{{Channel::Mail, "manager@trust.example"}}));
        QCOMPARE(m_book->addressesOf({{}, "Nobody"}), QList<Address>());
    }
    void aChangeCountsAtTheNextLook() {
        import("reg,inbox,Registrar,Medical registrar,7001,old@trust.example,,,2026-11-01,Fay\n");
        import("reg,inbox,Registrar,Medical registrar,7001,new@trust.example,,,2026-11-01,Fay\n");
        QCOMPARE(m_book->addressesOf({{}, "Medical registrar"}),
                 (QList<Address>{{Channel::Mail, "new@trust.example"}}));
    }
};

QTEST_GUILESS_MAIN(DirectoryBookTest)
#include "DirectoryBookTest.moc"
