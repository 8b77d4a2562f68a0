// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a letter to the mail server.
#include "core/notify/Curl.h"
#include "core/notify/Mail.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstring>
#include <optional>

namespace vigil::notify {

namespace {

using sync::RetryLater;

/// What the conversation was about when it ended: the server and us, or this letter.
enum class Stage { Sender, Letter };

struct Source {
    const QByteArray& bytes;
    qsizetype at = 0;
};

std::size_t giveMore(char* to, std::size_t size, std::size_t count, void* from) {
    auto& source = *static_cast<Source*>(from);
    const auto piece = std::min(source.bytes.size() - source.at, static_cast<qsizetype>(size * count));
    std::memcpy(to, source.bytes.constData() + source.at, static_cast<std::size_t>(piece));
    source.at += piece;
    return static_cast<std::size_t>(piece);
}

/// Sees each command that goes out, and keeps nothing of what a server says.
int noteStage(CURL*, curl_infotype type, char* data, std::size_t size, void* stage) {
    constexpr std::size_t command = 4;
    if (type != CURLINFO_HEADER_OUT || size < command) return 0;
    if (QByteArray(data, command).toUpper() == "RCPT") *static_cast<Stage*>(stage) = Stage::Letter;
    return 0;
}

std::optional<sync::Delivery> brokenLine(int curlCode) {
    switch (curlCode) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return RetryLater{RetryLater::Cause::Unreachable,
                          QStringLiteral("The mail server cannot be reached.")};
    case CURLE_OPERATION_TIMEDOUT:
        return RetryLater{RetryLater::Cause::Silent, QStringLiteral("The mail server does not answer.")};
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
        return RetryLater{
            RetryLater::Cause::Unreachable,
            QStringLiteral(
                "The mail server offers no encryption, and [mail] security asks for it: nothing is sent.")};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        return RetryLater{RetryLater::Cause::Unreachable,
                          QStringLiteral("The mail server's certificate was not accepted: nothing is sent.")};
    default:
        return std::nullopt;
    }
}

sync::Delivery failure(int curlCode, Stage stage, long answer) {
    if (auto broken = brokenLine(curlCode)) return *broken;
    // Only the code: the text may quote the letter.
    constexpr long transient = 400;
    constexpr long permanent = 500;
    const bool later = answer >= transient && answer < permanent;
    if (curlCode == CURLE_LOGIN_DENIED && !later)
        return RetryLater{RetryLater::Cause::LoginFailed,
                          QStringLiteral("The mail server refuses the login.")};
    // What is said before the recipient is named says nothing about a letter: none is given up for it.
    if (stage == Stage::Sender && answer >= permanent)
        return RetryLater{RetryLater::Cause::Busy,
                          QStringLiteral("The mail server takes no letters from here (code %1): look at "
                                         "[mail] url and from, and at the server.")
                              .arg(answer)};
    if (answer >= permanent)
        return sync::Rejected{QStringLiteral("The mail server refused the message (code %1).").arg(answer)};
    if (later)
        return RetryLater{stage == Stage::Sender ? RetryLater::Cause::Busy : RetryLater::Cause::Unconfirmed,
                          QStringLiteral("The mail server asks to try later (code %1).").arg(answer)};
    return RetryLater{RetryLater::Cause::Unreachable,
                      QStringLiteral("The connection to the mail server broke.")};
}

} // namespace

MailDestination::MailDestination(MailSettings settings) : m_settings(std::move(settings)) {}
MailDestination::~MailDestination() = default;

QList<sync::Delivery> MailDestination::deliver(const QList<sync::OutboxMessage>& messages,
                                               std::stop_token stop) {
    QList<sync::Delivery> deliveries;
    for (const auto& message : messages) {
        const auto payload = QJsonDocument::fromJson(message.payload).object();
        auto known = Known::Yes;
        const auto delivery = send(payload.value(QLatin1String("to")).toString(),
                                   payload.value(QLatin1String("letter")).toString().toUtf8(), stop, known);
        if (known == Known::NothingYet) return deliveries;
        deliveries << delivery;
        const auto* later = std::get_if<RetryLater>(&delivery);
        if (later && later->cause != RetryLater::Cause::Unconfirmed) break;
    }
    // What comes after a broken line would meet the same.
    while (!deliveries.isEmpty() && deliveries.size() < messages.size())
        deliveries << deliveries.last();
    return deliveries;
}

void MailDestination::prepare() {
    auto& curl = *m_curl;
    curl.set(CURLOPT_URL, m_settings.url);
    curl.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl.set(CURLOPT_USE_SSL,
             static_cast<long>(m_settings.security == MailSettings::Security::Required ? CURLUSESSL_ALL
                                                                                       : CURLUSESSL_NONE));
    if (!m_settings.caCertificates.isEmpty()) curl.set(CURLOPT_CAINFO, m_settings.caCertificates);
    if (!m_settings.netrc.isEmpty()) {
        curl.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_REQUIRED));
        curl.set(CURLOPT_NETRC_FILE, m_settings.netrc);
    }
    curl.set(CURLOPT_TIMEOUT_MS, m_settings.deadline);
    curl.set(CURLOPT_CONNECTTIMEOUT_MS, std::min(m_settings.deadline, std::chrono::milliseconds(10000)));
    // A connection that is kept is said good-bye to when nobody can stop it any more.
    curl.set(CURLOPT_FORBID_REUSE, 1L);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(m_settings.deadline);
    curl.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, static_cast<long>(seconds.count()));
    curl.set(CURLOPT_MAIL_FROM, m_settings.from);
}

sync::Delivery MailDestination::send(const QString& to, const QByteArray& letter, std::stop_token stop,
                                     Known& known) {
    if (!m_curl) m_curl = std::make_unique<Curl>();
    auto& curl = *m_curl;
    prepare();
    auto* recipients = curl_slist_append(nullptr, to.toUtf8().constData());
    curl.set(CURLOPT_MAIL_RCPT, recipients);
    Source source{letter};
    curl.set(CURLOPT_READFUNCTION, &giveMore);
    curl.set(CURLOPT_READDATA, static_cast<void*>(&source));
    curl.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(letter.size()));
    curl.set(CURLOPT_UPLOAD, 1L);
    auto stage = Stage::Sender;
    curl.set(CURLOPT_DEBUGFUNCTION, &noteStage);
    curl.set(CURLOPT_DEBUGDATA, static_cast<void*>(&stage));
    curl.set(CURLOPT_VERBOSE, 1L); // to that function alone
    const auto result = curl.perform(stop, m_settings.deadline);
    curl.set(CURLOPT_VERBOSE, 0L);
    curl.set(CURLOPT_DEBUGDATA, static_cast<void*>(nullptr));
    curl.set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    curl_slist_free_all(recipients);
    if (result == CURLE_OK) return sync::Delivered{};
    if (result == CURLE_ABORTED_BY_CALLBACK) known = Known::NothingYet;
    const auto delivery = failure(result, stage, curl.responseCode());
    m_curl.reset(); // the line is in an unknown state
    return delivery;
}

} // namespace vigil::notify
