// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/EventBuilder.h"

#include "core/journal/Seal.h"

namespace vigil::test {

EventBuilder::EventBuilder(const QString& kind) {
    m_event.eventId = QUuid::createUuid();
    m_event.aggregateKind = journal::aggregate::alert;
    m_event.aggregateId = QStringLiteral("a-1");
    m_event.kind = kind;
    m_event.author = QStringLiteral("kim");
    m_event.device = QStringLiteral("laptop-7");
    m_event.deviceSeq = 1;
    m_event.occurredAt = UtcTime(std::chrono::microseconds(1'795'490'272'123'456));
    m_event.clockOffsetMs = -250;
    m_event.policySha256 = QString(64, QLatin1Char('a'));
    m_event.clientVersion = QStringLiteral("0.1.0");
    m_event.open = "{\"note\":\"größer als 5 mm \\\"?\\\"\"}";
}

EventBuilder& EventBuilder::on(const QString& aggregateKind, const QString& aggregateId) {
    m_event.aggregateKind = aggregateKind;
    m_event.aggregateId = aggregateId;
    return *this;
}

EventBuilder& EventBuilder::by(const QString& author) {
    m_event.author = author;
    return *this;
}

EventBuilder& EventBuilder::from(const QString& device, qint64 deviceSeq) {
    m_event.device = device;
    m_event.deviceSeq = deviceSeq;
    return *this;
}

EventBuilder& EventBuilder::withId(const QUuid& id) {
    m_event.eventId = id;
    return *this;
}

EventBuilder& EventBuilder::withOpen(const QByteArray& json) {
    m_event.open = json;
    return *this;
}

EventBuilder& EventBuilder::withSealed(const QByteArray& json) {
    m_event.sealed = json;
    return *this;
}

EventBuilder& EventBuilder::at(UtcTime time) {
    m_event.occurredAt = time;
    return *this;
}

EventBuilder::operator journal::Event() const {
    return journal::sealAuthor(m_event);
}

EventBuilder anEvent(const QString& kind) {
    return EventBuilder(kind);
}

EventBuilder anAlert(const QString& alertId) {
    return EventBuilder(journal::kind::alertRaised).on(journal::aggregate::alert, alertId);
}

EventBuilder aSignature(const QString& studyUid) {
    return EventBuilder(journal::kind::reportSigned).on(journal::aggregate::study, studyUid);
}

} // namespace vigil::test
