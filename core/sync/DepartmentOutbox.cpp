// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/DepartmentOutbox.h"

#include "core/journal/EventCodec.h"

namespace vigil::sync {

namespace {

Delivery deliveryOf(const Appended& answer) {
    switch (answer.outcome) {
    case Appended::Outcome::Accepted:
    case Appended::Outcome::Duplicate: // an earlier answer got lost
        return Delivered{answer.seq};
    case Appended::Outcome::Conflict:
        return Rejected{answer.reason, true};
    case Appended::Outcome::Refused:
        break;
    }
    return Rejected{answer.reason, false};
}

/// The connection is fine, but this call will not work as it is.
bool isAboutContent(const Error& error) {
    switch (error.code) {
    case Error::Code::Rejected:
    case Error::Code::Invalid:
    case Error::Code::Unsupported:
    case Error::Code::Corrupt:
    case Error::Code::Internal:
        return true;
    default:
        return false;
    }
}

} // namespace

RetryLater DepartmentOutbox::toRetry(const Error& error) {
    using Cause = RetryLater::Cause;
    switch (error.code) {
    case Error::Code::Timeout:
        return {Cause::Silent, error.message};
    case Error::Code::Refused:
    case Error::Code::Denied:
    case Error::Code::Newer: // too old for this department: needs a person as well
        return {Cause::LoginFailed, error.message};
    case Error::Code::Unreachable:
        return {Cause::Unreachable, error.message};
    default:
        return {Cause::Busy, error.message};
    }
}

QList<Delivery> DepartmentOutbox::deliver(const QList<OutboxMessage>& messages, std::stop_token stop) {
    QList<Delivery> deliveries(messages.size(), Delivery(Rejected{}));
    m_answers = QList<Appended>(messages.size());
    QList<journal::Event> events;
    QList<qsizetype> places;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        auto event = journal::decode(messages.at(i).payload);
        if (!event) {
            deliveries[i] = Rejected{event.error().message, false};
            m_answers[i].reason = event.error().message;
            continue;
        }
        events << std::move(*event);
        places << i;
    }
    if (events.isEmpty()) return deliveries;
    const auto answers = m_department.append(events, stop);
    if (!answers && answers.error().code == Error::Code::Cancelled) return {};
    const bool alone = messages.size() == 1;
    if (!answers && isAboutContent(answers.error()) && !alone) return oneByOne(messages, stop);
    for (qsizetype i = 0; i < places.size(); ++i) {
        if (!answers)
            deliveries[places.at(i)] =
                alone && isAboutContent(answers.error())
                    ? Delivery(RetryLater{RetryLater::Cause::Unconfirmed, answers.error().message})
                    : Delivery(toRetry(answers.error()));
        else if (i < answers->size()) {
            m_answers[places.at(i)] = answers->at(i);
            deliveries[places.at(i)] = deliveryOf(answers->at(i));
        }
    }
    return deliveries;
}

QList<Delivery> DepartmentOutbox::oneByOne(const QList<OutboxMessage>& messages, std::stop_token stop) {
    // Something in this batch makes the call fail: it must not take the others with it.
    QList<Delivery> deliveries;
    QList<Appended> answers;
    for (const auto& message : messages) {
        const auto one = deliver({message}, stop);
        if (one.isEmpty()) return {};
        deliveries << one.first();
        answers << m_answers.first();
    }
    m_answers = answers;
    return deliveries;
}

} // namespace vigil::sync
