// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/EventCodec.h"

#include "tests/support/EventBuilder.h"

#include <QTest>

using namespace vigil;
using namespace vigil::journal;
using namespace vigil::test;

class EventCodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEventComesBackAsItWas() {
        Event event = anAlert(QStringLiteral("a-1")).withSealed("{\"a\": [1,  2], \"ü\":\"\\u0000\"}");
        event.onBehalfOf = {QStringLiteral("Dr Jansen"), QStringLiteral("ED"), QStringLiteral("7"),
                            QStringLiteral("read back")};
        event.deviceSeq = std::numeric_limits<qint64>::max();
        event.clockOffsetMs = std::numeric_limits<qint64>::min();
        const auto decoded = decode(encode(event));
        QVERIFY(decoded);
        QCOMPARE(*decoded, event);
    }
    void oneEventHasOneText() {
        const Event event = anAlert(QStringLiteral("a-1"));
        QCOMPARE(encode(event), encode(*decode(encode(event))));
        QVERIFY(!encode(event).contains('\n'));
    }
    void whatIsNoEventIsInvalid() {
        for (const QByteArray text :
             {"", "[]", "{}", "{\"format\":1}", "{\"format\":1,\"event_id\":\"x\"}", "{\"format\":"})
            QCOMPARE(decode(text).error().code, Error::Code::Invalid);
    }
    void aNewerFormatIsCalledNewer() {
        auto text = encode(anAlert(QStringLiteral("a-1")));
        text.replace("\"format\":1", "\"format\":2");
        QCOMPARE(decode(text).error().code, Error::Code::Newer);
    }
    void aWellFormedEventHasNoFlaw() {
        QVERIFY(!flaw(anAlert(QStringLiteral("a-1"))));
        QVERIFY(!flaw(aSignature(QStringLiteral("1.2.3"))));
    }
    void flawsAreNamed() {
        const Event good = anEvent(kind::alertViewed);
        const auto with = [&good](auto change) {
            Event event = good;
            change(event);
            return flaw(event).has_value();
        };
        QVERIFY(with([](Event& e) { e.eventId = {}; }));
        QVERIFY(with([](Event& e) { e.kind.clear(); }));
        QVERIFY(with([](Event& e) { e.kindVersion = 0; }));
        QVERIFY(with([](Event& e) { e.aggregateId.clear(); }));
        QVERIFY(with([](Event& e) { e.author.clear(); }));
        QVERIFY(with([](Event& e) { e.onBehalfOf.name = QChar(0); }));
        QVERIFY(with([](Event& e) { e.author = QString(1, QChar(0xd800)); }));
        QVERIFY(with([](Event& e) { e.device = QString(201, QLatin1Char('x')); }));
        QVERIFY(with([](Event& e) { e.open = "7"; }));
        QVERIFY(with([](Event& e) { e.open.clear(); }));
        QVERIFY(with([](Event& e) { e.sealed = "{"; }));
        QVERIFY(with([](Event& e) { e.open = "{\"a\":\"\xc3\"}"; }));
        QVERIFY(with([](Event& e) { e.open = "{\"a\":\"" + QByteArray(5 << 20, 'x') + "\"}"; }));
        QVERIFY(with([](Event& e) { e.occurredAt = UtcTime(std::chrono::days(9'000'000)); }));
    }
    void aFindingCountsMoreThanForm() {
        QVERIFY(!flaw(anAlert(QStringLiteral("a-1")).withOpen("not json").by(QString())));
        QVERIFY(flaw(anAlert(QStringLiteral("a-1")).withOpen("\xff")));
    }
    void aSignatureWithAnOpenAuthorIsFlawed() {
        const Event good = aSignature(QStringLiteral("1.2.3"));
        const auto with = [&good](auto change) {
            Event event = good;
            change(event);
            return flaw(event).has_value();
        };
        QVERIFY(with([](Event& e) { e.author = QStringLiteral("kim"); }));
        QVERIFY(with([](Event& e) { e.device = QStringLiteral("x"); }));
        QVERIFY(with([](Event& e) { e.deviceSeq = 1; }));
        QVERIFY(with([](Event& e) { e.onBehalfOf.name = QStringLiteral("x"); }));
        QVERIFY(with([](Event& e) { e.sealed = "{}"; }));
    }
};

QTEST_GUILESS_MAIN(EventCodecTest)
#include "EventCodecTest.moc"
