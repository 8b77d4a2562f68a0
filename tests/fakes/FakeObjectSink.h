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
    /// FullLater: who handed an object over does not learn of it any more.
    enum class Disk { Roomy, FullAtFile, FullAtAccept, FullLater };

    Result<QString> temporaryFile() override;
    std::future<Result<void>> accept(study::ReceivedObject object) override;
    [[nodiscard]] bool isWanted(const QString& studyUid) const override;
    [[nodiscard]] QHash<QString, qint64> durableInstances(const QString& studyUid) const override;
    [[nodiscard]] std::optional<Error> keepingTrouble(const QString& studyUid) const override;
    void noteTrouble(const QString& studyUid, const Error& error) override;
    [[nodiscard]] bool isCongested() const override;
    [[nodiscard]] QSet<QString> abandoned() const override;
    void noteDamaged(const study::InstanceKey& instance, const QString& reason) override;
    [[nodiscard]] QHash<QString, QString> damagedInstances(const QString& studyUid) const override;

    void want(const QString& studyUid);
    void abandon(const QString& studyUid);
    void setCongested(bool congested);
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
    bool m_congested = false;
    QSet<QString> m_wanted;
    QSet<QString> m_abandoned;
    QHash<QString, Error> m_trouble;                   ///< by study
    QHash<QString, QHash<QString, QString>> m_damaged; ///< by study
    QList<study::ReceivedObject> m_objects;
    std::vector<std::pair<study::ReceivedObject, std::promise<Result<void>>>> m_waiting;
    std::vector<std::promise<Result<void>>> m_lost;
};

} // namespace vigil::test
