// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace vigil::setup {

/// What somebody has to enter on the other side, exactly as it has to stand there.
struct PeerLine {
    QString system; ///< "Orthanc", "dcm4chee-arc", "dcmqrscp"
    QString where;  ///< the file and place, or the way through its menus
    QString text;

    bool operator==(const PeerLine&) const = default;
};

/// What one check came to: one plain sentence, and what to do when it is not well.
struct Finding {
    enum class State { Waiting, Running, Ok, Warning, Failed, NotTried };
    State state = State::Waiting;
    QString message;
    QString remedy;
    QList<PeerLine> lines;
    QString detail; ///< for the administrator: status codes, the system's words

    bool operator==(const Finding&) const = default;
};

[[nodiscard]] Finding ok(const QString& message);
[[nodiscard]] Finding warning(const QString& message, const QString& remedy);
[[nodiscard]] Finding failed(const QString& message, const QString& remedy);
[[nodiscard]] Finding notTried(const QString& message, const QString& remedy = {});
/// An Error's first sentence says what happened, the rest what to do. Cancelled is "not tried".
[[nodiscard]] Finding failedBy(const Error& error, const QString& remedyOtherwise = {});

/// One named check of the set-up doctor.
struct Check {
    QString id;      ///< "pacs/main/move"
    QString subject; ///< what is checked: "PACS main"
    QString name;    ///< "C-MOVE to this computer"
    Finding finding;

    bool operator==(const Check&) const = default;
};

/// "ok", "warning", "failed", "not tried", "waiting", "running".
[[nodiscard]] QString nameOf(Finding::State state);
[[nodiscard]] QJsonObject toJson(const Check& check);
/// Everything was tried and nothing failed; warnings are no faults.
[[nodiscard]] bool isSound(const QList<Check>& checks);

} // namespace vigil::setup
