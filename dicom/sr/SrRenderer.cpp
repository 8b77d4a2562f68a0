// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/SrRenderer.h"

#include "dicom/sr/ItemText.h"
#include "dicom/sr/Items.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmsr/dsrdoc.h>

#include <QSet>

namespace vigil::dicom {

namespace {

using Path = std::vector<Uint32>;

/// Writes the tree line by line; `path` numbers the items as references by identifier do (root = 1).
class TreeText {
public:
    TreeText(DcmDataset& dataset, const QString& charset, Warnings& warnings)
        : m_root(dataset), m_charset(charset), m_warnings(warnings), m_items(charset, warnings) {}

    QString text() {
        Path path{1};
        walk(m_root, path);
        return m_lines.join(QLatin1Char('\n'));
    }
    [[nodiscard]] QString title() const { return m_items.name(m_root); }

private:
    void walk(DcmItem& item, Path& path) {
        const auto depth = static_cast<int>(path.size()) - 1;
        const bool isReference = item.tagExists(DCM_ReferencedContentItemIdentifier);
        if (depth > 0) checkRelation(item);
        addLine(depth, isReference ? referenceText(item, path) : m_items.line(item));
        Uint32 number = 0;
        for (auto* child : itemsOf(item, DCM_ContentSequence)) {
            path.push_back(++number);
            walk(*child, path);
            path.pop_back();
        }
    }

    void addLine(int depth, const QString& text) {
        const QString indent(depth * 2, QLatin1Char(' '));
        QString lines = text;
        lines.replace(QStringLiteral("\r\n"), QStringLiteral("\n"))
            .replace(QLatin1Char('\r'), QLatin1Char('\n'));
        m_lines << indent +
                       lines.replace(QLatin1Char('\n'), QLatin1Char('\n') + indent + QStringLiteral("  "));
    }

    void checkRelation(DcmItem& item) {
        static const QSet<QString> known{QStringLiteral("CONTAINS"),        QStringLiteral("HAS CONCEPT MOD"),
                                         QStringLiteral("HAS OBS CONTEXT"), QStringLiteral("HAS ACQ CONTEXT"),
                                         QStringLiteral("HAS PROPERTIES"),  QStringLiteral("INFERRED FROM"),
                                         QStringLiteral("SELECTED FROM")};
        const QString relation = ItemReader(item, m_charset).value(DCM_RelationshipType);
        if (!known.contains(relation))
            m_warnings.add(QStringLiteral("An item has a missing or unknown relationship."));
    }

    QString referenceText(DcmItem& item, const Path& path) {
        const Uint32* numbers = nullptr;
        unsigned long count = 0;
        Path target;
        if (item.findAndGetUint32Array(DCM_ReferencedContentItemIdentifier, numbers, &count).good() &&
            numbers != nullptr)
            target.assign(numbers, numbers + count);
        QStringList digits;
        for (const auto number : target)
            digits << QString::number(number);
        if (target.size() <= path.size() && std::equal(target.begin(), target.end(), path.begin()))
            m_warnings.add(QStringLiteral("An item refers to itself or to what holds it."));
        DcmItem* found = resolve(target);
        if (found == nullptr) m_warnings.add(QStringLiteral("An item refers to one that does not exist."));
        return QStringLiteral("see item %1%2")
            .arg(digits.join(QLatin1Char('.')),
                 found != nullptr ? QStringLiteral(" (%1)").arg(m_items.name(*found)) : QString());
    }

    DcmItem* resolve(const Path& target) {
        if (target.empty() || target.front() != 1) return nullptr;
        DcmItem* item = &m_root;
        for (std::size_t level = 1; level < target.size(); ++level) {
            const auto children = itemsOf(*item, DCM_ContentSequence);
            if (target[level] < 1 || target[level] > children.size()) return nullptr;
            item = children[target[level] - 1];
        }
        return item;
    }

    DcmDataset& m_root;
    QString m_charset;
    Warnings& m_warnings;
    ItemText m_items;
    QStringList m_lines;
};

QString headerText(DcmDataset& dataset, const QString& charset) {
    const ItemReader reader(dataset, charset);
    QStringList lines;
    const auto add = [&lines](const QString& label, const QStringList& parts) {
        QStringList filled;
        for (const auto& part : parts)
            if (!part.isEmpty()) filled << part;
        if (!filled.isEmpty()) lines << label + QStringLiteral(": ") + filled.join(QStringLiteral(", "));
    };
    const auto date = [&reader](const DcmTagKey& key) { return reader.date(key).toString(Qt::ISODate); };
    add(QStringLiteral("Patient"),
        {study::displayName(reader.text(DCM_PatientName)), reader.text(DCM_PatientID),
         date(DCM_PatientBirthDate), reader.value(DCM_PatientSex)});
    add(QStringLiteral("Study"),
        {date(DCM_StudyDate), reader.text(DCM_StudyDescription), reader.text(DCM_AccessionNumber)});
    add(QStringLiteral("Written"), {date(DCM_ContentDate), reader.text(DCM_Manufacturer)});
    add(QStringLiteral("State"), {reader.value(DCM_PreliminaryFlag), reader.value(DCM_CompletionFlag),
                                  reader.value(DCM_VerificationFlag)});
    for (auto* item : itemsOf(dataset, DCM_VerifyingObserverSequence)) {
        const ItemReader verifier(*item, charset);
        add(QStringLiteral("Verified by"),
            {study::displayName(verifier.text(DCM_VerifyingObserverName)),
             verifier.text(DCM_VerifyingOrganization), verifier.value(DCM_VerificationDateTime)});
    }
    return lines.join(QLatin1Char('\n'));
}

/// What DCMTK's strict reader thinks; it also needs the right SOP class and modality.
void judge(DcmDataset& dataset, const QString& charset, Warnings& warnings) {
    const ItemReader reader(dataset, charset);
    const QString modality = reader.value(DCM_Modality);
    if (modality != QLatin1String("SR") && modality != QLatin1String("KO"))
        warnings.add(QStringLiteral("The document's modality is neither SR nor KO."));
    const auto sopClass = reader.value(DCM_SOPClassUID).toLatin1();
    if (DSRTypes::sopClassUIDToDocumentType(OFString(sopClass.constData())) == DSRTypes::DT_invalid) {
        warnings.add(
            QStringLiteral("This kind of document is not known; it is shown as far as its content tells."));
        return;
    }
    DSRDocument document;
    const auto condition = document.read(dataset);
    if (condition.bad())
        warnings.add(QStringLiteral("The document does not follow the standard: %1.")
                         .arg(QString::fromLatin1(condition.text())));
}

report::RenderedDocument renderWith(DcmDataset& dataset, const QString& charset) {
    Warnings warnings;
    TreeText tree(dataset, charset, warnings);
    report::RenderedDocument document;
    document.title = tree.title();
    if (document.title.isEmpty()) document.title = QStringLiteral("Structured report");
    const QString header = headerText(dataset, charset);
    document.text = header.isEmpty() ? tree.text() : header + QStringLiteral("\n\n") + tree.text();
    if (ItemReader(dataset, charset).value(DCM_ValueType) != QLatin1String("CONTAINER"))
        warnings.add(QStringLiteral("The document's root is no container."));
    if (document.text.contains(QChar::ReplacementCharacter))
        warnings.add(QStringLiteral("Some characters could not be read."));
    if (itemsOf(dataset, DCM_ContentSequence).empty()) warnings.add(QStringLiteral("The document is empty."));
    judge(dataset, charset, warnings);
    document.warnings = warnings.list();
    return document;
}

} // namespace

Result<report::RenderedDocument> renderDocument(DcmDataset& dataset) {
    if (!dataset.tagExists(DCM_ContentSequence) && !dataset.tagExists(DCM_ConceptNameCodeSequence))
        return Error{Error::Code::Unsupported, QStringLiteral("This object is no structured report."),
                     QString()};
    const QString charset = ItemReader(dataset, {}).text(DCM_SpecificCharacterSet);
    auto document = renderWith(dataset, charset);
    const bool isUnreadable = document.text.contains(QChar::ReplacementCharacter);
    if (charset.isEmpty() && isUnreadable) {
        document = renderWith(dataset, QStringLiteral("ISO_IR 100"));
        document.warnings << QStringLiteral(
            "The document declares no character set; it is shown as Latin 1.");
    }
    return document;
}

} // namespace vigil::dicom
