// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/viewer/ReadingFlow.h"
#include "tests/fakes/FakeFrameReader.h"
#include "tests/fakes/FakePacs.h"
#include "tests/support/Futures.h"
#include "ui/viewer/ReadingPlace.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace vigil;
using namespace vigil::ui;
using vigil::test::waitFor;

/// The flow over the real StudyService and local databases; only the PACS and the pixels are fakes.
class ReadingFlowTest : public QObject {
    Q_OBJECT
    static constexpr int priors = 20;

    QTemporaryDir m_folder;
    SystemClock m_clock;
    RandomIds m_ids;
    Events m_events;
    test::FakeFrameReader m_frames;
    test::FakePacs m_pacs;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<study::ObjectStore> m_objects;
    std::unique_ptr<study::StudyService> m_studies;
    std::unique_ptr<ReadingPlace> m_place;
    std::unique_ptr<ReadingFlow> m_flow;

    void offer(const QString& uid, int daysAgo) {
        study::Study study;
        study.studyUid = uid;
        study.patient = {{QStringLiteral("RQX"), QStringLiteral("P1")},
                         QStringLiteral("Okafor^Ngozi"),
                         QDate(1950, 1, 2),
                         QStringLiteral("F")};
        study.studyTime = QDateTime::currentDateTime().addDays(-daysAgo);
        study.modalities = QStringList{QStringLiteral("CT")};
        study.instanceCount = 1;
        m_pacs.studies << study;
    }
    Result<void> arrive(const QString& uid) {
        VIGIL_TRY(const auto path, m_objects->temporaryFile());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write("x") != 1)
            return Error{Error::Code::DiskFull, {}, {}};
        file.close();
        study::ReceivedObject object;
        object.temporaryPath = path;
        object.bytes = 1;
        object.header = test::ctSeries(uid, QStringLiteral("a"), 1).first().header;
        return m_objects->accept(std::move(object)).get();
    }

private Q_SLOTS:
    void init() {
        auto opened = store::DataFolder::open(m_folder.filePath(QStringLiteral("data")));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_objects = std::make_unique<study::ObjectStore>(*m_data, m_clock, m_ids, m_events);
        QFile policyFile(QStringLiteral(":/vigil/policies/worklist.yaml"));
        QVERIFY(policyFile.open(QIODevice::ReadOnly));
        auto policy = study::WorklistPolicy::read(policyFile.readAll());
        VIGIL_VERIFY(policy);
        std::vector<study::StudySource> sources;
        study::PacsPeer peer;
        peer.name = QStringLiteral("main");
        sources.push_back({peer, m_pacs.worklistSource(), m_pacs.retriever(*m_objects)});
        m_studies = std::make_unique<study::StudyService>(*m_data, *m_objects, std::move(sources),
                                                          std::move(*policy), m_clock, m_events);
        m_place = std::make_unique<ReadingPlace>(m_frames, QString());
        m_flow = std::make_unique<ReadingFlow>(*m_place, *m_studies, m_events);
    }
    void cleanup() {
        m_flow.reset();
        m_place.reset();
        m_studies.reset();
        m_objects.reset();
        m_data.reset();
    }

    void theFirstImageDoesNotWaitForTheListsOfAllPriors() {
        offer(QStringLiteral("1"), 0);
        for (int i = 1; i <= priors; ++i)
            offer(QStringLiteral("1.%1").arg(i), 30 * i);
        VIGIL_VERIFY(waitFor(m_studies->refresh({}, {})));
        for (int i = 1; i <= priors; ++i)
            VIGIL_VERIFY(arrive(QStringLiteral("1.%1").arg(i)));
        m_pacs.fault = Error{Error::Code::Unreachable, QStringLiteral("Away."), {}};

        // The databases answer nothing more from the moment on at which the priors are known.
        std::promise<void> answers;
        const auto mayAnswer = answers.get_future().share();
        bool held = false;
        QObject::connect(m_flow.get(), &ReadingFlow::otherStudiesKnown, this, [&] {
            if (std::exchange(held, true)) return;
            for (int thread = 0; thread < 2; ++thread)
                m_data->cacheReader().run([mayAnswer](const store::Database&) -> Result<int> {
                    mayAnswer.wait();
                    return 0;
                });
        });
        int priorsBefore = -1;
        QObject::connect(&m_place->model(), &ViewerModel::objectsChanged, this, [&](const QString& uid) {
            const auto& studies = m_place->model().studies();
            if (priorsBefore >= 0 || uid != QStringLiteral("1") || studies.first().imagesHere == 0) return;
            priorsBefore =
                static_cast<int>(std::count_if(studies.begin(), studies.end(), [](const auto& each) {
                    return each.isPrior && each.imagesHere > 0;
                }));
        });
        m_flow->open(QStringLiteral("1"));
        QTRY_VERIFY(held);
        QSignalSpy changed(&m_events, &Events::studyChanged);
        const auto arrived = arrive(QStringLiteral("1"));
        for (int i = 0; i < 10; ++i)
            QCoreApplication::processEvents();
        answers.set_value();
        VIGIL_VERIFY(arrived);
        QTRY_VERIFY(priorsBefore >= 0);
        QVERIFY2(priorsBefore <= 3, qPrintable(QString::number(priorsBefore)));
        // They follow.
        QTRY_VERIFY(std::all_of(m_place->model().studies().begin(), m_place->model().studies().end(),
                                [](const auto& each) { return each.imagesHere > 0; }));
    }
};

QTEST_MAIN(ReadingFlowTest)
#include "ReadingFlowTest.moc"
