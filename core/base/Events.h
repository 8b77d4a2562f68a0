// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

namespace vigil {

/// What has happened, for whoever wants to know: Qt signals in the past tense, emitted from any thread,
/// received queued. They carry keys, not facts: the receiver reads the fact from the local databases. Owned
/// by Application.
class Events : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

Q_SIGNALS:
    void worklistChanged();
    /// Objects of a study arrived or a retrieve ended; counts are in StudyStore.
    void studyChanged(const QString& studyUid);
    /// A retrieve was queued, began, ended, rests or was reordered; RetrieveQueue tells which.
    void retrievesChanged();
    /// The limit of the image cache cannot be kept, or can again; StudyService tells which.
    void roomChanged();
    void draftChanged(const QString& reportId);
    void reportSigned(const QString& reportId);
    void alertsChanged();
    void followUpsChanged();
    /// Somebody dealt with a row of the reverse safety net.
    void safetyNetChanged();
    void outboxChanged();
    void presenceChanged();
    /// A destination went up, down or was paused; `destination` as in the outbox ("department", "archive", a
    /// PACS name).
    void destinationChanged(const QString& destination);
};

} // namespace vigil
