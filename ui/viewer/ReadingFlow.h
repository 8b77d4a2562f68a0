// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Events.h"
#include "core/study/StudyService.h"

#include <QElapsedTimer>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

namespace vigil::ui {

class ReadingPlace;

/// Brings the study that is opened, its images and its priors into the Reading place, and keeps up while they
/// arrive. An answer that comes after another study was opened is dropped. UI thread; owned by MainWindow.
class ReadingFlow : public QObject {
    Q_OBJECT
public:
    ReadingFlow(ReadingPlace& place, study::StudyService& studies, Events& events, QObject* parent = nullptr);
    ~ReadingFlow() override;

    void open(const QString& studyUid);
    void close();
    /// Asks the PACS for what is not here yet; one study after the other.
    void retrieve(const QString& studyUid);
    void cancel();

    [[nodiscard]] const std::optional<study::Study>& study() const { return m_study; }
    /// Study (the one that is read or a prior) of an image on the screen, for the patient check.
    [[nodiscard]] std::optional<study::PatientKey> patientOf(const QString& studyUid) const;

Q_SIGNALS:
    void opened(const vigil::study::Study& study);
    void otherStudiesKnown(const QList<vigil::study::Study>& others);
    /// The images that came name requests which STUDY level did not.
    void requestsKnown(const vigil::study::Study& study);
    void closed();
    void openFailed(const vigil::Error& error);

private:
    struct Progress {
        std::atomic<int> received = 0;
        std::atomic<int> failed = 0;
        std::atomic<int> expected = -1;
    };

    void begin(const study::Study& study);
    void stopRetrieves();
    void loadObjects(const QString& studyUid);
    void follow();
    void loadPriors();
    void learnPriors();
    void learnRequests();
    void takeOutcome(const QString& studyUid, const Result<study::RetrieveOutcome>& outcome);
    void showProgress();

    ReadingPlace& m_place;
    study::StudyService& m_studies;
    std::optional<study::Study> m_study;
    quint64 m_reading = 0; ///< grows with every open and close
    QTimer m_changed;
    QSet<QString> m_changedStudies;
    int m_loading = 0; ///< lists of objects that are being read
    std::chrono::milliseconds m_loadTook{0};
    QElapsedTimer m_sinceFollowed; ///< since the views followed what has arrived
    QTimer m_ticker;
    std::shared_ptr<Progress> m_progress;
    QString m_retrieving;
    QString m_lastRetrieved;
    QStringList m_waiting; ///< studies whose retrieve begins after the running one
    std::stop_source m_stop;
};

} // namespace vigil::ui
