// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/StudyService.h"
#include "tests/fakes/FakePacs.h"
#include "tests/support/Futures.h"

#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <condition_variable>
#include <mutex>

using namespace vigil;
using namespace vigil::study;
using vigil::test::FakePacs;
using vigil::test::waitFor;

namespace {

/// Counts who is inside at once, and lets nobody out before open().
class Gauge {
public:
    void pass() {
        std::unique_lock lock(m_mutex);
        ++m_now;
        m_most = std::max(m_most, m_now);
        m_opened.wait(lock, [this] { return m_open; });
        --m_now;
    }
    void open() {
        const std::scoped_lock lock(m_mutex);
        m_open = true;
        m_opened.notify_all();
    }
    int now() {
        const std::scoped_lock lock(m_mutex);
        return m_now;
    }
    int most() {
        const std::scoped_lock lock(m_mutex);
        return m_most;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_opened;
    int m_now = 0;
    int m_most = 0;
    bool m_open = false;
};

} // namespace

/// Limits and order of retrieves through the real service and its database; the rules by themselves are
/// RetrieveScheduleTest's.
class RetrieveOrderTest : public QObject {
    Q_OBJECT
    struct Site {
        QString name;
        FakePacs* pacs;
        int retrieves; ///< its limit
    };
    std::unique_ptr<QTemporaryDir> m_folder;
    SystemClock m_clock;
    RandomIds m_ids;
    Events m_events;
    FakePacs m_one;
    FakePacs m_other;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<ObjectStore> m_objects;
    std::unique_ptr<StudyService> m_service;

    void close() {
        m_service.reset();
        m_objects.reset();
        m_data.reset(); // writes what was wanted
    }
    /// As after a start of Vigil.
    void start(const QList<Site>& sites) {
        close();
        auto opened = store::DataFolder::open(m_folder->filePath("data"));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_objects = std::make_unique<ObjectStore>(*m_data, m_clock, m_ids, m_events);
        QFile file(":/vigil/policies/worklist.yaml");
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto policy = WorklistPolicy::read(file.readAll());
        VIGIL_VERIFY(policy);
        std::vector<StudySource> sources;
        for (const auto& site : sites) {
            PacsPeer peer;
            peer.name = site.name;
            peer.retrieves = site.retrieves;
            sources.push_back({peer, site.pacs->worklistSource(), site.pacs->retriever(*m_objects)});
        }
        m_service = std::make_unique<StudyService>(*m_data, *m_objects, std::move(sources),
                                                   std::move(*policy), m_clock, m_events);
    }
    static void offer(FakePacs& pacs, const QString& uid) {
        Study study;
        study.studyUid = uid;
        study.patient.key = {"NHS", uid};
        study.studyTime = QDateTime(QDate(2026, 11, 20), QTime(9, 30));
        study.instanceCount = 1;
        pacs.studies << study;
        pacs.instancesOf[uid] << InstanceKey{uid, uid + ".1", "1.2.840.10008.5.1.4.1.1.2", uid + ".1.1"};
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        for (auto* pacs : {&m_one, &m_other}) {
            pacs->studies.clear();
            pacs->instancesOf.clear();
            pacs->fault.reset();
            pacs->delivered = {};
        }
    }
    void cleanup() { close(); }

    void eachPacsIsAskedForNoMoreStudiesAtOnceThanItsLimitSays() {
        Gauge atOne;
        Gauge atOther;
        m_one.delivered = [&atOne] { atOne.pass(); };
        m_other.delivered = [&atOther] { atOther.pass(); };
        for (int i = 0; i < 5; ++i) {
            offer(m_one, QStringLiteral("1.%1").arg(i));
            offer(m_other, QStringLiteral("2.%1").arg(i));
        }
        // Also when it fails: whoever is inside then would be waited for.
        const auto ending = qScopeGuard([&] {
            atOne.open();
            atOther.open();
            close();
        });
        start({{"one", &m_one, 1}, {"other", &m_other, 3}});
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        for (int i = 0; i < 5; ++i) {
            m_service->queue().want(QStringLiteral("1.%1").arg(i), "one", RetrievePriority::Next);
            m_service->queue().want(QStringLiteral("2.%1").arg(i), "other", RetrievePriority::Next);
        }
        QTRY_COMPARE(atOne.now(), 1);
        QTRY_COMPARE(atOther.now(), 2); // one place is kept for what is opened
        m_service->queue().want("2.4", "other", RetrievePriority::Opened);
        QTRY_COMPARE(atOther.now(), 3);
        atOne.open();
        atOther.open();
        QTRY_VERIFY(m_service->queue().snapshot().entries.isEmpty());
        QCOMPARE(atOne.most(), 1);
        QCOMPARE(atOther.most(), 3);
    }
    void whatAPersonHasPutFirstIsFirstAfterARestart() {
        for (const auto* uid : {"1", "2", "3"})
            offer(m_one, uid);
        start({{"one", &m_one, 0}});
        VIGIL_VERIFY(waitFor(m_service->refresh({}, {})));
        m_one.fault = Error{Error::Code::Refused, "The PACS does not know this computer.", {}};
        for (const auto* uid : {"1", "2", "3"})
            m_service->queue().want(uid, "one", RetrievePriority::Prefetch);
        m_service->queue().move("3", RetrieveQueue::Place::First);
        m_service->queue().move("2", RetrieveQueue::Place::Up);
        start({{"one", &m_one, 0}});
        m_service->queue().resume();
        QTRY_COMPARE(m_service->queue().snapshot().entries.size(), 3);
        const auto queue = m_service->queue().snapshot();
        QStringList order;
        for (const auto& each : queue.entries)
            order << each.wanted.studyUid;
        QCOMPARE(order, QStringList({"3", "2", "1"}));
        QVERIFY(queue.find("3")->wanted.byHand && queue.find("2")->wanted.byHand);
        QVERIFY(!queue.find("1")->wanted.byHand);
    }
};

QTEST_GUILESS_MAIN(RetrieveOrderTest)
#include "RetrieveOrderTest.moc"
