// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/PlainReport.h"

#include <QRegularExpression>

namespace vigil::report {

namespace {

/// What a heading in plain text stands for.
study::Code headingOf(const QString& word) {
    static const QList<std::pair<QRegularExpression, study::Code>> headings = [] {
        const auto line = [](const char* pattern, const char* code, const char* meaning) {
            return std::pair(QRegularExpression(QStringLiteral("^(?:%1)$").arg(QLatin1String(pattern)),
                                                QRegularExpression::CaseInsensitiveOption),
                             study::Code{QLatin1String(code), QStringLiteral("LN"), QLatin1String(meaning)});
        };
        return QList<std::pair<QRegularExpression, study::Code>>{
            line("findings?|report", "59776-5", "Findings"),
            line("impressions?|conclusions?|opinion|summary", "19005-8", "Impressions"),
            line("recommendations?|advice", "18783-1", "Recommendations"),
            line("clinical (?:information|details|history)|history|indications?|request", "55752-0",
                 "Clinical Information"),
            line("comparisons?|priors?|previous", "55114-3", "Prior Procedure Descriptions"),
            line("technique|procedure|examination", "55111-9", "Current Procedure Descriptions")};
    }();
    for (const auto& [pattern, code] : headings)
        if (pattern.match(word.trimmed()).hasMatch()) return code;
    return {};
}

} // namespace

ReportContent contentFromText(const QString& text) {
    ReportContent content;
    content.title = {QStringLiteral("18748-4"), QStringLiteral("LN"),
                     QStringLiteral("Diagnostic Imaging Report")};
    static const QRegularExpression headed(QStringLiteral("^\\s*([A-Za-z ]{3,30}):\\s*(.*)$"));
    const auto start = [&](const study::Code& code) { content.sections << Section{code, {}}; };
    for (const auto& line : text.split(QLatin1Char('\n'))) {
        auto rest = line;
        const auto match = headed.match(line);
        if (match.hasMatch()) {
            const auto word = match.captured(1).trimmed();
            if (word.compare(QLatin1String("sex"), Qt::CaseInsensitive) == 0) {
                content.patient.sex = match.captured(2).trimmed().left(1).toUpper();
                continue;
            }
            if (word.compare(QLatin1String("exam"), Qt::CaseInsensitive) == 0 ||
                word.compare(QLatin1String("study"), Qt::CaseInsensitive) == 0 ||
                word.compare(QLatin1String("examination"), Qt::CaseInsensitive) == 0) {
                study::RequestedProcedure procedure;
                procedure.description = match.captured(2).trimmed();
                content.procedures << procedure;
                continue;
            }
            if (const auto code = headingOf(word); !code.isEmpty()) {
                start(code);
                rest = match.captured(2);
            }
        }
        if (rest.trimmed().isEmpty()) continue;
        if (content.sections.isEmpty()) start(headingOf(QStringLiteral("findings")));
        content.sections.last().paragraphs << Paragraph{rest.trimmed(), {}};
    }
    return content;
}

} // namespace vigil::report
