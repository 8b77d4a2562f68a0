// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/FrameImage.h"

#include <QTest>

using namespace vigil;
using namespace vigil::ui;

class FrameImageTest : public QObject {
    Q_OBJECT

    static study::PixelFrame grey(int side, std::int32_t value) {
        study::PixelFrame frame;
        frame.columns = frame.rows = side;
        frame.samples.assign(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), value);
        frame.minimum = 0;
        frame.maximum = 100;
        return frame;
    }
    static study::SliceGeometry plane(std::array<double, 3> row, std::array<double, 3> column) {
        study::SliceGeometry geometry;
        geometry.rowDirection = row;
        geometry.columnDirection = column;
        return geometry;
    }

private Q_SLOTS:
    void greyIsWindowedAndInverted() {
        const study::Window window{50, 100, {}};
        const auto bright = renderFrame(grey(8, 100), window, Polarity::Normal);
        QCOMPARE(bright.size(), QSize(8, 8));
        QCOMPARE(qGray(bright.pixel(3, 3)), 255);
        QCOMPARE(qGray(renderFrame(grey(8, 100), window, Polarity::Inverted).pixel(3, 3)), 0);
    }

    void colourIsShownAsItIs() {
        study::PixelFrame frame;
        frame.columns = 3;
        frame.rows = 1;
        frame.rgb = {255, 0, 0, 0, 255, 0, 10, 20, 30};
        const auto image = renderFrame(frame, {}, Polarity::Normal);
        QCOMPARE(image.pixelColor(0, 0), QColor(255, 0, 0));
        QCOMPARE(image.pixelColor(2, 0), QColor(10, 20, 30));
    }

    void makingSmallerKeepsThinLinesVisibleAndTheMean() {
        QImage image(400, 400, QImage::Format_Grayscale8);
        image.fill(0);
        for (int y = 0; y < 400; ++y)
            image.scanLine(y)[201] = 255;
        const auto small = reduced(image, {40, 40});
        QCOMPARE(small.size(), QSize(40, 40));
        QVERIFY(qGray(small.pixel(20, 20)) > 15);
        image.fill(77);
        QCOMPARE(qGray(reduced(image, {37, 41}).pixel(5, 5)), 77);
    }

    void colourKeepsItsChannelsWhenMadeSmaller() {
        QImage image(90, 90, QImage::Format_RGB888);
        image.fill(QColor(200, 100, 50));
        QCOMPARE(reduced(image, {30, 30}).pixelColor(29, 29), QColor(200, 100, 50));
    }

    void aThinnedFrameKeepsWhatWindowingNeeds() {
        auto frame = grey(1000, 60);
        frame.intercept = -10;
        frame.inverted = true;
        const auto small = thinned(frame, 100);
        QCOMPARE(small.columns, 100);
        QCOMPARE(small.samples.size(), std::size_t(10000));
        QCOMPARE(small.intercept, -10.0);
        QVERIFY(small.inverted);
    }

    void edgeLettersFollowTheDirections() {
        const auto axial = edgeLetters(plane({1, 0, 0}, {0, 1, 0}));
        QCOMPARE(axial.left, QStringLiteral("R"));
        QCOMPARE(axial.right, QStringLiteral("L"));
        QCOMPARE(axial.top, QStringLiteral("A"));
        QCOMPARE(axial.bottom, QStringLiteral("P"));
        const auto sagittal = edgeLetters(plane({0, 1, 0}, {0, 0, -1}));
        QCOMPARE(sagittal.left, QStringLiteral("A"));
        QCOMPARE(sagittal.top, QStringLiteral("H"));
        QCOMPARE(edgeLetters(plane({0.8, 0.6, 0}, {0, 0, -1})).right, QStringLiteral("LP"));
        // A prone patient lies the other way round: the letters must turn with him.
        QCOMPARE(edgeLetters(plane({-1, 0, 0}, {0, -1, 0})).left, QStringLiteral("L"));
    }

    void planesAreParallelWithinTenDegrees() {
        const auto axial = plane({1, 0, 0}, {0, 1, 0});
        QVERIFY(areParallel(axial, plane({-1, 0, 0}, {0, 1, 0})));
        QVERIFY(areParallel(axial, plane({1, 0, 0}, {0, 0.996, 0.087})));
        QVERIFY(!areParallel(axial, plane({1, 0, 0}, {0, 0, -1})));
    }

    void pixelsThatAreNotSquareKeepTheirShape() {
        auto frame = grey(4, 1);
        QCOMPARE(pixelAspect(frame), 1.0);
        frame.rowSpacing = 2;
        frame.columnSpacing = 1;
        QCOMPARE(pixelAspect(frame), 2.0);
    }
};

QTEST_MAIN(FrameImageTest)
#include "FrameImageTest.moc"
