// SPDX-License-Identifier: GPL-3.0-or-later
// The recipient's page in a real Chromium. With VIGIL_SCREENSHOTS=FOLDER each page is kept there as a
// picture.
#include "app/page/PageServer.h"
#include "tests/app/page/PageDesk.h"
#include "tests/support/Browser.h"
#include "tests/support/TestCertificates.h"

#include <QTest>

using namespace vigil;
using test::anAlertDraft;
using test::Browser;
using test::PageDesk;

namespace {

constexpr QChar tabKey(0xe004);
constexpr QChar enterKey(0xe007);
constexpr QChar spaceKey(0xe00d);
const QSize phone(320, 640);
const QSize desktop(1280, 900);

/// Texts whose contrast is below 4.5 (3 when large or bold and large), as "ratio text", by WCAG 2.1.
const QString faintTexts = QStringLiteral(R"(
const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
const lum = c => { const f = c.slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
  return .2126 * f[0] + .7152 * f[1] + .0722 * f[2]; };
const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; }
  return matchMedia('(prefers-color-scheme: dark)').matches ? [0, 0, 0, 1] : [255, 255, 255, 1]; };
const faint = [];
for (const e of document.querySelectorAll('body *')) {
  const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.matches('input:not([type=radio]):not([type=hidden]), select, textarea');
  if (!own || !e.getClientRects().length) continue;
  const s = getComputedStyle(e), size = parseFloat(s.fontSize), bold = s.fontWeight >= 700;
  const [a, b] = [lum(parse(s.color)), lum(ground(e))].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
  if (ratio < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5)) faint.push(ratio.toFixed(2) + ' ' + e.textContent.slice(0, 40));
}
return faint;)");

/// Controls that are smaller than a finger (44 by 44), as texts; of a radio button its row counts.
const QString smallTargets = QStringLiteral(R"(
const small = [];
for (const e of document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')) {
  const box = (e.type === 'radio' ? e.parentElement : e).getBoundingClientRect();
  if (box.width && (box.width < 44 || box.height < 44)) small.push(e.outerHTML.slice(0, 80) + ' ' + box.width + 'x' + box.height);
}
return small;)");

} // namespace

class PageBrowserTest : public QObject {
    Q_OBJECT
private:
    test::TestCertificates m_authority;
    const study::TlsFiles m_files = m_authority.issue(); ///< once: making a key takes a while
    std::unique_ptr<PageDesk> m_desk;
    std::unique_ptr<page::PageServer> m_server;
    std::unique_ptr<Browser> m_browser;

    static alert::AlertDraft longDraft() {
        auto draft = anAlertDraft().build();
        draft.site = "Upper zone of the hemithorax, down to the diaphragm";
        draft.text =
            "Large left-sided tension pneumothorax with mediastinal shift and flattening of the left "
            "hemidiaphragm. Chest drain in the soft tissue, not in the pleural space.";
        draft.recommendedAction = "Decompress now; new drain.";
        draft.patient.name = "Featherstonehaugh-Cholmondeley^Maximiliana Wilhelmina";
        draft.procedures.first().accessionNumber = "RKB-2026-11-24-000000000001234567";
        return draft;
    }
    QString newLink(const QString& alertId, const alert::Party& party = PageDesk::robin()) {
        return *m_server->links().create(alertId, party);
    }
    void shoot(const QString& name) {
        const auto folder = qEnvironmentVariable("VIGIL_SCREENSHOTS");
        if (folder.isEmpty()) return;
        // The whole page, however long.
        const auto was =
            m_browser->ask("return [innerWidth, innerHeight, document.documentElement.scrollHeight];")
                .toArray();
        m_browser->resize({was.at(0).toInt(), std::max(was.at(1).toInt(), was.at(2).toInt())});
        m_browser->saveScreenshot(folder + '/' + name + ".png");
        m_browser->resize({was.at(0).toInt(), was.at(1).toInt()});
    }
    /// What every page has to keep, at any width and in both colours.
    void inspect(const QString& name) {
        QVERIFY2(m_browser->ask("return document.documentElement.scrollWidth <= innerWidth;").toBool(),
                 qPrintable(name));
        for (auto scheme : {Browser::Scheme::Light, Browser::Scheme::Dark}) {
            m_browser->set(scheme);
            const auto faint = m_browser->ask(faintTexts).toVariant().toStringList();
            QVERIFY2(faint.isEmpty(), qPrintable(name + ": " + faint.join("; ")));
            shoot(name + (scheme == Browser::Scheme::Dark ? "-dark" : "-light"));
        }
        m_browser->set(Browser::Scheme::Light);
        const auto small = m_browser->ask(smallTargets).toVariant().toStringList();
        QVERIFY2(small.isEmpty(), qPrintable(name + ": " + small.join("; ")));
        const auto names = m_browser->accessibleNames(
            "a, button, summary, input:not([type=hidden]), select, textarea, fieldset");
        QVERIFY(!names.isEmpty());
        QVERIFY2(!names.contains(QString()), qPrintable(name + ": " + names.join('|')));
        QCOMPARE(m_browser->ask("return document.documentElement.lang;").toString(), "en-GB");
        QCOMPARE(m_browser->ask("return document.querySelectorAll('h1').length;").toInt(), 1);
        QVERIFY(m_browser
                    ->ask("const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                          "return new Set(ids).size === ids.length;")
                    .toBool());
    }
    void signIn(const QString& link) {
        m_browser->open(link);
        m_browser->type("#code", PageDesk::code);
        m_browser->submit("button.main");
    }
    QString focused() {
        return m_browser->ask("const e = document.activeElement; return e.id || e.textContent.trim();")
            .toString();
    }

private Q_SLOTS:
    void initTestCase() {
        if (!Browser::isInstalled()) QSKIP("needs chromium and chromium-driver");
        m_browser = std::make_unique<Browser>();
    }
    void init() {
        m_desk = std::make_unique<PageDesk>();
        auto& settings = m_desk->settings;
        settings.listen = QHostAddress(QHostAddress::LocalHost);
        settings.port = test::freePort();
        settings.publicUrl = QUrl(QString("https://127.0.0.1:%1").arg(settings.port));
        settings.certificate = m_files.certificate;
        settings.key = m_files.privateKey;
        auto server = page::PageServer::start(m_desk->services(), settings);
        if (!server) qFatal("%s", qPrintable(server.error().message));
        m_server = std::move(*server);
        m_browser->resize(phone);
        m_browser->set(Browser::Scheme::Light);
        m_browser->set(Browser::Scripts::Off);
    }
    void cleanup() {
        m_server.reset();
        m_desk.reset();
    }
    void cleanupTestCase() { m_browser.reset(); }

    void withoutScriptsOnAPhoneFromTheLinkToTheAct() {
        m_browser->open("data:text/html,<title>off</title><script>document.title='on'</script>");
        QCOMPARE(m_browser->title(), "off");
        const auto id = m_desk->raise(longDraft());
        m_browser->open(newLink(id));
        QVERIFY(!m_browser->text().contains("pneumothorax"));
        inspect("phone-sign-in");
        m_browser->type("#code", "not the code");
        m_browser->submit("button.main");
        QVERIFY(m_browser->title().startsWith("Error: "));
        QVERIFY(m_browser->text().contains("This pass-code is not right"));
        inspect("phone-wrong-code");
        m_browser->click(".summary a");
        QVERIFY(m_browser->url().endsWith("#code"));
        m_browser->type("#code", PageDesk::code);
        m_browser->submit("button.main");
        QVERIFY(m_browser->text().contains("tension pneumothorax"));
        QVERIFY(m_browser->text().contains("Nobody has accepted this alert yet."));
        QCOMPARE(m_browser->title(), "Radiology alert");
        inspect("phone-alert");
        m_browser->click("details summary");
        inspect("phone-details");
        m_browser->submit("form[action$='/accept'] button");
        QVERIFY(m_browser->text().contains("You are responsible."));
        inspect("phone-accepted");
        m_browser->submit("form[action$='/acted-on'] button");
        QVERIFY(m_browser->text().contains("Say what you did"));
        inspect("phone-missing");
        m_browser->type("#what", "Decompressed, new drain in the fifth space.");
        m_browser->click("label[for=told]");
        m_browser->submit("form[action$='/acted-on'] button");
        QVERIFY(m_browser->text().contains("Thank you. What you did is recorded."));
        inspect("phone-acted");
        const auto view = m_desk->view(id);
        QCOMPARE(view.state, alert::State::ActedOn);
        QCOMPARE(view.act.what, "Decompressed, new drain in the fifth space.");
        QCOMPARE(view.act.patientTold, alert::Act::PatientTold::Yes);
    }
    void byKeysAloneInTheOrderOfTheEye() {
        const auto id = m_desk->raise();
        m_browser->open(newLink(id));
        QStringList order;
        for (int i = 0; i < 4; ++i) {
            m_browser->press(tabKey);
            order << focused();
            // Where one is can be seen.
            QVERIFY(m_browser
                        ->ask("const s = getComputedStyle(document.activeElement);"
                              "return s.outlineStyle === 'solid' && parseFloat(s.outlineWidth) >= 3;")
                        .toBool());
        }
        QCOMPARE(order, (QStringList{"code", "Open the alert", m_desk->settings.telephone,
                                     m_desk->settings.switchboard}));
        m_browser->type("#code", PageDesk::code);
        m_browser->press(enterKey);
        QTRY_VERIFY(m_browser->has("form[action$='/accept']") &&
                    m_browser->ask("return document.readyState === 'complete';").toBool());
        order.clear();
        for (int i = 0; i < 3; ++i) {
            m_browser->press(tabKey);
            order << focused();
        }
        QCOMPARE(order, (QStringList{"Accept: I take responsibility", "I have acted on it", "Not mine"}));
        m_browser->press(enterKey); // opens the form
        QStringList fields;
        for (int i = 0; i < 5; ++i) {
            m_browser->press(tabKey);
            fields << focused();
        }
        QCOMPARE(fields, (QStringList{"reason", "note", "to-role", "to-name", "Pass it on"}));
        QVERIFY(m_desk->view(id).acknowledgedBy.isEmpty());
        m_browser->press(spaceKey); // and says what is missing
        QTRY_VERIFY(m_browser->text().contains("Choose why the alert is not yours"));
        QVERIFY(m_browser->has("details[open] #reason[aria-invalid=true][aria-describedby=reason-error]"));
        inspect("phone-not-mine");
    }
    void readersOfTheScreenHearWhatEachThingIs() {
        signIn(newLink(m_desk->raise()));
        QCOMPARE(m_browser->accessibleNames("button"),
                 (QStringList{"Accept: I take responsibility", "Sign out"}));
        m_browser->submit("form[action$='/accept'] button");
        QCOMPARE(m_browser->accessibleNames("#what, fieldset, #told, #told-1, #told-2"),
                 (QStringList{"What did you do?", "Does the patient know?", "Yes, the patient was told",
                              "No, not told", "Not known yet"}));
    }
    void onADesktopAndForOthers() {
        m_browser->resize(desktop);
        m_desk->setCode(PageDesk::sam());
        m_desk->setCode({"", "Consultant on call"});
        const auto id = m_desk->raise(longDraft());
        m_browser->open(newLink(id, {"", "Consultant on call"}));
        inspect("desktop-mailbox");
        signIn(newLink(id));
        inspect("desktop-alert");
        m_browser->submit("form[action$='/accept'] button");
        inspect("desktop-accepted");
        signIn(newLink(id, PageDesk::sam()));
        QVERIFY(m_browser->text().contains("Robin Fox, Responsible consultant accepted this alert"));
        inspect("desktop-somebody-elses");
        VIGIL_VERIFY(test::waitFor(m_desk->desk.alerts().withdraw(id, "It was an old film.")));
        m_browser->open(m_browser->url());
        QVERIFY(m_browser->text().contains("This alert was withdrawn."));
        inspect("desktop-withdrawn");
        m_browser->open(m_desk->settings.publicUrl.toString() + "/a/AAAAAAAAAAAA");
        inspect("desktop-refused");
    }
    void pagesLoadNothingAndComplainOfNothing() {
        m_browser->set(Browser::Scripts::On);
        signIn(newLink(m_desk->raise()));
        QCOMPARE(m_browser
                     ->ask("return performance.getEntriesByType('resource').filter(e => "
                           "!e.name.endsWith('/favicon.ico')).length;")
                     .toInt(),
                 0);
        QVERIFY(!m_browser->ask("return getComputedStyle(document.querySelector('.banner')).backgroundColor;")
                     .toString()
                     .startsWith("rgba(0, 0, 0, 0)")); // the policy lets the style sheet in
        QCOMPARE(m_browser->ask("return document.cookie;").toString(), QString());
        QCOMPARE(m_browser->ask("return document.referrer;").toString(), QString());
    }
};

QTEST_GUILESS_MAIN(PageBrowserTest)
#include "PageBrowserTest.moc"
