// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Instance.h"
#include "app/cli/Call.h"
#include "core/base/Log.h"
#include "core/base/platform/Platform.h"

#include <QApplication>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string_view>

namespace {

using vigil::app::Call;

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

vigil::app::InstanceAnswer run(const QStringList& arguments) {
    Call call(arguments, QDir::currentPath());
    if (const auto answer = askRunning(call, arguments)) return *answer;
    const int exitCode = vigil::app::runVerb(call);
    return {exitCode, call.output(), call.messages()};
}

/// A person at a terminal who has read what there is may answer; a script says --yes.
bool saysYes(const QStringList& arguments) {
    if (arguments.contains(QLatin1String("--json")) || !vigil::platform::hasTerminal()) return false;
    std::fflush(stdout);
    print(stderr, "Go on? [y/N] ");
    std::array<char, 16> line{};
    if (!std::fgets(line.data(), static_cast<int>(line.size()), stdin)) return false;
    const auto word = QByteArray(line.data()).trimmed().toLower();
    return word == "y" || word == "yes";
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
    auto answer = run(arguments);
    print(stdout, answer.output);
    if (answer.exitCode == Call::NeedsYes && saysYes(arguments)) {
        const auto shown = answer.output;
        answer = run(arguments + QStringList{QStringLiteral("--yes")});
        print(stdout, answer.output.startsWith(shown) ? answer.output.mid(shown.size()) : answer.output);
    }
    print(stderr, answer.messages);
    return answer.exitCode == Call::NeedsYes ? Call::Failed : answer.exitCode;
}
