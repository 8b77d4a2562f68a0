// SPDX-License-Identifier: GPL-3.0-or-later
// How report and alerts look: in both schemes nothing is cut. With VIGIL_SCREENSHOTS=DIR the pictures are
// kept.
#include "tests/ui/report/ReadingRoom.h"
#include "ui/Theme.h"
#include "ui/alerts/AlertsBoard.h"
#include "ui/alerts/FaultsPage.h"
#include "ui/alerts/RatesPage.h"
#include "ui/report/ReportEditor.h"
#include "ui/report/ReportPanel.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>

using namespace vigil;
using namespace vigil::test;
using namespace vigil::ui;
using namespace std::chrono_literals;

class ReportLookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsCutOff_data() {
        QTest::addColumn<int>("scheme");
        QTest::newRow("dark") << static_cast<int>(Scheme::Dark);
        QTest::newRow("light") << static_cast<int>(Scheme::Light);
    }
    void nothingIsCutOff() {
        QFETCH(int, scheme);
        applyTheme(*qApp, static_cast<Scheme>(scheme));
        m_name = QString::fromLatin1(QTest::currentDataTag());
        ReadingRoom room;
        room.keepInDirectory(
            "rc,inbox,Medical take,Responsible consultant,0161 496 0001,,\n"
            "ok,person,Okafor^Ben,Specialty registrar on call,0161 496 0002,,pa 2026-11-01..2026-12-31\n"
            "pa,person,Patel^Asha,Specialty registrar on call,0161 496 0003,,\n"
            "co,person,Riley^Ray,Consultant on call,,ray@example.nhs.uk,\n");
        ReportPanel panel(*room.reports, *room.alerts, room.clock, room.events);
        const auto study = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1001"),
                                               QStringLiteral("CT chest with contrast"));
        const auto other = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1003"),
                                               QStringLiteral("CT abdomen"));
        showReport(panel, room, study, other);
        alertForm(panel, room);
        signSheet(panel);
        board(room, study);
    }

private:
    void showReport(ReportPanel& panel, ReadingRoom& room, const study::Study& study,
                    const study::Study& other) {
        panel.setImageLabels([](const report::ImageReference&) { return QStringLiteral("Se 3 · Im 42"); });
        panel.setSignContextSource([&room, study](const QStringList&) {
            return readyFuture(Result<report::SignContext>(room.contextOf({study})));
        });
        panel.resize(540, 1000);
        panel.show();
        panel.openStudy(study.patient, {study});
        auto* editor = panel.findChild<ReportEditor*>();
        QTRY_VERIFY(!editor->sections().isEmpty());
        panel.setOtherStudies({other});
        panel.setCurrentImage(ReadingRoom::anImage(study.studyUid, QStringLiteral("42")), study.patient.key);
        QTest::keyClicks(editor, QStringLiteral("and a small effusion "));
        keep(panel, "late");
        QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("discardLateText")), Qt::LeftButton);
        panel.writeHere();
        const QStringList texts{
            QStringLiteral("Sudden breathlessness and pleuritic chest pain after a long flight."),
            QStringLiteral("CT pulmonary angiogram. Good opacification of the main trunk."),
            QStringLiteral("None available."),
            QStringLiteral("Filling defects in both main pulmonary arteries, extending into the "
                           "lobar branches. The right ventricle is dilated, RV to LV ratio 1.4."),
            QStringLiteral("Large saddle embolus with signs of right heart strain.")};
        for (qsizetype i = 0; i < editor->sections().size(); ++i) {
            QTest::keyClicks(editor, texts.value(i, QStringLiteral("No other abnormality.")));
            if (i == 3) panel.insertImage(ReadingRoom::anImage(study.studyUid, QStringLiteral("42")));
            QTest::keyClick(editor, Qt::Key_F6);
        }
        auto* saved = panel.findChild<QLabel*>(QStringLiteral("saved"));
        QTRY_VERIFY(saved->text().startsWith(QStringLiteral("Saved")));
        QTRY_VERIFY(panel.findChild<QWidget*>(QStringLiteral("remarks"))->isVisible());
        keep(panel, "report");
    }

    void alertForm(ReportPanel& panel, ReadingRoom& room) {
        const auto before = ReadingRoom::aStudy(ReadingRoom::harold(), QStringLiteral("1.2.826.1003"),
                                                QStringLiteral("CT abdomen"));
        const auto taken = room.raise(before, room.findingOf(QStringLiteral("cancer")).code);
        VIGIL_VERIFY(waitFor(room.alerts->acknowledge(
            taken, {QStringLiteral("Okafor, Ben"),
                    room.policy->category(QStringLiteral("cancer"))->mayAccept.first(),
                    {},
                    QStringLiteral("telephone, read back")})));
        panel.flagCriticalFinding();
        QTRY_VERIFY(panel.findChild<QWidget*>(QStringLiteral("earlierAlerts"))->isVisible());
        panel.findChild<QComboBox*>(QStringLiteral("finding"))
            ->setEditText(room.findingOf(QStringLiteral("critical")).label);
        auto* recipients = panel.findChild<QLabel*>(QStringLiteral("recipients"));
        QTRY_VERIFY(recipients->text().contains(QStringLiteral("0161 496 0003")));
        panel.findChild<QLineEdit*>(QStringLiteral("recommendedAction"))
            ->setText(QStringLiteral("anticoagulate and call the PE team"));
        keep(panel, "alert-form");
        auto* category = panel.findChild<QComboBox*>(QStringLiteral("category"));
        category->setCurrentIndex(2);
        panel.flagCriticalFinding();
        keep(panel, "alert-lowered");
        category->setCurrentIndex(0);
        panel.flagCriticalFinding();
        QTRY_VERIFY(panel.findChild<QWidget*>(QStringLiteral("factsForm"))->isVisible());
        auto* sheet = panel.findChild<QLabel*>(QStringLiteral("callSheet"));
        QTRY_VERIFY(sheet->text().contains(QStringLiteral("0161 496 0001")) &&
                    sheet->text().contains(QStringLiteral("PE team")));
        keep(panel, "call-task");
        QTest::mouseClick(panel.findChild<QPushButton*>(QStringLiteral("closeFacts")), Qt::LeftButton);
        QTRY_VERIFY(!panel.findChild<QWidget*>(QStringLiteral("factsForm"))->isVisible());
        keep(panel, "alert-row");
    }

    void signSheet(ReportPanel& panel) {
        panel.startSigning();
        QTRY_VERIFY(panel.findChild<QWidget*>(QStringLiteral("signSheet"))->isVisible());
        keep(panel, "sign");
    }

    void board(ReadingRoom& room, const study::Study& study) {
        const auto other = ReadingRoom::aStudy(ReadingRoom::amina(), QStringLiteral("1.2.826.1004"),
                                               QStringLiteral("CT abdomen"));
        room.raise(other, room.findingOf(QStringLiteral("cancer")).code);
        const auto urgent = room.raise(study, room.findingOf(QStringLiteral("urgent")).code);
        room.raise(other, room.findingOf(QStringLiteral("significant")).code);
        room.clock.advance(42min);
        const journal::OnBehalfOf who{QStringLiteral("Okafor, Ben"),
                                      room.policy->category(QStringLiteral("urgent"))->mayAccept.first(),
                                      QStringLiteral("GMC 7001122"), QStringLiteral("telephone, read back")};
        VIGIL_VERIFY(waitFor(room.alerts->acknowledge(urgent, who)));
        AlertsBoard alerts(*room.alerts, room.clock, room.events);
        alerts.setBanner(
            QStringLiteral("No department is connected: alerts stay on this computer. Telephone."));
        alerts.resize(1640, 860);
        alerts.show();
        auto* table = alerts.findChild<QTableView*>(QStringLiteral("alertsBoard"));
        QTRY_COMPARE(table->model()->rowCount(), 5);
        table->setFocus();
        QTRY_VERIFY(alerts.findChild<QLabel*>(QStringLiteral("alertReach"))->isVisible());
        keep(alerts, "board");
        QTest::keyClick(table, Qt::Key_A);
        keep(alerts, "board-acknowledge");
        QTest::keyClick(table, Qt::Key_T);
        auto* sheet = alerts.findChild<QLabel*>(QStringLiteral("callSheet"));
        QTRY_VERIFY(sheet->text().contains(QStringLiteral("0161 496 0001")));
        keep(alerts, "board-call");
        alerts.resize(1200, 720); // beside the rail of a window of 1280
        keep(alerts, "board-narrow-call");
        QTest::mouseClick(alerts.findChild<QPushButton*>(QStringLiteral("closeFacts")), Qt::LeftButton);
        keep(alerts, "board-narrow");
        faults(room);
    }

    void faults(ReadingRoom& room) {
        FaultsPage page(
            [&room] {
                return readyFuture<Result<QList<FaultLine>>>(faultLines(
                    waitFor(room.directory->faults()).value(), waitFor(room.directory->directory()).value(),
                    {QStringLiteral("the calendar ends on 31 December 2026")}, {},
                    QStringLiteral("Fail-safe officer")));
            },
            [&room](const QString& id) { return room.directory->verify(id); });
        page.resize(1200, 720);
        page.show();
        auto* table = page.findChild<QTableWidget*>(QStringLiteral("faults"));
        QTRY_VERIFY(table->rowCount() > 3);
        keep(page, "faults");
        RatesPage rates(*room.safetyNet, room.clock);
        rates.resize(1200, 720);
        rates.show();
        QTRY_VERIFY(rates.findChild<QTableWidget*>(QStringLiteral("alertRates"))->rowCount() > 3);
        keep(rates, "rates");
    }

    /// No visible button shows less than its words, and nothing is wider than its place.
    void keep(QWidget& widget, const char* what) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        if (const auto folder = qEnvironmentVariable("VIGIL_SCREENSHOTS"); !folder.isEmpty()) {
            QDir().mkpath(folder);
            widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(what), m_name));
        }
        for (const auto* button : widget.findChildren<QPushButton*>())
            if (button->isVisible())
                QVERIFY2(button->width() >=
                             button->fontMetrics().horizontalAdvance(button->text().remove(u'&')),
                         qPrintable(QLatin1String(what) + u' ' + button->text()));
    }

    QString m_name;
};

QTEST_MAIN(ReportLookTest)
#include "ReportLookTest.moc"
