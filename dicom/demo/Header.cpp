// SPDX-License-Identifier: GPL-3.0-or-later
#include "dicom/demo/Header.h"

namespace vigil::dicom::demo {

void Header::note(const OFCondition& condition) {
    if (m_condition.good()) m_condition = condition;
}

Header& Header::text(const DcmTagKey& tag, const QString& value) {
    note(m_item.putAndInsertString(tag, value.toUtf8().constData()));
    return *this;
}

Header& Header::number(const DcmTagKey& tag, int value) {
    return text(tag, QString::number(value));
}

Header& Header::decimals(const DcmTagKey& tag, std::initializer_list<double> values, int places) {
    QStringList texts;
    for (const double value : values)
        texts << QString::number(value, 'f', places);
    return text(tag, texts.join(QLatin1Char('\\')));
}

Header& Header::unsignedShort(const DcmTagKey& tag, int value) {
    note(m_item.putAndInsertUint16(tag, static_cast<Uint16>(value)));
    return *this;
}

Header& Header::code(const DcmTagKey& sequence, const QString& value, const QString& scheme,
                     const QString& meaning) {
    Header coded = child(sequence);
    coded.text(DCM_CodeValue, value).text(DCM_CodingSchemeDesignator, scheme).text(DCM_CodeMeaning, meaning);
    return join(coded);
}

Header& Header::emptySequence(const DcmTagKey& tag) {
    note(m_item.insertEmptyElement(tag));
    return *this;
}

Header Header::child(const DcmTagKey& sequence) {
    DcmItem* item = nullptr;
    note(m_item.findOrCreateSequenceItem(sequence, item, -2)); // -2: append
    // Without an item there is nothing to fill: the failure is noted, and what follows goes into the parent,
    // which is never saved.
    return Header(item != nullptr ? *item : m_item);
}

Header& Header::join(const Header& child) {
    note(child.m_condition);
    return *this;
}

Result<void> Header::outcome() const {
    if (m_condition.good()) return {};
    return Error{Error::Code::Internal, QStringLiteral("A demo study could not be composed."),
                 QString::fromLatin1(m_condition.text())};
}

} // namespace vigil::dicom::demo
