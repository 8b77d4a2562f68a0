// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertStory.h"
#include "tests/app/page/PageDesk.h"

#include <QCryptographicHash>
#include <QTest>

#include <thread>

using namespace vigil;
using namespace std::chrono_literals;
using alert::State;
using page::PageRequest;
using page::PageResponse;
using test::anAlertDraft;
using test::Fields;
using test::PageDesk;
using test::Visitor;
namespace kind = journal::kind;

class RecipientPageTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PageDesk> m_desk;
    static bool says(const PageResponse& response, const char* words) {
        return response.body.contains(words);
    }
    static QString formIdIn(const PageResponse& response) {
        static const QRegularExpression hidden(QStringLiteral("name=\"form\" value=\"([^\"]+)\""));
        return hidden.match(QString::fromUtf8(response.body)).captured(1);
    }
    static Fields done() { return {{"what", "Chest drain inserted."}, {"told", "yes"}}; }

private Q_SLOTS:
    void init() { m_desk = std::make_unique<PageDesk>(); }
    void cleanup() { m_desk.reset(); }

    void openingRecordsThatItWasSeenAndNothingElse() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        const auto shown = robin.signIn(m_desk->link(id));
        QCOMPARE(shown.status, 200);
        QVERIFY(says(shown, "pneumothorax"));
        QVERIFY(says(shown, "Nobody has accepted this alert yet."));
        QVERIFY(says(shown, "Accept by 09:30 today, 30 minutes left"));
        QVERIFY(says(shown, "At 09:10 today: it goes to Specialty registrar on call."));
        QVERIFY(says(shown, "At 10:00 today: it goes to Consultant on call."));
        robin.get(robin.path);
        const auto viewed = m_desk->facts(id, kind::alertViewed);
        QCOMPARE(viewed.size(), 1);
        const auto who = viewed.first().logged.event.onBehalfOf;
        QCOMPARE(who.name, "Fox^Robin");
        QCOMPARE(who.role, "Responsible consultant");
        QCOMPARE(who.registration, "7654321");
        QVERIFY(who.howKnown.contains("pass-code"));
        QCOMPARE(m_desk->view(id).state, State::Viewed);
        QVERIFY(m_desk->view(id).acknowledgedBy.isEmpty());
    }
    void acceptingTakesResponsibility() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        QVERIFY(says(robin.signIn(m_desk->link(id)), "/accept\""));
        const auto accepted = robin.act("accept");
        QCOMPARE(accepted.status, 200);
        QVERIFY(says(accepted, "You accepted this alert at 09:00 today. You are responsible."));
        QVERIFY(says(accepted, "Act by 11:00 today, 2 hours left"));
        QVERIFY(says(accepted, "/acted-on\""));
        QVERIFY(!says(accepted, "/accept\""));
        QCOMPARE(m_desk->view(id).state, State::Acknowledged);
        QCOMPARE(m_desk->view(id).owner, PageDesk::robin());
        QVERIFY(m_desk->acted > 0);
    }
    void actingIsRecordedAndThankedFor() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        robin.act("accept");
        m_desk->desk.clock.advance(5min);
        const auto acted = robin.act("acted-on", done());
        QVERIFY(says(acted, "Thank you. What you did is recorded."));
        QVERIFY(says(acted, "Chest drain inserted."));
        QVERIFY(says(acted, "The patient was told."));
        QVERIFY(!says(acted, "<button type=\"submit\" class=\"main\""));
        const auto view = m_desk->view(id);
        QCOMPARE(view.state, State::ActedOn);
        QCOMPARE(view.act.what, "Chest drain inserted.");
        QCOMPARE(view.act.by, PageDesk::robin());
        QCOMPARE(view.act.patientTold, alert::Act::PatientTold::Yes);
        const auto event = m_desk->facts(id, kind::alertActedOn).first().logged.event;
        QCOMPARE(event.onBehalfOf.registration, "7654321");
    }
    void whatIsMissingIsNamedAtItsFieldAndNothingIsRecorded() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        robin.act("accept");
        const auto empty = robin.act("acted-on", {{"what", "  "}});
        QCOMPARE(empty.status, 422);
        QVERIFY(says(empty, "<title>Error: "));
        QVERIFY(says(empty, "href=\"#what\""));
        QVERIFY(says(empty, "href=\"#told\""));
        QVERIFY(says(empty, "aria-invalid"));
        QCOMPARE(robin.act("acted-on", {{"what", QString(2001, 'x')}, {"told", "yes"}}).status, 422);
        const auto kept = robin.act("acted-on", {{"what", "Seen on the ward."}, {"told", "perhaps"}});
        QVERIFY(says(kept, "Seen on the ward.</textarea>"));
        const auto noReason = robin.act("not-mine", {{"to-name", "Sam"}});
        QCOMPARE(noReason.status, 422);
        QVERIFY(says(noReason, "href=\"#reason\""));
        QVERIFY(says(noReason, "href=\"#to-role\""));
        QVERIFY(says(noReason, "<details open"));
        QCOMPARE(robin.act("not-mine", {{"reason", "Other"}, {"to-role", "Nobody in particular"}}).status,
                 422);
        QCOMPARE(m_desk->view(id).state, State::Acknowledged);
    }
    void notMineGoesToWhoShouldAct() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        const auto passed = robin.act("not-mine", {{"reason", "Patient has moved to another team"},
                                                   {"note", "now on ward 7"},
                                                   {"to-role", "Consultant on call"},
                                                   {"to-name", "Sam Okafor"}});
        QCOMPARE(passed.status, 200);
        QVERIFY(says(passed, "you passed the alert on to Sam Okafor, Consultant on call"));
        const auto view = m_desk->view(id);
        QCOMPARE(view.state, State::Declined);
        const auto declined = m_desk->facts(id, kind::alertDeclined).first();
        QCOMPARE(declined.data.value("reason").toString(),
                 "Patient has moved to another team – now on ward 7");
        QCOMPARE(declined.logged.event.onBehalfOf.name, "Fox^Robin");
    }
    void aFormThatIsSentTwiceIsOneAct() {
        for (const auto* what : {"accept", "not-mine", "acted-on"}) {
            const auto id = m_desk->raise();
            Visitor robin(*m_desk);
            const auto shown = robin.signIn(m_desk->link(id));
            Fields fields = done();
            fields << qMakePair(QString("reason"), QString("Not my patient"))
                   << qMakePair(QString("to-role"), QString("Consultant on call"))
                   << qMakePair(QString("form"), formIdIn(shown));
            QCOMPARE(robin.post(robin.path + '/' + what, fields).status, 303);
            const auto after = m_desk->alert(id).facts.size();
            QCOMPARE(robin.post(robin.path + '/' + what, fields).status, 303);
            QCOMPARE(m_desk->alert(id).facts.size(), after);
            QVERIFY(m_desk->view(id).attention.isEmpty());
        }
    }
    void twoThatComeAtOnceAreOneAct() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        const auto shown = robin.signIn(m_desk->link(id));
        const Fields fields{{"reason", "Not my patient"}, {"form", formIdIn(shown)}};
        const auto send = [&] {
            Visitor same(*m_desk);
            same.cookie = robin.cookie;
            same.token = robin.token;
            return same.post(robin.path + "/not-mine", fields).status;
        };
        std::atomic<int> second{0};
        std::thread other([&] { second = send(); });
        QCOMPARE(send(), 303);
        other.join();
        QCOMPARE(second, 303);
        QCOMPARE(m_desk->facts(id, kind::alertDeclined).size(), 1);
    }
    void decliningTwiceDoesNotSkipWhomItWasPassedTo() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        const Fields passed{
            {"reason", "Not my patient"}, {"to-role", "Consultant on call"}, {"to-name", "Sam Okafor"}};
        robin.act("not-mine", passed);
        m_desk->desk.clock.advance(1min);
        const auto again = robin.act("not-mine", passed); // another page of the same person
        QCOMPARE(again.status, 200);
        QVERIFY(says(again, "Recorded already"));
        QVERIFY(says(again, "09:00 today: you passed the alert on to Sam Okafor, Consultant on call"));
        QVERIFY(says(again, "The alert is with Sam Okafor, Consultant on call."));
        QCOMPARE(m_desk->facts(id, kind::alertDeclined).size(), 1);
        QCOMPARE(alert::AlertStory(m_desk->alert(id)).responsible().name, "Sam Okafor");
        // Since then somebody else had it: this is another answer.
        m_desk->desk.record(id, kind::alertEscalated, {{"step", 1}, {"role", "Responsible consultant"}});
        robin.act("not-mine", passed);
        QCOMPARE(m_desk->facts(id, kind::alertDeclined).size(), 2);
    }
    void acceptingOnceMoreAddsNothing() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        robin.act("accept");
        QVERIFY(says(robin.act("accept"), "Recorded already"));
        robin.act("acted-on", done());
        QVERIFY(says(robin.act("acted-on", done()), "Recorded already"));
        QVERIFY(m_desk->view(id).attention.isEmpty());
        // Something else that was done is not thrown away.
        robin.act("acted-on", {{"what", "Seen again."}, {"told", "yes"}});
        QCOMPARE(m_desk->facts(id, kind::alertActedOn).size(), 2);
    }
    void whoWasSentACopyIsNotAskedAndDeclinesNothing() {
        const alert::Party tracking{"", "Consultant on call"};
        m_desk->setCode(tracking);
        const auto id = m_desk->raise();
        const auto queued = [&](bool beside) {
            QJsonObject data{{"notice", "n"}, {"to", QJsonObject{{"role", "Consultant on call"}}}};
            if (beside) data.insert("beside", true);
            m_desk->desk.record(id, kind::noticeQueued, data);
        };
        queued(true);
        Visitor visitor(*m_desk);
        const auto shown = visitor.signIn(m_desk->link(id, tracking), {{"name", "Kit Moss"}});
        QVERIFY(says(shown, "For your information: "));
        QVERIFY(says(shown, "Responsible consultant is asked to act. That you have seen this is recorded."));
        for (const auto* form : {"/accept\"", "/not-mine\""})
            QVERIFY2(!says(shown, form), form);
        for (const auto* what : {"accept", "not-mine"}) {
            const auto refused = visitor.act(what, {{"reason", "Not my patient"}});
            QCOMPARE(refused.status, 422);
            QVERIFY(says(refused, "sent to you for information"));
        }
        QVERIFY(m_desk->facts(id, kind::alertDeclined).isEmpty());
        QVERIFY(m_desk->facts(id, kind::alertAcknowledged).isEmpty());
        QCOMPARE(m_desk->facts(id, kind::alertViewed).size(), 1);
        queued(false); // the ladder asks them by now
        QVERIFY(says(visitor.get(visitor.path), "/accept\""));
    }
    void whoeverMayOnlyPassOnCannotAccept() {
        const alert::Party clerk{"Lee^Alex", "Ward clerk"};
        m_desk->setCode(clerk);
        const auto id = m_desk->raise();
        Visitor visitor(*m_desk);
        const auto shown = visitor.signIn(m_desk->link(id, clerk));
        QVERIFY(!says(shown, "/accept\""));
        QVERIFY(says(shown, "/not-mine\""));
        const auto refused = visitor.act("accept");
        QCOMPARE(refused.status, 422);
        QVERIFY(says(refused, "only a clinician can accept it"));
        QVERIFY(m_desk->view(id).acknowledgedBy.isEmpty());
        QVERIFY(m_desk->facts(id, kind::alertAcknowledged).isEmpty());
        QVERIFY(!says(shown, "/acted-on\""));
        const auto act = visitor.act("acted-on", done());
        QCOMPARE(act.status, 422);
        QVERIFY(says(act, "recorded for the clinician who did it"));
        QVERIFY(m_desk->facts(id, kind::alertActedOn).isEmpty());
        QVERIFY(m_desk->view(id).act.what.isEmpty());
    }
    void anAcceptanceThatComesTooLateIsKeptAndSaidSo() {
        m_desk->setCode(PageDesk::sam());
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        Visitor sam(*m_desk, "192.0.2.8");
        robin.signIn(m_desk->link(id));
        sam.signIn(m_desk->link(id, PageDesk::sam()));
        robin.act("accept");
        const auto late = sam.act("accept");
        QCOMPARE(late.status, 200);
        QVERIFY(says(late, "Robin Fox, Responsible consultant accepted this alert"));
        QVERIFY(says(late, "on record but changed nothing: somebody else had acknowledged already"));
        QCOMPARE(m_desk->facts(id, kind::alertAcknowledged).size(), 2);
        QCOMPARE(m_desk->view(id).acknowledgedBy, PageDesk::robin());
        QCOMPARE(m_desk->view(id).attention.size(), 1);
    }
    void nobodyGivesBackWhatSomebodyElseAccepted() {
        m_desk->setCode(PageDesk::sam());
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        Visitor sam(*m_desk, "192.0.2.8");
        robin.signIn(m_desk->link(id));
        const auto before = sam.signIn(m_desk->link(id, PageDesk::sam()));
        QVERIFY(says(before, "/not-mine\""));
        robin.act("accept");
        const auto late = sam.act("not-mine", {{"reason", "Not my patient"}});
        QVERIFY(says(late, "changed nothing"));
        QVERIFY(!says(late, "/not-mine\""));
        QCOMPARE(m_desk->view(id).acknowledgedBy, PageDesk::robin());
        // The one who accepted may.
        robin.act("not-mine", {{"reason", "Not my patient"}});
        QCOMPARE(m_desk->view(id).state, State::Declined);
    }
    void whatWasNotActedOnInTimeMayBeTakenOver() {
        m_desk->setCode(PageDesk::sam());
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        Visitor sam(*m_desk, "192.0.2.8");
        robin.signIn(m_desk->link(id));
        robin.act("accept");
        m_desk->desk.clock.advance(2h);
        m_desk->desk.record(id, kind::alertEscalated, {{"step", 1}, {"role", "Consultant on call"}});
        const auto shown = sam.signIn(m_desk->link(id, PageDesk::sam()));
        QVERIFY(says(shown, "/accept\""));
        QVERIFY(says(shown, "/not-mine\""));
        QVERIFY(says(shown, "Nobody acted in time: it has gone to Consultant on call."));
        QVERIFY(!says(robin.signIn(m_desk->link(id)), "/accept\"")); // has it already
        const auto taken = sam.act("accept");
        QVERIFY(says(taken, "You are responsible."));
        QCOMPARE(m_desk->view(id).acknowledgedBy, PageDesk::sam());
        QVERIFY(m_desk->view(id).attention.isEmpty());
    }
    void aWithdrawnAlertSaysSoAndALateActIsKept() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        VIGIL_VERIFY(test::waitFor(m_desk->desk.alerts().withdraw(id, "wrong patient")));
        const auto late = robin.act("acted-on", done());
        QVERIFY(says(late, "This alert was withdrawn."));
        QVERIFY(says(late, "wrong patient"));
        QVERIFY(says(late, "changed nothing: came after the alert was withdrawn"));
        QCOMPARE(m_desk->facts(id, kind::alertActedOn).size(), 1);
        QCOMPARE(m_desk->view(id).state, State::Withdrawn);
    }
    void aRestrictedTextIsForTheTeamThatTheAlertNames() {
        auto draft = anAlertDraft().of("suspected-abuse").build();
        draft.owner = {};
        draft.text = "Metaphyseal corner fractures.";
        const alert::Party lead{"Grey^Jo", "Safeguarding lead"};
        m_desk->setCode(lead);
        const auto id = m_desk->raise(draft);
        const alert::Party registrar{"Hill^Max", "Specialty registrar on call"};
        m_desk->setCode(registrar);
        Visitor max(*m_desk, "192.0.2.9"); // the category's back-up is not of the team
        QVERIFY(!says(max.signIn(m_desk->link(id, registrar)), "Metaphyseal"));
        QVERIFY(!says(max.get(max.path), "/accept\""));
        Visitor robin(*m_desk);
        const auto outside = robin.signIn(m_desk->link(id));
        QCOMPARE(outside.status, 200);
        for (const auto* hidden : {"Metaphyseal", "abuse"})
            QVERIFY2(!says(outside, hidden), hidden);
        QVERIFY(says(outside, "This finding is restricted."));
        Visitor jo(*m_desk, "192.0.2.8");
        const auto inside = jo.signIn(m_desk->link(id, lead));
        QVERIFY(says(inside, "Metaphyseal corner fractures."));
        QVERIFY(says(inside, "do not pass this text on"));
        QVERIFY(says(inside, "/accept\""));
    }
    void textThatSomebodyWroteNeverBecomesMarkup() {
        const QString hostile = "<script>alert(1)</script>\"'><img src=x onerror=y>&amp;";
        auto draft = anAlertDraft().build();
        draft.patient.name = hostile;
        draft.text = draft.site = draft.recommendedAction = draft.backUpRole = hostile;
        draft.procedures.first().description = hostile;
        draft.owner = {hostile, hostile};
        const auto id = m_desk->raise(draft);
        const alert::Party mailbox{"", "Consultant"};
        m_desk->setCode(mailbox);
        Visitor visitor(*m_desk);
        auto all =
            visitor.signIn(m_desk->link(id, mailbox), {{"name", hostile}, {"registration", hostile}}).body;
        QVERIFY(all.contains("&lt;script&gt;"));
        all += visitor.act("acted-on", {{"what", hostile}, {"told", hostile}}).body;
        all += visitor.act("not-mine", {{"note", hostile}, {"to-name", hostile}}).body;
        all += visitor.act("not-mine", {{"reason", hostile}}).body;
        all += visitor.act("acted-on", {{"what", hostile}, {"told", "no"}}).body;
        const auto second = m_desk->link(id, mailbox);
        Visitor other(*m_desk, "192.0.2.8");
        other.get(second);
        all += other.post(second.section('/', 0, 2) + "/sign-in", {{"name", hostile}, {"code", ""}}).body;
        QVERIFY(all.contains("name=\"name\""));
        for (const auto* markup : {"<script", "<img", "\"'>", "onerror=y>"})
            QVERIFY2(!all.contains(markup), markup);
    }
    void formsOfOthersAreRefused() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        const auto right = robin.token;
        for (const auto& wrong : {QString(), QString("x"), QString(right.size(), 'A')}) {
            robin.token = wrong;
            for (const auto* what : {"accept", "acted-on", "not-mine", "sign-out"})
                QCOMPARE(robin.post(robin.path + '/' + what, done()).status, 403);
        }
        robin.token = right;
        robin.headers.insert("sec-fetch-site", "cross-site");
        QCOMPARE(robin.post(robin.path + "/accept", {}).status, 403);
        robin.headers.clear();
        QCOMPARE(robin.get(robin.path + "/accept").status, 303); // a GET changes nothing
        QVERIFY(m_desk->facts(id, kind::alertAcknowledged).isEmpty());
        QCOMPARE(robin.act("accept").status, 200);
    }
    void oddRequestsAreRefused() {
        const auto path = m_desk->link(m_desk->raise()).section('/', 0, 2) + "/sign-in";
        Visitor visitor(*m_desk);
        QCOMPARE(visitor.send(PageRequest::Method::Other, path, {}).status, 405);
        QCOMPARE(visitor.send(PageRequest::Method::Post, path, QByteArray(16 * 1024 + 1, 'x')).status, 413);
        visitor.headers.insert("content-type", "application/json");
        QCOMPARE(visitor.send(PageRequest::Method::Post, path, "{}").status, 415);
    }
    void everyAnswerIsGuarded() {
        const auto link = m_desk->link(m_desk->raise());
        Visitor robin(*m_desk);
        for (const auto& response : {robin.get("/"), robin.get(link), robin.signIn(link), robin.act("accept"),
                                     robin.send(PageRequest::Method::Other, "/", {})}) {
            QCOMPARE(response.header("Cache-Control"), "no-store");
            QCOMPARE(response.header("Referrer-Policy"), "no-referrer");
            QCOMPARE(response.header("X-Frame-Options"), "DENY");
            QVERIFY(response.header("Strict-Transport-Security").startsWith("max-age="));
            const auto policy = response.header("Content-Security-Policy");
            QVERIFY(policy.startsWith("default-src 'none'; style-src 'sha256-"));
            QVERIFY(policy.contains("frame-ancestors 'none'"));
            QVERIFY(!policy.contains("script"));
            const auto from = response.body.indexOf("<style>") + 7;
            const auto style = response.body.mid(from, response.body.indexOf("</style>") - from);
            QVERIFY(style.size() > 500);
            QVERIFY(policy.contains(QCryptographicHash::hash(style, QCryptographicHash::Sha256).toBase64()));
            QVERIFY(response.body.contains("<html lang=\"en-GB\">"));
        }
    }
};

QTEST_GUILESS_MAIN(RecipientPageTest)
#include "RecipientPageTest.moc"
