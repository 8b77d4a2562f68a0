// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/LogAudit.h"

#include "core/base/Ids.h"
#include "tests/fakes/FakeDepartment.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/Futures.h"

#include <QTest>

using namespace vigil;
using namespace vigil::sync;
using namespace vigil::test;

/// The audit alone; what it finds on a real server is JournalVerifyPostgresTest's.
class LogAuditTest : public QObject {
    Q_OBJECT
    FakeLog m_log;
    FixedClock m_clock;

    void append(const journal::Event& event) {
        VIGIL_VERIFY(FakeDepartment(m_log, m_clock).append({event}, {}));
    }
    QString fault(const QList<journal::Position>& witnessed = {}) {
        FakeDepartment department(m_log, m_clock);
        const auto audit = auditLog(department, m_log.logId, witnessed, {});
        return audit ? audit->fault : audit.error().message;
    }

private Q_SLOTS:
    void init() {
        m_log = FakeLog{};
        for (const auto* id : {"a", "b", "c"})
            append(anAlert(id));
    }
    void aWholeLogIsGood() {
        QCOMPARE(fault(), "");
        QCOMPARE(fault({m_log.at(1), m_log.at(3), {}}), "");
        m_log = FakeLog{};
        QCOMPARE(fault(), "");
    }
    void aCutTailIsFoundByWhoSawIt() {
        const auto seen = m_log.head();
        m_log.events.removeLast();
        QCOMPARE(fault(), "");
        QCOMPARE(fault({seen}), "the log ends at seq 2, but seq 3 was witnessed");
    }
    void anotherEventThanTheOneThatWasSeenIsFound() {
        auto other = m_log.at(2);
        other.hash[0] = static_cast<char>(~other.hash[0]);
        QCOMPARE(fault({other}), "seq 2 is not the event that was witnessed there");
        // Two that saw different things: one of them must be wrong.
        QVERIFY(!fault({m_log.at(2), other}).isEmpty());
    }
    void anEmptiedPartNeedsItsRedaction() {
        m_log.events[1].event.open.clear();
        QVERIFY(fault().startsWith("seq 2: the open part was emptied"));
        const auto redaction = [this](const char* part, qsizetype of) {
            return anEvent("part.redacted")
                .on("event", "b")
                .withOpen("{\"event_id\":\"" + vigil::toText(m_log.events.at(of).event.eventId).toLatin1() +
                          "\",\"part\":\"" + part + "\"}");
        };
        append(redaction("sealed", 1));
        append(redaction("open", 0));
        QVERIFY(fault().startsWith("seq 2"));
        append(redaction("open", 1));
        QCOMPARE(fault(), "");
    }
    void whatTheDepartmentHidesIsSaid() {
        FakeDepartment department(m_log, m_clock);
        const auto audit = auditLog(department, m_log.logId, {}, {});
        VIGIL_VERIFY(audit);
        QVERIFY(!audit->examinedByItself);
        QVERIFY(!audit->notExamined.isEmpty());
    }
    void theLineOfTheSystemsLogComesBack() {
        const auto line = headLine(m_log.logId, m_log.head());
        const auto text = "Nov 29 02:00 desk vigil[7]: " + line + "\nnoise\n" +
                          headLine(QUuid::createUuid(), m_log.at(1)) + "\n" +
                          headLine(m_log.logId, m_log.at(2));
        QCOMPARE(headsIn(text, m_log.logId), QList<journal::Position>({m_log.head(), m_log.at(2)}));
        QVERIFY(headsIn("seq=1", m_log.logId).isEmpty());
    }
};

QTEST_GUILESS_MAIN(LogAuditTest)
#include "LogAuditTest.moc"
