// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ReadingPlace.h"
#include "tests/fakes/FakeFrameReader.h"
#include "ui/Theme.h"
#include "ui/viewer/ArrivalStrip.h"

#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;

class ReadingPlaceTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::FakeFrameReader> m_reader;
    std::unique_ptr<ReadingPlace> m_place;

    static study::Study study(const QString& uid, int year) {
        study::Study made;
        made.studyUid = uid;
        made.patient = {{{}, QStringLiteral("123")},
                        QStringLiteral("Okafor^Ngozi"),
                        QDate(1950, 1, 2),
                        QStringLiteral("F")};
        made.description = QStringLiteral("CT chest");
        made.studyTime = QDateTime(QDate(year, 5, 6), QTime(7, 8));
        made.modalities = {QStringLiteral("CT")};
        return made;
    }
    ImageView& first() { return *m_place->grid().visibleViews().first(); }
    void openWithImages(int count) {
        m_place->model().open(study(QStringLiteral("1"), 2026));
        m_place->model().setObjects(QStringLiteral("1"),
                                    test::ctSeries(QStringLiteral("1"), QStringLiteral("a"), count), count);
        QTRY_VERIFY(first().shownFrame());
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }

    void init() {
        m_reader = std::make_unique<test::FakeFrameReader>();
        m_place = std::make_unique<ReadingPlace>(*m_reader, QString());
        m_place->resize(1200, 700);
        m_place->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_place.get()));
    }

    void cleanup() {
        m_place.reset();
        m_reader.reset();
    }

    void theFirstImageGoesUpByItselfAndStaysWhileOthersArrive() {
        m_place->model().open(study(QStringLiteral("1"), 2026));
        const auto all = test::ctSeries(QStringLiteral("1"), QStringLiteral("a"), 50);
        m_place->model().setObjects(QStringLiteral("1"), all.mid(10, 1), 50);
        QTRY_VERIFY(first().shownFrame());
        const auto shown = first().shownReference();
        m_place->model().setObjects(QStringLiteral("1"), all, 50);
        QCOMPARE(first().shownReference(), shown);
        QCOMPARE(first().stack().slices.size(), 50);
        QCOMPARE(m_place->grid().shape(), (GridShape{1, 1}));
    }

    void aPriorGoesBesideAndScrollsAlong() {
        openWithImages(40);
        m_place->model().setPriors({study(QStringLiteral("2"), 2024)});
        QSignalSpy wanted(m_place.get(), &ReadingPlace::priorRequested);
        auto* strip = m_place->findChild<QListView*>(QStringLiteral("series"));
        QCOMPARE(strip->accessibleName(), QStringLiteral("Series"));
        strip->setCurrentIndex(strip->model()->index(2, 0)); // heading, series, prior
        QTest::keyClick(strip, Qt::Key_Return);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.at(0).at(0).toString(), QStringLiteral("2"));
        m_place->model().setObjects(QStringLiteral("2"),
                                    test::ctSeries(QStringLiteral("2"), QStringLiteral("a"), 40), 40);
        QCOMPARE(m_place->grid().shape(), (GridShape{1, 2}));
        auto* prior = m_place->grid().visibleViews().at(1);
        QCOMPARE(prior->stack().studyUid, QStringLiteral("2"));
        QTRY_VERIFY(prior->shownFrame());
        QVERIFY(prior->overlayLines().join(QLatin1Char(' ')).contains(QStringLiteral("PRIOR")));
        const auto before = prior->index();
        QTest::keyClick(&first(), Qt::Key_PageDown);
        QCOMPARE(prior->index(), before + 10);
        QTest::keyClick(m_place.get(), Qt::Key_S, Qt::AltModifier);
        m_place->grid().setSync(ScrollSync::State::Off);
        QTest::keyClick(&first(), Qt::Key_Up);
        QCOMPARE(prior->index(), before + 10);
    }

    void oneFrameOfReferenceShowsTheSamePlace() {
        m_place->model().open(study(QStringLiteral("1"), 2026));
        auto objects = test::ctSeries(QStringLiteral("1"), QStringLiteral("thin"), 41);
        auto thick = test::ctSeries(QStringLiteral("1"), QStringLiteral("thick"), 9);
        for (auto& object : thick) {
            object.header.seriesNumber = 2;
            object.header.slicePosition = 10.0 * object.header.instanceNumber;
        }
        m_place->model().setObjects(QStringLiteral("1"), objects + thick, 50);
        m_place->grid().setShape({1, 2});
        m_place->grid().activate(m_place->grid().visibleViews().at(1));
        m_place->grid().show(QStringLiteral("1"), QStringLiteral("1.thick"));
        m_place->grid().setSync(ScrollSync::State::On);
        QTRY_VERIFY(m_place->grid().visibleViews().at(1)->shownFrame());
        first().goTo(29, ImageView::Origin::Reader); // at 60 mm
        QCOMPARE(m_place->grid().visibleViews().at(1)->position(), std::optional<double>(60));
    }

    void projectionsHangSideBySide() {
        m_place->model().open(study(QStringLiteral("1"), 2026));
        QList<study::StoredObject> objects;
        for (const auto* view : {"pa", "lat"}) {
            auto image = test::ctSeries(QStringLiteral("1"), QString::fromLatin1(view), 1);
            image[0].header.modality = QStringLiteral("DX");
            image[0].header.slicePosition.reset();
            objects << image;
        }
        m_place->model().setObjects(QStringLiteral("1"), objects, 2);
        QCOMPARE(m_place->grid().shape(), (GridShape{1, 2}));
        for (auto* view : m_place->grid().visibleViews())
            QVERIFY(!view->isEmpty());
    }

    void progressIsCountedAndCancelled() {
        openWithImages(3);
        QSignalSpy cancel(m_place.get(), &ReadingPlace::retrieveCancelRequested);
        m_place->arrivals().showProgress({3, 0, 12});
        auto* text = m_place->findChild<QLabel*>(QStringLiteral("retrieveText"));
        QCOMPARE(text->text(), QStringLiteral("3 of 12 images here"));
        m_place->findChild<QPushButton*>(QStringLiteral("cancelRetrieve"))->click();
        QCOMPARE(cancel.count(), 1);
        study::Completeness state;
        state.asked = true;
        state.expected = 12;
        state.here = 10;
        state.missing = {{}, {}};
        state.series = {{QStringLiteral("1.1"), 3, QStringLiteral("Thorax"), QStringLiteral("CT"), 2, 4}};
        m_place->arrivals().showCompleteness(state);
        QVERIFY(text->text().contains(QStringLiteral("10 of 12")));
        QVERIFY(text->text().contains(QStringLiteral("2 of series 3 (Thorax)")));
        QVERIFY(m_place->findChild<QPushButton*>(QStringLiteral("retrieveAgain"))->isVisible());
        state.missing.clear();
        m_place->arrivals().showCompleteness(state);
        QVERIFY(!text->isVisible());
    }

    void linkingGivesTheImageAndAJumpReturnsToIt() {
        openWithImages(30);
        QSignalSpy linked(m_place.get(), &ReadingPlace::imageLinked);
        QTest::keyClick(&first(), Qt::Key_L);
        QCOMPARE(linked.count(), 1);
        const auto reference = linked.at(0).at(0).value<report::ImageReference>();
        QCOMPARE(m_place->labelOf(reference), QStringLiteral("CT 1/16"));
        QTest::keyClick(&first(), Qt::Key_Home);
        m_place->jumpTo(reference);
        QCOMPARE(first().index(), 15);
    }

    void anotherStudyClearsEverything() {
        openWithImages(5);
        m_place->grid().setShape({2, 2});
        m_place->model().open(study(QStringLiteral("7"), 2025));
        QCOMPARE(m_place->grid().shape(), (GridShape{1, 1}));
        QVERIFY(first().isEmpty());
        m_place->model().setObjects(QStringLiteral("1"),
                                    test::ctSeries(QStringLiteral("1"), QStringLiteral("a"), 5), 5);
        QVERIFY(first().isEmpty());
    }
};

QTEST_MAIN(ReadingPlaceTest)
#include "ReadingPlaceTest.moc"
