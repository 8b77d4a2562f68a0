// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/Patient.h"

#include <QDate>
#include <QString>
#include <QStringList>
#include <QTime>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// Reads single values of a dataset tolerantly: what is absent or broken reads as empty, text goes through
/// the character set that the item declares. Lives as long as the item; one thread.
class ItemReader {
public:
    /// `fallbackCharset` counts when the item does not declare one.
    ItemReader(DcmItem& item, QString fallbackCharset);

    [[nodiscard]] QString text(const DcmTagKey& tag) const;
    /// What the text of this item is read with, and the fallback of the items below it: Specific Character
    /// Set as it stands, an empty first value included (PS3.3 C.12.1.1.2).
    [[nodiscard]] QString charset() const { return m_charset.isEmpty() ? m_fallback : m_charset; }
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
    QString m_fallback;
    QString m_charset;
};

} // namespace vigil::dicom
