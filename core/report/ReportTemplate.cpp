// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/ReportTemplate.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>

namespace vigil::report {

namespace {

QString text(const YAML::Node& map, const char* key) {
    const auto node = map[key];
    return node ? QString::fromStdString(node.as<std::string>()) : QString();
}

QStringList texts(const YAML::Node& map, const char* key) {
    QStringList list;
    for (const auto& item : map[key])
        list << QString::fromStdString(item.as<std::string>());
    return list;
}

study::Code code(const YAML::Node& node) {
    study::Code code{text(node, "value"), text(node, "scheme"), text(node, "meaning")};
    if (code.value.isEmpty() || code.scheme.isEmpty() || code.meaning.isEmpty())
        throw YAML::Exception(node.Mark(), "a code needs value, scheme and meaning");
    return code;
}

ReportTemplate read(const QByteArray& yaml) {
    const auto root = YAML::Load(yaml.toStdString());
    ReportTemplate form;
    form.id = text(root, "id");
    form.name = text(root, "name");
    if (form.id.isEmpty() || form.name.isEmpty())
        throw YAML::Exception(root.Mark(), "a template needs id and name");
    form.title = code(root["title"]);
    form.modalities = texts(root, "modalities");
    form.bodyParts = texts(root, "bodyParts");
    for (const auto& node : root["headings"])
        form.headings << ReportTemplate::Heading{code(node), text(node, "text"),
                                                 text(node, "required") == "true"};
    if (form.headings.isEmpty()) throw YAML::Exception(root.Mark(), "a template needs headings");
    return form;
}

QStringList wordsOf(const study::Study& study) {
    auto all = study.bodyPart + QLatin1Char(' ') + study.description;
    for (const auto& procedure : study.procedures)
        all += QLatin1Char(' ') + procedure.description + QLatin1Char(' ') + procedure.code.meaning;
    static const QRegularExpression noWord(QStringLiteral("[^\\p{L}\\p{N}]+"));
    return all.toLower().split(noWord, Qt::SkipEmptyParts);
}

/// How many words of the best matching body part are there; nothing when a body part is asked for and none
/// matches.
std::optional<int> bodyScore(const ReportTemplate& form, const QStringList& words) {
    if (form.bodyParts.isEmpty()) return 0;
    int best = 0;
    for (const auto& part : form.bodyParts) {
        const auto wanted = part.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts);
        const bool all = std::all_of(wanted.begin(), wanted.end(),
                                     [&](const QString& word) { return words.contains(word); });
        if (all) best = std::max(best, static_cast<int>(wanted.size()));
    }
    return best > 0 ? std::optional(best) : std::nullopt;
}

} // namespace

QList<Section> ReportTemplate::sections() const {
    QList<Section> sections;
    for (const auto& heading : headings)
        sections << Section{heading.code, {Paragraph{heading.text, {}}}};
    return sections;
}

QStringList ReportTemplate::missingIn(const ReportContent& content) const {
    QStringList missing;
    for (const auto& heading : headings) {
        if (!heading.required) continue;
        const bool written =
            std::any_of(content.sections.begin(), content.sections.end(), [&](const Section& section) {
                return section.heading == heading.code &&
                       std::any_of(
                           section.paragraphs.begin(), section.paragraphs.end(),
                           [](const Paragraph& paragraph) { return !paragraph.text.trimmed().isEmpty(); });
            });
        if (!written) missing << heading.code.meaning;
    }
    return missing;
}

Result<TemplateLibrary> TemplateLibrary::load(const QString& folder) {
    TemplateLibrary library;
    const auto names = QDir(folder).entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name);
    for (const auto& name : names) {
        QFile file(folder + QLatin1Char('/') + name);
        if (!file.open(QIODevice::ReadOnly))
            return Error{
                Error::Code::NotFound, QStringLiteral("The template %1 cannot be read.").arg(name), {}};
        try {
            library.m_templates << read(file.readAll());
        } catch (const YAML::Exception& fault) {
            return Error{Error::Code::Invalid,
                         QStringLiteral("The template %1 has a fault in line %2: %3.")
                             .arg(name)
                             .arg(fault.mark.line + 1)
                             .arg(QString::fromStdString(fault.msg)),
                         {}};
        }
    }
    const bool hasGeneral =
        std::any_of(library.m_templates.begin(), library.m_templates.end(), [](const ReportTemplate& form) {
            return form.modalities.isEmpty() && form.bodyParts.isEmpty();
        });
    if (!hasGeneral)
        return Error{Error::Code::Invalid,
                     QStringLiteral("There is no general report template in %1.").arg(folder),
                     {}};
    return library;
}

const ReportTemplate& TemplateLibrary::bestFor(const study::Study& study) const {
    const auto words = wordsOf(study);
    const ReportTemplate* best = nullptr;
    int bestScore = -1;
    for (const auto& form : m_templates) {
        int score = 0;
        if (!form.modalities.isEmpty()) {
            const bool fits =
                std::any_of(form.modalities.begin(), form.modalities.end(), [&](const QString& modality) {
                    return study.modalities.contains(modality, Qt::CaseInsensitive);
                });
            if (!fits) continue;
            score = 1;
        }
        const auto body = bodyScore(form, words);
        if (!body) continue;
        score += *body * 2;
        if (score > bestScore) {
            bestScore = score;
            best = &form;
        }
    }
    return *best; // load() refuses a folder without a general template
}

const ReportTemplate* TemplateLibrary::byId(const QString& id) const {
    for (const auto& form : m_templates)
        if (form.id == id) return &form;
    return nullptr;
}

} // namespace vigil::report
