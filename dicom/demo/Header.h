// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

#include <QString>
#include <QStringList>

#include <dcmtk/dcmdata/dctk.h>

#include <initializer_list>

namespace vigil::dicom::demo {

/// Fills a data set attribute by attribute and remembers the first failure. Owned by who writes the file; the
/// data set outlives it. One thread.
class Header {
public:
    explicit Header(DcmItem& item) : m_item(item) {}

    [[nodiscard]] DcmItem& item() { return m_item; }

    Header& text(const DcmTagKey& tag, const QString& value);
    Header& number(const DcmTagKey& tag, int value);
    /// Decimal strings (VR DS), backslash-separated.
    Header& decimals(const DcmTagKey& tag, std::initializer_list<double> values, int places = 3);
    Header& unsignedShort(const DcmTagKey& tag, int value);
    /// A code sequence item: value, scheme, meaning.
    Header& code(const DcmTagKey& sequence, const QString& value, const QString& scheme,
                 const QString& meaning);
    Header& emptySequence(const DcmTagKey& tag);
    /// A new item at the end of a sequence.
    [[nodiscard]] Header child(const DcmTagKey& sequence);
    /// Takes over what went wrong in a child.
    Header& join(const Header& child);

    [[nodiscard]] Result<void> outcome() const;
    void note(const OFCondition& condition);

private:
    DcmItem& m_item;
    OFCondition m_condition = EC_Normal;
};

} // namespace vigil::dicom::demo
