// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/EmbeddedDepartment.h"

#include "core/journal/Chain.h"
#include "tests/support/DepartmentContract.h"
#include "tests/support/EventBuilder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace vigil;
using namespace vigil::journal;
using namespace vigil::sync;
using namespace vigil::test;
using namespace std::chrono_literals;

namespace {

class SettableClock final : public Clock {
public:
    UtcTime now() const override { return time; }
    UtcTime time = SystemClock().now();
};

} // namespace

class EmbeddedDepartmentTest : public DepartmentContract {
    Q_OBJECT
protected:
    void startEmpty() override {
        m_department.reset();
        m_folder = std::make_unique<QTemporaryDir>();
    }
    Department& as(const QString& user) override {
        if (!m_department || m_user != user) m_department = open(user, m_system);
        m_user = user;
        return *m_department;
    }

private:
    std::unique_ptr<EmbeddedDepartment> open(const QString& user, const Clock& clock) {
        m_department.reset();
        return std::make_unique<EmbeddedDepartment>(
            EmbeddedDepartment::Options{m_folder->filePath(QStringLiteral("department.db")), user,
                                        QStringLiteral("laptop-7")},
            clock, m_ids);
    }

    SystemClock m_system;
    RandomIds m_ids;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EmbeddedDepartment> m_department;
    QString m_user;

private Q_SLOTS:
    void theLogOutlivesTheProgram() {
        appendAll(as(QStringLiteral("kim")), {anAlert(QStringLiteral("a-1"))});
        const auto logId = as(QStringLiteral("kim")).hello({})->logId;
        m_department.reset();
        auto& again = as(QStringLiteral("kim"));
        QCOMPARE(again.hello({})->logId, logId);
        QCOMPARE(everything(again).events.size(), 1);
    }
    void theFileBelongsToOneOwner() {
        QVERIFY(as(QStringLiteral("kim")).hello({}));
        EmbeddedDepartment second(
            {m_folder->filePath(QStringLiteral("department.db")), QStringLiteral("lee"), {}}, m_system,
            m_ids);
        const auto refused = second.hello({});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Error::Code::Busy);
        m_department.reset();
        QVERIFY(second.hello({}));
    }
    void aFolderThatIsNotThereIsAnErrorAndTriedAgain() {
        const auto folder = m_folder->filePath(QStringLiteral("later"));
        EmbeddedDepartment department({folder + QStringLiteral("/department.db"), {}, {}}, m_system, m_ids);
        QVERIFY(!department.hello({}));
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(department.hello({}));
    }
    void aDamagedFileIsCalledDamaged() {
        QFile file(m_folder->filePath(QStringLiteral("department.db")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        QCOMPARE(as(QStringLiteral("kim")).hello({}).error().code, Error::Code::Corrupt);
    }
    void eventsOfThisComputerAreRelayed() {
        const auto answers = appendAll(as(QStringLiteral("lee")), {anEvent(kind::alertAcknowledged)});
        QCOMPARE(answers[0].outcome, Appended::Outcome::Accepted);
        const auto logged = everything(as(QStringLiteral("lee"))).events[0];
        QCOMPARE(logged.event.author, QStringLiteral("kim"));
        QCOMPARE(logged.receipt.submitter, QStringLiteral("lee"));
    }
    void closedAlertsAndOldSignaturesLeaveTheWorkingSetAfterAMonth() {
        SettableClock clock;
        m_department = open(QStringLiteral("kim"), clock);
        m_user = QStringLiteral("kim");
        const auto close = [](const QString& id) {
            return anEvent(kind::alertClosed).on(aggregate::alert, id);
        };
        appendAll(
            *m_department,
            {anAlert(QStringLiteral("open")), anAlert(QStringLiteral("closed")),
             close(QStringLiteral("closed")), anAlert(QStringLiteral("reopened")),
             close(QStringLiteral("reopened")),
             anEvent(QStringLiteral("alert.unheard_of")).on(aggregate::alert, QStringLiteral("reopened")),
             aSignature(QStringLiteral("1.2.3"))});
        clock.time += closedStay - 1h;
        QCOMPARE(m_department->bootstrap({})->events.size(), 7);
        clock.time += 2h;
        QStringList left;
        const auto later = m_department->bootstrap({}); // a temporary would not outlive the loop's beginning
        QVERIFY(later.has_value());
        for (const auto& logged : later->events)
            left.append(logged.event.aggregateId);
        QCOMPARE(left, QStringList({QStringLiteral("open"), QStringLiteral("reopened"),
                                    QStringLiteral("reopened"), QStringLiteral("reopened")}));
    }
    void everyTamperedColumnBreaksTheChain() {
        appendAll(as(QStringLiteral("kim")), {anAlert(QStringLiteral("a-1"))});
        auto events = everything(as(QStringLiteral("kim"))).events;
        events[0].receipt.receivedAt += 1us;
        QVERIFY(!chain::verify(events, {}).isGood());
    }

private:
    static constexpr std::chrono::days closedStay{30};
};

QTEST_GUILESS_MAIN(EmbeddedDepartmentTest)
#include "EmbeddedDepartmentTest.moc"
