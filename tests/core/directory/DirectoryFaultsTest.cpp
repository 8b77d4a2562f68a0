// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/DirectoryFaults.h"

#include "tests/fakes/FixedClock.h"
#include "tests/support/DirectoryBuilder.h"
#include "tests/support/ReportBuilder.h"

#include <QTest>

using namespace vigil;
using namespace vigil::directory;
using namespace vigil::test;
using Kind = Fault::Kind;

class DirectoryFaultsTest : public QObject {
    Q_OBJECT
private:
    const QDate m_today{2026, 11, 24};
    /// An inbox for every role that the starter policy routes to.
    static Directory complete() {
        QList<Entry> inboxes;
        for (const auto* role :
             {"Responsible consultant", "Emergency department doctor", "Emergency department consultant",
              "General practitioner", "Specialty registrar", "Specialty registrar on call",
              "Consultant on call", "Clinical nurse specialist", "Fail-safe officer", "Duty radiologist",
              "Cancer tracking", "Out-of-hours provider", "Safeguarding lead", "Consultant paediatrician",
              "Site manager", "Deputy fail-safe officer", "Clinical director"})
            inboxes << anInbox(role);
        return aDirectory(inboxes);
    }
    static QList<Fault> faults(const Directory& directory) {
        return faultsOf(directory, *starterPolicy(), FixedClock().now());
    }
    static Directory with(const Entry& entry) {
        auto directory = complete();
        directory.entries.insert(entry.id, entry);
        return directory;
    }
    static void isOne(const QList<Fault>& found, Kind kind, const QString& subject) {
        QStringList words;
        for (const auto& fault : found)
            words << fault.words;
        QVERIFY2(found.size() == 1, qPrintable(words.join('\n')));
        QCOMPARE(found.first().kind, kind);
        QCOMPARE(found.first().subject, subject);
    }

private Q_SLOTS:
    void aCompleteDirectoryHasNone() { QVERIFY(faults(complete()).isEmpty()); }
    void anOwnerRoleThatNobodyHoldsComesFirst() {
        auto directory = complete();
        directory.entries.remove("consultant-paediatrician");
        isOne(faults(directory), Kind::NoOwner, "Consultant paediatrician");
        directory.entries.remove("cancer-tracking");
        const auto two = faults(directory);
        QCOMPARE(two.size(), 2);
        QCOMPARE(two.first().kind, Kind::NoOwner);
        QCOMPARE(two.last().kind, Kind::RoleVacant);
        QCOMPARE(faults({}).size(), 17);
    }
    void aDirectorWhomNobodyIsIsAFault() {
        auto directory = complete();
        directory.entries.remove("clinical-director");
        isOne(faults(directory), Kind::RoleVacant, "Clinical director");
        QVERIFY(faults(directory).first().words.contains("weekly list"));
    }
    void noAddressOrNoTelephoneIsAFault() {
        isOne(faults(with(aPerson("x").reachedBy({}))), Kind::NoAddress, "x");
        isOne(faults(with(aPerson("x").reachedBy({{}, {}, "a@b", {}}))), Kind::NoAddress, "x");
        isOne(faults(with(aPractice("p"))), Kind::NoAddress, "p"); // no by-pass number
    }
    void aLeaverWhoIsStillRoutedToIsAFault() {
        isOne(faults(with(aPerson("x").holding("Consultant on call").until(m_today.addDays(-1)))),
              Kind::Leaver, "x");
        // Whoever works to the end of today is none, and neither is one whom nothing is sent to.
        QVERIFY(faults(with(aPerson("x").holding("Consultant on call").until(m_today))).isEmpty());
        QVERIFY(faults(with(aPerson("x").holding("Librarian").until(m_today.addDays(-1)))).isEmpty());
        auto directory = with(aPerson("x").holding("Librarian").until(m_today.addDays(-1)));
        directory.entries.insert("y", aPerson("y").onLeave("x", m_today.addDays(5), m_today.addDays(6)));
        const auto both = faults(directory);
        QCOMPARE(both.size(), 2);
        QCOMPARE(both.first().kind, Kind::Leaver);
        QCOMPARE(both.last().kind, Kind::CoverGap);
    }
    void ninetyDaysAfterItsVerificationAnEntryIsAFault() {
        QVERIFY(faults(with(aPerson("x").verified(m_today.addDays(-90)))).isEmpty());
        isOne(faults(with(aPerson("x").verified(m_today.addDays(-91)))), Kind::NotVerified, "x");
        isOne(faults(with(aPerson("x").verified({}))), Kind::NotVerified, "x");
    }
    void coverThatLeadsInACircleIsAFaultBeforeTheLeaveBegins() {
        auto directory = with(aPerson("x").onLeave("y", m_today.addDays(10), m_today.addDays(20)));
        directory.entries.insert("y", aPerson("y").onLeave("x", m_today.addDays(15), m_today.addDays(30)));
        const auto found = faults(directory);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.first().kind, Kind::CoverCircle);
        QVERIFY(found.first().words.contains("2026-12-09"));
        // One after the other is no circle.
        directory.entries["y"].cover = {Cover{"x", m_today.addDays(21), m_today.addDays(30)}};
        QVERIFY(faults(directory).isEmpty());
        // What is over is over.
        directory.entries["y"].cover = {Cover{"x", m_today.addDays(-9), m_today.addDays(-1)}};
        directory.entries["x"].cover = {Cover{"y", m_today.addDays(-9), m_today.addDays(-1)}};
        QVERIFY(faults(directory).isEmpty());
    }
    void aRoleWhoseOnlyHolderIsAwayWithoutCoverIsVacant() {
        auto directory = complete();
        directory.entries.remove("consultant-on-call");
        directory.entries.insert(
            "x", aPerson("x").holding("Consultant on call").onLeave("nobody", m_today, m_today));
        const auto found = faults(directory);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.first().kind, Kind::RoleVacant);
        QCOMPARE(found.last().kind, Kind::CoverGap);
    }
    void whatANewerVigilChangedIsAFaultAndWhoIsRetiredIsNone() {
        auto entry = aPerson("x").build();
        entry.needsNewerVigil = true;
        isOne(faults(with(entry)), Kind::NeedsNewer, "x");
        auto gone = aPerson("x").reachedBy({}).build();
        gone.retired = true;
        QVERIFY(faults(with(gone)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(DirectoryFaultsTest)
#include "DirectoryFaultsTest.moc"
