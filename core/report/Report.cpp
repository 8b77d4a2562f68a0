// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/Report.h"

#include <utility>

namespace vigil::report {

namespace {

const std::pair<ReportState, QString> stateNames[] = {
    {ReportState::Draft, QStringLiteral("draft")},
    {ReportState::Preliminary, QStringLiteral("preliminary")},
    {ReportState::Final, QStringLiteral("final")},
    {ReportState::Amended, QStringLiteral("amended")},
    {ReportState::Addended, QStringLiteral("addended")},
    {ReportState::IssuedInError, QStringLiteral("issued-in-error")}};

Error changedMeanwhile() {
    return {Error::Code::Conflict,
            QStringLiteral(
                "This report was changed elsewhere meanwhile. Nothing was saved; open it again to see the "
                "other version."),
            {}};
}

} // namespace

QString toText(ReportState state) {
    for (const auto& [value, name] : stateNames)
        if (value == state) return name;
    return {};
}

std::optional<ReportState> reportStateFromText(const QString& text) {
    for (const auto& [value, name] : stateNames)
        if (name == text) return value;
    return std::nullopt;
}

Result<Report> Report::open(ReportContent content, User author, UtcTime at) {
    if (content.procedures.isEmpty() || content.studyUids().isEmpty())
        return Error{Error::Code::Invalid, QStringLiteral("A report needs at least one examination."), {}};
    for (const auto& procedure : content.procedures)
        if (procedure.studyUid.isEmpty())
            return Error{
                Error::Code::Invalid, QStringLiteral("An examination of this report has no study."), {}};
    if (content.reportId.isEmpty() || content.patient.key.id.isEmpty())
        return Error{
            Error::Code::Invalid,
            QStringLiteral("A report needs a patient with an identifier. Merge or correct the study first."),
            {}};
    return Report(std::move(content), ReportState::Draft, 1, std::move(author), at);
}

Report::Report(ReportContent content, ReportState state, int revision, User author, UtcTime changedAt)
    : m_content(std::move(content)), m_state(state), m_revision(revision), m_author(std::move(author)),
      m_changedAt(changedAt) {}

bool Report::isEditable() const {
    return m_state == ReportState::Draft || m_state == ReportState::Preliminary;
}

Result<void> Report::save(ReportContent content, int expectedRevision, UtcTime at) {
    if (!isEditable())
        return Error{Error::Code::Denied,
                     QStringLiteral("This report is signed. Its text can be changed by an addendum only."),
                     {}};
    if (expectedRevision != m_revision) return changedMeanwhile();
    if (content.reportId != m_content.reportId || content.patient.key != m_content.patient.key)
        return Error{Error::Code::Invalid,
                     QStringLiteral("This text belongs to another patient or report. Nothing was saved."),
                     {}};
    content.version = m_content.version;
    m_content = std::move(content);
    ++m_revision;
    m_changedAt = at;
    return {};
}

Result<void> Report::sign(ReportState to, int expectedRevision, UtcTime at) {
    if (expectedRevision != m_revision) return changedMeanwhile();
    if (!mayFollow(m_state, to))
        return Error{Error::Code::Denied,
                     QStringLiteral("A report that is %1 cannot become %2.").arg(toText(m_state), toText(to)),
                     {}};
    // What was signed as preliminary stays version 1; the next signature is the next version.
    if (m_state != ReportState::Draft) ++m_content.version;
    m_state = to;
    ++m_revision;
    m_changedAt = at;
    return {};
}

bool Report::mayFollow(ReportState from, ReportState to) {
    switch (from) {
    case ReportState::Draft:
        return to == ReportState::Preliminary || to == ReportState::Final;
    case ReportState::Preliminary:
        return to == ReportState::Final;
    case ReportState::Final:
    case ReportState::Amended:
    case ReportState::Addended:
        return to == ReportState::Amended || to == ReportState::Addended || to == ReportState::IssuedInError;
    case ReportState::IssuedInError:
        return false;
    }
    return false;
}

QString procedureKey(const QList<study::RequestedProcedure>& procedures) {
    QStringList parts;
    for (const auto& procedure : procedures)
        parts << QStringList{procedure.studyUid, procedure.accessionIssuer, procedure.accessionNumber,
                             procedure.requestedProcedureId}
                     .join(QLatin1Char('\\')); // cannot stand in any of these (PS3.5 6.2)
    parts.sort();
    parts.removeDuplicates();
    return parts.join(QLatin1Char('\n'));
}

} // namespace vigil::report
