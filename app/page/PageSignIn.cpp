// SPDX-License-Identifier: GPL-3.0-or-later
// The way in: what RecipientPage asks before it shows anything.
#include "app/page/RecipientPage.h"

#include "app/page/PageText.h"
#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/base/Secret.h"

namespace vigil::page {

namespace {

constexpr int ok = 200;
constexpr int notFound = 404;
constexpr int unprocessable = 422;
constexpr int tooMany = 429;
constexpr int longestRegistration = 40;
/// An answer that was lost is noticed and tried again within so long.
constexpr std::chrono::minutes answerMayBeLost{2};

/// Somebody signed in by the link just now, and nothing was shown yet: the answer with the cookie was lost.
/// The same link and code sign in again, from wherever, because a browser without the cookie cannot be told
/// from another one. Whoever signed in before is signed out by it, and sees that.
bool lostItsAnswer(const store::PageLink& link, UtcTime now) {
    return link.isUsed() && !link.viewed && link.seenAt && now - *link.seenAt <= answerMayBeLost;
}

QByteArray cookieLine(const QString& path, const QByteArray& cookie, std::chrono::seconds lasts) {
    return RecipientPage::cookieName + '=' + cookie + "; Path=" + path.toLatin1() +
           "; Max-Age=" + QByteArray::number(static_cast<qint64>(lasts.count())) +
           "; Secure; HttpOnly; SameSite=Strict";
}

Page lockedPage() {
    return plainPage(QStringLiteral("This link is locked"),
                     QStringLiteral("The pass-code was wrong too often. The alert still needs somebody: "
                                    "telephone now."));
}

} // namespace

Result<std::optional<store::PageRecipient>> RecipientPage::vouchedFor(const PageRequest& request,
                                                                      const store::PageLink& link) const {
    const auto userName = signedOn(request);
    if (userName.isEmpty()) return std::optional<store::PageRecipient>();
    VIGIL_TRY(auto person, m_codes.user(userName));
    if (!person || person->party.name.isEmpty()) return std::optional<store::PageRecipient>();
    const auto same = [](const QString& one, const QString& other) {
        return study::foldedForSearch(one).simplified() == study::foldedForSearch(other).simplified();
    };
    // A link to a person is that person's; one to the mailbox of a role is for whoever has the role.
    const bool theirs = same(person->party.role, link.recipient.role) &&
                        (link.recipient.name.isEmpty() || same(person->party.name, link.recipient.name));
    if (!theirs) return std::optional<store::PageRecipient>();
    return person;
}

Result<SignInContent> RecipientPage::asking(const Call& call, const store::PageLink& link) const {
    SignInContent content;
    content.action = call.action();
    content.form = call.form;
    VIGIL_TRY(const auto person, vouchedFor(call.request, link));
    if (person) {
        content.by = SignInContent::By::SingleSignOn;
        content.person = personWords(person->party.name);
    } else if (link.recipient.name.isEmpty()) {
        content.by = SignInContent::By::RolePassCode;
    }
    return content;
}

PageResponse RecipientPage::greet(const Call& call) {
    const auto link = m_links.open(call.selector, call.what.toLatin1());
    if (!link) return broken(link.error());
    if (!*link || outlivesItsAlert(**link)) return respond(notFound, refusedPage());
    auto content = asking(call, **link);
    if (!content) return broken(content.error());
    content->token = call.what;
    return respond(ok, signInPage(*content));
}

PageResponse RecipientPage::wake(const Call& call, const Session& session, Unsent unsent) {
    auto content = asking(call, session.link);
    if (!content) return broken(content.error());
    content->wakes = true;
    content->unsent = unsent == Unsent::Yes;
    content->form = {};
    content->person = personWords(session.link.signerName);
    content->token = QString::fromLatin1(PageSessions::formToken(call.request.cookie(cookieName)));
    return respond(ok, signInPage(*content));
}

PageResponse RecipientPage::signIn(const Call& call) {
    const auto now = m_services.clock.now();
    if (!m_signIns.allows(call.address, now) || !m_linkSignIns.allows(call.selector, now))
        return respond(tooMany,
                       plainPage(QStringLiteral("Too many attempts"),
                                 QStringLiteral("Wait a minute, then try again. If you have an alert, "
                                                "telephone now.")));
    const auto token = call.form.value("token");
    const auto cookie = call.request.cookie(cookieName);
    const auto session = m_sessions.find(call.selector, cookie);
    if (!session) return broken(session.error());
    auto link = m_links.open(call.selector, token.toLatin1());
    if (!link) return broken(link.error());
    // Used links sign in nobody but the browser in which they were used.
    const bool wakes = *session && (*link || equalSecrets(token.toLatin1(), PageSessions::formToken(cookie)));
    if (!wakes && (!*link || ((*link)->isUsed() && !lostItsAnswer(**link, now))))
        return respond(notFound, refusedPage());
    const auto& used = wakes ? (*session)->link : **link;
    if (outlivesItsAlert(used)) return respond(notFound, refusedPage());
    auto content = asking(call, used);
    if (!content) return broken(content.error());
    content->token = token;
    content->wakes = wakes;
    content->unsent = wakes && !call.form.value("unsent").isEmpty();
    if (wakes) content->person = personWords(used.signerName);
    return signInBy(call, used, *content);
}

/// Fills in who it is; a response when that is not known yet.
std::optional<PageResponse> RecipientPage::checkCode(const Call& call, const store::PageLink& link,
                                                     SignInContent content, journal::OnBehalfOf& who) {
    const bool mailbox = content.by == SignInContent::By::RolePassCode;
    who.howKnown = mailbox ? QStringLiteral("recipient's page, pass-code of the mailbox, name as typed")
                           : QStringLiteral("recipient's page, pass-code");
    if (mailbox && !content.wakes) {
        who.name = call.form.value("name").left(longestName);
        who.registration = call.form.value("registration").left(longestRegistration);
        if (who.name.isEmpty())
            content.errors << FormError{QStringLiteral("name"), QStringLiteral("Enter your name")};
    }
    const auto code = call.form.value("code");
    if (code.isEmpty())
        content.errors << FormError{QStringLiteral("code"), QStringLiteral("Enter your pass-code")};
    if (!content.errors.isEmpty()) return respond(unprocessable, signInPage(content));
    const auto verdict = m_codes.verify(link, code);
    if (!verdict) return broken(verdict.error());
    if (*verdict == PageCodes::Verdict::LockedNow) return locked(link);
    if (*verdict == PageCodes::Verdict::Locked) return respond(tooMany, lockedPage());
    if (*verdict == PageCodes::Verdict::Wrong) {
        content.errors << FormError{QStringLiteral("code"), QStringLiteral("This pass-code is not right")};
        return respond(unprocessable, signInPage(content));
    }
    const auto known = m_codes.recipient(link.recipient);
    if (!known) return broken(known.error());
    if (*known && !mailbox) who.registration = (*known)->registration;
    return std::nullopt;
}

PageResponse RecipientPage::signInBy(const Call& call, const store::PageLink& link,
                                     const SignInContent& content) {
    journal::OnBehalfOf who{link.recipient.name, link.recipient.role, {}, {}};
    if (content.by == SignInContent::By::SingleSignOn) {
        const auto person = vouchedFor(call.request, link);
        if (!person) return broken(person.error());
        // Whoever wakes a session is the one who slept.
        if (!*person || (content.wakes && (*person)->party.name != link.signerName))
            return respond(notFound, refusedPage());
        who.name = (*person)->party.name;
        who.registration = (*person)->registration;
        who.howKnown = QStringLiteral("recipient's page, single sign-on");
    } else if (const auto refused = checkCode(call, link, content, who)) {
        return *refused;
    }
    if (content.wakes) {
        who.name = link.signerName;
        who.registration = link.signerRegistration;
    }
    const auto cookie = m_sessions.begin(link, who);
    if (!cookie && cookie.error().code == Error::Code::Conflict) return respond(notFound, refusedPage());
    if (!cookie) return broken(cookie.error());
    auto response = redirect(call.action() + (content.unsent ? QStringLiteral("/unsent") : QString()));
    const auto lasts =
        std::chrono::duration_cast<std::chrono::seconds>(link.expiresAt - m_services.clock.now());
    response.headers << qMakePair(QByteArrayLiteral("Set-Cookie"), cookieLine(call.action(), *cookie, lasts));
    return response;
}

PageResponse RecipientPage::locked(const store::PageLink& link) {
    spdlog::warn("page: five wrong pass-codes, the link is locked");
    alert::RecipientAct act;
    act.kind = alert::RecipientAct::Kind::SignInLocked;
    const auto recorded = awaited(
        m_services.alerts.recordFor({link.recipient.name, link.recipient.role, {}, {}}, link.alertId, act));
    if (!recorded) spdlog::error("page: the lock could not be recorded: {}", recorded.error().message);
    m_services.acted();
    return respond(tooMany, lockedPage());
}

} // namespace vigil::page
