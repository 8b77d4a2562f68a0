// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Schedule.h"

#include <QElapsedTimer>
#include <QTest>

#include <spdlog/spdlog.h>

using namespace vigil;
using namespace vigil::test;

/// Signature test: whatever happens on the way, in the end all sides are equal, no event is lost, none is
/// there twice. ConvergenceLongTest runs thousands of schedules.
class ConvergenceTest : public QObject {
    Q_OBJECT

    static void add(QMap<QString, int>& to, const QMap<QString, int>& counts) {
        for (auto it = counts.cbegin(); it != counts.cend(); ++it)
            to[it.key()] += it.value();
    }

private Q_SLOTS:
    void initTestCase() { spdlog::set_level(spdlog::level::critical); }
    void allSidesEndEqual() {
        QElapsedTimer timer;
        timer.start();
        QMap<QString, int> struck;
        QMap<QString, int> reached;
        int schedules = 0;
        for (quint32 seed = 1; seed <= 50; ++seed) {
            Schedule schedule(seed);
            for (int part = 0; part < 10; ++part, ++schedules) {
                const auto wrong = schedule.run(18);
                QVERIFY2(wrong.isEmpty(),
                         qPrintable(QStringLiteral("seed %1 part %2: %3").arg(seed).arg(part).arg(wrong)));
            }
            add(struck, schedule.struck());
            add(reached, schedule.reached());
        }
        qInfo("%d schedules in %lld ms", schedules, timer.elapsed());
        for (const auto* needed : {"partition", "crash", "lost cache", "restore", "unseen append",
                                   "another log", "lost append", "lost since", "lost bootstrap"})
            QVERIFY2(struck.value(needed) > 0, needed);
        // Acts had their effect: without it all clients would agree on nothing.
        using State = alert::State;
        for (const auto needed : {State::Department, State::Delivered, State::Viewed, State::Acknowledged,
                                  State::ActedOn, State::Closed, State::Declined, State::Escalated,
                                  State::NoRoute, State::Withdrawn, State::Superseded, State::DocumentedOnly})
            QVERIFY2(reached.value(toText(needed)) >= 10, qPrintable(toText(needed)));
    }
};

QTEST_GUILESS_MAIN(ConvergenceTest)
#include "ConvergenceTest.moc"
