// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/Directory.h"

#include "tests/support/DirectoryBuilder.h"
#include "tests/support/LogPeople.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace vigil;
using namespace vigil::directory;
using namespace vigil::test;
using journal::LoggedEvent;

class DirectoryTest : public QObject {
    Q_OBJECT
private:
    static LoggedEvent set(qint64 seq, const Entry& entry) {
        return aFact(journal::aggregate::directory, entry.id, journal::kind::directoryEntrySet,
                     {{"entry", toObject(entry)}}, "fay", "Fail-safe officer", seq);
    }
    static LoggedEvent verified(qint64 seq, const Entry& seen, const QDate& on) {
        return aFact(journal::aggregate::directory, seen.id, journal::kind::directoryEntryVerified,
                     {{"on", on.toString(Qt::ISODate)}, {"addresses", toObject(seen).value("addresses")}},
                     "fay", "Fail-safe officer", seq);
    }
    static LoggedEvent retired(qint64 seq, const QString& id) {
        return aFact(journal::aggregate::directory, id, journal::kind::directoryEntryRetired, {}, "fay",
                     "Fail-safe officer", seq);
    }

private Q_SLOTS:
    void anEntrySurvivesTheWayThroughTheLog() {
        auto entry = aPractice("p1")
                         .named("The Surgery")
                         .reachedBy({"1234", "5678", "a@b.nhs.uk", "P12345"})
                         .openFrom({8, 0}, {18, 30})
                         .onLeave("p2", {2026, 12, 1}, {2026, 12, 2})
                         .until({2027, 1, 1})
                         .build();
        entry.registration = "P12345";
        entry.validFrom = QDate(2026, 1, 1);
        const auto directory = directoryOf({set(1, entry)});
        QCOMPARE(*directory.entry("p1"), entry);
        QVERIFY(!directory.entry("p2"));
    }
    void theLaterWordCountsAndRetiringEndsAnEntry() {
        const auto first = aPerson("jones").holding("Consultant").build();
        const auto second = aPerson("jones").holding("Registrar").build();
        QVERIFY(directoryOf({set(2, second), set(1, first)}).entry("jones")->holds("registrar"));
        const auto gone = directoryOf({set(1, first), retired(2, "jones")});
        QVERIFY(gone.entry("jones")->retired);
        QVERIFY(gone.holders("Consultant", {2026, 11, 24}).isEmpty());
        QVERIFY(!directoryOf({set(1, first), retired(2, "jones"), set(3, second)}).entry("jones")->retired);
    }
    void aVerificationIsOfTheAddressesThatWereLookedAt() {
        auto entry = aPerson("jones").verified({}).build();
        entry.verifiedBy.clear();
        auto moved = entry;
        moved.addresses.telephone = "0161 496 0999";
        const QDate today(2026, 11, 24);
        QCOMPARE(directoryOf({set(1, entry), verified(2, entry, today)}).entry("jones")->verifiedOn, today);
        QVERIFY(!directoryOf({set(1, entry), verified(2, entry, today), set(3, moved)})
                     .entry("jones")
                     ->verifiedOn.isValid());
        // Somebody changed it between the look and the word.
        QVERIFY(!directoryOf({set(1, entry), set(2, moved), verified(3, entry, today)})
                     .entry("jones")
                     ->verifiedOn.isValid());
        // Another role, the same addresses: nothing to look at again.
        auto promoted = entry;
        promoted.roles << "Clinical lead";
        QCOMPARE(directoryOf({set(1, entry), verified(2, entry, today), set(3, promoted)})
                     .entry("jones")
                     ->verifiedOn,
                 today);
    }
    void inboxesComeFirstAmongThoseWhoHoldARole() {
        const auto directory =
            aDirectory({aPerson("adams").holding("Consultant on call"), anInbox("Consultant on call"),
                        aPerson("left").holding("Consultant on call").until({2026, 11, 1})});
        const auto holders = directory.holders("consultant ON call", {2026, 11, 24});
        QCOMPARE(holders.size(), 2);
        QCOMPARE(holders.first().kind, Entry::Kind::Inbox);
    }
    void aNameThatTwoHaveMeansNobody() {
        const auto one = aDirectory({aPerson("j1").named("Jones^Ann"), aPerson("s1").named("Smith^Bo")});
        QCOMPARE(one.named("Jones, Ann", Entry::Kind::Person)->id, "j1");
        QCOMPARE(one.named("jones^ann", Entry::Kind::Person)->id, "j1");
        QVERIFY(!one.named("Jones", Entry::Kind::Person));
        QVERIFY(!one.named("", Entry::Kind::Person));
        QVERIFY(!one.named("j1", Entry::Kind::Practice));
        const auto two = aDirectory({aPerson("j1").named("Jones^Ann"), aPerson("j2").named("Jones^Ann")});
        QVERIFY(!two.named("Jones^Ann", Entry::Kind::Person));
        QCOMPARE(two.named("j2", Entry::Kind::Person)->id, "j2");
    }
    void everyPracticeOfADayIsNamedSoThatItIsFound() {
        const auto directory = aDirectory({aPractice("p1").named("High Street Surgery"),
                                           aPractice("p2").named("Low Road Practice"),
                                           aPractice("p3").named("Low Road Practice"),
                                           aPractice("p4").named("Closed Practice").until({2026, 11, 1}),
                                           aPerson("j1").named("Jones^Ann")});
        const auto names = directory.practices({2026, 11, 24});
        QCOMPARE(names, (QStringList{"High Street Surgery", "p2", "p3"}));
        for (const auto& name : names)
            QVERIFY(directory.named(name, Entry::Kind::Practice));
    }
    void whatANewerVigilSaysIsSeen() {
        auto newer = set(2, aPerson("jones"));
        newer.event.kind = "directory.entry_merged";
        QVERIFY(directoryOf({set(1, aPerson("jones")), newer}).entry("jones")->needsNewerVigil);
    }
    void anyOrderOfArrivalGivesTheSameDirectory() {
        std::mt19937 random(7);
        const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        const QStringList ids{"a", "b", "c"};
        for (int round = 0; round < 300; ++round) {
            QList<LoggedEvent> events;
            const int count = 2 + pick(14);
            for (int seq = 1; seq <= count; ++seq) {
                const auto id = ids.at(pick(3));
                auto entry = aPerson(id).holding(QString::number(pick(3))).build();
                entry.addresses.telephone = QString::number(pick(2));
                const qint64 place = pick(8) == 0 ? 0 : seq;
                if (pick(5) == 0)
                    events << retired(place, id);
                else if (pick(3) == 0)
                    events << verified(place, entry, QDate(2026, 11, 1 + pick(20)));
                else
                    events << set(place, entry);
            }
            const auto directory = directoryOf(events);
            auto shuffled = events + events.mid(0, count / 2);
            // A pending copy of something that the log has.
            shuffled << LoggedEvent{events.first().event, {}};
            std::shuffle(shuffled.begin(), shuffled.end(), random);
            if (events.first().isAccepted()) QVERIFY(directoryOf(shuffled) == directory);
        }
    }
};

QTEST_GUILESS_MAIN(DirectoryTest)
#include "DirectoryTest.moc"
