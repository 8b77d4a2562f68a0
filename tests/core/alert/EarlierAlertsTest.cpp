// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/AlertService.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <mutex>

using namespace vigil;
using namespace vigil::alert;
using namespace std::chrono_literals;
using vigil::test::anAlertDraft;
using vigil::test::Desk;
using vigil::test::waitFor;

/// One desk that asks the log, and another one whose alerts stand in it.
class EarlierAlertsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<Desk> m_elsewhere;
    AlertsInLog m_log;
    qint64 m_seq = 0;

    static QString raisedAt(Desk& desk, const AlertDraft& draft = anAlertDraft().build()) {
        const auto id = desk.raise(draft);
        if (!id) qFatal("%s", qPrintable(id.error().message));
        return *id;
    }
    /// What the department would give out of it: without sealed parts, with a receipt.
    void putIntoLog(Desk& desk, const QString& alertId) {
        const auto alert = waitFor(desk.alerts().alert(alertId));
        for (const auto& fact : alert->facts) {
            auto logged = fact.logged;
            logged.event.sealed.clear();
            logged.receipt.seq = ++m_seq;
            logged.receipt.logId = QUuid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            logged.receipt.receivedAt = logged.event.occurredAt;
            m_log.events << logged;
        }
    }
    Result<EarlierAlerts> asked() { return waitFor(m_desk->alerts().earlierInLog(test::aPatient().key, {})); }
    static QStringList idsOf(const BoardRows& rows) {
        QStringList ids;
        for (const auto& row : rows)
            ids << row->view.alertId;
        return ids;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->filePath("here"));
        m_elsewhere = std::make_unique<Desk>(m_folder->filePath("elsewhere"));
        m_log = {};
        m_seq = 0;
        m_desk->alerts().setAskLog(
            [this](const study::PatientKey&, std::stop_token) -> Result<AlertsInLog> { return m_log; });
    }
    void cleanup() {
        m_desk.reset();
        m_elsewhere.reset();
        m_folder.reset();
    }
    void whatTheMirrorHasComesFirstAndTheLogsOthersAfterItNewestFirst() {
        const auto old = raisedAt(*m_elsewhere, anAlertDraft().of("nodule").build());
        m_elsewhere->clock.advance(1h);
        const auto later = raisedAt(*m_elsewhere);
        VIGIL_VERIFY(waitFor(m_elsewhere->alerts().withdraw(later, "another finding")));
        putIntoLog(*m_elsewhere, old);
        putIntoLog(*m_elsewhere, later);
        const auto here = raisedAt(*m_desk);
        const auto all = asked();
        VIGIL_VERIFY(all);
        QCOMPARE(idsOf(all->rows), (QStringList{here, later, old}));
        QCOMPARE(all->rows.at(1)->view.state, State::Withdrawn);
        QCOMPARE(all->rows.at(2)->findingLabel,
                 waitFor(m_elsewhere->alerts().board())->first()->findingLabel);
        QCOMPARE(all->more, 0);
    }
    void theMirrorsRowStandsForWhatBothHave() {
        const auto id = raisedAt(*m_desk);
        putIntoLog(*m_desk, id);
        VIGIL_VERIFY(waitFor(m_desk->alerts().withdraw(id, "another finding"))); // not in the log yet
        const auto all = asked();
        VIGIL_VERIFY(all);
        QCOMPARE(idsOf(all->rows), QStringList{id});
        QCOMPARE(all->rows.first()->view.state, State::Withdrawn);
    }
    void whatIsAboutSomebodyElseIsLeftOut() {
        auto draft = anAlertDraft().build();
        draft.patient.key.id = draft.reportPatient.id = draft.imagesPatient.id = "9990000026";
        putIntoLog(*m_elsewhere, raisedAt(*m_elsewhere, draft));
        const auto all = asked();
        VIGIL_VERIFY(all);
        QVERIFY(all->rows.isEmpty());
    }
    void howManyMoreThereAreCountsNothingTwice() {
        putIntoLog(*m_elsewhere, raisedAt(*m_elsewhere));
        m_log.more = 7;
        QCOMPARE(asked()->more, 7);
        raisedAt(*m_desk); // among the seven, or on its way
        QCOMPARE(asked()->more, 6);
        m_log.more = 0;
        QCOMPARE(asked()->more, 0);
    }
    void wordsOfARestrictedFindingStayWithItsTeam() {
        auto draft = anAlertDraft().of("suspected-abuse").build();
        draft.text = "Metaphyseal fractures.";
        putIntoLog(*m_elsewhere, raisedAt(*m_elsewhere, draft));
        const auto all = asked();
        VIGIL_VERIFY(all);
        QCOMPARE(all->rows.size(), 1);
        QVERIFY(all->rows.first()->restricted);
        QVERIFY(!all->rows.first()->text.contains("fractures"));
    }
    void whyTheRestIsNotShownIsSaidInWords() {
        m_desk->alerts().setAskLog([](const study::PatientKey&, std::stop_token) -> Result<AlertsInLog> {
            return Error{Error::Code::Timeout, "silent", "of postgres"};
        });
        QCOMPARE(whyOnlyRecent(asked().error()),
                 "Only those of the last 30 days: the department cannot be reached.");
        QVERIFY(whyOnlyRecent({Error::Code::Unsupported, {}, {}}).contains("older than this Vigil"));
        QVERIFY(whyOnlyRecent({Error::Code::Denied, {}, {}}).contains("does not let this user in"));
    }
    void aSilentDepartmentHoldsUpNeitherActsNorTheEnd() {
        std::mutex mutex;
        std::condition_variable_any ended;
        std::atomic<int> waiting = 0;
        m_desk->alerts().setAskLog(
            [&](const study::PatientKey&, std::stop_token stop) -> Result<AlertsInLog> {
                std::unique_lock lock(mutex);
                ++waiting;
                ended.wait(lock, stop, [] { return false; });
                return Error{Error::Code::Cancelled, {}, {}};
            });
        std::stop_source closed;
        const auto first = m_desk->alerts().earlierInLog(test::aPatient().key, closed.get_token());
        static_cast<void>(m_desk->alerts().earlierInLog(test::aPatient().key, {}));
        QTRY_COMPARE(waiting.load(), 2);
        raisedAt(*m_desk);
        closed.request_stop();
        QCOMPARE(waitFor(first).error().code, Error::Code::Cancelled);
        m_desk.reset(); // ends, although the other one waits
    }
};

QTEST_GUILESS_MAIN(EarlierAlertsTest)
#include "EarlierAlertsTest.moc"
