// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/text/ItemReader.h"

#include "dicom/text/CharacterSets.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <utility>

namespace vigil::dicom {

namespace {

/// The bytes of an element as they stand in the dataset, all values and padding.
std::string rawValue(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    if (item.findAndGetElement(tag, element).bad() || element == nullptr) return {};
    char* bytes = nullptr;
    Uint32 length = 0;
    if (auto* text = dynamic_cast<DcmByteString*>(element)) {
        if (text->getString(bytes, length).bad() || bytes == nullptr) return {};
        return {bytes, length};
    }
    // Numbers (US, IS of a wrong VR …) and private UN elements: whatever DCMTK makes of them.
    OFString all;
    if (element->getOFStringArray(all).bad()) return {};
    return {all.c_str(), all.length()};
}

QString trimmedLatin1(const std::string& raw) {
    auto text = QString::fromLatin1(raw.data(), static_cast<qsizetype>(raw.size()));
    text.remove(QChar::Null);
    return text.trimmed();
}

} // namespace

ItemReader::ItemReader(DcmItem& item, const TextCoding& above) : m_item(item), m_coding(above) {
    const auto own = trimmedLatin1(rawValue(item, DCM_SpecificCharacterSet));
    if (!own.isEmpty()) m_coding.declared = own;
}

QString ItemReader::text(const DcmTagKey& tag) const {
    auto raw = rawValue(m_item, tag);
    while (!raw.empty() && (raw.back() == '\0' || raw.back() == ' '))
        raw.pop_back();
    if (raw.empty()) return {};
    return decodeText(raw, m_coding.declared, m_coding.fallback).trimmed();
}

QStringList ItemReader::values(const DcmTagKey& tag) const {
    QStringList result;
    for (const auto& part : trimmedLatin1(rawValue(m_item, tag)).split(QLatin1Char('\\')))
        if (const auto trimmed = part.trimmed(); !trimmed.isEmpty()) result << trimmed;
    return result;
}

QString ItemReader::value(const DcmTagKey& tag) const {
    return values(tag).value(0);
}

int ItemReader::number(const DcmTagKey& tag, int otherwise) const {
    bool valid = false;
    const int result = value(tag).toInt(&valid);
    return valid ? result : otherwise;
}

QDate ItemReader::date(const DcmTagKey& tag) const {
    // "19500131", and "1950.01.31" of ACR-NEMA days (PS3.5 6.2, DA).
    auto digits = value(tag);
    digits.remove(QLatin1Char('.'));
    return QDate::fromString(digits.left(8), QStringLiteral("yyyyMMdd"));
}

QTime ItemReader::time(const DcmTagKey& tag) const {
    // Any of HH, HHMM, HHMMSS, HHMMSS.FFFFFF, and HH:MM:SS of ACR-NEMA days (PS3.5 6.2, TM).
    auto digits = value(tag);
    digits.remove(QLatin1Char(':'));
    digits = digits.section(QLatin1Char('.'), 0, 0);
    if (digits.size() < 2) return {};
    return QTime::fromString(digits.leftJustified(6, QLatin1Char('0'), true), QStringLiteral("HHmmss"));
}

study::Code ItemReader::code(const DcmTagKey& sequence) const {
    DcmItem* item = nullptr;
    if (m_item.findAndGetSequenceItem(sequence, item, 0).bad() || item == nullptr) return {};
    const ItemReader reader(*item, m_coding);
    auto value = reader.text(DCM_CodeValue);
    if (value.isEmpty()) value = reader.text(DCM_LongCodeValue);
    return {value, reader.text(DCM_CodingSchemeDesignator), reader.text(DCM_CodeMeaning)};
}

} // namespace vigil::dicom
