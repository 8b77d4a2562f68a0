// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/bench/FirstImage.h"

#include "app/Application.h"
#include "app/Window.h"
#include "app/bench/VigilFetch.h"
#include "core/base/Ids.h"
#include "dicom/Dicom.h"
#include "ui/viewer/ReadingPlace.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <optional>

namespace vigil::app {

namespace {

constexpr double millisecond = 1e-3;

constexpr int sceneAtMost = 300000; // ms; for what takes seconds

/// What is opened, and what is on its way then.
struct Scene {
    const study::PacsPeer& peer;
    const Destination& own;
    QString patientId;
    QString studyUid;
    QStringList priors;
    int instances;
};

/// When the first byte of the study's oldest object was written; a rename does not change it.
Result<QDateTime> firstByte(study::StudyService& studies, const QString& studyUid) {
    auto objects = studies.objects(studyUid);
    objects.waitForFinished();
    if (!objects.result()) return objects.result().error();
    QDateTime earliest;
    for (const auto& object : *objects.result()) {
        const auto born = QFileInfo(studies.absolutePath(object)).birthTime();
        if (!earliest.isValid() || born < earliest) earliest = born;
    }
    return earliest;
}

int priorsHere(Application& application, const Scene& scene) {
    const auto queue = application.studies().queue().snapshot();
    int images = 0;
    for (const auto& prior : scene.priors) {
        const auto* entry = queue.find(prior);
        images +=
            entry ? std::max(0, entry->progress.received) : scene.instances; // it is not queued any more
    }
    return images;
}

/// The list knows the patient, and the earlier studies have begun to come.
Result<void> prepare(Application& application, const Scene& scene) {
    study::WorklistQuery query;
    query.patientId = scene.patientId;
    auto refreshed = application.studies().refresh(query, {});
    refreshed.waitForFinished();
    if (!refreshed.result()) return refreshed.result().error();
    for (const auto& prior : scene.priors)
        application.studies().queue().want(prior, scene.peer.name, study::RetrievePriority::Prior);
    const QDeadlineTimer deadline(sceneAtMost);
    while (!scene.priors.isEmpty() && priorsHere(application, scene) == 0) {
        if (deadline.hasExpired())
            return Error{Error::Code::Timeout, QStringLiteral("No earlier study came."), {}};
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    }
    return {};
}

Result<FirstImage> watchOnce(const QString& dataFolder, const Scene& scene) {
    VIGIL_TRY(const auto application, Application::open(benchSettings(scene.peer, scene.own), dataFolder,
                                                        Application::Running::Window));
    FirstImage result;
    Window window(*application);
    window.show();
    QElapsedTimer timer;
    std::optional<double> seen;
    QDateTime seenAt;
    QObject::connect(&window.mainWindow(), &ui::MainWindow::currentImageChanged, &window,
                     [&](const std::optional<report::ImageReference>& image, const study::PatientKey&) {
                         if (!image || seen) return;
                         seen = static_cast<double>(timer.elapsed()) * millisecond;
                         seenAt = QDateTime::currentDateTime();
                         result.priorsAtPicture = priorsHere(*application, scene);
                     });
    VIGIL_CHECK(prepare(*application, scene));
    result.priorsAtOpening = priorsHere(*application, scene);
    timer.start();
    window.mainWindow().openStudy(scene.studyUid);
    const QDeadlineTimer deadline(sceneAtMost);
    const auto& model = window.mainWindow().reading().model();
    const auto here = [&] {
        const auto* study = model.find(scene.studyUid);
        return study ? study->imagesHere : 0;
    };
    while ((!seen || here() < scene.instances) && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
    if (!seen) return Error{Error::Code::Timeout, QStringLiteral("No image came into the window."), {}};
    result.complete = static_cast<double>(timer.elapsed()) * millisecond;
    VIGIL_TRY(const auto arrival, firstByte(application->studies(), scene.studyUid));
    result.afterOpening = *seen;
    result.afterArrival = static_cast<double>(arrival.msecsTo(seenAt)) * millisecond;
    return result;
}

} // namespace

Result<QList<FirstImage>> watchFirstImages(const QString& folder, int slices, int times, int priors) {
    VIGIL_CHECK(dicom::initialise());
    const QTemporaryDir place(folder + QStringLiteral("/vigil-bench-XXXXXX"));
    QDir().mkpath(place.filePath(QStringLiteral("orthanc")));
    const Destination own{QStringLiteral("VIGILBENCH"), freePort()};
    dicom::BulkStudy study;
    study.studyUid = dicomUid(QUuid::createUuid());
    study.patientId = QStringLiteral("BENCHFIRST");
    study.instances = slices;
    VIGIL_TRY(const auto orthanc, startOrthanc(place.filePath(QStringLiteral("orthanc")), {own}));
    const auto peer = orthanc->peer();
    Scene scene{peer, own, study.patientId, study.studyUid, {}, slices};
    for (int earlier = 0; earlier <= priors; ++earlier) {
        const auto files = place.filePath(QStringLiteral("files%1").arg(earlier));
        QDir().mkpath(files);
        VIGIL_TRY(const auto written, dicom::writeBulkStudy(files, study));
        VIGIL_CHECK(orthanc->load(written));
        QDir(files).removeRecursively();
        study.studyUid = dicomUid(QUuid::createUuid());
        study.date = study.date.addMonths(-6);
        if (earlier < priors) scene.priors << study.studyUid;
    }
    QList<FirstImage> runs;
    for (int run = 0; run < times; ++run) {
        const auto data = place.filePath(QStringLiteral("vigil%1").arg(run));
        VIGIL_TRY(const auto one, watchOnce(data, scene));
        runs << one;
        QDir(data).removeRecursively();
    }
    return runs;
}

} // namespace vigil::app
