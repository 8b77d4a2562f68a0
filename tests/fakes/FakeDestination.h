// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/Destination.h"

#include <QStringList>

#include <functional>

namespace vigil::test {

/// A destination that answers as told and remembers what came. One thread.
class FakeDestination final : public sync::Destination {
public:
    using Answer = std::function<sync::Delivery(const sync::OutboxMessage&)>;

    explicit FakeDestination(Answer answer = {}) : m_answer(std::move(answer)) {}

    void setAnswer(Answer answer) { m_answer = std::move(answer); }
    /// The ids of each delivery, "a b c", since the last call.
    QStringList takeDeliveries() { return std::exchange(m_deliveries, {}); }

    QList<sync::Delivery> deliver(const QList<sync::OutboxMessage>& messages, std::stop_token) override {
        QStringList ids;
        QList<sync::Delivery> answers;
        for (const auto& message : messages) {
            ids << message.messageId;
            answers << (m_answer ? m_answer(message) : sync::Delivery(sync::Delivered{}));
        }
        m_deliveries << ids.join(QLatin1Char(' '));
        return answers;
    }

private:
    Answer m_answer;
    QStringList m_deliveries;
};

} // namespace vigil::test
