// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/Call.h"

#include "core/base/platform/Platform.h"
#include "core/report/Assertion.h"
#include "core/report/PlainReport.h"
#include "core/report/ReportJson.h"
#include "core/report/TextChecks.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

namespace vigil::app {

namespace {

Result<QByteArray> readInput(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Code::NotFound, QStringLiteral("This file cannot be read: %1").arg(path), {}};
    return file.readAll();
}

/// The policy alone, without opening a data folder.
Result<alert::AlertPolicy> policyOf(const Call& call) {
    VIGIL_TRY(const auto settings, call.settings());
    return alert::AlertPolicy::load(settings.alertPolicyFile.isEmpty()
                                        ? QStringLiteral(":/vigil/policies/default.yaml")
                                        : settings.alertPolicyFile);
}

QString wordsOf(const report::ReportContent& content, const report::Remark& remark) {
    if (remark.section < 0 || remark.paragraph < 0) return {};
    return content.sections.value(remark.section)
        .paragraphs.value(remark.paragraph)
        .text.mid(remark.start, remark.length);
}

/// The draft that `report example` prints: of the first unreported study on the worklist, or an invented one.
report::ReportContent exampleContent() {
    report::ReportContent content;
    content.reportId = QStringLiteral("00000000-0000-4000-8000-000000000001");
    content.patient = {{QStringLiteral("NHS"), QStringLiteral("9990000018")},
                       QStringLiteral("Example^Ellen"),
                       QDate(1961, 4, 2),
                       QStringLiteral("F")};
    content.title = {QStringLiteral("18747-6"), QStringLiteral("LN"), QStringLiteral("CT Report")};
    study::RequestedProcedure procedure;
    procedure.studyUid = QStringLiteral("2.25.1");
    procedure.accessionNumber = QStringLiteral("EX0001");
    procedure.requestedProcedureId = QStringLiteral("EX0001");
    procedure.description = QStringLiteral("CT chest");
    content.procedures << procedure;
    const auto section = [](const char* code, const char* meaning, const char* text) {
        return report::Section{{QLatin1String(code), QStringLiteral("LN"), QLatin1String(meaning)},
                               {{QString::fromUtf8(text), {}}}};
    };
    content.sections << section("55752-0", "Clinical Information", "Cough.")
                     << section("59776-5", "Findings", "Lungs clear. No pleural effusion.")
                     << section("19005-8", "Impressions", "No acute finding.");
    return content;
}

} // namespace

int reportCheckVerb(Call& call) {
    const auto text = readInput(call.file(0));
    if (!text) return call.fail(text.error());
    const auto policy = policyOf(call);
    if (!policy) return call.fail(policy.error());
    const auto content = report::contentFromText(QString::fromUtf8(*text));
    QJsonArray json;
    QStringList lines;
    for (const auto& remark : report::checkText(content, *policy, {})) {
        const auto heading = content.sections.value(remark.section).heading.meaning;
        json << QJsonObject{{"kind", report::toText(remark.kind)},
                            {"section", heading},
                            {"start", remark.start},
                            {"length", remark.length},
                            {"words", wordsOf(content, remark)},
                            {"message", remark.message}};
        lines << QStringLiteral("%1: %2").arg(report::toText(remark.kind), remark.message);
    }
    return call.doneList(QJsonDocument(json), lines.join(QLatin1Char('\n')));
}

int reportAssertVerb(Call& call) {
    const auto text = readInput(call.file(0));
    if (!text) return call.fail(text.error());
    QJsonArray json;
    QStringList lines;
    for (const auto& line : QString::fromUtf8(*text).split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const auto columns = line.split(QLatin1Char('\t'));
        if (columns.size() < 2) return call.usage(QStringLiteral("each line is: concept TAB sentence"));
        const auto assertion = report::toText(report::assertionOf(columns.at(1), columns.at(0)));
        json << QJsonObject{{"concept", columns.at(0)}, {"assertion", assertion}};
        lines << assertion;
    }
    return call.doneList(QJsonDocument(json), lines.join(QLatin1Char('\n')));
}

int reportExampleVerb(Call& call) {
    const auto json = QJsonDocument::fromJson(report::toJson(exampleContent()));
    return call.doneList(json, QString::fromUtf8(json.toJson(QJsonDocument::Indented)));
}

int reportPinVerb(Call& call) {
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& reports = (*application)->reports();
    const auto known = Call::waitFor(reports.hasPin());
    if (!known) return call.fail(known.error());
    const report::Pin fresh(call.secretLine());
    std::optional<report::Pin> old;
    if (*known) old.emplace(call.secretLine());
    const auto set = Call::waitFor(reports.setPin(fresh, old));
    if (!set) return call.fail(set.error());
    return call.done({{"pin", "set"}}, QStringLiteral("The signing PIN is set."));
}

int reportSignVerb(Call& call) {
    const auto text = readInput(call.file(0));
    if (!text) return call.fail(text.error());
    const auto content = report::reportFromJson(*text);
    if (!content) return call.fail(content.error());
    const auto application = call.application();
    if (!application) return call.fail(application.error());
    auto& app = **application;

    QList<study::Study> studies;
    for (const auto& uid : content->studyUids()) {
        const auto study = Call::waitFor(app.studies().study(uid));
        if (!study) return call.fail(study.error());
        if (!study->has_value())
            return call.fail(
                {Error::Code::NotFound,
                 QStringLiteral("The study %1 is not on the worklist: vigilctl worklist --refresh").arg(uid),
                 {}});
        studies << **study;
    }
    const auto opened = Call::waitFor(app.reports().openDraft(content->patient, studies));
    if (!opened) return call.fail(opened.error());
    auto draft = *content;
    draft.reportId = opened->content.reportId;
    draft.version = opened->content.version;
    draft.procedures = opened->content.procedures;
    const auto revision = Call::waitFor(app.reports().saveDraft(draft, opened->revision));
    if (!revision) return call.fail(revision.error());
    auto context = Call::waitFor(app.signContext(content->studyUids()));
    if (!context) return call.fail(context.error());
    if (call.flag(QStringLiteral("preliminary"))) context->state = report::SigningContext::State::Preliminary;
    const auto signedReport = Call::waitFor(
        app.reports().sign(draft.reportId, *revision, report::Pin(call.secretLine()), *context));
    if (!signedReport) return call.fail(signedReport.error());

    QJsonArray documents;
    QStringList lines{
        QStringLiteral("Signed. %1 messages waiting to be delivered.").arg(signedReport->messagesWaiting)};
    for (const auto& document : signedReport->documents) {
        documents << QJsonObject{{"studyUid", document.studyUid},
                                 {"sopInstanceUid", document.sopInstanceUid},
                                 {"sha256", QString::fromLatin1(document.sha256.toHex())}};
        if (const auto folder = call.option(QStringLiteral("out"))) {
            const auto bytes = Call::waitFor(app.reports().documentBytes(document.sopInstanceUid));
            if (!bytes) return call.fail(bytes.error());
            QFile file(
                QDir(call.absolute(*folder)).filePath(document.sopInstanceUid + QStringLiteral(".dcm")));
            if (!file.open(QIODevice::WriteOnly) || file.write(*bytes) != bytes->size())
                return call.fail(
                    {Error::Code::Denied,
                     QStringLiteral("The document could not be written to --out; it is signed and kept."),
                     {}});
            lines << file.fileName();
        }
    }
    return call.done({{"reportId", signedReport->reportId},
                      {"version", signedReport->version},
                      {"state", report::toText(signedReport->state)},
                      {"documents", documents},
                      {"messagesWaiting", signedReport->messagesWaiting}},
                     lines.join(QLatin1Char('\n')));
}

} // namespace vigil::app
