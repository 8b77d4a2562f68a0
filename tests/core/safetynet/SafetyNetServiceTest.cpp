// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/safetynet/SafetyNetService.h"
#include "core/store/StudyStore.h"
#include "tests/support/Desk.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/Futures.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace vigil;
using namespace vigil::safetynet;
using namespace vigil::test;
using namespace std::chrono_literals;

class SafetyNetServiceTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    const QUuid m_logId = QUuid::createUuid();
    qint64 m_seq = 0;

    SafetyNetService& net() { return m_desk->safetyNet(); }
    QList<NetRow> open(NetList list) {
        const auto found = waitFor(net().rows(net().usual()));
        if (!found) qFatal("%s", qPrintable(found.error().message + found.error().detail));
        QList<NetRow> rows;
        for (const auto& row : found->rows)
            if (row.list == list) rows << row;
        return rows;
    }
    /// Signs a report that says so; the remark of the missing alert is dismissed.
    QString signedReport(const QString& impression) {
        auto& reports = m_desk->reports();
        const auto opened = waitFor(reports.openDraft(aPatient(), {aStudy()}));
        auto content = opened->content;
        content.sections = aReport().withFindings(impression).withImpression(impression).build().sections;
        const auto revision = waitFor(reports.saveDraft(content, opened->revision));
        auto context = aSignContext();
        context.dismissed = waitFor(reports.check(content.reportId, context))->remarks;
        const auto outcome = waitFor(
            reports.sign(content.reportId, *revision, report::Pin(QLatin1String(Desk::pin)), context));
        if (!outcome) qFatal("%s", qPrintable(outcome.error().message));
        return content.reportId;
    }
    /// The department's log says that somebody else has signed.
    void signedElsewhere(const QString& studyUid, const QString& reportId, const QString& state,
                         const QJsonArray& asserted = {}) {
        const QJsonObject open{{"report", reportId},
                               {"state", state},
                               {"procedures", QJsonArray{QJsonObject{{"studyUid", studyUid}}}},
                               {"asserted", asserted}};
        journal::LoggedEvent logged;
        logged.event = EventBuilder(journal::kind::reportSigned)
                           .on(journal::aggregate::study, studyUid)
                           .at(m_desk->clock.now())
                           .withOpen(QJsonDocument(open).toJson(QJsonDocument::Compact));
        logged.receipt.logId = m_logId;
        logged.receipt.seq = ++m_seq;
        logged.receipt.receivedAt = m_desk->clock.now();
        VIGIL_VERIFY(m_desk->journal().take({logged}, store::departmentDestination, std::nullopt));
    }
    void study(const QString& uid, const QDateTime& dueAt, const QDate& taken = QDate(2026, 11, 20)) {
        auto study = aStudy(uid);
        study.studyTime = QDateTime(taken, QTime(9, 0));
        QVERIFY(m_desk->data().cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) {
            return store::StudyStore::upsert(cache, study, dueAt, m_desk->clock.now());
        }));
    }
    void reportOf(const QString& uid, const QString& state) {
        QVERIFY(m_desk->data().cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) {
            return store::StudyStore::setReport(cache, uid, {"r", state, m_desk->clock.now()});
        }));
    }
    [[nodiscard]] QDateTime hours(int hours) const {
        return toDateTime(m_desk->clock.now()).toUTC().addSecs(hours * 3600);
    }
    template <class T>
    static QString refusedBecause(const Result<T>& result) {
        return result ? QString() : result.error().message;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_desk->setPin();
    }
    void cleanup() {
        m_desk.reset();
        m_folder.reset();
    }
    void aFinalReportThatAssertsAMustAlertFindingWithoutAnAlertIsOnTheList() {
        signedReport("Large tension pneumothorax on the left.");
        const auto rows = open(NetList::Unalerted);
        QCOMPARE(rows.size(), 1);
        QVERIFY2(rows.first().what.contains("pneumothorax"), qPrintable(rows.first().what));
        QCOMPARE(rows.first().patient, aPatient());
        QCOMPARE(rows.first().owner.role, "Fail-safe officer");
    }
    void whatIsDeniedOrHistoricalIsNot() {
        signedReport("No tension pneumothorax. Previous tension pneumothorax has resolved.");
        QVERIFY(open(NetList::Unalerted).isEmpty());
    }
    void anAlertTakesTheRowAwayAndItsWithdrawalBringsItBack() {
        signedReport("Large tension pneumothorax on the left.");
        const auto alert = m_desk->raise(anAlertDraft().build());
        VIGIL_VERIFY(alert);
        QVERIFY(open(NetList::Unalerted).isEmpty());
        VIGIL_VERIFY(waitFor(m_desk->alerts().withdraw(*alert, "wrong study")));
        QCOMPARE(open(NetList::Unalerted).size(), 1);
    }
    void aReportOfAnotherComputerIsKnownByItsSignature() {
        signedElsewhere("1.2.3", "elsewhere", "final",
                        {QJsonObject{{"finding", "pe"},
                                     {"label", "Pulmonary embolism"},
                                     {"words", "pulmonary embolism"},
                                     {"term", "pulmonary embolism"}}});
        const auto rows = this->open(NetList::Unalerted);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().rowId, unalertedId("elsewhere", "pe"));
    }
    void twoFinalReportsOfOneStudyAreARowUntilOneIsIssuedInError() {
        const auto uid = aStudy().studyUid;
        signedReport("Normal study.");
        QVERIFY(open(NetList::Twice).isEmpty());
        signedElsewhere(uid, "elsewhere", "preliminary");
        QVERIFY(open(NetList::Twice).isEmpty());
        m_desk->clock.advance(1h);
        signedElsewhere(uid, "elsewhere", "final");
        const auto rows = open(NetList::Twice);
        QCOMPARE(rows.size(), 1);
        QVERIFY(rows.first().mine);
        QCOMPARE(rows.first().owner.name, aRadiologist().name);
        QCOMPARE(rows.first().studyUid, uid);
        QCOMPARE(rows.first().since, m_desk->clock.now());
        signedElsewhere(uid, "elsewhere", "addended"); // the same report, one more time
        QCOMPARE(open(NetList::Twice).first().rowId, rows.first().rowId);
        signedElsewhere(uid, "elsewhere", "issued-in-error");
        QVERIFY(open(NetList::Twice).isEmpty());
    }
    void twoReportsOfOthersAreNobodysOwnHere() {
        signedElsewhere("1.2.9", "one", "final");
        signedElsewhere("1.2.9", "two", "final");
        QCOMPARE(open(NetList::Twice).size(), 1);
        QVERIFY(!open(NetList::Twice).first().mine);
        QVERIFY(waitFor(net().twiceOfMine())->isEmpty());
    }
    void whatWasSettledIsOpenAgainWhenAFurtherReportComes() {
        signedElsewhere("1.2.9", "one", "final");
        signedElsewhere("1.2.9", "two", "final");
        VIGIL_VERIFY(waitFor(net().resolve(open(NetList::Twice).first().rowId, "both say the same")));
        QVERIFY(open(NetList::Twice).isEmpty());
        signedElsewhere("1.2.9", "three", "final");
        QCOMPARE(open(NetList::Twice).size(), 1);
    }
    void aRowOfTwoReportsLeavesNeitherByAgeNorWithTheMirror() {
        signedElsewhere("1.2.9", "one", "final");
        signedElsewhere("1.2.9", "two", "final");
        signedElsewhere("1.2.8", "three", "final");
        m_desk->clock.advance(24h * 200);
        VIGIL_VERIFY(m_desk->journal().dropEnded(m_desk->clock.now() - 24h * 30, {}));
        QCOMPARE(open(NetList::Twice).size(), 1);
        const auto others = m_desk->data().cacheReader().runAndWait([&](const store::Database& cache) {
            return m_desk->journalStore().eventsOf(cache, journal::aggregate::study, "1.2.8");
        });
        QVERIFY(others && others->isEmpty());
    }
    void theSignatureSaysWhatTheTextAssertsAndNotTheWordsOfARestrictedFinding() {
        signedReport("Metaphyseal corner fractures, suspected non-accidental injury.");
        const auto own = m_desk->data().recordsReader().runAndWait(
            [&](const store::Database& records) { return m_desk->journalStore().ownUnaccepted(records); });
        const auto event = std::find_if(own->begin(), own->end(), [](const store::OwnEvent& each) {
            return each.event.kind == journal::kind::reportSigned;
        });
        QVERIFY(event != own->end());
        const auto asserted = QJsonDocument::fromJson(event->event.open).object().value("asserted").toArray();
        QCOMPARE(asserted.size(), 1);
        QCOMPARE(asserted.first().toObject().value("finding").toString(), "suspected-abuse");
        QCOMPARE(asserted.first().toObject().value("words").toString(), "");
    }
    void aStudyPastItsLimitWithoutAReportIsOnTheList_data() {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("listed");
        QTest::newRow("nothing") << "" << true;
        QTest::newRow("preliminary") << "preliminary" << true;
        QTest::newRow("final") << "final" << false;
        QTest::newRow("amended") << "amended" << false;
        QTest::newRow("issued in error") << "issued-in-error" << true;
    }
    void aStudyPastItsLimitWithoutAReportIsOnTheList() {
        QFETCH(const QString, state);
        QFETCH(const bool, listed);
        study("1.2.3", hours(-1));
        study("1.2.4", hours(1)); // not yet
        if (!state.isEmpty()) reportOf("1.2.3", state);
        const auto rows = open(NetList::Unreported);
        QCOMPARE(rows.size(), listed ? 1 : 0);
        if (!listed) return;
        QCOMPARE(rows.first().studyUid, "1.2.3");
        QVERIFY(rows.first().what.startsWith("routine"));
        QCOMPARE(rows.first().what.contains("preliminary"), state == "preliminary");
    }
    void olderOnesAreCountedAndListedOnRequest() {
        study("1.2.3", hours(-24 * 200), QDate(2026, 3, 1));
        QVERIFY(open(NetList::Unreported).isEmpty());
        QCOMPARE(waitFor(net().rows(net().usual()))->older, 1);
        QCOMPARE(waitFor(net().rows({}))->rows.size(), 1);
    }
    void aRowIsResolvedBySomebodyWithAReasonAndCanBeReopened() {
        study("1.2.3", hours(-1));
        const auto row = unreportedId("1.2.3");
        QSignalSpy changed(&m_desk->events, &Events::safetyNetChanged);
        QVERIFY(refusedBecause(waitFor(net().resolve(row, "  "))).contains("Say why"));
        QVERIFY(refusedBecause(waitFor(net().resolve("unreported/9", "so"))).contains("on no list"));
        QVERIFY(refusedBecause(waitFor(net().reopen(row, "so"))).contains("is open"));
        QCOMPARE(m_desk->wakes, 0);
        VIGIL_VERIFY(waitFor(net().resolve(row, "read in the other hospital")));
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(open(NetList::Unreported).isEmpty());
        QVERIFY(refusedBecause(waitFor(net().resolve(row, "again"))).contains("already"));
        NetFilter all;
        all.which = NetFilter::Which::All;
        const auto kept = waitFor(net().rows(all))->rows.first().resolution;
        QCOMPARE(kept.reason, "read in the other hospital");
        QCOMPARE(kept.by.name, aRadiologist().name);
        VIGIL_VERIFY(waitFor(net().reopen(row, "it was another study")));
        QCOMPARE(open(NetList::Unreported).size(), 1);
        QCOMPARE(m_desk->contradiction(), QString());
    }
    void resolvedRowsTakeNoPlaceFromOthers() {
        for (int i = 0; i < 4; ++i)
            study(QStringLiteral("1.2.%1").arg(i), hours(-10 + i));
        VIGIL_VERIFY(waitFor(net().resolve(unreportedId("1.2.0"), "so")));
        auto filter = net().usual();
        filter.limit = 3;
        const auto found = waitFor(net().rows(filter));
        QCOMPARE(found->rows.size(), 3);
        QVERIFY(!found->more);
        filter.limit = 2;
        QVERIFY(waitFor(net().rows(filter))->more);
    }
    void whatPeopleDecidedDoesNotDependOnTheOrderOfArrival() {
        std::mt19937 random(20261124);
        const QStringList kinds{journal::kind::safetyNetResolved, journal::kind::safetyNetReopened,
                                "safetynet.from_the_future"};
        for (int round = 0; round < 500; ++round) {
            QList<journal::LoggedEvent> events;
            const int count = 1 + static_cast<int>(random() % 6);
            for (int i = 0; i < count; ++i) {
                journal::LoggedEvent logged;
                logged.event = EventBuilder(kinds.at(static_cast<qsizetype>(random() % 3)))
                                   .on(journal::aggregate::safetyNet, "row")
                                   .withOpen(random() % 3 ? R"({"reason":"so"})" : R"({"reason":""})");
                logged.receipt.seq = i + 1;
                events << logged;
            }
            const auto expected = resolutionOf(events);
            const auto last = std::find_if(events.rbegin(), events.rend(), [&](const auto& each) {
                return each.event.kind == kinds.at(2) || each.event.open.contains("\"so\"");
            });
            const bool resolved =
                last != events.rend() && last->event.kind == journal::kind::safetyNetResolved;
            QCOMPARE(expected.resolved, resolved); // in doubt it is open
            std::shuffle(events.begin(), events.end(), random);
            QCOMPARE(resolutionOf(events), expected);
        }
    }
};

QTEST_GUILESS_MAIN(SafetyNetServiceTest)
#include "SafetyNetServiceTest.moc"
