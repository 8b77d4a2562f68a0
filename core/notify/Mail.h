// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notify/AlertNotice.h"
#include "core/notify/FollowUpNotice.h"
#include "core/sync/Destination.h"

#include <QByteArray>

#include <chrono>
#include <memory>

namespace vigil::notify {

class Curl;

/// [mail]: which server, and what the site lets out.
struct MailSettings {
    enum class Security {
        Required, ///< STARTTLS (or smtps://), else nothing is sent
        Off       ///< a relay on this machine or in a protected network
    };
    enum class Content {
        ReferenceOnly,        ///< nothing about the patient, anywhere
        MinimumOverSecureMail ///< patient number, accession and finding; only with Security::Required
    };
    QString url; ///< smtp://host:25 or smtps://host:465; nothing is sent while it is empty
    QString from;
    Security security = Security::Required;
    Content content = Content::ReferenceOnly;
    QString telephone; ///< of the reporting department
    QString netrc;     ///< file with user and password; empty: no login
    QString caCertificates;
    std::chrono::milliseconds deadline = std::chrono::seconds(60);

    bool operator==(const MailSettings&) const = default;
};

/// The whole letter (RFC 5322): plain British English, no patient data in any subject, and none at all in one
/// that is a reference only. Message-ID follows from the notice. Pure.
[[nodiscard]] QByteArray alertMail(const AlertNotice& notice, const QString& to,
                                   const MailSettings& settings);

/// The weekly list to the clinical director; `text` names no patient. Pure.
[[nodiscard]] QByteArray weeklyMail(const QUuid& noticeId, UtcTime at, const QString& text, const QString& to,
                                    const MailSettings& settings);

/// The same about a follow-up: a reminder to have it booked, or to the officer that it is overdue. Pure.
[[nodiscard]] QByteArray followUpMail(const FollowUpNotice& notice, const QString& to,
                                      const MailSettings& settings);

/// A letter and whom it goes to as the payload of an outbox row.
[[nodiscard]] QByteArray mailPayload(const QString& to, const QByteArray& letter);

/// A mail server as a destination of outbox rows. That it took a letter means received, never acknowledged.
/// Owned by its engine, on its thread.
class MailDestination final : public sync::Destination {
public:
    explicit MailDestination(MailSettings settings);
    ~MailDestination() override;
    QList<sync::Delivery> deliver(const QList<sync::OutboxMessage>& messages, std::stop_token stop) override;

private:
    enum class Known { Yes, NothingYet };
    sync::Delivery send(const QString& to, const QByteArray& letter, std::stop_token stop, Known& known);
    void prepare();

    MailSettings m_settings;
    std::unique_ptr<Curl> m_curl;
};

} // namespace vigil::notify
