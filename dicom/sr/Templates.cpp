// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/Templates.h"

#include "core/base/Ids.h"
#include "dicom/sr/Codes.h"
#include "dicom/sr/DicomTime.h"
#include "dicom/sr/FieldChecks.h"
#include "dicom/sr/Items.h"
#include "dicom/text/ItemReader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace vigil::dicom {

namespace {

using Relation = ContentItem::Relation;

const QString utf8 = QStringLiteral("ISO_IR 192");
const QString readBack = QStringLiteral("Read back");
const QString roleLine = QStringLiteral("Role: ");

void writeImages(ContentItem& item, const QList<report::ImageReference>& images) {
    for (const auto& image : images)
        item.image(image);
}

QList<report::ImageReference> readImages(DcmItem& item, const QHash<QString, study::InstanceKey>& evidence) {
    QList<report::ImageReference> images;
    for (auto* child : itemsOf(item, DCM_ContentSequence)) {
        if (ItemReader(*child, utf8).value(DCM_ValueType) != QLatin1String("IMAGE")) continue;
        for (auto* target : itemsOf(*child, DCM_ReferencedSOPSequence)) {
            const ItemReader reader(*target, utf8);
            report::ImageReference image;
            image.instance = evidence.value(reader.value(DCM_ReferencedSOPInstanceUID));
            image.frame = reader.number(DCM_ReferencedFrameNumber, 0);
            image.purpose = conceptOf(*child);
            images << image;
        }
    }
    return images;
}

QString sentence(const report::Communication& communication) {
    QString text = QStringLiteral("Told");
    const QString name = study::displayName(communication.name);
    if (!name.isEmpty()) text += QLatin1Char(' ') + name;
    if (!communication.role.isEmpty())
        text += QStringLiteral(" (%1)").arg(normalisedText(communication.role));
    if (!communication.method.isEmpty())
        text += QStringLiteral(", %1").arg(normalisedText(communication.method));
    return text +
           (communication.readBack ? QStringLiteral(", read back.") : QStringLiteral(", not read back."));
}

void writeCommunication(ContentItem& section, const report::Communication& communication,
                        int utcOffsetMinutes) {
    auto head = section.text(Relation::Contains, codes::resultsCommunicated, sentence(communication));
    head.observedAt(communication.at, utcOffsetMinutes);
    // Name and role are one statement: "Kowalska^Anna", line feed, "Role: Registrar".
    QStringList recipient;
    if (!communication.name.isEmpty()) recipient << communication.name;
    if (!communication.role.isEmpty()) recipient << roleLine + normalisedText(communication.role);
    if (!recipient.isEmpty())
        section.text(Relation::Contains, codes::communicatedTo, recipient.join(QLatin1Char('\n')));
    if (!communication.method.isEmpty())
        section.text(Relation::Contains, codes::communicatedBy, normalisedText(communication.method));
    if (communication.readBack) {
        auto item = section.text(Relation::Contains, codes::acknowledged, readBack);
        item.observedAt(communication.at, utcOffsetMinutes);
    }
}

void readRecipient(const QString& text, report::Communication& communication) {
    const auto begin = text.startsWith(roleLine) ? 0 : text.indexOf(QLatin1Char('\n') + roleLine);
    communication.name = begin < 0 ? text : text.left(begin);
    if (begin >= 0) communication.role = text.mid(begin).trimmed().mid(roleLine.size());
}

std::optional<UtcTime> observedAt(DcmItem& item) {
    return fromDicomDateTime(ItemReader(item, utf8).value(DCM_ObservationDateTime));
}

/// One TEXT of the section: the finding itself, or a part of the contact that began last.
void readText(DcmItem& item, report::ActionableFinding& finding) {
    const auto name = conceptOf(item);
    const QString text = ItemReader(item, utf8).text(DCM_TextValue);
    if (name == codes::finding) {
        finding.text = text;
        return;
    }
    if (name == codes::alertTextCode) {
        finding.textCode = text;
        return;
    }
    if (name == codes::resultsCommunicated) {
        report::Communication begun;
        begun.at = observedAt(item).value_or(UtcTime{});
        finding.communications << begun;
        return;
    }
    if (finding.communications.isEmpty()) return;
    auto& communication = finding.communications.last();
    if (name == codes::communicatedTo) readRecipient(text, communication);
    if (name == codes::communicatedBy) communication.method = text;
    if (name == codes::acknowledged) communication.readBack = text == readBack;
}

} // namespace

study::Code conceptOf(DcmItem& item) {
    return ItemReader(item, utf8).code(DCM_ConceptNameCodeSequence);
}

void ObserverContext::write(ContentItem& container) const {
    const auto relation = Relation::HasObservationContext;
    if (m_user.name.isEmpty()) return; // TID 1003: the name is mandatory
    container.code(relation, codes::observerType, codes::person);
    container.personName(relation, codes::observerName, m_user.name);
    if (!m_user.id.isEmpty()) container.text(relation, codes::loginName, m_user.id);
    if (!m_user.organisation.isEmpty()) container.text(relation, codes::organisation, m_user.organisation);
    container.code(relation, codes::roleInProcedure, codes::reader);
}

void SectionTemplate::write(ContentItem& root, const report::Section& section) {
    auto container = root.container(section.heading);
    const auto element = codes::elementOf(section.heading);
    for (const auto& paragraph : section.paragraphs) {
        const QString text = normalisedText(paragraph.text);
        if (text.isEmpty()) continue;
        auto item = container.text(Relation::Contains, element, text);
        writeImages(item, paragraph.images);
    }
}

report::Section SectionTemplate::read(DcmItem& container,
                                      const QHash<QString, study::InstanceKey>& evidence) {
    report::Section section;
    section.heading = conceptOf(container);
    for (auto* item : itemsOf(container, DCM_ContentSequence)) {
        const ItemReader reader(*item, utf8);
        if (reader.value(DCM_ValueType) == QLatin1String("TEXT"))
            section.paragraphs << report::Paragraph{reader.text(DCM_TextValue), readImages(*item, evidence)};
    }
    return section;
}

void ActionableFindingTemplate::write(ContentItem& root, const report::ActionableFinding& finding,
                                      int utcOffsetMinutes) {
    auto section = root.container(codes::criticalResults);
    report::User raisedBy;
    raisedBy.name = finding.raisedByName;
    ObserverContext(raisedBy).write(section);
    auto flag = section.code(Relation::Contains, codes::finding, finding.category);
    flag.observedAt(finding.raisedAt, utcOffsetMinutes);
    flag.withObservationUid(finding.observationUid);
    writeImages(flag, finding.images);
    section.text(Relation::Contains, codes::finding, normalisedText(finding.text));
    if (!finding.textCode.isEmpty())
        section.text(Relation::Contains, codes::alertTextCode, normalisedText(finding.textCode));
    for (const auto& communication : finding.communications)
        writeCommunication(section, communication, utcOffsetMinutes);
}

std::optional<report::ActionableFinding>
ActionableFindingTemplate::read(DcmItem& container, const QHash<QString, study::InstanceKey>& evidence) {
    report::ActionableFinding finding;
    for (auto* item : itemsOf(container, DCM_ContentSequence)) {
        const ItemReader reader(*item, utf8);
        const QString type = reader.value(DCM_ValueType);
        if (type == QLatin1String("PNAME") && conceptOf(*item) == codes::observerName)
            finding.raisedByName = reader.text(DCM_PersonName);
        if (type == QLatin1String("TEXT")) readText(*item, finding);
        if (type != QLatin1String("CODE") || conceptOf(*item) != codes::finding) continue;
        finding.category = reader.code(DCM_ConceptCodeSequence);
        finding.observationUid = reader.value(DCM_ObservationUID);
        finding.raisedAt = observedAt(*item).value_or(UtcTime{});
        finding.images = readImages(*item, evidence);
    }
    const auto alert = uuidFromDicomUid(finding.observationUid);
    if (!alert) return std::nullopt;
    finding.alertId = toText(*alert);
    return finding;
}

} // namespace vigil::dicom
