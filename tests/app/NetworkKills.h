// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/DataFolder.h"
#include "core/store/ObjectIndexStore.h"
#include "tests/support/OrthancServer.h"
#include "tests/support/Support.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

namespace vigil::test {

/// Kills `vigilctl retrieve` at random moments while a real Orthanc sends, by C-MOVE and by C-GET in turns,
/// looks at what it left, and lets it go on. The seed is printed, so that a red run can be repeated with
/// VIGIL_SEED.
class NetworkKills {
public:
    struct Found {
        int kills = 0;
        int inTheMiddle = 0;   ///< some images were here then, and not all
        QString contradiction; ///< empty when all is whole
    };

    bool start() {
        m_study = storedStudy(2, images / 2);
        for (auto& slice : m_study)
            slice.rows = slice.columns = pixels;
        return m_orthanc.start() && m_orthanc.upload(m_study) && m_orthanc.addModality(title(), m_port);
    }

    Found run(int kills) {
        QRandomGenerator random(seedOfThisRun());
        Found found;
        for (; found.kills < kills && found.contradiction.isEmpty(); ++found.kills)
            // Somewhere on the way of the files from the network to the index; the last ones are soon there.
            killOnce(found, static_cast<int>(random.bounded(images * 3 / 4)),
                     static_cast<int>(random.bounded(10)));
        return found;
    }

private:
    static constexpr int images = 160;
    static constexpr int pixels = 256;
    static constexpr int atMost = 60000; ///< ms; for what takes a second
    static QString title() { return QStringLiteral("VG-KILLED"); }

    [[nodiscard]] QString folder(const QString& run) const { return m_folder.filePath(run); }
    static QString objects(const QString& data) { return data + QStringLiteral("/objects"); }

    void begin(QProcess& process, const QString& data, const char* method) {
        const auto config = m_folder.filePath(QStringLiteral("vigil.ini"));
        QFile file(config);
        if (!file.open(QIODevice::WriteOnly)) return;
        file.write(QStringLiteral("[local]\naeTitle=%1\nport=%2\nbindAddress=127.0.0.1\n[pacs/main]\n"
                                  "aeTitle=ORTHANC\nhost=127.0.0.1\nport=%3\n")
                       .arg(title())
                       .arg(m_port)
                       .arg(m_orthanc.dicomPort())
                       .toUtf8());
        file.close();
        process.start(QStringLiteral(VIGIL_BINARY_DIR "/vigilctl"),
                      {QStringLiteral("--config"), config, QStringLiteral("--data"), data,
                       QStringLiteral("--json"), QStringLiteral("retrieve"), QStringLiteral("--study"),
                       m_study.first().studyUid, QStringLiteral("--method"), QString::fromLatin1(method)});
    }
    static int filesIn(const QString& data) {
        int count = 0;
        QDirIterator files(objects(data), QDir::Files, QDirIterator::Subdirectories);
        for (; files.hasNext(); files.next())
            ++count;
        return count;
    }

    void killOnce(Found& found, int files, int later) {
        const auto* method = found.kills % 2 == 0 ? "move" : "get";
        const auto data = folder(QStringLiteral("run%1").arg(found.kills));
        QProcess victim;
        begin(victim, data, method);
        const auto hasCome = [&] { return filesIn(data) > files || victim.state() == QProcess::NotRunning; };
        if (!QTest::qWaitFor(hasCome, atMost)) {
            found.contradiction = QStringLiteral("the retrieve did not begin");
            return;
        }
        QTest::qWait(later);
        victim.kill();
        victim.waitForFinished(atMost);
        const auto left = lookAtOnce(data, found);
        if (!left.isEmpty() && left.size() < images) ++found.inTheMiddle;
        goOn(data, method, left, found);
        QDir(data).removeRecursively();
    }

    /// Before anything is put right: the index names no file that the disk lacks.
    static QSet<QString> lookAtOnce(const QString& data, Found& found) {
        const auto listed = indexed(data, found);
        for (const auto& path : listed)
            if (!QFile::exists(objects(data) + QLatin1Char('/') + path))
                found.contradiction = QStringLiteral("the index lists a file that is not there");
        return listed;
    }

    /// The same command once more: it completes the study, keeps what had come, and index and disk agree.
    void goOn(const QString& data, const char* method, const QSet<QString>& left, Found& found) {
        QProcess next;
        begin(next, data, method);
        next.waitForFinished(atMost);
        const auto answer = QJsonDocument::fromJson(next.readAllStandardOutput()).object();
        if (next.exitCode() != 0 || !answer.value(QStringLiteral("complete")).toBool() ||
            answer.value(QStringLiteral("instances")).toInt() != images)
            found.contradiction = QStringLiteral("the retrieve did not go on: ") +
                                  QString::fromUtf8(next.readAllStandardError());
        const auto listed = indexed(data, found);
        QSet<QString> onDisk;
        QDirIterator files(objects(data), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            onDisk.insert(QDir(objects(data)).relativeFilePath(files.next()));
        if (listed != onDisk || listed.size() != images)
            found.contradiction = QStringLiteral("index and disk differ: %1 listed, %2 there, %3 sent")
                                      .arg(listed.size())
                                      .arg(onDisk.size())
                                      .arg(images);
        if (!listed.contains(left))
            found.contradiction = QStringLiteral("what was here before the kill was fetched again");
    }

    static QSet<QString> indexed(const QString& data, Found& found) {
        const auto opened = store::DataFolder::open(data);
        if (!opened) {
            found.contradiction = opened.error().message;
            return {};
        }
        if ((*opened)->cacheWasRebuilt()) found.contradiction = QStringLiteral("the index was lost");
        return (*opened)->cacheReader().runAndWait(store::ObjectIndexStore::paths).value_or(QSet<QString>{});
    }

    QTemporaryDir m_folder;
    OrthancServer m_orthanc;
    quint16 m_port = freePort();
    QList<DicomObject> m_study;
};

/// The body of both tests: the quick one and the long one differ in how often they kill.
inline void killTheRetrieve(int times) {
    if (!OrthancServer::isInstalled()) QSKIP("needs Orthanc");
    NetworkKills kills;
    QVERIFY(kills.start());
    const auto found = kills.run(times);
    qInfo("%d kills, %d of them in the middle", found.kills, found.inTheMiddle);
    QCOMPARE(found.contradiction, QString());
    QCOMPARE(found.kills, times);
    QVERIFY(found.inTheMiddle > 0);
}

} // namespace vigil::test
