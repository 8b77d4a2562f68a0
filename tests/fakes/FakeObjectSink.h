// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Ports.h"

#include <QMutex>
#include <QSet>
#include <QTemporaryDir>

namespace vigil::test {

/// A store in a temporary folder that keeps what it accepts. Can be told that the disk is full, or to make
/// objects durable only when released. Thread-safe.
class FakeObjectSink : public study::ObjectSink {
public:
    enum class Disk { Roomy, FullAtFile, FullAtAccept };

    Result<QString> temporaryFile() override;
    std::future<Result<void>> accept(study::ReceivedObject object) override;
    [[nodiscard]] bool isWanted(const QString& studyUid) const override;
    [[nodiscard]] QHash<QString, qint64> durableInstances(const QString& studyUid) const override;
    void noteDamaged(const study::InstanceKey& instance, const QString& reason) override;
    [[nodiscard]] QHash<QString, QString> damagedInstances(const QString& studyUid) const override;

    void want(const QString& studyUid);
    void setDisk(Disk disk);
    /// While held, accepted objects do not become durable.
    void hold();
    void letGo();

    /// What is durable, in order of arrival.
    [[nodiscard]] QList<study::ReceivedObject> objects() const;
    [[nodiscard]] int count() const { return static_cast<int>(objects().size()); }
    /// Files in the folder, durable or not.
    [[nodiscard]] QStringList files() const;

private:
    mutable QMutex m_mutex;
    QTemporaryDir m_folder;
    int m_next = 0;
    Disk m_disk = Disk::Roomy;
    bool m_held = false;
    QSet<QString> m_wanted;
    QHash<QString, QHash<QString, QString>> m_damaged; ///< by study
    QList<study::ReceivedObject> m_objects;
    std::vector<std::pair<study::ReceivedObject, std::promise<Result<void>>>> m_waiting;
};

} // namespace vigil::test
