// SPDX-License-Identifier: GPL-3.0-or-later
// A process of its own shows the window, begins an alert in it and is killed (SIGKILL) with the form open:
// the next start says so, and leads to the form as it stood.
#include "app/Window.h"

#include "core/store/StudyStore.h"
#include "tests/support/Futures.h"
#include "tests/support/ReportBuilder.h"
#include "ui/NoticeBar.h"
#include "ui/Theme.h"
#include "ui/report/AlertForm.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace vigil;
using namespace vigil::app;
using vigil::test::waitFor;

namespace {

/// Vigil on a data folder, as a reader has it before them.
class Reader {
public:
    explicit Reader(const QString& folder) {
        Settings settings;
        settings.listen = false;
        settings.user = test::aRadiologist();
        auto opened = Application::open(settings, folder, Application::Running::Command);
        if (!opened) qFatal("%s", qPrintable(opened.error().message));
        m_application = std::move(*opened);
        m_window = std::make_unique<Window>(*m_application);
        m_window->mainWindow().resize(1400, 900);
        m_window->mainWindow().show();
    }
    [[nodiscard]] Application& application() { return *m_application; }
    [[nodiscard]] Window& window() { return *m_window; }
    template <class T>
    T* find(const char* name) const {
        return m_window->mainWindow().findChild<T*>(QLatin1String(name));
    }
    [[nodiscard]] QString line() const {
        for (const auto* bar : m_window->mainWindow().findChildren<ui::NoticeBar*>("begunAlert"))
            if (bar->isVisible()) return bar->text();
        return {};
    }
    bool press(const QString& bar, const QString& words) const {
        for (auto* button : find<QWidget>(qPrintable(bar))->findChildren<QPushButton*>())
            if (button->isVisible() && button->text() == words) return button->click(), true;
        return false;
    }

private:
    std::unique_ptr<Application> m_application;
    std::unique_ptr<Window> m_window;
};

study::Study okafor() {
    auto study = test::aStudy();
    study.patient.name = QStringLiteral("Okafor^Ngozi");
    return study;
}

const auto site = QStringLiteral("left upper lobe");
const auto words = QStringLiteral("Large, with shift.\nNot there last week.");

/// Ends by its own SIGKILL once the disk has what was typed; 1 when that does not happen within two seconds.
int victim(const QString& folder) {
    Reader reader(folder);
    const auto study = okafor();
    reader.window().report().openStudy(study.patient, {study});
    if (!QTest::qWaitFor([&] { return reader.window().report().isOpen(); })) return 2;
    reader.window().mainWindow().goTo(ui::Place::Reading);
    reader.window().report().flagCriticalFinding();
    auto* finding = reader.find<QComboBox>("finding");
    finding->setEditText(finding->itemText(0));
    reader.find<QPlainTextEdit>("alertText")->setPlainText(words);
    reader.find<QComboBox>("side")->setCurrentIndex(1);
    reader.find<QLineEdit>("site")->setText(site);
    auto& begun = reader.application().alerts().begunWork();
    static_cast<void>(QTest::qWaitFor(
        [&] {
            const auto kept = waitFor(begun.all());
            if (kept && kept->alerts.value(0).fields.value("site") == site) std::raise(SIGKILL);
            return false;
        },
        2000));
    return 1;
}

} // namespace

class BegunAlertKillTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWasBegunIsThereAfterTheKill() {
        const QTemporaryDir folder;
        const auto data = folder.filePath("data");
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(QCoreApplication::applicationFilePath(), {"victim", data});
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);

        Reader reader(data);
        auto& window = reader.window().mainWindow();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto study = okafor();
        VIGIL_VERIFY(waitFor(
            reader.application().data().cache().run(store::Lane::Person, [&](store::Transaction& cache) {
                return store::StudyStore::upsert(cache, study, {}, reader.application().clock().now());
            })));
        const auto finding = reader.find<QComboBox>("finding")->itemText(0);
        QTRY_COMPARE(
            reader.line(),
            QStringLiteral("Alert for %1, Okafor, Ngozi not raised: raise it or discard it.").arg(finding));
        picture(window, "begun-alert-after-restart.png");
        QVERIFY(reader.press("begunAlerts", "Go to it"));
        auto* form = reader.find<ui::AlertForm>("alertForm");
        QTRY_VERIFY(form->isVisible());
        QCOMPARE(window.place(), ui::Place::Reading);
        QCOMPARE(form->findingWords(), finding);
        QCOMPARE(form->entry().site, site);
        QCOMPARE(form->entry().text, words);
        QTRY_COMPARE(reader.line(), QString());
        picture(window, "begun-alert-gone-to.png");
        reader.window().report().flagCriticalFinding(); // goes into it
        reader.window().report().flagCriticalFinding();
        QTRY_COMPARE(waitFor(reader.application().alerts().board())->size(), 1);
        QVERIFY(waitFor(reader.application().alerts().begunWork().all())->alerts.isEmpty());
    }

private:
    static void picture(QWidget& window, const char* name) {
        const auto folder = qEnvironmentVariable("VIGIL_SCREENSHOTS");
        if (!folder.isEmpty()) window.grab().save(folder + QLatin1Char('/') + QLatin1String(name));
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    ui::applyTheme(application, ui::Scheme::Dark);
    const auto arguments = QApplication::arguments().mid(1);
    if (arguments.size() == 2 && arguments.first() == QLatin1String("victim"))
        return victim(arguments.last());
    BegunAlertKillTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "BegunAlertKillTest.moc"
