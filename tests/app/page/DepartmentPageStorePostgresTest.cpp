// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/page/DepartmentPageStore.h"
#include "app/page/Links.h"
#include "app/page/PageCodes.h"
#include "app/page/PageSessions.h"
#include "core/sync/DepartmentSchema.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/Futures.h"
#include "tests/support/PostgresServer.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace vigil;
using namespace vigil::page;
using namespace vigil::test;
using namespace std::chrono_literals;
using Verdict = PageCodes::Verdict;

/// Links and pass-codes of two dispatchers in a real PostgreSQL.
class DepartmentPageStorePostgresTest : public QObject {
    Q_OBJECT
    std::unique_ptr<PostgresServer> m_server;
    std::unique_ptr<DepartmentPageStore> m_one;
    std::unique_ptr<DepartmentPageStore> m_two;
    FixedClock m_clock;
    RandomIds m_ids;
    PageSettings m_settings;
    const alert::Party m_robin{QStringLiteral("Fox^Robin"), QStringLiteral("Responsible consultant")};

    std::unique_ptr<DepartmentPageStore> dispatcher() {
        DepartmentPageStore::Options options;
        options.url = m_server->urlFor("dispatcher");
        return std::make_unique<DepartmentPageStore>(options);
    }
    void setCode(PageStore& store, const QString& code) {
        store::PageRecipient recipient;
        recipient.party = m_robin;
        recipient.registration = QStringLiteral("7654321");
        recipient.userName = QStringLiteral("Robin.Fox");
        VIGIL_VERIFY(PageCodes(store, m_clock).set(recipient, code));
    }
    /// Selector and secret of a new link.
    std::pair<QString, QByteArray> newLink(PageStore& store) {
        const auto url = Links(store, m_clock, m_ids, m_settings).create("the-alert", m_robin);
        if (!url) qFatal("%s", qPrintable(url.error().message + url.error().detail));
        const auto path = QUrl(*url).path();
        return {path.section('/', 2, 2), path.section('/', 3, 3).toLatin1()};
    }
    std::optional<store::PageLink> opened(PageStore& store, const std::pair<QString, QByteArray>& link) {
        const auto found = Links(store, m_clock, m_ids, m_settings).open(link.first, link.second);
        return found.value_or(std::nullopt);
    }
    Verdict tries(PageStore& store, const store::PageLink& link, const QString& code) {
        const auto verdict = PageCodes(store, m_clock).verify(link, code);
        if (!verdict) qFatal("%s", qPrintable(verdict.error().message + verdict.error().detail));
        return *verdict;
    }

private Q_SLOTS:
    void initTestCase() {
        m_server = PostgresServer::start();
        if (!m_server || !m_server->createDatabase(QStringLiteral("vigil"))) QSKIP("needs PostgreSQL 15");
        sync::DepartmentSchema schema(m_server->superuserUrl(), 30s);
        VIGIL_VERIFY(schema.init({}));
        VIGIL_VERIFY(schema.addUser({"dispatcher", {"dispatcher"}, "secret"}, {}));
        VIGIL_VERIFY(schema.addUser(
            {"kim", {"reporter", "reviewer", "coordinator", "auditor", "administrator"}, "secret"}, {}));
        m_settings.publicUrl = QUrl(QStringLiteral("https://vigil.example"));
    }
    void init() {
        PostgresServer::psql(m_server->superuserUrl(), "TRUNCATE vigil.page_link, vigil.page_code");
        m_clock.set(FixedClock().now());
        m_one = dispatcher();
        m_two = dispatcher();
    }

    void whatOneDispatcherSendsTheOtherOpens() {
        setCode(*m_one, "tulip-77");
        const auto link = newLink(*m_one);
        const auto there = opened(*m_two, link);
        QVERIFY(there);
        QCOMPARE(there->alertId, "the-alert");
        QCOMPARE(there->recipient, m_robin);
        QVERIFY(!opened(*m_two, {link.first, "something else"}));
        QVERIFY(tries(*m_two, *there, "tulip-77") == Verdict::Right);
        // Whoever is signed in with the first goes on with the second.
        PageSessions first(*m_one, m_clock, m_ids, 15min);
        const auto cookie = first.begin(
            *there, {m_robin.name, m_robin.role, QStringLiteral("7654321"), QStringLiteral("page")});
        VIGIL_VERIFY(cookie);
        PageSessions second(*m_two, m_clock, m_ids, 15min);
        auto session = second.find(link.first, *cookie);
        QVERIFY(session && *session);
        QCOMPARE((*session)->who().registration, "7654321");
        QVERIFY((*session)->state == PageSessions::State::Awake);
        VIGIL_VERIFY(second.markViewed(link.first));
        VIGIL_VERIFY(second.end(link.first));
        session = first.find(link.first, *cookie);
        QVERIFY(session && *session && (*session)->link.viewed);
        QVERIFY((*session)->state == PageSessions::State::Asleep);
        QVERIFY(!*second.find(link.first, "another cookie"));
        const auto person = m_two->user(QStringLiteral("ROBIN.fox"));
        QVERIFY(person && *person);
        QCOMPARE((*person)->party, m_robin);
    }
    void wrongCodesAreCountedOverBoth() {
        setCode(*m_one, "tulip-77");
        const auto link = newLink(*m_one);
        for (int i = 0; i < PageCodes::wrongOnesAllowed - 1; ++i) {
            auto& store = i % 2 == 0 ? *m_one : *m_two;
            QVERIFY(tries(store, *opened(store, link), "wrong-one") == Verdict::Wrong);
        }
        QVERIFY(tries(*m_two, *opened(*m_two, link), "wrong-one") == Verdict::LockedNow);
        QVERIFY(!opened(*m_one, link));
        const auto other = newLink(*m_one); // the recipient is locked for a quarter of an hour
        QVERIFY(tries(*m_two, *opened(*m_two, other), "tulip-77") == Verdict::Locked);
        m_clock.advance(PageCodes::lockedFor + 1s);
        QVERIFY(tries(*m_two, *opened(*m_two, other), "tulip-77") == Verdict::Right);
        setCode(*m_two, "orchid-88"); // another code: the old one is nobody's
        QVERIFY(tries(*m_one, *opened(*m_one, other), "tulip-77") == Verdict::Wrong);
        QVERIFY(tries(*m_one, *opened(*m_one, other), "orchid-88") == Verdict::Right);
    }
    void noChangeIsLostWhenBothChangeAtOnce() {
        const auto link = newLink(*m_one);
        constexpr int each = 15;
        const auto count = [&](PageStore& store) {
            for (int done = 0; done < each;) {
                const auto changed =
                    store.change(link.first, m_robin, [](PageStore::Door& door) -> Result<void> {
                        door.link->wrongCodes += 1;
                        return {};
                    });
                done += changed ? 1 : 0;
            }
        };
        {
            std::jthread one([&] { count(*m_one); });
            std::jthread same([&] { count(*m_one); }); // two threads of one process share its line
            std::jthread two([&] { count(*m_two); });
        }
        QCOMPARE((*m_two->link(link.first))->wrongCodes, 3 * each);
        // What the change itself refuses keeps nothing.
        QVERIFY(!m_one->change(link.first, {}, [](PageStore::Door& door) -> Result<void> {
            door.link->locked = true;
            return Error{Error::Code::Conflict, QStringLiteral("no"), {}};
        }));
        QVERIFY(!(*m_one->link(link.first))->locked);
    }
    void nobodyButADispatcherGetsAtThem() {
        setCode(*m_one, "tulip-77");
        newLink(*m_one);
        for (const auto* sql :
             {"SELECT * FROM vigil.page_link", "SELECT * FROM vigil.page_code", "DELETE FROM vigil.page_link",
              "SELECT * FROM vigil.page_link_of('x')", "SELECT * FROM vigil.page_code_of('x')",
              "SELECT * FROM vigil.page_code_of_user('x')",
              "SELECT vigil.add_page_link('x', now(), '{}', now())",
              "SELECT vigil.put_page_code('x', '', '{}', false)",
              "SELECT vigil.change_page('x', 0, NULL, 'x', 0, NULL)"})
            QVERIFY2(PostgresServer::psql(m_server->urlFor("kim"), sql).contains("permission denied"), sql);
        QVERIFY(PostgresServer::psql(m_server->urlFor("dispatcher"), "SELECT * FROM vigil.page_code")
                    .contains("permission denied"));
    }
    void noSecretStandsInTheDatabase() {
        setCode(*m_one, "tulip-77");
        const auto link = newLink(*m_one);
        const auto cookie = PageSessions(*m_one, m_clock, m_ids, 15min)
                                .begin(*opened(*m_one, link), {m_robin.name, m_robin.role, {}, {}});
        VIGIL_VERIFY(cookie);
        const auto all = PostgresServer::psql(
            m_server->superuserUrl(),
            "SELECT body FROM vigil.page_link UNION ALL SELECT body FROM vigil.page_code");
        QVERIFY(all.contains("argon2id") ||
                all.contains(QString::fromLatin1(QByteArray("$argon2id").toBase64().left(8))));
        for (const auto& secret : {QByteArray("tulip-77"), link.second, *cookie}) {
            QVERIFY(!all.contains(QString::fromLatin1(secret)));
            QVERIFY(!all.contains(QString::fromLatin1(secret.toBase64().left(secret.size()))));
        }
    }
    void whatWasInTheFolderBeforeIsTakenOverOnce() {
        QTemporaryDir folder;
        auto data = store::DataFolder::open(folder.path());
        VIGIL_VERIFY(data);
        LocalPageStore local(**data);
        setCode(local, "tulip-77");
        const auto link = newLink(local);
        VIGIL_VERIFY(m_one->takeOver(local, m_clock.now()));
        const auto there = opened(*m_two, link);
        QVERIFY(there);
        QVERIFY(tries(*m_two, *there, "tulip-77") == Verdict::Right);
        setCode(*m_two, "orchid-88");
        VIGIL_VERIFY(m_one->takeOver(local, m_clock.now())); // at the next start: what is newer stays
        QVERIFY(tries(*m_two, *there, "orchid-88") == Verdict::Right);
        m_clock.advance(40 * 24h);
        const auto late = newLink(*m_one); // those long over go
        QVERIFY(!*m_one->link(link.first));
        QVERIFY(*m_one->link(late.first));
    }
    void aServerThatIsAwayIsSaidInTimeAndFoundAgain() {
        const auto link = newLink(*m_one);
        QVERIFY(m_server->restart());
        QVERIFY(opened(*m_one, link)); // another connection, without a word to anybody
        m_server->suspend();
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!m_one->link(link.first));
        QVERIFY(timer.elapsed() < 15000);
        m_server->resume();
        QVERIFY(opened(*m_one, link));
    }
};

QTEST_GUILESS_MAIN(DepartmentPageStorePostgresTest)
#include "DepartmentPageStorePostgresTest.moc"
