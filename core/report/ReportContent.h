// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/study/Study.h"

#include <QList>
#include <QString>

#include <optional>

/// The values a report is made of. Plain data with equality: what the editor holds, what a draft row stores
/// (as JSON), what the SR carries. decode(encode(content)) == content is a test.
namespace vigil::report {

/// Who works here: [user] of vigil.ini.
struct User {
    QString id;   ///< login name, also the database role
    QString name; ///< DICOM form
    QString organisation;
    QString role;         ///< e.g. "Consultant radiologist"
    QString registration; ///< e.g. GMC number

    bool operator==(const User&) const = default;
};

/// An image, or one frame of it, that text points at (TID 2001; SR-IMAGE).
struct ImageReference {
    study::InstanceKey instance;
    int frame = 0; ///< 1-based frame number of a multi-frame image, 0 = the whole image
    study::Code purpose{QStringLiteral("121080"), QStringLiteral("DCM"),
                        QStringLiteral("Best illustration of finding")}; ///< CID 7003

    bool operator==(const ImageReference&) const = default;
};

/// One paragraph of a section: one TEXT item of TID 2002, with the images it is inferred from.
struct Paragraph {
    QString text;
    QList<ImageReference> images;

    bool operator==(const Paragraph&) const = default;
};

struct Section {
    study::Code heading; ///< CID 7001, LOINC
    QList<Paragraph> paragraphs;

    bool operator==(const Section&) const = default;
};

/// Somebody was told about a finding: the verbal contact record.
struct Communication {
    QString name; ///< DICOM form
    QString role;
    QString method; ///< "telephone", "in person" …
    bool readBack = false;
    UtcTime at;

    bool operator==(const Communication&) const = default;
};

/// A finding that somebody must act on, as it stands in the signed report (section 73568-8, one per finding).
struct ActionableFinding {
    QString alertId;        ///< UUID of the alert
    QString observationUid; ///< (0040,A171): links SR, HL7 and the alert
    study::Code category;   ///< CID 7035: RID49480 … RID49482 (RADLEX)
    QString text;
    UtcTime raisedAt;
    QString raisedByName; ///< DICOM form
    QList<ImageReference> images;
    QList<Communication> communications;
    QString textCode{}; ///< the site's alert text code of the category

    bool operator==(const ActionableFinding&) const = default;
};

/// Everything that a signed report says. One patient, one to many requested procedures, one to many studies.
struct ReportContent {
    QString reportId; ///< UUID
    int version = 1;  ///< grows with each signature
    study::Patient patient;
    QList<study::RequestedProcedure> procedures; ///< at least one
    study::Code title;                           ///< CID 7000
    QString language = QStringLiteral("en-GB");
    QList<Section> sections;
    QList<ActionableFinding> findings;

    bool operator==(const ReportContent&) const = default;

    /// The studies it covers, in the order of the procedures, each once.
    [[nodiscard]] QStringList studyUids() const;
};

} // namespace vigil::report
