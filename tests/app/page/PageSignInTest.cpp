// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/page/PageDesk.h"

#include <QTest>

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

class PageSignInTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<PageDesk> m_desk;
    static bool says(const PageResponse& response, const char* words) {
        return response.body.contains(words);
    }

private Q_SLOTS:
    void init() { m_desk = std::make_unique<PageDesk>(); }
    void cleanup() { m_desk.reset(); }

    void nothingIsSaidBeforeSigningIn() {
        const auto id = m_desk->raise();
        Visitor visitor(*m_desk);
        const auto link = m_desk->link(id);
        const auto draft = anAlertDraft().build();
        for (const auto& response : {visitor.get(link), visitor.post(link.section('/', 0, 2) + "/sign-in",
                                                                     {{"code", "not the code"}})}) {
            for (const auto& secret : {draft.patient.name.section('^', 0, 0), draft.patient.key.id,
                                       QString("pneumothorax"), QString("Critical"), QString("Fox"),
                                       QString("consultant"), id, draft.procedures.first().accessionNumber})
                QVERIFY2(!response.body.contains(secret.toUtf8()), qPrintable(secret));
        }
        QVERIFY(m_desk->facts(id, kind::alertViewed).isEmpty());
    }
    void linksThatAreNotRightAreAllAnsweredAlike() {
        const auto id = m_desk->raise();
        Visitor visitor(*m_desk);
        const auto link = m_desk->link(id);
        const auto unknown = visitor.get("/a/AAAAAAAAAAAA/" + link.section('/', 3, 3));
        QCOMPARE(unknown.status, 404);
        auto wrong = link;
        wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
        const auto lockedLink = m_desk->link(id, PageDesk::sam());
        Visitor guesser(*m_desk, "192.0.2.99");
        guesser.get(lockedLink);
        for (int i = 0; i < 5; ++i)
            guesser.post(lockedLink.section('/', 0, 2) + "/sign-in", {{"code", "guess"}});
        for (const auto& path : {wrong, link.section('/', 0, 2), lockedLink, QString("/"), QString("/a"),
                                 QString("/a/../../etc/passwd"), QString("/favicon.ico"), link + "/more"}) {
            const auto answer = visitor.get(path);
            QCOMPARE(answer.status, 404);
            QCOMPARE(answer.body, unknown.body);
        }
        m_desk->desk.clock.advance(73h);
        const auto expired = visitor.get(link);
        QCOMPARE(expired.status, 404);
        QCOMPARE(expired.body, unknown.body);
    }
    void aLinkLastsUntilItsAlertHasToBeActedOnAndNotAfterItsEnd() {
        auto draft = anAlertDraft().of("nodule").build();
        const auto id = m_desk->raise(draft);
        const auto actBy = *m_desk->view(id).actBy; // in three weeks
        const auto first = m_desk->link(id, PageDesk::robin(), actBy);
        const auto second = m_desk->link(id, PageDesk::robin(), actBy);
        const auto third = m_desk->link(id, PageDesk::robin(), actBy);
        m_desk->desk.clock.advance(20 * 24h);
        Visitor robin(*m_desk);
        QCOMPARE(robin.signIn(first).status, 200);
        Visitor late(*m_desk, "192.0.2.8");
        QCOMPARE(late.get(second).status, 200);
        VIGIL_VERIFY(test::waitFor(m_desk->desk.alerts().actOn(
            id, {"clinic booked", PageDesk::robin(), alert::Act::PatientTold::Yes})));
        VIGIL_VERIFY(test::waitFor(m_desk->desk.alerts().close(id, {})));
        QCOMPARE(robin.get(robin.path).status, 404);
        QCOMPARE(robin.post(robin.path + "/acted-on", {}).status, 404);
        QCOMPARE(late.get(second).status, 404);
        QCOMPARE(late.signIn(third).status, 404);
        const auto open = m_desk->raise(draft);
        const auto last = m_desk->link(open, PageDesk::robin(), *m_desk->view(open).actBy);
        m_desk->desk.clock.advance(29 * 24h); // long after the limit
        QCOMPARE(late.get(last).status, 404);
    }
    void aLinkSignsInOnce() {
        const auto id = m_desk->raise();
        const auto link = m_desk->link(id);
        Visitor robin(*m_desk);
        QCOMPARE(robin.signIn(link).status, 200);
        Visitor thief(*m_desk, "192.0.2.66"); // has the message and the code
        QCOMPARE(thief.signIn(link).status, 404);
        QVERIFY(thief.cookie.isEmpty());
        // In the browser where it was used it leads on.
        QCOMPARE(robin.get(link).status, 303);
        QCOMPARE(robin.get(robin.path).status, 200);
    }
    void whoseAnswerWasLostSignsInAgainAndNobodyElseLater() {
        const auto id = m_desk->raise();
        const auto link = m_desk->link(id);
        Visitor lost(*m_desk);
        lost.get(link);
        const auto signIn = link.section('/', 0, 2) + "/sign-in";
        QCOMPARE(lost.post(signIn, {{"code", PageDesk::code}}).status, 303);
        m_desk->desk.clock.advance(2min);
        Visitor robin(*m_desk); // the cookie never came
        robin.get(link);
        QCOMPARE(robin.post(signIn, {{"code", "guess"}}).status, 422); // the right code alone
        QVERIFY(says(robin.signIn(link), "pneumothorax"));
        QCOMPARE(lost.get(link.section('/', 0, 2)).status, 404);
        // It was shown: the answer came.
        Visitor thief(*m_desk, "192.0.2.66");
        QCOMPARE(thief.signIn(link).status, 404);

        const auto second = m_desk->link(id);
        Visitor once(*m_desk);
        once.get(second);
        QCOMPARE(once.post(second.section('/', 0, 2) + "/sign-in", {{"code", PageDesk::code}}).status, 303);
        m_desk->desk.clock.advance(2min + 1s);
        QCOMPARE(thief.signIn(second).status, 404);
    }
    void aLinkIsForOneAlertAndOnePerson() {
        const auto one = m_desk->raise();
        const auto other = m_desk->raise(anAlertDraft().of("pe").build());
        Visitor robin(*m_desk);
        QVERIFY(says(robin.signIn(m_desk->link(one)), "pneumothorax"));
        const auto otherLink = m_desk->link(other);
        QCOMPARE(robin.get(otherLink.section('/', 0, 2)).status, 404);
        QCOMPARE(robin.post(otherLink.section('/', 0, 2) + "/accept", {}).status, 404);
        // Robin's code does not open Sam's link.
        Visitor wrong(*m_desk, "192.0.2.8");
        QCOMPARE(wrong.signIn(m_desk->link(one, PageDesk::sam())).status, 422);
    }
    void fiveWrongCodesLockTheLinkAndTheOfficerSeesIt() {
        const auto id = m_desk->raise();
        const auto link = m_desk->link(id);
        const auto second = m_desk->link(id);
        Visitor visitor(*m_desk);
        visitor.get(link);
        const auto signIn = link.section('/', 0, 2) + "/sign-in";
        for (int i = 0; i < 4; ++i) {
            const auto wrong = visitor.post(signIn, {{"code", "guess"}});
            QCOMPARE(wrong.status, 422);
            QVERIFY(says(wrong, "href=\"#code\""));
        }
        QVERIFY(m_desk->view(id).attention.isEmpty());
        const auto fifth = visitor.post(signIn, {{"code", "guess"}});
        QCOMPARE(fifth.status, 429);
        QVERIFY(says(fifth, "telephone now"));
        const auto attention = m_desk->view(id).attention;
        QCOMPARE(attention.size(), 1);
        QVERIFY(attention.first().reason.contains("five wrong pass-codes"));
        QVERIFY(attention.first().reason.contains("Responsible consultant"));
        QVERIFY(!m_desk->view(id).needsNewerVigil);
        QCOMPARE(visitor.post(signIn, {{"code", PageDesk::code}}).status, 404);
        Visitor again(*m_desk, "192.0.2.8");
        QCOMPARE(again.signIn(second).status, 429); // the recipient is locked
        m_desk->desk.clock.advance(16min);
        QCOMPARE(again.signIn(second).status, 200);
        QCOMPARE(again.get(link).status, 404); // that link for good
    }
    void aRightCodeForgetsTheWrongOnes() {
        const auto id = m_desk->raise();
        for (int round = 0; round < 2; ++round) {
            const auto link = m_desk->link(id);
            Visitor visitor(*m_desk, QString("192.0.2.%1").arg(10 + round));
            visitor.get(link);
            for (int i = 0; i < 4; ++i)
                visitor.post(link.section('/', 0, 2) + "/sign-in", {{"code", "guess"}});
            QCOMPARE(visitor.signIn(link).status, 200);
        }
    }
    void afterAPauseTheCodeIsAskedForAgain() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        const auto cookie = robin.cookie;
        m_desk->desk.clock.advance(16min);
        const auto asleep = robin.get(robin.path);
        QVERIFY(says(asleep, "You have been away for a while"));
        QVERIFY(!says(asleep, "pneumothorax"));
        QVERIFY(says(robin.post(robin.path + "/accept", {}), "You have been away for a while"));
        QCOMPARE(robin.post(robin.path + "/sign-in", {{"code", "guess"}}).status, 422);
        QCOMPARE(robin.post(robin.path + "/sign-in", {{"code", PageDesk::code}}).status, 303);
        QVERIFY(robin.cookie != cookie);
        QVERIFY(says(robin.get(robin.path), "pneumothorax"));
        Visitor old(*m_desk);
        old.cookie = cookie;
        QCOMPARE(old.get(robin.path).status, 404);
        QVERIFY(m_desk->facts(id, kind::alertAcknowledged).isEmpty());
        // A restart of the process ends nothing; the end of the link does.
        m_desk->open();
        QCOMPARE(robin.get(robin.path).status, 200);
        m_desk->desk.clock.advance(73h);
        QCOMPARE(robin.get(robin.path).status, 404);
    }
    void whatIsSentAfterAPauseIsSaidToBeLost() {
        const auto id = m_desk->raise();
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(id));
        m_desk->desk.clock.advance(16min);
        const auto asleep =
            robin.post(robin.path + "/acted-on", {{"what", "Chest drain inserted."}, {"told", "yes"}});
        QVERIFY(says(asleep, "What you sent now was not recorded."));
        QVERIFY(!says(asleep, "Chest drain")); // somebody else may sit there by now
        const Fields unsent{{"unsent", "1"}};
        QCOMPARE(robin.post(robin.path + "/sign-in", Fields{{"code", "guess"}} + unsent).status, 422);
        const auto back = robin.post(robin.path + "/sign-in", Fields{{"code", PageDesk::code}} + unsent);
        QCOMPARE(back.status, 303);
        const auto shown = robin.get(QString::fromLatin1(back.header("Location")));
        QCOMPARE(shown.status, 200);
        QVERIFY(says(shown, "what you sent before you signed in again was not recorded"));
        QVERIFY(says(shown, "/acted-on\""));
        QVERIFY(m_desk->facts(id, kind::alertActedOn).isEmpty());
        QVERIFY(!says(robin.get(robin.path), "was not recorded"));
    }
    void signingOutShowsNothingMore() {
        Visitor robin(*m_desk);
        robin.signIn(m_desk->link(m_desk->raise()));
        const auto out = robin.act("sign-out");
        QVERIFY(!says(out, "pneumothorax"));
        QVERIFY(says(out, "Pass-code"));
        QVERIFY(!says(robin.get(robin.path), "pneumothorax"));
    }
    void aMailboxAsksWhoIsThere() {
        const alert::Party mailbox{"", "Specialty registrar on call"};
        m_desk->setCode(mailbox);
        const auto id = m_desk->raise();
        const auto link = m_desk->link(id, mailbox);
        Visitor visitor(*m_desk);
        const auto nameless = visitor.signIn(link);
        QCOMPARE(nameless.status, 422);
        QVERIFY(says(nameless, "href=\"#name\""));
        visitor.signIn(link, {{"name", "Kit Moss"}, {"registration", "1234567"}});
        visitor.act("accept");
        const auto event = m_desk->facts(id, kind::alertAcknowledged).first().logged.event;
        QCOMPARE(event.onBehalfOf.name, "Kit Moss");
        QCOMPARE(event.onBehalfOf.role, "Specialty registrar on call");
        QCOMPARE(event.onBehalfOf.registration, "1234567");
        QVERIFY(event.onBehalfOf.howKnown.contains("as typed"));
        QCOMPARE(m_desk->view(id).acknowledgedBy.name, "Kit Moss");
        m_desk->desk.clock.advance(16min);
        visitor.get(visitor.path);
        QCOMPARE(visitor.post(visitor.path + "/sign-in", {{"code", PageDesk::code}}).status, 303);
        QVERIFY(says(visitor.get(visitor.path), "You accepted this alert"));
    }
    void singleSignOnIsBelievedFromTheProxyAlone() {
        const auto id = m_desk->raise();
        Visitor proxied(*m_desk, "10.1.2.3");
        proxied.headers.insert("x-remote-user", "Robin.Fox");
        const auto link = m_desk->link(id);
        const auto asked = proxied.get(link);
        QVERIFY(!says(asked, "Pass-code</label>"));
        QVERIFY(says(asked, "You sign in as Robin Fox."));
        Visitor forger(*m_desk, "10.1.2.4");
        forger.headers = proxied.headers;
        QVERIFY(says(forger.get(link), "Pass-code</label>"));
        QCOMPARE(forger.post(link.section('/', 0, 2) + "/sign-in", {}).status, 422);
        QCOMPARE(proxied.post(link.section('/', 0, 2) + "/sign-in", {}).status, 303);
        proxied.path = link.section('/', 0, 2);
        QCOMPARE(proxied.get(proxied.path).status, 200);
        proxied.act("accept");
        const auto who = m_desk->facts(id, kind::alertAcknowledged).first().logged.event.onBehalfOf;
        QCOMPARE(who.name, "Fox^Robin");
        QCOMPARE(who.registration, "7654321");
        QVERIFY(who.howKnown.contains("single sign-on"));
    }
    void signedOnAsSomebodyElseAsksForTheCode_data() {
        QTest::addColumn<QByteArray>("user");
        QTest::newRow("unknown") << QByteArray("nobody");
        QTest::newRow("another") << QByteArray("sam.okafor");
        QTest::newRow("twice") << QByteArray("robin.fox, sam.okafor");
        QTest::newRow("empty") << QByteArray("");
    }
    void signedOnAsSomebodyElseAsksForTheCode() {
        QFETCH(const QByteArray, user);
        m_desk->setCode(PageDesk::sam(), "1", "sam.okafor");
        Visitor proxied(*m_desk, "10.1.2.3");
        proxied.headers.insert("x-remote-user", user);
        const auto link = m_desk->link(m_desk->raise());
        QVERIFY(says(proxied.get(link), "Pass-code</label>"));
        QCOMPARE(proxied.post(link.section('/', 0, 2) + "/sign-in", {}).status, 422);
    }
    void whoeverAsksTooOftenWaits() {
        Visitor busy(*m_desk);
        for (int i = 0; i < page::RecipientPage::requestsByAddress; ++i)
            QCOMPARE(busy.get("/a/AAAAAAAAAAAA").status, 404);
        QCOMPARE(busy.get("/a/AAAAAAAAAAAA").status, 429);
        Visitor calm(*m_desk, "192.0.2.8");
        QCOMPARE(calm.get("/a/AAAAAAAAAAAA").status, 404);
        m_desk->desk.clock.advance(1min);
        QCOMPARE(busy.get("/a/AAAAAAAAAAAA").status, 404);
    }
    void signingInIsLimitedByLinkFromManyAddressesToo() {
        const auto link = m_desk->link(m_desk->raise());
        int refused = 0;
        for (int i = 0; i < 20; ++i) {
            Visitor one(*m_desk, QString("198.51.100.%1").arg(i));
            one.token = "x";
            if (one.post(link.section('/', 0, 2) + "/sign-in", {{"code", "guess"}}).status == 429) ++refused;
        }
        QCOMPARE(refused, 8);
    }
    void behindTheProxyAddressesAreTheOnesItSaw() {
        Visitor one(*m_desk, "10.1.2.3");
        one.headers.insert("x-forwarded-for", "1.1.1.1, 192.0.2.50");
        for (int i = 0; i < page::RecipientPage::requestsByAddress; ++i)
            one.get("/a/AAAAAAAAAAAA");
        QCOMPARE(one.get("/a/AAAAAAAAAAAA").status, 429);
        one.headers.insert("x-forwarded-for", "2.2.2.2, 192.0.2.50"); // what stands before is anybody's word
        QCOMPARE(one.get("/a/AAAAAAAAAAAA").status, 429);
        one.headers.insert("x-forwarded-for", "192.0.2.51");
        QCOMPARE(one.get("/a/AAAAAAAAAAAA").status, 404);
    }
    void theCookieIsForThisPageAlone() {
        const auto link = m_desk->link(m_desk->raise());
        Visitor robin(*m_desk);
        robin.get(link);
        const auto path = link.section('/', 0, 2);
        const auto set = robin.post(path + "/sign-in", {{"code", PageDesk::code}}).header("Set-Cookie");
        for (const auto* part : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Max-Age=259200"})
            QVERIFY2(set.contains(part), part);
        QVERIFY(set.contains("; Path=" + path.toUtf8() + ';'));
    }
    void secretsAreKeptAsHashesOnly() {
        const auto link = m_desk->link(m_desk->raise());
        Visitor robin(*m_desk);
        robin.signIn(link);
        const auto rows =
            test::waitFor(m_desk->desk.data().recordsReader().run([](const store::Database& records) {
                return records.list(
                    "SELECT hex(secret_sha256)||hex(session_sha256)||quote(selector) FROM page_link "
                    "UNION ALL SELECT quote(hash) FROM page_code",
                    {}, [](const store::Row& row) { return row.text(0); });
            }));
        VIGIL_VERIFY(rows);
        QCOMPARE(rows->size(), 2);
        for (const auto& row : *rows) {
            const auto bytes = row.toUtf8() + QByteArray::fromHex(row.toUtf8());
            for (const auto& secret :
                 {link.section('/', 3, 3).toUtf8(), robin.cookie, PageDesk::code.toUtf8()})
                QVERIFY(!bytes.contains(secret));
        }
    }
};

QTEST_GUILESS_MAIN(PageSignInTest)
#include "PageSignInTest.moc"
