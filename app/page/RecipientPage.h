// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/page/AlertPage.h"
#include "app/page/Links.h"
#include "app/page/PageCodes.h"
#include "app/page/PageMessage.h"
#include "app/page/PageSessions.h"
#include "app/page/RateLimit.h"
#include "app/page/SignInPage.h"
#include "core/alert/AlertService.h"

#include <functional>

namespace vigil::page {

/// What the page works with; all of it must outlive the page.
struct PageServices {
    alert::AlertService& alerts; ///< its user is the dispatcher's login
    PageStore& store;
    const Clock& clock;
    IdSource& ids;
    /// The sealed part (JSON) of an event, for the text of a restricted finding; asks the department.
    std::function<Result<QByteArray>(const QUuid& eventId)> reveal;
    /// Something was recorded that the department should have soon.
    std::function<void()> acted = [] {};
};

/// The page for recipients without Vigil: a request in, a response out, without sockets. A link's secret and
/// the pass-code (or the site's single sign-on) sign in; only then anything about the patient is said. Blocks
/// (Argon2id, databases): pool threads only, several at once. Owned by PageServer.
class RecipientPage {
public:
    static constexpr qsizetype longestBody = 16 * 1024;
    // Many recipients of a hospital may share one address; of one link there is one.
    static constexpr int requestsByAddress = 240; ///< at once, and as many a minute
    static constexpr int signInsByAddress = 40;
    static constexpr int signInsByLink = 12;

    RecipientPage(PageServices services, PageSettings settings);
    [[nodiscard]] PageResponse answer(const PageRequest& request);

    /// The name of the cookie; its path is that of the link.
    static inline const QByteArray cookieName = QByteArrayLiteral("__Secure-vigil");

private:
    using Session = PageSessions::Session;
    /// A request with the parts of its path: /a/SELECTOR[/WHAT].
    struct Call {
        const PageRequest& request;
        QString address;
        QString selector;
        QString what; ///< an act, or the secret of the link
        Form form;

        [[nodiscard]] QString action() const { return Links::pathOf(selector); }
    };

    [[nodiscard]] PageResponse get(const Call& call);
    [[nodiscard]] PageResponse post(const Call& call);
    [[nodiscard]] PageResponse greet(const Call& call);
    [[nodiscard]] PageResponse signIn(const Call& call);
    [[nodiscard]] PageResponse signInBy(const Call& call, const store::PageLink& link,
                                        const SignInContent& content);
    [[nodiscard]] std::optional<PageResponse> checkCode(const Call& call, const store::PageLink& link,
                                                        SignInContent content, journal::OnBehalfOf& who);
    [[nodiscard]] PageResponse locked(const store::PageLink& link);
    [[nodiscard]] PageResponse act(const Call& call, const Session& session);
    [[nodiscard]] Result<void> checkPassOn(const Session& session, const alert::RecipientAct& act,
                                           FormErrors& errors) const;
    [[nodiscard]] PageResponse show(const Call& call, const Session& session, const FormErrors& errors);
    [[nodiscard]] Result<AlertPageContent> contentOf(const Call& call, const Session& session,
                                                     const FormErrors& errors) const;
    /// `unsent`: what was sent meanwhile was not recorded.
    enum class Unsent { No, Yes };
    [[nodiscard]] PageResponse wake(const Call& call, const Session& session, Unsent unsent);

    [[nodiscard]] QString addressOf(const PageRequest& request) const;
    /// Whom the trusted proxy vouches for; empty when nobody.
    [[nodiscard]] QString signedOn(const PageRequest& request) const;
    [[nodiscard]] Result<SignInContent> asking(const Call& call, const store::PageLink& link) const;
    /// Who signs in by single sign-on, when the link is for that person.
    [[nodiscard]] Result<std::optional<store::PageRecipient>> vouchedFor(const PageRequest& request,
                                                                         const store::PageLink& link) const;
    [[nodiscard]] bool outlivesItsAlert(const store::PageLink& link) const;
    [[nodiscard]] Result<void> fetchRestricted(Shown& shown) const;
    [[nodiscard]] PageResponse respond(int status, const Page& page) const;
    [[nodiscard]] PageResponse redirect(const QString& path) const;
    [[nodiscard]] PageResponse broken(const Error& error) const;

    PageServices m_services;
    PageSettings m_settings;
    Links m_links;
    PageCodes m_codes;
    PageSessions m_sessions;
    RateLimit m_requests;
    RateLimit m_signIns;
    RateLimit m_linkSignIns;
};

/// What the forms say, checked; the errors name the fields.
[[nodiscard]] FormErrors readAct(const QString& what, const Form& form, alert::RecipientAct& act);

} // namespace vigil::page
