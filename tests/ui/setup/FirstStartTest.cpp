// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Async.h"
#include "tests/fakes/FakeFrameReader.h"
#include "tests/fakes/FakePacs.h"
#include "tests/support/Futures.h"
#include "ui/MainWindow.h"
#include "ui/Theme.h"
#include "ui/setup/SetupPage.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace vigil;
using namespace vigil::ui;

/// How the window leads to the set-up: at the first start, by key, and from what went wrong.
class FirstStartTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    SystemClock m_clock;
    RandomIds m_ids;
    Events m_events;
    test::FakeFrameReader m_frames;
    test::FakePacs m_pacs;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<study::ObjectStore> m_objects;
    std::unique_ptr<study::StudyService> m_studies;
    std::unique_ptr<Services> m_services;
    std::unique_ptr<MainWindow> m_window;
    int m_begun = 0;

    void open(const QStringList& pacsNames) {
        static int run = 0;
        auto opened = store::DataFolder::open(m_folder.filePath(QStringLiteral("data%1").arg(++run)));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_objects = std::make_unique<study::ObjectStore>(*m_data, m_clock, m_ids, m_events);
        QFile file(QStringLiteral(":/vigil/policies/worklist.yaml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto policy = study::WorklistPolicy::read(file.readAll());
        VIGIL_VERIFY(policy);
        std::vector<study::StudySource> sources;
        for (const auto& name : pacsNames) {
            study::PacsPeer peer;
            peer.name = name;
            sources.push_back({peer, m_pacs.worklistSource(), m_pacs.retriever(*m_objects)});
        }
        m_studies = std::make_unique<study::StudyService>(*m_data, *m_objects, std::move(sources),
                                                          std::move(*policy), m_clock, m_events);
        m_services = std::make_unique<Services>(
            Services{*m_studies, m_frames, m_data->objectFolder(), m_clock, m_events});
        m_services->checkSetup = [this] {
            ++m_begun;
            const QList<setup::Check> checks{
                {"local/folder", "This computer", "Data folder",
                 setup::ok("71.3 GiB free on a disk of this computer.")},
                {"local/title", "This computer", "AE title", setup::ok("This computer is \"VG-ROOM1\".")},
                {"local/listener", "This computer", "Listener",
                 setup::ok("Port 11112 is open for the PACS.")}};
            return std::make_shared<setup::CheckUp>(checks, 0);
        };
        m_services->savePacs = [](const study::PacsPeer&) {
            return readyFuture(Result<QString>(QStringLiteral("vigil.ini")));
        };
        m_window = std::make_unique<MainWindow>(*m_services);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    [[nodiscard]] QPushButton* noticeButton(const QString& text) const {
        for (auto* button : m_window->findChild<QWidget*>("notice")->findChildren<QPushButton*>())
            if (button->text() == text && button->isVisible()) return button;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_pacs.fault.reset();
        m_begun = 0;
    }
    void cleanup() {
        m_window.reset();
        m_studies.reset();
        m_objects.reset();
        m_data.reset();
    }

    void withoutAPacsTheWindowBeginsWithTheSetUp() {
        open({});
        QVERIFY(m_window->place() == Place::Setup);
        QCOMPARE(m_begun, 1);
        QVERIFY(m_window->findChild<QLabel*>("welcome")->isVisible());
        QVERIFY(m_window->findChild<QPushButton*>("savePacs")->isVisible());
        const auto folder = qEnvironmentVariable("VIGIL_LOOK");
        if (!folder.isEmpty())
            m_window->grab().save(folder + QStringLiteral("/first-%1.png").arg(m_window->devicePixelRatio()));
    }
    void withAPacsItBeginsWithTheWorklistAndAKeyLeadsHere() {
        open({"main"});
        QVERIFY(m_window->place() == Place::Worklist);
        QCOMPARE(m_begun, 0);
        QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
        QVERIFY(m_window->place() == Place::Setup);
        QCOMPARE(m_begun, 1);
        QVERIFY(!m_window->findChild<QLabel*>("welcome")->isVisible());
        QVERIFY(m_window->findChild<QToolButton*>("placeSetup")->isChecked());
        m_window->goTo(Place::Worklist);
        m_window->findChild<QToolButton*>("placeSetup")->click();
        QVERIFY(m_window->place() == Place::Setup);
    }
    void aPacsThatDoesNotAnswerOffersTheCheck() {
        m_pacs.fault = Error{Error::Code::Unreachable, "PACS \"main\" is not running.", {}};
        open({"main"});
        m_window->refreshWorklist();
        QTRY_VERIFY(noticeButton("Check the set-up"));
        noticeButton("Check the set-up")->click();
        QVERIFY(m_window->place() == Place::Setup);
        QCOMPARE(m_begun, 1);
        // Said once, not at every refresh that fails.
        m_window->goTo(Place::Worklist);
        m_window->refreshWorklist();
        QTRY_VERIFY(m_window->findChild<QWidget*>("notice")->isHidden());
    }
};

QTEST_MAIN(FirstStartTest)
#include "FirstStartTest.moc"
