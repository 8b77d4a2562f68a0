// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/sr/ContentItem.h"

#include "dicom/sr/DicomTime.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <new>

namespace vigil::dicom {

namespace {

const char* nameOf(ContentItem::Relation relation) {
    switch (relation) {
    case ContentItem::Relation::HasConceptModifier:
        return "HAS CONCEPT MOD";
    case ContentItem::Relation::HasObservationContext:
        return "HAS OBS CONTEXT";
    case ContentItem::Relation::InferredFrom:
        return "INFERRED FROM";
    default:
        return "CONTAINS";
    }
}

} // namespace

void put(DcmItem& item, const DcmTagKey& key, const QString& value) {
    const auto bytes = value.toUtf8();
    item.putAndInsertString(key, bytes.constData(), static_cast<Uint32>(bytes.size()));
}

DcmItem& append(DcmItem& item, const DcmTagKey& sequence) {
    constexpr long atTheEnd = -2;
    DcmItem* added = nullptr;
    if (item.findOrCreateSequenceItem(sequence, added, atTheEnd).bad() || added == nullptr)
        throw std::bad_alloc();
    return *added;
}

void putCode(DcmItem& item, const DcmTagKey& sequence, const study::Code& code) {
    constexpr qsizetype shortValue = 16;
    if (code.isEmpty()) {
        item.insertEmptyElement(sequence);
        return;
    }
    auto& target = append(item, sequence);
    put(target, code.value.size() > shortValue ? DCM_LongCodeValue : DCM_CodeValue, code.value);
    put(target, DCM_CodingSchemeDesignator, code.scheme);
    put(target, DCM_CodeMeaning, code.meaning);
}

ContentItem ContentItem::child(Relation relation, const char* valueType, const study::Code& name) {
    auto& item = append(*m_item, DCM_ContentSequence);
    item.putAndInsertString(DCM_RelationshipType, nameOf(relation));
    item.putAndInsertString(DCM_ValueType, valueType);
    if (!name.isEmpty()) putCode(item, DCM_ConceptNameCodeSequence, name);
    return ContentItem(item);
}

void ContentItem::becomeContainer(const study::Code& name) {
    m_item->putAndInsertString(DCM_ValueType, "CONTAINER");
    putCode(*m_item, DCM_ConceptNameCodeSequence, name);
    m_item->putAndInsertString(DCM_ContinuityOfContent, "SEPARATE");
}

ContentItem ContentItem::container(const study::Code& name) {
    auto item = child(Relation::Contains, "CONTAINER", name);
    item.m_item->putAndInsertString(DCM_ContinuityOfContent, "SEPARATE");
    return item;
}

ContentItem ContentItem::text(Relation relation, const study::Code& name, const QString& value) {
    auto item = child(relation, "TEXT", name);
    put(*item.m_item, DCM_TextValue, value);
    return item;
}

ContentItem ContentItem::code(Relation relation, const study::Code& name, const study::Code& value) {
    auto item = child(relation, "CODE", name);
    putCode(*item.m_item, DCM_ConceptCodeSequence, value);
    return item;
}

ContentItem ContentItem::personName(Relation relation, const study::Code& name, const QString& value) {
    auto item = child(relation, "PNAME", name);
    put(*item.m_item, DCM_PersonName, value);
    return item;
}

ContentItem ContentItem::image(const report::ImageReference& reference) {
    auto item = child(Relation::InferredFrom, "IMAGE", reference.purpose);
    auto& target = append(*item.m_item, DCM_ReferencedSOPSequence);
    put(target, DCM_ReferencedSOPClassUID, reference.instance.sopClassUid);
    put(target, DCM_ReferencedSOPInstanceUID, reference.instance.sopInstanceUid);
    if (reference.frame > 0) put(target, DCM_ReferencedFrameNumber, QString::number(reference.frame));
    return item;
}

void ContentItem::observedAt(UtcTime time, int utcOffsetMinutes) {
    put(*m_item, DCM_ObservationDateTime, dicomDateTime(time, utcOffsetMinutes));
}

void ContentItem::withObservationUid(const QString& uid) {
    put(*m_item, DCM_ObservationUID, uid);
}

} // namespace vigil::dicom
