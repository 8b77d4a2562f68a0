// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/report/ReportContent.h"

namespace vigil::report {

enum class ReportState { Draft, Preliminary, Final, Amended, Addended, IssuedInError };
[[nodiscard]] QString toText(ReportState state); ///< "draft", "preliminary" …
[[nodiscard]] std::optional<ReportState> reportStateFromText(const QString& text);

/// A report with its state, version and revision. Guards what may follow what; knows no database. A value
/// type that is changed only through its verbs.
class Report {
public:
    /// A fresh draft. Invalid without a procedure, or when the procedures are of no study.
    static Result<Report> open(ReportContent content, User author, UtcTime at);
    /// As it was stored.
    Report(ReportContent content, ReportState state, int revision, User author, UtcTime changedAt);

    [[nodiscard]] const ReportContent& content() const { return m_content; }
    [[nodiscard]] ReportState state() const { return m_state; }
    [[nodiscard]] int revision() const { return m_revision; } ///< grows with every saved change
    [[nodiscard]] const User& author() const { return m_author; }
    [[nodiscard]] UtcTime changedAt() const { return m_changedAt; }
    /// Text may be changed while nothing final was signed.
    [[nodiscard]] bool isEditable() const;

    /// Conflict when the revision is not the one that was read; Denied when it is signed; Invalid when the
    /// patient or the report id would change.
    Result<void> save(ReportContent content, int expectedRevision, UtcTime at);
    Result<void> sign(ReportState to, int expectedRevision, UtcTime at);

    /// Draft → Preliminary or Final, Preliminary → Final, Final → Amended, Addended or IssuedInError.
    [[nodiscard]] static bool mayFollow(ReportState from, ReportState to);

    bool operator==(const Report&) const = default;

private:
    ReportContent m_content;
    ReportState m_state = ReportState::Draft;
    int m_revision = 1;
    User m_author;
    UtcTime m_changedAt;
};

/// The key of a draft: the set of its procedures, in no particular order.
[[nodiscard]] QString procedureKey(const QList<study::RequestedProcedure>& procedures);

} // namespace vigil::report
