// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/Prefetch.h"

#include <QTest>

using namespace vigil::study;
using Match = PrefetchRules::Match;

class PrefetchTest : public QObject {
    Q_OBJECT
    static Study study(const QString& uid, int year, const QString& description = "CT chest",
                       const QString& modality = "CT") {
        Study result;
        result.studyUid = uid;
        result.patient.key = {"NHS", "9990000018"};
        result.studyTime = QDateTime(QDate(year, 6, 1), QTime(9, 0));
        result.description = description;
        result.modalities = QStringList{modality};
        return result;
    }
    static QStringList chosen(const Study& current, const QList<Study>& others,
                              const PrefetchRules& rules = {}) {
        QStringList uids;
        for (const auto& each : priorsToPrefetch(current, others, rules))
            uids << each.studyUid;
        return uids;
    }

private Q_SLOTS:
    void theNewestOfTheSamePartComeFirstAndNotMoreThanAsked() {
        QList<Study> others;
        for (int year : {2022, 2025, 2023, 2024})
            others << study(QString::number(year), year);
        QCOMPARE(chosen(study("now", 2026), others), QStringList({"2025", "2024", "2023"}));
        PrefetchRules one;
        one.priors = 1;
        QCOMPARE(chosen(study("now", 2026), others, one), QStringList{"2025"});
    }
    void whatIsTooOldLaterOrUndatedIsLeft() {
        auto undated = study("undated", 2025);
        undated.studyTime = {};
        const QList<Study> others{study("old", 2020), study("edge", 2021), study("later", 2027), undated};
        QCOMPARE(chosen(study("now", 2026), others), QStringList{"edge"});
    }
    void anotherPatientIsNeverAPrior() {
        auto stranger = study("stranger", 2025);
        stranger.patient.key.issuer = "elsewhere";
        QVERIFY(chosen(study("now", 2026), {stranger}).isEmpty());
    }
    void anotherPartOfTheBodyIsLeftUnlessAllAreWanted() {
        const QList<Study> others{study("knee", 2025, "XR knee left", "DX"),
                                  study("cxr", 2024, "Chest PA", "DX"), study("head", 2023, "CT head")};
        QCOMPARE(chosen(study("now", 2026), others), QStringList{"cxr"});
        PrefetchRules rules;
        rules.match = Match::Modality;
        QCOMPARE(chosen(study("now", 2026), others, rules), QStringList{"head"});
        rules.match = Match::Any;
        QCOMPARE(chosen(study("now", 2026), others, rules).size(), 3);
    }
    void anUnknownPartFallsBackToTheModality() {
        const QList<Study> others{study("ct", 2025, "CT chest"), study("mr", 2024, "MR brain", "MR")};
        QCOMPARE(chosen(study("now", 2026, "Protocol 7"), others), QStringList{"ct"});
    }
    void nothingIsWantedWhenItIsSwitchedOff() {
        PrefetchRules off;
        off.enabled = false;
        QVERIFY(chosen(study("now", 2026), {study("a", 2025)}, off).isEmpty());
    }
    void theDescriptionTellsThePartOfTheBody_data() {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("modality");
        QTest::addColumn<QStringList>("regions");
        const auto row = [](const char* text, const char* modality, const QStringList& regions) {
            QTest::newRow(text) << QString(text) << QString(modality) << regions;
        };
        row("CT Thorax/Abdomen/Pelvis with contrast", "CT", {"abdomen", "chest", "pelvis"});
        row("CT CAP", "CT", {"abdomen", "chest", "pelvis"});
        row("CTPA", "CT", {"chest"});
        row("MRI thoracic spine", "MR", {"spine"});
        row("CT thoracic aorta", "CT", {"abdomen", "chest"});
        row("XR Ankle Lt", "DX", {"foot"});
        row("Chest AP", "DX", {"chest"});
        row("CT abdomen AP", "CT", {"abdomen"});
        row("MR Brain", "MR", {"head"});
        row("Protocol 7", "CT", {});
    }
    void theDescriptionTellsThePartOfTheBody() {
        QFETCH(QString, description);
        QFETCH(QString, modality);
        QFETCH(QStringList, regions);
        auto found = bodyRegions(study("a", 2026, description, modality)).values();
        found.sort();
        QCOMPARE(found, regions);
    }
    void bodyPartExaminedGoesBeforeTheDescription() {
        auto current = study("a", 2026, "CT chest");
        current.bodyPart = "HEAD";
        QCOMPARE(bodyRegions(current), QSet<QString>{"head"});
        current.bodyPart = "UNKNOWN";
        QCOMPARE(bodyRegions(current), QSet<QString>{"chest"});
    }
};

QTEST_GUILESS_MAIN(PrefetchTest)
#include "PrefetchTest.moc"
