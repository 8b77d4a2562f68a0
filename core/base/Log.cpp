// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <vector>

namespace vigil {

namespace {

void routeQtMessage(QtMsgType type, const QMessageLogContext&, const QString& message) {
    const auto level = type == QtDebugMsg     ? spdlog::level::debug
                       : type == QtInfoMsg    ? spdlog::level::info
                       : type == QtWarningMsg ? spdlog::level::warn
                                              : spdlog::level::err;
    spdlog::log(level, "qt: {}", message);
}

} // namespace

void openLog(const QString& file) {
    std::vector<spdlog::sink_ptr> sinks;
    auto console = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    console->set_level(spdlog::level::warn);
    sinks.push_back(console);
    if (!file.isEmpty()) {
        constexpr std::size_t maximumBytes = 10 * 1024 * 1024;
        constexpr std::size_t filesKept = 5;
        sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.toStdString(),
                                                                               maximumBytes, filesKept));
    }
    auto logger = std::make_shared<spdlog::logger>("vigil", sinks.begin(), sinks.end());
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l [%t] %v");
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
    spdlog::flush_every(std::chrono::seconds(1));
    qInstallMessageHandler(routeQtMessage);
}

} // namespace vigil
