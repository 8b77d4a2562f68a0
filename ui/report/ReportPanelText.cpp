// SPDX-License-Identifier: GPL-3.0-or-later
// Which text may enter the report: the guard, late text, and the patient of the images.
#include "core/study/SamePatient.h"
#include "ui/report/LateTextBar.h"
#include "ui/report/ReportAlerts.h"
#include "ui/report/ReportEditor.h"
#include "ui/report/ReportPanel.h"
#include "ui/report/ReportSession.h"

#include <QStackedWidget>

namespace vigil::ui {

bool ReportPanel::admit(const QString& text) {
    const bool deletion = text.isEmpty();
    if (deletion) return m_guard.state() == report::EditorGuard::State::Writing;
    if (m_guard.textArrived(text) == report::EditorGuard::Verdict::Type) {
        m_editor->hideIdentity();
        return true;
    }
    showLateText();
    return false;
}

void ReportPanel::writeHere() {
    if (!isWriting()) return;
    updateMismatch();
    if (m_mismatched) return;
    m_guard.deliberateAct();
    if (!m_editor->hasFocus()) m_editor->setFocus(Qt::ShortcutFocusReason);
    showReminder();
}

const report::EditorGuard::LateText* ReportPanel::firstLateText() const {
    if (!m_refused.isEmpty()) return &m_refused.first();
    return m_guard.lateTexts().isEmpty() ? nullptr : &m_guard.lateTexts().first();
}

std::optional<report::EditorGuard::LateText> ReportPanel::takeLateText() {
    if (!m_refused.isEmpty()) return m_refused.takeFirst();
    return m_guard.takeLateText(0);
}

void ReportPanel::showLateText() {
    const auto* late = firstLateText();
    if (!late) return m_late->clear();
    m_late->showText(late->text, late->previousReportId.isEmpty() ? QString() : late->previousLabel,
                     m_session->isOpen() ? label() : QString());
}

void ReportPanel::settleLateText(LatePlace place) {
    const auto* first = firstLateText();
    if (!first) return;
    const bool intoOpen =
        place == LatePlace::Here || first->previousReportId == m_session->content().reportId;
    if (intoOpen && (!m_session->isOpen() || isMismatched())) return;
    const auto late = takeLateText();
    if (intoOpen) {
        m_guard.deliberateAct(); // the click said: here
        m_editor->insertWords(late->text);
        m_editor->setFocus(Qt::OtherFocusReason);
        showReminder();
    } else {
        m_session->appendTo(late->previousReportId, late->text, [this, late](const Result<void>& done) {
            if (done)
                return showMessage(QStringLiteral("Put into: %1").arg(late->previousLabel),
                                   QStringLiteral("good"));
            m_refused << *late;
            showMessage(done.error().message + QStringLiteral(" The text is still held."),
                        QStringLiteral("critical"));
            showLateText();
        });
    }
    showLateText();
}

void ReportPanel::discardLateText() {
    takeLateText();
    showLateText();
}

void ReportPanel::showReminder() {
    const auto reminder = m_guard.reminder();
    if (!reminder || !m_session->isOpen()) return m_editor->hideIdentity();
    const bool waiting = m_guard.state() == report::EditorGuard::State::Waiting;
    m_editor->showIdentity(waiting ? *reminder + QStringLiteral("\nF2 or a click: write here") : *reminder);
}

bool ReportPanel::isMismatched() const {
    return m_session->isOpen() && !m_imagesPatient.id.isEmpty() &&
           !study::isSamePatient(m_imagesPatient, m_session->content().patient.key);
}

void ReportPanel::updateMismatch() {
    const bool mismatched = isMismatched();
    if (mismatched == m_mismatched) return;
    m_mismatched = mismatched;
    QString text;
    if (mismatched) {
        m_guard.signedAndDone(); // closes the editor: what arrives is held
        m_guard.switchedTo(m_session->content().reportId, label());
        text = QStringLiteral(
            "The images are not of the patient of this report. Writing, alerts and signing are "
            "stopped until both are the same. Open the study again from the worklist.");
    }
    showMessage(text, QStringLiteral("critical"));
    Q_EMIT mismatchChanged(text);
}

} // namespace vigil::ui
