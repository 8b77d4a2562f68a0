// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/WantedStudyStore.h"
#include "core/study/StudyService.h"
#include "tests/fakes/FakeFrameReader.h"
#include "tests/fakes/FakePacs.h"
#include "tests/support/Futures.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <csignal>

using namespace vigil;
using namespace vigil::study;
using vigil::test::FakePacs;
using vigil::test::waitFor;

namespace {

constexpr int slices = 6;

/// A workplace on a data folder with a PACS that has two studies of six images.
struct Workplace {
    explicit Workplace(const QString& folder) {
        auto opened = store::DataFolder::open(folder);
        if (!opened) qFatal("%s", qPrintable(opened.error().message));
        data = std::move(*opened);
        objects = std::make_unique<ObjectStore>(*data, clock, ids, events);
        for (const auto* uid : {"1", "2"}) {
            Study study;
            study.studyUid = QLatin1String(uid);
            study.patient.key = {"NHS", uid};
            study.studyTime = QDateTime(QDate(2026, 11, 20), QTime(9, 30));
            study.instanceCount = slices;
            pacs.studies << study;
            for (int i = 1; i <= slices; ++i)
                pacs.instancesOf[study.studyUid]
                    << InstanceKey{study.studyUid, study.studyUid + ".1", "1.2.840.10008.5.1.4.1.1.2",
                                   QStringLiteral("%1.1.%2").arg(study.studyUid).arg(i)};
        }
        QFile file(":/vigil/policies/worklist.yaml");
        if (!file.open(QIODevice::ReadOnly)) qFatal("no policy");
        auto policy = WorklistPolicy::read(file.readAll());
        std::vector<StudySource> sources;
        PacsPeer peer;
        peer.name = "main";
        sources.push_back({peer, pacs.worklistSource(), pacs.retriever(*objects)});
        service = std::make_unique<StudyService>(*data, *objects, std::move(sources), std::move(*policy),
                                                 clock, events);
    }
    ~Workplace() {
        service.reset();
        objects.reset();
    }
    SystemClock clock;
    RandomIds ids;
    Events events;
    FakePacs pacs;
    test::FakeFrameReader frames;
    std::unique_ptr<store::DataFolder> data;
    std::unique_ptr<ObjectStore> objects;
    std::unique_ptr<StudyService> service;
};

/// The process that is killed after so many images are durable.
int victim(const QString& folder, int last) {
    Workplace workplace(folder);
    std::atomic<int> seen{0};
    const auto bothKept = [&workplace] {
        const auto kept = workplace.data->cacheReader().runAndWait(
            [](const store::Database& cache) { return store::WantedStudyStore::all(cache); });
        return kept && kept->size() == 2;
    };
    workplace.pacs.delivered = [&, last] {
        while (seen == 0 && !bothKept())
            std::this_thread::yield(); // the first image may be here before the second study is asked for
        if (++seen == last) std::raise(SIGKILL);
    };
    if (!waitFor(workplace.service->refresh({}, {}))) return 1;
    workplace.service->queue().want("1", "main", RetrievePriority::Opened);
    workplace.service->queue().want("2", "main", RetrievePriority::Next);
    QThread::sleep(20); // it does not come to that
    return 2;
}

} // namespace

/// Vigil is killed in the middle of its retrieves and started again on the same folder.
class RetrieveKillTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

private Q_SLOTS:
    void afterAKillOnlyWhatIsMissingIsFetched_data() {
        QTest::addColumn<int>("last");
        for (const int last : {1, 4, 7, 11})
            QTest::addRow("%d", last) << last;
    }
    void afterAKillOnlyWhatIsMissingIsFetched() {
        QFETCH(int, last);
        const auto folder = m_folder.filePath(QString::number(last));
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {"victim", folder, QString::number(last)});
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);

        Workplace workplace(folder);
        VIGIL_VERIFY(workplace.objects->recover(workplace.frames));
        const auto here = [&] {
            return workplace.objects->durableInstances("1").size() +
                   workplace.objects->durableInstances("2").size();
        };
        const auto before = here();
        QVERIFY(before >= last);
        std::atomic<int> delivered{0};
        workplace.pacs.delivered = [&delivered] { ++delivered; };
        workplace.service->queue().resume();
        QTRY_COMPARE(here(), 2 * slices);
        // A queue that has not read its wishes yet is empty as well, when all images had come before the
        // kill.
        const auto wishes = [&workplace] {
            const auto kept = workplace.data->cacheReader().runAndWait(
                [](const store::Database& cache) { return store::WantedStudyStore::all(cache); });
            return kept ? kept->size() : -1;
        };
        QTRY_COMPARE(wishes(), 0);
        QTRY_VERIFY(workplace.service->queue().snapshot().entries.isEmpty());
        QCOMPARE(delivered.load(), 2 * slices - before);
        for (const auto* uid : {"1", "2"}) {
            const auto state = waitFor(workplace.service->completeness(uid));
            VIGIL_VERIFY(state);
            QVERIFY2(state->isComplete(),
                     qPrintable(QStringLiteral("study %1: asked %2, %3 of %4, %5 missing, grown by %6")
                                    .arg(uid)
                                    .arg(state->asked)
                                    .arg(state->here)
                                    .arg(state->expected)
                                    .arg(state->missing.size())
                                    .arg(state->grownBy)));
        }
    }
};

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("victim"))
        return victim(arguments.at(2), arguments.at(3).toInt());
    RetrieveKillTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "RetrieveKillTest.moc"
