// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/report/ReportContent.h"

#include <QString>

class DcmItem;
class DcmTagKey;

namespace vigil::dicom {

/// Writes UTF-8 text into an element; an empty value makes an empty element (type 2).
void put(DcmItem& item, const DcmTagKey& key, const QString& value);
/// A code sequence with one item (PS3.3 8.8); an empty code makes an empty sequence.
void putCode(DcmItem& item, const DcmTagKey& sequence, const study::Code& code);
/// A new item at the end of a sequence.
DcmItem& append(DcmItem& item, const DcmTagKey& sequence);

/// One content item of an SR tree while it is written (PS3.3 C.17.3). A view: the dataset owns the item.
class ContentItem {
public:
    enum class Relation { Contains, HasConceptModifier, HasObservationContext, InferredFrom };

    explicit ContentItem(DcmItem& item) : m_item(&item) {}

    /// Makes this item a CONTAINER.
    void becomeContainer(const study::Code& name);
    ContentItem container(const study::Code& name);
    ContentItem text(Relation relation, const study::Code& name, const QString& value);
    ContentItem code(Relation relation, const study::Code& name, const study::Code& value);
    ContentItem personName(Relation relation, const study::Code& name, const QString& value);
    /// TID 2001: INFERRED FROM IMAGE.
    ContentItem image(const report::ImageReference& reference);

    void observedAt(UtcTime time, int utcOffsetMinutes);
    void withObservationUid(const QString& uid);

private:
    ContentItem child(Relation relation, const char* valueType, const study::Code& name);

    DcmItem* m_item;
};

} // namespace vigil::dicom
