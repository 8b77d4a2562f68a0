// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/setup/EchoBack.h"

#include "core/notify/Curl.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

namespace vigil::setup {

namespace {

using namespace std::chrono_literals;

constexpr auto connectAtMost = 5s;
/// Orthanc itself waits ten seconds for a destination that is silent.
constexpr auto answerAtMost = 20s;
constexpr int orthancWaits = 10;
/// A list of modalities is a few kilobytes; what sends more is no Orthanc.
constexpr qsizetype mostBytes = 4 * 1024 * 1024;

constexpr long statusOk = 200;
constexpr long unauthorised = 401;
constexpr long forbidden = 403;
constexpr long serverError = 500; // Orthanc's answer for any fault of the network

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
    auto& body = *static_cast<QByteArray*>(to);
    const auto more = static_cast<qsizetype>(size * count);
    if (body.size() + more > mostBytes) return 0;
    body.append(bytes, more);
    return size * count;
}

} // namespace

Result<EchoBack::Answer> EchoBack::request(const QString& path, const QByteArray& post,
                                           std::stop_token stop) const {
    Answer answer;
    notify::Curl curl;
    curl.set(CURLOPT_URL, m_pacs.rest + path);
    curl.set(CURLOPT_PROTOCOLS_STR, "http,https");
    curl.set(CURLOPT_CONNECTTIMEOUT_MS, std::chrono::milliseconds(connectAtMost));
    curl.set(CURLOPT_WRITEFUNCTION, &take);
    curl.set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
    if (!m_pacs.restLogin.isEmpty()) {
        curl.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_REQUIRED));
        curl.set(CURLOPT_NETRC_FILE, m_pacs.restLogin);
    }
    if (!m_tls.caCertificates.isEmpty())
        curl.set(QFileInfo(m_tls.caCertificates).isDir() ? CURLOPT_CAPATH : CURLOPT_CAINFO,
                 m_tls.caCertificates);
    if (!post.isEmpty()) {
        curl.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(post.size()));
        curl.set(CURLOPT_POSTFIELDS, post.constData()); // not copied; outlives the request
    }
    const auto code = curl.perform(stop, answerAtMost);
    answer.status = curl.responseCode();
    if (code == CURLE_OK) return answer;
    if (stop.stop_requested()) return Error{Error::Code::Cancelled, QStringLiteral("Stopped."), {}};
    return Error{
        code == CURLE_OPERATION_TIMEDOUT ? Error::Code::Timeout : Error::Code::Unreachable,
        QStringLiteral("The PACS could not be asked at %1. Compare rest in [pacs/%2] of vigil.ini with "
                       "the address of its web page, or take the line out: the test move shows the "
                       "same and more.")
            .arg(m_pacs.rest, m_pacs.name),
        QString::fromLatin1(curl_easy_strerror(code))};
}

Error EchoBack::unexpected(const Answer& answer) const {
    const auto detail = QStringLiteral("HTTP status %1").arg(answer.status);
    if (answer.status == unauthorised || answer.status == forbidden)
        return {
            Error::Code::Denied,
            QStringLiteral("The PACS wants a login at %1. Write it into a file in the format of .netrc that "
                           "only you can read, and name the file by restLogin= in [pacs/%2] of vigil.ini.")
                .arg(m_pacs.rest, m_pacs.name),
            detail};
    return {
        Error::Code::Unsupported,
        QStringLiteral("What answers at %1 is not the REST API of an Orthanc. Correct rest in [pacs/%2] of "
                       "vigil.ini, or take the line out.")
            .arg(m_pacs.rest, m_pacs.name),
        detail};
}

Result<std::optional<EchoBack::Entry>> EchoBack::entryFor(const QString& aeTitle,
                                                          std::stop_token stop) const {
    VIGIL_TRY(const auto answer, request(QStringLiteral("/modalities?expand"), {}, std::move(stop)));
    const auto document = QJsonDocument::fromJson(answer.body);
    if (answer.status != statusOk || !document.isObject()) return unexpected(answer);
    const auto modalities = document.object();
    for (auto it = modalities.begin(); it != modalities.end(); ++it) {
        const auto modality = it->toObject();
        if (modality.value(QStringLiteral("AET")).toString() == aeTitle)
            return std::optional(Entry{it.key(), modality.value(QStringLiteral("Host")).toString(),
                                       modality.value(QStringLiteral("Port")).toInt()});
    }
    return std::optional<Entry>();
}

Result<bool> EchoBack::ask(const Entry& entry, std::stop_token stop) const {
    const auto path =
        QStringLiteral("/modalities/%1/echo").arg(QString::fromLatin1(QUrl::toPercentEncoding(entry.id)));
    const QJsonObject wish{{QStringLiteral("Timeout"), orthancWaits}};
    VIGIL_TRY(const auto answer,
              request(path, QJsonDocument(wish).toJson(QJsonDocument::Compact), std::move(stop)));
    if (answer.status == statusOk) return true;
    if (answer.status >= serverError) return false;
    return unexpected(answer);
}

} // namespace vigil::setup
