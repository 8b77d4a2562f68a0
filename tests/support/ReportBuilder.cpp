// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ReportBuilder.h"

#include <QFile>

namespace vigil::test {

std::shared_ptr<const alert::AlertPolicy> starterPolicy() {
    // From the source tree, so that programs without the compiled-in resources can use it as well.
    static const auto policy = [] {
        auto read = alert::AlertPolicy::load(QStringLiteral(VIGIL_SOURCE_DIR) +
                                             QStringLiteral("/resources/policies/default.yaml"));
        if (!read) qFatal("%s", qPrintable(read.error().message));
        return std::make_shared<const alert::AlertPolicy>(std::move(*read));
    }();
    return policy;
}

report::User aRadiologist() {
    return {QStringLiteral("kim"), QStringLiteral("Kim^Alex"), QStringLiteral("St Elsewhere"),
            QStringLiteral("Consultant radiologist"), QStringLiteral("7000001")};
}

study::Patient aPatient() {
    return {{QStringLiteral("NHS"), QStringLiteral("9990000018")},
            QStringLiteral("Test^Patient"),
            QDate(1951, 3, 4),
            QStringLiteral("M")};
}

study::Study aStudy(const QString& studyUid) {
    study::Study study;
    study.sourceId = QStringLiteral("pacs");
    study.studyUid = studyUid;
    study.patient = aPatient();
    study.description = QStringLiteral("CT chest");
    study.modalities = QStringList{QStringLiteral("CT")};
    study.bodyPart = QStringLiteral("CHEST");
    study.accessionNumber = QStringLiteral("A") + studyUid.section(QLatin1Char('.'), -1);
    study::RequestedProcedure procedure;
    procedure.studyUid = studyUid;
    procedure.accessionNumber = study.accessionNumber;
    procedure.description = study.description;
    study.procedures << procedure;
    return study;
}

ReportBuilder::ReportBuilder() {
    m_content.reportId = QStringLiteral("11111111-2222-4333-8444-555555555555");
    m_content.patient = aPatient();
    m_content.title = {QStringLiteral("18747-6"), QStringLiteral("LN"), QStringLiteral("CT Report")};
    of({aStudy()});
    withFindings(QStringLiteral("The lungs are clear. No pleural effusion."));
    withImpression(QStringLiteral("Normal CT of the chest."));
}

ReportBuilder& ReportBuilder::of(const QList<study::Study>& studies) {
    m_content.procedures.clear();
    for (const auto& study : studies)
        m_content.procedures << study.procedures;
    return *this;
}

ReportBuilder& ReportBuilder::ofPatient(const study::Patient& patient) {
    m_content.patient = patient;
    return *this;
}

ReportBuilder& ReportBuilder::set(const QString& heading, const QString& text) {
    const study::Code code{heading, QStringLiteral("LN"),
                           heading == QLatin1String("59776-5")   ? QStringLiteral("Findings")
                           : heading == QLatin1String("19005-8") ? QStringLiteral("Impressions")
                                                                 : QStringLiteral("Recommendations")};
    for (auto& section : m_content.sections) {
        if (section.heading != code) continue;
        section.paragraphs = {report::Paragraph{text, {}}};
        return *this;
    }
    m_content.sections << report::Section{code, {report::Paragraph{text, {}}}};
    return *this;
}

ReportBuilder& ReportBuilder::withFindings(const QString& text) {
    return set(QStringLiteral("59776-5"), text);
}
ReportBuilder& ReportBuilder::withImpression(const QString& text) {
    return set(QStringLiteral("19005-8"), text);
}
ReportBuilder& ReportBuilder::withRecommendation(const QString& text) {
    return set(QStringLiteral("18783-1"), text);
}

ReportBuilder& ReportBuilder::withCriticalFinding() {
    report::ActionableFinding finding;
    finding.alertId = QStringLiteral("aaaaaaaa-2222-4333-8444-555555555555");
    finding.observationUid = QStringLiteral("2.25.1");
    finding.category = starterPolicy()->category(QStringLiteral("critical"))->radlex;
    finding.text = QStringLiteral("Large left pneumothorax.");
    finding.raisedAt = UtcTime(std::chrono::microseconds(1'795'510'800'000'001));
    finding.raisedByName = aRadiologist().name;
    finding.textCode = QStringLiteral("VIGIL-CRITICAL");
    finding.images << report::ImageReference{
        {m_content.procedures.first().studyUid, QStringLiteral("1.2.3.1"),
         QStringLiteral("1.2.840.10008.5.1.4.1.1.2"), QStringLiteral("1.2.3.1.1")},
        2};
    finding.communications << report::Communication{QStringLiteral("Ward^Sister"),
                                                    QStringLiteral("Ward nurse"), QStringLiteral("telephone"),
                                                    true, finding.raisedAt};
    m_content.findings << finding;
    return *this;
}

ReportBuilder aReport() {
    return {};
}

AlertDraftBuilder::AlertDraftBuilder() {
    m_draft.patient = aPatient();
    m_draft.procedures = aStudy().procedures;
    m_draft.findingCode = QStringLiteral("tension-pneumothorax");
    m_draft.laterality = alert::Laterality::Left;
    m_draft.owner = {QStringLiteral("Referrer^Robin"), {}};
    m_draft.reportPatient = m_draft.imagesPatient = m_draft.patient.key;
}

AlertDraftBuilder& AlertDraftBuilder::of(const QString& findingCode) {
    m_draft.findingCode = findingCode;
    return *this;
}

AlertDraftBuilder& AlertDraftBuilder::inReport(const QString& reportId) {
    m_draft.reportId = reportId;
    return *this;
}

AlertDraftBuilder& AlertDraftBuilder::withCategory(const QString& category, const QString& reason) {
    m_draft.category = category;
    m_draft.loweringReason = reason;
    return *this;
}

AlertDraftBuilder& AlertDraftBuilder::suspected() {
    m_draft.suspected = alert::Suspected::Yes;
    return *this;
}

AlertDraftBuilder anAlertDraft() {
    return {};
}

report::SignContext aSignContext(const QList<study::Study>& studies) {
    report::SignContext context;
    context.orderPatient = aPatient().key;
    context.imagesPatients << aPatient().key;
    for (const auto& study : studies) {
        context.studies.insert(study.studyUid, study);
        context.evidence << study::InstanceKey{study.studyUid, study.studyUid + QStringLiteral(".1"),
                                               QStringLiteral("1.2.840.10008.5.1.4.1.1.2"),
                                               study.studyUid + QStringLiteral(".1.1")};
    }
    return context;
}

} // namespace vigil::test
