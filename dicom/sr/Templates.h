// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/SrCodec.h"
#include "dicom/sr/ContentItem.h"

#include <optional>

class DcmItem;

/// The templates of PS3.16 that a report is made of, each with its way out and its way back.
namespace vigil::dicom {

/// TID 1002/1003: who observed. Empty parts are left out.
class ObserverContext {
public:
    explicit ObserverContext(report::User user) : m_user(std::move(user)) {}
    void write(ContentItem& container) const;

private:
    report::User m_user;
};

/// A heading of CID 7001 with its paragraphs (TID 2002) and their images (TID 2001).
class SectionTemplate {
public:
    static void write(ContentItem& root, const report::Section& section);
    /// `evidence` gives back study and series of the images.
    static report::Section read(DcmItem& container, const QHash<QString, study::InstanceKey>& evidence);
};

/// Section "Communication of Critical Results", one per finding.
class ActionableFindingTemplate {
public:
    static void write(ContentItem& root, const report::ActionableFinding& finding, int utcOffsetMinutes);
    /// Nothing when the section is not one of ours.
    static std::optional<report::ActionableFinding> read(DcmItem& container,
                                                         const QHash<QString, study::InstanceKey>& evidence);
};

/// The name of a content item.
[[nodiscard]] study::Code conceptOf(DcmItem& item);

} // namespace vigil::dicom
