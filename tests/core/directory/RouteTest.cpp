// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/Route.h"

#include "tests/fakes/FixedClock.h"
#include "tests/support/DirectoryBuilder.h"
#include "tests/support/ReportBuilder.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <random>

using namespace vigil;
using namespace vigil::directory;
using namespace vigil::test;
using namespace std::chrono_literals;

class RouteTest : public QObject {
    Q_OBJECT
private:
    const UtcTime m_tuesday = FixedClock().now(); ///< 24 November 2026, 9:00
    const QDate m_today{2026, 11, 24};

    static alert::AlertDraft draft(const QString& finding, const QString& location = {},
                                   const alert::Party& owner = {}) {
        auto built = anAlertDraft().of(finding).build();
        built.category.clear();
        built.location = location;
        built.owner = owner;
        return built;
    }
    static Directory hospital(QList<Entry> more = {}) {
        return aDirectory(more +
                          QList<Entry>{anInbox("Responsible consultant"),
                                       anInbox("Specialty registrar on call"), anInbox("Fail-safe officer"),
                                       anInbox("Safeguarding lead"), anInbox("Consultant paediatrician"),
                                       anInbox("Out-of-hours provider").reachedBy({"111", {}, {}, {}})});
    }
    static EntryBuilder surgery() {
        return aPractice("p1").named("High Street Surgery").reachedBy({"0161 1", "0161 2", {}, {}});
    }
    Route gp(const Directory& directory, const QString& finding, UtcTime now) const {
        auto asked = draft(finding, "gp");
        asked.requestingPractice = "High Street Surgery";
        asked.registeredPractice = "Low Road Practice";
        return routeOf(*starterPolicy(), directory, asked, now);
    }
    Route ask(const Directory& directory, const alert::AlertDraft& asked) const {
        return routeOf(*starterPolicy(), directory, asked, m_tuesday);
    }

private Q_SLOTS:
    void theRolesOfThePolicyAreLookedUp() {
        const auto route = ask(hospital(), draft("pe"));
        QCOMPARE(route.owner.who, (alert::Party{{}, "Responsible consultant"}));
        QCOMPARE(route.owner.entries, QStringList{"responsible-consultant"});
        QCOMPARE(route.backUp.who.role, "Specialty registrar on call");
        QCOMPARE(route.end.who.role, "Fail-safe officer");
        QVERIFY(route.hasRoute());
        QVERIFY(route.notes.isEmpty());
    }
    void thePlaceOfThePatientDecidesWhoOwnsIt() {
        const auto route = ask(hospital({anInbox("Emergency department doctor")}), draft("pe", "ED Resus 2"));
        QCOMPARE(route.owner.who.role, "Emergency department doctor");
    }
    void aFindingWithItsOwnRouteKeepsItEverywhere() {
        for (const auto* place : {"", "ED", "gp"})
            QCOMPARE(ask(hospital(), draft("suspected-abuse", place)).owner.who.role,
                     "Consultant paediatrician");
    }
    void theOnlyHolderIsNamedAndSeveralAreNotGuessed() {
        auto directory = hospital({aPerson("adams").named("Adams^Jo").holding("Clinical nurse specialist")});
        QCOMPARE(ask(directory, draft("malignancy")).backUp.who.name, "Adams^Jo");
        directory.entries.insert("brown", aPerson("brown").holding("Clinical nurse specialist"));
        const auto two = ask(directory, draft("malignancy")).backUp;
        QVERIFY(two.who.name.isEmpty());
        QCOMPARE(two.entries, (QStringList{"adams", "brown"}));
    }
    void whoeverIsOnLeaveIsStoodInFor() {
        const auto directory = hospital(
            {aPerson("jones").named("Jones^Ann").holding("Consultant").onLeave("smith", m_today, m_today),
             aPerson("smith").named("Smith^Bo").holding("Consultant")});
        const auto asked = draft("pe", {}, {"Jones^Ann", "Consultant"});
        const auto route = ask(directory, asked);
        QCOMPARE(route.owner.who, (alert::Party{"Smith^Bo", "Consultant"}));
        QCOMPARE(route.owner.insteadOf, "Jones^Ann");
        QVERIFY(route.notes.first().contains("stands in"));
        // The cover counts at the moment of asking.
        QCOMPARE(routeOf(*starterPolicy(), directory, asked, m_tuesday + 24h).owner.who.name, "Jones^Ann");
    }
    void coverOfCoverIsFollowedAndACircleIsNot() {
        auto directory =
            hospital({aPerson("a").named("A").holding("Consultant").onLeave("b", m_today, m_today),
                      aPerson("b").named("B").holding("Consultant").onLeave("c", m_today, m_today),
                      aPerson("c").named("C").holding("Consultant")});
        QCOMPARE(ask(directory, draft("pe", {}, {"A", "Consultant"})).owner.who.name, "C");
        directory.entries["c"].cover << Cover{"a", m_today, m_today};
        const auto route = ask(directory, draft("pe", {}, {"A", "Consultant"}));
        QVERIFY(!route.owner.isReachable());
        QVERIFY(route.notes.join(' ').contains("nobody stands in"));
        QVERIFY(route.hasRoute()); // the back-up has an address
    }
    void aLeaverOwnsNothing() {
        const auto directory = hospital({aPerson("jones")
                                             .named("Jones^Ann")
                                             .holding("Responsible consultant")
                                             .until(m_today.addDays(-1))});
        const auto route = ask(directory, draft("pe", {}, {"Jones^Ann", "Responsible consultant"}));
        QCOMPARE(route.owner.who, (alert::Party{{}, "Responsible consultant"}));
        QVERIFY(route.notes.first().contains("does not work here"));
    }
    void whoIsNotInTheDirectoryStaysTheOwner() {
        const auto route = ask(hospital(), draft("pe", {}, {"Stranger^Sam", "Responsible consultant"}));
        QCOMPARE(route.owner.who.name, "Stranger^Sam");
        QVERIFY(route.owner.isReachable()); // by the inbox of the role
        QVERIFY(route.notes.first().contains("not in the directory"));
    }
    void nobodyReachableIsNoRouteAndSaysWho() {
        auto directory = hospital();
        for (auto& entry : directory.entries)
            entry.addresses = {};
        const auto route = ask(directory, draft("pe"));
        QVERIFY(!route.hasRoute());
        QVERIFY(route.noRoute.contains("Responsible consultant") &&
                route.noRoute.contains("Fail-safe officer"));
        QCOMPARE(route.owner.who.role, "Responsible consultant"); // somebody owns it all the same
    }
    void anOpenPracticeOwnsItsAlertAndBothPracticesAreNamed() {
        const auto route = gp(hospital({surgery().build()}), "pe", m_tuesday);
        QCOMPARE(route.owner.who, (alert::Party{"High Street Surgery", "General practitioner"}));
        QVERIFY(route.closedPractice.isEmpty());
        QVERIFY(route.notes.contains("requesting practice: High Street Surgery"));
        QVERIFY(
            route.notes.join('\n').contains("registered practice: Low Road Practice (not in the directory)"));
    }
    void aClosedPracticeIsCalledByItsBypassThenOutOfHoursThenThePatient() {
        const auto route = gp(hospital({surgery().build()}), "tension-pneumothorax", m_tuesday + 12h);
        QCOMPARE(route.closedPractice.size(), 3);
        QCOMPARE(route.owner.how, "by-pass number");
        QCOMPARE(route.owner.addresses.first().telephone, "0161 2");
        QCOMPARE(route.backUp.who.role, "Out-of-hours provider");
        QCOMPARE(route.closedPractice.last().how, "the patient by telephone");
        QVERIFY(route.notes.contains("the practice is closed"));
    }
    void withoutABypassTheOutOfHoursProviderOwnsIt() {
        auto practice = surgery().build();
        practice.addresses.bypass.clear();
        const auto route = gp(hospital({practice}), "tension-pneumothorax", m_tuesday + 12h);
        QCOMPARE(route.owner.who.role, "Out-of-hours provider");
        QCOMPARE(route.backUp.how, "the patient by telephone");
        auto directory = hospital({practice});
        directory.entries.remove("out-of-hours-provider");
        QCOMPARE(gp(directory, "tension-pneumothorax", m_tuesday + 12h).owner.how,
                 "the patient by telephone");
    }
    void onlyThePracticeThatAskedHearsOfIt() {
        const auto directory = hospital({surgery().holding("General practitioner"),
                                         aPractice("p2")
                                             .named("Low Road Practice")
                                             .holding("General practitioner")
                                             .reachedBy({"1", "2", {}, "low"}),
                                         aPractice("p3")
                                             .named("Third Practice")
                                             .holding("General practitioner")
                                             .reachedBy({"1", "2", {}, "third"})});
        for (const auto hours : {0h, 12h}) {
            const auto route = gp(directory, "tension-pneumothorax", m_tuesday + hours);
            QVERIFY(route.hasRoute());
            QCOMPARE(route.owner.entries, QStringList{"p1"});
            const auto others = QList<Stop>{route.backUp, route.end} + route.closedPractice;
            for (const auto& stop : others)
                for (const auto& id : stop.entries)
                    QVERIFY2(id != "p2" && id != "p3", qPrintable(id));
        }
        // Nobody is reached by the role that all practices hold.
        QStringList notes;
        QVERIFY(stopFor(directory, {{}, "General practitioner"},
                        {m_tuesday, m_today, QTimeZone("Europe/London")}, notes)
                    .entries.isEmpty());
        QCOMPARE(stopFor(directory, {"Third Practice", "General practitioner"},
                         {m_tuesday, m_today, QTimeZone("Europe/London")}, notes)
                     .entries,
                 QStringList{"p3"});
        auto registered = draft("pe", "gp");
        registered.registeredPractice = "Third Practice";
        QCOMPARE(ask(directory, registered).owner.entries, QStringList{"p3"});
    }
    void withoutAKnownPracticeTheOfficerFindsTheWay() {
        const auto directory = hospital({surgery().holding("General practitioner")});
        for (const auto* name : {"", "Unknown Practice"}) {
            auto asked = draft("pe", "gp");
            asked.requestingPractice = name;
            const auto route = ask(directory, asked);
            QVERIFY(!route.hasRoute());
            QVERIFY(route.noRoute.contains("practice"));
            QVERIFY(route.owner.entries.isEmpty());
        }
    }
    void severalPersonsOfARoleAreTelephonedAndNotAllWrittenTo() {
        const auto directory = hospital({aPerson("adams")
                                             .named("Adams^Jo")
                                             .holding("Clinical nurse specialist")
                                             .reachedBy({"1", {}, "adams@trust.example", "epr"}),
                                         aPerson("brown")
                                             .named("Brown^Al")
                                             .holding("Clinical nurse specialist")
                                             .reachedBy({"2", {}, "brown@trust.example", {}})});
        const auto route = ask(directory, draft("malignancy"));
        for (const auto& addresses : route.backUp.addresses)
            QVERIFY(addresses.mail.isEmpty() && addresses.hl7.isEmpty() && !addresses.telephone.isEmpty());
        QVERIFY(route.notes.join('\n').contains("telephone Jo Adams or Al Brown") ||
                route.notes.join('\n').contains("telephone Adams, Jo or Brown, Al"));
    }
    void whatHasTimeUntilThePracticeOpensWaitsForIt() {
        const auto route = gp(hospital({surgery().build()}), "malignancy", m_tuesday + 12h);
        QVERIFY(route.closedPractice.isEmpty());
        QCOMPARE(route.owner.who.name, "High Street Surgery");
        QVERIFY(route.notes.join(' ').contains("opens before the time is up"));
        // 4 hours from 6 in the morning: it opens at 8.
        QVERIFY(gp(hospital({surgery().build()}), "pe", m_tuesday - 3h).closedPractice.isEmpty());
        QVERIFY(!gp(hospital({surgery().build()}), "pe", m_tuesday + 12h).closedPractice.isEmpty());
    }
    void aPracticesOwnHoursAndBankHolidaysCount() {
        auto early = aPractice("p1").named("High Street Surgery").openFrom({7, 0}, {12, 0}).build();
        early.addresses.bypass = "0161 2";
        QVERIFY(!gp(hospital({early}), "tension-pneumothorax", m_tuesday + 4h).closedPractice.isEmpty());
        const auto christmas = *fromIso("2026-12-25T10:00:00Z");
        QVERIFY(
            !gp(hospital({surgery().build()}), "tension-pneumothorax", christmas).closedPractice.isEmpty());
        const alert::OpeningHours hours{{8, 0}, {18, 30}};
        QCOMPARE(toIso(nextOpening(hours, starterPolicy()->calendar(), christmas)).left(16),
                 "2026-12-29T08:00");
    }
    void theEventSaysNamesAndRolesAndNoAddress() {
        const auto json = QJsonDocument(toObject(gp(hospital({surgery().build()}), "tension-pneumothorax",
                                                    m_tuesday + 12h)))
                              .toJson();
        QVERIFY(json.contains("High Street Surgery") && json.contains("by-pass number"));
        QVERIFY(!json.contains("0161"));
    }
    /// Whatever the directory holds: an owner with a role, and a reason whenever nobody can be reached.
    void everyRouteHasAnOwnerAndARouteOrAReason() {
        std::mt19937 random(99);
        const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        const QStringList ids{"a", "b", "c", "d"};
        const QStringList roles{"Responsible consultant", "Specialty registrar on call", "Fail-safe officer",
                                "General practitioner", "Out-of-hours provider"};
        const QStringList findings{"pe", "malignancy", "tension-pneumothorax", "suspected-abuse"};
        const QStringList places{"", "ED", "gp", "Ward 3"};
        int lost = 0;
        for (int round = 0; round < 600; ++round) {
            Directory directory;
            for (const auto& id : ids) {
                if (pick(3) == 0) continue;
                auto entry =
                    EntryBuilder(id, static_cast<Entry::Kind>(pick(3))).holding(roles.at(pick(5))).build();
                if (pick(3) == 0) entry.addresses = {};
                if (pick(2) == 0) entry.cover << Cover{ids.at(pick(4)), m_today, m_today};
                if (pick(5) == 0) entry.validUntil = m_today.addDays(-1);
                directory.entries.insert(id, entry);
            }
            auto asked = draft(findings.at(pick(4)), places.at(pick(4)));
            if (pick(2) == 0) asked.owner = {ids.at(pick(4)), roles.at(pick(5))};
            if (pick(2) == 0) asked.requestingPractice = ids.at(pick(4));
            const auto route =
                routeOf(*starterPolicy(), directory, asked, m_tuesday + std::chrono::hours(pick(24)));
            QVERIFY(!route.owner.who.role.isEmpty());
            QVERIFY(!route.backUp.who.role.isEmpty());
            const bool reachable =
                route.owner.isReachable() || route.backUp.isReachable() || route.end.isReachable();
            if (route.noRoute.contains("practice"))
                QVERIFY(!route.owner.isReachable()); // the officer finds it, whoever else could be reached
            else
                QCOMPARE(route.hasRoute(), reachable);
            for (const auto& id : route.owner.entries + route.backUp.entries)
                QVERIFY(directory.entry(id)->isValidOn(m_today));
            lost += reachable ? 0 : 1;
        }
        QVERIFY(lost > 20 && lost < 580);
    }
};

QTEST_GUILESS_MAIN(RouteTest)
#include "RouteTest.moc"
