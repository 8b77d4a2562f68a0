// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/directory/DirectoryImport.h"

#include "core/directory/CsvTable.h"
#include "tests/support/DirectoryBuilder.h"
#include "tests/support/Futures.h"

#include <QTest>

using namespace vigil;
using namespace vigil::directory;
using namespace vigil::test;

class DirectoryImportTest : public QObject {
    Q_OBJECT
private:
    static constexpr auto table = "id,kind,name,roles,telephone,mail,cover,verified_on,verified_by\n"
                                  "jones,person,\"Jones^Ann\",Consultant; Clinical lead,0161 496 0001,a@b.uk,"
                                  "smith 2026-12-21..2027-01-04,2026-11-01,Fay\n"
                                  "\n"
                                  "smith,person,Smith^Bo,Consultant,0161 496 0002,,,,\n";
    static Result<ImportPlan> planFor(const QByteArray& csv, const Directory& directory, Extent extent) {
        return planOf(csv, directory, extent, QDate(2026, 11, 24));
    }
    static QString fault(const QByteArray& csv, const Directory& directory = {}) {
        const auto plan = planFor(csv, directory, Extent::Part);
        return plan ? QStringLiteral("no fault") : plan.error().message;
    }
    static Directory after(const ImportPlan& plan) { return aDirectory(plan.added + plan.changed); }

private Q_SLOTS:
    void aTableBecomesEntries() {
        const auto plan = planFor(table, {}, Extent::Part);
        VIGIL_VERIFY(plan);
        QCOMPARE(plan->added.size(), 2);
        const auto jones = plan->added.first();
        QCOMPARE(jones.roles, (QStringList{"Consultant", "Clinical lead"}));
        QCOMPARE(jones.cover.first(), (Cover{"smith", {2026, 12, 21}, {2027, 1, 4}}));
        QCOMPARE(jones.verifiedBy, "Fay");
        QVERIFY(plan->words.first().startsWith("adds person jones"));
    }
    void whatIsTheSameIsNoChange() {
        const auto first = planFor(table, {}, Extent::Part);
        VIGIL_VERIFY(first);
        QVERIFY(planFor(table, after(*first), Extent::Whole)->isEmpty());
    }
    void changesAreToldByPartAndUnmentionedColumnsStay() {
        const auto known = aDirectory({aPerson("jones").named("Jones^Ann").holding("Consultant")});
        const auto plan =
            planFor("id,kind,name,roles\njones,person,Jones^Ann,Clinical lead\n", known, Extent::Part);
        VIGIL_VERIFY(plan);
        QCOMPARE(plan->words, QStringList{"changes person jones (Clinical lead): roles"});
        QCOMPARE(plan->changed.first().addresses, known.entry("jones")->addresses);
        QCOMPARE(plan->changed.first().verifiedOn, known.entry("jones")->verifiedOn);
    }
    void aNewAddressIsNotVerifiedByWhoLookedAtTheOldOne() {
        const QDate looked{2026, 11, 1};
        const auto known = aDirectory({aPerson("jones").reachedBy({"0161 1", {}, {}, {}}).verified(looked)});
        const auto verifiedOn = [&](const QByteArray& cells) {
            const auto plan = planFor(
                "id,kind,name,roles,telephone,verified_on,verified_by\njones,person,jones,," + cells + '\n',
                known, Extent::Part);
            return plan->changed.isEmpty() ? known.entry("jones")->verifiedOn
                                           : plan->changed.first().verifiedOn;
        };
        QCOMPARE(verifiedOn("0161 1,,"), looked);
        QCOMPARE(verifiedOn("0161 1,2026-10-01,Fay"), looked);
        QCOMPARE(verifiedOn("0161 2,,"), QDate());
        QCOMPARE(verifiedOn("0161 2,2026-11-01,Fay"), QDate()); // as it was exported
        QCOMPARE(verifiedOn("0161 2,2026-10-01,Fay"), QDate());
        QCOMPARE(verifiedOn("0161 2,2026-11-02,Fay"), QDate(2026, 11, 2));
    }
    void aTableWithoutEntriesIsNotTheWholeDirectory() {
        const auto known = aDirectory({aPerson("jones")});
        const auto none = planFor("id,kind,name,roles\n", known, Extent::Whole);
        QVERIFY(!none);
        QVERIFY(none.error().message.contains("would retire everybody"));
        QVERIFY(planFor("id,kind,name,roles\n", known, Extent::Part)->isEmpty());
    }
    void whoIsMissingIsRetiredOnlyWhenTheTableIsTheWhole() {
        auto known = aDirectory({aPerson("jones"), aPerson("old")});
        const QByteArray csv = "id,kind,name,roles\njones,person,jones,\n";
        QVERIFY(planFor(csv, known, Extent::Part)->retired.isEmpty());
        const auto plan = planFor(csv, known, Extent::Whole);
        QCOMPARE(plan->retired, QStringList{"old"});
        QVERIFY(plan->words.last().startsWith("retires person old"));
        known.entries["old"].retired = true;
        QVERIFY(planFor(csv, known, Extent::Whole)->retired.isEmpty());
    }
    void faultsAreNamedWithTheirLine_data() {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("words");
        const QByteArray head = "id,kind,name,roles,telephone,mail,opens,closes,cover,valid_from,valid_until,"
                                "verified_on,verified_by\nok,person,Ok,,,,,,,,,,\n";
        const auto row = [&](const char* name, const QByteArray& line, const char* words) {
            QTest::newRow(name) << head + line + '\n' << QString::fromLatin1(words);
        };
        row("id", "b c,person,N,,,,,,,,,,", "line 3: the id");
        row("kind", "b,robot,N,,,,,,,,,,", "line 3: the kind");
        row("name", "b,person,,,,,,,,,,,", "line 3: the name");
        row("mail", "b,person,N,,,nobody,,,,,,,", "line 3: \"mail\"");
        row("telephone", "b,person,N,,x1,,,,,,,,", "line 3: \"x1\"");
        row("hours", "b,practice,N,,,,18:00,08:00,,,,,", "line 3: \"opens\"");
        row("cover", "b,person,N,,,,,,ok 2026-12-24..2026-12-01,,,,", "line 3: \"cover\"");
        row("deputy", "b,person,N,,,,,,who 2026-12-01..2026-12-24,,,,", "line 3: the deputy");
        row("days", "b,person,N,,,,,,,2027-01-01,2026-01-01,,", "line 3: \"valid_until\"");
        row("date", "b,person,N,,,,,,,1/2/2027,,,", "line 3: \"valid_from\"");
        row("verified", "b,person,N,,,,,,,,,2026-11-01,", "line 3: \"verified_on\"");
        row("verified tomorrow", "b,person,N,,,,,,,,,2026-11-25,Fay",
            "line 3: \"verified_on\" is in the future");
        row("cells", "b,person,N", "line 3: 3 values");
        row("twice", "ok,person,N,,,,,,,,,,", "line 3: the id \"ok\" stands twice");
        row("quotes", "b,person,\"N,,,,,,,,,,", "line 3: a quotation mark that is not closed");
        row("after quotes", "b,person,\"N\"x,,,,,,,,,,", "line 3: text after");
        row("latin1", "b,person,M\xFCller,,,,,,,,,,", "line 3: this is not UTF-8");
        QTest::newRow("column") << QByteArray("id,kind,name,roles,fax\n") << "line 1: the column \"fax\"";
        QTest::newRow("no column") << QByteArray("id,kind,name\n") << "line 1: the column \"roles\"";
        QTest::newRow("empty") << QByteArray("\n") << "line 1";
    }
    void faultsAreNamedWithTheirLine() {
        QFETCH(const QByteArray, csv);
        QFETCH(const QString, words);
        const auto message = fault(csv);
        QVERIFY2(message.contains(words), qPrintable(message));
    }
    void everyFaultyLineIsNamedAtOnce() {
        const auto message = fault("id,kind,name,roles\na,x,N,\nb,y,N,\n");
        QVERIFY(message.contains("line 2") && message.contains("line 3"));
    }
    void quotesLineEndsAndTheMarkOfSpreadsheetsAreRead() {
        const auto read = CsvTable::parse("\xEF\xBB\xBFid,name\r\n1,\"a \"\"b\"\",\nc\"\r\n2,x");
        VIGIL_VERIFY(read);
        QCOMPARE(read->rows.size(), 3);
        QCOMPARE(read->rows.at(0).cells, (QStringList{"id", "name"}));
        QCOMPARE(read->rows.at(1).cells.at(1), "a \"b\",\nc");
        QCOMPARE(read->rows.at(2).line, 4);
    }
    void whatIsWrittenReadsTheSame() {
        const auto directory =
            aDirectory({aPerson("a")
                            .named("O\"Hara^Al, Jr")
                            .holding("X")
                            .holding("Y")
                            .onLeave("b", {2026, 1, 1}, {2026, 1, 2}),
                        aPractice("b").reachedBy({"123", "456", "a@b", "F1"}).openFrom({8, 0}, {18, 30})});
        const auto plan = planFor(toCsv(directory), {}, Extent::Whole);
        VIGIL_VERIFY(plan);
        QCOMPARE(after(*plan), directory);
    }
};

QTEST_GUILESS_MAIN(DirectoryImportTest)
#include "DirectoryImportTest.moc"
