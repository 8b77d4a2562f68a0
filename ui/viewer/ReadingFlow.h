// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Events.h"
#include "core/study/StudyService.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace vigil::ui {

class ReadingPlace;

/// Brings the study that is opened, its images and its priors into the Reading place, and keeps up while they
/// arrive. What is wanted goes through the retrieve queue: the open study first, then the next ones of the
/// list and the priors that the rules name. An answer that comes after another study was opened is dropped.
/// UI thread; owned by MainWindow.
class ReadingFlow : public QObject {
    Q_OBJECT
public:
    /// Study and source of the studies that the reader will open next, at most so many.
    using UpNext = std::function<QList<std::pair<QString, QString>>(const QString& studyUid, int count)>;

    ReadingFlow(ReadingPlace& place, study::StudyService& studies, Events& events, QObject* parent = nullptr);
    ~ReadingFlow() override;

    void setUpNext(UpNext upNext) { m_upNext = std::move(upNext); }
    void open(const QString& studyUid);
    void close();
    /// Asks for what is not here of the open study or of a prior that the reader wants to see.
    void retrieve(const QString& studyUid);
    /// Ends the retrieve of the open study; what is here stays.
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
    void begin(const study::Study& study);
    void leave();
    void loadObjects(const QString& studyUid);
    void objectsLoaded(const QString& studyUid, quint64 reading, std::chrono::milliseconds took);
    void listNextPrior();
    void follow();
    void loadPriors();
    void askPacs();
    void learnRequests();
    void keepOpen(const QList<study::Study>& others);
    void wantPriors(const QList<study::Study>& others);
    void followQueue();
    void showPriors(const study::RetrieveQueue::Snapshot& queue);
    void loadCompleteness();
    void takeCompleteness(const study::Completeness& state);

    ReadingPlace& m_place;
    study::StudyService& m_studies;
    UpNext m_upNext;
    std::optional<study::Study> m_study;
    quint64 m_reading = 0; ///< grows with every open and close
    QTimer m_changed;
    QSet<QString> m_changedStudies;
    QHash<QString, int> m_loading; ///< lists of objects that are being read, by study
    QStringList m_toList;          ///< priors whose objects are to be listed, one after the other
    QString m_listing;             ///< the prior whose turn it is
    bool m_hasImages = false;      ///< of the open study
    std::chrono::milliseconds m_loadTook{0};
    QElapsedTimer m_sinceFollowed; ///< since the views followed what has arrived
    QTimer m_ticker;
    QTimer m_watch; ///< asks the PACS whether the open study has grown
    bool m_asking = false;
    bool m_wasQueued = false; ///< the open study was in the queue when it was last looked at
    bool m_cancelled = false;
    int m_addedWhileOpen = 0;
    QSet<QString> m_priors; ///< wanted because of the open study
    std::stop_source m_stop;
};

} // namespace vigil::ui
