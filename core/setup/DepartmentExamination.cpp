// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/Examinations.h"

#include <cmath>
#include <cstdlib>

namespace vigil::setup {

namespace {

constexpr double smallOffset = 5; ///< seconds: limits of alerts are minutes
constexpr double largeOffset = 300;

QString prefixOf(const Installation& installation) {
    return QStringLiteral("department/%1").arg(installation.departmentName);
}

double secondsBetween(UtcTime a, UtcTime b) {
    return std::chrono::duration<double>(b - a).count();
}

/// How far this computer's clock is from the server's, taking the middle of the question for its time.
Finding judgeClock(UtcTime asked, UtcTime answered, UtcTime server) {
    const double offset = secondsBetween(asked, server) - secondsBetween(asked, answered) / 2;
    const auto words = QStringLiteral("This computer's clock is %1 seconds %2 the department's")
                           .arg(std::abs(offset), 0, 'f', 1)
                           .arg(offset > 0 ? QStringLiteral("behind") : QStringLiteral("ahead of"));
    if (std::abs(offset) <= smallOffset) return ok(words + QLatin1Char('.'));
    const auto remedy =
        QStringLiteral("Have the time of this computer set by the hospital's time server (NTP).");
    if (std::abs(offset) <= largeOffset) return warning(words + QLatin1Char('.'), remedy);
    return failed(words + QStringLiteral(": times in reports and alerts would mislead."), remedy);
}

} // namespace

QList<Check> planForDepartment(const Installation& installation) {
    const auto subject = QStringLiteral("Department %1").arg(installation.departmentName);
    QList<Check> plan{{prefixOf(installation) + QStringLiteral("/login"),
                       subject,
                       installation.departmentIsServer ? QStringLiteral("Connection and login")
                                                       : QStringLiteral("Connection"),
                       {}}};
    if (installation.departmentIsServer)
        plan << Check{
            prefixOf(installation) + QStringLiteral("/clock"), subject, QStringLiteral("Clock"), {}};
    return plan;
}

void examineDepartment(const Installation& installation, const Instruments& instruments, CheckUp& run) {
    Steps steps(run, prefixOf(installation));
    UtcTime asked;
    UtcTime answered;
    sync::Hello hello;
    steps.step(QStringLiteral("login"), Steps::Role::Foundation, [&]() -> Finding {
        if (!installation.departmentIsServer)
            return warning(
                QStringLiteral("No department is connected: alerts stay on this computer only."),
                QStringLiteral(
                    "Set url=postgresql://host:5432/vigil in [department/NAME] of vigil.ini; until "
                    "then telephone."));
        asked = instruments.clock.now();
        const auto answer = instruments.department()->hello(run.stop());
        answered = instruments.clock.now();
        if (!answer)
            return failedBy(
                answer.error(),
                QStringLiteral("Check url in [department/%1] of vigil.ini, the network and the login "
                               "in .pgpass.")
                    .arg(installation.departmentName));
        hello = *answer;
        return ok(QStringLiteral("The department answers and accepts the login; its database has version %1.")
                      .arg(hello.schema));
    });
    if (installation.departmentIsServer)
        steps.step(QStringLiteral("clock"), Steps::Role::Leaf,
                   [&] { return judgeClock(asked, answered, hello.serverTime); });
}

} // namespace vigil::setup
