// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/journal/Upcast.h"

#include "tests/support/EventBuilder.h"

#include <QTest>

using namespace vigil::journal;
using namespace vigil::test;

namespace {

Event raised(Event event) {
    ++event.kindVersion;
    event.open += QByteArray::number(event.kindVersion);
    return event;
}

} // namespace

class UpcastTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stepsAreTakenOneAfterTheOther() {
        Upcast upcast;
        upcast.add(kind::alertViewed, 1, raised).add(kind::alertViewed, 2, raised);
        const auto lifted = upcast(anEvent(kind::alertViewed).withOpen(""));
        QCOMPARE(lifted.kindVersion, 3);
        QCOMPARE(lifted.open, QByteArray("23"));
    }
    void anOldKindMayBecomeAnother() {
        Upcast upcast;
        upcast.add(QStringLiteral("alert.seen"), 1, [](Event event) {
            event.kind = kind::alertViewed;
            return event;
        });
        QCOMPARE(upcast(anEvent(QStringLiteral("alert.seen"))).kind, kind::alertViewed);
    }
    void unknownKindsAndNewerVersionsPassThrough() {
        Upcast upcast;
        upcast.add(kind::alertViewed, 1, raised);
        const Event unknown = anEvent(QStringLiteral("alert.unheard_of"));
        QCOMPARE(upcast(unknown), unknown);
        Event newer = anEvent(kind::alertViewed);
        newer.kindVersion = 9;
        QCOMPARE(upcast(newer), newer);
        QCOMPARE(Upcast::standard()(unknown), unknown);
    }
    void aCircleEnds() {
        Upcast upcast;
        upcast.add(QStringLiteral("a"), 1, [](Event e) {
            e.kind = QStringLiteral("b");
            return e;
        });
        upcast.add(QStringLiteral("b"), 1, [](Event e) {
            e.kind = QStringLiteral("a");
            return e;
        });
        upcast.add(QStringLiteral("c"), 1, [](Event e) { return e; });
        (void)upcast(anEvent(QStringLiteral("a")));
        (void)upcast(anEvent(QStringLiteral("c")));
    }
};

QTEST_GUILESS_MAIN(UpcastTest)
#include "UpcastTest.moc"
