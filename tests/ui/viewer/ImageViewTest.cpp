// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ImageView.h"
#include "tests/fakes/FakeFrameReader.h"
#include "ui/Theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <random>

using namespace vigil;
using namespace vigil::ui;

class ImageViewTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::FakeFrameReader> m_reader;
    std::unique_ptr<DecodeQueue> m_queue;
    std::unique_ptr<ImageView> m_view;

    static ImageStack stack(int count) {
        return stacksOf(test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), count)).first();
    }
    void open(int count) {
        m_view->setStack(stack(count), {QStringLiteral("Okafor, Ngozi  123"), QStringLiteral("CT chest"),
                                        QStringLiteral("1 Jan 2026"), false});
        QTRY_VERIFY(m_view->shownFrame());
    }
    void wheel(int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        const QPointF at(100, 100);
        QWheelEvent event(at, m_view->mapToGlobal(at), {}, {0, notches * 120}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_view.get(), &event);
    }
    bool says(const QString& words) const {
        return m_view->overlayLines().join(QLatin1Char('\n')).contains(words);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }

    void init() {
        m_reader = std::make_unique<test::FakeFrameReader>();
        m_queue = std::make_unique<DecodeQueue>(*m_reader, QString());
        m_view = std::make_unique<ImageView>(*m_queue);
        m_view->resize(500, 500);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }

    void cleanup() {
        m_reader->release();
        m_view.reset();
        m_queue.reset();
    }

    void wheelAndKeysScrollTheStack() {
        open(40);
        QCOMPARE(m_view->index(), 20);
        wheel(-1);
        QCOMPARE(m_view->index(), 21);
        wheel(2);
        QCOMPARE(m_view->index(), 19);
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QCOMPARE(m_view->index(), 20);
        QTest::keyClick(m_view.get(), Qt::Key_PageDown);
        QCOMPARE(m_view->index(), 30);
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QCOMPARE(m_view->index(), 39);
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QCOMPARE(m_view->index(), 0);
        QTRY_COMPARE(m_view->shownIndex(), 0);
        QVERIFY(says(QStringLiteral("Image 1/40")));
    }

    void aLeftDragScrollsAndARightDragWindows() {
        open(40);
        QTest::mousePress(m_view.get(), Qt::LeftButton, {}, {100, 100});
        QTest::mouseMove(m_view.get(), {100, 100 + 9 * 5});
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, {}, {100, 145});
        QTRY_COMPARE(m_view->index(), 25);
        const auto before = m_view->window();
        QTest::mousePress(m_view.get(), Qt::RightButton, {}, {100, 100});
        QTest::mouseMove(m_view.get(), {180, 60});
        QTest::mouseRelease(m_view.get(), Qt::RightButton, {}, {180, 60});
        QTRY_VERIFY(m_view->window().width > before.width);
        QVERIFY(m_view->window().center < before.center);
        QCOMPARE(m_view->index(), 25);
    }

    void presetsInvertAndResetByKey() {
        open(5);
        const auto own = m_view->window();
        QCOMPARE(own.center, 40.0);
        QTest::keyClick(m_view.get(), Qt::Key_3);
        QVERIFY(m_view->window() != own);
        const auto picture = m_view->grab().toImage();
        QTest::keyClick(m_view.get(), Qt::Key_I);
        QVERIFY(m_view->isInverted());
        QVERIFY(m_view->grab().toImage() != picture);
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QVERIFY(!m_view->transform().isFitted());
        QTest::keyClick(m_view.get(), Qt::Key_R);
        QCOMPARE(m_view->window(), own);
        QVERIFY(!m_view->isInverted());
        QVERIFY(m_view->transform().isFitted());
    }

    void zoomKeepsThePointUnderTheCursor() {
        open(3);
        const auto before = m_view->transform().toImage({100, 100});
        wheel(3, Qt::ControlModifier);
        const auto after = m_view->transform().toImage({100, 100});
        QVERIFY(m_view->transform().zoom() > 1);
        QVERIFY(std::abs(before.x() - after.x()) < 0.01 && std::abs(before.y() - after.y()) < 0.01);
    }

    void whatTheCornersSayIsAboutThePictureThatIsSeen() {
        open(400);
        QTRY_COMPARE(m_queue->waiting(), 0);
        m_reader->hold();
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QCOMPARE(m_view->index(), 399);
        QCOMPARE(m_view->shownIndex(), 200);
        QVERIFY(says(QStringLiteral("Image 201/400")));
        QVERIFY(says(QStringLiteral("loading 400/400")));
        QCOMPARE(m_view->shownReference()->instance.sopInstanceUid, QStringLiteral("1.2.a.201"));
        m_reader->release();
        QTRY_COMPARE(m_view->shownIndex(), 399);
        QVERIFY(!says(QStringLiteral("loading")));
    }

    void slicesThatArriveDoNotMoveTheShownOne() {
        auto all = test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), 60);
        m_view->setStack(stacksOf(all.mid(20, 10)).first(), {});
        QTRY_VERIFY(m_view->shownFrame());
        const auto shown = m_view->shownReference();
        m_view->updateStack(stacksOf(all).first());
        QCOMPARE(m_view->shownReference(), shown);
        QCOMPARE(m_view->index(), m_view->shownIndex());
        QVERIFY(says(QStringLiteral("Image 26/60")));
    }

    /// A PACS sends in any order: whatever comes before or behind, the slice under the reader's eye stays,
    /// and its number is its place among those that are here.
    void slicesInAnyOrderFindTheirPlaceAroundTheShownOne() {
        const auto all = test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), 200);
        for (quint32 seed = 1; seed <= 20; ++seed) {
            auto order = all;
            std::shuffle(order.begin(), order.end(), std::mt19937(seed));
            m_view->setStack(stacksOf(order.mid(0, 1)).first(), {});
            QTRY_VERIFY(m_view->shownFrame());
            const auto shown = m_view->shownReference();
            for (qsizetype here = 2; here <= order.size(); here += here / 3 + 1) {
                const auto stack = stacksOf(order.mid(0, here)).first();
                QVERIFY(
                    std::is_sorted(stack.slices.cbegin(), stack.slices.cend(),
                                   [](const Slice& a, const Slice& b) { return *a.position < *b.position; }));
                m_view->updateStack(stack);
                QCOMPARE(m_view->shownReference(), shown);
                QCOMPARE(m_view->index(), m_view->shownIndex());
                QCOMPARE(m_view->index(), stack.indexOf(*shown));
            }
        }
    }

    void anUndecodableImageSaysSoAndTheOthersGoOn() {
        m_reader->refuse(QStringLiteral("a3"), QStringLiteral("Its pixels are cut short."));
        m_view->setStack(stack(5), {});
        QTRY_VERIFY(!m_view->problem().isEmpty());
        QCOMPARE(m_view->problem(), QStringLiteral("Its pixels are cut short."));
        QVERIFY(!m_view->shownReference());
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QTRY_VERIFY(m_view->shownFrame());
        QVERIFY(m_view->problem().isEmpty());
    }

    void theCornersNameSourceOfMillimetresAndLoss() {
        study::PixelFrame frame;
        frame.columns = frame.rows = 16;
        frame.samples.resize(256);
        frame.maximum = 10;
        frame.calibration = study::Calibration::Detector;
        frame.columnSpacing = frame.rowSpacing = 0.1;
        frame.lossyNote = QStringLiteral("Lossy 10:1");
        m_reader->setTemplate(frame);
        m_view->setStack(stack(1), {QStringLiteral("Okafor, Ngozi"), {}, {}, true});
        QTRY_VERIFY(m_view->shownFrame());
        QVERIFY(says(QStringLiteral("at the detector: magnified")));
        QVERIFY(says(QStringLiteral("Lossy 10:1")));
        QVERIFY(says(QStringLiteral("PRIOR")));
        QVERIFY(says(QStringLiteral("Okafor, Ngozi")));
    }

    void aClipPlaysEveryFrameAndStops() {
        auto objects = test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), 1);
        objects[0].header.frames = 6;
        m_view->setStack(stacksOf(objects).first(), {});
        QTRY_VERIFY(m_view->shownFrame());
        QList<qsizetype> seen;
        connect(m_view.get(), &ImageView::shown, this, [&] { seen << m_view->shownIndex(); });
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QVERIFY(m_view->isPlaying());
        QTRY_VERIFY(seen.size() >= 7);
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QVERIFY(!m_view->isPlaying());
        QCOMPARE(seen.mid(0, 7), (QList<qsizetype>{1, 2, 3, 4, 5, 0, 1}));
    }

    void theMiddleOfTheImageIsPaintedWithItsWindow() {
        study::PixelFrame frame;
        frame.columns = frame.rows = 16;
        frame.samples.assign(256, 100);
        frame.maximum = 100;
        frame.windows = {{50, 100, {}}};
        m_reader->setTemplate(frame);
        m_view->setStack(stack(1), {});
        QTRY_VERIFY(m_view->shownFrame());
        const auto picture = m_view->grab().toImage();
        QVERIFY(picture.pixelColor(picture.width() / 2 + 40, picture.height() / 2 - 60).lightness() > 250);
    }

    void linkingNeedsAPictureOnTheScreen() {
        QSignalSpy link(m_view.get(), &ImageView::linkRequested);
        QVERIFY(!m_view->shownReference());
        open(3);
        QTest::keyClick(m_view.get(), Qt::Key_L);
        QCOMPARE(link.count(), 1);
        QCOMPARE(m_view->shownReference()->instance.sopInstanceUid, QStringLiteral("1.2.a.2"));
    }
};

QTEST_MAIN(ImageViewTest)
#include "ImageViewTest.moc"
