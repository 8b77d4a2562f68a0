// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/Check.h"

#include <QJsonArray>

#include <algorithm>

namespace vigil::setup {

using State = Finding::State;

Finding ok(const QString& message) {
    return {State::Ok, message, {}, {}, {}};
}

Finding warning(const QString& message, const QString& remedy) {
    return {State::Warning, message, remedy, {}, {}};
}

Finding failed(const QString& message, const QString& remedy) {
    return {State::Failed, message, remedy, {}, {}};
}

Finding notTried(const QString& message, const QString& remedy) {
    return {State::NotTried, message, remedy, {}, {}};
}

Finding failedBy(const Error& error, const QString& remedyOtherwise) {
    if (error.code == Error::Code::Cancelled) return notTried(QStringLiteral("Stopped."));
    const auto end = error.message.indexOf(QLatin1String(". "));
    auto finding = failed(end < 0 ? error.message : error.message.left(end + 1),
                          end < 0 ? remedyOtherwise : error.message.mid(end + 2));
    finding.detail = error.detail;
    return finding;
}

QString nameOf(State state) {
    switch (state) {
    case State::Waiting:
        return QStringLiteral("waiting");
    case State::Running:
        return QStringLiteral("running");
    case State::Ok:
        return QStringLiteral("ok");
    case State::Warning:
        return QStringLiteral("warning");
    case State::Failed:
        return QStringLiteral("failed");
    case State::NotTried:
        return QStringLiteral("not tried");
    }
    return {};
}

QJsonObject toJson(const Check& check) {
    QJsonArray lines;
    for (const auto& line : check.finding.lines)
        lines << QJsonObject{{"system", line.system}, {"where", line.where}, {"text", line.text}};
    return {{"id", check.id},
            {"subject", check.subject},
            {"name", check.name},
            {"state", nameOf(check.finding.state)},
            {"message", check.finding.message},
            {"remedy", check.finding.remedy},
            {"lines", lines},
            {"detail", check.finding.detail}};
}

bool isSound(const QList<Check>& checks) {
    return std::all_of(checks.cbegin(), checks.cend(), [](const Check& check) {
        return check.finding.state == State::Ok || check.finding.state == State::Warning;
    });
}

} // namespace vigil::setup
