// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Application.h"
#include "app/Instance.h"
#include "app/Window.h"
#include "core/base/Log.h"
#include "core/base/platform/Platform.h"
#include "ui/Theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QMessageBox>
#include <QScreen>

namespace {

/// Before there is a window there is nobody else to tell.
int refuse(const vigil::Error& error) {
    QMessageBox box(QMessageBox::Warning, QStringLiteral("Vigil"), error.message);
    box.exec();
    return 1;
}

} // namespace

int main(int argc, char** argv) {
    vigil::platform::disableCoreDumps();
    vigil::platform::ignoreBrokenPipes();
    QApplication program(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Vigil"));
    QApplication::setApplicationVersion(QStringLiteral(VIGIL_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Reads studies from the PACS, writes and signs reports, and keeps alerts "
                       "in sight until a person has acted.\nNot UKCA or CE marked; not for clinical use."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({{QStringLiteral("config"), QStringLiteral("vigil.ini"), QStringLiteral("FILE")},
                       {QStringLiteral("data"), QStringLiteral("data folder"), QStringLiteral("DIR")},
                       {QStringLiteral("light"), QStringLiteral("light colours")}});
    parser.process(program);
    vigil::ui::applyTheme(program, parser.isSet(QStringLiteral("light")) ? vigil::ui::Scheme::Light
                                                                         : vigil::ui::Scheme::Dark);

    const auto paths = vigil::app::Paths::resolve(parser.value(QStringLiteral("config")),
                                                  parser.value(QStringLiteral("data")));
    QDir().mkpath(paths.data);
    vigil::openLog(paths.data + QStringLiteral("/vigil.log"));
    const auto settings = vigil::app::Settings::read(paths.config);
    if (!settings) return refuse(settings.error());
    const auto application =
        vigil::app::Application::open(*settings, paths.data, vigil::app::Application::Running::Window);
    if (!application) return refuse(application.error());
    vigil::app::Instance instance(**application);
    if (const auto listening = instance.listen(); !listening) spdlog::warn("{}", listening.error().message);
    vigil::app::Window window(**application);
    auto& shown = window.mainWindow();
    shown.resize(shown.size().boundedTo(shown.screen()->availableSize()));
    window.show();
    return QApplication::exec();
}
