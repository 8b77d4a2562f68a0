// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Application.h"
#include "dicom/Dicom.h"
#include "tests/support/Futures.h"
#include "tests/support/OrthancServer.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <mutex>

using namespace vigil;
using vigil::test::waitFor;
using Priority = study::RetrievePriority;

/// A real PACS whose studies change while they are fetched, through the real composition.
class RetrieveQueueOrthancTest : public QObject {
    Q_OBJECT
private:
    static constexpr int patience = 20000;
    test::OrthancServer m_orthanc;
    QTemporaryDir m_folder;
    std::unique_ptr<app::Application> m_app;

    /// Does something once while the first object comes in.
    class Meddler final : public study::ObjectSink {
    public:
        Meddler(study::ObjectSink& sink, std::function<void()> act) : m_sink(sink), m_act(std::move(act)) {}
        Result<QString> temporaryFile() override {
            std::call_once(m_once, m_act);
            return m_sink.temporaryFile();
        }
        std::future<Result<void>> accept(study::ReceivedObject object) override {
            return m_sink.accept(std::move(object));
        }
        [[nodiscard]] bool isWanted(const QString& uid) const override { return m_sink.isWanted(uid); }
        [[nodiscard]] QHash<QString, qint64> durableInstances(const QString& uid) const override {
            return m_sink.durableInstances(uid);
        }

    private:
        study::ObjectSink& m_sink;
        std::function<void()> m_act;
        std::once_flag m_once;
    };

    app::Settings settings() {
        app::Settings result;
        result.local = {QStringLiteral("VG-QUEUE"), test::freePort(), QStringLiteral("127.0.0.1")};
        auto peer = m_orthanc.peer();
        peer.name = QStringLiteral("main");
        peer.silenceTimeout = std::chrono::seconds(20);
        result.pacs = {peer};
        result.user = {QStringLiteral("okafor"), QStringLiteral("Okafor^Ruth"), {}, {}, {}};
        return result;
    }
    QList<test::DicomObject> uploaded(int series, int slices, const QString& patient) {
        auto objects = test::storedStudy(series, slices, patient, QStringLiteral("Doe^Jane"));
        for (auto& object : objects)
            object.onDate(QDate::currentDate().toString(QStringLiteral("yyyyMMdd")));
        if (!m_orthanc.upload(objects)) qFatal("Orthanc does not take the test objects");
        return objects;
    }
    study::StudyService& studies() { return m_app->studies(); }
    void refresh() {
        study::WorklistQuery query;
        query.from = QDate::currentDate().addDays(-1);
        VIGIL_VERIFY(waitFor(studies().refresh(query, {})));
    }
    study::Completeness state(const QString& uid) {
        return waitFor(studies().completeness(uid)).value_or(study::Completeness{});
    }
    study::WorklistRow row(const QString& uid) {
        const auto rows = waitFor(studies().rows()).value_or(study::Worklist{}).rows;
        for (const auto& each : rows)
            if (each.study.studyUid == uid) return each;
        return {};
    }

private Q_SLOTS:
    void initTestCase() {
        if (!test::OrthancServer::isInstalled()) QSKIP("needs Orthanc");
        QVERIFY(m_orthanc.start());
        const auto own = settings();
        QVERIFY(m_orthanc.addModality(own.local.aeTitle, own.local.port));
        auto opened = app::Application::open(own, m_folder.filePath(QStringLiteral("data")),
                                             app::Application::Running::Window);
        VIGIL_VERIFY(opened);
        m_app = std::move(*opened);
    }
    void cleanupTestCase() { m_app.reset(); }

    void aStudyThatGrowsAfterTheRetrieveIsNoticedAndFetched() {
        const auto objects = uploaded(1, 4, QStringLiteral("P1"));
        const auto uid = objects.first().studyUid;
        refresh();
        studies().queue().want(uid, QStringLiteral("main"), Priority::Opened);
        QTRY_VERIFY_WITH_TIMEOUT(state(uid).isComplete(), patience);
        QCOMPARE(row(uid).imagesHere, 4);

        auto late = test::storedStudy(1, 3, QStringLiteral("P1"), QStringLiteral("Doe^Jane"));
        for (auto& object : late)
            object.inStudy(uid).onDate(QDate::currentDate().toString(QStringLiteral("yyyyMMdd")));
        QVERIFY(m_orthanc.upload(late));
        refresh();
        QCOMPARE(row(uid).imagesExpected, 7);
        QCOMPARE(row(uid).grownBy, 3);
        QCOMPARE(state(uid).grownBy, 3);

        // Whoever signs without refreshing is told as well, and the images come.
        const auto context = waitFor(m_app->signContext({uid}));
        VIGIL_VERIFY(context);
        QCOMPARE(context->unseen.size(), 1);
        QVERIFY(context->unseen.first().contains(QStringLiteral("3 of 7 images")));
        QTRY_VERIFY_WITH_TIMEOUT(state(uid).isComplete(), patience);
        QCOMPARE(row(uid).imagesHere, 7);
        QVERIFY(waitFor(m_app->signContext({uid}))->unseen.isEmpty());
    }
    void imagesDeletedBetweenQuestionAndRetrieveAreNamedMissing() {
        const auto objects = uploaded(2, 6, QStringLiteral("P2"));
        const auto uid = objects.first().studyUid;
        const auto doomed = objects.last().seriesUid;
        refresh();
        Meddler meddler(m_app->objects(), [this, doomed] {
            const auto found =
                m_orthanc.request("POST", QStringLiteral("/tools/lookup"), doomed.toLatin1()).array();
            const auto id = found.first().toObject().value(QStringLiteral("ID")).toString();
            m_orthanc.request("DELETE", QStringLiteral("/series/") + id);
        });
        const study::ObjectStore::Wanted wanted(m_app->objects(), uid);
        auto own = settings();
        own.local.aeTitle = QStringLiteral("VG-MEDDLE");
        own.local.port = 0;
        const auto listener = dicom::storageListener(own.local, own.pacs, meddler);
        VIGIL_VERIFY(listener->start());
        QVERIFY(m_orthanc.addModality(own.local.aeTitle, listener->port()));
        auto peer = own.pacs.first();
        peer.method = study::PacsPeer::Method::Move;
        const auto outcome = dicom::studyRetriever(peer, own.local, meddler)
                                 ->retrieve(uid, {}, [](study::RetrieveProgress) {}, {});
        VIGIL_VERIFY(outcome);
        QCOMPARE(outcome->expected, 12);
        QVERIFY(outcome->received < 12);
        int ofDoomed = 0;
        for (const auto& key : outcome->missing)
            ofDoomed += key.seriesUid == doomed;
        QVERIFY(ofDoomed >= 5); // one may have been on its way already
        // Orthanc ends the whole C-MOVE at the first image that it cannot read: that is said, not "all was
        // sent".
        QVERIFY(!outcome->problem.isEmpty() || outcome->failed > 0);
        const auto series = study::missingBySeries(outcome->missing, *waitFor(studies().objects(uid)));
        const auto named = std::find_if(series.begin(), series.end(),
                                        [&](const auto& each) { return each.seriesUid == doomed; });
        QVERIFY(named != series.end());
        QCOMPARE(named->missing, ofDoomed);

        // What the PACS still has comes by the queue, and the next refresh says that it has become less.
        studies().queue().want(uid, QStringLiteral("main"), Priority::Opened);
        QTRY_VERIFY_WITH_TIMEOUT(state(uid).asked && state(uid).missing.isEmpty(), patience);
        // The last image is here before the retrieve has summed up.
        QTRY_VERIFY_WITH_TIMEOUT(!studies().queue().snapshot().find(uid), patience);
        QCOMPARE(state(uid).expected, 12 - ofDoomed); // and what came before it was deleted
        QCOMPARE(state(uid).unproved, ofDoomed);      // the list still says twelve
        refresh();
        QVERIFY(state(uid).isComplete());
        QCOMPARE(state(uid).shrunkBy, 6);
    }
    void aDeletedStudyIsHeldWithItsCause() {
        const auto uid = uploaded(1, 2, QStringLiteral("P3")).first().studyUid;
        refresh();
        QVERIFY(m_orthanc.deleteStudy(uid));
        studies().queue().want(uid, QStringLiteral("main"), Priority::Opened);
        const auto problem = [&] {
            const auto queue = studies().queue().snapshot();
            const auto* entry = queue.find(uid);
            return entry && entry->state == study::RetrieveQueue::State::Held ? entry->wanted.problem
                                                                              : QString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(problem().contains(QStringLiteral("not in PACS")), patience);
        studies().queue().cancel(uid);
        refresh();
        QVERIFY(state(uid).vanished);
    }
    void aHungPacsIsLeftWithinHalfASecond() {
        const auto uid = uploaded(1, 2, QStringLiteral("P4")).first().studyUid;
        refresh();
        m_orthanc.suspend();
        studies().queue().want(uid, QStringLiteral("main"), Priority::Opened);
        const auto queued = [&] { return studies().queue().snapshot().find(uid) != nullptr; };
        const auto runs = [&] {
            const auto queue = studies().queue().snapshot();
            const auto* entry = queue.find(uid);
            return entry && entry->isUnderWay();
        };
        QTRY_VERIFY(runs());
        QElapsedTimer timer;
        timer.start();
        studies().queue().cancel(uid);
        QTRY_VERIFY(!queued());
        const auto took = timer.elapsed();
        m_orthanc.resume();
        QVERIFY2(took < 600, qPrintable(QString::number(took)));
    }
};

QTEST_GUILESS_MAIN(RetrieveQueueOrthancTest)
#include "RetrieveQueueOrthancTest.moc"
