// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/AddressBook.h"
#include "tests/support/Futures.h"

#include <QTest>

using namespace vigil;
using namespace vigil::dispatch;
using Channel = Address::Channel;

class AddressBookTest : public QObject {
    Q_OBJECT
    static AddressFile book() {
        return *AddressFile::parse("- role: Responsible consultant\n"
                                   "  mail: [one@trust.example, two@trust.example]\n"
                                   "  hl7: epr\n"
                                   "- role: Responsible consultant\n"
                                   "  name: Robin^Chris\n"
                                   "  mail: robin@trust.example\n"
                                   "- name: Lee^Kim\n"
                                   "  mail: lee@trust.example\n");
    }

private Q_SLOTS:
    void aRoleIsReachedByAllItsAddresses() {
        const auto found = book().addressesOf({{}, QStringLiteral("responsible CONSULTANT")});
        QCOMPARE(found, (QList<Address>{{Channel::Hl7, "epr"},
                                        {Channel::Mail, "one@trust.example"},
                                        {Channel::Mail, "two@trust.example"}}));
        QCOMPARE(found.first().destination(), "hl7/epr");
        QCOMPARE(found.last().destination(), "mail");
    }
    void thePersonInTheRoleGoesBeforeTheRole() {
        const auto found =
            book().addressesOf({QStringLiteral("Robin^Chris"), QStringLiteral("Responsible consultant")});
        QCOMPARE(found, (QList<Address>{{Channel::Mail, "robin@trust.example"}}));
        QCOMPARE(
            book().addressesOf({QStringLiteral("Lee^Kim"), QStringLiteral("Responsible consultant")}).size(),
            1);
        // Nobody knows this one: the role is staffed all the same.
        QCOMPARE(book()
                     .addressesOf({QStringLiteral("New^Person"), QStringLiteral("Responsible consultant")})
                     .size(),
                 3);
    }
    void whoIsNotInItHasNoAddress() {
        QVERIFY(book().addressesOf({{}, QStringLiteral("Site manager")}).isEmpty());
        QVERIFY(book().addressesOf({}).isEmpty());
    }
    void faultsNameTheLine() {
        const auto problem = [](const char* yaml) {
            const auto read = AddressFile::parse(yaml);
            return read ? QString() : read.error().message;
        };
        QVERIFY(problem("- role: A\n  mail: nobody\n").contains("line 2"));
        QVERIFY(problem("- role: A\n  mail: a@b c@d\n").contains("no mail address"));
        QVERIFY(problem("- role: A\n  telefax: 1\n").contains("\"telefax\" is not known"));
        QVERIFY(problem("- mail: a@b\n").contains("a role or a name"));
        QVERIFY(problem("role: A").contains("list of entries"));
        QVERIFY(problem("- {").contains("not valid YAML"));
        VIGIL_VERIFY(AddressFile::parse(""));
    }
};

QTEST_GUILESS_MAIN(AddressBookTest)
#include "AddressBookTest.moc"
