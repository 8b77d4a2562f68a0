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
#include <QDirIterator>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <optional>

namespace vigil::app {

namespace {

constexpr double millisecond = 1e-3;

/// When the first byte of the oldest object was written; a rename does not change it.
QDateTime firstByte(const QString& objects) {
    QDateTime earliest;
    QDirIterator files(objects, {QStringLiteral("*.dcm")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        const auto born = files.fileInfo().birthTime();
        if (!earliest.isValid() || born < earliest) earliest = born;
    }
    return earliest;
}

Result<FirstImage> watchOnce(const QString& dataFolder, const study::PacsPeer& peer, const Destination& own,
                             const QString& studyUid, int instances) {
    VIGIL_TRY(const auto application,
              Application::open(benchSettings(peer, own), dataFolder, Application::Running::Window));
    study::WorklistQuery query;
    query.studyUid = studyUid;
    auto refreshed = application->studies().refresh(query, {});
    refreshed.waitForFinished();
    if (!refreshed.result()) return refreshed.result().error();

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
                     });
    timer.start();
    window.mainWindow().openStudy(studyUid);
    constexpr int atMost = 300000;
    const QDeadlineTimer deadline(atMost);
    const auto& model = window.mainWindow().reading().model();
    const auto here = [&] {
        const auto* study = model.find(studyUid);
        return study ? study->imagesHere : 0;
    };
    while ((!seen || here() < instances) && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
    if (!seen) return Error{Error::Code::Timeout, QStringLiteral("No image came into the window."), {}};
    const auto complete = static_cast<double>(timer.elapsed()) * millisecond;
    const auto arrival = firstByte(application->data().objectFolder());
    return FirstImage{*seen, static_cast<double>(arrival.msecsTo(seenAt)) * millisecond, complete};
}

} // namespace

Result<QList<FirstImage>> watchFirstImages(const QString& folder, int slices, int times) {
    VIGIL_CHECK(dicom::initialise());
    const QTemporaryDir place(folder + QStringLiteral("/vigil-bench-XXXXXX"));
    for (const auto* name : {"files", "orthanc"})
        QDir().mkpath(place.filePath(QLatin1String(name)));
    const Destination own{QStringLiteral("VIGILBENCH"), freePort()};
    dicom::BulkStudy study;
    study.studyUid = dicomUid(QUuid::createUuid());
    study.patientId = QStringLiteral("BENCHFIRST");
    study.instances = slices;
    VIGIL_TRY(const auto files, dicom::writeBulkStudy(place.filePath(QStringLiteral("files")), study));
    VIGIL_TRY(const auto orthanc, startOrthanc(place.filePath(QStringLiteral("orthanc")), {own}));
    VIGIL_CHECK(orthanc->load(files));
    QList<FirstImage> runs;
    for (int run = 0; run < times; ++run) {
        const auto data = place.filePath(QStringLiteral("vigil%1").arg(run));
        VIGIL_TRY(const auto one, watchOnce(data, orthanc->peer(), own, study.studyUid, slices));
        runs << one;
        QDir(data).removeRecursively();
    }
    return runs;
}

} // namespace vigil::app
