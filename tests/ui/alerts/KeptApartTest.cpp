// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alert/KeptApart.h"
#include "core/alert/AlertRows.h"
#include "core/base/Async.h"
#include "tests/support/Desk.h"
#include "tests/support/Futures.h"
#include "ui/alerts/AlertDetails.h"
#include "ui/alerts/AlertsBoard.h"

#include <QAbstractButton>
#include <QLabel>
#include <QListWidget>
#include <QPromise>
#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::alert;
using vigil::test::anAlertDraft;
using vigil::test::Desk;
using vigil::test::waitFor;

/// What is said about a restricted alert for its team alone, in the details of the alerts place.
class KeptApartTest : public QObject {
    Q_OBJECT
private:
    struct Question {
        QUuid event;
        std::stop_token stop;
        std::shared_ptr<QPromise<Result<QByteArray>>> answer;
    };
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<ui::AlertDetails> m_details;
    QList<Question> m_asked;
    Alert m_own; ///< with the sealed parts, as its author's computer has it

    Alert raised(const char* text) {
        auto draft = anAlertDraft().of("suspected-abuse").build();
        draft.text = QString::fromLatin1(text);
        const auto id = *m_desk->raise(draft);
        if (!waitFor(m_desk->alerts().note(id, "siblings at home"))) qFatal("not noted");
        return *waitFor(m_desk->alerts().alert(id));
    }
    static void keepOn(Desk& desk, const Alert& alert) {
        QList<journal::Event> events;
        for (const auto& fact : alert.facts)
            events << fact.logged.event;
        VIGIL_VERIFY(desk.data().records().runAndWait(
            store::Lane::Person, [&](store::Transaction& records) -> Result<void> {
                for (const auto& event : events)
                    VIGIL_CHECK(desk.facts().append(records, event));
                return {};
            }));
        VIGIL_VERIFY(desk.data().cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) {
            return desk.facts().mirror(cache, events);
        }));
    }
    static Alert elsewhere(Alert alert) {
        for (auto& fact : alert.facts)
            fact.logged.event.sealed.clear();
        return alert;
    }
    void shows(const Alert& alert) {
        m_details->showRow(rowOf(alert));
        m_details->showHistory(alert);
    }
    void openAs(const QString& role) {
        m_details->setReveal(
            [this](const QUuid& event, const std::stop_token& stop) {
                m_asked << Question{event, stop, std::make_shared<QPromise<Result<QByteArray>>>()};
                m_asked.last().answer->start();
                return m_asked.last().answer->future();
            },
            role);
        shows(elsewhere(m_own));
    }
    void answer(int question, const Result<QByteArray>& sealed) {
        m_asked.at(question).answer->addResult(sealed);
        m_asked.at(question).answer->finish();
    }
    QByteArray sealedOf(const QUuid& event) const {
        for (const auto& fact : m_own.facts)
            if (fact.logged.event.eventId == event) return fact.logged.event.sealed;
        return {};
    }
    QAbstractButton* button() const { return m_details->findChild<QAbstractButton*>("showKeptApart"); }
    QString words() const { return m_details->findChild<QLabel*>("keptApartWords")->text(); }
    QString text() const { return m_details->findChild<QLabel*>("alertText")->text(); }
    QString history() const {
        QStringList lines;
        const auto* list = m_details->findChild<QListWidget*>("alertHistory");
        for (int row = 0; row < list->count(); ++row)
            lines << list->item(row)->text();
        return lines.join(u'\n');
    }
    bool isKeptFromSight() const {
        return !text().contains("Metaphyseal") && !history().contains("siblings");
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(m_folder->path());
        m_asked.clear();
        m_own = raised("Metaphyseal corner fractures.");
        m_details = std::make_unique<ui::AlertDetails>(m_desk->clock);
        m_details->show();
    }
    void cleanup() {
        m_details.reset();
        m_desk.reset();
        m_folder.reset();
    }

    void theTeamIsShownTheWordsOneAfterTheOther() {
        openAs("Safeguarding lead");
        QVERIFY(isKeptFromSight());
        QVERIFY(button()->isVisible());
        QCOMPARE(button()->accessibleName(), "Show what is kept apart");
        button()->click();
        QCOMPARE(m_asked.size(), 1);
        QVERIFY2(words().contains("1 of 2"), qPrintable(words()));
        answer(0, sealedOf(m_asked.first().event));
        QTRY_COMPARE(m_asked.size(), 2);
        QVERIFY(text().contains("Metaphyseal corner fractures."));
        QVERIFY(text().contains("Suspected abuse of a child"));
        QVERIFY(words().contains("2 of 2"));
        answer(1, sealedOf(m_asked.last().event));
        QTRY_VERIFY(history().contains("siblings at home"));
        QVERIFY(!button()->isVisible());
        m_details->showRow(rowOf(elsewhere(m_own))); // as the clock does
        QVERIFY(text().contains("Metaphyseal"));
    }
    void whoIsNotOfTheTeamIsNotOffered() {
        for (const auto* role : {"Consultant", "Responsible consultant", "Ward clerk", ""}) {
            openAs(role);
            QVERIFY2(!button()->isVisible(), role);
            QVERIFY(!m_details->pressKeptApart());
        }
        QVERIFY(m_asked.isEmpty());
    }
    void aRefusalIsSaidInWords() {
        openAs("Safeguarding lead");
        QVERIFY(m_details->pressKeptApart());
        answer(0, Error{Error::Code::Denied, "You have no right to do this in the department.", {}});
        QTRY_VERIFY2(words().contains("You have no right to do this"), qPrintable(words()));
        QCOMPARE(m_details->findChild<QLabel*>("keptApartWords")->property("announced").toString(), words());
        QVERIFY(isKeptFromSight());
        QVERIFY(m_details->pressKeptApart()); // once more
        QCOMPARE(m_asked.size(), 2);
    }
    void itIsCancelledAtOnceAndALateAnswerShowsNothing() {
        openAs("Safeguarding lead");
        button()->click();
        QVERIFY(button()->text().startsWith("Cancel"));
        button()->click();
        QVERIFY(m_asked.first().stop.stop_requested());
        QCOMPARE(words(), "Cancelled.");
        answer(0, sealedOf(m_asked.first().event));
        QTRY_VERIFY(m_asked.first().answer->future().isFinished());
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        QVERIFY(isKeptFromSight());
    }
    void itIsGoneWithAnotherAlertAndWhenThePlaceIsLeft() {
        const auto other = raised("Other words.");
        openAs("Safeguarding lead");
        const auto reveal = [this] {
            m_asked.clear();
            QVERIFY(m_details->pressKeptApart());
            for (int i = 0; i < 2; ++i) {
                QTRY_COMPARE(m_asked.size(), i + 1);
                answer(i, sealedOf(m_asked.at(i).event));
            }
            QTRY_VERIFY(history().contains("siblings"));
        };
        reveal();
        shows(elsewhere(other));
        QVERIFY(isKeptFromSight());
        shows(elsewhere(m_own));
        QVERIFY(isKeptFromSight());
        reveal();
        m_details->hide();
        m_details->show();
        QVERIFY(isKeptFromSight());
    }
    void itHasAKeyOnTheBoard() {
        const QTemporaryDir folder;
        auto lead = test::aRadiologist();
        lead.id = "sam";
        lead.role = "Safeguarding lead";
        Desk desk(folder.path(), lead);
        keepOn(desk, elsewhere(m_own));
        ui::AlertsBoard board(desk.alerts(), desk.clock, desk.events);
        int asked = 0;
        board.setReveal([&](const QUuid& event, const std::stop_token&) {
            ++asked;
            return readyFuture(Result<QByteArray>(sealedOf(event)));
        });
        board.show();
        auto* table = board.findChild<QWidget*>("alertsBoard");
        QTRY_VERIFY(board.findChild<QWidget*>("showKeptApart")->isVisible());
        QTest::keyClick(table, Qt::Key_K);
        QTRY_VERIFY(board.findChild<QLabel*>("alertText")->text().contains("Metaphyseal"));
        QTRY_COMPARE(asked, 2);
        QTRY_VERIFY(!board.findChild<QWidget*>("showKeptApart")->isVisible());
        QTest::keyClick(table, Qt::Key_K);
        QVERIFY(board.findChild<QLabel*>("alertsProblem")->text().contains("Nothing is kept apart"));
    }
    void theAuthorReadsTheOwnWordsWithoutAsking() {
        openAs("Safeguarding lead");
        shows(m_own);
        QVERIFY(history().contains("siblings at home"));
        QVERIFY(!button()->isVisible());
    }
};

QTEST_MAIN(KeptApartTest)
#include "KeptApartTest.moc"
