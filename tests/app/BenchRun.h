// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

namespace vigil::test {

/// What `vigilctl --json bench …` came to, run as a program of its own.
struct BenchRun {
    int code = -1;
    QByteArray out;
    QByteArray err;

    explicit BenchRun(const QStringList& arguments) {
        constexpr int atMost = 200000; // ms
        QProcess process;
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"),
                      QStringList{QStringLiteral("--json"), QStringLiteral("bench")} + arguments);
        process.waitForFinished(atMost);
        out = process.readAllStandardOutput();
        err = process.readAllStandardError();
        code = process.exitCode();
    }
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

} // namespace vigil::test
