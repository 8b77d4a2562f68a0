// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/ReportedStudies.h"
#include "core/store/DataFolder.h"
#include "core/store/StudyStore.h"
#include "tests/support/EventBuilder.h"
#include "tests/support/Futures.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vigil;
using namespace vigil::study;

/// What the signatures of a study come to, in whatever order they reach the department.
class ReportedStudiesTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    RandomIds m_ids;
    std::unique_ptr<store::DataFolder> m_data;
    std::unique_ptr<store::JournalStore> m_journal;
    std::unique_ptr<ReportedStudies> m_reported;
    const QUuid m_log = QUuid::createUuid();
    qint64 m_seq = 0;

    void arrives(const QString& reportId, const QString& state) {
        journal::Event event = test::aSignature("1.2").withOpen(
            QStringLiteral(R"({"report":"%1","state":"%2"})").arg(reportId, state).toUtf8());
        journal::LoggedEvent logged{event, {}};
        logged.receipt.logId = m_log;
        logged.receipt.seq = ++m_seq;
        logged.receipt.hash = QByteArray(32, char(m_seq));
        const auto written =
            m_data->cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) -> Result<int> {
                VIGIL_TRY(const auto changed, m_journal->mirror(cache, {logged}));
                VIGIL_CHECK(m_reported->eventsChanged(cache, changed));
                return 0;
            });
        VIGIL_VERIFY(written);
    }
    QString state() {
        return m_data->cacheReader()
            .runAndWait(
                [](const store::Database& cache) { return store::StudyStore::reportState(cache, "1.2"); })
            .value_or(QStringLiteral("?"));
    }
    WorklistRow row() {
        Study study;
        study.sourceId = "main";
        study.studyUid = "1.2";
        const auto put =
            m_data->cache().runAndWait(store::Lane::Person, [&](store::Transaction& cache) -> Result<int> {
                VIGIL_CHECK(store::StudyStore::upsert(cache, study, {}, {}));
                return 0;
            });
        const auto found = m_data->cacheReader().runAndWait(
            [](const store::Database& cache) { return store::StudyStore::rows(cache, {}); });
        return put && found && found->rows.size() == 1 ? found->rows.first() : WorklistRow{};
    }

private Q_SLOTS:
    void init() {
        m_data.reset();
        auto opened = store::DataFolder::open(m_folder.filePath(QUuid::createUuid().toString(QUuid::Id128)));
        VIGIL_VERIFY(opened);
        m_data = std::move(*opened);
        m_journal = std::make_unique<store::JournalStore>(m_clock, m_ids);
        m_reported = std::make_unique<ReportedStudies>(*m_journal);
        m_seq = 0;
    }
    void aPreliminaryThatComesLateHidesNoFinal() {
        arrives("r", "preliminary");
        QCOMPARE(state(), "preliminary");
        arrives("r", "final");
        QCOMPARE(state(), "final");
        arrives("r", "preliminary"); // written offline, delivered late
        QCOMPARE(state(), "final");
        arrives("other", "preliminary");
        QCOMPARE(state(), "final");
        QCOMPARE(row().status, ReadingStatus::Final);
        QCOMPARE(row().finalReports, 1);
    }
    void whatFollowsAFinalIsAReportAsWell_data() {
        QTest::addColumn<QString>("later");
        for (const auto* later : {"amended", "addended"})
            QTest::newRow(later) << later;
    }
    void whatFollowsAFinalIsAReportAsWell() {
        QFETCH(const QString, later);
        arrives("r", "final");
        arrives("r", later);
        QCOMPARE(state(), later);
        QCOMPARE(row().status, ReadingStatus::Final);
    }
    void aReportIssuedInErrorIsNone() {
        arrives("r", "final");
        arrives("r", "issued-in-error");
        QCOMPARE(state(), QString());
        QCOMPARE(row().status, ReadingStatus::Unread);
        arrives("s", "preliminary");
        QCOMPARE(state(), "preliminary");
    }
    void twoFinalsOfOneStudyAreCounted() {
        arrives("r", "final");
        arrives("r", "amended");
        arrives("s", "final");
        QCOMPARE(row().finalReports, 2);
        arrives("s", "issued-in-error");
        QCOMPARE(row().finalReports, 1);
    }
};

QTEST_GUILESS_MAIN(ReportedStudiesTest)
#include "ReportedStudiesTest.moc"
