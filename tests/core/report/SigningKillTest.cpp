// SPDX-License-Identifier: GPL-3.0-or-later
// For every n a process of its own saves, raises or signs and is killed (SIGKILL) just before its n-th
// statement: what it leaves on the disk is whole.
#include "tests/support/Desk.h"
#include "tests/support/FolderCopy.h"
#include "tests/support/Futures.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace vigil;
using vigil::test::aStudy;
using vigil::test::Desk;
using vigil::test::waitFor;

namespace {

QList<study::Study> bothStudies() {
    return {aStudy("1.2.1"), aStudy("1.2.2")};
}

alert::AlertDraft pneumothorax(const QString& reportId) {
    auto draft = test::anAlertDraft().inReport(reportId).build();
    draft.procedures = bothStudies().first().procedures;
    return draft;
}

const QStringList texts{QStringLiteral("First."), QStringLiteral("First. Second."),
                        QStringLiteral("First. Second. Third.")};

report::ReportContent withText(report::ReportContent content, const QString& text) {
    content.sections.last().paragraphs = {{text, {}}};
    return content;
}

/// As the editor saves at its pauses: says "saved" after each, and goes on typing.
int saveAll(Desk& desk, const QString& reportId) {
    const auto loaded = waitFor(desk.reports().load(reportId));
    if (!loaded) return 1;
    auto revision = loaded->revision;
    for (const auto& text : texts) {
        const auto saved = waitFor(desk.reports().saveDraft(withText(loaded->content, text), revision));
        if (!saved) return 1;
        revision = *saved;
        std::fputs("saved\n", stdout);
        std::fflush(stdout);
    }
    return 0;
}

const auto begunId = QStringLiteral("begun-1");

alert::KeptAlert begun(const QString& finding) {
    const auto draft = pneumothorax({});
    alert::KeptAlert kept{begunId, {}, draft.patient, draft.procedures};
    kept.fields.insert(QStringLiteral("finding"), finding);
    return kept;
}

const QStringList typed{QStringLiteral("Pneumo"), QStringLiteral("Pneumothorax")};

/// As its form is kept at the pauses: says "kept" after each, and raises it.
int beginAndRaise(Desk& desk, const QString& reportId) {
    for (const auto& finding : typed) {
        if (!waitFor(desk.alerts().begunWork().keep(begun(finding)))) return 1;
        std::fputs("kept\n", stdout);
        std::fflush(stdout);
    }
    return waitFor(desk.alerts().raise(pneumothorax(reportId), begunId)) ? 0 : 1;
}

/// The process that is killed: `save|sign|raise|begin FOLDER REPORT N`. Statements of both files count
/// together, so that it also dies between the commit of the facts and the showing of them.
int victim(const QStringList& arguments) {
    Desk desk(arguments.at(1));
    const auto reportId = arguments.at(2);
    const int last = arguments.at(3).toInt();
    auto seen = std::make_shared<std::atomic<int>>(0);
    const auto dieAt = [seen, last]() -> Result<void> {
        if (++*seen == last) std::raise(SIGKILL);
        return {};
    };
    desk.data().records().beforeEachStatement(dieAt);
    desk.data().cache().beforeEachStatement(dieAt);
    if (arguments.at(0) == QLatin1String("save")) return saveAll(desk, reportId);
    if (arguments.at(0) == QLatin1String("sign")) return desk.sign(reportId, bothStudies()) ? 0 : 1;
    if (arguments.at(0) == QLatin1String("begin")) return beginAndRaise(desk, reportId);
    return desk.raise(pneumothorax(reportId)) ? 0 : 1;
}

} // namespace

class SigningKillTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_reportId;
    QByteArray m_said; ///< what the dead process wrote to its standard output

    /// Kills at every statement until one process comes through; `check` looks at what each left.
    void killEverywhere(const QString& deed, const std::function<void(Desk&, bool)>& check) {
        int killed = 0;
        for (int last = 1; last < 200; ++last) {
            const auto folder = m_folder.filePath(deed + QString::number(last));
            test::copyFolder(m_folder.filePath("prepared"), folder);
            QProcess process;
            process.start(QCoreApplication::applicationFilePath(),
                          {deed, folder, m_reportId, QString::number(last)});
            QVERIFY(process.waitForFinished(60000));
            m_said = process.readAllStandardOutput();
            const bool survived = process.exitStatus() == QProcess::NormalExit;
            if (survived)
                QCOMPARE(process.exitCode(), 0);
            else
                ++killed;
            {
                Desk desk(folder); // opens what the dead process left, the lock is free
                const auto contradiction = desk.contradiction();
                QVERIFY2(contradiction.isEmpty(),
                         qPrintable(QStringLiteral("statement %1: %2").arg(last).arg(contradiction)));
                check(desk, survived);
                if (QTest::currentTestFailed()) return;
            }
            QDir(folder).removeRecursively();
            if (survived) {
                qInfo("%d processes killed, one after the other", killed);
                QVERIFY(killed > 5);
                return;
            }
        }
        QFAIL("the statements never come to an end");
    }

private Q_SLOTS:
    void initTestCase() {
        Desk desk(m_folder.filePath("prepared"));
        desk.setPin();
        m_reportId = desk.draft(bothStudies());
        VIGIL_VERIFY(desk.raise(pneumothorax(m_reportId)));
    }
    void whatWasSavedBeforeTheKillIsThereAndNothingIsHalfWritten() {
        const auto before = test::aReport().of(bothStudies()).build();
        int afterTheLastSave = 0;
        killEverywhere("save", [&](Desk& desk, bool survived) {
            const auto loaded = waitFor(desk.reports().load(m_reportId));
            VIGIL_VERIFY(loaded);
            QList<report::ReportContent> whole{before};
            for (const auto& text : texts)
                whole << withText(before, text);
            qsizetype kept = -1;
            for (qsizetype i = 0; i < whole.size(); ++i)
                if (loaded->content.sections == whole.at(i).sections) kept = i;
            const auto saved = m_said.count("saved");
            QVERIFY2(kept >= saved, qPrintable(QStringLiteral("%1 saved, %2 there").arg(saved).arg(kept)));
            QVERIFY(kept <= saved + 1); // the one that was being written, whole
            QCOMPARE(loaded->state, report::ReportState::Draft);
            if (survived) QCOMPARE(saved, texts.size());
            afterTheLastSave += !survived && saved > 0;
        });
        QVERIFY(afterTheLastSave > 0);
    }
    void aKilledSignatureIsWholeOrNotThere() {
        int signedAnyway = 0;
        killEverywhere("sign", [&](Desk& desk, bool survived) {
            const auto loaded = waitFor(desk.reports().load(m_reportId));
            VIGIL_VERIFY(loaded);
            const bool isFinal = loaded->state == report::ReportState::Final;
            if (survived) QVERIFY(isFinal);
            signedAnyway += isFinal && !survived;
            const auto documents = waitFor(desk.reports().signedDocuments());
            QCOMPARE(documents->size(), isFinal ? 2 : 0);
            if (!isFinal)
                QCOMPARE(loaded->content.sections, test::aReport().of(bothStudies()).build().sections);
        });
        QVERIFY(signedAnyway > 0); // killed after the commit: signed all the same
    }
    void aKilledAlertIsWholeOrNotThereAndThenOnTheBoard() {
        int raisedAnyway = 0;
        killEverywhere("raise", [&](Desk& desk, bool survived) {
            const auto carried =
                waitFor(desk.data().recordsReader().run([this](const store::Database& records) {
                    return store::AlertStore::alertsOfReport(records, m_reportId);
                }));
            VIGIL_VERIFY(carried);
            const bool isRaised = carried->size() == 2;
            if (survived) QVERIFY(isRaised);
            raisedAnyway += isRaised && !survived;
            QCOMPARE(waitFor(desk.alerts().board())->size(), isRaised ? 2 : 1); // shown at the next start
        });
        QVERIFY(raisedAnyway > 0);
    }
    /// Never neither, or it would be lost; never both, or it would be raised twice.
    void anAlertIsBegunOrRaisedWheneverItsComputerDies() {
        int begunOnes = 0;
        int raisedOnes = 0;
        killEverywhere("begin", [&](Desk& desk, bool survived) {
            const auto kept = waitFor(desk.alerts().begunWork().all());
            VIGIL_VERIFY(kept);
            const auto saved = m_said.count("kept");
            const bool isRaised = waitFor(desk.alerts().board())->size() == 2;
            const bool isBegun = !kept->alerts.isEmpty();
            QVERIFY(!(isRaised && isBegun));
            if (saved > 0) QVERIFY(isRaised || isBegun);
            if (survived) QVERIFY(isRaised);
            if (isBegun) {
                const auto finding = kept->alerts.first().fields.value("finding").toString();
                QVERIFY(typed.indexOf(finding) + 1 >= saved);
            }
            begunOnes += isBegun;
            raisedOnes += isRaised && !survived;
        });
        QVERIFY(begunOnes > 0);
        QVERIFY(raisedOnes > 0);
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const auto arguments = application.arguments().mid(1);
    if (arguments.size() == 4 && QStringList{"save", "sign", "raise", "begin"}.contains(arguments.first()))
        return victim(arguments);
    SigningKillTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "SigningKillTest.moc"
