// SPDX-License-Identifier: GPL-3.0-or-later
// For every n the n-th statement fails, of signing and of raising: either everything is kept or nothing, and
// trying again works.
#include "tests/support/Desk.h"
#include "tests/support/FolderCopy.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using vigil::test::aStudy;
using vigil::test::Desk;
using vigil::test::waitFor;

class SigningCrashTest : public QObject {
    Q_OBJECT
private:
    const QList<study::Study> m_studies{aStudy("1.2.1"), aStudy("1.2.2")};
    QTemporaryDir m_folder;
    QString m_reportId;

    QString freshCopy(const QString& name) {
        const auto to = m_folder.filePath(name);
        test::copyFolder(m_folder.filePath("prepared"), to);
        return to;
    }
    alert::AlertDraft pneumothorax() const {
        auto draft = test::anAlertDraft().inReport(m_reportId).build();
        draft.procedures = m_studies.first().procedures;
        return draft;
    }
    /// Fails the n-th statement from now on and counts all of them.
    static std::shared_ptr<int> failStatement(Desk& desk, int failing) {
        auto seen = std::make_shared<int>(0);
        desk.data().records().beforeEachStatement([seen, failing]() -> Result<void> {
            if (++*seen == failing) return Error{Error::Code::DiskFull, "injected", {}};
            return {};
        });
        return seen;
    }

private Q_SLOTS:
    void initTestCase() {
        Desk desk(m_folder.filePath("prepared"));
        desk.setPin();
        m_reportId = desk.draft(m_studies);
        VIGIL_VERIFY(desk.raise(pneumothorax()));
    }
    void aFailingStatementOfSigningLeavesEverythingOrNothing() {
        Desk desk(freshCopy("signing"));
        int failing = 0;
        bool reachedTheEnd = false;
        while (!reachedTheEnd) {
            const auto seen = failStatement(desk, ++failing);
            const auto answer = desk.sign(m_reportId, m_studies);
            reachedTheEnd = *seen < failing;
            desk.data().records().beforeEachStatement({});
            const auto state = waitFor(desk.reports().load(m_reportId))->state;
            QCOMPARE(desk.contradiction(), QString());
            QCOMPARE(answer.has_value(), reachedTheEnd);
            QCOMPARE(state, reachedTheEnd ? report::ReportState::Final : report::ReportState::Draft);
            QVERIFY2(failing < 200, "the statements never come to an end");
        }
        // The PIN's transactions, and at least one statement for each thing that is kept.
        QVERIFY2(failing > 20, qPrintable(QString::number(failing)));
        qInfo("%d statements failed one after the other", failing - 1);
    }
    void aFailingStatementOfRaisingLeavesEverythingOrNothing() {
        Desk desk(freshCopy("raising"));
        int failing = 0;
        bool reachedTheEnd = false;
        while (!reachedTheEnd) {
            const auto before = waitFor(desk.alerts().board())->size();
            const auto seen = failStatement(desk, ++failing);
            const auto answer = desk.raise(pneumothorax());
            reachedTheEnd = *seen < failing;
            desk.data().records().beforeEachStatement({});
            QCOMPARE(desk.contradiction(), QString());
            QCOMPARE(answer.has_value(), reachedTheEnd);
            QCOMPARE(waitFor(desk.alerts().board())->size(), before + (reachedTheEnd ? 1 : 0));
            QVERIFY2(failing < 200, "the statements never come to an end");
        }
        QVERIFY(failing > 5);
        qInfo("%d statements failed one after the other", failing - 1);
    }
    void aFailingMirrorLosesNoFact() {
        const auto folder = freshCopy("mirror");
        {
            Desk desk(folder);
            desk.data().cache().beforeEachStatement([]() -> Result<void> {
                return Error{Error::Code::DiskFull, "injected", {}};
            });
            VIGIL_VERIFY(desk.raise(pneumothorax())); // it is a fact, the board only does not show it yet
            QCOMPARE(desk.contradiction(), QString());
            QCOMPARE(waitFor(desk.alerts().board())->size(), 1);
        }
        Desk desk(folder);
        QCOMPARE(waitFor(desk.alerts().board())->size(), 2);
    }
};

QTEST_GUILESS_MAIN(SigningCrashTest)
#include "SigningCrashTest.moc"
