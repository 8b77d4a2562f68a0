// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dispatch/Corrections.h"
#include "tests/support/AlertFacts.h"

#include <QTest>

#include <random>

using namespace vigil;
using namespace vigil::dispatch;
using namespace vigil::test;
using namespace std::chrono_literals;
using alert::Party;
namespace kind = vigil::journal::kind;

class CorrectionsTest : public QObject {
    Q_OBJECT
    const Party m_owner = alert::AlertStory(AlertFacts().raised().alert()).raisedFor();
    const Party m_tracking{{}, QStringLiteral("Cancer tracking")};

    static QList<Telling> at(const AlertFacts& facts, int minute) {
        const auto alert = facts.alert();
        return correctionsOf(alert, alert::AlertStory(alert), facts.minute(minute));
    }

private Q_SLOTS:
    void whoWasWrittenToIsWrittenToByTheSameWays() {
        auto facts = AlertFacts().raised().written(1, m_owner).written(1, m_owner, "hl7/epr");
        QVERIFY(at(facts, 10).isEmpty()); // nothing has changed
        facts.add(kind::alertWithdrawn, 2);
        QVERIFY(at(facts, 2).isEmpty()); // it may be taken back at once
        const auto tellings = at(facts, 3);
        QCOMPARE(tellings.size(), 1);
        QCOMPARE(tellings.first().to, m_owner);
        QVERIFY(tellings.first().what == Telling::What::Correct);
        QCOMPARE(tellings.first().since, facts.lastId());
        QCOMPARE(tellings.first().only, (QStringList{"mail", "hl7/epr"}));
    }
    void whomNoMessageReachedIsNotToldOfAChange() {
        QVERIFY(at(AlertFacts().raised().called(1).add(kind::alertWithdrawn, 2), 10).isEmpty());
        // Asked to tell or to close, not to act.
        QVERIFY(
            at(AlertFacts().raised().written(1, m_owner, "mail", "tell").add(kind::alertSuperseded, 2), 10)
                .isEmpty());
        // Written to after the change: they have it right.
        QVERIFY(at(AlertFacts().raised().recategorised(1, "urgent").written(2, m_owner), 10).isEmpty());
    }
    void ofSeveralChangesTheLastIsTold() {
        auto facts =
            AlertFacts().raised().written(1, m_owner).recategorised(2, "urgent").add(kind::alertWithdrawn, 2);
        QCOMPARE(at(facts, 10).size(), 1);
        QCOMPARE(at(facts, 10).first().since, facts.lastId());
    }
    void whatWasTakenBackIsTakenBackForThoseWhoHeardOfIt() {
        auto heard = AlertFacts().raised().written(1, m_owner).add(kind::alertWithdrawn, 2);
        auto unheard = heard;
        const auto withdrawn = heard.lastId();
        heard.written(3, m_owner, "mail", "correct").retracted(5, withdrawn, "kim");
        QCOMPARE(at(heard, 10).size(), 1);
        QCOMPARE(at(heard, 10).first().since, heard.lastId());
        QVERIFY(at(unheard.retracted(2, withdrawn, "kim"), 10).isEmpty());
        // A change of before that, which nobody heard of either, is told.
        auto lowered = AlertFacts().raised().written(1, m_owner).recategorised(2, "urgent");
        const auto loweredBy = lowered.lastId();
        lowered.add(kind::alertWithdrawn, 2);
        lowered.retracted(3, lowered.lastId(), "kim");
        QCOMPARE(at(lowered, 10).size(), 1);
        QCOMPARE(at(lowered, 10).first().since, loweredBy);
    }
    void whoIsAskedAnewIsNotCorrectedAsWell() {
        const Party registrar{{}, QStringLiteral("Specialty registrar on call")};
        auto facts = AlertFacts(QStringLiteral("urgent"))
                         .raised()
                         .written(1, m_owner)
                         .written(1, registrar)
                         .recategorised(2, QStringLiteral("critical"));
        const auto tellings = at(facts, 3);
        QCOMPARE(tellings.size(), 1); // the owner gets an alert, the registrar a word
        QCOMPARE(tellings.first().to, registrar);
    }
    void aChangeThatHasNoEffectCorrectsNobody() {
        // Only the author or the duty radiologist may.
        QVERIFY(at(AlertFacts().raised().written(1, m_owner).add(kind::alertWithdrawn, 2, {}, "robin"), 10)
                    .isEmpty());
    }
    /// Whatever happens in whatever order: nobody is left with a message that is not so any more.
    void whoeverWasWrittenToHasItRightOrIsToldSo() {
        const auto now = [](const AlertFacts& facts) {
            const auto view = facts.at(60);
            return view.state == alert::State::Withdrawn || view.state == alert::State::Superseded
                       ? QStringLiteral("over")
                       : view.category;
        };
        int told = 0;
        for (unsigned seed = 1; seed <= 400; ++seed) {
            std::mt19937 random(seed);
            AlertFacts facts;
            facts.raised();
            QMap<std::pair<QString, QString>, QString> heard; // by role and way
            QList<QUuid> changes;
            const auto write = [&](int minute, const Party& to, const QString& way, const QString& asks) {
                facts.written(minute, to, way, asks);
                heard[{to.role, way}] = now(facts);
            };
            for (int minute = 1; minute < 14; ++minute) {
                const auto what = random() % 7;
                const QString way = random() % 2 == 0 ? QStringLiteral("mail") : QStringLiteral("hl7/epr");
                if (what == 0 && now(facts) != QLatin1String("over"))
                    write(minute, random() % 2 == 0 ? m_owner : m_tracking, way, {});
                if (what == 1) changes << facts.add(kind::alertWithdrawn, minute).lastId();
                if (what == 2)
                    changes
                        << facts.recategorised(minute, random() % 2 == 0 ? "urgent" : "critical").lastId();
                if (what == 3 && !changes.isEmpty())
                    facts.retracted(
                        minute, changes.at(static_cast<int>(random() % static_cast<quint64>(changes.size()))),
                        "kim");
                if (what == 4) facts.add(kind::alertJoined, minute);
                if (what > 4)
                    for (const auto& telling : at(facts, minute))
                        for (const auto& by : telling.only)
                            write(minute, telling.to, by, QStringLiteral("correct"));
            }
            const auto asked = alert::AlertStory(facts.alert()).asked();
            const auto tellings = at(facts, 60);
            for (auto each = heard.cbegin(); each != heard.cend(); ++each) {
                if (*each == now(facts)) continue;
                const auto& [role, by] = each.key();
                bool isTold = false;
                for (const auto& telling : tellings)
                    isTold = isTold || (telling.to.role == role && telling.only.contains(by));
                for (const auto& telling : asked)
                    isTold = isTold || telling.who.role == role;
                QVERIFY2(isTold, qPrintable(QStringLiteral("%1: %2").arg(seed).arg(role)));
                ++told;
            }
        }
        QVERIFY(told > 100);
    }
};

QTEST_GUILESS_MAIN(CorrectionsTest)
#include "CorrectionsTest.moc"
