// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/followup/FollowUpPolicy.h"
#include "tests/support/FollowUpFacts.h"
#include "tests/support/ReportBuilder.h"

#include <QFile>
#include <QTest>

using namespace vigil;
using namespace vigil::followup;
using namespace vigil::test;

namespace {

const FollowUpPolicy& shipped() {
    static const auto policy = [] {
        QFile file(QStringLiteral(":/vigil/policies/followup.yaml"));
        if (!file.open(QIODevice::ReadOnly)) qFatal("no policy");
        const auto read = FollowUpPolicy::read(file.readAll());
        if (!read) qFatal("%s", qPrintable(read.error().message));
        return *read;
    }();
    return policy;
}

study::Study anExamination(const QString& description = QStringLiteral("CT chest")) {
    auto study = aStudy(QStringLiteral("1.2.826.0.1.77"));
    study.modalities = QStringList{QStringLiteral("CT")};
    study.bodyPart = QStringLiteral("CHEST");
    study.description = description;
    study.studyTime = QDateTime(QDate(2027, 2, 20), QTime(10, 0));
    return study;
}

std::optional<Proposal> compared(const study::Study& study, const FollowUpDraft& draft = aFollowUpDraft()) {
    return proposalOf(draft, FollowUpFacts().day(0), study, shipped());
}

Aspect aspectOf(const std::optional<Proposal>& proposal, const char* what) {
    if (proposal)
        for (const auto& aspect : proposal->aspects)
            if (aspect.what == QLatin1String(what)) return aspect;
    return {};
}

} // namespace

class ProposalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRecommendedExaminationFits() {
        const auto proposal = compared(anExamination());
        QVERIFY(proposal && proposal->fits());
        QCOMPARE(proposal->aspects.size(), 5);
        QCOMPARE(aspectOf(proposal, "date").said, "after 88 of 100 days");
        QCOMPARE(proposal->accessionNumber, anExamination().accessionNumber);
    }
    void aCtpaIsNotTheNoduleCt_data() {
        QTest::addColumn<QString>("description");
        for (const auto* text : {"CTPA", "CT Pulmonary angiogram", "CT guided biopsy lung"})
            QTest::newRow(text) << text;
    }
    void aCtpaIsNotTheNoduleCt() {
        QFETCH(const QString, description);
        const auto proposal = compared(anExamination(description));
        QVERIFY(proposal && !proposal->fits());
        QCOMPARE(aspectOf(proposal, "purpose").agreement, Aspect::Agreement::Differs);
        QCOMPARE(aspectOf(proposal, "modality").agreement, Aspect::Agreement::Agrees);
        QCOMPARE(aspectOf(proposal, "body part").agreement, Aspect::Agreement::Agrees);
    }
    void whatCannotBeItIsNotProposed_data() {
        QTest::addColumn<QString>("what");
        for (const auto* what : {"patient", "issuer", "modality", "body part", "before", "cause"})
            QTest::newRow(what) << what;
    }
    void whatCannotBeItIsNotProposed() {
        QFETCH(const QString, what);
        auto study = anExamination();
        if (what == "patient") study.patient.key.id = "9990000026";
        if (what == "issuer") study.patient.key.issuer = "OTHER";
        if (what == "modality") study.modalities = QStringList{"MR"};
        if (what == "body part") {
            study.bodyPart = "ABDOMEN";
            study.description = "CT abdomen";
        }
        if (what == "before") study.studyTime = QDateTime(QDate(2026, 11, 23), QTime(10, 0));
        if (what == "cause") study.studyUid = aFollowUpDraft().procedures.first().studyUid;
        QVERIFY(!compared(study));
    }
    void anExaminationOfSeveralPartsIsProposedForOneOfThem() {
        auto study = anExamination("CT chest abdomen pelvis");
        study.bodyPart.clear();
        QVERIFY(compared(study)->fits());
    }
    void oneKindOfRadiographStandsForTheOther() {
        auto draft = aFollowUpDraft();
        draft.modality = "DX";
        auto study = anExamination("Chest");
        study.modalities = QStringList{"CR"};
        QVERIFY(compared(study, draft)->fits());
        study.modalities = QStringList{"CT"};
        QVERIFY(!compared(study, draft));
    }
    void whatThePacsDoesNotSayIsSaid() {
        auto study = anExamination("Follow-up");
        study.bodyPart.clear();
        const auto proposal = compared(study);
        QCOMPARE(aspectOf(proposal, "body part").agreement, Aspect::Agreement::NotSaid);
    }
    void theSameNumberWithOtherDataIsShownAsSuch() {
        auto study = anExamination();
        study.patient.birthDate = study.patient.birthDate.addYears(1);
        QCOMPARE(aspectOf(compared(study), "patient").agreement, Aspect::Agreement::Differs);
        study = anExamination();
        study.patient.name = "Somebody^Else";
        QCOMPARE(aspectOf(compared(study), "patient").agreement, Aspect::Agreement::Differs);
    }
    void tooEarlyAndTooLateAreSaid() {
        auto study = anExamination();
        study.studyTime = QDateTime(QDate(2026, 12, 5), QTime(10, 0));
        QVERIFY(aspectOf(compared(study), "date").said.startsWith("early"));
        study.studyTime = QDateTime(QDate(2027, 4, 5), QTime(10, 0));
        QCOMPARE(aspectOf(compared(study), "date").said, "32 days after the due date");
    }
    void aRecommendedAngiographyIsNotAnsweredByAPlainOne() {
        auto draft = aFollowUpDraft();
        draft.reason = "CT angiogram of the aneurysm";
        QCOMPARE(aspectOf(compared(anExamination(), draft), "purpose").agreement, Aspect::Agreement::Differs);
        QVERIFY(compared(anExamination("CT angiography chest"), draft)->fits());
    }
    void aFaultyPolicyNamesItsLine() {
        const auto fault = [](const QByteArray& yaml) {
            const auto read = FollowUpPolicy::read(yaml);
            return read ? QString() : read.error().message;
        };
        QVERIFY(fault("reminders: [25, 300]\ngraceDays: 1\nrenewDays: 1\n").contains("line 1"));
        QVERIFY(!fault("reminders: []\ngraceDays: 1\nrenewDays: 1\n").isEmpty());
        QVERIFY(!fault("reminders: [100]\ngraceDays: 1\nrenewDays: 0\n").isEmpty());
        QVERIFY(!fault("reminders: [100\n").isEmpty());
        QVERIFY(!fault("reminders: [100]\ngraceDays: x\n").isEmpty());
    }
};

QTEST_GUILESS_MAIN(ProposalsTest)
#include "ProposalsTest.moc"
