// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Patient.h"

#include <QDate>
#include <QString>
#include <QStringList>
#include <QTime>

#include <utility>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// What the text of an item is read with.
struct TextCoding {
    TextCoding() = default;
    TextCoding(QString otherwise) : fallback(std::move(otherwise)) {}
    TextCoding(QString set, QString otherwise) : declared(std::move(set)), fallback(std::move(otherwise)) {}

    QString declared; ///< Specific Character Set as it stands, an empty first value included; empty = none
    QString fallback; ///< of the site: for what nothing is declared for, or what does not keep to it
};

/// Reads single values of a dataset tolerantly: what is absent or broken reads as empty, text goes through
/// the character set that the item declares. Lives as long as the item; one thread.
class ItemReader {
public:
    /// `above` is that of the dataset or item around it, or the site's fallback alone: an item has the
    /// character set of what it is in unless it says otherwise (PS3.3 C.12.1.1.2).
    ItemReader(DcmItem& item, const TextCoding& above);

    [[nodiscard]] QString text(const DcmTagKey& tag) const;
    /// For the items in this one.
    [[nodiscard]] const TextCoding& coding() const { return m_coding; }
    /// The values of a multi-valued element of codes (CS, UI): trimmed, empty ones left out.
    [[nodiscard]] QStringList values(const DcmTagKey& tag) const;
    /// The first of values(), or empty.
    [[nodiscard]] QString value(const DcmTagKey& tag) const;
    [[nodiscard]] int number(const DcmTagKey& tag, int otherwise) const;
    [[nodiscard]] QDate date(const DcmTagKey& tag) const;
    /// Invalid when absent.
    [[nodiscard]] QTime time(const DcmTagKey& tag) const;
    /// The first item of a code sequence (PS3.3 8.8).
    [[nodiscard]] study::Code code(const DcmTagKey& sequence) const;

private:
    DcmItem& m_item;
    TextCoding m_coding;
};

} // namespace vigil::dicom
