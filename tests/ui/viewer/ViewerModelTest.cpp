// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ViewerModel.h"
#include "tests/fakes/FakeFrameReader.h"

#include <QSignalSpy>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using test::ctSeries;

/// One study and its priors as stacks of images, while objects arrive in any order.
class ViewerModelTest : public QObject {
    Q_OBJECT
    ViewerModel m_model;

    static study::Study study(const QString& uid, int year, int images = -1) {
        study::Study made;
        made.studyUid = uid;
        made.studyTime = QDateTime(QDate(year, 5, 6), QTime(7, 8));
        made.instanceCount = images;
        return made;
    }
    QStringList uids() const {
        QStringList all;
        for (const auto& each : m_model.studies())
            all << each.study.studyUid;
        return all;
    }

private Q_SLOTS:
    void init() { m_model.close(); }

    void theStudyThatIsReadStandsFirstAndPriorsByAge() {
        m_model.open(study("1", 2026));
        m_model.setPriors({study("2", 2019), study("3", 2024), study("4", 2021)});
        QCOMPARE(uids(), (QStringList{"1", "3", "4", "2"}));
        QVERIFY(!m_model.find("1")->isPrior);
        QVERIFY(m_model.find("3")->isPrior);
    }
    void theStudyItselfIsNeverItsOwnPrior() {
        m_model.open(study("1", 2026));
        m_model.setPriors({study("1", 2026), study("2", 2024)});
        QCOMPARE(uids(), (QStringList{"1", "2"}));
    }
    void priorsAreNotTakenWithoutAStudy() {
        m_model.setPriors({study("2", 2024)});
        QVERIFY(!m_model.isOpen());
    }
    void aPriorThatIsKnownKeepsItsImages() {
        m_model.open(study("1", 2026));
        m_model.setPriors({study("2", 2024)});
        m_model.setObjects("2", ctSeries("2", "a", 7), 7);
        m_model.setPriors({study("2", 2024), study("3", 2023)});
        QCOMPARE(m_model.find("2")->imagesHere, 7);
        QCOMPARE(m_model.find("2")->stacks.first().slices.size(), 7);
        QCOMPARE(m_model.find("3")->imagesHere, 0);
    }
    void objectsOfAnotherStudyAreNotTaken() {
        m_model.open(study("1", 2026));
        QSignalSpy changed(&m_model, &ViewerModel::objectsChanged);
        m_model.setObjects("9", ctSeries("9", "a", 3), 3);
        QCOMPARE(changed.count(), 0);
        QVERIFY(!m_model.find("9"));
        m_model.setObjects("1", ctSeries("1", "a", 3), 5);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_model.find("1")->imagesHere, 3);
        QCOMPARE(m_model.find("1")->imagesExpected, 5);
    }
    void openingAnotherStudyLeavesNothingOfTheOneBefore() {
        m_model.open(study("1", 2026));
        m_model.setPriors({study("2", 2024)});
        m_model.setObjects("1", ctSeries("1", "a", 3), 3);
        QSignalSpy opened(&m_model, &ViewerModel::opened);
        m_model.open(study("5", 2026, 12));
        QCOMPARE(opened.count(), 1);
        QCOMPARE(uids(), QStringList{"5"});
        QCOMPARE(m_model.find("5")->imagesExpected, 12);
        QVERIFY(m_model.find("5")->stacks.isEmpty());
        QVERIFY(!m_model.stackOf({{"1", "1.a", {}, "1.a.1"}, 0, {}}));
    }
    void anImageIsFoundInTheStackThatHoldsIt() {
        m_model.open(study("1", 2026));
        auto objects = ctSeries("1", "a", 3);
        auto second = ctSeries("1", "b", 4);
        for (auto& object : second)
            object.header.seriesNumber = 2;
        m_model.setObjects("1", objects + second, 7);
        QCOMPARE(m_model.find("1")->stacks.size(), 2);
        report::ImageReference image;
        image.instance = second.at(2).header.key;
        const auto* stack = m_model.stackOf(image);
        QVERIFY(stack);
        QCOMPARE(stack->seriesNumber, 2);
        QCOMPARE(m_model.stack("1", stack->id), stack);
        QVERIFY(!m_model.stack("2", stack->id));
        image.instance.sopInstanceUid = "none";
        QVERIFY(!m_model.stackOf(image));
    }
    void aScoutIsNotWhatTheReaderBeginsWith() {
        m_model.open(study("1", 2026));
        auto scout = ctSeries("1", "s", 2);
        auto volume = ctSeries("1", "v", 40);
        for (auto& object : volume)
            object.header.seriesNumber = 2;
        m_model.setObjects("1", scout, 42);
        QCOMPARE(m_model.firstToShow(*m_model.find("1"))->seriesNumber, 1); // better than nothing
        m_model.setObjects("1", scout + volume, 42);
        QCOMPARE(m_model.firstToShow(*m_model.find("1"))->seriesNumber, 2);
        QVERIFY(!m_model.firstToShow(ViewerStudy{}));
    }
};

QTEST_GUILESS_MAIN(ViewerModelTest)
#include "ViewerModelTest.moc"
