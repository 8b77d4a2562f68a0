// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"

#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"
#include "ui/followup/FollowUpActs.h"

#include <QAbstractButton>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::app;

/// Screen readers and scripts find the main controls of the real window by these names.
class ControlNamesTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<Application> m_application;
    std::unique_ptr<Window> m_window;

    QStringList helpWords() const {
        QStringList words;
        for (const auto* label : m_window->mainWindow().findChild<QWidget*>("help")->findChildren<QLabel*>())
            words << label->text();
        return words;
    }
    /// Which keys stand before these words.
    QStringList keysFor(const QString& words) const {
        QStringList keys;
        const auto all = helpWords();
        for (qsizetype i = 1; i < all.size(); ++i)
            if (all.at(i) == words) keys << all.at(i - 1);
        return keys;
    }

private Q_SLOTS:
    void initTestCase() {
        Settings settings;
        settings.listen = false;
        settings.user = test::aRadiologist();
        auto opened = Application::open(settings, m_folder.filePath("data"), Application::Running::Command);
        VIGIL_VERIFY(opened);
        m_application = std::move(*opened);
        m_window = std::make_unique<Window>(*m_application);
    }
    void cleanupTestCase() {
        m_window.reset();
        m_application.reset();
    }
    void theMainControlsHaveTheirNames_data() {
        QTest::addColumn<QString>("objectName");
        QTest::addColumn<QString>("accessibleName");
        const QList<std::pair<const char*, const char*>> names{
            {"worklist", "Worklist"},
            {"searchWorklist", "Search worklist"},
            {"series", "Series"},
            {"image", "Image"},
            {"reportEditor", "Report editor"},
            {"flagCriticalFinding", "Flag critical finding"},
            {"finding", "Finding"},
            {"category", "Category"},
            {"raiseAlert", "Raise alert"},
            {"signReport", "Sign report"},
            {"alertsBoard", "Alerts board"},
            {"acknowledgeAlert", "Acknowledge alert"},
            {"outbox", "Outbox"},
            {"patientBanner", "Patient banner"},
            {"status", "Status"}};
        for (const auto& [object, accessible] : names)
            QTest::newRow(object) << QString::fromLatin1(object) << QString::fromLatin1(accessible);
    }
    void theMainControlsHaveTheirNames() {
        QFETCH(const QString, objectName);
        QFETCH(const QString, accessibleName);
        QStringList found;
        for (const auto* widget : m_window->mainWindow().findChildren<QWidget*>(objectName))
            found << widget->accessibleName();
        QVERIFY2(found.contains(accessibleName),
                 qPrintable(QStringLiteral("found: \"%1\"").arg(found.join(QStringLiteral("\", \"")))));
    }
    /// Every button of the alerts board says what it does, and its key.
    void theActsOnAnAlertAreNamedAndHaveAKeyEach() {
        QSet<QString> keys;
        for (const auto& words : ui::allActs()) {
            QVERIFY2(!keys.contains(words.key), qPrintable(words.key));
            keys << words.key;
            const auto id = words.act == ui::AlertAct::Acknowledge ? QStringLiteral("acknowledgeAlert")
                                                                   : words.id + QStringLiteral("Act");
            const auto* button = m_window->alertsBoard().findChild<QWidget*>(id);
            QVERIFY2(button, qPrintable(id));
            QCOMPARE(button->accessibleName(), words.name);
        }
    }
    /// F1 lists what there is: acts, views and the keys of the report, whatever is added later.
    void everyActAndViewIsListedUnderF1() {
        for (const auto& words : ui::allActs())
            QVERIFY2(keysFor(words.name).contains(words.key), qPrintable(words.name));
        for (const auto& words : ui::allFollowUpActs())
            QVERIFY2(keysFor(words.name).contains(words.key), qPrintable(words.name));
        const auto said = helpWords().join(u'\n');
        const QList<QWidget*> boards{&m_window->alertsBoard(), &m_window->followUpsBoard()};
        for (const auto* board : boards)
            for (const auto* view : board->findChildren<QAbstractButton*>())
                if (view->objectName().startsWith("show") && view->isCheckable())
                    QVERIFY2(said.contains(view->text().section(QStringLiteral("  "), 0, 0).trimmed()),
                             qPrintable(view->text()));
        for (const auto* key :
             {"Ctrl+F9", "Ctrl+Shift+C", "Ctrl+Shift+H", "Alt+T", "Alt+J", "Ctrl+Shift+F9", "K"})
            QVERIFY2(helpWords().contains(QLatin1String(key)), key);
    }
};

QTEST_MAIN(ControlNamesTest)
#include "ControlNamesTest.moc"
