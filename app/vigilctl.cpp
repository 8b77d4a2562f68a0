// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Instance.h"
#include "app/cli/Call.h"
#include "core/base/Log.h"
#include "core/base/platform/Platform.h"

#include <QApplication>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>

namespace {

void print(std::FILE* stream, const QByteArray& bytes) {
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
}

/// A Vigil that owns the data folder does what writes to it.
std::optional<vigil::app::InstanceAnswer> askRunning(const vigil::app::Call& call,
                                                     const QStringList& arguments) {
    const auto folder = call.paths().data;
    if (!vigil::app::usesDataFolder(call.words()) ||
        !QFile::exists(QDir(folder).filePath(QStringLiteral("vigil.socket"))))
        return std::nullopt;
    return vigil::app::Instance::ask(folder, [&] {
        vigil::app::InstanceRequest request{arguments, QDir::currentPath(), {}};
        for (int i = 0; i < vigil::app::secretsOf(call.words()); ++i)
            request.secrets << vigil::platform::readSecretLine();
        return request;
    });
}

/// Two measurements watch the real window, off the screen.
std::unique_ptr<QCoreApplication> makeProgram(int& argc, char** argv) {
    const auto isWatching = [](const char* word) {
        return std::string_view(word) == "firstimage" || std::string_view(word) == "board";
    };
    const bool isBench = std::find(argv, argv + argc, std::string_view("bench")) != argv + argc;
    if (!isBench || std::none_of(argv, argv + argc, isWatching))
        return std::make_unique<QCoreApplication>(argc, argv);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return std::make_unique<QApplication>(argc, argv);
}

} // namespace

/// Every core service without a window.
int main(int argc, char** argv) {
    vigil::platform::disableCoreDumps();
    vigil::platform::ignoreBrokenPipes();
    const auto program = makeProgram(argc, argv);
    vigil::openLog({});
    const auto arguments = QCoreApplication::arguments().mid(1);
    vigil::app::Call call(arguments, QDir::currentPath());
    if (const auto answer = askRunning(call, arguments)) {
        print(stdout, answer->output);
        print(stderr, answer->messages);
        return answer->exitCode;
    }
    const int exitCode = vigil::app::runVerb(call);
    print(stdout, call.output());
    print(stderr, call.messages());
    return exitCode;
}
