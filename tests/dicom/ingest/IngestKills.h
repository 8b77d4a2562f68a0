// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Events.h"
#include "core/base/Log.h"
#include "core/store/ObjectIndexStore.h"
#include "core/study/ObjectStore.h"
#include "dicom/Dicom.h"
#include "tests/support/DicomObjects.h"
#include "tests/support/Futures.h"
#include "tests/support/Support.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <thread>

namespace vigil::test {

/// One data folder with its object store, opened as the program opens it.
struct IngestSite {
    explicit IngestSite(const QString& folder) {
        auto opened = store::DataFolder::open(folder);
        if (!opened) qFatal("%s", qPrintable(opened.error().message + opened.error().detail));
        data = std::move(*opened);
        objects = std::make_unique<study::ObjectStore>(*data, clock, ids, events);
    }
    SystemClock clock;
    RandomIds ids;
    Events events;
    std::unique_ptr<store::DataFolder> data;
    std::unique_ptr<study::ObjectStore> objects;
};

/// The process that is killed: four threads that take objects in without end, as associations do. Says the
/// UID of each that was confirmed as durable. Arguments: FOLDER with the data, FILE to take copies of.
inline int ingestVictim(const QString& folder, const QString& source) {
    IngestSite site(folder);
    QFile file(source);
    if (!file.open(QIODevice::ReadOnly)) return 1;
    const auto bytes = file.readAll();
    const auto header = dicom::frameReader()->header(source);
    if (!header) return 2;
    const auto receive = [&] {
        for (;;) {
            auto object = study::ReceivedObject{{}, bytes.size(), *header, QStringLiteral("main")};
            // The index goes by the header that comes along; a rebuilt one would read the file's.
            object.header.key.sopInstanceUid = aUid();
            const auto path = site.objects->temporaryFile();
            if (!path) return;
            object.temporaryPath = *path;
            QFile part(*path);
            if (!part.open(QIODevice::WriteOnly) || part.write(bytes) != bytes.size()) return;
            part.close();
            const auto uid = object.header.key.sopInstanceUid.toLatin1() + '\n';
            if (!site.objects->accept(std::move(object)).get()) return;
            std::fputs(uid.constData(), stdout);
            std::fflush(stdout);
        }
    };
    std::vector<std::jthread> associations;
    for (int i = 0; i < 4; ++i)
        associations.emplace_back(receive);
    return 0;
}

/// Kills the ingest at random moments and looks each time at what it left. The seed is printed, so that a red
/// run can be repeated with VIGIL_SEED.
class IngestKills {
public:
    struct Found {
        int kills = 0;
        int confirmed = 0;     ///< objects that the dead processes had called durable
        int indexed = 0;       ///< in the index at the end
        QString contradiction; ///< empty when all is whole
    };

    Found run(int kills) {
        QRandomGenerator random(seedOfThisRun());
        const auto source = aCtSlice().writeTo(m_folder.path());
        Found found;
        for (; found.kills < kills && found.contradiction.isEmpty(); ++found.kills) {
            QProcess victim;
            victim.start(QCoreApplication::applicationFilePath(), {QStringLiteral("ingest"), data(), source});
            if (!victim.waitForStarted() || !victim.waitForReadyRead(20000)) {
                found.contradiction = QStringLiteral("the ingest did not begin");
                return found;
            }
            // From the first confirmation on, any moment of the following commits.
            QTest::qWait(static_cast<int>(random.bounded(60)));
            victim.kill();
            victim.waitForFinished();
            const auto confirmed = QString::fromLatin1(victim.readAllStandardOutput())
                                       .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
            look(confirmed, found);
        }
        return found;
    }

private:
    [[nodiscard]] QString data() const { return m_folder.filePath(QStringLiteral("data")); }

    void look(QStringList confirmed, Found& found) {
        // The last line may be cut by the kill.
        if (!confirmed.isEmpty()) confirmed.removeLast();
        IngestSite site(data());
        // Before anything is put right: the index names no file that the disk lacks.
        for (const auto& path : paths(site))
            if (!QFile::exists(site.data->objectFolder() + QLatin1Char('/') + path))
                found.contradiction = QStringLiteral("the index lists a file that is not there");
        const auto reader = dicom::frameReader();
        if (const auto recovered = site.objects->recover(*reader); !recovered)
            found.contradiction = recovered.error().detail;
        QSet<QString> onDisk;
        QDirIterator files(site.data->objectFolder(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            onDisk.insert(QDir(site.data->objectFolder()).relativeFilePath(files.next()));
        if (onDisk != paths(site))
            found.contradiction = QStringLiteral("index and disk differ: %1 listed, %2 there")
                                      .arg(paths(site).size())
                                      .arg(onDisk.size());
        const auto here = site.objects->durableInstances(aCtSliceStudy());
        for (const auto& uid : std::as_const(confirmed))
            if (!here.contains(uid))
                found.contradiction = QStringLiteral("an object that was confirmed is not here");
        found.confirmed += static_cast<int>(confirmed.size());
        found.indexed = static_cast<int>(here.size());
    }
    static QSet<QString> paths(IngestSite& site) {
        return waitFor(site.data->cacheReader().run([](const store::Database& cache) {
                   return store::ObjectIndexStore::paths(cache);
               }))
            .value_or(QSet<QString>{});
    }
    /// The study of the file that is taken in.
    [[nodiscard]] QString aCtSliceStudy() const {
        const auto files = QDir(m_folder.path()).entryInfoList({QStringLiteral("*.dcm")}, QDir::Files);
        const auto header = dicom::frameReader()->header(files.first().filePath());
        return header ? header->key.studyUid : QString();
    }

    QTemporaryDir m_folder;
};

/// The body of both tests: the quick one and the long one differ in how often they kill.
inline void killTheIngest(int times) {
    const auto found = IngestKills().run(times);
    qInfo("%d kills, %d objects confirmed, %d indexed", found.kills, found.confirmed, found.indexed);
    QCOMPARE(found.contradiction, QString());
    QVERIFY(found.confirmed > found.kills); // they were killed in the middle of work
}

/// main() of such a test, which is its own victim too.
template <class Test>
int runIngestTest(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (!dicom::initialise()) return 3;
    const auto arguments = application.arguments().mid(1);
    if (arguments.size() == 3 && arguments.first() == QLatin1String("ingest"))
        return ingestVictim(arguments.at(1), arguments.at(2));
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace vigil::test
