// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Completeness.h"

#include <QTest>

using namespace vigil::study;
using Retrieval = vigil::store::StudyStore::Retrieval;

class CompletenessTest : public QObject {
    Q_OBJECT
    static InstanceKey key(const QString& series, int number) {
        return {"1", series, "1.2.840.10008.5.1.4.1.1.2", series + "." + QString::number(number)};
    }
    static StoredObject object(const QString& series, int number) {
        StoredObject stored;
        stored.header.key = key(series, number);
        stored.header.seriesNumber = 3;
        stored.header.seriesDescription = "Thorax lung";
        stored.header.modality = "CT";
        return stored;
    }
    static Study study(int count) {
        Study result;
        result.studyUid = "1";
        result.instanceCount = count;
        return result;
    }
    static Retrieval retrieved(int expected, const QList<InstanceKey>& missing = {}, int failed = 0) {
        return {expected, missing, {}, true, failed, expected};
    }

private Q_SLOTS:
    void everythingHereIsComplete() {
        const auto state = completenessOf(study(2), retrieved(2), {object("a", 1), object("a", 2)}, {});
        QVERIFY(state.isComplete());
        QCOMPARE(state.here, 2);
        QVERIFY(state.contradiction.isEmpty());
    }
    void whatIsMissingIsNamedBySeries() {
        const auto state = completenessOf(study(5), retrieved(5, {key("a", 3), key("b", 1), key("b", 2)}, 3),
                                          {object("a", 1), object("a", 2)}, {});
        QVERIFY(!state.isComplete());
        QCOMPARE(state.here, 2);
        QCOMPARE(missingText(state.series),
                 "2 of a series of which nothing is here, 1 of series 3 (Thorax lung)");
        QCOMPARE(missingText(state.series, 1), "2 of a series of which nothing is here, 1 of other series");
    }
    void whatCameSinceIsNotMissingAnyMore() {
        const auto state =
            completenessOf(study(2), retrieved(2, {key("a", 2)}), {object("a", 1), object("a", 2)}, {});
        QVERIFY(state.isComplete());
        QCOMPARE(state.here, 2);
    }
    void aRetrieveThatBrokeOffBeforeTheListProvesNothing() {
        auto last = retrieved(3);
        last.listKnown = false;
        last.message = "The PACS does not answer.";
        const auto state = completenessOf(study(5), last, {object("a", 1)}, {});
        QVERIFY(!state.isComplete());
        QCOMPARE(state.expected, 5);
        QCOMPARE(state.here, 1);
        QCOMPARE(state.problem, last.message);
    }
    void countersThatDoNotFitTheDiskAreSaid() {
        QVERIFY(contradictionOf(0, 0).isEmpty());
        QVERIFY(contradictionOf(2, 2).isEmpty());
        QVERIFY(contradictionOf(0, 2).contains("has sent all"));
        QVERIFY(contradictionOf(2, 0).contains("all are here"));
        QVERIFY(contradictionOf(1, 2).contains("counted 1"));
    }
    void aStudyThatGrowsOrShrinksIsNoticed() {
        const QList<StoredObject> here{object("a", 1), object("a", 2)};
        QCOMPARE(completenessOf(study(4), retrieved(2), here, {}).grownBy, 2);
        QVERIFY(!completenessOf(study(4), retrieved(2), here, {}).isComplete());
        QCOMPARE(completenessOf(study(1), retrieved(2), here, {}).shrunkBy, 1);
        QCOMPARE(completenessOf(study(-1), retrieved(2), here, {}).shrunkBy, 0);
    }
    void aPacsThatAlwaysCountsMoreDoesNotGrowForEver() {
        auto last = retrieved(2);
        last.studyCount = 4; // STUDY level said 4 while IMAGE level named 2
        QCOMPARE(completenessOf(study(4), last, {}, {}).grownBy, 0);
        QCOMPARE(completenessOf(study(5), last, {}, {}).grownBy, 1);
    }
    void whatIsCountedAndNeitherNamedNorSentIsNotProved() {
        auto last = retrieved(2);
        last.studyCount = last.counted = 4;
        last.unproved = 2;
        const QList<StoredObject> here{object("a", 1), object("a", 2)};
        const auto state = completenessOf(study(4), last, here, {});
        QVERIFY(!state.isComplete());
        QCOMPARE(state.grownBy, 0);
        QCOMPARE(state.here, 2);
        QCOMPARE(unprovedText(state),
                 "The PACS counts 4 images and names 2. It is not proved that what is here is all.");
        // Others came since, pushed or fetched otherwise.
        const auto more = completenessOf(study(4), last, here + QList{object("b", 1), object("b", 2)}, {});
        QCOMPARE(more.unproved, 0);
        QVERIFY(more.isComplete());
        QVERIFY(unprovedText(more).isEmpty());
    }
    void whatIsOnlyCountedIsSaidAsSuch() {
        auto last = retrieved(2);
        last.onlyCounted = true;
        const QList<StoredObject> here{object("a", 1), object("a", 2)};
        QVERIFY(completenessOf(study(2), last, here, {}).isComplete());
        last.unproved = 3;
        const auto state = completenessOf(study(5), last, here, {});
        QVERIFY(!state.isComplete());
        QVERIFY(unprovedText(state).contains("counts 5 images and does not name them; 2 are here"));
    }
    void ownReportsAreNoGrowth() {
        const QList<StoredObject> here{object("a", 1), object("a", 2)};
        QCOMPARE(completenessOf(study(3), retrieved(2), here, {"own"}).grownBy, 0);
        QCOMPARE(completenessOf(study(4), retrieved(2), here, {"own"}).grownBy, 1);
    }
};

QTEST_GUILESS_MAIN(CompletenessTest)
#include "CompletenessTest.moc"
