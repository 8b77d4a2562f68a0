// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/RecipientPage.h"

#include "core/base/Async.h"
#include "core/base/Log.h"
#include "core/base/Secret.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace vigil::page {

namespace {

constexpr qsizetype longestPart = 64;

/// Where a session leads that slept while a form was sent: of the link's path, and no secret of any.
const QString unsentPath = QStringLiteral("unsent");

enum Status {
    Ok = 200,
    SeeOther = 303,
    BadRequest = 400,
    Forbidden = 403,
    NotFound = 404,
    MethodNotAllowed = 405,
    PayloadTooLarge = 413,
    UnsupportedMediaType = 415,
    Unprocessable = 422,
    TooManyRequests = 429,
    ServiceUnavailable = 503
};

const QString tooOften =
    QStringLiteral("Too many requests came from you. Wait a minute, then try again. If you "
                   "have an alert, telephone now.");

bool isUrlText(const QString& part) {
    if (part.isEmpty() || part.size() > longestPart) return false;
    for (const QChar c : part) {
        const bool letter = c.unicode() < 128 && c.isLetterOrNumber();
        if (!letter && c != QLatin1Char('-') && c != QLatin1Char('_')) return false;
    }
    return true;
}

QString unsentWords() {
    return QStringLiteral("You had been away for too long: what you sent before you signed in again was not "
                          "recorded. Please enter it once more.");
}

/// A form of another site, as far as the browser says so. (Origin is "null" here by our own referrer policy.)
bool comesFromElsewhere(const PageRequest& request) {
    const auto site = request.header("sec-fetch-site");
    return !site.isEmpty() && site != "same-origin";
}

} // namespace

RecipientPage::RecipientPage(PageServices services, PageSettings settings)
    : m_services(std::move(services)), m_settings(std::move(settings)),
      m_links(m_services.store, m_services.clock, m_services.ids, m_settings),
      m_codes(m_services.store, m_services.clock),
      m_sessions(m_services.store, m_services.clock, m_services.ids, m_settings.idle),
      m_requests(requestsByAddress, requestsByAddress), m_signIns(signInsByAddress, signInsByAddress / 2),
      m_linkSignIns(signInsByLink, signInsByLink / 2) {}

QString RecipientPage::addressOf(const PageRequest& request) const {
    if (!m_settings.isTrusted(QHostAddress(request.peer))) return request.peer;
    // What the proxy itself saw stands last; what stands before it anybody may have written.
    const auto last = QString::fromLatin1(request.header("x-forwarded-for").split(',').last().trimmed());
    return QHostAddress(last).isNull() ? request.peer : last;
}

QString RecipientPage::signedOn(const PageRequest& request) const {
    if (m_settings.userHeader.isEmpty() || !m_settings.isTrusted(QHostAddress(request.peer))) return {};
    return QString::fromUtf8(request.header(m_settings.userHeader)).trimmed();
}

PageResponse RecipientPage::respond(int status, const Page& page) const {
    PageResponse response;
    response.status = status;
    response.headers = {
        {"Content-Type", "text/html; charset=utf-8"},
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy", "default-src 'none'; style-src '" + styleHash() +
                                        "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
        {"Referrer-Policy", "no-referrer"},
        {"Strict-Transport-Security", "max-age=31536000"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"X-Robots-Tag", "noindex, nofollow"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"}};
    response.body = toBytes(page, m_settings);
    return response;
}

PageResponse RecipientPage::redirect(const QString& path) const {
    auto response =
        respond(SeeOther, plainPage(QStringLiteral("Go on"), QStringLiteral("Go on to the alert.")));
    response.headers << qMakePair(QByteArrayLiteral("Location"), path.toLatin1());
    return response;
}

PageResponse RecipientPage::broken(const Error& error) const {
    spdlog::error("page: {}", error.message);
    return respond(ServiceUnavailable,
                   plainPage(QStringLiteral("This does not work at the moment"),
                             QStringLiteral("Nothing was recorded. If you have an alert, telephone now.")));
}

PageResponse RecipientPage::answer(const PageRequest& request) {
    const auto address = addressOf(request);
    if (!m_requests.allows(address, m_services.clock.now()))
        return respond(TooManyRequests, plainPage(QStringLiteral("Too many requests"), tooOften));
    if (request.method == PageRequest::Method::Other) {
        auto response = respond(MethodNotAllowed, refusedPage());
        response.headers << qMakePair(QByteArrayLiteral("Allow"), QByteArrayLiteral("GET, POST"));
        return response;
    }
    const auto parts = request.path.split(QLatin1Char('/'));
    const bool known = (parts.size() == 3 || parts.size() == 4) && parts.at(0).isEmpty() &&
                       parts.at(1) == QLatin1String("a") && isUrlText(parts.at(2)) &&
                       (parts.size() == 3 || isUrlText(parts.at(3)));
    if (!known) return respond(NotFound, refusedPage());
    Call call{request, address, parts.at(2), parts.value(3), {}};
    if (request.method == PageRequest::Method::Get) return get(call);
    if (request.body.size() > longestBody)
        return respond(PayloadTooLarge,
                       plainPage(QStringLiteral("Too long"), QStringLiteral("Write less, or telephone.")));
    if (!request.header("content-type").toLower().startsWith("application/x-www-form-urlencoded"))
        return respond(UnsupportedMediaType, refusedPage());
    if (comesFromElsewhere(request)) return respond(Forbidden, refusedPage());
    call.form = Form(request.body);
    return post(call);
}

/// A link lasts as long as its alert, and when that has ended as long as any other.
bool RecipientPage::outlivesItsAlert(const store::PageLink& link) const {
    if (m_services.clock.now() < link.createdAt + m_settings.linkLasts) return false;
    const auto alert = awaited(m_services.alerts.alert(link.alertId));
    return alert && !stateAt(*alert, m_services.clock.now()).open;
}

PageResponse RecipientPage::get(const Call& call) {
    const auto session = m_sessions.find(call.selector, call.request.cookie(cookieName));
    if (!session) return broken(session.error());
    if (*session && outlivesItsAlert((*session)->link)) return respond(NotFound, refusedPage());
    if (!call.what.isEmpty()) {
        const bool awake = *session && (*session)->state == PageSessions::State::Awake;
        if (awake && call.what == unsentPath) return show(call, **session, {{QString(), unsentWords()}});
        // The link of a message, opened again where it was used before.
        if (*session) return redirect(call.action());
        return greet(call);
    }
    if (!*session) return respond(NotFound, refusedPage());
    if ((*session)->state == PageSessions::State::Asleep) return wake(call, **session, Unsent::No);
    if (const auto touched = m_sessions.touch(call.selector); !touched) return broken(touched.error());
    return show(call, **session, {});
}

PageResponse RecipientPage::post(const Call& call) {
    if (call.what == QLatin1String("sign-in")) return signIn(call);
    const auto cookie = call.request.cookie(cookieName);
    const auto session = m_sessions.find(call.selector, cookie);
    if (!session) return broken(session.error());
    if (!*session || outlivesItsAlert((*session)->link)) return respond(NotFound, refusedPage());
    if (!equalSecrets(call.form.value("token").toLatin1(), PageSessions::formToken(cookie)))
        return respond(Forbidden, refusedPage());
    const bool leaves = call.what == QLatin1String("sign-out");
    if ((*session)->state == PageSessions::State::Asleep)
        return wake(call, **session, leaves ? Unsent::No : Unsent::Yes);
    if (leaves) {
        if (const auto ended = m_sessions.end(call.selector); !ended) return broken(ended.error());
        return redirect(call.action());
    }
    if (const auto touched = m_sessions.touch(call.selector); !touched) return broken(touched.error());
    return act(call, **session);
}

PageResponse RecipientPage::show(const Call& call, const Session& session, const FormErrors& errors) {
    const auto who = session.who();
    if (!session.link.viewed) {
        // Seen is what has been shown after signing in; it is no acceptance.
        const auto viewed = awaited(m_services.alerts.recordFor(who, session.link.alertId, {}));
        if (!viewed) return broken(viewed.error());
        if (const auto marked = m_sessions.markViewed(call.selector); !marked) return broken(marked.error());
        m_services.acted();
    }
    auto content = contentOf(call, session, errors);
    if (!content) return broken(content.error());
    if (const auto fetched = fetchRestricted(content->shown); !fetched)
        content->shown.draft.text = QStringLiteral("The text cannot be fetched at the moment: telephone.");
    const bool wrong = !errors.isEmpty() && call.request.method == PageRequest::Method::Post;
    return respond(wrong ? Unprocessable : Ok, alertPage(*content, m_settings));
}

Result<AlertPageContent> RecipientPage::contentOf(const Call& call, const Session& session,
                                                  const FormErrors& errors) const {
    VIGIL_TRY(const auto alert, awaited(m_services.alerts.alert(session.link.alertId)));
    const auto who = session.who();
    const auto now = m_services.clock.now();
    return AlertPageContent{shownTo(who, alert, now),
                            who,
                            m_services.alerts.policy().declineReasons(),
                            call.action(),
                            QString::fromLatin1(PageSessions::formToken(call.request.cookie(cookieName))),
                            now,
                            call.form,
                            errors,
                            vigil::toText(m_services.ids.uuid())};
}

Result<void> RecipientPage::fetchRestricted(Shown& shown) const {
    if (!shown.restricted) return {};
    if (shown.hidesText()) {
        shown.draft.text.clear();
        return {};
    }
    if (!shown.draft.text.isEmpty()) return {};
    if (!m_services.reveal) return Error{Error::Code::Unsupported, {}, {}};
    VIGIL_TRY(const auto sealed, m_services.reveal(shown.raisedEvent));
    const auto object = QJsonDocument::fromJson(sealed).object();
    const auto told = alert::draftFromObject(object);
    shown.draft.text = told.text;
    if (shown.draft.recommendedAction.isEmpty()) shown.draft.recommendedAction = told.recommendedAction;
    if (shown.draft.site.isEmpty()) shown.draft.site = told.site;
    if (shown.draft.laterality == alert::Laterality::NotApplicable) shown.draft.laterality = told.laterality;
    if (const auto label = object.value(QLatin1String("label")).toString(); !label.isEmpty())
        shown.findingLabel = label;
    return {};
}

/// An alert never goes to a role that is not one, whatever a browser sends.
Result<void> RecipientPage::checkPassOn(const Session& session, const alert::RecipientAct& act,
                                        FormErrors& errors) const {
    VIGIL_TRY(const auto alert, awaited(m_services.alerts.alert(session.link.alertId)));
    const auto& role = act.passedTo.role;
    const auto shown = shownTo(session.who(), alert, m_services.clock.now());
    if (!role.isEmpty() && !shown.rules.category.mayAccept.contains(role))
        errors << FormError{QStringLiteral("to-role"), QStringLiteral("Choose a role from the list")};
    return {};
}

PageResponse RecipientPage::act(const Call& call, const Session& session) {
    alert::RecipientAct act;
    auto errors = readAct(call.what, call.form, act);
    if (act.kind == alert::RecipientAct::Kind::Viewed) return respond(NotFound, refusedPage());
    act.form = QUuid(call.form.value("form"));
    if (act.kind == alert::RecipientAct::Kind::NotMine) {
        const auto checked = checkPassOn(session, act, errors);
        if (!checked) return broken(checked.error());
    }
    if (!errors.isEmpty()) return show(call, session, errors);
    const auto recorded = awaited(m_services.alerts.recordFor(session.who(), session.link.alertId, act));
    if (!recorded) {
        const auto& error = recorded.error();
        if (error.code != Error::Code::Denied && error.code != Error::Code::Invalid) return broken(error);
        return show(call, session, {{QString(), error.message}});
    }
    m_services.acted();
    if (recorded->already) {
        const auto content = contentOf(call, session, {});
        if (!content) return broken(content.error());
        return respond(Ok, recordedAlreadyPage(*content));
    }
    // Whoever reloads the page that follows sends nothing twice. What became of it is told from the log.
    return redirect(call.action());
}

} // namespace vigil::page
