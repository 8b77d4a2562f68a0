// SPDX-License-Identifier: GPL-3.0-or-later
// With VIGIL_SCREENSHOTS=FOLDER each side is kept there as a picture.
#include "app/Window.h"
#include "tests/app/Keys.h"
#include "tests/app/LettersRoom.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/Futures.h"
#include "tests/support/OrthancServer.h"
#include "ui/Theme.h"

#include <QApplication>
#include <QTest>

using namespace vigil;
using namespace vigil::test;
using vigil::app::Application;

/// What the product is for, once round with nothing made up: a reader flags a finding with keys at the real
/// window, the dispatcher (as a program) writes to the clinician, who reads, accepts and acts on the page in
/// a real Chromium, and the reader sees it on the board and closes it. Asked of PostgreSQL at each step.
class WholeLoopPostgresTest : public QObject {
    Q_OBJECT
    LettersRoom m_room;
    OrthancServer m_orthanc;
    QTemporaryDir m_folder;
    std::unique_ptr<Application> m_reader;
    std::unique_ptr<app::Window> m_window;
    std::unique_ptr<Keys> m_keys;
    QString m_studyUid;

    static constexpr int patience = 60000; // ms; five programs on a loaded machine
    static QString pictures() { return qEnvironmentVariable("VIGIL_SCREENSHOTS"); }

    void openWindow() {
        app::Settings settings;
        settings.local = {QStringLiteral("VG-READER"), freePort(), QStringLiteral("127.0.0.1")};
        settings.listen = true;
        auto peer = m_orthanc.peer();
        peer.name = QStringLiteral("main");
        settings.pacs = {peer};
        settings.department = {QStringLiteral("ward"), m_room.room.server().urlFor(QStringLiteral("kim"))};
        settings.user = {QStringLiteral("kim"), QStringLiteral("Kim^Ada"),
                         QStringLiteral("Northfield Hospital"), QStringLiteral("Consultant radiologist"),
                         QStringLiteral("C0000001")};
        QVERIFY(m_orthanc.addModality(settings.local.aeTitle, settings.local.port));
        auto opened = Application::open(settings, m_folder.filePath(QStringLiteral("kim")),
                                        Application::Running::Window);
        VIGIL_VERIFY(opened);
        m_reader = std::move(*opened);
        ui::applyTheme(*qApp, ui::Scheme::Dark);
        m_window = std::make_unique<app::Window>(*m_reader);
        m_window->mainWindow().resize(1920, 1080);
        m_window->show();
        m_keys = std::make_unique<Keys>(m_window->mainWindow());
        QVERIFY(m_keys->take());
    }
    alert::AlertView view() {
        const auto rows = waitFor(m_reader->alerts().board());
        return rows && !rows->isEmpty() ? rows->first()->view : alert::AlertView{};
    }
    bool isShown(const char* name) {
        auto* widget = m_window->mainWindow().findChild<QWidget*>(QLatin1String(name));
        return widget && widget->isVisible();
    }
    void picture(const char* name) {
        QApplication::processEvents(); // what was opened just now has its final layout
        m_keys->picture(pictures(), name);
    }

private Q_SLOTS:
    void initTestCase() {
        if (const auto lacking = m_room.open(); !lacking.isEmpty()) QSKIP(qPrintable(lacking));
        if (!OrthancServer::isInstalled() || !m_orthanc.start()) QSKIP("needs Orthanc");
        auto objects = storedStudy(1, 2, QStringLiteral("9990000042"), QStringLiteral("Example^Edith"));
        for (auto& object : objects)
            object.onDate(QDate::currentDate().toString(QStringLiteral("yyyyMMdd")));
        m_studyUid = objects.first().studyUid;
        QVERIFY(m_orthanc.upload(objects));
        openWindow();
    }
    void cleanupTestCase() {
        m_keys.reset();
        m_window.reset();
        m_reader.reset();
    }

    void aFindingComesBackFromWhomeverActed() {
        QTRY_VERIFY_WITH_TIMEOUT(m_room.setCode("tulip-77"), patience);

        // The reader flags.
        QTRY_COMPARE_WITH_TIMEOUT(waitFor(m_reader->studies().rows())->rows.size(), 1, patience);
        m_window->mainWindow().openStudy(m_studyUid);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->report().isOpen(), patience);
        m_keys->press(Qt::Key_F9);
        QTRY_VERIFY_WITH_TIMEOUT(isShown("alertForm"), patience);
        m_keys->type(m_reader->policy().findings().first().label);
        QVERIFY(m_keys->tabTo("site"));
        m_keys->type(QStringLiteral("chest"));
        QVERIFY(m_keys->tabTo("side"));
        m_keys->type(QStringLiteral("left"));
        picture("loop-1-flag.png");
        m_keys->press(Qt::Key_F9);
        QTRY_VERIFY_WITH_TIMEOUT(!m_room.recorded("alert.raised").isEmpty(), patience);

        // The clinician is written to and reads, accepts and acts.
        QTRY_VERIFY_WITH_TIMEOUT(!m_room.link().isEmpty(), patience);
        Browser browser;
        browser.resize({390, 844});
        browser.open(m_room.link());
        if (!pictures().isEmpty()) browser.saveScreenshot(pictures() + "/loop-2-sign-in.png");
        QVERIFY(!browser.text().contains(QStringLiteral("Example")));
        browser.type("#name", "Referrer^Robin"); // the mailbox is a role's
        browser.type("#registration", "7654321");
        browser.type("#code", "tulip-77");
        browser.submit("button.main");
        if (!pictures().isEmpty()) browser.saveScreenshot(pictures() + "/loop-3-page.png");
        QTRY_VERIFY_WITH_TIMEOUT(view().state == alert::State::Viewed, patience);
        browser.submit("form[action$=accept] button");
        QTRY_VERIFY_WITH_TIMEOUT(view().state == alert::State::Acknowledged, patience);
        if (!pictures().isEmpty()) browser.saveScreenshot(pictures() + "/loop-4-accepted.png");
        browser.click("details summary");
        browser.type("#what", "Drain placed.");
        browser.click("label[for=told]");
        browser.submit("form[action$=acted-on] button");
        if (!pictures().isEmpty()) browser.saveScreenshot(pictures() + "/loop-5-acted-on.png");
        const auto robin = QStringLiteral("dispatcher|Referrer^Robin|Responsible consultant|7654321");
        QTRY_COMPARE_WITH_TIMEOUT(m_room.recorded("alert.acted_on"), robin, patience);

        // The reader sees it and closes it.
        QTRY_VERIFY_WITH_TIMEOUT(view().state == alert::State::ActedOn, patience);
        QCOMPARE(view().acknowledgedBy.name, QStringLiteral("Referrer^Robin"));
        QCOMPARE(view().act.what, QStringLiteral("Drain placed."));
        m_keys->press(Qt::Key_3, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(Keys::focusedName(), QStringLiteral("alertsBoard"), patience);
        picture("loop-6-board.png");
        m_keys->press(Qt::Key_C);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->alertsBoard().findChild<QWidget*>("factsForm")->isVisible(),
                                 patience);
        picture("loop-7-close.png");
        m_keys->press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_room.recorded("alert.closed").startsWith(QStringLiteral("kim")), patience);
        QTRY_VERIFY_WITH_TIMEOUT(waitFor(m_reader->alerts().board())->isEmpty(), patience);
        picture("loop-8-closed.png");
    }
};

QTEST_MAIN(WholeLoopPostgresTest)
#include "WholeLoopPostgresTest.moc"
