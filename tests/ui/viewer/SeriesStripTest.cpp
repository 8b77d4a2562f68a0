// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/SeriesStrip.h"
#include "tests/fakes/FakeFrameReader.h"
#include "ui/Theme.h"
#include "ui/viewer/SeriesDelegate.h"

#include <QApplication>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using test::ctSeries;

class SeriesStripTest : public QObject {
    Q_OBJECT
    test::FakeFrameReader m_reader;
    std::unique_ptr<DecodeQueue> m_queue;
    std::unique_ptr<ViewerModel> m_model;
    std::unique_ptr<SeriesStrip> m_strip;

    static study::Study study(const QString& uid, int year) {
        study::Study made;
        made.studyUid = uid;
        made.description = "CT chest";
        made.modalities = QStringList{"CT"};
        made.studyTime = QDateTime(QDate(year, 5, 6), QTime(7, 8));
        return made;
    }
    QListView* view() const { return m_strip->findChild<QListView*>("series"); }
    QString words(int row) const { return view()->model()->index(row, 0).data().toString(); }
    QVariant data(int row, int role) const { return view()->model()->index(row, 0).data(role); }
    QString stackId(int row) const { return data(row, SeriesDelegate::StackIdRole).toString(); }
    /// Two series of the study, and a prior without images.
    void fill() {
        m_model->open(study("1", 2026));
        auto second = ctSeries("1", "b", 1);
        second.first().header.seriesNumber = 2;
        m_model->setObjects("1", ctSeries("1", "a", 8) + second, 12);
        m_model->setPriors({study("2", 2024)});
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_queue = std::make_unique<DecodeQueue>(m_reader, QString());
        m_model = std::make_unique<ViewerModel>();
        m_strip = std::make_unique<SeriesStrip>(*m_model, *m_queue);
        m_strip->resize(200, 600);
        m_strip->show();
    }
    void cleanup() {
        m_strip.reset();
        m_model.reset();
        m_queue.reset();
    }

    void theStripReadsAsAListOfStudiesAndSeries() {
        fill();
        QCOMPARE(view()->model()->rowCount(), 4);
        QCOMPARE(words(0), "This study, 9 of 12 images here");
        QCOMPARE(words(1), "Chest a, CT · 8 images");
        QCOMPARE(words(2), "Chest b, CT · 1 image");
        QCOMPARE(words(3), "Prior 6 May 2024 · CT, not here · Enter brings it");
    }
    void whatIsShownIsSaidAndNotOnlyFramed() {
        fill();
        m_strip->setShown({stackId(1), stackId(2)}, stackId(2));
        QVERIFY(words(1).endsWith(", shown"));
        QVERIFY(words(2).endsWith(", shown"));
        QVERIFY(data(2, SeriesDelegate::ShownRole).toInt() > data(1, SeriesDelegate::ShownRole).toInt());
    }
    void enterShowsASeriesAndBringsAPrior() {
        fill();
        QSignalSpy series(m_strip.get(), &SeriesStrip::seriesChosen);
        QSignalSpy prior(m_strip.get(), &SeriesStrip::priorChosen);
        view()->setCurrentIndex(view()->model()->index(1, 0));
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(series.count(), 1);
        QCOMPARE(series.first().at(1).toString(), stackId(1));
        view()->setCurrentIndex(view()->model()->index(3, 0));
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(prior.count(), 1);
        QCOMPARE(prior.first().first().toString(), "2");
        view()->setCurrentIndex(view()->model()->index(0, 0)); // a heading does nothing
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(series.count() + prior.count(), 2);
    }
    void stepsEndAtTheEndsOfTheStudy() {
        fill();
        m_strip->setShown({stackId(1)}, stackId(1));
        QSignalSpy series(m_strip.get(), &SeriesStrip::seriesChosen);
        m_strip->step(-1);
        QCOMPARE(series.count(), 0);
        m_strip->step(1);
        QCOMPARE(series.count(), 1);
        m_strip->setShown({stackId(2)}, stackId(2));
        m_strip->step(1);
        QCOMPARE(series.count(), 1);
    }
    void thumbnailsComeAndStayWhileMoreArrives() {
        fill();
        QTRY_VERIFY(!data(1, SeriesDelegate::PictureRole).value<QPixmap>().isNull());
        const auto key = data(1, SeriesDelegate::PictureRole).value<QPixmap>().cacheKey();
        m_model->setPriors({study("2", 2024), study("3", 2023)});
        QCOMPARE(data(1, SeriesDelegate::PictureRole).value<QPixmap>().cacheKey(), key);
    }
    void theKeyStaysOnItsSeriesWhileObjectsArrive() {
        fill();
        view()->setCurrentIndex(view()->model()->index(2, 0));
        const auto id = stackId(2);
        auto second = ctSeries("1", "b", 3);
        for (auto& object : second)
            object.header.seriesNumber = 2;
        auto between = ctSeries("1", "m", 2); // a series that sorts before it
        m_model->setObjects("1", ctSeries("1", "a", 8) + between + second, 13);
        QCOMPARE(view()->currentIndex().data(SeriesDelegate::StackIdRole).toString(), id);
    }
};

QTEST_MAIN(SeriesStripTest)
#include "SeriesStripTest.moc"
