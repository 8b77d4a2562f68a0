// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Windowing.h"

#include <QTest>

#include <numeric>

using namespace vigil::study;

namespace {

PixelFrame ramp(std::int32_t first, std::int32_t last) {
    PixelFrame frame;
    frame.columns = last - first + 1;
    frame.rows = 1;
    frame.samples.resize(static_cast<std::size_t>(frame.columns));
    std::iota(frame.samples.begin(), frame.samples.end(), first);
    frame.minimum = first;
    frame.maximum = last;
    return frame;
}

int greyOf(const PixelFrame& frame, const Window& window, std::int32_t stored) {
    const auto image = applyWindow(frame, window);
    return image.pixels.at(static_cast<std::size_t>(stored - frame.samples.front()));
}

} // namespace

class WindowingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exampleOfTheStandard() {
        // PS3.3 C.11.2.1.2.1, note 1: c=2048, w=4096 maps 0 to black and 4095 to white; c=2048, w=1 is a
        // threshold.
        const auto frame = ramp(-10, 5000);
        const Window full{2048, 4096, {}};
        QCOMPARE(greyOf(frame, full, 0), 0);
        QCOMPARE(greyOf(frame, full, -10), 0);
        QCOMPARE(greyOf(frame, full, 4095), 255);
        QCOMPARE(greyOf(frame, full, 5000), 255);
        QCOMPARE(greyOf(frame, full, 2047), 127);
        QCOMPARE(greyOf(frame, full, 2048), 128);
        const Window threshold{2048, 1, {}};
        QCOMPARE(greyOf(frame, threshold, 2047), 0);
        QCOMPARE(greyOf(frame, threshold, 2048), 255);
        const Window narrow{0, 100, {}};
        QCOMPARE(greyOf(frame, narrow, 49), 255);
        QCOMPARE(greyOf(frame, narrow, 48), 252);
        const Window even{100, 256, {}};
        for (int stored = 0; stored < 228; ++stored)
            QCOMPARE(greyOf(frame, even, stored), stored + 28);
    }

    void modalityLutComesFirst() {
        auto frame = ramp(0, 2000);
        frame.slope = 2;
        frame.intercept = -1024;
        QCOMPARE(greyOf(frame, {0, 256, {}}, 512), 128);
    }

    void monochrome1IsInverted() {
        auto frame = ramp(0, 255);
        frame.inverted = true;
        QCOMPARE(greyOf(frame, {128, 256, {}}, 0), 255);
        QCOMPARE(greyOf(frame, {128, 256, {}}, 255), 0);
    }

    void paddingIsBackground() {
        auto frame = ramp(0, 255);
        frame.samples.push_back(-2000);
        frame.samples.push_back(4000);
        frame.columns += 2;
        frame.inverted = true;
        frame.paddingValue = -2000;
        const auto image = applyWindow(frame, {128, 256, {}});
        QCOMPARE(int(image.pixels.at(256)), 0);
        QCOMPARE(int(image.pixels.at(257)), 0);
    }

    void wideRangesNeedNoTable() {
        PixelFrame frame;
        frame.columns = 3;
        frame.rows = 1;
        frame.samples = {INT32_MIN, 0, INT32_MAX};
        frame.minimum = INT32_MIN;
        frame.maximum = INT32_MAX;
        const auto image = applyWindow(frame, defaultWindow(frame));
        QCOMPARE(image.pixels, (std::vector<std::uint8_t>{0, 128, 255}));
    }

    void emptyFrameGivesEmptyImage() { QVERIFY(applyWindow({}, {40, 80, {}}).pixels.empty()); }

    void nonsenseWidthIsAThreshold() {
        const auto frame = ramp(0, 10);
        QCOMPARE(greyOf(frame, {5, 0, {}}, 4), 0);
        QCOMPARE(greyOf(frame, {5, -3, {}}, 5), 255);
    }

    void defaultWindowIsTheObjectsFirst() {
        auto frame = ramp(0, 100);
        frame.windows = {{40, 0, {}}, {50, 400, QStringLiteral("ABDOMEN")}, {-600, 1500, {}}};
        QCOMPARE(defaultWindow(frame), frame.windows.at(1));
    }

    void defaultWindowCoversTheRange() {
        auto frame = ramp(0, 100);
        frame.slope = -2;
        const auto window = defaultWindow(frame);
        QCOMPARE(greyOf(frame, window, 100), 0);
        QCOMPARE(greyOf(frame, window, 0), 255);
        QCOMPARE(greyOf(frame, window, 50), 128);
    }

    void presetsOfCt() {
        const auto& presets = windowPresets(QStringLiteral("CT"));
        QCOMPARE(presets.size(), std::size_t(9));
        QCOMPARE(presets.front(), (Window{40, 80, QStringLiteral("Brain")}));
        QVERIFY(windowPresets(QStringLiteral("MR")).empty());
    }

    void largeImageIsFast() {
        PixelFrame frame;
        frame.columns = 3062;
        frame.rows = 2394;
        frame.samples.resize(std::size_t(3062) * 2394);
        for (std::size_t index = 0; index < frame.samples.size(); ++index)
            frame.samples[index] = static_cast<std::int32_t>(index % 4096);
        frame.maximum = 4095;
        QBENCHMARK {
            QCOMPARE(applyWindow(frame, {2048, 4096, {}}).pixels.size(), frame.samples.size());
        }
    }
};

QTEST_GUILESS_MAIN(WindowingTest)
#include "WindowingTest.moc"
