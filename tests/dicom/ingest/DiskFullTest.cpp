// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/net/Retriever.h"
#include "dicom/net/StorageListener.h"
#include "tests/dicom/ingest/IngestKills.h"
#include "tests/dicom/net/ScriptedPacs.h"

#include <sys/mount.h>

using namespace vigil;
using namespace vigil::test;
using Method = study::PacsPeer::Method;
Q_DECLARE_METATYPE(Method)

namespace {

/// A file system of a few megabytes in memory, which only root may make.
class SmallDisk {
public:
    explicit SmallDisk(const QString& path) : m_path(QFile::encodeName(path)) {
        QDir().mkpath(path);
        m_there = ::mount("vigil-small-disk", m_path.constData(), "tmpfs", 0, "size=12m") == 0;
    }
    ~SmallDisk() {
        if (m_there) ::umount2(m_path.constData(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    [[nodiscard]] bool isThere() const { return m_there; }
    [[nodiscard]] bool grow() const {
        return ::mount("vigil-small-disk", m_path.constData(), "tmpfs", MS_REMOUNT, "size=96m") == 0;
    }

private:
    QByteArray m_path;
    bool m_there = false;
};

} // namespace

/// A retrieve into a disk that becomes full on the way, down to the last byte: no reserve is kept.
class DiskFullTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    static QSet<QString> filesOf(const QString& folder) {
        QSet<QString> files;
        QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            files.insert(QDir(folder).relativeFilePath(it.next()));
        return files;
    }
    static QSet<QString> indexOf(store::DataFolder& data) {
        return waitFor(data.cacheReader().run([](const store::Database& cache) {
                   return store::ObjectIndexStore::paths(cache);
               }))
            .value_or(QSet<QString>{});
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(dicom::initialise().has_value()); }

    void aFullDiskIsSaidLeavesNothingHalfAndGoesOnWhenThereIsRoom_data() {
        QTest::addColumn<Method>("method");
        QTest::newRow("C-MOVE") << Method::Move;
        QTest::newRow("C-GET") << Method::Get;
    }
    void aFullDiskIsSaidLeavesNothingHalfAndGoesOnWhenThereIsRoom() {
        QFETCH(Method, method);
        const auto path = m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()));
        const SmallDisk disk(path);
        if (!disk.isThere()) QSKIP("not tried: this user may not mount a small disk");
        SystemClock clock;
        RandomIds ids;
        Events events;
        auto opened = store::DataFolder::open(path + QStringLiteral("/data"));
        VIGIL_VERIFY(opened);
        const auto data = std::move(*opened);
        study::ObjectStore objects(*data, clock, ids, events, {0, 256});
        study::LocalNode local{QStringLiteral("VG-TEST"), 0, QStringLiteral("127.0.0.1")};
        study::PacsPeer caller;
        caller.name = QStringLiteral("scripted");
        caller.aeTitle = QStringLiteral("SCRIPTED");
        caller.host = QStringLiteral("127.0.0.1");
        dicom::StorageListener listener(local, {caller}, objects);
        VIGIL_VERIFY(listener.start());
        ScriptedPacs pacs(listener.port());
        pacs.script.study = storedStudy(1, 40);
        for (auto& slice : pacs.script.study)
            slice.rows = slice.columns = 512; // half a megabyte each
        auto peer = pacs.peer();
        peer.method = method;
        const auto uid = pacs.script.study.first().studyUid;
        const auto retrieve = [&](const study::Beforehand& before) {
            const study::ObjectStore::Wanted wanted(objects, uid);
            return dicom::Retriever(peer, local, objects).retrieve(uid, before, [](auto) {}, {});
        };

        const auto full = retrieve({});
        QVERIFY(!full);
        QCOMPARE(full.error().code, Error::Code::DiskFull);
        QVERIFY2(full.error().message.contains(QStringLiteral("full")), qPrintable(full.error().message));
        QTRY_COMPARE(filesOf(data->objectFolder()), indexOf(*data)); // and nothing half-written
        const auto here = objects.durableInstances(uid);
        QVERIFY(!here.isEmpty());
        QVERIFY(here.size() < pacs.script.study.size());
        for (const auto& file : filesOf(data->objectFolder()))
            VIGIL_VERIFY(dicom::frameReader()->read(data->objectFolder() + QLatin1Char('/') + file, 0));

        QVERIFY(disk.grow());
        QList<study::InstanceKey> already;
        for (const auto& slice : pacs.script.study)
            if (here.contains(slice.sopInstanceUid))
                already << study::InstanceKey{slice.studyUid, slice.seriesUid, slice.sopClassUid,
                                              slice.sopInstanceUid};
        const auto complete = retrieve(already);
        VIGIL_VERIFY(complete);
        QVERIFY(complete->isComplete());
        QCOMPARE(complete->received, 40);
        QCOMPARE(filesOf(data->objectFolder()), indexOf(*data));
    }
};

QTEST_GUILESS_MAIN(DiskFullTest)
#include "DiskFullTest.moc"
