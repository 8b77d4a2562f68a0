// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/FakeObjectSink.h"

#include <QDir>
#include <QFile>
#include <QMutexLocker>

namespace vigil::test {

namespace {

Error diskFull() {
    return {Error::Code::DiskFull, QStringLiteral("The disk is full."), {}};
}

} // namespace

Result<QString> FakeObjectSink::temporaryFile() {
    const QMutexLocker lock(&m_mutex);
    if (m_disk == Disk::FullAtFile) return diskFull();
    return m_folder.filePath(QStringLiteral("%1.part").arg(m_next++));
}

std::future<Result<void>> FakeObjectSink::accept(study::ReceivedObject object) {
    const QMutexLocker lock(&m_mutex);
    std::promise<Result<void>> promise;
    auto future = promise.get_future();
    if (m_disk == Disk::FullAtAccept) {
        QFile::remove(object.temporaryPath);
        m_trouble.insert(object.header.key.studyUid, diskFull());
        promise.set_value(diskFull());
    } else if (m_disk == Disk::FullLater) {
        QFile::remove(object.temporaryPath);
        m_trouble.insert(object.header.key.studyUid, diskFull());
        m_lost.push_back(std::move(promise));
    } else if (m_held) {
        m_waiting.emplace_back(std::move(object), std::move(promise));
    } else {
        m_objects.append(std::move(object));
        promise.set_value({});
    }
    return future;
}

bool FakeObjectSink::isWanted(const QString& studyUid) const {
    const QMutexLocker lock(&m_mutex);
    return m_wanted.contains(studyUid);
}

QHash<QString, qint64> FakeObjectSink::durableInstances(const QString& studyUid) const {
    const QMutexLocker lock(&m_mutex);
    QHash<QString, qint64> sizes;
    for (const auto& object : m_objects)
        if (object.header.key.studyUid == studyUid)
            sizes.insert(object.header.key.sopInstanceUid, object.bytes);
    return sizes;
}

std::optional<Error> FakeObjectSink::keepingTrouble(const QString& studyUid) const {
    const QMutexLocker lock(&m_mutex);
    const auto found = m_trouble.constFind(studyUid);
    return found == m_trouble.cend() ? std::nullopt : std::optional<Error>(*found);
}

void FakeObjectSink::noteTrouble(const QString& studyUid, const Error& error) {
    const QMutexLocker lock(&m_mutex);
    m_trouble.insert(studyUid, error);
}

bool FakeObjectSink::isCongested() const {
    const QMutexLocker lock(&m_mutex);
    return m_congested;
}

QSet<QString> FakeObjectSink::abandoned() const {
    const QMutexLocker lock(&m_mutex);
    return m_abandoned;
}

void FakeObjectSink::abandon(const QString& studyUid) {
    const QMutexLocker lock(&m_mutex);
    m_wanted.remove(studyUid);
    m_abandoned.insert(studyUid);
}

void FakeObjectSink::setCongested(bool congested) {
    const QMutexLocker lock(&m_mutex);
    m_congested = congested;
}

void FakeObjectSink::noteDamaged(const study::InstanceKey& instance, const QString& reason) {
    const QMutexLocker lock(&m_mutex);
    m_damaged[instance.studyUid].insert(instance.sopInstanceUid, reason);
}

QHash<QString, QString> FakeObjectSink::damagedInstances(const QString& studyUid) const {
    const QMutexLocker lock(&m_mutex);
    return m_damaged.value(studyUid);
}

void FakeObjectSink::want(const QString& studyUid) {
    const QMutexLocker lock(&m_mutex);
    m_wanted.insert(studyUid);
    m_abandoned.remove(studyUid);
    m_trouble.remove(studyUid);
}

void FakeObjectSink::setDisk(Disk disk) {
    const QMutexLocker lock(&m_mutex);
    m_disk = disk;
    m_trouble.clear();
}

void FakeObjectSink::hold() {
    const QMutexLocker lock(&m_mutex);
    m_held = true;
}

void FakeObjectSink::letGo() {
    const QMutexLocker lock(&m_mutex);
    m_held = false;
    for (auto& [object, promise] : m_waiting) {
        m_objects.append(std::move(object));
        promise.set_value({});
    }
    m_waiting.clear();
}

QList<study::ReceivedObject> FakeObjectSink::objects() const {
    const QMutexLocker lock(&m_mutex);
    return m_objects;
}

QStringList FakeObjectSink::files() const {
    return QDir(m_folder.path()).entryList(QDir::Files);
}

} // namespace vigil::test
