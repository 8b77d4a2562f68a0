// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Chain.h"

#include "tests/support/EventBuilder.h"

#include <QTest>

#include <functional>

using namespace vigil;
using namespace vigil::journal;
using namespace vigil::test;

namespace {

QList<LoggedEvent> aChain(int length) {
    QList<LoggedEvent> events;
    QByteArray previous = chain::genesis();
    for (int seq = 1; seq <= length; ++seq) {
        LoggedEvent logged{anAlert(QStringLiteral("a-%1").arg(seq)), {}};
        logged.event.onBehalfOf = {QStringLiteral("n"), QStringLiteral("r"), QStringLiteral("g"),
                                   QStringLiteral("h")};
        auto& receipt = logged.receipt;
        receipt.logId = QUuid::fromString(QStringLiteral("0d5c1c1e-5e0c-4f0a-9b53-111111111111"));
        receipt.seq = seq;
        receipt.receivedAt = logged.event.occurredAt;
        receipt.submitter = QStringLiteral("kim");
        receipt.openSha256 = chain::openDigest(logged.event.open);
        receipt.sealedSha256 = chain::sealedDigest(QByteArray(16, 's'), logged.event.sealed, {});
        receipt.previousHash = previous;
        receipt.hash = chain::link(logged.event, receipt);
        previous = receipt.hash;
        events.append(logged);
    }
    return events;
}

} // namespace

class ChainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theHeaderIsTheDocumentedBytes() {
        Event event;
        event.eventId = QUuid::fromString(QStringLiteral("0d5c1c1e-5e0c-4f0a-9b53-222222222222"));
        event.aggregateKind = QStringLiteral("alert");
        event.aggregateId = QStringLiteral("ä");
        event.kind = QStringLiteral("alert.raised");
        event.author = QStringLiteral("kim");
        Receipt receipt;
        receipt.logId = QUuid::fromString(QStringLiteral("0d5c1c1e-5e0c-4f0a-9b53-111111111111"));
        receipt.seq = 12;
        QCOMPARE(
            chain::header(event, receipt),
            QByteArray("vigil-chain-1:36:0d5c1c1e-5e0c-4f0a-9b53-111111111111,2:12,"
                       "36:0d5c1c1e-5e0c-4f0a-9b53-222222222222,5:alert,2:ä,12:alert.raised,1:1,3:kim,0:,"
                       "0:,0:,0:,0:,0:,1:0,27:1970-01-01T00:00:00.000000Z,1:0,0:,0:,27:1970-01-01T00:00:00."
                       "000000Z,"));
    }
    void aGoodChainHolds() {
        const auto events = aChain(5);
        QVERIFY(chain::verify(events, {}).isGood());
        QVERIFY(chain::verify(events.mid(2), {2, events[1].receipt.hash}).isGood());
        QVERIFY(chain::verify({}, {}).isGood());
    }
    void everyFieldIsHashed_data() {
        QTest::addColumn<int>("field");
        for (int field = 0; field < static_cast<int>(changes().size()); ++field)
            QTest::addRow("field %d", field) << field;
    }
    void everyFieldIsHashed() {
        QFETCH(int, field);
        auto events = aChain(3);
        changes()[static_cast<size_t>(field)](events[1]);
        const auto verdict = chain::verify(events, {});
        QCOMPARE(verdict.firstBadSeq, 2);
        QVERIFY(!verdict.what.isEmpty());
        QVERIFY(!chain::verifyOne(events[1]).isGood() || events[1].receipt.seq != 2);
    }
    void aGapOrASwapIsFound() {
        auto events = aChain(4);
        events.removeAt(1);
        QCOMPARE(chain::verify(events, {}).firstBadSeq, 2);
        auto swapped = aChain(4);
        swapped.swapItemsAt(1, 2);
        QCOMPARE(chain::verify(swapped, {}).firstBadSeq, 2);
    }
    void anotherBeginningIsFound() {
        const auto events = aChain(3);
        QCOMPARE(chain::verify(events.mid(1), {1, QByteArray(32, 'x')}).firstBadSeq, 2);
    }
    void aMaskedPartDoesNotBreakTheChain() {
        auto events = aChain(3);
        events[1].event.open.clear();
        QVERIFY(chain::verify(events, {}).isGood());
    }
    void fieldsCannotRunIntoEachOther() {
        auto one = aChain(1)[0];
        one.event.aggregateKind = QStringLiteral("ab");
        one.event.aggregateId = QStringLiteral("c");
        auto two = one;
        two.event.aggregateKind = QStringLiteral("a");
        two.event.aggregateId = QStringLiteral("bc");
        QVERIFY(chain::link(one.event, one.receipt) != chain::link(two.event, two.receipt));
        QVERIFY(chain::sealedDigest("s", "ab", QStringLiteral("c")) !=
                chain::sealedDigest("s", "a", QStringLiteral("bc")));
    }
    void theSealedSubmitterIsHashed() {
        const QByteArray salt(16, 's');
        QVERIFY(chain::sealedDigest(salt, "{}", QStringLiteral("kim")) !=
                chain::sealedDigest(salt, "{}", QStringLiteral("lee")));
        QVERIFY(chain::sealedDigest(salt, "{}", {}) != chain::sealedDigest(QByteArray(16, 't'), "{}", {}));
    }

private:
    using Change = std::function<void(LoggedEvent&)>;
    static std::vector<Change> changes() {
        const auto text = [](QString Event::*field) -> Change {
            return [field](LoggedEvent& e) { e.event.*field += QLatin1Char('x'); };
        };
        const auto behalf = [](QString OnBehalfOf::*field) -> Change {
            return [field](LoggedEvent& e) { e.event.onBehalfOf.*field += QLatin1Char('x'); };
        };
        const auto bytes = [](QByteArray Receipt::*field) -> Change {
            return [field](LoggedEvent& e) {
                (e.receipt.*field)[0] = static_cast<char>((e.receipt.*field)[0] ^ 1);
            };
        };
        return {text(&Event::aggregateKind),
                text(&Event::aggregateId),
                text(&Event::kind),
                text(&Event::author),
                text(&Event::device),
                text(&Event::policySha256),
                text(&Event::clientVersion),
                behalf(&OnBehalfOf::name),
                behalf(&OnBehalfOf::role),
                behalf(&OnBehalfOf::registration),
                behalf(&OnBehalfOf::howKnown),
                bytes(&Receipt::openSha256),
                bytes(&Receipt::sealedSha256),
                bytes(&Receipt::previousHash),
                bytes(&Receipt::hash),
                [](LoggedEvent& e) { e.event.eventId = QUuid::createUuid(); },
                [](LoggedEvent& e) { ++e.event.kindVersion; },
                [](LoggedEvent& e) { ++e.event.deviceSeq; },
                [](LoggedEvent& e) { e.event.occurredAt += std::chrono::microseconds(1); },
                [](LoggedEvent& e) { ++e.event.clockOffsetMs; },
                [](LoggedEvent& e) { e.event.open += ' '; },
                [](LoggedEvent& e) { e.receipt.logId = QUuid::createUuid(); },
                [](LoggedEvent& e) { e.receipt.seq = 7; },
                [](LoggedEvent& e) { e.receipt.receivedAt += std::chrono::microseconds(1); },
                [](LoggedEvent& e) { e.receipt.submitter += QLatin1Char('x'); }};
    }
};

QTEST_GUILESS_MAIN(ChainTest)
#include "ChainTest.moc"
