// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/RetrieveSchedule.h"
#include "core/study/Completeness.h"
#include "tests/fakes/FixedClock.h"

#include <QTest>

#include <random>
#include <set>

using namespace vigil;
using namespace vigil::study;
using namespace std::chrono_literals;
using State = RetrieveSchedule::State;
using Place = RetrieveSchedule::Place;
using Priority = RetrievePriority;

class RetrieveScheduleTest : public QObject {
    Q_OBJECT
    test::FixedClock m_clock;
    std::unique_ptr<RetrieveSchedule> m_schedule;

    static RetrieveOutcome outcome(int missing, int expected = 10) {
        RetrieveOutcome result;
        result.expected = expected;
        result.received = expected - missing;
        for (int i = 0; i < missing; ++i)
            result.missing << InstanceKey{"1", "1.1", "1.2.840.10008.5.1.4.1.1.2", QString::number(i)};
        return result;
    }
    static Error fault(Error::Code code) { return {code, "The PACS says so.", {}}; }
    void want(const QString& uid, Priority priority, const QString& source = "main") {
        m_schedule->want(uid, source, priority);
    }
    [[nodiscard]] QStringList order() const {
        QStringList uids;
        for (const auto& each : m_schedule->entries())
            uids << each.wanted.studyUid;
        return uids;
    }
    QStringList started() { return m_schedule->decide(m_clock.now()).start; }
    void end(const QString& uid, const Result<RetrieveOutcome>& result) {
        m_schedule->ended(uid, result, m_clock.now());
    }
    std::optional<RetrieveSchedule::Entry> entry(const QString& uid) {
        for (const auto& each : m_schedule->entries())
            if (each.wanted.studyUid == uid) return each;
        return std::nullopt;
    }
    State stateOf(const QString& uid) { return entry(uid)->state; }
    std::chrono::microseconds restOf(const QString& uid) {
        return entry(uid)->wanted.notBefore - m_clock.now();
    }

private Q_SLOTS:
    void init() {
        m_schedule = std::make_unique<RetrieveSchedule>(RetrieveSchedule::Rules{},
                                                        sync::Backoff([] { return 0.999; }));
    }

    void whatTheReaderOpenedGoesFirstThenNextThenPriorsThenPrefetch() {
        want("d", Priority::Prefetch);
        want("c", Priority::Prior);
        want("b", Priority::Next);
        want("a", Priority::Opened);
        QStringList order;
        while (!m_schedule->entries().isEmpty())
            for (const auto& uid : started()) {
                order << uid;
                end(uid, outcome(0));
            }
        QCOMPARE(order, QStringList({"a", "b", "c", "d"}));
    }
    void onePlaceIsKeptForWhatTheReaderOpens() {
        want("a", Priority::Next);
        want("b", Priority::Next);
        QCOMPARE(started(), QStringList{"a"});
        want("c", Priority::Opened);
        QCOMPARE(started(), QStringList{"c"});
        QCOMPARE(stateOf("a"), State::Running);
    }
    void anOpenedStudyTakesThePlaceOfALowerOne() {
        want("a", Priority::Opened);
        want("b", Priority::Prior);
        QCOMPARE(started(), QStringList({"a", "b"}));
        m_schedule->setPriority("a", Priority::Prefetch);
        want("c", Priority::Opened);
        const auto moves = m_schedule->decide(m_clock.now());
        QCOMPARE(moves.start, QStringList{"c"});
        QCOMPARE(moves.stop, QStringList{"a"});
        end("a", fault(Error::Code::Cancelled));
        QCOMPARE(stateOf("a"), State::Waiting);
    }
    void prefetchPausesWhileTheReaderWaits() {
        want("a", Priority::Prefetch);
        QCOMPARE(started(), QStringList{"a"});
        want("b", Priority::Opened);
        const auto moves = m_schedule->decide(m_clock.now());
        QCOMPARE(moves.start, QStringList{"b"});
        QCOMPARE(moves.stop, QStringList{"a"});
        end("a", fault(Error::Code::Cancelled));
        QVERIFY(started().isEmpty());
        end("b", outcome(0));
        QCOMPARE(started(), QStringList{"a"});
    }
    void aMoreUrgentStudyPausesAPrefetch() {
        want("a", Priority::Prefetch);
        QCOMPARE(started(), QStringList{"a"});
        want("b", Priority::Prior);
        auto moves = m_schedule->decide(m_clock.now());
        QVERIFY(moves.start.isEmpty());
        QCOMPARE(moves.stop, QStringList{"a"});
        QVERIFY(m_schedule->decide(m_clock.now()).stop.isEmpty());
        end("a", fault(Error::Code::Cancelled));
        QCOMPARE(started(), QStringList{"b"});
    }
    void promotingIsInstant() {
        want("a", Priority::Prior);
        QCOMPARE(started(), QStringList{"a"});
        for (const auto* uid : {"b", "c", "d"})
            want(uid, Priority::Prefetch);
        want("d", Priority::Opened);
        QCOMPARE(started(), QStringList{"d"});
        m_schedule->wantNext({{"c", "main"}});
        QCOMPARE(m_schedule->entries().at(1).wanted.studyUid, "c");
    }
    void aKnownStudyIsNeverMovedDownByWanting() {
        want("a", Priority::Opened);
        want("a", Priority::Prefetch);
        QCOMPARE(entry("a")->wanted.priority, Priority::Opened);
    }
    void aPersonPutsAStudyFirstUpOrDown() {
        m_schedule->wantNext({{"a", "main"}, {"b", "main"}});
        want("c", Priority::Prior);
        want("d", Priority::Prefetch);
        m_schedule->move("d", Place::First);
        QCOMPARE(order(), QStringList({"d", "a", "b", "c"}));
        m_schedule->move("d", Place::Down);
        QCOMPARE(order(), QStringList({"a", "d", "b", "c"}));
        m_schedule->move("c", Place::Up);
        QCOMPARE(order(), QStringList({"a", "d", "c", "b"}));
        m_schedule->move("a", Place::Down);
        m_schedule->move("a", Place::Down);
        QCOMPARE(order(), QStringList({"d", "c", "a", "b"}));
        for (const auto* end : {"d", "b", "unknown"})
            m_schedule->move(end, QString(end) == "d" ? Place::Up : Place::Down);
        QCOMPARE(order(), QStringList({"d", "c", "a", "b"}));
    }
    void whatIsMovedDownBehindLessUrgentOnesIsAsLittleUrgent() {
        want("a", Priority::Next);
        want("b", Priority::Prefetch);
        m_schedule->move("a", Place::Down);
        QCOMPARE(order(), QStringList({"b", "a"}));
        want("open", Priority::Opened);
        // Both are in advance now, and nothing is fetched in advance while the reader waits.
        QCOMPARE(started(), QStringList{"open"});
    }
    void nothingPassesWhatTheReaderHasOpened() {
        want("o1", Priority::Opened);
        want("o2", Priority::Opened);
        want("a", Priority::Next);
        m_schedule->move("a", Place::First);
        m_schedule->move("a", Place::Up);
        m_schedule->move("o1", Place::Down);
        QCOMPARE(order(), QStringList({"o2", "o1", "a"}));
        m_schedule->move("o1", Place::Up);
        QCOMPARE(order(), QStringList({"o1", "o2", "a"}));
        want("o2", Priority::Opened);
        QCOMPARE(order(), QStringList({"o2", "o1", "a"}));
    }
    void whatRunsGivesWayToWhatWasPutBeforeIt() {
        want("a", Priority::Next);
        want("b", Priority::Next);
        QCOMPARE(started(), QStringList{"a"});
        QVERIFY(m_schedule->decide(m_clock.now()).stop.isEmpty());
        m_schedule->move("b", Place::Up);
        QCOMPARE(m_schedule->decide(m_clock.now()).stop, QStringList{"a"});
        end("a", fault(Error::Code::Cancelled));
        QCOMPARE(started(), QStringList{"b"});
        QVERIFY(m_schedule->decide(m_clock.now()).stop.isEmpty());
        m_schedule->move("b", Place::Down); // and the other way round
        QCOMPARE(m_schedule->decide(m_clock.now()).stop, QStringList{"b"});
        end("b", fault(Error::Code::Cancelled));
        QCOMPARE(started(), QStringList{"a"});
    }
    void thePlaceInLineStaysWhenTheListChanges() {
        m_schedule->wantNext({{"a", "main"}, {"b", "main"}, {"c", "main"}});
        m_schedule->move("c", Place::Up);
        m_schedule->wantNext({{"b", "main"}, {"a", "main"}, {"c", "main"}});
        QCOMPARE(order(), QStringList({"b", "c", "a"}));
        m_schedule->wantNext({{"e", "main"}, {"a", "main"}}); // the list has gone on without it
        QCOMPARE(order(), QStringList({"e", "c", "a", "b"}));
        want("c", Priority::Prior);
        m_schedule->setPriority("c", Priority::Prefetch);
        QCOMPARE(order(), QStringList({"e", "c", "a", "b"}));
        want("c", Priority::Opened); // until it is opened
        m_schedule->setPriority("c", Priority::Prefetch);
        QCOMPARE(order(), QStringList({"e", "a", "b", "c"}));
    }
    void whatWasPutDownStaysThereAlsoWhenItIsNext() {
        m_schedule->wantNext({{"a", "main"}});
        want("b", Priority::Prefetch);
        m_schedule->move("a", Place::Down);
        m_schedule->wantNext({{"a", "main"}});
        QCOMPARE(order(), QStringList({"b", "a"}));
    }
    void thePlaceInLineSurvivesARestart() {
        m_schedule->wantNext({{"a", "main"}, {"b", "main"}});
        want("c", Priority::Prefetch);
        m_schedule->move("c", Place::First);
        m_schedule->move("a", Place::Down);
        const auto kept = m_schedule->takeChanges().keep;
        init();
        m_schedule->restore(kept, m_clock.now());
        QCOMPARE(order(), QStringList({"c", "b", "a"}));
        m_schedule->wantNext({{"a", "main"}, {"b", "main"}});
        QCOMPARE(order(), QStringList({"c", "b", "a"}));
    }
    void whatIsNotNextAnyMoreBecomesPrefetch() {
        m_schedule->wantNext({{"a", "main"}, {"b", "main"}});
        m_schedule->wantNext({{"b", "main"}, {"c", "main"}});
        QCOMPARE(entry("a")->wanted.priority, Priority::Prefetch);
        QCOMPARE(m_schedule->entries().first().wanted.studyUid, "b");
        QCOMPARE(m_schedule->entries().at(1).wanted.studyUid, "c");
    }
    void anotherPacsIsNotHeldUp() {
        want("a", Priority::Next, "one");
        want("b", Priority::Next, "two");
        QCOMPARE(started().size(), 2);
    }

    void eachPacsHasAsManyPlacesAsItsLimitSays() {
        RetrieveSchedule::Rules rules;
        rules.limits = {{"small", 1}, {"big", 4}};
        m_schedule = std::make_unique<RetrieveSchedule>(rules, sync::Backoff([] { return 0.999; }));
        for (const auto* source : {"small", "big", "main"})
            for (int i = 0; i < 6; ++i)
                want(QStringLiteral("%1 %2").arg(source).arg(i), Priority::Next, source);
        // One place of each is kept for what is opened, but for the only one.
        QCOMPARE(started(), QStringList({"big 0", "big 1", "big 2", "main 0", "small 0"}));
        want("big opened", Priority::Opened, "big");
        QCOMPARE(started(), QStringList{"big opened"});
    }
    void aLimitIsKeptAlsoWhileAPlaceIsLeft() {
        RetrieveSchedule::Rules rules;
        rules.limits = {{"small", 1}};
        m_schedule = std::make_unique<RetrieveSchedule>(rules, sync::Backoff([] { return 0.999; }));
        want("a", Priority::Next, "small");
        QCOMPARE(started(), QStringList{"a"});
        want("b", Priority::Opened, "small");
        const auto moves = m_schedule->decide(m_clock.now());
        QCOMPARE(moves.stop, QStringList{"a"});
        QVERIFY(moves.start.isEmpty()); // a PACS that takes one would refuse the second
        QVERIFY(started().isEmpty());
        end("a", fault(Error::Code::Cancelled));
        QCOMPARE(started(), QStringList{"b"});
    }

    void anUnreachablePacsRestsWithGrowingTimes() {
        want("a", Priority::Next);
        want("b", Priority::Next);
        std::chrono::microseconds before{};
        for (int i = 0; i < 4; ++i) {
            m_clock.advance(2min);
            const auto uids = started();
            QCOMPARE(uids.size(), 1);
            end(uids.first(), fault(Error::Code::Unreachable));
            QVERIFY(started().isEmpty()); // the other one of this PACS is not tried either
            const auto next = m_schedule->decide(m_clock.now()).lookAgain;
            QVERIFY(next);
            QVERIFY(*next - m_clock.now() > before);
            before = *next - m_clock.now();
        }
        QVERIFY(before <= 60s);
    }
    void anOpenedStudyIsTriedAtOnceAlsoWhileThePacsRests() {
        want("a", Priority::Next);
        end(started().first(), fault(Error::Code::Timeout));
        want("b", Priority::Opened);
        QCOMPARE(started(), QStringList{"b"});
        end("b", fault(Error::Code::Timeout));
        QVERIFY(restOf("b") <= 30s);
        want("b", Priority::Opened);
        QCOMPARE(started(), QStringList{"b"});
    }
    void aPacsThatAnswersWakesWhatRested() {
        want("a", Priority::Next);
        end(started().first(), fault(Error::Code::Unreachable));
        want("b", Priority::Opened);
        end(started().first(), outcome(0));
        QCOMPARE(started(), QStringList{"a"});
    }
    void busyIsSoonTriedAgain() {
        want("a", Priority::Next);
        end(started().first(), fault(Error::Code::Busy));
        QVERIFY(restOf("a") <= 1s);
        m_clock.advance(1s);
        QCOMPARE(started(), QStringList{"a"});
    }
    void aRefusalIsNamedAndNotRepeated() {
        for (const auto code : {Error::Code::Refused, Error::Code::Rejected, Error::Code::Denied,
                                Error::Code::NotFound, Error::Code::Unsupported}) {
            init();
            want("a", Priority::Next);
            end(started().first(), fault(code));
            QCOMPARE(stateOf("a"), State::Held);
            QCOMPARE(entry("a")->wanted.problem, "The PACS says so.");
            m_clock.advance(24h);
            QVERIFY(started().isEmpty());
            m_schedule->tryNow();
            QCOMPARE(started(), QStringList{"a"});
        }
    }
    void whatComesInPartIsAskedForAgainAndThenNamed() {
        want("a", Priority::Next);
        for (int i = 0; i < 3; ++i) {
            m_clock.advance(10min);
            QCOMPARE(started(), QStringList{"a"});
            end("a", outcome(3));
        }
        QCOMPARE(stateOf("a"), State::Held);
        QCOMPARE(entry("a")->wanted.problem, "3 of 10 images did not come.");
    }
    void whatComesDamagedAgainAndAgainIsHeldWithThatReason() {
        want("a", Priority::Next);
        auto damaged = outcome(1);
        damaged.damaged.insert("0", "the pixel data ends early");
        damaged.problem = damagedText(damaged.damaged);
        for (int i = 0; i < 3; ++i) {
            m_clock.advance(10min);
            QCOMPARE(started(), QStringList{"a"});
            end("a", damaged);
        }
        QCOMPARE(stateOf("a"), State::Held);
        QCOMPARE(entry("a")->wanted.problem, "1 of 10 images did not come. 1 arrived damaged and was not "
                                             "kept: the pixel data ends early.");
    }
    void aFullDiskPausesEverythingAndIsLookedAtAgain() {
        want("a", Priority::Next, "one");
        want("b", Priority::Next, "two");
        want("c", Priority::Prior, "one");
        const auto running = started();
        for (const auto& uid : running)
            end(uid, fault(Error::Code::DiskFull));
        QCOMPARE(m_schedule->pause(), "The PACS says so.");
        m_clock.advance(30s);
        QVERIFY(started().isEmpty());
        m_clock.advance(31s);
        QVERIFY(!m_schedule->pause().isEmpty());
        QCOMPARE(started().size(), 2);
        end("a", outcome(0));
        QVERIFY(m_schedule->pause().isEmpty());
    }
    void cancellingARunningOneEndsIt() {
        want("a", Priority::Opened);
        QCOMPARE(started(), QStringList{"a"});
        m_schedule->cancel("a");
        QCOMPARE(m_schedule->decide(m_clock.now()).stop, QStringList{"a"});
        QCOMPARE(m_schedule->takeChanges().forget, QStringList{"a"});
        end("a", fault(Error::Code::Cancelled));
        QVERIFY(m_schedule->entries().isEmpty());
    }
    void whatIsWantedAgainWhileItStopsComesBack() {
        want("a", Priority::Opened);
        QCOMPARE(started(), QStringList{"a"});
        m_schedule->cancel("a");
        static_cast<void>(m_schedule->decide(m_clock.now()));
        want("a", Priority::Opened);
        QVERIFY(started().isEmpty()); // never twice at a time
        end("a", fault(Error::Code::Cancelled));
        QCOMPARE(started(), QStringList{"a"});
        QCOMPARE(m_schedule->takeChanges().keep.size(), 1);
    }

    void whatAnEarlierRunWantedComesBackInItsOrder() {
        m_schedule->wantNext({{"n1", "main"}, {"n2", "main"}});
        want("p", Priority::Prior);
        want("o1", Priority::Opened);
        want("o2", Priority::Opened);
        const auto kept = m_schedule->takeChanges().keep;
        QCOMPARE(kept.size(), 5);
        init();
        m_schedule->restore(kept, m_clock.now());
        QStringList order;
        for (const auto& each : m_schedule->entries()) {
            order << each.wanted.studyUid;
            QVERIFY(each.wanted.priority != Priority::Opened);
        }
        QCOMPARE(order, QStringList({"o2", "o1", "n1", "n2", "p"}));
    }
    void aRestSurvivesARestartButNotAClockThatWasPutBack() {
        want("a", Priority::Next);
        end(started().first(), fault(Error::Code::Unreachable));
        const auto kept = m_schedule->takeChanges().keep;
        QCOMPARE(kept.first().attempts, 1);
        init();
        m_schedule->restore(kept, m_clock.now());
        QVERIFY(started().isEmpty());
        init();
        m_schedule->restore(kept, m_clock.now() - 24h);
        QCOMPARE(m_schedule->decide(m_clock.now() - 24h).start, QStringList{"a"});
    }

    void whateverHappensTheRulesHold_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 60; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void whateverHappensTheRulesHold() {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const auto upTo = [&random](int count) {
            return static_cast<int>(random() % static_cast<unsigned>(count));
        };
        const auto uid = [&upTo] { return QStringLiteral("s%1").arg(upTo(12)); };
        const auto sourceOf = [](const QString& study) {
            return study.endsWith('1') || study.endsWith('5') ? QStringLiteral("other")
                                                              : QStringLiteral("main");
        };
        RetrieveSchedule::Rules rules;
        rules.limits = {{"other", 1}};
        m_schedule = std::make_unique<RetrieveSchedule>(rules, sync::Backoff([] { return 0.999; }));
        std::set<QString> active;
        const auto step = [&] {
            const auto moves = m_schedule->decide(m_clock.now());
            for (const auto& started : moves.start)
                if (!active.insert(started).second) return QStringLiteral("started twice: ") + started;
            for (const auto& stopped : moves.stop)
                if (!active.contains(stopped)) return QStringLiteral("stopped what does not run");
            return brokenRule(moves);
        };
        for (int i = 0; i < 400; ++i) {
            const auto study = uid();
            const auto other = uid();
            switch (upTo(10)) {
            case 0:
            case 1:
                m_schedule->want(study, sourceOf(study), static_cast<Priority>(upTo(4)));
                break;
            case 2:
                m_schedule->setPriority(study, static_cast<Priority>(upTo(4)));
                break;
            case 3:
                m_schedule->cancel(study);
                break;
            case 4:
                m_clock.advance(std::chrono::seconds(upTo(90)));
                break;
            case 5:
                m_schedule->move(study, static_cast<Place>(upTo(3)));
                break;
            case 6:
                m_schedule->wantNext({{study, sourceOf(study)}, {other, sourceOf(other)}});
                break;
            default:
                if (active.empty()) break;
                const auto ending = *std::next(active.begin(), upTo(static_cast<int>(active.size())));
                static constexpr Error::Code codes[] = {Error::Code::Cancelled, Error::Code::Unreachable,
                                                        Error::Code::Busy,      Error::Code::Refused,
                                                        Error::Code::DiskFull,  Error::Code::Internal};
                const int what = upTo(9);
                if (what < 6)
                    end(ending, fault(codes[what]));
                else
                    end(ending, outcome(what == 6 ? 2 : 0));
                active.erase(ending);
            }
            QCOMPARE(step(), QString());
        }
        // The PACS recovers: everything that is still wanted comes.
        m_schedule->tryNow();
        for (int i = 0; i < 200 && !m_schedule->entries().isEmpty(); ++i) {
            QCOMPARE(step(), QString());
            QVERIFY(!active.empty());
            const auto ending = *active.begin();
            end(ending, outcome(0));
            active.erase(ending);
        }
        QVERIFY(m_schedule->entries().isEmpty());
    }

private:
    /// Which of the promises does not hold after `moves`; empty when all do.
    QString brokenRule(const RetrieveSchedule::Moves& moves) {
        std::map<QString, int> running;
        std::map<QString, int> underWay;
        std::map<QString, int> opened;
        std::map<QString, int> prefetch;
        const auto entries = m_schedule->entries();
        for (const auto& each : entries) {
            const auto& source = each.wanted.sourceId;
            underWay[source] += each.isUnderWay();
            if (each.state != State::Running) continue;
            ++running[source];
            opened[source] += each.wanted.priority == Priority::Opened;
            prefetch[source] += each.wanted.priority == Priority::Prefetch;
        }
        for (const auto& [source, count] : running) {
            if (count > 2) return QStringLiteral("too many at once");
            if (opened[source] > 0 && prefetch[source] > 0 && m_schedule->pause().isEmpty())
                return QStringLiteral("prefetch beside what the reader opened");
        }
        if (underWay["other"] > 1) return QStringLiteral("more than the PACS takes");
        for (const auto& each : entries) {
            const auto& wanted = each.wanted;
            const bool isFull = wanted.sourceId == "other" && underWay["other"] == 1;
            const bool waits = each.state == State::Waiting || each.state == State::Resting;
            if (waits && wanted.priority == Priority::Opened && wanted.notBefore <= m_clock.now() &&
                opened[wanted.sourceId] < 2 && !isFull && m_schedule->pause().isEmpty())
                return QStringLiteral("an opened study waits behind a lower one");
            if (each.state == State::Held && wanted.problem.isEmpty())
                return QStringLiteral("held without a named cause");
            if (each.state == State::Resting && wanted.notBefore > m_clock.now() && !moves.lookAgain)
                return QStringLiteral("nobody looks when the rest is over");
        }
        return {};
    }
};

QTEST_GUILESS_MAIN(RetrieveScheduleTest)
#include "RetrieveScheduleTest.moc"
