// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Schedule.h"

#include <QTest>

#include <spdlog/spdlog.h>

using namespace vigil::test;

/// The convergence signature test with many more seeds and longer ways; VIGIL_FIRST_SEED moves the
/// range, VIGIL_WORLDS sets how many worlds of ten schedules.
class ConvergenceLongTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { spdlog::set_level(spdlog::level::critical); }
    void allSidesEndEqual() {
        const auto first = qEnvironmentVariableIntValue("VIGIL_FIRST_SEED") + 1000;
        const auto given = qEnvironmentVariableIntValue("VIGIL_WORLDS");
        const int worlds = given > 0 ? given : 1000;
        constexpr int schedulesEach = 10;
        qsizetype events = 0;
        for (int seed = first; seed < first + worlds; ++seed) {
            Schedule schedule(static_cast<quint32>(seed));
            for (int part = 0; part < schedulesEach; ++part) {
                const auto wrong = schedule.run(40);
                QVERIFY2(wrong.isEmpty(),
                         qPrintable(QStringLiteral("seed %1 part %2: %3").arg(seed).arg(part).arg(wrong)));
            }
            events += schedule.events();
        }
        qInfo("%d schedules, %lld events", worlds * schedulesEach, static_cast<long long>(events));
    }
};

QTEST_GUILESS_MAIN(ConvergenceLongTest)
#include "ConvergenceLongTest.moc"
