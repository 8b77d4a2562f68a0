// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ObjectStore.h"
#include "core/store/ObjectIndexStore.h"
#include "tests/support/Futures.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::study;
using vigil::test::waitFor;

namespace {

/// Reads the header that the test wrote into the file as its whole text: "study|series|instance".
class TextHeaders final : public FrameReader {
public:
    Result<PixelFrame> read(const QString&, int) override { return Error{Error::Code::Unsupported, {}, {}}; }
    Result<ObjectHeader> header(const QString& path) override {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) return Error{Error::Code::NotFound, {}, {}};
        const auto parts = QString::fromUtf8(file.readAll()).split('|');
        if (parts.size() != 3) return Error{Error::Code::Corrupt, {}, {}};
        ObjectHeader header;
        header.key = {parts[0], parts[1], "class", parts[2]};
        return header;
    }
};

} // namespace

class ObjectStoreTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    RandomIds m_ids;
    Events m_events;
    TextHeaders m_headers;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<ObjectStore> m_store;

    void open() {
        m_store.reset();
        m_data.reset();
        auto opened = store::DataFolder::open(m_folder.filePath("data"));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_store = std::make_unique<ObjectStore>(*m_data, m_clock, m_ids, m_events);
    }
    ReceivedObject received(const QString& study, const QString& instance) {
        const auto path = m_store->temporaryFile();
        ReceivedObject object;
        if (!path) return object;
        const auto text = QStringLiteral("%1|series|%2").arg(study, instance).toUtf8();
        QFile file(*path);
        if (file.open(QIODevice::WriteOnly)) file.write(text);
        object.temporaryPath = *path;
        object.bytes = text.size();
        object.header.key = {study, "series", "class", instance};
        object.header.instanceNumber = 1;
        object.sourceId = "main";
        return object;
    }
    Result<void> store(const QString& study, const QString& instance) {
        return m_store->accept(received(study, instance)).get();
    }
    QStringList files() const {
        QStringList names;
        QDirIterator it(m_folder.filePath("data/objects"), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            names << it.next();
        return names;
    }
    QList<StoredObject> objects(const QString& study) {
        return waitFor(m_data->cacheReader().run([&](const store::Database& cache) {
                   return store::ObjectIndexStore::ofStudy(cache, study);
               }))
            .value_or(QList<StoredObject>{});
    }

private Q_SLOTS:
    void init() {
        m_store.reset();
        m_data.reset();
        QDir(m_folder.filePath("data")).removeRecursively();
        open();
    }
    void cleanupTestCase() {
        m_store.reset();
        m_data.reset();
    }

    void anAcceptedObjectIsOnDiskAndInTheIndex() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        const auto found = objects("1.2");
        QCOMPARE(found.size(), 1);
        QVERIFY(QFile::exists(m_store->absolutePath(found.first())));
        QCOMPARE(m_store->durableInstances("1.2").value("1.2.1"), found.first().bytes);
        QCOMPARE(files().size(), 1);
    }
    void namesNeverComeFromThePeer() {
        VIGIL_VERIFY(store("../../etc", "../passwd"));
        const auto found = objects("../../etc");
        QCOMPARE(found.size(), 1);
        QVERIFY(!found.first().path.contains(".."));
        QVERIFY(!found.first().path.contains("passwd"));
    }
    void theSameInstanceAgainReplacesTheFile() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        QCOMPARE(objects("1.2").size(), 1);
        QCOMPARE(files().size(), 1);
    }
    void manyFromSeveralThreadsAllArrive() {
        std::vector<std::future<Result<void>>> futures;
        for (int i = 0; i < 200; ++i)
            futures.push_back(m_store->accept(received("1.2", QString::number(i))));
        for (auto& future : futures)
            VIGIL_VERIFY(future.get());
        QCOMPARE(objects("1.2").size(), 200);
        QCOMPARE(files().size(), 200);
    }
    void theSameInstanceTwiceInABatchLeavesOneFile() {
        std::vector<std::future<Result<void>>> futures;
        for (int i = 0; i < 40; ++i)
            futures.push_back(m_store->accept(received("1.2", QString::number(i % 4))));
        for (auto& future : futures)
            VIGIL_VERIFY(future.get());
        QCOMPARE(objects("1.2").size(), 4);
        QCOMPARE(files().size(), 4);
        for (const auto& object : objects("1.2"))
            QVERIFY(QFile::exists(m_store->absolutePath(object)));
    }
    void aFileThatIsGoneTakesNoOtherWithIt() {
        auto lost = received("1.2", "1.2.1");
        QVERIFY(QFile::remove(lost.temporaryPath));
        auto whole = received("1.2", "1.2.2");
        auto refused = m_store->accept(std::move(lost));
        auto kept = m_store->accept(std::move(whole));
        QVERIFY(!refused.get());
        VIGIL_VERIFY(kept.get());
        QCOMPARE(objects("1.2").size(), 1);
        QCOMPARE(files().size(), 1);
    }
    void whatBecameDurableOfAWantedStudyIsToldOnce() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        const ObjectStore::Wanted wanted(*m_store, "1.2");
        const auto atFirst = m_store->durableSince("1.2", 0);
        QVERIFY(atFirst.sizes.isEmpty());
        VIGIL_VERIFY(store("1.2", "1.2.2"));
        VIGIL_VERIFY(store("1.3", "1.3.1"));
        const auto then = m_store->durableSince("1.2", atFirst.cursor);
        QCOMPARE(then.sizes.keys(), QStringList{"1.2.2"});
        QVERIFY(then.sizes.value("1.2.2") > 0);
        VIGIL_VERIFY(store("1.2", "1.2.3"));
        QCOMPARE(m_store->durableSince("1.2", then.cursor).sizes.keys(), QStringList{"1.2.3"});
        QVERIFY(m_store->durableSince("1.2", m_store->durableSince("1.2", 0).cursor).sizes.isEmpty());
    }
    void ofAStudyThatNobodyWantsEverythingIsTold() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        QCOMPARE(m_store->durableSince("1.2", 7).sizes.keys(), QStringList{"1.2.1"});
    }
    void whatCameDamagedIsKnownWhileItsStudyIsWanted() {
        const InstanceKey key{"1.2", "series", "class", "7"};
        m_store->noteDamaged(key, "it ends early"); // pushed: nobody here asks for it
        {
            const ObjectStore::Wanted wanted(*m_store, "1.2");
            QVERIFY(m_store->damagedInstances("1.2").isEmpty());
            m_store->noteDamaged(key, "it ends early");
            QCOMPARE(m_store->damagedInstances("1.2"), (QHash<QString, QString>{{"7", "it ends early"}}));
            QVERIFY(m_store->damagedInstances("1.3").isEmpty());
        }
        QVERIFY(m_store->damagedInstances("1.2").isEmpty());
    }
    void whatCouldNotBeKeptIsKnownWhileItsStudyIsWanted() {
        {
            const ObjectStore::Wanted wanted(*m_store, "1");
            QVERIFY(!m_store->keepingTrouble("1"));
            auto lost = received("1", "1.1");
            QFile::remove(lost.temporaryPath);
            QVERIFY(!m_store->accept(lost).get());
            QVERIFY(m_store->keepingTrouble("1"));
            QVERIFY(!m_store->keepingTrouble("2"));
            m_store->noteTrouble("1", {Error::Code::DiskFull, "Later.", {}});
            QVERIFY(m_store->keepingTrouble("1")->code != Error::Code::DiskFull); // the first counts
        }
        const ObjectStore::Wanted again(*m_store, "1");
        QVERIFY(!m_store->keepingTrouble("1"));
    }
    void whatIsGivenUpIsToBeStoppedUntilItIsWantedAgain() {
        {
            ObjectStore::Wanted wanted(*m_store, "1");
            {
                ObjectStore::Wanted other(*m_store, "1");
                other.abandon();
                QVERIFY(m_store->abandoned().isEmpty()); // somebody else wants it
            }
            wanted.abandon();
        }
        QCOMPARE(m_store->abandoned(), QSet<QString>{"1"});
        const ObjectStore::Wanted again(*m_store, "1");
        QVERIFY(m_store->abandoned().isEmpty());
    }
    void aNetworkThatOutrunsTheDiskIsTold() {
        m_store =
            std::make_unique<ObjectStore>(*m_data, m_clock, m_ids, m_events, ObjectStore::Limits{0, 20});
        QList<ReceivedObject> objects;
        for (int i = 0; i < 200; ++i)
            objects << received("1", QString::number(i));
        std::vector<std::future<Result<void>>> kept;
        bool congested = false;
        for (auto& object : objects) {
            kept.push_back(m_store->accept(object));
            congested = congested || m_store->isCongested();
        }
        QVERIFY(congested);
        for (auto& each : kept)
            VIGIL_VERIFY(each.get());
        QVERIFY(!m_store->isCongested());
    }
    void belowTheReserveNothingIsTakenIn() {
        m_store = std::make_unique<ObjectStore>(*m_data, m_clock, m_ids, m_events,
                                                ObjectStore::Limits{Q_INT64_C(1) << 60, 20});
        const auto refused = m_store->temporaryFile();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, Error::Code::DiskFull);
    }
    void aStoreThatClosesFinishesWhatItTook() {
        std::vector<std::future<Result<void>>> futures;
        for (int i = 0; i < 100; ++i)
            futures.push_back(m_store->accept(received("1.2", QString::number(i))));
        m_store.reset();
        for (auto& future : futures)
            VIGIL_VERIFY(future.get());
        QCOMPARE(objects("1.2").size(), 100);
    }
    void aFailedIndexCommitLeavesNeitherFileNorEntry() {
        m_data->cache().beforeEachStatement([]() -> Result<void> {
            return Error{Error::Code::DiskFull, "full", "injected"};
        });
        const auto result = store("1.2", "1.2.1");
        QVERIFY(!result);
        QCOMPARE(result.error().code, Error::Code::DiskFull);
        m_data->cache().beforeEachStatement({});
        QCOMPARE(objects("1.2").size(), 0);
        QCOMPARE(files(), QStringList());
        VIGIL_VERIFY(store("1.2", "1.2.1"));
    }
    void aHalfWrittenFileGoesAndAWholeOneThatTheIndexLostIsKept() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        open(); // an index that was there before, not one made anew
        QVERIFY(!m_data->cacheWasRebuilt());
        const auto half = received("1.2", "1.2.2"); // written, never accepted: the process died
        const auto unlisted = m_folder.filePath("data/objects/aa/0f0f.dcm");
        QDir().mkpath(QFileInfo(unlisted).path());
        QVERIFY(QFile::copy(half.temporaryPath, unlisted)); // renamed, the index commit never came
        VIGIL_VERIFY(m_store->recover(m_headers));
        QCOMPARE(files().size(), 2);
        QCOMPARE(objects("1.2").size(), 2);
    }
    void anUnlistedFileWithoutAnIdentityDoesNotKeepVigilFromStarting() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        open();
        const auto unlisted = m_folder.filePath("data/objects/aa/0f0f.dcm");
        QDir().mkpath(QFileInfo(unlisted).path());
        QFile file(unlisted);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("1.2||"); // a study, no instance
        file.close();
        VIGIL_VERIFY(m_store->recover(m_headers));
        QCOMPARE(files().size(), 1);
    }
    void anUnlistedFileDoesNotReplaceWhatTheIndexHas() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        open();
        const auto older = received("1.2", "1.2.1");
        const auto unlisted = m_folder.filePath("data/objects/aa/0f0f.dcm");
        QDir().mkpath(QFileInfo(unlisted).path());
        QVERIFY(QFile::copy(older.temporaryPath, unlisted)); // replaced, but its removal never came
        const auto before = objects("1.2").first().path;
        VIGIL_VERIFY(m_store->recover(m_headers));
        QCOMPARE(files().size(), 1);
        QCOMPARE(objects("1.2").first().path, before);
    }
    void anEntryWithoutItsFileIsForgotten() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        VIGIL_VERIFY(store("1.2", "1.2.2"));
        QVERIFY(QFile::remove(m_store->absolutePath(objects("1.2").first())));
        VIGIL_VERIFY(m_store->recover(m_headers));
        QCOMPARE(objects("1.2").size(), 1);
    }
    void aLostCacheIsFilledAgainFromTheFiles() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        m_store.reset();
        m_data.reset();
        for (const auto* suffix : {"", "-wal", "-shm"})
            QFile::remove(m_folder.filePath("data/cache.db") + suffix);
        open();
        QVERIFY(m_data->cacheWasRebuilt());
        VIGIL_VERIFY(m_store->recover(m_headers));
        QCOMPARE(objects("1.2").size(), 1);
        QCOMPARE(objects("1.2").first().header.key.sopInstanceUid, "1.2.1");
    }
    void aDamagedCacheIsMadeAnewAndFilled() {
        VIGIL_VERIFY(store("1.2", "1.2.1"));
        m_store.reset();
        m_data.reset();
        QFile file(m_folder.filePath("data/cache.db"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(16384, 'x'));
        file.close();
        open();
        VIGIL_VERIFY(m_store->recover(m_headers));
        QCOMPARE(objects("1.2").size(), 1);
    }
    void aStudyIsWantedWhileItsRetrieveRuns() {
        QVERIFY(!m_store->isWanted("1.2"));
        {
            const ObjectStore::Wanted first(*m_store, "1.2");
            const ObjectStore::Wanted second(*m_store, "1.2");
            QVERIFY(m_store->isWanted("1.2"));
        }
        QVERIFY(!m_store->isWanted("1.2"));
    }
    void theFolderBelongsToOneProcess() {
        const auto second = store::DataFolder::open(m_folder.filePath("data"));
        QVERIFY(!second);
        QCOMPARE(second.error().code, Error::Code::Busy);
        QVERIFY(second.error().message.contains("Another Vigil"));
    }
};

QTEST_GUILESS_MAIN(ObjectStoreTest)
#include "ObjectStoreTest.moc"
