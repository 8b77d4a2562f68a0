// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/report/ReportContent.h"

namespace vigil::report {

/// Headings and title of a report for an examination. Read from YAML (":/vigil/templates"); a plain value.
struct ReportTemplate {
    struct Heading {
        study::Code code; ///< CID 7001
        QString text;     ///< what stands there at first
        bool required = false;

        bool operator==(const Heading&) const = default;
    };
    QString id;
    QString name;
    study::Code title; ///< CID 7000
    QStringList modalities;
    QStringList bodyParts; ///< words looked for in body part and descriptions; empty = any
    QList<Heading> headings;

    bool operator==(const ReportTemplate&) const = default;

    /// An empty report in this form.
    [[nodiscard]] QList<Section> sections() const;
    /// Required sections without text.
    [[nodiscard]] QStringList missingIn(const ReportContent& content) const;
};

/// The templates of a folder. Constant after reading; any thread.
class TemplateLibrary {
public:
    /// Invalid with file and line in the message.
    static Result<TemplateLibrary> load(const QString& folder = QStringLiteral(":/vigil/templates"));

    /// The closest one: modality and body part, then modality, then the general one.
    [[nodiscard]] const ReportTemplate& bestFor(const study::Study& study) const;
    [[nodiscard]] const ReportTemplate* byId(const QString& id) const;
    [[nodiscard]] const QList<ReportTemplate>& all() const { return m_templates; }

private:
    QList<ReportTemplate> m_templates;
};

} // namespace vigil::report
