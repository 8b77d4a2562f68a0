// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"
#include "tests/app/Hospital.h"
#include "tests/app/Keys.h"
#include "tests/support/Futures.h"
#include "ui/NoticeBar.h"
#include "ui/Theme.h"
#include "ui/worklist/WorklistModel.h"
#include "ui/worklist/WorklistPage.h"

#include <QLabel>
#include <QTest>

using namespace vigil;
using vigil::app::Application;
using vigil::test::Hospital;
using vigil::test::waitFor;

/// Two readers at two windows of one department, on real servers: whoever opens a study that the other has
/// open is told, and so is the other; a study that vanishes from the PACS is said to have vanished.
class TwoWindowsTest : public QObject {
    Q_OBJECT
private:
    Hospital m_hospital;
    std::unique_ptr<Application> m_okafor;
    std::unique_ptr<Application> m_lindqvist;
    std::unique_ptr<app::Window> m_first;
    std::unique_ptr<app::Window> m_second;
    QString m_studyUid;
    QString m_vanishing; ///< all of it is here when it goes
    QString m_gone;      ///< nothing of it ever came

    static constexpr int patience = test::hospitalPatience;

    static QString notice(app::Window& window) {
        auto* bar = window.mainWindow().findChild<ui::NoticeBar*>(QStringLiteral("notice"));
        return bar && bar->isVisible() ? bar->text() : QString();
    }
    static QString claimedBy(app::Window& window, const QString& studyUid) {
        const auto& model = window.mainWindow().worklist().model();
        const int row = model.rowOf(studyUid);
        return row < 0 ? QString() : model.shownRow(row).claimedBy;
    }

    bool isComplete(const QString& studyUid) {
        const auto state = waitFor(m_okafor->studies().completeness(studyUid));
        return state && state->isComplete();
    }
    /// Whether the list or the retrieve noticed it first, the strip over the images of the first reader says
    /// it.
    bool saysThatItVanished() {
        const auto* strip = m_first->mainWindow().findChild<QLabel*>(QStringLiteral("retrieveText"));
        return strip->isVisible() &&
               (strip->text().contains(QStringLiteral("not in PACS")) ||
                strip->text().contains(QStringLiteral("does not name this study any more")));
    }

private Q_SLOTS:
    void initTestCase() {
        if (!m_hospital.open()) QSKIP("needs Orthanc and PostgreSQL");
        const auto today = QDate::currentDate().toString(QStringLiteral("yyyyMMdd"));
        for (auto* uid : {&m_studyUid, &m_vanishing, &m_gone}) {
            auto objects =
                test::storedStudy(1, 2, QStringLiteral("9990000034"), QStringLiteral("Example^Edwin"));
            for (auto& object : objects)
                object.onDate(today);
            *uid = objects.first().studyUid;
            QVERIFY(m_hospital.orthanc.upload(objects));
        }
        VIGIL_VERIFY(m_hospital.addUsers({QStringLiteral("okafor"), QStringLiteral("lindqvist")}));
        m_okafor = m_hospital.desk(QStringLiteral("okafor"), QStringLiteral("Okafor^Ruth"),
                                   QStringLiteral("VG-FIRST"), Hospital::Listener::Own);
        m_lindqvist = m_hospital.desk(QStringLiteral("lindqvist"), QStringLiteral("Lindqvist^Ewa"),
                                      QStringLiteral("VG-SECOND"), Hospital::Listener::Own);
        QVERIFY(m_okafor && m_lindqvist);
        ui::applyTheme(*qApp, ui::Scheme::Dark);
        for (auto* window : {&m_first, &m_second}) {
            *window = std::make_unique<app::Window>(window == &m_first ? *m_okafor : *m_lindqvist);
            (*window)->mainWindow().resize(1600, 1000);
            (*window)->show();
        }
        for (auto* window : {&m_first, &m_second})
            QTRY_COMPARE_WITH_TIMEOUT((*window)->mainWindow().worklist().model().total(), 3, patience);
        QVERIFY(
            m_hospital.orthanc.deleteStudy(m_gone)); // listed, and gone before anybody asked for its images
    }
    void cleanupTestCase() {
        m_first.reset();
        m_second.reset();
        m_okafor.reset();
        m_lindqvist.reset();
    }

    void theWorklistShowsWhoHasAStudyOpenAsSoonAsItIsOpened() {
        m_first->mainWindow().openStudy(m_studyUid);
        QTRY_COMPARE_WITH_TIMEOUT(claimedBy(*m_second, m_studyUid), QStringLiteral("okafor"), patience);
        QVERIFY(notice(*m_first).isEmpty());
    }
    void bothReadersOfOneStudyAreTold() {
        m_second->mainWindow().openStudy(m_studyUid);
        QTRY_VERIFY_WITH_TIMEOUT(notice(*m_second).contains(QStringLiteral("okafor at VG-FIRST")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(notice(*m_first).contains(QStringLiteral("lindqvist at VG-SECOND")),
                                 patience);
        test::Keys(m_second->mainWindow())
            .picture(qEnvironmentVariable("VIGIL_SCREENSHOTS"), "two-windows.png");
        // The claim stays with whoever came first.
        QTRY_COMPARE_WITH_TIMEOUT(claimedBy(*m_first, m_studyUid), QStringLiteral("okafor"), patience);
    }
    void theWarningGoesWhenTheOtherLeaves() {
        m_first->mainWindow().closeStudy();
        QTRY_COMPARE_WITH_TIMEOUT(notice(*m_second), QString(), patience);
        m_second->mainWindow().closeStudy();
        QTRY_COMPARE_WITH_TIMEOUT(claimedBy(*m_first, m_studyUid), QString(), patience);
    }
    void aStudyThatVanishedBeforeItsImagesCameIsSaidToHaveVanished() {
        m_first->mainWindow().openStudy(m_gone);
        QTRY_VERIFY_WITH_TIMEOUT(saysThatItVanished(), patience);
    }
    void aStudyThatVanishedWithItsImagesHereIsSaidToHaveVanished() {
        m_first->mainWindow().openStudy(m_vanishing);
        QTRY_VERIFY_WITH_TIMEOUT(isComplete(m_vanishing), patience);
        m_first->mainWindow().closeStudy();
        QVERIFY(m_hospital.orthanc.deleteStudy(m_vanishing));
        m_first->mainWindow().openStudy(m_vanishing);
        QTRY_VERIFY_WITH_TIMEOUT(saysThatItVanished(), patience);
        QVERIFY(isComplete(m_vanishing)); // what is here stays here
    }
};

QTEST_MAIN(TwoWindowsTest)
#include "TwoWindowsTest.moc"
