// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/setup/SetupPage.h"
#include "core/base/Async.h"
#include "ui/Theme.h"
#include "ui/setup/CheckRow.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace vigil;
using namespace vigil::ui;
using State = setup::Finding::State;

/// The page on a run that the test moves on by hand.
class SetupPageTest : public QObject {
    Q_OBJECT
    std::shared_ptr<setup::CheckUp> m_run;
    std::unique_ptr<SetupPage> m_page;
    int m_begun = 0;
    QList<study::PacsPeer> m_saved;
    std::optional<Error> m_saveFault;

    static QList<setup::Check> plan() {
        return {{"local/title", "This computer", "AE title", {}},
                {"pacs/main/echo", "PACS main", "C-ECHO and AE titles", {}},
                {"pacs/main/move", "PACS main", "C-MOVE to this computer", {}}};
    }
    static setup::Finding unknownDestination() {
        auto finding = setup::failed(
            "The PACS does not know \"VG-ROOM1\" as a destination.",
            "Have this computer entered in the PACS: AE title \"VG-ROOM1\", host 10.0.0.12, port 11112.");
        finding.lines << setup::PeerLine{
            "Orthanc", "orthanc.json, among the entries of \"DicomModalities\"; then restart Orthanc",
            "\"VG-ROOM1\" : { \"AET\" : \"VG-ROOM1\", \"Host\" : \"10.0.0.12\", \"Port\" : 11112 }"};
        finding.lines << setup::PeerLine{"dcmqrscp",
                                         "dcmqrscp.cfg, between HostTable BEGIN and HostTable END",
                                         "vg_room1 = (VG-ROOM1, 10.0.0.12, 11112)"};
        return finding;
    }
    [[nodiscard]] CheckRow* row(const QString& name) const {
        for (auto* row : m_page->findChildren<CheckRow*>())
            if (row->accessibleName().contains(name)) return row;
        return nullptr;
    }
    [[nodiscard]] QPushButton* button(const char* name) const {
        return m_page->findChild<QPushButton*>(QLatin1String(name));
    }
    void finish() {
        m_run->set("local/title", setup::ok("This computer is \"VG-ROOM1\"."));
        m_run->set("pacs/main/echo", setup::ok("Answers."));
        m_run->set("pacs/main/move", unknownDestination());
        m_run->examinationEnded();
        QTRY_VERIFY(!m_page->isRunning());
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }
    void init() {
        m_begun = 0;
        m_saved.clear();
        m_saveFault.reset();
        m_page = std::make_unique<SetupPage>(
            [this] {
                ++m_begun;
                m_run = std::make_shared<setup::CheckUp>(plan(), 1);
                return m_run;
            },
            [this](const study::PacsPeer& peer) {
                if (!m_saveFault) m_saved << peer;
                return readyFuture(m_saveFault ? Result<QString>(*m_saveFault)
                                               : Result<QString>(QStringLiteral("/home/u/vigil.ini")));
            });
        m_page->resize(1200, 800);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_page->activateWindow();
    }

    void everyCheckIsThereFromTheBeginningAndChangesAsItComes() {
        m_page->enter();
        QCOMPARE(m_begun, 1);
        QCOMPARE(m_page->findChildren<CheckRow*>().size(), 3);
        QVERIFY(row("C-MOVE")->accessibleName().endsWith("waiting"));
        m_run->set("pacs/main/echo", setup::ok("\"ORTHANC\" answers."));
        QTRY_VERIFY(row("C-ECHO")->accessibleName().endsWith(": ok"));
        QCOMPARE(row("C-ECHO")->accessibleDescription(), "\"ORTHANC\" answers.");
        QVERIFY(m_page->isRunning());
        QCOMPARE(m_page->summary(), "Checking: 1 of 3 done");
        finish();
        QCOMPARE(m_page->summary(), "1 check failed");
        m_page->enter(); // coming back does not begin again
        QCOMPARE(m_begun, 1);
    }
    void aStateIsSaidInWordsAndWithAnIcon() {
        m_page->enter();
        finish();
        const auto labels = row("C-MOVE")->findChildren<QLabel*>();
        const auto has = [&](const QString& text) {
            return std::any_of(labels.begin(), labels.end(),
                               [&](auto* label) { return label->text() == text; });
        };
        QVERIFY(has("Failed"));
        QVERIFY(
            std::any_of(labels.begin(), labels.end(), [](auto* label) { return !label->pixmap().isNull(); }));
        QVERIFY(
            row("C-MOVE")->findChild<QLabel*>("remedy")->text().startsWith("What to do: Have this computer"));
        QVERIFY(row("C-MOVE")->accessibleDescription().contains("host 10.0.0.12"));
    }
    void aLineIsCopiedAsItHasToStand() {
        m_page->enter();
        finish();
        const auto buttons = row("C-MOVE")->findChildren<QPushButton*>();
        QCOMPARE(buttons.size(), 2);
        QCOMPARE(buttons.first()->text(), "Copy line for Orthanc");
        buttons.first()->setFocus();
        QTest::keyClick(buttons.first(), Qt::Key_Space);
        QCOMPARE(QGuiApplication::clipboard()->text(), unknownDestination().lines.first().text);
        QVERIFY(m_page->findChild<QLabel*>("setupSummary")->text().contains("Orthanc"));
        button("copySetup")->click();
        const auto all = QGuiApplication::clipboard()->text();
        for (const auto* words : {"This computer, AE title: ok.", "What to do: Have this computer",
                                  "vg_room1 = (VG-ROOM1, 10.0.0.12, 11112)"})
            QVERIFY2(all.contains(QLatin1String(words)), qPrintable(all));
    }
    void stopEndsTheRunAndTheKeyboardStaysInThePage() {
        m_page->enter();
        QTRY_VERIFY(button("stopSetup")->hasFocus());
        QTest::keyClick(m_page->focusWidget(), Qt::Key_Escape);
        QVERIFY(m_run->stop().stop_requested());
        m_run->set("local/title", setup::notTried("Stopped."));
        m_run->set("pacs/main/echo", setup::notTried("Stopped."));
        m_run->set("pacs/main/move", setup::notTried("Stopped."));
        m_run->examinationEnded();
        QTRY_VERIFY(button("runSetup")->hasFocus());
        QCOMPARE(m_page->summary(), "3 checks could not be tried");
        QTest::keyClick(button("runSetup"), Qt::Key_Space);
        QCOMPARE(m_begun, 2);
        QTRY_VERIFY(button("stopSetup")->hasFocus());
        finish();
        QTest::keyClick(m_page->focusWidget(), Qt::Key_F5);
        QCOMPARE(m_begun, 3);
    }
    void rowsAndButtonsAreReachedByTab() {
        m_page->enter();
        finish();
        QSet<QWidget*> reached;
        for (int i = 0; i < 40; ++i) {
            QTest::keyClick(m_page->focusWidget(), Qt::Key_Tab);
            reached.insert(m_page->focusWidget());
        }
        for (auto* check : m_page->findChildren<CheckRow*>())
            QVERIFY2(reached.contains(check), qPrintable(check->accessibleName()));
        for (auto* copy : row("C-MOVE")->findChildren<QPushButton*>())
            QVERIFY(reached.contains(copy));
    }
    void thePagesEndEndsTheRun() {
        m_page->enter();
        const auto run = m_run;
        m_page.reset();
        QVERIFY(run->stop().stop_requested());
    }
    void withoutAPacsItSaysHowToAddOneAndTakesIt() {
        m_page->setNoPacs();
        QVERIFY(m_page->findChild<QLabel*>("welcome")->isVisible());
        const auto field = [&](const char* name) {
            return m_page->findChild<QLineEdit*>(QLatin1String(name));
        };
        auto* answer = m_page->findChild<QLabel*>("pacsAnswer");
        QTest::keyClick(field("pacsTitle"), Qt::Key_Return);
        QVERIFY(answer->text().contains("AE title"));
        QTest::keyClicks(field("pacsTitle"), "ORTHANC");
        QTest::keyClicks(field("pacsHost"), "pacs.hospital");
        field("pacsPort")->setText("no");
        button("savePacs")->click();
        QVERIFY(answer->text().contains("port"));
        QVERIFY(m_saved.isEmpty());
        field("pacsPort")->setText("4242");
        button("savePacs")->click();
        QTRY_COMPARE(m_saved.size(), 1);
        QCOMPARE(m_saved.first().aeTitle, "ORTHANC");
        QCOMPARE(m_saved.first().host, "pacs.hospital");
        QCOMPARE(m_saved.first().port, quint16(4242));
        QTRY_VERIFY(answer->text().contains("Start Vigil again"));
        m_saveFault = Error{Error::Code::Denied, "This file cannot be written.", {}};
        button("savePacs")->click();
        QTRY_COMPARE(answer->text(), "This file cannot be written.");
    }
    /// Not a check but a look: with VIGIL_LOOK set to a folder the page is painted into it.
    void itsLookCanBeTaken() {
        const auto folder = qEnvironmentVariable("VIGIL_LOOK");
        if (folder.isEmpty()) return;
        m_page->setNoPacs();
        m_page->enter();
        m_run->set("pacs/main/echo", {State::Running, {}, {}, {}, {}});
        m_run->set("local/title",
                   setup::warning("The AE title \"VG-ROOM1\" was made from the name of this computer; "
                                  "nobody chose it.",
                                  "Make sure that no other computer has it, and write "
                                  "aeTitle=VG-ROOM1 in [local] of vigil.ini so that it stays the "
                                  "same."));
        QTRY_VERIFY(row("C-ECHO")->accessibleName().endsWith("running"));
        m_page->grab().save(folder + QStringLiteral("/setup-running-%1.png").arg(m_page->devicePixelRatio()));
        finish();
        m_page->grab().save(folder + QStringLiteral("/setup-done-%1.png").arg(m_page->devicePixelRatio()));
    }
};

QTEST_MAIN(SetupPageTest)
#include "SetupPageTest.moc"
