// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertDraft.h"
#include "core/alert/AlertPolicy.h"
#include "core/report/SignCheck.h"

#include <memory>

namespace vigil::test {

/// The policy and user that tests share.
[[nodiscard]] std::shared_ptr<const alert::AlertPolicy> starterPolicy();
[[nodiscard]] report::User aRadiologist();
[[nodiscard]] study::Patient aPatient();
[[nodiscard]] study::Study aStudy(const QString& studyUid = QStringLiteral("1.2.826.0.1.1"));

/// Reports with few words: `aReport().withImpression("…").build()`. Complete and unremarkable unless told.
class ReportBuilder {
public:
    ReportBuilder();
    ReportBuilder& of(const QList<study::Study>& studies);
    ReportBuilder& ofPatient(const study::Patient& patient);
    ReportBuilder& withFindings(const QString& text);
    ReportBuilder& withImpression(const QString& text);
    ReportBuilder& withRecommendation(const QString& text);
    ReportBuilder& withCriticalFinding();
    [[nodiscard]] report::ReportContent build() const { return m_content; }

private:
    ReportBuilder& set(const QString& heading, const QString& text);
    report::ReportContent m_content;
};
[[nodiscard]] ReportBuilder aReport();

/// Drafts of alerts: `anAlertDraft().of("pe").build()`. A large pneumothorax on the left unless told.
class AlertDraftBuilder {
public:
    AlertDraftBuilder();
    AlertDraftBuilder& of(const QString& findingCode);
    AlertDraftBuilder& inReport(const QString& reportId);
    AlertDraftBuilder& withCategory(const QString& category, const QString& reason = {});
    AlertDraftBuilder& suspected();
    [[nodiscard]] alert::AlertDraft build() const { return m_draft; }

private:
    alert::AlertDraft m_draft;
};
[[nodiscard]] AlertDraftBuilder anAlertDraft();

/// A context in which nothing stands against signing a report of these studies.
[[nodiscard]] report::SignContext aSignContext(const QList<study::Study>& studies = {aStudy()});

} // namespace vigil::test
