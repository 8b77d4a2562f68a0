// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"
#include "core/base/Log.h"
#include "core/base/platform/Platform.h"

#include <QCoreApplication>

/// Every core service without a window.
int main(int argc, char** argv) {
    vigil::platform::disableCoreDumps();
    vigil::platform::ignoreBrokenPipes();
    const QCoreApplication program(argc, argv);
    vigil::openLog({});
    vigil::app::Call call(QCoreApplication::arguments().mid(1));
    return vigil::app::runVerb(call);
}
