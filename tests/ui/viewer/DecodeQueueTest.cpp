// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/DecodeQueue.h"
#include "tests/fakes/FakeFrameReader.h"

#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;

class DecodeQueueTest : public QObject {
    Q_OBJECT

    static QList<FrameKey> keys(const QStringList& paths) {
        QList<FrameKey> list;
        for (const auto& path : paths)
            list.append({path, 0});
        return list;
    }

private Q_SLOTS:
    void decodesInTheOrderWishedAndKeepsTheFrames() {
        test::FakeFrameReader reader;
        DecodeQueue queue(reader, QStringLiteral("/objects"));
        QSignalSpy ready(&queue, &DecodeQueue::frameReady);
        queue.want(this, keys({"a", "b", "c"}));
        QTRY_COMPARE(ready.count(), 3);
        QVERIFY(queue.cached({QStringLiteral("b"), 0}));
        QVERIFY(reader.reads().contains(QStringLiteral("/objects/a#0")));
        queue.want(this, keys({"a", "b"}));
        QCOMPARE(queue.waiting(), 0);
        QCOMPARE(reader.reads().size(), 3);
    }

    void aFrameScrolledPastIsNeverDecoded() {
        test::FakeFrameReader reader;
        reader.hold();
        DecodeQueue queue(reader, {});
        QStringList many;
        for (int i = 0; i < 100; ++i)
            many << QStringLiteral("old%1").arg(i);
        queue.want(this, keys(many));
        QTRY_VERIFY(!reader.reads().isEmpty());
        queue.want(this, keys({"now"}));
        reader.release();
        QTRY_VERIFY(queue.cached({QStringLiteral("now"), 0}));
        // Only what was under way already (one a thread) was read besides.
        QVERIFY2(reader.reads().size() <= 9, qPrintable(QString::number(reader.reads().size())));
    }

    void everybodysFirstWishComesBeforeSecondOnes() {
        test::FakeFrameReader reader;
        reader.hold();
        DecodeQueue queue(reader, {});
        QObject other;
        queue.want(
            this, keys({"busy0", "busy1", "busy2", "busy3", "busy4", "busy5", "busy6", "busy7", "a1", "a2"}));
        QTRY_VERIFY(!reader.reads().isEmpty());
        queue.want(this, keys({"a1", "a2", "a3"}));
        queue.want(&other, keys({"b1"}));
        QSignalSpy ready(&queue, &DecodeQueue::frameReady);
        reader.release();
        QTRY_VERIFY(queue.cached({QStringLiteral("a3"), 0}));
        const auto reads = reader.reads();
        QVERIFY(reads.indexOf(QStringLiteral("b1#0")) < reads.indexOf(QStringLiteral("a3#0")));
    }

    void theOldestFramesGoWhenTheCacheIsFull() {
        test::FakeFrameReader reader;
        DecodeQueue queue(reader, {}, 3 * 32 * 32 * 4);
        QSignalSpy ready(&queue, &DecodeQueue::frameReady);
        for (const auto* path : {"a", "b", "c"}) {
            queue.want(this, keys({QString::fromLatin1(path)}));
            QTRY_VERIFY(queue.cached({QString::fromLatin1(path), 0}));
        }
        QVERIFY(queue.cached({QStringLiteral("a"), 0})); // used again: now "b" is the oldest
        queue.want(this, keys({"d"}));
        QTRY_VERIFY(queue.cached({QStringLiteral("d"), 0}));
        QVERIFY(!queue.cached({QStringLiteral("b"), 0}));
        QVERIFY(queue.cached({QStringLiteral("a"), 0}));
        QVERIFY(queue.cachedBytes() <= 3 * 32 * 32 * 4);
    }

    void aFileThatCannotBeReadIsNotTriedAgainByItself() {
        test::FakeFrameReader reader;
        reader.refuse(QStringLiteral("bad"), QStringLiteral("The pixels are cut short."));
        DecodeQueue queue(reader, {});
        QSignalSpy failed(&queue, &DecodeQueue::frameFailed);
        queue.want(this, keys({"bad"}));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(queue.failure({QStringLiteral("bad"), 0})->message,
                 QStringLiteral("The pixels are cut short."));
        queue.want(this, keys({"bad", "good"}));
        QTRY_VERIFY(queue.cached({QStringLiteral("good"), 0}));
        QCOMPARE(reader.reads().count(QStringLiteral("bad#0")), 1);
        queue.forgetFailures(QStringLiteral("bad"));
        queue.want(this, keys({"bad"}));
        QTRY_COMPARE(reader.reads().count(QStringLiteral("bad#0")), 2);
    }

    void endsWhileWishesAreOpen() {
        test::FakeFrameReader reader;
        {
            DecodeQueue queue(reader, {});
            QStringList many;
            for (int i = 0; i < 500; ++i)
                many << QString::number(i);
            queue.want(this, keys(many));
        }
        QVERIFY(reader.reads().size() <= 500);
    }
};

QTEST_MAIN(DecodeQueueTest)
#include "DecodeQueueTest.moc"
