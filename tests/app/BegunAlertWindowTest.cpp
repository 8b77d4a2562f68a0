// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Window.h"

#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"
#include "ui/NoticeBar.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::app;

/// An alert that was begun stays in sight through the real window until it is raised or discarded.
class BegunAlertWindowTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Application> m_application;
    std::unique_ptr<Window> m_window;

    template <class T>
    T* find(const char* name) const {
        return m_window->mainWindow().findChild<T*>(QLatin1String(name));
    }
    static study::Study aStudy(const QString& uid, const QString& patientId, const QString& name) {
        auto study = test::aStudy();
        study.studyUid = uid;
        study.patient.key.id = patientId;
        study.patient.name = name;
        for (auto& procedure : study.procedures)
            procedure.studyUid = uid;
        return study;
    }
    void open(const study::Study& study) {
        m_window->report().openStudy(study.patient, {study});
        QTRY_VERIFY(m_window->report().isOpen());
    }
    /// F9 in the report, and a finding.
    QString begin() {
        m_window->mainWindow().goTo(ui::Place::Reading);
        m_window->report().flagCriticalFinding();
        auto* finding = find<QComboBox>("finding");
        finding->setEditText(finding->itemText(0));
        return finding->itemText(0);
    }
    QString line() const {
        for (const auto* bar : m_window->mainWindow().findChildren<ui::NoticeBar*>("begunAlert"))
            if (bar->isVisible()) return bar->text();
        return {};
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        Settings settings;
        settings.listen = false;
        settings.user = test::aRadiologist();
        auto opened = Application::open(settings, m_folder->filePath("data"), Application::Running::Command);
        VIGIL_VERIFY(opened);
        m_application = std::move(*opened);
        m_window = std::make_unique<Window>(*m_application);
        m_window->mainWindow().show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_window->mainWindow()));
    }
    void cleanup() {
        m_window.reset();
        m_application.reset();
        m_folder.reset();
    }
    void itIsSaidInEveryPlaceAndWithTheNextStudy() {
        open(aStudy("1.2.1", "1", "Okafor^Ngozi"));
        const auto finding = begin();
        QCOMPARE(line(), QString()); // its form is before the eyes
        m_window->mainWindow().goTo(ui::Place::Alerts);
        QCOMPARE(
            line(),
            QStringLiteral("Alert for %1, Okafor, Ngozi not raised: raise it or discard it.").arg(finding));
        m_window->mainWindow().goTo(ui::Place::Reading);
        QCOMPARE(line(), QString());
        open(aStudy("1.2.2", "2", "Rahman^Amina"));
        QVERIFY(line().contains("Okafor, Ngozi"));
        for (auto* button : find<QWidget>("begunAlerts")->findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == "Discard") button->click();
        QCOMPARE(line(), QString());
        QVERIFY(m_window->report().begunAlerts().isEmpty());
    }
    void itKeepsFromClosingUnsaid() {
        open(aStudy("1.2.1", "1", "Okafor^Ngozi"));
        begin();
        QVERIFY(!m_window->mainWindow().close());
        QTRY_VERIFY(find<QWidget>("beforeIGoHome")->isVisible());
        QPushButton* goTo = nullptr;
        for (auto* button : find<QWidget>("beforeIGoHome")->findChildren<QPushButton*>())
            if (button->accessibleName().contains("Okafor, Ngozi") && button->text() == "Go to it")
                goTo = button;
        QVERIFY(goTo);
        QStringList titles;
        for (const auto* label : find<QWidget>("beforeIGoHome")->findChildren<QLabel*>())
            titles << label->text();
        QVERIFY(titles.contains("Begun and not raised: kept here, nobody is told (1)"));
    }
    /// Within the pause that typing has, and without the window being closed before.
    void whatWasTypedJustBeforeTheEndIsKept() {
        open(aStudy("1.2.1", "1", "Okafor^Ngozi"));
        const auto finding = begin();
        m_window.reset();
        m_window = std::make_unique<Window>(*m_application);
        m_window->mainWindow().show();
        QTRY_VERIFY(line().contains(finding + ", Okafor, Ngozi"));
    }
};

QTEST_MAIN(BegunAlertWindowTest)
#include "BegunAlertWindowTest.moc"
