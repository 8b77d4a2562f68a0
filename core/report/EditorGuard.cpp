// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/EditorGuard.h"

#include <utility>

namespace vigil::report {

namespace {
/// Pieces of one dictation arrive close together and are shown as one.
constexpr std::chrono::seconds samePhrase{5};
} // namespace

void EditorGuard::switchedTo(const QString& reportId, const QString& label) {
    if (reportId == m_reportId && m_state != State::Closed) return;
    if (!m_reportId.isEmpty()) {
        m_previousReportId = m_reportId;
        m_previousLabel = m_label;
    }
    m_reportId = reportId;
    m_label = label;
    m_state = reportId.isEmpty() ? State::Closed : State::Waiting;
    m_remind = true;
    m_lastActivity = m_clock.now();
}

void EditorGuard::signedAndDone() {
    switchedTo({}, {});
    m_state = State::Closed;
}

void EditorGuard::deliberateAct() {
    if (m_state == State::Closed) return;
    m_remind = reminder().has_value();
    m_state = State::Writing;
    m_lastActivity = m_clock.now();
}

EditorGuard::Verdict EditorGuard::textArrived(const QString& text) {
    if (m_state == State::Writing) {
        m_remind = false;
        m_lastActivity = m_clock.now();
        return Verdict::Type;
    }
    const auto now = m_clock.now();
    if (!m_late.isEmpty() && m_late.last().previousReportId == m_previousReportId &&
        now - m_late.last().at <= samePhrase) {
        m_late.last().text += text;
        m_late.last().at = now;
    } else {
        m_late << LateText{text, now, m_previousReportId, m_previousLabel};
    }
    return Verdict::Held;
}

std::optional<QString> EditorGuard::reminder() const {
    if (m_state == State::Closed) return std::nullopt;
    if (m_remind || m_clock.now() - m_lastActivity >= idleLimit) return m_label;
    return std::nullopt;
}

std::optional<EditorGuard::LateText> EditorGuard::takeLateText(qsizetype index) {
    if (index < 0 || index >= m_late.size()) return std::nullopt;
    return m_late.takeAt(index);
}

} // namespace vigil::report
