// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alert/AlertPolicy.h"
#include "core/report/PlainReport.h"

namespace vigil::report {

/// Something in the text that the reader should look at before signing. Names the words by their place.
struct Remark {
    enum class Kind {
        ImpressionEmpty,
        Laterality,
        SexAnatomy,
        MustAlert,
        FollowUpWithoutDate,
        Units,
        WrongBodyPart,
        ImagesNotHere, ///< not of the text: images in the PACS that nobody has read
    };
    Kind kind = Kind::Laterality;
    int section = -1;   ///< index into ReportContent::sections, -1 = the whole report
    int paragraph = -1; ///< index into Section::paragraphs
    int start = 0;      ///< within the paragraph's text
    int length = 0;
    QString message;

    bool operator==(const Remark&) const = default;
};
[[nodiscard]] QString toText(Remark::Kind kind); ///< "laterality", "must-alert" …

/// A finding of the must-alert list that a text asserts (not negated, not historical, not hypothetical).
struct AssertedFinding {
    QString code;
    QString label;
    QString words; ///< as the text has them
    QString term;  ///< of the policy

    bool operator==(const AssertedFinding&) const = default;
};
/// All of them, whether or not there is an alert; each finding once. Pure.
[[nodiscard]] QList<AssertedFinding> assertedFindings(const ReportContent& content,
                                                      const alert::AlertPolicy& policy);
/// Whether one of these alerts speaks for it: that of the finding itself, or of a narrower one ("massive
/// pulmonary embolism" for "pulmonary embolism").
[[nodiscard]] bool isSpokenFor(const AssertedFinding& asserted, const alert::AlertPolicy& policy,
                               const QStringList& alertedFindings);

/// The text checks of the editor and of signing. Pure. `policy` gives the must-alert terms; `alertedFindings`
/// are the finding codes for which an alert exists.
[[nodiscard]] QList<Remark> checkText(const ReportContent& content, const alert::AlertPolicy& policy,
                                      const QStringList& alertedFindings);

} // namespace vigil::report
