// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/CacheLimit.h"
#include "core/store/CacheUseStore.h"
#include "core/store/ObjectIndexStore.h"
#include "core/store/StudyStore.h"
#include "core/store/WantedStudyStore.h"
#include "core/study/ObjectStore.h"
#include "tests/fakes/FixedClock.h"
#include "tests/support/FolderCopy.h"
#include "tests/support/Futures.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <future>
#include <thread>

using namespace vigil;
using namespace vigil::study;
using namespace std::chrono_literals;
using Reason = CacheLimit::Reason;

namespace {

constexpr qint64 imageBytes = 1000;

/// Reads the header that the test wrote into the file as its whole text: "study|instance".
class TextHeaders final : public FrameReader {
public:
    Result<PixelFrame> read(const QString&, int) override { return Error{Error::Code::Unsupported, {}, {}}; }
    Result<ObjectHeader> header(const QString& path) override {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) return Error{Error::Code::NotFound, {}, {}};
        const auto parts = QString::fromUtf8(file.readAll()).split('|');
        if (parts.size() != 2) return Error{Error::Code::Corrupt, {}, {}};
        ObjectHeader header;
        header.key = {parts[0], parts[0] + ".1", "class", parts[1]};
        return header;
    }
};

/// A data folder with studies that came one after the other.
struct Workplace {
    explicit Workplace(const QString& folder) {
        auto opened = store::DataFolder::open(folder);
        if (!opened) qFatal("%s", qPrintable(opened.error().message));
        data = std::move(*opened);
        objects = std::make_unique<ObjectStore>(*data, clock, ids, events);
        limit = std::make_unique<CacheLimit>(
            *data, turns, [this](const QString& uid) { return isWanted && isWanted(uid); }, clock, events);
    }
    ~Workplace() {
        limit.reset();
        objects.reset();
    }

    template <class Work>
    void write(Work work) {
        VIGIL_VERIFY(
            data->cache().runAndWait(store::Lane::Bulk, [&](store::Transaction& cache) -> Result<int> {
                VIGIL_CHECK(work(cache));
                return 0;
            }));
    }
    void sql(const QString& statement) {
        write([&](store::Transaction& cache) { return store::executed(cache.execute(statement)); });
    }
    void name(const QString& uid) {
        Study study;
        study.sourceId = "main";
        study.studyUid = uid;
        study.patient.key = {"NHS", uid};
        study.studyTime = QDateTime(QDate(2026, 11, 20), QTime(9, 30));
        write([&](store::Transaction& cache) {
            return store::StudyStore::upsert(cache, study, study.studyTime, clock.now());
        });
    }
    void receive(const QString& uid, const QString& instance) {
        const auto path = objects->temporaryFile();
        VIGIL_VERIFY(path);
        QFile file(*path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QStringLiteral("%1|%2").arg(uid, instance).toUtf8());
        file.close();
        ReceivedObject object;
        object.temporaryPath = *path;
        object.bytes = imageBytes;
        object.header.key = {uid, uid + ".1", "class", instance};
        object.sourceId = "main";
        VIGIL_VERIFY(objects->accept(std::move(object)).get());
    }
    /// A study that the PACS named and sent, later than those before.
    void retrieve(const QString& uid, int images = 3) {
        clock.advance(1min);
        name(uid);
        {
            const ObjectStore::Wanted wanted(*objects, uid);
            for (int i = 1; i <= images; ++i)
                receive(uid, QStringLiteral("%1.1.%2").arg(uid).arg(i));
        }
        store::StudyStore::Retrieval retrieval;
        retrieval.expected = images;
        retrieval.listKnown = true;
        write([&](store::Transaction& cache) {
            return store::StudyStore::setRetrieval(cache, uid, "main", retrieval, clock.now());
        });
    }
    CacheLimit::Outcome enforce(qint64 images, int atOnce = 100) {
        const auto outcome = limit->enforce({images * imageBytes, {"main"}, atOnce}, {});
        return outcome ? *outcome : CacheLimit::Outcome{};
    }
    int here(const QString& uid) { return static_cast<int>(objects->durableInstances(uid).size()); }
    bool isRetrieved(const QString& uid) {
        const auto found = data->cacheReader().runAndWait(
            [&](const store::Database& cache) { return store::StudyStore::retrieval(cache, uid); });
        return found && found->has_value();
    }
    QSet<QString> files() const {
        QSet<QString> names;
        const QDir folder(data->objectFolder());
        QDirIterator it(folder.path(), {"*.dcm"}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            names.insert(folder.relativeFilePath(it.next()));
        return names;
    }
    QSet<QString> indexed() {
        return data->cacheReader().runAndWait(store::ObjectIndexStore::paths).value_or(QSet<QString>{"?"});
    }
    QStringList onTheirWay() {
        return data->cacheReader().runAndWait(store::CacheUseStore::evictedFiles).value_or(QStringList{"?"});
    }

    test::FixedClock clock;
    RandomIds ids;
    Events events;
    TextHeaders headers;
    StudyTurns turns;
    std::function<bool(const QString&)> isWanted;
    std::unique_ptr<store::DataFolder> data;
    std::unique_ptr<ObjectStore> objects;
    std::unique_ptr<CacheLimit> limit;
};

void fill(Workplace& workplace) {
    for (const auto* uid : {"1", "2", "3"})
        workplace.retrieve(uid, 4);
}

/// The process that is killed before the n-th statement of making room.
int victim(const QString& folder, int statement) {
    Workplace workplace(folder);
    workplace.data->cache().beforeEachStatement([count = 0, statement]() mutable -> Result<void> {
        if (++count == statement) std::raise(SIGKILL);
        return {};
    });
    workplace.enforce(5, 3);
    return 0; // there were fewer
}

struct Left {
    bool killed = false;   ///< there were as many statements
    QString contradiction; ///< empty when what it left is whole
};

/// Lets a victim die before its n-th statement, on a copy of `filled`, and starts Vigil again there.
Left killedAt(int statement, const QString& filled, const QString& folder) {
    test::copyFolder(filled, folder);
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {"victim", folder, QString::number(statement)});
    if (!process.waitForFinished(60000)) return {false, "the victim hangs"};
    const bool killed = process.exitStatus() == QProcess::CrashExit;
    Workplace place(folder);
    if (!place.objects->recover(place.headers)) return {killed, "nothing recovers"};
    if (place.files() != place.indexed()) return {killed, "index and disk differ"};
    if (!place.onTheirWay().isEmpty()) return {killed, "a removal was not finished"};
    for (const auto* uid : {"1", "2", "3"})
        if (place.here(uid) != 4 && place.isRetrieved(uid)) return {killed, "a part counts as retrieved"};
    if (place.here("3") != 4) return {killed, "the study that was opened last has lost images"};
    if (!killed && place.here("1") + place.here("2") != 0) return {killed, "the others are still here"};
    return {killed, {}};
}

} // namespace

class CacheLimitTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workplace> m_place;

    /// Vigil ends, and starts again on the same folder.
    void startAgain() {
        m_place.reset();
        m_place = std::make_unique<Workplace>(m_folder->filePath("data"));
        VIGIL_VERIFY(m_place->objects->recover(m_place->headers));
    }

private Q_SLOTS:
    void init() {
        m_place.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_place = std::make_unique<Workplace>(m_folder->filePath("data"));
    }
    void cleanupTestCase() { m_place.reset(); }

    void withinItsLimitNothingGoes() {
        fill(*m_place);
        QVERIFY(m_place->enforce(12).gone.isEmpty());
        QCOMPARE(m_place->files().size(), 12);
    }
    void theStudyThatWasNotOpenedForLongestGoesWhole() {
        fill(*m_place);
        m_place->clock.advance(1h);
        m_place->limit->setOpen({"1"});
        m_place->limit->setOpen({});
        QTRY_VERIFY(m_place->data->cacheReader()
                        .runAndWait(store::CacheUseStore::leastRecentFirst)
                        ->last()
                        .studyUid == "1");
        const QSignalSpy told(&m_place->events, &Events::studyChanged);
        const auto outcome = m_place->enforce(8);
        QCOMPARE(outcome.gone, QStringList{"2"});
        QCOMPARE(outcome.bytes, 8 * imageBytes);
        QCOMPARE(m_place->here("2"), 0);
        QVERIFY(!m_place->isRetrieved("2"));
        QCOMPARE(m_place->here("1") + m_place->here("3"), 8);
        QVERIFY(m_place->isRetrieved("1") && m_place->isRetrieved("3"));
        QCOMPARE(m_place->files(), m_place->indexed());
        QVERIFY(m_place->onTheirWay().isEmpty());
        QCOMPARE(told.size(), 1);
        QCOMPARE(m_place->enforce(1).gone, (QStringList{"3", "1"}));
        QVERIFY(m_place->files().isEmpty());
    }
    void whatIsFetchedAgainIsHereAgain() {
        fill(*m_place);
        m_place->enforce(8);
        QCOMPARE(m_place->here("1"), 0);
        m_place->retrieve("1", 4);
        startAgain();
        QCOMPARE(m_place->here("1"), 4);
        QCOMPARE(m_place->files(), m_place->indexed());
    }

    void whatSomebodyNeedsStays_data() {
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("records");
        QTest::addColumn<QString>("cache");
        const auto row = [](const char* name, Reason reason, const QString& records, const QString& cache) {
            QTest::newRow(name) << int(reason) << records << cache;
        };
        const QString draft = "INSERT INTO report VALUES('r','','p','%1',1,1,'me','','2026')";
        row("a draft", Reason::UnfinishedReport, draft.arg("draft"), {});
        row("a preliminary report", Reason::UnfinishedReport, draft.arg("preliminary"), {});
        row("an open alert", Reason::OpenAlert, {},
            "INSERT INTO alert(alert_id, fold_version, open, rank, owner_role, raised_at, row) "
            "VALUES('a',1,1,1,'','','')");
        row("wanted, as it was before a kill", Reason::Wanted, {},
            "INSERT INTO wanted_study VALUES('1','main',0,0,0,'','',1,0)");
        row("gone from the PACS", Reason::NotInPacs, {},
            "UPDATE study SET vanished_at='2026' WHERE study_uid='1'");
        row("never named by a PACS", Reason::NotInPacs, {}, "DELETE FROM study WHERE study_uid='1'");
        row("of a PACS that is not configured any more", Reason::NotInPacs, {},
            "UPDATE study SET source_id='old' WHERE study_uid='1'");
    }
    void whatSomebodyNeedsStays() {
        QFETCH(int, reason);
        QFETCH(QString, records);
        QFETCH(QString, cache);
        m_place->retrieve("1");
        if (!cache.isEmpty()) m_place->sql(cache);
        if (Reason(reason) == Reason::OpenAlert) m_place->sql("INSERT INTO alert_study VALUES('a','1')");
        if (!records.isEmpty())
            VIGIL_VERIFY(m_place->data->records().runAndWait(
                store::Lane::Person, [&](store::Transaction& transaction) -> Result<int> {
                    VIGIL_CHECK(transaction.execute(records));
                    VIGIL_CHECK(transaction.execute("INSERT INTO report_study VALUES('r','1','main')"));
                    return 0;
                }));
        const auto outcome = m_place->enforce(0);
        QVERIFY(outcome.gone.isEmpty());
        QCOMPARE(outcome.stays, (QMap<Reason, int>{{Reason(reason), 1}}));
        QCOMPARE(m_place->here("1"), 3);
        QVERIFY(m_place->isRetrieved("1"));
        QCOMPARE(m_place->files().size(), 3);
    }
    void whatIsFinishedMayGo() {
        m_place->retrieve("1");
        m_place->sql("INSERT INTO alert(alert_id, fold_version, open, rank, owner_role, raised_at, row) "
                     "VALUES('a',1,0,1,'','','')");
        m_place->sql("INSERT INTO alert_study VALUES('a','1')");
        VIGIL_VERIFY(m_place->data->records().runAndWait(
            store::Lane::Person, [&](store::Transaction& transaction) -> Result<int> {
                VIGIL_CHECK(
                    transaction.execute("INSERT INTO report VALUES('r','','p','final',1,1,'me','','2026')"));
                VIGIL_CHECK(transaction.execute("INSERT INTO report_study VALUES('r','1','main')"));
                return 0;
            }));
        QCOMPARE(m_place->enforce(0).gone, QStringList{"1"});
    }
    void whatIsOpenWantedOrOnItsWayStays() {
        fill(*m_place);
        m_place->limit->setOpen({"1"});
        m_place->isWanted = [](const QString& uid) { return uid == "2"; };
        const StudyTurns::Turn turn(m_place->turns, "3", {});
        const auto outcome = m_place->enforce(0);
        QVERIFY(outcome.gone.isEmpty());
        QCOMPARE(outcome.stays, (QMap<Reason, int>{{Reason::Open, 1}, {Reason::Wanted, 2}}));
        QCOMPARE(m_place->files().size(), 12);
    }
    /// Somebody pushed it here: only the PACS's own list of instances proves that it can come again.
    void whatWasPushedHereGoesOnlyWhenThePacsNamesIt() {
        m_place->retrieve("1");
        m_place->receive("1", "1.1.99");
        QCOMPARE(m_place->enforce(0).stays, (QMap<Reason, int>{{Reason::NotInPacs, 1}}));
        QCOMPARE(m_place->here("1"), 4);
        store::StudyStore::Retrieval retrieval;
        retrieval.expected = 5;
        retrieval.listKnown = true;
        retrieval.missing << InstanceKey{"1", "1.1", "class", "1.1.5"};
        m_place->write([&](store::Transaction& cache) {
            return store::StudyStore::setRetrieval(cache, "1", "main", retrieval, m_place->clock.now());
        });
        QCOMPARE(m_place->enforce(0).gone, QStringList{"1"});
    }
    void aStudyThatIsOpenedMeanwhileKeepsItsRestAndClaimsNothing() {
        m_place->retrieve("1", 9);
        int asked = 0;
        m_place->isWanted = [&asked](const QString&) { return ++asked > 2; };
        m_place->enforce(0, 3);
        QCOMPARE(m_place->here("1"), 6);
        QVERIFY(!m_place->isRetrieved("1"));
        QCOMPARE(m_place->files(), m_place->indexed());
    }

    /// As killed behind the commit, in the middle of removing the files.
    void aFileWhoseRowWasTakenDoesNotComeBack() {
        m_place->retrieve("1", 4);
        const auto before = m_place->files();
        m_place->write([](store::Transaction& cache) -> Result<void> {
            VIGIL_CHECK(store::CacheUseStore::evict(cache, "1", 3));
            return {};
        });
        QVERIFY(QFile::remove(m_place->data->objectFolder() + "/" + m_place->onTheirWay().first()));
        QCOMPARE(m_place->files().size(), 3);
        startAgain();
        QCOMPARE(m_place->here("1"), 1);
        QCOMPARE(m_place->files(), m_place->indexed());
        QVERIFY(m_place->onTheirWay().isEmpty());
        QVERIFY(!m_place->isRetrieved("1"));
    }
    /// A power failure may take the commit but not the removing.
    void rowsWhoseFilesAreGoneDoNotCountAsRetrieved() {
        m_place->retrieve("1", 4);
        QVERIFY(QFile::remove(m_place->data->objectFolder() + "/" + *m_place->files().begin()));
        startAgain();
        QCOMPARE(m_place->here("1"), 3);
        QVERIFY(!m_place->isRetrieved("1"));
    }
    void killedAtAnyStatementItEndsClean() {
        const auto filled = m_folder->filePath("filled");
        {
            Workplace place(filled);
            fill(place);
        }
        // Several at a time, each on a folder of its own: they mostly wait for the disk.
        constexpr int atOnce = 4;
        int kills = 0;
        for (bool ended = false; !ended;) {
            std::vector<std::future<Left>> round;
            for (int i = 1; i <= atOnce; ++i)
                round.push_back(std::async(std::launch::async, [&filled, this, statement = kills + i] {
                    return killedAt(statement, filled,
                                    m_folder->filePath(QStringLiteral("killed%1").arg(statement)));
                }));
            for (auto& each : round) {
                const auto left = each.get();
                QCOMPARE(left.contradiction, QString());
                ended = ended || !left.killed;
                kills += left.killed;
            }
        }
        QVERIFY(kills >= 20);
    }

    void thatNothingMayGoIsSaidOnceAndTakenBack() {
        fill(*m_place);
        const QSignalSpy told(&m_place->events, &Events::roomChanged);
        m_place->limit->setOpen({"1", "2", "3"});
        m_place->limit->start({5 * imageBytes, {"main"}});
        QTRY_COMPARE(told.size(), 1);
        QVERIFY(m_place->limit->trouble().contains("3 open in the window"));
        m_place->limit->look();
        QCOMPARE(told.size(), 1);
        m_place->limit->setOpen({});
        m_place->limit->look();
        QTRY_COMPARE(told.size(), 2);
        QVERIFY(m_place->limit->trouble().isEmpty());
        QCOMPARE(m_place->files().size(), 4);
    }
    /// A person's act waits for a slice at most, never for a study.
    void aPersonsWriteIsNotHeldUp() {
        m_place->write([&](store::Transaction& cache) -> Result<void> {
            QList<store::ObjectIndexStore::Entry> entries;
            for (int i = 0; i < 5000; ++i) {
                store::ObjectIndexStore::Entry entry;
                entry.object.header.key = {"1", "1.1", "class", QString::number(i)};
                entry.object.header.patient.name = QString(500, 'x');
                entry.object.path = QStringLiteral("aa/%1.dcm").arg(i);
                entry.object.bytes = imageBytes;
                entry.sourceId = "main";
                entries << entry;
                if (entries.size() == 500) {
                    VIGIL_CHECK(store::ObjectIndexStore::put(cache, entries, m_place->clock.now()));
                    entries.clear();
                }
            }
            return {};
        });
        m_place->name("1");
        std::atomic<bool> done{false};
        std::thread evicting([&] {
            m_place->enforce(0);
            done = true;
        });
        // How often a person gets between its slices; as one piece of work it would let nobody in.
        QSet<int> seen;
        qint64 longest = 0;
        while (!done) {
            QElapsedTimer timer;
            timer.start();
            const auto left = m_place->data->cache().runAndWait(
                store::Lane::Person, [](store::Transaction& cache) -> Result<int> {
                    int rows = 0;
                    VIGIL_CHECK(cache.database().rows(QStringLiteral("SELECT count(*) FROM object"), {},
                                                      [&](const store::Row& row) { rows = row.integer(0); }));
                    return rows;
                });
            longest = std::max(longest, timer.elapsed());
            if (!left) evicting.join();
            VIGIL_VERIFY(left);
            seen.insert(*left);
        }
        evicting.join();
        qInfo() << "longest" << longest << "ms," << seen.size() << "states seen";
        QCOMPARE(m_place->here("1"), 0);
        QVERIFY(seen.size() >= 10);
    }
};

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("victim"))
        return victim(arguments.value(2), arguments.value(3).toInt());
    CacheLimitTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "CacheLimitTest.moc"
