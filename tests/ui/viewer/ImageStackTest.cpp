// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ImageStack.h"
#include "tests/fakes/FakeFrameReader.h"

#include <QTest>

#include <algorithm>

using namespace vigil;
using namespace vigil::ui;

class ImageStackTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slicesAreInOrderOfPositionInTheDirectionOfTheNumbers() {
        auto objects = test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), 5);
        std::reverse(objects.begin(), objects.end());
        const auto stacks = stacksOf(objects);
        QCOMPARE(stacks.size(), 1);
        QCOMPARE(stacks.first().slices.first().instanceNumber, 1);
        QCOMPARE(stacks.first().slices.last().position, std::optional<double>(10));
        for (auto& object : objects)
            object.header.slicePosition = -*object.header.slicePosition;
        QCOMPARE(stacksOf(objects).first().slices.first().instanceNumber, 1);
    }

    void slicesOfOnePlaceGoByNumber() {
        auto objects = test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), 4);
        for (auto& object : objects)
            object.header.slicePosition = object.header.instanceNumber % 2;
        const auto stack = stacksOf(objects).first();
        for (int i = 0; i < 4; ++i)
            QCOMPARE(stack.slices.at(i).instanceNumber, i + 1);
    }

    void aClipIsAStackOfItsOwn() {
        auto objects = test::ctSeries(QStringLiteral("1.2"), QStringLiteral("us"), 3);
        objects[1].header.frames = 40;
        const auto stacks = stacksOf(objects);
        QCOMPARE(stacks.size(), 2);
        const auto& clip = stacks.at(0).isCine() ? stacks.at(0) : stacks.at(1);
        QCOMPARE(clip.slices.size(), 40);
        QCOMPARE(clip.slices.at(3).reference().frame, 4);
        QCOMPARE(stacks.at(0).isCine() ? stacks.at(1).slices.size() : stacks.at(0).slices.size(), 2);
    }

    void objectsWithoutPixelsAreNotShown() {
        auto objects = test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), 2);
        objects[0].header.rows = objects[0].header.columns = 0;
        QCOMPARE(stacksOf(objects).first().slices.size(), 1);
    }

    void findsTheImageOfAReferenceAndTheNearestSlice() {
        const auto stack = stacksOf(test::ctSeries(QStringLiteral("1.2"), QStringLiteral("a"), 9)).first();
        const auto reference = stack.slices.at(6).reference();
        QCOMPARE(reference.frame, 0);
        QCOMPARE(stack.indexOf(reference), 6);
        QCOMPARE(stack.nearest(7.2), 3);
        report::ImageReference strange = reference;
        strange.instance.sopInstanceUid = QStringLiteral("9.9");
        QCOMPARE(stack.indexOf(strange), -1);
    }

    void thePriorsStackMostAlikeHasTheSameWords() {
        const auto current =
            stacksOf(test::ctSeries(QStringLiteral("1"), QStringLiteral("lung"), 10)).first();
        QList<ImageStack> prior{
            stacksOf(test::ctSeries(QStringLiteral("2"), QStringLiteral("bone"), 10)).first(),
            stacksOf(test::ctSeries(QStringLiteral("2"), QStringLiteral("lung"), 3)).first()};
        QCOMPARE(mostAlike(current, prior), 1);
        prior[0].modality = prior[1].modality = QStringLiteral("MR");
        QCOMPARE(mostAlike(current, prior), -1);
    }
};

QTEST_MAIN(ImageStackTest)
#include "ImageStackTest.moc"
