// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QList>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>

namespace vigil::test {

/// How long the event loop of the thread that made it was away from its timers: a timer of 10 ms notes every
/// gap. What the machine withheld is no fault of the program's: taken off are the time that this thread stood
/// ready and was not run (/proc/thread-self/schedstat of Linux, where there is one) or, when that is longer,
/// the time by which a thread that does nothing but sleep 10 ms came too late in the same gap.
class LoopGaps {
public:
    using Clock = std::chrono::steady_clock;
    using Ms = std::chrono::duration<double, std::milli>;

    struct Step {
        const char* name = "";
        double longest = 0;  ///< ms between two ticks
        double withheld = 0; ///< ms of that gap
        double worst = 0;    ///< ms that the program itself was away, of the worst gap
        int ticks = 0;
    };

    LoopGaps() : m_control([this] { sleepAndCompare(); }) {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(tick);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { note(); });
    }
    ~LoopGaps() {
        m_stop = true;
        m_control.join();
    }
    LoopGaps(const LoopGaps&) = delete;
    LoopGaps& operator=(const LoopGaps&) = delete;

    /// From here on gaps belong to this step. Returns to the event loop in between are the caller's.
    void begin(const char* name) {
        if (m_timer.isActive()) note();
        m_steps.append({name});
        m_last = now();
        m_timer.start();
    }
    /// The time that the test itself needs from here on is nobody's.
    void pause() {
        if (!m_timer.isActive()) return;
        note();
        m_timer.stop();
    }
    [[nodiscard]] const QList<Step>& steps() const { return m_steps; }
    void print() const {
        for (const auto& step : m_steps)
            std::printf("%-44s longest gap %6.1f ms, withheld %6.1f ms, own worst %6.1f ms, %d ticks\n",
                        step.name, step.longest, step.withheld, step.worst, step.ticks);
        std::fflush(stdout);
    }

private:
    static constexpr std::chrono::milliseconds tick{10};

    struct Moment {
        Clock::time_point at;
        double notRun = 0; ///< ms that this thread waited for a processor so far
        double late = 0;   ///< ms by which the control thread was late so far
    };
    [[nodiscard]] Moment now() const { return {Clock::now(), notRun(), m_late.load()}; }
    static double notRun() {
        QFile file(QStringLiteral("/proc/thread-self/schedstat"));
        if (!file.open(QIODevice::ReadOnly)) return 0;
        return file.readAll().split(' ').value(1).toDouble() / 1e6;
    }
    void note() {
        const auto here = now();
        const double gap = Ms(here.at - m_last.at).count();
        const double withheld = std::max(here.notRun - m_last.notRun, here.late - m_last.late);
        m_last = here;
        auto& step = m_steps.last();
        ++step.ticks;
        if (gap > step.longest) {
            step.longest = gap;
            step.withheld = withheld;
        }
        step.worst = std::max(step.worst, gap - withheld);
    }
    void sleepAndCompare() {
        while (!m_stop) {
            const auto before = Clock::now();
            std::this_thread::sleep_for(tick);
            m_late = m_late + std::max(0.0, Ms(Clock::now() - before - tick).count());
        }
    }

    QTimer m_timer;
    QList<Step> m_steps;
    Moment m_last;
    std::atomic<bool> m_stop{false};
    std::atomic<double> m_late{0};
    std::thread m_control;
};

} // namespace vigil::test
