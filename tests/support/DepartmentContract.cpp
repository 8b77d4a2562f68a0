// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DepartmentContract.h"

#include "core/journal/Chain.h"
#include "core/journal/Seal.h"
#include "tests/support/EventBuilder.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <thread>

using namespace vigil::journal;
using namespace vigil::sync;
using namespace std::chrono_literals;
using Outcome = Appended::Outcome;

namespace vigil::test {

namespace {

const QString kim = QStringLiteral("kim");
const QString lee = QStringLiteral("lee");
const QString claim = QStringLiteral("claim");

Event raisedFor(const QString& alertId, const study::PatientKey& patient) {
    const QJsonObject key{{QStringLiteral("id"), patient.id}, {QStringLiteral("issuer"), patient.issuer}};
    return anAlert(alertId).withOpen(
        QJsonDocument(QJsonObject{{QStringLiteral("patient"), key}}).toJson(QJsonDocument::Compact));
}

QList<Outcome> outcomes(const QList<Appended>& answers) {
    QList<Outcome> found;
    for (const auto& answer : answers)
        found.append(answer.outcome);
    return found;
}

} // namespace

DepartmentContract::DepartmentContract() = default;
DepartmentContract::~DepartmentContract() = default;

void DepartmentContract::init() {
    startEmpty();
}

QList<Appended> DepartmentContract::appendAll(Department& department, const QList<Event>& events) {
    const auto answers = department.append(events, {});
    if (!answers) qWarning("%s %s", qPrintable(answers.error().message), qPrintable(answers.error().detail));
    return answers.value_or(QList<Appended>());
}

Batch DepartmentContract::everything(Department& department) {
    const auto since = department.since({}, {}, 100000, {});
    if (!since) qWarning("%s %s", qPrintable(since.error().message), qPrintable(since.error().detail));
    if (!since || !std::holds_alternative<Batch>(*since)) return {};
    return std::get<Batch>(*since);
}

void DepartmentContract::helloNamesTheLogAndTheTime() {
    const auto hello = as(kim).hello({});
    QVERIFY2(hello, hello ? "" : qPrintable(hello.error().message + hello.error().detail));
    QVERIFY(!hello->logId.isNull());
    QVERIFY(hello->schema >= 1);
    const auto difference = hello->serverTime - SystemClock().now();
    QVERIFY(difference > -5s && difference < 5s);
    QCOMPARE(as(kim).hello({})->logId, hello->logId);
}

void DepartmentContract::anEmptyLogHasNothingAndNoHead() {
    const auto batch = everything(as(kim));
    QVERIFY(batch.events.isEmpty());
    QCOMPARE(batch.head, Position{});
    QVERIFY(as(kim).bootstrap({})->events.isEmpty());
}

void DepartmentContract::eventsComeBackInOrderWithTheirReceipts() {
    Event first = anAlert(QStringLiteral("a-1"));
    first.onBehalfOf = {QStringLiteral("Dr Jansen"), QStringLiteral("ED consultant"),
                        QStringLiteral("GMC 7000001"), QStringLiteral("telephone, read back")};
    const Event second = anEvent(kind::alertViewed);
    const auto before = SystemClock().now();
    const auto answers = appendAll(as(kim), {first, second});
    QCOMPARE(outcomes(answers), QList<Outcome>({Outcome::Accepted, Outcome::Accepted}));
    QCOMPARE(answers[0].seq, 1);
    QCOMPARE(answers[1].seq, 2);
    const auto batch = everything(as(kim));
    QCOMPARE(batch.events.size(), 2);
    QCOMPARE(batch.events[0].event, first);
    QCOMPARE(batch.events[1].event, second);
    const auto& receipt = batch.events[0].receipt;
    QCOMPARE(receipt.seq, 1);
    QCOMPARE(receipt.submitter, kim);
    QVERIFY(receipt.receivedAt > before - 5s && receipt.receivedAt < before + 5s);
    QCOMPARE(receipt.logId, as(kim).hello({})->logId);
    QCOMPARE(batch.head, (Position{2, batch.events[1].receipt.hash}));
}

void DepartmentContract::theChainHolds() {
    appendAll(as(kim), {anAlert(QStringLiteral("a-1")), aSignature(QStringLiteral("1.2.3"))});
    appendAll(as(lee), {anEvent(kind::alertAcknowledged).by(lee).withSealed("{\"diagnosis\":\"x\"}")});
    const auto batch = everything(as(kim));
    QCOMPARE(batch.events.size(), 3);
    const auto verdict = chain::verify(batch.events, {});
    QVERIFY2(verdict.isGood(), qPrintable(verdict.what));
}

void DepartmentContract::receivingTheSameAgainIsADuplicate() {
    const QList<Event> events{anAlert(QStringLiteral("a-1")), aSignature(QStringLiteral("1.2.3")),
                              anEvent(kind::alertViewed).withSealed("{\"a\":1}")};
    appendAll(as(kim), events);
    const auto again = appendAll(as(kim), {events[2], events[1], events[0], events[0]});
    QCOMPARE(outcomes(again), QList<Outcome>(4, Outcome::Duplicate));
    QCOMPARE(again[0].seq, 3);
    QCOMPARE(again[3].seq, 1);
    QCOMPARE(everything(as(kim)).events.size(), 3);
    const Event twice = anAlert(QStringLiteral("a-2"));
    QCOMPARE(outcomes(appendAll(as(kim), {twice, twice})),
             QList<Outcome>({Outcome::Accepted, Outcome::Duplicate}));
}

void DepartmentContract::theSameIdWithOtherContentIsAConflict() {
    const Event event = anAlert(QStringLiteral("a-1")).withSealed("{\"a\":1}");
    appendAll(as(kim), {event});
    Event otherOpen = event;
    otherOpen.open = "{\"note\":\"other\"}";
    Event otherSealed = event;
    otherSealed.sealed = "{\"a\":2}";
    Event otherTime = event;
    otherTime.occurredAt += 1us;
    Event otherVersion = event;
    otherVersion.kindVersion = 2;
    const auto answers = appendAll(as(kim), {otherOpen, otherSealed, otherTime, otherVersion, event});
    QCOMPARE(outcomes(answers).mid(0, 4), QList<Outcome>(4, Outcome::Conflict));
    QVERIFY(!answers[0].reason.isEmpty());
    QCOMPARE(answers[4].outcome, Outcome::Duplicate);
    QCOMPARE(everything(as(kim)).events.size(), 1);
}

void DepartmentContract::aBadEventNeverTakesAGoodOneWithIt() {
    const Event good = anAlert(QStringLiteral("a-1"));
    const Event noObject = anEvent(kind::alertViewed).withOpen("[1,2");
    const Event nul = anEvent(kind::alertViewed).on(aggregate::alert, QStringLiteral("a") + QChar(0));
    const Event noUtf8 = anEvent(kind::alertViewed).withOpen("{\"a\":\"\xff\xfe\"}");
    const Event nothing;
    const Event escapedNul = anEvent(kind::alertViewed).withOpen("{\"a\":\"\\u0000\"}");
    const Event last = anEvent(kind::alertAcknowledged);
    const auto answers = appendAll(as(kim), {good, noObject, nul, noUtf8, nothing, escapedNul, last});
    QCOMPARE(outcomes(answers),
             QList<Outcome>({Outcome::Accepted, Outcome::Refused, Outcome::Refused, Outcome::Refused,
                             Outcome::Refused, Outcome::Accepted, Outcome::Accepted}));
    QVERIFY(!answers[1].reason.isEmpty());
    const auto batch = everything(as(kim));
    QCOMPARE(batch.events.size(), 3);
    QCOMPARE(batch.events[1].event, escapedNul);
    QCOMPARE(batch.events[2].receipt.seq, 3);
    QVERIFY(chain::verify(batch.events, {}).isGood());
}

void DepartmentContract::anAlertIsNeverRefusedButFlagged() {
    const Event foreign =
        anAlert(QStringLiteral("a-1")).by(QStringLiteral("somebody")).from(QStringLiteral("elsewhere"), 4);
    const Event odd = anAlert(QStringLiteral("a-2")).withOpen("not json");
    Event future = anAlert(QStringLiteral("a-3"));
    future.kindVersion = 99;
    future.policySha256 = QStringLiteral("unknown");
    const auto answers = appendAll(as(kim), {foreign, odd, future});
    QCOMPARE(outcomes(answers), QList<Outcome>(3, Outcome::Accepted));
    QVERIFY(!answers[0].reason.isEmpty());
    QCOMPARE(everything(as(kim)).events.size(), 3);
}

void DepartmentContract::othersMayNotWriteInSomebodysName() {
    const auto answers =
        appendAll(as(kim), {anEvent(kind::alertAcknowledged).by(lee).from(QStringLiteral("elsewhere"), 1)});
    QCOMPARE(outcomes(answers), QList<Outcome>({Outcome::Refused}));
    QVERIFY(everything(as(kim)).events.isEmpty());
}

void DepartmentContract::sinceContinuesWhereItEnded() {
    appendAll(as(kim),
              {anAlert(QStringLiteral("a-1")), anEvent(kind::alertViewed), anEvent(kind::alertAcknowledged)});
    const auto logId = as(kim).hello({})->logId;
    const auto first = std::get<Batch>(*as(kim).since(logId, {}, 2, {}));
    QCOMPARE(first.events.size(), 2);
    QCOMPARE(first.head.seq, 3);
    const Position reached{2, first.events[1].receipt.hash};
    const auto second = std::get<Batch>(*as(kim).since(logId, reached, 2, {}));
    QCOMPARE(second.events.size(), 1);
    QVERIFY(chain::verify(second.events, reached).isGood());
    const auto third = std::get<Batch>(*as(kim).since(logId, second.head, 2, {}));
    QVERIFY(third.events.isEmpty());
    QCOMPARE(third.head, second.head);
}

void DepartmentContract::aPositionThatIsNotOnTheChainIsAFork() {
    appendAll(as(kim), {anAlert(QStringLiteral("a-1"))});
    const auto logId = as(kim).hello({})->logId;
    const auto head = everything(as(kim)).head;
    const auto isFork = [&](const QUuid& log, const Position& from) {
        const auto since = as(kim).since(log, from, 10, {});
        return since && std::holds_alternative<Fork>(*since) && std::get<Fork>(*since).head == head;
    };
    QVERIFY(!isFork(logId, head));
    QVERIFY(isFork(logId, {1, QByteArray(32, 'x')}));
    QVERIFY(isFork(logId, {2, head.hash}));
    QVERIFY(isFork(QUuid::createUuid(), head));
}

void DepartmentContract::theAuthorOfASignatureIsSealed() {
    const Event signature = aSignature(QStringLiteral("1.2.3"));
    QCOMPARE(outcomes(appendAll(as(kim), {signature})), QList<Outcome>({Outcome::Accepted}));
    const auto batch = everything(as(lee));
    QCOMPARE(batch.events.size(), 1);
    const auto& [event, receipt] = batch.events[0];
    QVERIFY(event.author.isEmpty() && event.device.isEmpty() && receipt.submitter.isEmpty());
    QCOMPARE(event.deviceSeq, 0);
    QCOMPARE(event.clockOffsetMs, 0);
    QVERIFY(event.sealed.isEmpty());
    // Somebody who sends the very same again does not change who sent it first.
    QCOMPARE(outcomes(appendAll(as(kim), {signature})), QList<Outcome>({Outcome::Duplicate}));
}

void DepartmentContract::theSealedPartIsLeftOutAndCanBeRevealed() {
    const Event signature = aSignature(QStringLiteral("1.2.3")).withSealed("{\"grade\":\"consultant\"}");
    appendAll(as(kim), {signature});
    for (const auto& logged : {everything(as(kim)).events.value(0), as(kim).bootstrap({})->events.value(0),
                               as(kim).history(aggregate::study, QStringLiteral("1.2.3"), {})->value(0)}) {
        QCOMPARE(logged.event.eventId, signature.eventId);
        QVERIFY(logged.event.sealed.isEmpty());
    }
    const auto revealed = as(kim).reveal(signature.eventId, {});
    QVERIFY(revealed);
    QCOMPARE(sealedAuthor(*revealed).author, kim);
    QCOMPARE(*revealed, signature.sealed);
    QCOMPARE(as(kim).reveal(QUuid::createUuid(), {}).error().code, Error::Code::NotFound);
}

void DepartmentContract::anOpenAuthorOfASignatureIsRefused() {
    Event open = aSignature(QStringLiteral("1.2.3"));
    open.author = kim;
    Event nameless = aSignature(QStringLiteral("1.2.3"));
    nameless.sealed = "{}";
    QCOMPARE(outcomes(appendAll(as(kim), {open, nameless})), QList<Outcome>(2, Outcome::Refused));
}

void DepartmentContract::aNewClientIsGivenWhatIsOpenOrRecent() {
    appendAll(as(kim), {anAlert(QStringLiteral("a-1")), anAlert(QStringLiteral("a-2")),
                        anEvent(kind::alertClosed).on(aggregate::alert, QStringLiteral("a-2")),
                        aSignature(QStringLiteral("1.2.3"))});
    const auto bootstrap = as(kim).bootstrap({});
    QVERIFY(bootstrap);
    QCOMPARE(bootstrap->events.size(), 4);
    QCOMPARE(bootstrap->head, everything(as(kim)).head);
    for (const auto& logged : bootstrap->events)
        QVERIFY(chain::verifyOne(logged).isGood());
    // By pages it is the same; whoever cannot take one ends it, and the next call works.
    QList<LoggedEvent> paged;
    const auto head = as(kim).bootstrapByPages(3,
                                               [&paged](const QList<LoggedEvent>& page) -> Result<void> {
                                                   paged += page;
                                                   return {};
                                               },
                                               {});
    QVERIFY(head);
    QCOMPARE(*head, bootstrap->head);
    QCOMPARE(paged, bootstrap->events);
    const auto full = [](const QList<LoggedEvent>&) -> Result<void> {
        return Error{Error::Code::DiskFull, QStringLiteral("full"), {}};
    };
    QCOMPARE(as(kim).bootstrapByPages(3, full, {}).error().code, Error::Code::DiskFull);
    QCOMPARE(as(kim).bootstrap({})->events.size(), 4);
}

void DepartmentContract::historyIsOneAggregate() {
    appendAll(as(kim), {anAlert(QStringLiteral("a-1")), anAlert(QStringLiteral("a-2")),
                        anEvent(kind::alertViewed).on(aggregate::alert, QStringLiteral("a-1"))});
    const auto history = as(kim).history(aggregate::alert, QStringLiteral("a-1"), {});
    QVERIFY(history);
    QCOMPARE(history->size(), 2);
    QCOMPARE(history->at(1).receipt.seq, 3);
    QVERIFY(as(kim).history(aggregate::alert, QStringLiteral("a-9"), {})->isEmpty());
}

void DepartmentContract::earlierAlertsOfAPatientAreFoundInTheWholeLog() {
    const study::PatientKey harold{QStringLiteral("RXX"), QStringLiteral("440012")};
    appendAll(as(kim),
              {raisedFor(QStringLiteral("a-1"), harold),
               raisedFor(QStringLiteral("a-2"), {QStringLiteral("RXX"), QStringLiteral("440013")}),
               anEvent(kind::alertClosed).on(aggregate::alert, QStringLiteral("a-1")),
               raisedFor(QStringLiteral("a-3"), {QStringLiteral("RYY"), harold.id}),
               raisedFor(QStringLiteral("a-4"), {{}, harold.id}),
               anEvent(QStringLiteral("alert.superseded")).on(aggregate::alert, QStringLiteral("a-4")),
               anAlert(QStringLiteral("a-5"))});
    const auto about = as(lee).alertsAbout(harold, {});
    QVERIFY2(about, about ? "" : qPrintable(about.error().message + about.error().detail));
    QStringList found;
    for (const auto& logged : about->events)
        found << QStringLiteral("%1 %2").arg(logged.event.aggregateId).arg(logged.receipt.seq);
    QCOMPARE(found, QStringList({"a-4 5", "a-4 6", "a-1 1", "a-1 3"}));
    QVERIFY(chain::verifyOne(about->events.first()).isGood());
    QCOMPARE(about->more, 0);
    QCOMPARE(as(lee).alertsAbout({{}, harold.id}, {})->events.size(), 5); // whoever names no issuer means any
    QVERIFY(as(lee).alertsAbout({harold.issuer, QStringLiteral("44001")}, {})->events.isEmpty());
    QVERIFY(as(lee).alertsAbout({}, {})->events.isEmpty());
}

void DepartmentContract::ofManyEarlierAlertsTheNewestAreGiven() {
    const study::PatientKey harold{QStringLiteral("RXX"), QStringLiteral("440012")};
    QList<Event> events;
    for (int i = 1; i <= alertsAboutAtMost + 3; ++i)
        events << raisedFor(QStringLiteral("a-%1").arg(i), harold);
    appendAll(as(kim), events);
    const auto about = as(kim).alertsAbout(harold, {});
    QVERIFY(about);
    QCOMPARE(about->events.size(), alertsAboutAtMost);
    QCOMPARE(about->events.first().event.aggregateId, events.last().aggregateId);
    QCOMPARE(about->events.last().event.aggregateId, QStringLiteral("a-4"));
    QCOMPARE(about->more, 3);
}

void DepartmentContract::whatCannotBeReadIsAboutNobody() {
    const study::PatientKey harold{QStringLiteral("RXX"), QStringLiteral("440012")};
    QList<Event> events;
    for (const auto* open :
         {"not JSON \"patient\"", "[\"patient\"]", "{\"patient\":\"440012\"}", "{\"patient\":{\"id\":null}}",
          "{\"patient\":{\"id\":\"\\u0000\"}}", "{\"patient\":{\"id\":\"\"}}"})
        events << anAlert(QStringLiteral("a-%1").arg(events.size())).withOpen(open);
    const auto endless = "{\"patient\":{\"id\":\"" + QByteArray(100'000, '4') + "\"}}";
    events << anAlert(QStringLiteral("a-9")).withOpen(endless);
    events << raisedFor(QStringLiteral("a-10"), harold);
    QCOMPARE(outcomes(appendAll(as(kim), events)), QList<Outcome>(events.size(), Outcome::Accepted));
    const auto about = as(kim).alertsAbout(harold, {});
    QVERIFY(about);
    QCOMPARE(about->events.size(), 1);
    QVERIFY(as(kim).alertsAbout({}, {})->events.isEmpty());
}

void DepartmentContract::hashesCanBeAskedFor() {
    appendAll(as(kim), {anAlert(QStringLiteral("a-1"))});
    QCOMPARE(*as(kim).hashAt(1, {}), everything(as(kim)).head.hash);
    QCOMPARE(as(kim).hashAt(2, {}).error().code, Error::Code::NotFound);
}

void DepartmentContract::aClaimBelongsToOnePerson() {
    QVERIFY(as(kim).setPresence(claim, QStringLiteral("1.2.3"), 60s, {}));
    QVERIFY(as(kim).setPresence(claim, QStringLiteral("1.2.3"), 90s, {}));
    const auto taken = as(lee).setPresence(claim, QStringLiteral("1.2.3"), 60s, {});
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, Error::Code::Conflict);
    QCOMPARE(taken.error().detail, kim);
    QVERIFY(taken.error().message.contains(kim));
    QVERIFY(as(lee).setPresence(claim, QStringLiteral("1.2.4"), 60s, {}));
    const auto present = as(lee).presence(claim, {});
    QVERIFY(present);
    QCOMPARE(present->size(), 2);
    QCOMPARE(present->at(0).key, QStringLiteral("1.2.3"));
    QCOMPARE(present->at(0).holder, kim);
    QVERIFY(present->at(0).until > SystemClock().now() + 60s);
    QVERIFY(as(lee).presence(QStringLiteral("client"), {})->isEmpty());
}

void DepartmentContract::aClaimEndsByTheServersTime() {
    QVERIFY(as(kim).setPresence(claim, QStringLiteral("1.2.3"), 1s, {}));
    QCOMPARE(as(kim).presence(claim, {})->size(), 1);
    auto& other = as(lee);
    QTRY_VERIFY(other.presence(claim, {})->isEmpty());
    QVERIFY(other.setPresence(claim, QStringLiteral("1.2.3"), 60s, {}));
}

void DepartmentContract::aWindowThatWentOutOfSightIsStillNamed() {
    const auto computer = QStringLiteral("READING-2");
    QVERIFY(as(kim).setPresence(windowTopic, computer, 1s, {}));
    const auto lost = [&] {
        const auto known = as(lee).presence(windowTopic, {});
        return known && known->size() == 1 && known->first().key == computer &&
               known->first().until < SystemClock().now();
    };
    QTRY_VERIFY(lost());
    // Taking its leave is another thing.
    QVERIFY(as(kim).setPresence(windowTopic, computer, 60s, {}));
    QVERIFY(!lost());
    QVERIFY(as(kim).setPresence(windowTopic, computer, 0s, {}));
    QVERIFY(as(lee).presence(windowTopic, {})->isEmpty());
}

void DepartmentContract::aClaimCanBeLetGo() {
    QVERIFY(as(kim).setPresence(claim, QStringLiteral("1.2.3"), 60s, {}));
    QVERIFY(as(lee).setPresence(claim, QStringLiteral("1.2.3"), 0s, {}));
    QCOMPARE(as(lee).presence(claim, {})->size(), 1);
    QVERIFY(as(kim).setPresence(claim, QStringLiteral("1.2.3"), 0s, {}));
    QVERIFY(as(lee).presence(claim, {})->isEmpty());
}

void DepartmentContract::wakingEndsTheWait() {
    auto& department = as(kim);
    QVERIFY(department.waitForNews(10ms, {}));
    QElapsedTimer timer;
    timer.start();
    std::jthread other([&department] { department.wake(); });
    QVERIFY(department.waitForNews(20s, {}));
    QVERIFY(timer.elapsed() < 10'000);
}

void DepartmentContract::aStopEndsTheWait() {
    auto& department = as(kim);
    QVERIFY(department.waitForNews(10ms, {}));
    std::stop_source source;
    QElapsedTimer timer;
    timer.start();
    std::jthread other([&source] { source.request_stop(); });
    (void)department.waitForNews(20s, source.get_token());
    QVERIFY(timer.elapsed() < 10'000);
}

void DepartmentContract::newsEndTheWait() {
    auto& department = as(kim);
    (void)department.waitForNews(10ms, {});
    appendAll(department, {anAlert(QStringLiteral("a-1"))});
    QElapsedTimer timer;
    timer.start();
    QVERIFY(department.waitForNews(20s, {}));
    QVERIFY(timer.elapsed() < 10'000);
}

} // namespace vigil::test
