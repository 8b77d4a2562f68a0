// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/FaultsPage.h"
#include "core/alert/PolicyFaults.h"
#include "tests/ui/report/ReadingRoom.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;

class FaultsPageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_room = std::make_unique<ReadingRoom>(); }
    void cleanup() {
        m_page.reset();
        m_room.reset();
    }

    void nothingSaysWhatWouldStandThere() {
        m_page = std::make_unique<FaultsPage>(
            [] { return readyFuture<Result<QList<FaultLine>>>(QList<FaultLine>{}); }, nullptr);
        m_page->show();
        QTRY_VERIFY(m_page->findChild<QLabel*>("emptyFaults")->isVisible());
    }

    void whatCannotBeLookedForIsAFaultItself() {
        m_page = std::make_unique<FaultsPage>(
            [] {
                return readyFuture<Result<QList<FaultLine>>>(
                    Error{Error::Code::Corrupt, QStringLiteral("The directory cannot be read."), {}});
            },
            nullptr);
        m_page->show();
        QTRY_COMPARE(table()->rowCount(), 1);
        QCOMPARE(table()->item(0, 2)->text(), QStringLiteral("The directory cannot be read."));
        QVERIFY(!table()->item(0, 4)->text().isEmpty());
        QCOMPARE(table()->item(0, 5)->text(), QStringLiteral("now"));
    }

    void everyFaultSaysWhatToDoAndWhoOwnsIt() {
        m_room->keepInDirectory("jo,person,Jones^Ann,Responsible consultant,0161 496 0001,,\n"
                                "ri,person,Riley^Ray,Specialty registrar on call,,,\n");
        openPage();
        QTRY_VERIFY(table()->rowCount() > 2);
        bool urgentBefore = true;
        for (int row = 0; row < table()->rowCount(); ++row) {
            for (const int column : {2, 3, 4, 5})
                QVERIFY(!table()->item(row, column)->text().isEmpty());
            QCOMPARE(table()->item(row, 4)->text(), QStringLiteral("Fail-safe officer"));
            const bool urgent = table()->item(row, 0)->data(Qt::AccessibleDescriptionRole) == "urgent";
            QVERIFY(urgentBefore || !urgent); // the urgent ones stand first
            urgentBefore = urgent;
        }
        QVERIFY(rowOf("Riley, Ray") >= 0); // no address
    }

    void anEntryIsVerifiedWithAKeyAfterItsAddressesWereShown() {
        m_room->keepInDirectory(
            "jo,person,Jones^Ann,Responsible consultant,0161 496 0001,ann@example.nhs.uk,\n");
        openPage();
        QSignalSpy counted(m_page.get(), &FaultsPage::countChanged);
        QTRY_VERIFY(rowOf("Jones, Ann") >= 0);
        const int before = table()->rowCount();
        table()->selectRow(rowOf("Jones, Ann"));
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_V);
        bool shown = false;
        for (const auto* label : m_page->findChildren<QLabel*>())
            shown = shown || (label->isVisible() && label->text().contains("telephone 0161 496 0001") &&
                              label->text().contains("ann@example.nhs.uk"));
        QVERIFY(shown);
        QTest::mouseClick(m_page->findChild<QPushButton*>("submitFacts"), Qt::LeftButton);
        QTRY_COMPARE(table()->rowCount(), before - 1);
        QCOMPARE(rowOf("Jones, Ann"), -1);
        QCOMPARE(counted.last().first().toInt(), before - 1);
    }

    void whatIsVerifiedIsWhatStandsUnderTheCaret() {
        m_room->keepInDirectory("jo,person,Jones^Ann,Responsible consultant,0161 496 0001,,\n"
                                "ri,person,Riley^Ray,Specialty registrar on call,0161 496 0002,,\n");
        openPage();
        QTRY_VERIFY(rowOf("Jones, Ann") >= 0 && rowOf("Riley, Ray") >= 0);
        const auto begin = [this] {
            table()->selectRow(rowOf("Jones, Ann"));
            table()->setFocus();
            QTest::keyClick(table(), Qt::Key_V);
            return submit()->isVisible();
        };
        QVERIFY(begin());
        table()->selectRow(rowOf("Riley, Ray"));
        QVERIFY(!submit()->isVisible()); // the form named somebody else
        QVERIFY(begin());
        m_page->refresh();
        QSignalSpy counted(m_page.get(), &FaultsPage::countChanged);
        QTRY_COMPARE(counted.count(), 1);
        QVERIFY(submit()->isVisible());
        QCOMPARE(table()->currentRow(), rowOf("Jones, Ann"));
        VIGIL_VERIFY(waitFor(m_room->directory->verify(QStringLiteral("jo"))));
        m_page->refresh();
        QTRY_COMPARE(rowOf("Jones, Ann"), -1);
        QVERIFY(!submit()->isVisible());
        QVERIFY(!table()->currentIndex().isValid());
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_V);
        QVERIFY(!submit()->isVisible());
    }

    void whatIsNotAboutAddressesIsNotVerified() {
        openPage();
        QTRY_VERIFY(table()->rowCount() > 0);
        QVERIFY(!m_page->findChild<QPushButton*>("verifyEntry")->isEnabled());
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_V);
        QVERIFY(!m_page->findChild<QPushButton*>("submitFacts")->isVisible());
    }

    void whatIsUrgentStandsBeforeWhatIsNotWhereverItCameFrom() {
        using Of = directory::Fault::Kind;
        const auto lines =
            faultLines({{Of::NotVerified, "jo", "not verified"}, {Of::NoAddress, "ri", "no address"}}, {},
                       {"the calendar ends"}, {}, "Fail-safe officer");
        QStringList words;
        for (const auto& line : lines)
            words << line.what;
        QCOMPARE(words, (QStringList{"no address", "not verified", "the calendar ends"}));
    }

    void aSilentPacsIsTheOfficersToSeeTo() {
        const auto line = silentPacsLine("Fail-safe officer");
        QCOMPARE(line.owner, "Fail-safe officer");
        QVERIFY(line.what.contains("has not answered") && line.toDo.contains("by hand"));
        QVERIFY(!line.urgent); // no alert is lost on it
    }

    void aPolicyThatIsNotInForceStandsFirst() {
        const auto lines = faultLines({}, {}, {QStringLiteral("the calendar ends")},
                                      QStringLiteral("the published policy cannot be read"),
                                      QStringLiteral("Fail-safe officer"));
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.first().urgent && lines.first().what.contains("cannot be read"));
        QVERIFY(!lines.last().urgent);
    }

private:
    void openPage() {
        m_page = std::make_unique<FaultsPage>(
            [this] {
                const auto directory = waitFor(m_room->directory->directory()).value();
                const auto faults = waitFor(m_room->directory->faults()).value();
                const auto& policy = m_room->policies->current();
                return readyFuture<Result<QList<FaultLine>>>(
                    faultLines(faults, directory, alert::faultsOf(policy, QDate(2026, 11, 24)), {},
                               policy.officerRole()));
            },
            [this](const QString& id) { return m_room->directory->verify(id); });
        m_page->resize(1280, 700);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    QPushButton* submit() const { return m_page->findChild<QPushButton*>("submitFacts"); }
    int rowOf(const char* about) const {
        for (int row = 0; row < table()->rowCount(); ++row)
            if (table()->item(row, 1)->text() == QLatin1String(about)) return row;
        return -1;
    }
    QTableWidget* table() const { return m_page->findChild<QTableWidget*>("faults"); }

    std::unique_ptr<ReadingRoom> m_room;
    std::unique_ptr<FaultsPage> m_page;
};

QTEST_MAIN(FaultsPageTest)
#include "FaultsPageTest.moc"
