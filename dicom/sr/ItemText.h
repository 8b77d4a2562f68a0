// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dicom/sr/Warnings.h"

#include <QString>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// Words for single content items of any SR (PS3.3 C.17.3, C.18). Whatever is missing or malformed is said in
/// `warnings`, and what is there is shown as written.
class ItemText {
public:
    ItemText(QString characterSet, Warnings& warnings)
        : m_charset(std::move(characterSet)), m_warnings(warnings) {}

    /// "Finding: Nodule of 16 mm"
    [[nodiscard]] QString line(DcmItem& item) const;
    [[nodiscard]] QString name(DcmItem& item) const;

private:
    [[nodiscard]] QString value(DcmItem& item, const QString& type) const;
    [[nodiscard]] QString codeText(DcmItem& item, const DcmTagKey& sequence, const QString& what) const;
    [[nodiscard]] QString number(DcmItem& item) const;
    [[nodiscard]] QString reference(DcmItem& item) const;
    [[nodiscard]] QString coordinates(DcmItem& item) const;
    [[nodiscard]] QString moment(const QString& text, const QString& type) const;
    [[nodiscard]] QString personName(DcmItem& item) const;
    [[nodiscard]] QString checkedUid(const QString& uid) const;

    QString m_charset;
    Warnings& m_warnings;
};

} // namespace vigil::dicom
