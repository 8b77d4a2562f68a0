// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/journal/Event.h"

namespace vigil::test {

/// Well-formed events with few words: `anEvent("alert.raised").on("alert", "a-1").by("kim")`. Each has a new
/// id unless told.
class EventBuilder {
public:
    explicit EventBuilder(const QString& kind);

    EventBuilder& on(const QString& aggregateKind, const QString& aggregateId);
    EventBuilder& by(const QString& author);
    EventBuilder& from(const QString& device, qint64 deviceSeq);
    EventBuilder& withId(const QUuid& id);
    EventBuilder& withOpen(const QByteArray& json);
    EventBuilder& withSealed(const QByteArray& json);
    EventBuilder& at(UtcTime time);

    operator journal::Event() const;

private:
    journal::Event m_event;
};

[[nodiscard]] EventBuilder anEvent(const QString& kind);
/// alert.raised on a new alert.
[[nodiscard]] EventBuilder anAlert(const QString& alertId);
/// report.signed on a study; its author gets sealed.
[[nodiscard]] EventBuilder aSignature(const QString& studyUid);

} // namespace vigil::test
