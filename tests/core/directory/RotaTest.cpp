// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/RotaImport.h"

#include "core/directory/DirectoryFaults.h"
#include "core/directory/Reach.h"
#include "core/journal/Event.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/DirectoryBuilder.h"
#include "tests/support/ReportBuilder.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <random>

using namespace vigil;
using namespace vigil::directory;
using namespace vigil::test;
using namespace std::chrono_literals;

class RotaTest : public QObject {
    Q_OBJECT
private:
    const UtcTime m_now = FixedClock().now(); ///< 24 November 2026, 9:00, when London keeps UTC
    const QDate m_today{2026, 11, 24};
    const QString m_role = QStringLiteral("Consultant on call");
    const QTimeZone m_zone{"Europe/London"};

    static EntryBuilder person(const QString& id, const QString& mail = {}) {
        return aPerson(id)
            .named(id.at(0).toUpper() + id.mid(1) + "^Jo")
            .reachedBy({"0161 496", {}, mail, {}});
    }
    static Directory hospital() {
        return aDirectory({person("adams", "a@x.org"), person("brown"), person("clark", "c@x.org"),
                           anInbox("Consultant on call").reachedBy({"0161 1", {}, "inbox@x.org", {}}),
                           anInbox("Fail-safe officer")});
    }
    Directory with(const QList<Shift>& shifts, Directory directory = hospital()) const {
        directory.rota.replace(m_role, {m_now - 240h, m_now + 240h}, shifts);
        return directory;
    }
    Stop ask(const Directory& directory, QStringList& notes, const alert::Party& who) const {
        return stopFor(directory, who, {m_now, m_today, m_zone}, notes);
    }
    Stop ask(const Directory& directory) const {
        QStringList notes;
        return ask(directory, notes, {{}, m_role});
    }
    static QByteArray table(const QByteArray& rows) { return "role,id,from,until\n" + rows; }
    Result<RotaPlan> plan(const QByteArray& rows, const Directory& directory = hospital()) const {
        return rotaPlanOf(table(rows), directory, starterPolicy()->calendar());
    }

private Q_SLOTS:
    void whoIsOnDutyIsAskedByName() {
        const auto directory =
            with({{"adams", {m_now - 1h, m_now + 1h}}, {"clark", {m_now + 1h, m_now + 9h}}});
        const auto stop = ask(directory);
        QCOMPARE(stop.who, (alert::Party{"Adams^Jo", m_role}));
        QCOMPARE(stop.entries, QStringList{"adams"});
        QStringList notes;
        const auto later =
            stopFor(directory, {{}, "consultant ON call"}, {m_now + 1h, m_today, m_zone}, notes);
        QCOMPARE(later.entries, QStringList{"clark"}); // the end of a shift is not in it
        QCOMPARE(notes, QStringList{"Clark, Jo is on duty as consultant ON call"});
    }
    void inAHandOverItIsWhoStays() {
        QCOMPARE(ask(with({{"adams", {m_now - 12h, m_now + 30min}}, {"clark", {m_now - 1min, m_now + 12h}}}))
                     .entries,
                 QStringList{"clark"});
    }
    void whoHasOnlyABleepIsWrittenToByTheInbox() {
        const auto directory = with({{"brown", {m_now - 1h, m_now + 1h}}});
        const auto stop = ask(directory);
        QCOMPARE(stop.who.name, "Brown^Jo");
        QCOMPARE(stop.entries, (QStringList{"brown", "consultant-on-call"}));
        // Also when the alert has named them since; not when the shift is over.
        QStringList notes;
        QCOMPARE(ask(directory, notes, {"Brown^Jo", m_role}).entries, stop.entries);
        const auto over = stopFor(directory, {"Brown^Jo", m_role}, {m_now + 2h, m_today, m_zone}, notes);
        QCOMPARE(over.entries, QStringList{"brown"});
    }
    void aGapFallsToTheInboxAndIsSaid() {
        QStringList notes;
        const auto stop = ask(with({{"adams", {m_now + 1h, m_now + 9h}}}), notes, {{}, m_role});
        QCOMPARE(stop.entries, QStringList{"consultant-on-call"});
        QCOMPARE(notes, QStringList{"the rota names nobody as Consultant on call now"});
        QVERIFY(ask(hospital()).who.name.isEmpty());
    }
    void leaveLeaversAndMissingAddressesAreSeen() {
        const QList<Shift> shifts{{"adams", {m_now - 1h, m_now + 1h}}};
        auto away = with(shifts);
        away.entries["adams"].cover << Cover{"clark", m_today, m_today};
        QCOMPARE(ask(away).who.name, "Clark^Jo");
        QCOMPARE(ask(away).insteadOf, "Adams^Jo");
        // Whose leave begins at midnight works the night to its end.
        auto tomorrow = with({{"adams", {m_now + 11h, m_now + 23h}}});
        tomorrow.entries["adams"].cover << Cover{"clark", m_today.addDays(1), m_today.addDays(5)};
        QStringList ignored;
        QCOMPARE(stopFor(tomorrow, {{}, m_role}, {m_now + 20h, m_today.addDays(1), m_zone}, ignored).entries,
                 QStringList{"adams"});
        auto gone = with(shifts);
        gone.entries["adams"].validUntil = m_today.addDays(-1);
        QStringList notes;
        QCOMPARE(ask(gone, notes, {{}, m_role}).entries, QStringList{"consultant-on-call"});
        QVERIFY(notes.contains("Adams, Jo is on duty as Consultant on call by the rota and is not there"));
        auto mute = with(shifts);
        mute.entries["adams"].addresses = {};
        QCOMPARE(ask(mute).entries, QStringList{"consultant-on-call"});
    }
    void aSwapLeavesTheRestOfTheNight() {
        DutyList list{m_role, {}};
        list.replace({m_now, m_now + 12h}, {{"adams", {m_now, m_now + 12h}}});
        list.replace({m_now + 2h, m_now + 4h}, {{"clark", {m_now + 2h, m_now + 4h}}});
        QCOMPARE(list.shifts, (QList<Shift>{{"adams", {m_now, m_now + 2h}},
                                            {"clark", {m_now + 2h, m_now + 4h}},
                                            {"adams", {m_now + 4h, m_now + 12h}}}));
        QVERIFY(!list.firstGap({m_now, m_now + 12h}));
        QCOMPARE(*list.firstGap({m_now, m_now + 13h}), m_now + 12h);
        QCOMPARE(*list.firstGap({m_now - 1h, m_now + 1h}), m_now - 1h);
    }
    void whateverIsReplacedNobodyIsOnDutyWhereNothingSaysSo() {
        std::mt19937 random(5);
        for (int round = 0; round < 300; ++round) {
            DutyList list{m_role, {}};
            QMap<int, QString> hours; // who has each hour, by the last word
            for (int change = 0; change < 6; ++change) {
                const int from = static_cast<int>(random() % 40),
                          length = 1 + static_cast<int>(random() % 12);
                const auto who = QString::number(random() % 4);
                const Span span{m_now + std::chrono::hours(from), m_now + std::chrono::hours(from + length)};
                const bool emptied = random() % 4 == 0;
                list.replace(span, emptied ? QList<Shift>() : QList<Shift>{{who, span}});
                for (int hour = from; hour < from + length; ++hour)
                    hours[hour] = emptied ? QString() : who;
            }
            for (int hour = 0; hour < 60; ++hour) {
                const auto onDuty = list.at(m_now + std::chrono::hours(hour) + 30min);
                QCOMPARE(onDuty.isEmpty() ? QString() : onDuty.first().entry, hours.value(hour));
                QVERIFY(onDuty.size() <= 1);
            }
        }
    }
    void aTableIsReadInTheTimeOfTheDepartment() {
        const auto read = plan("Consultant on call,adams,2026-07-01 20:00,2026-07-02 08:00\n"
                               "consultant on call,clark,2026-07-02T08:00,2026-07-02T20:00\n"
                               "Bed manager,brown,2026-12-01 08:00,2026-12-01 20:00\n");
        QVERIFY2(read.has_value(), qPrintable(read ? QString() : read.error().message));
        QCOMPARE(read->changes.size(), 2);
        const auto& change = read->changes.at(1);
        QCOMPARE(toIso(change.span.from), "2026-07-01T19:00:00.000000Z"); // summer time
        QCOMPARE(change.shifts.size(), 2);
        QCOMPARE(read->words.at(1),
                 "Consultant on call: 2 shifts from 2026-07-01 20:00 until 2026-07-02 20:00");
        auto directory = hospital();
        for (const auto& each : read->changes)
            directory.rota.replace(each.role, each.span, each.shifts);
        const auto again = rotaPlanOf(rotaToCsv(directory.rota, {}, starterPolicy()->calendar()), directory,
                                      starterPolicy()->calendar());
        QCOMPARE(again->changes, read->changes);
        QVERIFY(again->words.at(1).endsWith("in the place of 2"));
    }
    void everyFaultOfATableIsNamedWithItsLine() {
        const auto read = plan("Consultant on call,nobody,2026-07-01 20:00,2026-07-02 08:00\n"
                               "Consultant on call,adams,2026-07-02 20:00,2026-07-02 08:00\n"
                               ",adams,2026-07-02 20:00,soon\n"
                               "Consultant on call,consultant-on-call,2026-07-02 08:00,2026-07-02 20:00\n");
        QVERIFY(!read);
        for (const auto* words :
             {"line 2: \"nobody\" is not in the directory", "line 3: it ends before it begins",
              "line 4: the role is missing", "line 4: \"until\" must read like",
              "line 5: \"consultant-on-call\" is no person"})
            QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
        QVERIFY(!plan(""));
        QVERIFY(plan("Night,adams,2026-07-01 20:00,2026-07-01 22:00\nNight,adams,2026-07-01 23:00,2026-07-02 "
                     "02:00\n")
                    ->words.first()
                    .endsWith("; nobody from 2026-07-01 22:00"));
    }
    void theFoldReadsItAndTheLastWordCounts() {
        const auto logged = [&](qint64 seq, const QString& who) {
            journal::LoggedEvent event;
            event.event.eventId = QUuid::createUuid();
            event.event.aggregateKind = journal::aggregate::directory;
            event.event.aggregateId = "rota/" + m_role;
            event.event.kind = journal::kind::directoryRotaSet;
            const Span span{m_now - 1h, m_now + 1h};
            event.event.open = QJsonDocument(toObject(RotaChange{m_role, span, {{who, span}}}))
                                   .toJson(QJsonDocument::Compact);
            event.receipt.seq = seq;
            return event;
        };
        const auto first = logged(1, "adams"), second = logged(2, "clark");
        const auto folded = directoryOf({second, first});
        QCOMPARE(folded, directoryOf({first, second, first}));
        QCOMPARE(folded.rota.of(m_role)->at(m_now).first().entry, "clark");
        QVERIFY(folded.entries.isEmpty());
    }
    void whatTheRotaLacksIsAFaultAWeekBefore() {
        const auto kinds = [&](const Directory& directory) {
            QStringList words;
            for (const auto& fault : faultsOf(directory, *starterPolicy(), m_now))
                if (fault.kind == Fault::Kind::RotaGap || fault.kind == Fault::Kind::RotaNobody)
                    words << fault.words;
            return words;
        };
        auto lone = hospital();
        lone.entries.remove("consultant-on-call");
        const Span week{m_now - 1h, m_now + 24h * 8};
        QVERIFY(kinds(with({{"adams", week}}, lone)).isEmpty());
        QCOMPARE(kinds(with({{"adams", {m_now - 1h, m_now + 48h}}}, lone)),
                 QStringList{"Consultant on call: the rota names nobody from 2026-11-26 09:00, and the role "
                             "has no inbox"});
        QVERIFY(kinds(with({{"adams", {m_now - 1h, m_now + 48h}}})).isEmpty()); // the inbox is read then
        auto mute = hospital();
        mute.entries["adams"].addresses = {{}, {}, "a@x.org", {}};
        QCOMPARE(
            kinds(with({{"adams", week}}, mute)),
            QStringList{
                "Consultant on call: adams is on duty from 2026-11-24 08:00 and has no telephone number"});
        auto gone = hospital();
        gone.entries["adams"].validUntil = m_today.addDays(-1);
        QCOMPARE(
            kinds(with({{"adams", week}}, gone)),
            QStringList{"Consultant on call: adams is on duty from 2026-11-24 08:00, is not there and nobody "
                        "stands in"});
        const auto later =
            faultsOf(with({{"adams", {m_now - 1h, m_now + 48h}}}, lone), *starterPolicy(), m_now);
        const auto gap = std::find_if(later.begin(), later.end(),
                                      [](const Fault& fault) { return fault.kind == Fault::Kind::RotaGap; });
        QVERIFY(gap != later.end());
        QCOMPARE(gap->by, m_today.addDays(2));
        // Whoever is on duty now holds the role.
        const auto holds = faultsOf(with({{"adams", week}}, lone), *starterPolicy(), m_now);
        QVERIFY(std::none_of(holds.begin(), holds.end(),
                             [&](const Fault& fault) { return fault.subject == m_role; }));
        const auto vacant = faultsOf(lone, *starterPolicy(), m_now);
        QVERIFY(std::any_of(vacant.begin(), vacant.end(),
                            [&](const Fault& fault) { return fault.subject == m_role; }));
    }
};

QTEST_APPLESS_MAIN(RotaTest)
#include "RotaTest.moc"
