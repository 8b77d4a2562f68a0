// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/RecipientPage.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QUrl>

#include <atomic>

namespace vigil::test {

using Fields = QList<QPair<QString, QString>>;

/// A dispatcher's desk with the recipient's page on it, called without sockets.
class PageDesk {
public:
    static inline const QString code = QStringLiteral("correct horse 7");

    PageDesk() : desk(folder.path()) {
        settings.publicUrl = QUrl(QStringLiteral("https://vigil.example:8443"));
        settings.telephone = QStringLiteral("020 7946 0018");
        settings.switchboard = QStringLiteral("020 7946 0000");
        settings.trustedProxy = qMakePair(QHostAddress(QStringLiteral("10.1.2.3")), -1);
        settings.userHeader = "x-remote-user";
        open();
        setCode(robin(), QStringLiteral("7654321"), QStringLiteral("robin.fox"));
    }
    /// The page as after a restart of its process.
    void open() {
        store = std::make_unique<page::LocalPageStore>(desk.data());
        page = std::make_unique<page::RecipientPage>(services(), settings);
        links = std::make_unique<page::Links>(*store, desk.clock, desk.ids, settings);
    }
    page::PageServices services() {
        return {desk.alerts(),
                *store,
                desk.clock,
                desk.ids,
                [this](const QUuid&) -> Result<QByteArray> { return sealed; },
                [this] { ++acted; }};
    }

    static alert::Party robin() {
        return {QStringLiteral("Fox^Robin"), QStringLiteral("Responsible consultant")};
    }
    static alert::Party sam() { return {QStringLiteral("Sam Okafor"), QStringLiteral("Consultant")}; }

    void setCode(const alert::Party& party, const QString& registration = {}, const QString& user = {}) {
        store::PageRecipient recipient;
        recipient.party = party;
        recipient.registration = registration;
        recipient.userName = user;
        must(page::PageCodes(*store, desk.clock).set(recipient, code));
    }
    QString raise(const alert::AlertDraft& draft = anAlertDraft().build()) {
        auto id = desk.raise(draft);
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    /// The path of a new link.
    QString link(const QString& alertId, const alert::Party& party = robin(),
                 const std::optional<UtcTime>& neededUntil = {}) {
        auto url = links->create(alertId, party, neededUntil);
        if (!url) qFatal("%s", qPrintable(url.error().message));
        return QUrl(*url).path();
    }
    alert::Alert alert(const QString& id) { return *waitFor(desk.alerts().alert(id)); }
    alert::AlertView view(const QString& id) { return stateAt(alert(id), desk.clock.now()); }
    QList<alert::Fact> facts(const QString& id, const QString& kind) {
        QList<alert::Fact> found;
        for (const auto& fact : alert(id).facts)
            if (fact.logged.event.kind == kind) found << fact;
        return found;
    }

    static QByteArray encoded(const Fields& fields) {
        QByteArray body;
        for (const auto& [name, value] : fields)
            body += (body.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' +
                    QUrl::toPercentEncoding(value);
        return body;
    }

    QTemporaryDir folder;
    Desk desk;
    page::PageSettings settings;
    std::unique_ptr<page::PageStore> store;
    std::unique_ptr<page::RecipientPage> page;
    std::unique_ptr<page::Links> links;
    std::atomic<int> acted{0};
    Result<QByteArray> sealed = Error{Error::Code::Denied, QStringLiteral("not for this test"), {}};

private:
    static void must(const Result<void>& result) {
        if (!result) qFatal("%s", qPrintable(result.error().message));
    }
};

/// What a person has open: keeps the cookie and the token of the last form.
class Visitor {
public:
    explicit Visitor(PageDesk& desk, const QString& peer = QStringLiteral("192.0.2.7"))
        : m_desk(desk), m_peer(peer) {}

    page::PageResponse get(const QString& where) { return send(page::PageRequest::Method::Get, where, {}); }
    /// A form as the page gave it out, filled in.
    page::PageResponse post(const QString& where, Fields fields) {
        fields.prepend({QStringLiteral("token"), token});
        return send(page::PageRequest::Method::Post, where, PageDesk::encoded(fields));
    }
    page::PageResponse send(page::PageRequest::Method method, const QString& where, const QByteArray& body) {
        page::PageRequest request;
        request.method = method;
        request.path = where;
        request.peer = m_peer;
        request.headers = headers;
        if (!cookie.isEmpty())
            request.headers.insert("cookie", page::RecipientPage::cookieName + '=' + cookie);
        if (method == page::PageRequest::Method::Post && !headers.contains("content-type"))
            request.headers.insert("content-type", "application/x-www-form-urlencoded");
        request.body = body;
        const auto response = m_desk.page->answer(request);
        if (const auto set = response.header("Set-Cookie"); !set.isEmpty())
            cookie = set.mid(set.indexOf('=') + 1).split(';').first();
        static const QRegularExpression hidden(QStringLiteral("name=\"token\" value=\"([^\"]+)\""));
        if (const auto found = hidden.match(QString::fromUtf8(response.body)); found.hasMatch())
            token = found.captured(1);
        return response;
    }
    /// From the link to the page of the alert, which is answered.
    page::PageResponse signIn(const QString& linkPath, const Fields& more = {}) {
        get(linkPath);
        path = linkPath.section(QLatin1Char('/'), 0, 2);
        const auto response =
            post(path + QStringLiteral("/sign-in"), Fields{{QStringLiteral("code"), PageDesk::code}} + more);
        return response.status == 303 ? get(path) : response;
    }
    page::PageResponse act(const QString& what, const Fields& fields = {}) {
        const auto response = post(path + QLatin1Char('/') + what, fields);
        return response.status == 303 ? get(path) : response;
    }

    QString path; ///< of the page of the alert
    QByteArray cookie;
    QString token;
    QHash<QByteArray, QByteArray> headers;

private:
    PageDesk& m_desk;
    QString m_peer;
};

} // namespace vigil::test
