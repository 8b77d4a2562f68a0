// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Application.h"
#include "app/Window.h"
#include "core/base/Log.h"
#include "core/base/platform/Platform.h"
#include "ui/Theme.h"
#include "ui/report/ReportEditor.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

#include <cstdio>

/// Does the main job through the real window, by keys, for `app/demo --headless`: one line a step, a picture
/// of each place. Says nothing of success that it did not see; the script then looks from outside.
namespace vigil::app {

namespace {

constexpr int patience = 60000; // ms; a study of 200 MB on a slow machine

class Drive {
public:
    explicit Drive(Application& application) : m_application(application), m_window(application) {}

    bool run() {
        m_window.mainWindow().resize(1920, 1080);
        m_window.show();
        return findStudy() && readStudy() && writeReport() && flag() && sign() && delivered() && act();
    }

private:
    bool step(const char* what, bool done) {
        std::printf("%s  %s\n", done ? "ok    " : "FAILED", what);
        std::fflush(stdout);
        return done;
    }
    template <class Condition>
    bool until(Condition condition) {
        return QTest::qWaitFor(condition, patience);
    }
    template <class T = QWidget>
    T* find(const char* name) {
        return m_window.report().findChild<T*>(QLatin1String(name));
    }
    bool isShown(const char* name) {
        auto* widget = find(name);
        return widget && widget->isVisible();
    }
    void picture(const char* name) {
        const auto folder = qEnvironmentVariable("SCREENSHOT_DIR");
        if (!folder.isEmpty()) m_window.mainWindow().grab().save(QDir(folder).filePath(QLatin1String(name)));
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(&m_window.report(), static_cast<Qt::Key>(key), modifiers);
    }
    template <class T>
    static T waited(QFuture<T> future) {
        static_cast<void>(QTest::qWaitFor([&future] { return future.isFinished(); }, patience));
        return future.result();
    }

    bool findStudy() {
        study::WorklistRow wanted;
        const bool found = until([&] {
            const auto rows = waited(m_application.studies().rows()).value_or(QList<study::WorklistRow>{});
            for (const auto& row : rows)
                if (row.study.description.contains(QLatin1String("chest"), Qt::CaseInsensitive) &&
                    row.study.urgency == study::Urgency::Emergency)
                    wanted = row;
            return rows.size() >= 12 && !wanted.study.studyUid.isEmpty();
        });
        m_study = wanted.study;
        QTest::qWait(500); // the picture wants a painted table
        picture("1-worklist.png");
        return step("the worklist came from the PACS, with at least twelve studies", found);
    }
    bool readStudy() {
        m_window.mainWindow().openStudy(m_study.studyUid);
        const bool open = until([this] { return m_window.report().isOpen(); });
        const bool here = until([this] {
            const auto retrieval = waited(m_application.studies().retrieval(m_study.studyUid));
            return retrieval && *retrieval && (*retrieval)->missing.isEmpty() && (*retrieval)->expected > 0;
        });
        QTest::qWait(1500); // decoding and painting
        picture("2-reading.png");
        return step("the study is here completely and its report is open", open && here);
    }
    bool writeReport() {
        press(Qt::Key_F2);
        auto* editor = m_window.report().findChild<ui::ReportEditor*>();
        if (!editor) return step("there is an editor", false);
        for (qsizetype i = 0; i < editor->sections().size(); ++i) {
            QTest::keyClicks(editor, QStringLiteral("Large pneumothorax. "));
            QTest::keyClick(editor, Qt::Key_F6);
        }
        const bool saved = until([this] {
            auto* label = find<QLabel>("saved");
            return label && label->text().startsWith(QLatin1String("Saved "));
        });
        return step("the report was typed and saved at the pause", saved);
    }
    bool flag() {
        press(Qt::Key_F9);
        auto* finding = find<QComboBox>("finding");
        if (!finding) return step("the alert form opens with F9", false);
        finding->setEditText(m_application.policy().findings().first().label);
        if (auto* site = m_window.report().findChild<QLineEdit*>(QStringLiteral("site")))
            site->setText(QStringLiteral("chest"));
        if (auto* side = find<QComboBox>("side"); side && side->count() > 1) side->setCurrentIndex(1);
        QTest::qWait(300);
        picture("3-flag.png");
        press(Qt::Key_F9);
        const bool raised = until([this] {
            const auto rows = waited(m_application.alerts().board());
            if (rows && !rows->isEmpty()) m_alertId = rows->first().view.alertId;
            return !m_alertId.isEmpty();
        });
        if (!step("F9 twice raised the alert before anything was signed", raised)) {
            if (auto* problem = find<QLabel>("alertProblem"))
                std::printf("        %s\n", qPrintable(problem->text()));
            return false;
        }
        if (!step("the critical alert asks for its call", until([this] { return isShown("factsForm"); })))
            return false;
        auto* form = find("factsForm");
        if (auto* name = form->findChild<QLineEdit*>(QStringLiteral("name")))
            name->setText(QStringLiteral("Patel, Asha"));
        if (auto* role = form->findChild<QComboBox*>(QStringLiteral("role")))
            role->setEditText(QStringLiteral("Emergency registrar"));
        if (auto* submit = form->findChild<QPushButton*>(QStringLiteral("submitFacts")))
            QTest::mouseClick(submit, Qt::LeftButton);
        const bool recorded = until([this] {
            const auto rows = waited(m_application.alerts().board());
            return rows && !rows->isEmpty() && rows->first().view.callTask == alert::CallTask::Done;
        });
        QTest::qWait(500);
        picture("4-flagged.png");
        return step("the call is recorded", recorded);
    }
    bool sign() {
        press(Qt::Key_Return, Qt::ControlModifier);
        if (!step("Ctrl+Enter shows what will be signed", until([this] { return isShown("signSheet"); })))
            return false;
        if (auto* dismiss = find<QPushButton>("dismissRemarks"); dismiss && dismiss->isVisible())
            QTest::mouseClick(dismiss, Qt::LeftButton);
        QTest::qWait(500);
        picture("5-sign.png");
        for (const auto* field : {"pin", "repeat", "pinAgain"})
            if (auto* pin = m_window.report().findChild<QLineEdit*>(QLatin1String(field));
                pin && pin->isVisible())
                pin->setText(QStringLiteral("271828"));
        if (auto* button = find<QPushButton>("signReport")) QTest::mouseClick(button, Qt::LeftButton);
        if (auto* again = m_window.report().findChild<QLineEdit*>(QStringLiteral("pin"))) {
            QTest::qWait(1500);
            if (again->isVisible() && again->text().isEmpty()) {
                again->setText(QStringLiteral("271828"));
                QTest::keyClick(again, Qt::Key_Return);
            }
        }
        const bool done = until([this] {
            const auto documents = waited(m_application.reports().signedDocuments());
            return documents && !documents->isEmpty();
        });
        if (!done)
            for (const auto* name : {"signMessage", "signProblems", "reportMessage"})
                if (auto* label = find<QLabel>(name))
                    std::printf("        %s: %s\n", name, qPrintable(label->text()));
        return step("the report is signed", done);
    }
    bool delivered() {
        const bool empty = until([this] {
            const auto destinations = m_application.destinations();
            return std::all_of(destinations.begin(), destinations.end(),
                               [](const sync::DestinationStatus& status) {
                                   return status.state == sync::DestinationStatus::State::Online &&
                                          status.waiting == 0 && status.parked == 0;
                               });
        });
        return step("PACS and department have everything", empty);
    }
    bool act() {
        m_window.mainWindow().goTo(ui::Place::Alerts);
        const auto rows = waited(m_application.alerts().board());
        if (!rows || rows->isEmpty()) return step("the board shows the alert", false);
        alert::Act act;
        act.what = QStringLiteral("Chest drain placed");
        act.by = {QStringLiteral("Patel^Asha"), QStringLiteral("Emergency registrar")};
        act.patientTold = alert::Act::PatientTold::Yes;
        const auto acknowledged = waited(m_application.alerts().acknowledge(
            m_alertId, {QStringLiteral("Patel^Asha"), rows->first().view.owner.role,
                        QStringLiteral("C0000002"), QStringLiteral("telephone, read back")}));
        const auto acted = waited(m_application.alerts().actOn(m_alertId, act));
        QTest::qWait(1500);
        picture("6-alerts.png");
        if (!acknowledged) std::printf("        %s\n", qPrintable(acknowledged.error().message));
        return step("the alert is acknowledged and acted on",
                    acknowledged.has_value() && acted.has_value()) &&
               delivered();
    }

    Application& m_application;
    Window m_window;
    study::Study m_study;
    QString m_alertId;
};

} // namespace

} // namespace vigil::app

int main(int argc, char** argv) {
    vigil::platform::disableCoreDumps();
    vigil::platform::ignoreBrokenPipes();
    QApplication program(argc, argv);
    vigil::ui::applyTheme(program, vigil::ui::Scheme::Dark);
    const auto paths = vigil::app::Paths::resolve({}, {});
    QDir().mkpath(paths.data);
    vigil::openLog(paths.data + QStringLiteral("/vigil.log"));
    const auto settings = vigil::app::Settings::read(paths.config);
    if (!settings) qFatal("%s", qPrintable(settings.error().message));
    const auto application =
        vigil::app::Application::open(*settings, paths.data, vigil::app::Application::Running::Window);
    if (!application) qFatal("%s", qPrintable(application.error().message));
    vigil::app::Drive drive(**application);
    return drive.run() ? 0 : 1;
}
