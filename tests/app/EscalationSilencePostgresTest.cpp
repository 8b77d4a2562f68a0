// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"
#include "tests/support/DispatchRoom.h"
#include "ui/Theme.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace vigil;
using namespace vigil::test;
using namespace std::chrono_literals;

/// A dispatcher that dies with nobody looking, on a real PostgreSQL: the window of a reader says so by
/// itself. The beat lasts four seconds here instead of a hundred, by the server's clock all the same.
class EscalationSilencePostgresTest : public QObject {
    Q_OBJECT
    static constexpr int beatSeconds = 4;
    DispatchRoom m_room;
    QTemporaryDir m_folder;
    std::unique_ptr<app::Application> m_application;
    std::unique_ptr<app::Window> m_window;
    QTimer m_news;

    const QToolButton* segment() const {
        return m_window->mainWindow().findChild<QToolButton*>(QStringLiteral("status_escalation"));
    }
    QString said() const { return segment()->text().trimmed(); }
    bool isRed() const {
        return segment()->styleSheet().contains(
            ui::toneColour(segment()->palette(), ui::Tone::Critical).name());
    }

private Q_SLOTS:
    void initTestCase() {
        if (const auto lacking = m_room.open(); !lacking.isEmpty()) QSKIP(qPrintable(lacking));
        m_room.write(QStringLiteral("short.ini"),
                     QStringLiteral("[local]\naeTitle=VG-SHORT\n[user]\nid=dispatcher\n"
                                    "[department/ward]\nurl=postgresql://127.0.0.1:%1/vigil\n"
                                    "[dispatch]\npatienceSeconds=5\nbeatSeconds=%2\n")
                         .arg(m_room.server().port())
                         .arg(beatSeconds)
                         .toUtf8());
        app::Settings settings;
        settings.local = {QStringLiteral("VG-READER"), 0, QStringLiteral("127.0.0.1")};
        settings.listen = false;
        settings.department = {QStringLiteral("ward"), m_room.server().urlFor("kim")};
        settings.user = {QStringLiteral("kim"), QStringLiteral("Kim^Sam"), QStringLiteral("Northfield"),
                         QStringLiteral("Consultant radiologist"), QStringLiteral("C0000001")};
        auto opened = app::Application::open(settings, m_folder.path(), app::Application::Running::Window);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
        m_application = std::move(*opened);
        m_window = std::make_unique<app::Window>(*m_application);
        m_window->show();
        // Somebody is always doing something in a department: windows then ask who is here.
        connect(&m_news, &QTimer::timeout, this, [this] {
            PostgresServer::psql(m_room.server().superuserUrl(),
                                 QStringLiteral("SELECT pg_notify('vigil_presence', 'dispatcher')"));
        });
        m_news.start(700);
    }
    void cleanupTestCase() {
        m_news.stop();
        m_window.reset();
        m_application.reset();
    }

    void aKilledDispatcherTurnsTheWindowRedByItself() {
        QTRY_COMPARE_WITH_TIMEOUT(said(), QStringLiteral("No escalation service in this department"), 15000);
        auto dispatcher = m_room.start("short");
        QTRY_COMPARE_WITH_TIMEOUT(said(), QStringLiteral("Escalation: running"), 15000);
        // While it lives its beat is renewed: longer than one lasts nothing is said.
        bool everRed = false;
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT((everRed = everRed || isRed(), timer.elapsed() > 1500 * beatSeconds), 15000);
        QVERIFY(!everRed);
        m_room.kill(*dispatcher);
        timer.restart();
        QTRY_COMPARE_WITH_TIMEOUT(said(), QStringLiteral("Escalation is not running: telephone"),
                                  1000 * (beatSeconds + 10)); // windows look every ten seconds
        QVERIFY(isRed());
        qInfo("red after %lld ms", timer.elapsed());
        dispatcher = m_room.start("short"); // the unit starts it again
        QTRY_COMPARE_WITH_TIMEOUT(said(), QStringLiteral("Escalation: running"), 15000);
        QVERIFY(!isRed());
        m_room.kill(*dispatcher);
    }
};

QTEST_MAIN(EscalationSilencePostgresTest)
#include "EscalationSilencePostgresTest.moc"
