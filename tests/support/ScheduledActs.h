// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"

#include <QJsonObject>
#include <QMap>

#include <random>

namespace vigil::test {

/// Random but real acts on alerts: raises with the rules of the shipped policy, acts of people who may and
/// who may not, notices, and acts taken back. One thread.
class ScheduledActs {
public:
    explicit ScheduledActs(std::mt19937& random) : m_random(random) {}

    struct Act {
        QString kind;
        QByteArray open;
    };
    [[nodiscard]] Act raise(const QString& user);
    /// Something that `user` does about an alert; any kind that there is.
    [[nodiscard]] Act anyAct(const QString& user, const QString& alertId);
    /// For acts that are to be taken back.
    void done(const QString& user, const QString& alertId, const journal::Event& event);

private:
    [[nodiscard]] int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(m_random); }
    [[nodiscard]] QString pick(const QStringList& list) {
        return list.at(below(static_cast<int>(list.size())));
    }
    [[nodiscard]] QJsonObject party(const QStringList& roles);
    [[nodiscard]] QJsonObject dataOf(const QString& kind, const QString& user, const QString& alertId);
    [[nodiscard]] QJsonObject noticeOf(const QString& kind);

    std::mt19937& m_random;
    QMap<std::pair<QString, QString>, QUuid> m_last; ///< by user and alert
};

} // namespace vigil::test
