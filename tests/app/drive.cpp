// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Application.h"
#include "app/Window.h"
#include "core/base/Log.h"
#include "core/base/platform/Platform.h"
#include "tests/app/Keys.h"
#include "ui/Theme.h"
#include "ui/report/ReportEditor.h"
#include "ui/worklist/WorklistModel.h"
#include "ui/worklist/WorklistPage.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

#include <cstdio>

/// Does the main job through the real window with keys only, for `app/demo --headless`: one line a step, a
/// picture of each place. First the reader's part; with the word `colleague` that of a second person at
/// another computer: takes the alert and records what was done. Services are asked what came of it, never to
/// do it. Says nothing of success that it did not see; the script then looks from outside.
namespace vigil::app {

namespace {

constexpr int patience = 60000; // ms; a study of 200 MB on a slow machine
const QString clinician = QStringLiteral("Patel, Asha");
const QString pinCode = QStringLiteral("271828");

class Drive {
public:
    explicit Drive(Application& application)
        : m_application(application), m_window(application), m_keys(m_window.mainWindow()) {}

    bool read() {
        return isThere() && findStudy() && readStudy() && writeReport() && flag() && recordCall() && sign() &&
               delivered();
    }
    bool takeOver() {
        return isThere() &&
               step("the alert of the other computer is here",
                    until([this] { return alertRow().has_value(); })) &&
               acknowledge() && delivered() && actOn() && delivered();
    }

private:
    bool isThere() {
        m_window.mainWindow().resize(1920, 1080);
        m_window.show();
        return step("the window is there", m_keys.take());
    }
    bool step(const char* what, bool done) {
        std::printf("%s  %s\n", done ? "ok    " : "FAILED", what);
        if (!done)
            std::printf("        the focus is on \"%s\"%s\n", qPrintable(test::Keys::focusedName()),
                        QApplication::activePopupWidget() ? ", a list is open over it" : "");
        std::fflush(stdout);
        return done;
    }
    template <class Condition>
    bool until(Condition condition) {
        return QTest::qWaitFor(condition, patience);
    }
    template <class T = QWidget>
    T* find(const char* name) {
        return m_window.mainWindow().findChild<T*>(QLatin1String(name));
    }
    bool isShown(const char* name) {
        auto* widget = find(name);
        return widget && widget->isVisible();
    }
    void picture(const char* name) { m_keys.picture(qEnvironmentVariable("SCREENSHOT_DIR"), name); }
    template <class T>
    static T waited(QFuture<T> future) {
        static_cast<void>(QTest::qWaitFor([&future] { return future.isFinished(); }, patience));
        return future.result();
    }
    std::optional<alert::AlertRow> alertRow() {
        const auto rows = waited(m_application.alerts().board());
        if (!rows || rows->isEmpty()) return std::nullopt;
        return *rows->first();
    }

    bool findStudy() {
        study::WorklistRow wanted;
        const bool found = until([&] {
            const auto rows = waited(m_application.studies().rows()).value_or(study::Worklist{}).rows;
            for (const auto& row : rows)
                if (row.study.description.contains(QLatin1String("chest"), Qt::CaseInsensitive) &&
                    row.study.urgency == study::Urgency::Emergency)
                    wanted = row;
            return rows.size() >= 12 && !wanted.study.studyUid.isEmpty();
        });
        m_study = wanted.study;
        QTest::qWait(500); // the picture wants a painted table
        picture("1-worklist.png");
        if (!step("the worklist came from the PACS, with at least twelve studies", found)) return false;
        // Letters typed into the list search it.
        m_keys.press(Qt::Key_1, Qt::ControlModifier);
        m_keys.type(m_study.patient.key.id);
        auto& list = m_window.mainWindow().worklist();
        const bool alone = until([&] { return list.model().rowCount() >= 1; });
        m_keys.press(Qt::Key_Return);
        for (int i = 0; i < list.model().rowCount() && list.currentStudyUid() != m_study.studyUid; ++i)
            m_keys.press(Qt::Key_Down);
        return step("typing into the list finds the patient",
                    alone && list.currentStudyUid() == m_study.studyUid);
    }
    bool readStudy() {
        m_keys.press(Qt::Key_Return);
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
        m_keys.press(Qt::Key_F2);
        const auto* editor = find<ui::ReportEditor>("reportEditor");
        if (!editor) return step("there is an editor", false);
        for (qsizetype i = 0; i < editor->sections().size(); ++i) {
            m_keys.type(QStringLiteral("Large pneumothorax. "));
            m_keys.press(Qt::Key_F6);
        }
        const bool saved = until([this] {
            auto* label = find<QLabel>("saved");
            return label && label->text().startsWith(QLatin1String("Saved "));
        });
        return step("the report was typed and saved at the pause", saved);
    }
    bool flag() {
        m_keys.press(Qt::Key_F9);
        if (!step("F9 opens the alert form", until([this] { return isShown("alertForm"); }))) return false;
        m_keys.type(m_application.policy().findings().first().label);
        if (!step("Tab leads to the site", m_keys.tabTo("site"))) return false;
        m_keys.type(QStringLiteral("chest"));
        if (!step("Tab leads to the side", m_keys.tabTo("side"))) return false;
        m_keys.type(QStringLiteral("right")); // where the phantom has it: left on the picture
        QTest::qWait(300);                    // layout and painting
        picture("3-flag.png");
        m_keys.press(Qt::Key_F9);
        const bool raised = until([this] {
            const auto row = alertRow();
            if (row) m_alertId = row->view.alertId;
            return row.has_value();
        });
        if (step("F9 again raises the alert before anything is signed", raised)) return true;
        if (auto* problem = find<QLabel>("alertProblem"))
            std::printf("        %s\n", qPrintable(problem->text()));
        return false;
    }
    bool recordCall() {
        const auto form = [this] {
            auto* facts = m_window.report().findChild<QWidget*>(QStringLiteral("factsForm"));
            return facts && facts->isVisible();
        };
        if (!step("the critical alert asks for its call", until(form))) return false;
        if (!step("Tab leads to the name", m_keys.tabTo("name"))) return false;
        m_keys.type(clinician);
        m_keys.press(Qt::Key_Return, Qt::ControlModifier);
        const bool recorded = until([this] {
            const auto row = alertRow();
            return row && row->view.callTask == alert::CallTask::Done;
        });
        QTest::qWait(500);
        picture("4-flagged.png");
        return step("the call is recorded", recorded);
    }
    /// A PIN that is asked for is typed: on a new computer twice to choose it and once to sign.
    void givePin() {
        auto* pin = find<QLineEdit>("pin");
        const auto name = test::Keys::focusedName();
        if (!pin || !pin->isVisible() || !pin->isEnabled() || !name.startsWith(QLatin1String("pin"))) return;
        m_keys.type(pinCode);
        m_keys.press(Qt::Key_Return);
    }
    bool sign() {
        m_keys.press(Qt::Key_Return, Qt::ControlModifier);
        if (!step("Ctrl+Enter shows what will be signed", until([this] { return isShown("signSheet"); })))
            return false;
        if (isShown("dismissRemarks")) m_keys.press(Qt::Key_F8);
        QTest::qWait(500);
        picture("5-sign.png");
        const bool done = until([this] {
            givePin();
            const auto documents = waited(m_application.reports().signedDocuments());
            return documents && !documents->isEmpty();
        });
        if (!done)
            for (const auto* name : {"signMessage", "signProblems", "reportMessage"})
                if (auto* label = find<QLabel>(name))
                    std::printf("        %s: %s\n", name, qPrintable(label->text()));
        return step("the report is signed with the PIN", done);
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
    /// Leaves alone what the form has filled in already.
    bool typeInto(const char* field, const QString& text) {
        if (!m_keys.tabTo(field)) return step(field, false);
        const auto* line = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        const auto* choice = qobject_cast<QComboBox*>(QApplication::focusWidget());
        const auto there = line ? line->text() : choice ? choice->currentText() : QString();
        if (there.isEmpty()) m_keys.type(text);
        return true;
    }
    /// Opens the form of an act on the board by its key.
    bool start(int key) {
        m_keys.press(Qt::Key_3, Qt::ControlModifier);
        if (!until([] { return test::Keys::focusedName() == QLatin1String("alertsBoard"); })) return false;
        m_keys.press(key);
        auto* form = m_window.alertsBoard().findChild<QWidget*>(QStringLiteral("factsForm"));
        return form && until([form] { return form->isVisible(); });
    }
    bool acknowledge() {
        const auto row = alertRow();
        if (!row || !step("A on the board asks who takes responsibility", start(Qt::Key_A))) return false;
        if (!typeInto("name", clinician) || !typeInto("role", row->view.owner.role)) return false;
        m_keys.press(Qt::Key_Return, Qt::ControlModifier);
        return step("the alert is acknowledged on behalf of the clinician", until([this] {
                        const auto now = alertRow();
                        return now && now->view.state == alert::State::Acknowledged;
                    }));
    }
    bool actOn() {
        const auto row = alertRow();
        if (!row) return step("the board shows the alert", false);
        if (!step("X on the board asks what was done", start(Qt::Key_X))) return false;
        m_keys.type(QStringLiteral("Chest drain placed"));
        if (!typeInto("name", clinician) || !typeInto("role", row->view.owner.role)) return false;
        if (!m_keys.tabTo("patientTold")) return step("Tab leads to whether the patient knows", false);
        m_keys.type(QStringLiteral("y"));
        m_keys.press(Qt::Key_Return, Qt::ControlModifier);
        const bool acted = until([this] {
            const auto now = alertRow();
            return now && now->view.state == alert::State::ActedOn;
        });
        QTest::qWait(1500);
        picture("6-alerts.png");
        return step("what was done is recorded", acted);
    }

    Application& m_application;
    Window m_window;
    test::Keys m_keys;
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
    const bool colleague = QApplication::arguments().contains(QStringLiteral("colleague"));
    return (colleague ? drive.takeOver() : drive.read()) ? 0 : 1;
}
