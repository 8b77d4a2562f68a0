// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/report/ReportContent.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QStringList>

namespace vigil::report {

/// An earlier document that this one follows (PS3.3 C.17.2, Predecessor Documents Sequence).
struct Predecessor {
    study::InstanceKey instance;
    study::Code
        purpose; ///< CID 7009: 121360 Replaced report, 121361 Addended report, 121362 Preliminary report

    bool operator==(const Predecessor&) const = default;
};

/// What stands around the content in the document: who signed, when, over which instances.
struct SigningContext {
    enum class State { Preliminary, Final };

    State state = State::Final;
    User author;
    User verifier; ///< final only
    UtcTime contentTime;
    UtcTime verificationTime;
    int utcOffsetMinutes = 0; ///< local offset written as Timezone Offset From UTC
    /// The full set of instances of each study (Current Requested Procedure Evidence, PS3.3 C.17.2.3).
    QList<study::InstanceKey> evidence;
    /// Study-level attributes copied into the header, by Study Instance UID.
    QHash<QString, study::Study> studies;
    QList<Predecessor> predecessors;
};

/// One DICOM file (Part 10 bytes) ready for the archive.
struct EncodedDocument {
    QString studyUid;
    QString seriesUid;
    QString sopClassUid;
    QString sopInstanceUid;
    QByteArray bytes;
    QByteArray sha256; ///< of bytes

    bool operator==(const EncodedDocument&) const = default;
};

/// What an SR or KO says, for a person: Vigil's own or anybody's.
struct RenderedDocument {
    QString title;
    QString text;         ///< indented tree, one item a line
    QStringList warnings; ///< deviations from the standard, items that could not be shown
};

/// Reports to DICOM SR and back (port; TID 2000, recipe tested against outside validators). Thread-safe; call
/// off the UI thread.
class SrCodec {
public:
    virtual ~SrCodec() = default;
    /// One document a study, bound by Identical Documents Sequence when there are several.
    virtual Result<QList<EncodedDocument>> encode(const ReportContent& content,
                                                  const SigningContext& context) = 0;
    /// Reads a document that Vigil wrote.
    virtual Result<ReportContent> decode(const QByteArray& bytes) = 0;
    /// Reads any SR or KO, tolerantly.
    virtual Result<RenderedDocument> render(const QByteArray& bytes) = 0;
};

} // namespace vigil::report
