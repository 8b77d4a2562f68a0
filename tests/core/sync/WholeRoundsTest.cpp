// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/WholeRounds.h"

#include <QTest>

using namespace vigil::sync;
using namespace std::chrono_literals;

class WholeRoundsTest : public QObject {
    Q_OBJECT
    const WholeRounds::Time m_start{1h};

    /// After a whole round that ended at the start, and a wait that ended like this.
    WholeRounds rounds(const News& news, bool byItself) const {
        WholeRounds rounds;
        rounds.wholeEnded(m_start, 0ms);
        rounds.waited(news, byItself);
        return rounds;
    }

private Q_SLOTS:
    void theFirstRoundIsAWholeOne() {
        QVERIFY(WholeRounds().isDue(m_start));
        QCOMPARE(WholeRounds().until(m_start, 30s), 30s);
    }
    void newsInBetweenAreAnsweredByAShortOne() {
        QVERIFY(!rounds({.log = true}, false).isDue(m_start + 1s));
        QVERIFY(!rounds({.presence = true}, false).isDue(m_start + 19s));
        QVERIFY(!rounds({}, true).isDue(m_start + 19'999ms));
        QVERIFY(rounds({.connection = true}, false).isDue(m_start + 1s));
    }
    void itComesWhenTheTimeIsUpAndNobodyHasNews() { QVERIFY(rounds({}, true).isDue(m_start + 20s)); }
    void newsPutItOffFiveSecondsAndNoLonger() {
        for (const auto& news : {News{.log = true}, News{.presence = true}}) {
            for (const bool byItself : {false, true}) {
                QVERIFY(!rounds(news, byItself).isDue(m_start + 24'999ms));
                QVERIFY(rounds(news, byItself).isDue(m_start + 25s));
            }
        }
        QVERIFY(!rounds({}, false).isDue(m_start + 24s)); // an act of this computer ended the wait
    }
    void windowsThatWereOpenedTogetherDoNotAskTogether() {
        auto early = rounds({}, true);
        early.wholeEnded(m_start, 5s);
        QVERIFY(!early.isDue(m_start + 14'999ms));
        QVERIFY(early.isDue(m_start + 15s));
    }
    void aWaitEndsWhenItIsDue() {
        const auto all = rounds({}, true);
        QCOMPARE(all.until(m_start, 30s), 20s);
        QCOMPARE(all.until(m_start + 12s, 30s), 8s);
        QCOMPARE(all.until(m_start + 12s, 3s), 3s);
        QCOMPARE(all.until(m_start + 22s, 30s), 0s);
    }
    void afterAFailureAndWithoutAWaitItIsAWholeOne() {
        auto failed = rounds({.log = true}, false);
        failed.failed();
        QVERIFY(failed.isDue(m_start + 1s));
        QCOMPARE(failed.until(m_start + 1s, 30s), 30s);
        auto unheard = rounds({.log = true}, false);
        unheard.ended();
        QVERIFY(unheard.isDue(m_start + 1s));
    }
};

QTEST_GUILESS_MAIN(WholeRoundsTest)
#include "WholeRoundsTest.moc"
