// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/FixedClock.h"
#include "ui/PatientBanner.h"
#include "ui/Rail.h"
#include "ui/StatusStrip.h"
#include "ui/Theme.h"
#include "ui/offline/OutboxPanel.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace vigil;
using namespace vigil::ui;
using State = sync::DestinationStatus::State;

/// The parts of the window around the places: what they say, and that they say it in words.
class ShellTest : public QObject {
    Q_OBJECT

    test::FixedClock m_clock;

    sync::DestinationStatus destination(const QString& name, State state) const {
        sync::DestinationStatus status;
        status.name = name;
        status.state = state;
        status.since = m_clock.now() - std::chrono::minutes(30);
        return status;
    }
    StatusLine line(const SystemStatus& status, const char* id) const {
        for (const auto& each : statusLines(status, toDateTime(m_clock.now())))
            if (each.id == QLatin1String(id)) return each;
        return {};
    }
    static double contrast(const QColor& a, const QColor& b) {
        const auto luminance = [](const QColor& c) {
            const auto part = [](double v) {
                return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
            };
            return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
        };
        const auto x = luminance(a) + 0.05;
        const auto y = luminance(b) + 0.05;
        return std::max(x, y) / std::min(x, y);
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Scheme::Dark); }

    void everyToneIsReadableInBothSchemes() {
        for (const auto scheme : {Scheme::Light, Scheme::Dark}) {
            applyTheme(*qApp, scheme);
            const auto palette = QApplication::palette();
            for (const auto tone :
                 {Tone::Plain, Tone::Muted, Tone::Info, Tone::Good, Tone::Warning, Tone::Critical})
                for (const auto role :
                     {QPalette::Window, QPalette::Base, QPalette::Button, QPalette::Highlight})
                    QVERIFY2(contrast(toneColour(palette, tone), palette.color(role)) >=
                                 (role == QPalette::Highlight ? 3.0 : 4.5),
                             qPrintable(QStringLiteral("scheme %1 tone %2 on %3: %4")
                                            .arg(int(scheme))
                                            .arg(int(tone))
                                            .arg(int(role))
                                            .arg(contrast(toneColour(palette, tone), palette.color(role)))));
            QVERIFY(QApplication::font().pointSizeF() >= 11);
        }
    }

    void theBannerNamesThePatientAndTurnsRedWithWords() {
        PatientBanner banner(m_clock);
        study::Study study;
        study.patient = {{QStringLiteral("RQX"), QStringLiteral("4400127")},
                         QStringLiteral("Okafor^Ngozi"),
                         QDate(1946, 1, 25),
                         QStringLiteral("F")};
        study.description = QStringLiteral("CT head");
        study.accessionNumber = QStringLiteral("A1");
        study.studyTime = QDateTime(QDate(2026, 11, 23), QTime(3, 14));
        QVERIFY(banner.isHidden());
        banner.show(study);
        for (const auto* words :
             {"Okafor, Ngozi", "25 Jan 1946", "80 y", "female", "4400127", "CT head", "A1", "23 Nov 2026"})
            QVERIFY2(banner.text().contains(QString::fromLatin1(words)), words);
        banner.setMismatch(QStringLiteral("Report and images are of different patients."));
        QVERIFY(banner.hasMismatch());
        QVERIFY(banner.accessibleDescription().startsWith(QStringLiteral("Report and images")));
        banner.show(study);
        QVERIFY(!banner.hasMismatch());
    }

    void theStatusTellsTheTruth() {
        SystemStatus status;
        status.departmentIsServer = false;
        QVERIFY(line(status, "department").text.contains(QStringLiteral("this computer only")));
        status.departmentIsServer = true;
        status.destinations = {destination(QStringLiteral("department"), State::Offline)};
        QCOMPARE(line(status, "department").text, QStringLiteral("Department: offline since 08:30"));
        status.destinations[0].state = State::Paused;
        QCOMPARE(line(status, "department").tone, Tone::Critical);
        status.destinations[0].state = State::Online;
        QCOMPARE(line(status, "department").text, QStringLiteral("Department: connected"));
        QCOMPARE(line(status, "outbox").text, QStringLiteral("No messages waiting"));
        status.destinations << destination(QStringLiteral("archive"), State::Online);
        status.destinations[0].waiting = 2;
        status.destinations[1].waiting = 1;
        status.destinations[1].parked = 1;
        QCOMPARE(line(status, "outbox").text, QStringLiteral("3 messages waiting, 1 refused"));
        status.destinations[0].oldestCritical = m_clock.now() - std::chrono::minutes(14);
        QCOMPARE(line(status, "critical").text, QStringLiteral("Undelivered critical for 14 min: telephone"));
        QCOMPARE(line(status, "critical").tone, Tone::Critical);
    }

    void silenceOfTheEscalationTurnsTheStatusRed() {
        using Escalation = dispatch::EscalationStatus;
        SystemStatus status;
        QCOMPARE(line(status, "escalation").text, QStringLiteral("Escalation: not known"));
        status.escalation.state = Escalation::State::Running;
        QCOMPARE(line(status, "escalation").text, QStringLiteral("Escalation: running"));
        QCOMPARE(line(status, "escalation").tone, Tone::Muted);
        status.escalation.undelivered = QStringList{QStringLiteral("hl7/epr")};
        QCOMPARE(line(status, "escalation").text,
                 QStringLiteral("Alerts do not get through (hl7/epr): telephone"));
        QCOMPARE(line(status, "escalation").tone, Tone::Critical);
        status.escalation.state = Escalation::State::NotRunning;
        QCOMPARE(line(status, "escalation").text, QStringLiteral("Escalation is not running: telephone"));
        QCOMPARE(line(status, "escalation").tone, Tone::Critical);
        // Said quietly, but said: nobody may take it for granted.
        status.escalation = {Escalation::State::NeverSeen, {}};
        QCOMPARE(line(status, "escalation").text, QStringLiteral("No escalation service in this department"));
        QCOMPARE(line(status, "escalation").tone, Tone::Muted);
        status.escalation.state = Escalation::State::Running;
        status.departmentIsServer = false;
        QCOMPARE(line(status, "escalation").text, QStringLiteral("No escalation service in this department"));
    }

    void thePacsSaysWhatIsOnItsWay() {
        SystemStatus status;
        status.pacsReached = true;
        status.pacsAsked = toDateTime(m_clock.now());
        status.arriving = 2;
        status.queued = 5;
        QCOMPARE(line(status, "pacs").text, QStringLiteral("PACS: answered 09:00, 2 arriving, 5 queued"));
        status.arriving = status.queued = 0;
        status.stopped = 1;
        QCOMPARE(line(status, "pacs").text, QStringLiteral("PACS: answered 09:00, 1 did not come"));
        QCOMPARE(line(status, "pacs").tone, Tone::Warning);
        status.retrievePause = QStringLiteral("The disk is full.");
        QVERIFY(line(status, "pacs").text.contains(QStringLiteral("fetching paused: disk full")));
        status = {};
        status.roomTrouble = QStringLiteral("The images take more than the limit.");
        QVERIFY(line(status, "pacs").text.contains(QStringLiteral("images over their limit")));
        QCOMPARE(line(status, "pacs").tone, Tone::Warning);
    }

    void aClickOnTheStatusAsksForTheDetail() {
        StatusStrip strip(m_clock);
        QCOMPARE(strip.accessibleName(), QStringLiteral("Status"));
        QSignalSpy asked(&strip, &StatusStrip::detailRequested);
        strip.findChild<QToolButton*>(QStringLiteral("status_outbox"))->click();
        QCOMPARE(asked.count(), 1);
    }

    void inANarrowWindowOnlyWhatIsWellLosesItsWords() {
        StatusStrip strip(m_clock);
        SystemStatus status;
        status.pacsReached = true;
        status.pacsAsked = toDateTime(m_clock.now());
        status.reportedTwice = 1;
        strip.resize(4000, 30);
        strip.show();
        strip.setStatus(status);
        QVERIFY(strip.minimumSizeHint().width() < 600);
        const auto text = [&strip](const char* name) {
            return strip.findChild<QToolButton*>(QLatin1String(name))->text();
        };
        for (const auto* name : {"status_pacs", "status_department", "status_critical", "status_twice"})
            QVERIFY2(!text(name).isEmpty(), name);
        strip.resize(600, 30);
        QTRY_VERIFY(text("status_critical").isEmpty());
        QVERIFY(text("status_outbox").isEmpty());
        QVERIFY(text("status_twice").contains(QStringLiteral("settle it")));
        // Whoever listens hears all of it.
        const auto* critical = strip.findChild<QToolButton*>(QStringLiteral("status_critical"));
        QCOMPARE(critical->accessibleName(), QStringLiteral("No undelivered critical"));
        QVERIFY(critical->toolTip().contains(QStringLiteral("No undelivered critical")));
        strip.resize(4000, 30);
        QTRY_VERIFY(!text("status_critical").isEmpty());
    }
    void theOutboxListsDestinationsAndWhatWasRefused() {
        OutboxPanel panel(m_clock);
        QCOMPARE(panel.accessibleName(), QStringLiteral("Outbox"));
        SystemStatus status;
        auto archive = destination(QStringLiteral("archive"), State::Offline);
        archive.waiting = 2;
        status.destinations = {archive};
        panel.setStatus(status);
        QCOMPARE(panel.lines(), QStringList{"Archive (reports): offline since 08:30, 2 waiting"});
        panel.setRefused({{QStringLiteral("department"), QStringLiteral("m1"), QStringLiteral("Alert"),
                           toDateTime(m_clock.now()), QStringLiteral("unknown category")}});
        QVERIFY(panel.lines().last().contains(QStringLiteral("unknown category")));
        QSignalSpy tryNow(&panel, &OutboxPanel::tryNowRequested);
        QSignalSpy again(&panel, &OutboxPanel::sendAgainRequested);
        for (auto* button : panel.findChildren<QPushButton*>())
            if (button->text() != QStringLiteral(" Close")) button->click();
        QCOMPARE(tryNow.count(), 1);
        QCOMPARE(again.count(), 1);
        QCOMPARE(again.at(0).at(1).toString(), QStringLiteral("m1"));
    }

    void theRailSaysWhatWaits() {
        Rail rail;
        QSignalSpy chosen(&rail, &Rail::chosen);
        auto* alerts = rail.findChild<QToolButton*>(QStringLiteral("placeAlerts"));
        rail.setCount(Place::Alerts, 3);
        QCOMPARE(alerts->accessibleName(), QStringLiteral("Alerts, 3 open"));
        alerts->click();
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.at(0).at(0).value<Place>(), Place::Alerts);
    }
};

QTEST_MAIN(ShellTest)
#include "ShellTest.moc"
