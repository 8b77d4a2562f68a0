// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/LogBridge.h"

#include "core/base/Log.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/oflog/appender.h>
#include <dcmtk/oflog/oflog.h>
#include <dcmtk/oflog/spi/logevent.h>

namespace vigil::dicom {

namespace {

namespace oflog = dcmtk::log4cplus;

class Bridge final : public oflog::Appender {
public:
    ~Bridge() override { destructorImpl(); }
    void close() override {}

protected:
    void append(const oflog::spi::InternalLoggingEvent& event) override {
        const bool isError = event.getLogLevel() >= oflog::ERROR_LOG_LEVEL;
        spdlog::log(isError ? spdlog::level::err : spdlog::level::warn, "{}: {}",
                    event.getLoggerName().c_str(), event.getMessage().c_str());
    }
};

} // namespace

void bridgeLog() {
    OFLog::configure(OFLogger::ERROR_LOG_LEVEL);
    auto root = oflog::Logger::getRoot();
    root.removeAllAppenders();
    root.addAppender(oflog::SharedAppenderPtr(new Bridge));
    root.setLogLevel(oflog::ERROR_LOG_LEVEL);
    oflog::Logger::getInstance("dcmtk.dcmnet").setLogLevel(oflog::WARN_LOG_LEVEL);
}

} // namespace vigil::dicom
