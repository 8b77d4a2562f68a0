// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ObjectStore.h"
#include "dicom/Dicom.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/Futures.h"
#include "tests/support/OrthancServer.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

using namespace vigil;
using namespace vigil::test;
using namespace std::chrono_literals;
using Method = study::PacsPeer::Method;

/// Twenty retrieves side by side into one folder, half by C-MOVE and half by C-GET, some cancelled at random
/// moments and asked for again, over and over. Made for the address and the thread sanitizer;
/// VIGIL_SOAK_ROUNDS says how often.
class RetrieveSoakLongTest : public QObject {
    Q_OBJECT
    static constexpr int studies = 20;
    static constexpr int slices = 30;
    OrthancServer m_orthanc;
    std::vector<QString> m_uids;

    /// One round's workplace: a data folder of its own.
    struct Workplace {
        QTemporaryDir folder;
        SystemClock clock;
        RandomIds ids;
        Events events;
        std::unique_ptr<store::DataFolder> data;
        std::unique_ptr<study::ObjectStore> objects;
        study::LocalNode local;
        std::unique_ptr<study::StorageListener> listener;
    };
    /// Asks until the study is here; the first time with a cancelling after so long, when given.
    static QString fetched(Workplace& place, study::PacsPeer peer, Method method, const QString& uid,
                           std::optional<std::chrono::milliseconds> cancelAfter) {
        peer.method = method;
        const auto retriever = dicom::studyRetriever(peer, place.local, *place.objects);
        const study::ObjectStore::Wanted wanted(*place.objects, uid);
        if (cancelAfter) {
            std::stop_source stop;
            std::mutex mutex;
            std::condition_variable_any ended;
            bool over = false;
            std::jthread canceller([&] {
                std::unique_lock lock(mutex);
                if (!ended.wait_for(lock, *cancelAfter, [&] { return over; })) stop.request_stop();
            });
            const auto outcome = retriever->retrieve(
                uid, {}, [](auto) {}, stop.get_token());
            const std::lock_guard lock(mutex);
            over = true;
            ended.notify_all();
            if (!outcome && outcome.error().code != Error::Code::Cancelled) return outcome.error().message;
        }
        QList<study::InstanceKey> already;
        const auto here = place.objects->durableInstances(uid);
        for (auto each = here.keyBegin(); each != here.keyEnd(); ++each)
            already << study::InstanceKey{uid, {}, {}, *each};
        const auto outcome = retriever->retrieve(uid, already, [](auto) {}, {});
        if (!outcome) return outcome.error().message;
        if (!outcome->isComplete())
            return QStringLiteral("%1 of %2 images").arg(outcome->received).arg(outcome->expected);
        return {};
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(dicom::initialise().has_value());
        if (!OrthancServer::isInstalled()) QSKIP("needs Orthanc");
        m_orthanc.configure(QStringLiteral("DicomThreadsCount"), studies + 5);
        m_orthanc.configure(QStringLiteral("ConcurrentJobs"), studies);
        QVERIFY(m_orthanc.start());
        for (int i = 0; i < studies; ++i) {
            const auto study = storedStudy(2, slices, QStringLiteral("P%1").arg(i));
            QVERIFY(m_orthanc.upload(study));
            m_uids.push_back(study.first().studyUid);
        }
    }
    void twentyRetrievesSideBySideAreAllComplete() {
        const int rounds = std::max(1, qEnvironmentVariableIntValue("VIGIL_SOAK_ROUNDS"));
        std::mt19937 random(7);
        for (int round = 0; round < rounds; ++round) {
            Workplace place;
            auto opened = store::DataFolder::open(place.folder.path());
            VIGIL_VERIFY(opened);
            place.data = std::move(*opened);
            place.objects =
                std::make_unique<study::ObjectStore>(*place.data, place.clock, place.ids, place.events);
            place.local = {QStringLiteral("VG-SOAK"), 0, QStringLiteral("127.0.0.1")};
            auto peer = m_orthanc.peer();
            peer.silenceTimeout = 60s;
            place.local.limits.associations = 2 * studies;
            place.local.limits.associationsPerAddress = 2 * studies;
            place.listener = dicom::storageListener(place.local, {peer}, *place.objects);
            VIGIL_VERIFY(place.listener->start());
            QVERIFY(m_orthanc.addModality(place.local.aeTitle, place.listener->port()));

            std::vector<QString> faults(studies);
            std::vector<std::jthread> readers;
            for (std::size_t i = 0; i < studies; ++i) {
                std::optional<std::chrono::milliseconds> cancelAfter;
                if (random() % 4 == 0) cancelAfter = std::chrono::milliseconds(random() % 300);
                readers.emplace_back([&, i, cancelAfter] {
                    faults[i] =
                        fetched(place, peer, i % 2 ? Method::Get : Method::Move, m_uids[i], cancelAfter);
                });
            }
            readers.clear();
            for (std::size_t i = 0; i < studies; ++i) {
                QVERIFY2(faults[i].isEmpty(), qPrintable(faults[i]));
                QCOMPARE(place.objects->durableInstances(m_uids[i]).size(), 2 * slices);
            }
            qInfo("round %d of %d", round + 1, rounds);
            place.listener.reset();
            place.objects.reset();
        }
    }
};

QTEST_GUILESS_MAIN(RetrieveSoakLongTest)
#include "RetrieveSoakLongTest.moc"
