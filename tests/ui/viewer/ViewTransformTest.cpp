// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ViewTransform.h"

#include <QTest>

#include <random>

using vigil::ui::ViewTransform;

/// Where an image lies in its view; every point is compared in both directions.
class ViewTransformTest : public QObject {
    Q_OBJECT

    static ViewTransform fitted(QSizeF image, QSizeF view, double aspect = 1) {
        ViewTransform transform;
        transform.setImage(image, aspect);
        transform.setView(view);
        return transform;
    }
    static bool isNear(QPointF a, QPointF b) { return (a - b).manhattanLength() < 1e-6; }

private Q_SLOTS:
    void aFittedImageIsWholeAndInTheMiddle() {
        const auto transform = fitted({512, 256}, {400, 400});
        QVERIFY(transform.isFitted());
        QVERIFY(isNear(transform.imageToView().map(QPointF(0, 0)), {0, 100}));
        QVERIFY(isNear(transform.imageToView().map(QPointF(512, 256)), {400, 300}));
        QCOMPARE(transform.columnScale(), 400.0 / 512);
    }
    void pixelsThatAreNotSquareKeepTheShapeOfThePatient() {
        // Rows twice as far apart as columns: 100 x 100 pixels are twice as high as wide.
        const auto transform = fitted({100, 100}, {400, 400}, 2);
        const auto size = transform.imageToView().mapRect(QRectF(0, 0, 100, 100)).size();
        QCOMPARE(size, QSizeF(200, 400));
    }
    void anUnknownAspectAndAnEmptyImageDoNoHarm() {
        const auto transform = fitted({0, 0}, {400, 300}, 0);
        QVERIFY(transform.imageToView().isInvertible());
        QVERIFY(transform.columnScale() > 0);
    }
    void zoomKeepsThePointUnderTheCursor() {
        std::mt19937 random(7);
        std::uniform_real_distribution<double> factor(0.5, 2.5);
        std::uniform_real_distribution<double> place(150, 250); // inside the image even when it is zoomed out
        auto transform = fitted({512, 512}, {400, 400});
        for (int i = 0; i < 200; ++i) {
            const QPointF at(place(random), place(random));
            const auto before = transform.toImage(at);
            const auto zoomed = transform.zoom();
            transform.zoomBy(factor(random), at);
            QVERIFY(transform.zoom() >= ViewTransform::smallestZoom);
            QVERIFY(transform.zoom() <= ViewTransform::largestZoom);
            const auto edge = transform.toImage({200, 200});
            const bool clamped =
                edge.x() <= 1e-9 || edge.y() <= 1e-9 || edge.x() >= 512 - 1e-9 || edge.y() >= 512 - 1e-9;
            if (!clamped)
                QVERIFY2((transform.toImage(at) - before).manhattanLength() < 1e-6,
                         qPrintable(QString::number(zoomed)));
        }
    }
    void anImageCannotBePushedOutOfSight() {
        auto transform = fitted({512, 512}, {400, 400});
        transform.zoomBy(4, {200, 200});
        transform.moveBy({1e6, -1e6});
        // A corner of the image stands in the middle of the view: half of it still shows picture.
        QVERIFY(isNear(transform.imageToView().map(QPointF(0, 512)), {200, 200}));
        transform.fit();
        QVERIFY(transform.isFitted());
    }
    void actualSizeIsOneImagePixelOnOneScreenPixel_data() {
        QTest::addColumn<double>("ratio");
        for (const double ratio : {1.0, 1.25, 2.0, 2.5})
            QTest::addRow("%.0f %%", 100 * ratio) << ratio;
    }
    void actualSizeIsOneImagePixelOnOneScreenPixel() {
        QFETCH(const double, ratio);
        auto transform = fitted({2048, 2048}, {600, 600});
        transform.actualSize(ratio);
        QCOMPARE(transform.columnScale() * ratio, 1.0);
    }
    void aViewThatIsResizedKeepsZoomAndPlace() {
        auto transform = fitted({512, 512}, {400, 400});
        transform.zoomBy(3, {200, 200});
        transform.moveBy({30, 10});
        const auto middle = transform.toImage({200, 200});
        transform.setView({800, 600});
        QVERIFY(isNear(transform.toImage({400, 300}), middle));
        QCOMPARE(transform.zoom(), 3.0);
    }
};

QTEST_GUILESS_MAIN(ViewTransformTest)
#include "ViewTransformTest.moc"
